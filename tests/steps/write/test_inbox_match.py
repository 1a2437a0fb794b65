"""What is from the user themselves, from before the letter, or to many, answers no letter."""

from datetime import timedelta
from typing import Any

import pytest

from netcore.network import Network
from netcore.plugins.registry import Registry
from tests.conftest import Clock
from tests.steps.people import add, add_message, store_of
from tests.steps.write import returns
from tests.steps.write.mailbox import ACCOUNT, Mailbox, add_account, registry_with
from tests.steps.write.post import SENDER


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def registry(mailbox: Mailbox) -> Registry:
    return registry_with(mailbox, [])


def sent(network: Network, **changes: Any) -> str:
    """A letter to Ada that leaves now, and an inbox that is read; its Message-ID."""
    network.write.set_me(name=SENDER.name, address=SENDER.address)
    ada = add(network, "Ada", "ada@example.org")
    network.choose.keep([ada])
    fields: dict[str, Any] = {"to_address": "ada@example.org", "to_key": "ada@example.org", "subject": "Boats"}
    add_message(network, ada, **fields | {"message_id": "<ada.1@example.org>"} | changes)
    add_account(network)
    network.write.sync_replies()
    return "<ada.1@example.org>"


def found(network: Network) -> list[tuple[str, str]]:
    return [(one.kind, one.how) for one in network.write.sync_replies().replies]


@pytest.mark.parametrize("subject", ["Choir rehearsal moved", "Re: Boats"])
@pytest.mark.parametrize("before", [timedelta(minutes=6), timedelta(hours=20)])
def test_what_arrived_before_the_letter_left_is_no_answer_to_it(
    each_network: Network, clock: Clock, mailbox: Mailbox, subject: str, before: timedelta
) -> None:
    sent(each_network)
    mailbox.receive(received_at=clock() - before, subject=subject)
    assert found(each_network) == []


def test_two_clocks_may_differ_by_some_minutes(each_network: Network, clock: Clock, mailbox: Mailbox) -> None:
    sent(each_network)
    mailbox.receive(received_at=clock() - timedelta(minutes=4), subject="Re: Boats")
    assert found(each_network) == [("reply", "address and subject")]


def test_ids_decide_whatever_the_dates_say(network: Network, clock: Clock, mailbox: Mailbox) -> None:
    letter = sent(network)
    mailbox.receive(received_at=clock() - timedelta(days=400), subject="Re: Boats", in_reply_to=letter)
    assert found(network) == [("reply", "In-Reply-To")]


def test_a_report_from_before_the_letter_is_not_about_it(network: Network, clock: Clock, mailbox: Mailbox) -> None:
    sent(network)
    mailbox.receive(received_at=clock() - timedelta(minutes=50), **returns.postfix("ada@example.org", ""))
    assert found(network) == []


@pytest.mark.parametrize("subject", ["Re: Boats", "Coffee!"])
def test_an_answer_is_known_although_our_clock_was_set_back_by_a_year(
    each_network: Network, clock: Clock, mailbox: Mailbox, subject: str
) -> None:
    sent(each_network)
    clock.pass_(days=-365)
    mailbox.receive(received_at=clock() + timedelta(hours=1), subject=subject)
    assert [kind for kind, _ in found(each_network)] == ["reply"]


@pytest.mark.parametrize("subject", ["Re: Boats", "Coffee!"])
def test_an_answer_is_known_although_our_clock_is_a_year_behind(
    each_network: Network, clock: Clock, mailbox: Mailbox, subject: str
) -> None:
    sent(each_network)
    clock.pass_(days=1)
    mailbox.receive(received_at=clock() + timedelta(days=365), subject=subject)
    assert [kind for kind, _ in found(each_network)] == ["reply"]


@pytest.mark.parametrize(
    "own", ["sam@example.org", "SAM@Work.Example", "sam.box@mail.example", "sam.user@mail.example", "sam@other.example"]
)
def test_mail_from_any_address_of_the_user_is_no_answer(
    each_network: Network, clock: Clock, mailbox: Mailbox, own: str
) -> None:
    letter = sent(each_network)
    settings = {"from-address": "sam@work.example", "user": "sam.user@mail.example"}
    add_account(each_network, "fake:sam.box@mail.example")
    add_account(each_network, "fake:other")
    with store_of(each_network).write() as tx:
        tx.accounts.set("fake:sam.box@mail.example", settings=settings)
        tx.accounts.set("fake:other", settings={"address": "sam@other.example"})
    mailbox.receive(received_at=clock(), from_address=own, subject="Re: Boats", in_reply_to=letter)
    assert [one.how for one in each_network.write.sync_replies(ACCOUNT).replies] == []


def test_the_name_of_a_file_that_contacts_come_from_is_no_address_of_the_user(
    network: Network, clock: Clock, mailbox: Mailbox
) -> None:
    letter = sent(network)
    with store_of(network).write() as tx:
        tx.accounts.add("vcard:ada@example.org", component="vcard", name="ada@example.org")
    mailbox.receive(received_at=clock(), subject="Re: Boats", in_reply_to=letter)
    assert found(network) == [("reply", "In-Reply-To")]


LIST = (("List-Id", "<rowers.lists.example.org>"),)
NEWS = (("List-Unsubscribe", "<https://example.org/u>"), ("Precedence", "bulk"))


@pytest.mark.parametrize("headers", [LIST, NEWS, (("Precedence", "list"),)])
def test_what_one_of_our_people_wrote_to_many_is_no_answer(
    network: Network, clock: Clock, mailbox: Mailbox, headers: tuple[tuple[str, str], ...]
) -> None:
    letter = sent(network)
    mailbox.receive(received_at=clock(), subject="Pottery in March", headers=headers)
    assert found(network) == []
    mailbox.receive(received_at=clock(), subject="Re: Boats", headers=headers)
    mailbox.receive(received_at=clock(), subject="Boats?", headers=headers, in_reply_to=letter)
    assert found(network) == [("reply", "address and subject"), ("reply", "In-Reply-To")]


def test_a_complaint_about_our_letter_shuts_the_door(each_network: Network, clock: Clock, mailbox: Mailbox) -> None:
    letter = sent(each_network)
    mailbox.receive(
        received_at=clock(),
        from_address="staff@provider.example",
        subject="complaint about message from 192.0.2.1",
        headers=(("Content-Type", "multipart/report; report-type=feedback-report; boundary=x"),),
        text=f"This is an abuse report.\n\nFeedback-Type: abuse\n\nMessage-ID: {letter}\nSubject: Boats\n",
    )
    assert found(each_network) == [("opt-out", "returned headers")]


def test_what_our_letter_says_is_not_heard_as_theirs(each_network: Network, clock: Clock, mailbox: Mailbox) -> None:
    words = "I will stop if you say: please do not write to me again. No answer is an answer, too, of course."
    letter = sent(each_network, subject="On holiday I thought of you", body=f"Dear Ada,\n\n{words}\n\nSam")
    mailbox.receive(
        received_at=clock(), subject="Re: On holiday I thought of you", in_reply_to=letter, text=f"Yes!\n\n{words}"
    )
    assert found(each_network) == [("reply", "In-Reply-To")]
