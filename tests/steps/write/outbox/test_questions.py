"""The last questions, asked when a letter is claimed and again when it is committed."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from netcore.model.message import Message, Outgoing
from netcore.network import Network
from netcore.store.schema import messages
from tests.conftest import Clock
from tests.steps.people import add, add_message, store_of
from tests.steps.write.post import TEMPLATE, Post, ScriptedOutbox, approved, queued, raising, ready, send, states
from tests.store.cards import join, judge

Change = Callable[[Network, Message], None]


@pytest.fixture
def outbox(clock: Clock) -> ScriptedOutbox:
    return ScriptedOutbox(Post(now=clock))


def _eliminate(network: Network, message: Message) -> None:
    """Taken off the list, by a way that does not know of messages."""
    with store_of(network).write() as tx:
        tx.lock_gate(alone=True)
        tx.standings.eliminate([message.person], "I doubt him")


def _eliminate_the_address(network: Network, message: Message) -> None:
    other = add(network, "Leo", message.to_address.upper())
    network.choose.eliminate([other], "I doubt him")


def _answer(network: Network, message: Message) -> None:
    network.write.log_reply(message.person, "Yes, with pleasure!")


def _bounce(network: Network, message: Message) -> None:
    network.write.log_reply(message.person, kind="bounce")


def _opt_out(network: Network, message: Message) -> None:
    network.write.look_at(network.write.log_reply(message.person, "Please stop", kind="opt-out").id)


def _another_text(network: Network, message: Message) -> None:
    _set(network, message, body="Send me money")


def _another_address(network: Network, message: Message) -> None:
    _set(network, message, to_address="mallory@example.org")


def _no_approval(network: Network, message: Message) -> None:
    _set(network, message, approved_digest="")


def _no_clarity(network: Network, message: Message) -> None:
    _set(network, message, clarity=0)


def _set(network: Network, message: Message, **values: object) -> None:
    with store_of(network).write() as tx:
        tx.connection.execute(update(messages).where(messages.c.id == message.id).values(values))


CHANGES: list[tuple[Change, str]] = [
    (_eliminate, "off your list"),
    (_eliminate_the_address, "off your list"),
    (_answer, "They have answered"),
    (_bounce, "came back"),
    (_opt_out, "not to be written to"),
    (_another_text, "not the one that you approved"),
    (_another_address, "not the one that you approved"),
    (_no_approval, "not the one that you approved"),
    (_no_clarity, "netcore clarify"),
]


@pytest.mark.parametrize(("change", "why"), CHANGES)
def test_a_change_before_the_claim_holds_the_letter_back(
    each_network: Network, outbox: ScriptedOutbox, change: Change, why: str
) -> None:
    (message, _) = queued(each_network, "Ada", "Bo")
    change(each_network, message)
    report = send(each_network, outbox)
    assert outbox.post.calls == ["prepare", "commit"], "the outbox hears of Bo's letter only"
    assert [line.name for line in report.sent] == ["Bo"]
    (line,) = report.blocked
    assert why in line.why
    assert "doubt" not in line.why
    assert states(each_network) == {"Ada": "queued", "Bo": "sent"}
    assert why in each_network.write.message(message.id).reason


@pytest.mark.parametrize(("change", "why"), CHANGES)
def test_a_change_between_the_two_phases_holds_the_letter_back(
    each_network: Network, outbox: ScriptedOutbox, change: Change, why: str
) -> None:
    (message,) = queued(each_network, "Ada")

    def meanwhile(call: str, _: Outgoing | None) -> None:
        if call == "prepare":
            change(each_network, message)

    outbox.after = meanwhile
    report = send(each_network, outbox)
    assert why in report.blocked[0].why
    assert outbox.post.sent == []
    assert outbox.post.drafts == {}
    assert states(each_network) == {"Ada": "queued"}


def test_nothing_more_goes_to_an_address_from_which_anybody_asked_for_no_more(
    each_network: Network, outbox: ScriptedOutbox
) -> None:
    queued(each_network, "Ada")
    leo = add(each_network, "Leo", "ADA@example.org")
    add_message(each_network, leo, to_address="ADA@example.org", to_key="ada@example.org")
    reply = each_network.write.log_reply(leo, "Please do not write to us again", kind="opt-out")
    (line,) = send(each_network, outbox).blocked
    assert "Somebody whom ada@example.org reaches, too, asked not to be written to" in line.why
    each_network.write.look_at(reply.id, kind="reply")
    assert send(each_network, outbox).complete


def test_what_was_in_the_way_and_is_gone_lets_the_letter_leave(each_network: Network, outbox: ScriptedOutbox) -> None:
    (message,) = queued(each_network, "Ada")
    reply = each_network.write.log_reply(message.person, "Yes!")
    assert send(each_network, outbox).blocked
    each_network.write.look_at(reply.id)
    assert send(each_network, outbox).complete
    assert each_network.write.message(message.id).reason == ""


def test_a_person_who_turned_out_to_be_somebody_eliminated_is_not_written_to(
    each_network: Network, outbox: ScriptedOutbox
) -> None:
    (message,) = queued(each_network, "Ada")
    other = add(each_network, "Leo", "leo@example.org")
    each_network.choose.eliminate([other])
    with store_of(each_network).write() as tx:
        tx.lock_gate(alone=True)
        join(tx, message.person, other)
    assert "off your list" in send(each_network, outbox).blocked[0].why
    assert outbox.post.sent == []


def test_a_letter_waits_for_its_day(each_network: Network, outbox: ScriptedOutbox, clock: Clock) -> None:
    (message,) = queued(each_network, "Ada")
    _set(each_network, message, not_before=clock() + timedelta(days=1))
    assert send(each_network, outbox).left[0].at == clock() + timedelta(days=1)
    assert outbox.post.calls == []
    clock.pass_(days=1)
    assert send(each_network, outbox).complete


def test_two_anchors_of_one_human_get_one_letter_of_a_campaign(each_network: Network, outbox: ScriptedOutbox) -> None:
    ada, bo = queued(each_network, "Ada", "Bo")
    with store_of(each_network).write() as tx:
        tx.lock_gate(alone=True)
        join(tx, ada.person, bo.person)
    report = send(each_network, outbox)
    assert len(report.sent) == len(report.blocked) == 1
    assert "has reached them already" in report.blocked[0].why
    assert len(outbox.post.sent) == 1


def test_of_two_that_were_claimed_before_they_became_one_human_the_first_goes(
    each_network: Network, outbox: ScriptedOutbox
) -> None:
    ada, bo = queued(each_network, "Ada", "Bo")

    def meanwhile(call: str, letter: Outgoing | None) -> None:
        """Another sender is between its phases when the two become one."""
        if call == "prepare" and letter and letter.to_address == ada.to_address:
            outbox.after = lambda call, letter: None
            outbox.before = raising(BaseException(), on="commit")
            with pytest.raises(BaseException):  # noqa: B017 -- as a kill would
                send(each_network, outbox, limit=1)
            outbox.before = lambda call, letter: None
            with store_of(each_network).write() as tx:
                tx.lock_gate(alone=True)
                join(tx, ada.person, bo.person)

    outbox.after = meanwhile
    send(each_network, outbox)
    send(each_network, outbox)
    assert len(outbox.post.sent) == 1
    assert sorted(states(each_network).values()) == ["queued", "sent"]


def _card(uid: str, name: str, email: str) -> str:
    given, family = name.split()
    lines = (
        "BEGIN:VCARD",
        "VERSION:4.0",
        f"UID:{uid}",
        f"FN:{name}",
        f"N:{family};{given};;;",
        f"EMAIL:{email}",
        "END:VCARD",
    )
    return "".join(f"{line}\r\n" for line in lines)


def test_an_import_after_the_approval_that_makes_two_maybe_one_human_holds_both_letters(
    each_network: Network, outbox: ScriptedOutbox, tmp_path: Path
) -> None:
    ready(each_network)
    book = tmp_path / "book.vcf"
    sarah = _card("urn:uuid:1", "Sarah Jones", "sarah@example.org")
    book.write_text(sarah + _card("urn:uuid:2", "Sal Vega", "sal@example.com"), newline="")
    each_network.gather.import_paths([book], account="book")
    both = [person.id for person in each_network.gather.people()]
    each_network.choose.keep(both)
    slots = {person: {"memory": f"I remember {thing}."} for person, thing in zip(both, ("rain", "snow"), strict=True)}
    drafted = each_network.write.draft("Boats", people=both, subject="Boats", template=TEMPLATE, slots=slots)
    assert not each_network.write.approve([message.id for message in drafted.messages]).blocked
    each_network.write.queue(outbox="post")
    book.write_text(sarah + _card("urn:uuid:2", "Sarah Jones", "sal@example.com"), newline="")
    each_network.gather.import_paths([book], account="book")
    assert each_network.gather.duplicates(both), "the case needs a question that is open"

    report = send(each_network, outbox)
    assert outbox.post.calls == []
    assert [line.why for line in report.blocked] == [
        "Sarah Jones, who has a letter of the same campaign, may be the same human: answer first (`netcore duplicates "
        f"{message.person}` asks you)."
        for message in each_network.write.messages()
    ]
    each_network.gather.different(*both)
    assert send(each_network, outbox).complete
    assert outbox.post.copies() == ["sal@example.com", "sarah@example.org"]


def test_whoever_may_be_somebody_whom_the_campaign_has_reached_waits_for_the_answer(
    each_network: Network, outbox: ScriptedOutbox
) -> None:
    ada, bo = queued(each_network, "Ada", "Bo")
    other = add(each_network, "Bob", "bob@example.org")
    with store_of(each_network).write() as tx:
        join(tx, ada.person, other)
    send(each_network, outbox, limit=1)
    with store_of(each_network).write() as tx:
        judge(tx, bo.person, other, "ask")  # through a card of theirs that the letter was not written to
    assert (
        "Ada, who has a letter of the same campaign, may be the same human" in send(each_network, outbox).blocked[0].why
    )
    with store_of(each_network).write() as tx:
        join(tx, ada.person, bo.person)
    assert "has reached them already" in send(each_network, outbox).blocked[0].why
    assert outbox.post.copies() == ["ada@example.org"]


def test_a_question_that_comes_up_between_the_two_phases_holds_the_letter_back(
    each_network: Network, outbox: ScriptedOutbox
) -> None:
    ada, bo = queued(each_network, "Ada", "Bo")

    def meanwhile(call: str, _: Outgoing | None) -> None:
        if call == "prepare":
            with store_of(each_network).write() as tx:
                tx.lock_gate(alone=True)
                judge(tx, ada.person, bo.person, "ask")

    outbox.after = meanwhile
    assert len(send(each_network, outbox).blocked) == 2
    assert outbox.post.sent == []
    assert outbox.post.drafts == {}


@pytest.mark.parametrize("state", ["draft", "refused", "discarded"])
def test_a_question_about_somebody_to_whom_nothing_goes_holds_nothing_back(
    each_network: Network, outbox: ScriptedOutbox, state: str
) -> None:
    ada, bo = queued(each_network, "Ada", "Bo")
    _set(each_network, ada, state=state)
    with store_of(each_network).write() as tx:
        judge(tx, ada.person, bo.person, "ask")
    assert [line.name for line in send(each_network, outbox).sent] == ["Bo"]


def test_a_question_about_somebody_of_another_campaign_holds_nothing_back(
    each_network: Network, outbox: ScriptedOutbox
) -> None:
    ada, bo = queued(each_network, "Ada", "Bo")
    _set(each_network, ada, campaign=None)
    with store_of(each_network).write() as tx:
        judge(tx, ada.person, bo.person, "ask")
    assert len(send(each_network, outbox).sent) == 2


@pytest.mark.parametrize("address", ["ADA@Example.org", "ada+choir@example.org"])
def test_one_mailbox_gets_one_letter_of_a_campaign_however_it_is_spelled(
    each_network: Network, outbox: ScriptedOutbox, address: str
) -> None:
    _, bo = approved(each_network, "Ada", "Bo")
    each_network.write.edit(bo.id, address=address)
    approval = each_network.write.approve([bo.id])
    assert [finding.id for finding in approval.blocked[0].findings if finding.level == "block"] == [
        "already-in-campaign"
    ]
    for message in each_network.write.messages():  # even if both were waiting
        _set(each_network, message, state="queued", outbox="post", approved_digest=message.text_digest)
    report = send(each_network, outbox)
    assert len(report.sent) == len(report.blocked) == 1
    assert len(outbox.post.sent) == 1


def test_a_follow_up_is_moot_once_they_answered_and_other_letters_are_not(
    each_network: Network, outbox: ScriptedOutbox, clock: Clock
) -> None:
    ready(each_network)
    ada = add(each_network, "Ada", "ada@example.org")
    each_network.choose.keep([ada])
    add_message(each_network, ada)
    clock.pass_(days=9)
    body = "Dear Ada,\n\nI remember the rain. Could we talk for twenty minutes about boat repair?\n\nThank you,\nSam"
    ids = [
        each_network.write.draft_one(ada, purpose=purpose, subject=f"A {purpose}", body=body).id
        for purpose in ("follow-up", "invitation")
    ]
    each_network.write.approve(ids)
    clock.pass_(hours=1)
    each_network.write.look_at(each_network.write.log_reply(ada, "Yes!").id)
    each_network.write.queue(outbox="post")
    report = send(each_network, outbox)
    assert [line.subject for line in report.sent] == ["A invitation"]
    assert "no longer a follow-up" in report.blocked[0].why


def test_thanks_leave_without_a_clarity(each_network: Network, outbox: ScriptedOutbox) -> None:
    each_network.write.set_me(name="Sam Okafor", address="sam@example.org")
    ada = add(each_network, "Ada", "ada@example.org")
    message = each_network.write.draft_one(
        ada, purpose="thanks", subject="Thursday", body="Dear Ada,\n\nthank you for Thursday.\n\nSam"
    )
    each_network.write.approve([message.id])
    each_network.write.queue(outbox="post")
    assert send(each_network, outbox).complete
