"""Answers are found in the inboxes, each once, and nothing else of a mailbox is kept."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import update

from netcore.errors import NotFound, NotPossibleNow, SignInNeeded, Unreachable
from netcore.model.message import IncomingMail, Message
from netcore.network import Network
from netcore.plugins.registry import Registry
from netcore.store.schema import messages
from tests.conftest import Clock
from tests.steps.people import add, add_message, store_of
from tests.steps.write import returns
from tests.steps.write.mailbox import ACCOUNT, Mailbox, add_account, registry_with
from tests.steps.write.post import SENDER, Post, ScriptedOutbox, send

Report = Callable[[str, str], dict[str, Any]]
Rules = list[tuple[int, Any]]


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def rules() -> Rules:
    return []


@pytest.fixture
def registry(mailbox: Mailbox, rules: Rules) -> Registry:
    """In place of the installed plugins; a test fills ``rules`` before it asks for anything."""
    return registry_with(mailbox, rules)


def sent(network: Network, clock: Clock, *names: str) -> tuple[Message, ...]:
    """Letters that have left, and an inbox that is read from then on; a day goes by."""
    network.write.set_me(name=SENDER.name, address=SENDER.address)
    for name in names:
        address = f"{name.lower()}@example.org"
        person = add(network, name, address)
        network.choose.keep([person])
        add_message(
            network,
            person,
            to_address=address,
            to_key=address,
            to_name=name,
            subject="Boats",
            message_id=f"<{name.lower()}.1@netcore.example.org>",
        )
    add_account(network)
    network.write.sync_replies()
    clock.pass_(days=1)
    return tuple(sorted(network.write.messages(state="sent"), key=lambda one: one.to_name))


def test_an_answer_is_kept_unread_with_the_letter_it_answers(
    each_network: Network, clock: Clock, mailbox: Mailbox
) -> None:
    (letter,) = sent(each_network, clock, "Ada")
    mailbox.receive(received_at=clock(), subject="Re: Boats", in_reply_to=letter.message_id, text="Yes!\r\nThursday?")
    found = each_network.write.sync_replies()
    (reply,) = found.replies
    assert (reply.person, reply.message, reply.kind, reply.how) == (letter.person, letter.id, "reply", "In-Reply-To")
    assert (reply.text, reply.looked_at, reply.received_at) == ("Yes!\nThursday?", False, clock())
    assert each_network.write.replies(unread_only=True) == (reply,)
    assert each_network.journal(person=letter.person)[0].text == "Ada answered."
    assert (found.accounts, found.looked_at, found.problems) == ((ACCOUNT,), 1, ())


def test_an_answer_shows_that_a_letter_in_doubt_has_left(each_network: Network, clock: Clock, mailbox: Mailbox) -> None:
    (letter,) = sent(each_network, clock, "Ada")
    with store_of(each_network).write() as tx:
        tx.connection.execute(update(messages).values(state="uncertain", sent_at=None, handle="draft-1"))
    mailbox.receive(received_at=clock(), subject="Re: Boats", in_reply_to=letter.message_id, text="Yes!")
    each_network.write.sync_replies()
    assert each_network.write.message(letter.id).state == "sent"


@pytest.mark.parametrize("what", ["an answer", "an inbox that cannot be read"])
def test_before_a_follow_up_leaves_the_inboxes_are_read(
    each_network: Network, clock: Clock, mailbox: Mailbox, what: str
) -> None:
    sent(each_network, clock, "Ada")
    each_network.clarify.write("Teach boat repair to teenagers at the harbour by next spring")
    clock.pass_(days=9)
    each_network.write.approve([each_network.write.follow_up("Ada").id])
    if what == "an answer":
        mailbox.receive(received_at=clock(), subject="Re: Boats", text="Yes!")
    else:
        mailbox.script = lambda step: (_ for _ in ()).throw(Unreachable("The server does not answer."))
    report = each_network.write.send()
    assert (report.sent, len(report.blocked)) == ((), 1)


def test_of_other_mail_neither_the_text_is_read_nor_anything_kept(
    each_network: Network, clock: Clock, mailbox: Mailbox
) -> None:
    sent(each_network, clock, "Ada")
    mailbox.receive(received_at=clock(), from_address="bank@example.com", subject="Your statement", text="Secret")
    found = each_network.write.sync_replies()
    assert (found.replies, found.looked_at, mailbox.texts_read) == ((), 1, [])
    assert each_network.write.replies() == ()


def test_what_was_there_before_the_first_reading_is_left_alone(
    network: Network, clock: Clock, mailbox: Mailbox
) -> None:
    mailbox.receive(received_at=clock(), subject="Old news")
    sent(network, clock, "Ada")
    assert network.write.sync_replies().looked_at == 0


def test_somebody_who_writes_from_another_of_their_addresses_is_known(
    each_network: Network, clock: Clock, mailbox: Mailbox
) -> None:
    sent(each_network, clock, "Ada")
    bo = add(each_network, "Bo", "bo@example.org", "bo@work.example")
    letter = add_message(each_network, bo, to_address="bo@example.org", to_key="bo@example.org")
    mailbox.receive(received_at=clock(), from_address="BO@work.example", subject="Boats")
    (reply,) = each_network.write.sync_replies().replies
    assert (reply.person, reply.message, reply.how) == (bo, letter.id, "address")


def test_what_the_user_wrote_in_the_same_thread_is_no_answer(
    each_network: Network, clock: Clock, mailbox: Mailbox
) -> None:
    (letter,) = sent(each_network, clock, "Ada")
    mailbox.receive(
        received_at=clock(), from_address="Sam@Example.org", in_reply_to=letter.message_id, subject="Re: Boats"
    )
    assert each_network.write.sync_replies().replies == ()


@pytest.mark.parametrize("report", [returns.postfix, returns.exim, returns.exchange, returns.gmail])
@pytest.mark.parametrize("by", ["its id", "its address"])
def test_a_letter_that_came_back_is_known_by_its_id_or_its_address(
    network: Network, clock: Clock, mailbox: Mailbox, report: Report, by: str
) -> None:
    _, bo = sent(network, clock, "Ada", "Bo")
    fields = report(bo.to_address, bo.message_id) if by == "its id" else report("BO@example.org", "")
    mailbox.receive(received_at=clock(), **fields)
    (reply,) = network.write.sync_replies().replies
    assert (reply.kind, reply.message) == ("bounce", bo.id)
    assert network.journal(person=bo.person)[0].text == "Bo could not be reached: a letter came back."


@pytest.mark.parametrize("report", [returns.postfix, returns.exim, returns.exchange, returns.gmail])
def test_a_report_about_a_letter_that_is_none_of_ours_is_not_kept(
    network: Network, clock: Clock, mailbox: Mailbox, report: Report
) -> None:
    sent(network, clock, "Ada")
    mailbox.receive(received_at=clock(), **report("zoe@example.org", "<other@example.org>"))
    assert network.write.sync_replies().replies == ()


def test_automatic_answers_and_opt_outs_are_told_from_replies(
    each_network: Network, clock: Clock, mailbox: Mailbox
) -> None:
    (letter,) = sent(each_network, clock, "Ada")
    answering: dict[str, Any] = {"received_at": clock(), "in_reply_to": letter.message_id}
    mailbox.receive(**answering, subject="Out of office", headers=(("Auto-Submitted", "auto-replied"),), text="Away")
    mailbox.receive(**answering, subject="Re: Boats", text="Please do not contact me again.")
    assert [one.kind for one in each_network.write.sync_replies().replies] == ["automatic", "opt-out"]


# -- once ------------------------------------------------------------------------------------------------------------


def three_answers(network: Network, clock: Clock, mailbox: Mailbox) -> set[tuple[str, str]]:
    letters = sent(network, clock, "Ada", "Bo", "Cy")
    for letter in letters:
        mailbox.receive(received_at=clock(), from_address=letter.to_address, in_reply_to=letter.message_id, text="Yes!")
    mailbox.receive(received_at=clock(), **returns.postfix("cy@example.org", letters[2].message_id))
    mailbox.receive(received_at=clock(), from_address="bank@example.com", subject="Your statement")
    return {(letter.id, "reply") for letter in letters} | {(letters[2].id, "bounce")}


def kept(network: Network) -> list[tuple[str, str]]:
    return sorted((reply.message, reply.kind) for reply in network.write.replies())


def steps_of(mailbox: Mailbox, network: Network) -> list[str]:
    """Every step of one whole reading."""
    steps: list[str] = []
    mailbox.script = steps.append
    network.write.sync_replies()
    return steps


class Pulled(BaseException):
    """The plug."""


STEPS = [
    *("open", "mail k1", "text k1", "mail k2", "text k2", "checkpoint 2", "mail k3", "text k3", "mail k4"),
    *("text k4", "checkpoint 4", "mail k5", "checkpoint last"),
]


def test_these_are_all_steps_of_a_reading(network: Network, clock: Clock, mailbox: Mailbox) -> None:
    three_answers(network, clock, mailbox)
    assert steps_of(mailbox, network) == STEPS


ERRORS = [Pulled(), Unreachable("The server is gone."), ValueError("no"), NotFound("Gone.")]


@pytest.mark.parametrize(
    ("step", "error"),
    [(step, error) for step in STEPS for error in (ERRORS if step.startswith(("open", "text")) else ERRORS[:1])],
)
def test_a_reading_that_ends_anywhere_loses_nothing_and_doubles_nothing(
    network: Network, clock: Clock, mailbox: Mailbox, step: str, error: BaseException
) -> None:
    expected = three_answers(network, clock, mailbox)

    def fail(now: str) -> None:
        if now == step:
            raise error

    mailbox.script = fail
    if isinstance(error, Pulled):
        with pytest.raises(Pulled):
            network.write.sync_replies()
    else:
        assert network.write.sync_replies().problems
    mailbox.script = lambda step: None
    assert network.write.sync_replies().problems == ()
    found = kept(network)
    assert len(found) == len(set(found))
    lost_text = step.startswith("text") and isinstance(error, (ValueError, LookupError))
    if not lost_text:  # without its text, a mail is kept all the same, but a report is not understood
        assert set(found) == expected
    else:
        assert {letter for letter, _ in found} == {letter for letter, _ in expected}
    network.write.sync_replies()
    assert kept(network) == found


@pytest.mark.parametrize("commit", [1, 2, 3])
def test_what_was_found_and_how_far_it_was_read_are_kept_together(
    each_network: Network, clock: Clock, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, commit: int
) -> None:
    from netcore.store.inboxes import InboxRows

    expected = three_answers(each_network, clock, mailbox)
    original, calls = InboxRows.read_to, []

    def broken(self: InboxRows, account: str, cursor: str) -> None:
        calls.append(cursor)
        if len(calls) == commit:
            raise Pulled
        original(self, account, cursor)

    monkeypatch.setattr(InboxRows, "read_to", broken)
    with pytest.raises(Pulled):
        each_network.write.sync_replies()
    monkeypatch.undo()
    each_network.write.sync_replies()
    assert kept(each_network) == sorted(expected)


def test_a_mailbox_that_is_renumbered_doubles_nothing(each_network: Network, clock: Clock, mailbox: Mailbox) -> None:
    (letter,) = sent(each_network, clock, "Ada")
    same: dict[str, Any] = {"received_at": clock(), "in_reply_to": letter.message_id, "message_id": "<a@example.org>"}
    mailbox.receive(**same, key="1/7", text="Yes!")
    each_network.write.sync_replies()
    mailbox.receive(**same, key="2/1", text="Yes!")
    mailbox.receive(**same, key="2/2", text="Please do not contact me again.")  # a careless program, another mail
    assert [one.kind for one in each_network.write.sync_replies().replies] == ["opt-out"]


# -- clocks, rules, broken parts -------------------------------------------------------------------------------------


@pytest.mark.parametrize("off", [timedelta(days=-3), timedelta(days=4000)])
def test_no_answer_came_before_its_letter_or_is_still_to_come(
    each_network: Network, clock: Clock, mailbox: Mailbox, off: timedelta
) -> None:
    (letter,) = sent(each_network, clock, "Ada")
    mailbox.receive(received_at=clock() + off, in_reply_to=letter.message_id)
    (reply,) = each_network.write.sync_replies().replies
    assert letter.sent_at is not None
    assert letter.sent_at <= reply.received_at <= clock()


def test_a_plugins_rule_is_asked_before_the_cores_and_a_late_one_about_plain_replies_only(
    network: Network, clock: Clock, mailbox: Mailbox, rules: Rules
) -> None:
    def early(mail: IncomingMail, candidates: tuple[Message, ...]) -> Any:
        return "unrelated" if "newsletter" in mail.text and candidates else None

    rules += [(200, lambda mail, candidates: "automatic"), (10, early)]
    (letter,) = sent(network, clock, "Ada")
    for text in ("My newsletter", "Yes!", "Please do not contact me again."):
        mailbox.receive(received_at=clock(), in_reply_to=letter.message_id, text=text.lower())
    kinds = [one.kind for one in network.write.sync_replies().replies]
    assert kinds == ["unrelated", "automatic", "opt-out"]


def _raise(mail: IncomingMail, candidates: tuple[Message, ...]) -> Any:
    raise RuntimeError("no idea")


@pytest.mark.parametrize("broken", [_raise, lambda mail, candidates: "nonsense"])
def test_mail_that_a_broken_rule_was_asked_about_is_kept_as_an_unread_reply(
    network: Network, clock: Clock, mailbox: Mailbox, rules: Rules, broken: Any
) -> None:
    rules.append((10, broken))
    (letter,) = sent(network, clock, "Ada")
    mailbox.receive(received_at=clock(), in_reply_to=letter.message_id, headers=(("Auto-Submitted", "auto-replied"),))
    found = network.write.sync_replies()
    assert [(one.kind, one.looked_at) for one in found.replies] == [("reply", False)]
    (problem,) = found.problems
    assert "'fake.r0' failed" in problem


def test_while_an_inbox_cannot_be_read_nobody_who_was_written_to_gets_another_letter(
    each_network: Network, clock: Clock, mailbox: Mailbox
) -> None:
    sent(each_network, clock, "Ada")
    bo = add(each_network, "Bo", "bo@example.org")
    each_network.choose.keep([bo])
    drafts = [
        each_network.write.draft_one(one, purpose="thanks", subject="Thanks", body="Dear friend,\n\nThank you!\n\nSam")
        for one in ("Ada", "Bo")
    ]
    each_network.write.approve([one.id for one in drafts])
    each_network.write.queue(outbox="post")
    mailbox.script = lambda step: (_ for _ in ()).throw(SignInNeeded("The password is wrong."))
    found = each_network.write.sync_replies()
    assert [problem for problem in found.problems if "The password is wrong." in problem]
    report = send(each_network, ScriptedOutbox(Post(now=clock)))
    assert [line.name for line in report.sent] == ["Bo"]
    assert "could not be read" in report.blocked[0].why
    mailbox.script = lambda step: None
    assert each_network.write.sync_replies().problems == ()
    assert [line.name for line in send(each_network, ScriptedOutbox(Post(now=clock))).sent] == ["Ada"]


def test_a_removed_account_closes_nothing(network: Network, clock: Clock, mailbox: Mailbox) -> None:
    sent(network, clock, "Ada")
    mailbox.script = lambda step: (_ for _ in ()).throw(ValueError("broken"))
    network.write.sync_replies()
    with store_of(network).write() as tx:
        assert [one.account for one in tx.inboxes.failing()] == [ACCOUNT]
        tx.accounts.set(ACCOUNT, removed_at=tx.now)
        assert tx.inboxes.failing() == ()


def test_one_broken_account_stops_no_other(each_network: Network, clock: Clock, mailbox: Mailbox) -> None:
    (letter,) = sent(each_network, clock, "Ada")
    with store_of(each_network).write() as tx:
        tx.accounts.add("fake:a", component="gone", name="gone")
        tx.inboxes.read_to("fake:a", "1")
    mailbox.receive(received_at=clock(), in_reply_to=letter.message_id)
    found = each_network.write.sync_replies()
    assert len(found.replies) == len(found.problems) == 1


def test_an_unknown_account_or_none_at_all_is_one_sentence(network: Network) -> None:
    with pytest.raises(NotPossibleNow, match="no account to read"):
        network.write.sync_replies()
    with pytest.raises(NotFound, match="'me'"):
        network.write.sync_replies("me")


def test_the_first_reading_looks_back_to_the_first_letter_that_may_still_be_answered(
    each_network: Network, clock: Clock, mailbox: Mailbox
) -> None:
    each_network.write.set_me(name=SENDER.name, address=SENDER.address)
    ada, bo = add(each_network, "Ada", "ada@example.org"), add(each_network, "Bo", "bo@example.org")
    add_message(each_network, bo, message_id="<long.ago@example.org>")
    clock.pass_(days=200)
    mailbox.receive(received_at=clock(), subject="Something older")
    clock.pass_(days=1)
    letter = add_message(each_network, ada, message_id="<ada.1@example.org>")
    left = clock()
    clock.pass_(days=40)
    mailbox.receive(received_at=clock(), subject="Re: Boats", in_reply_to=letter.message_id, text="Yes!")
    clock.pass_(days=10)
    add_account(each_network)
    found = each_network.write.sync_replies()
    assert mailbox.asked == [left - timedelta(hours=1)]
    assert ([reply.message for reply in found.replies], found.looked_at) == ([letter.id], 1)
    assert each_network.write.sync_replies().looked_at == 0
    assert mailbox.asked[1] is None, "from then on the mailbox's own place counts"


def test_where_no_letter_has_left_the_first_reading_begins_now(each_network: Network, mailbox: Mailbox) -> None:
    mailbox.receive(received_at=each_network._desk.now(), subject="An old one")
    add_account(each_network)
    assert each_network.write.sync_replies().looked_at == 0
    assert mailbox.asked == [None]


def test_one_mail_in_two_accounts_is_one_answer_whatever_they_make_of_its_text(
    each_network: Network, clock: Clock, mailbox: Mailbox
) -> None:
    (letter,) = sent(each_network, clock, "Ada")
    add_account(each_network, "fake:other")
    each_network.write.sync_replies("fake:other")
    mail = {"subject": "Re: Boats", "in_reply_to": letter.message_id, "message_id": "<a@ada.example.org>"}
    mailbox.receive(received_at=clock(), text="Yes!", **mail)
    assert len(each_network.write.sync_replies(ACCOUNT).replies) == 1
    mailbox.mails[0] = replace(mailbox.mails[0], text="<b>Yes!</b>")
    assert each_network.write.sync_replies("fake:other").replies == ()
    assert len(each_network.write.replies()) == 1


def test_two_answers_of_one_account_under_one_id_are_both_kept(
    each_network: Network, clock: Clock, mailbox: Mailbox
) -> None:
    (letter,) = sent(each_network, clock, "Ada")
    for text in ("Yes!", "Or rather no."):
        mailbox.receive(
            received_at=clock(), subject="Re: Boats", in_reply_to=letter.message_id, message_id="<1@x>", text=text
        )
    assert len(each_network.write.sync_replies().replies) == 2
