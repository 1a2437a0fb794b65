"""A run of a sender, with a post office that does as it is told."""

from datetime import UTC, datetime, timedelta

import pytest

from netcore.errors import SignInNeeded
from netcore.model.message import Outgoing, Receipt
from netcore.network import Network
from netcore.plugins.outboxes import Deferred, Rejected, Uncertain
from tests.conftest import Clock
from tests.steps.people import store_of
from tests.steps.write.post import Post, ScriptedOutbox, approved, queued, raising, send, states


@pytest.fixture
def post(clock: Clock) -> Post:
    return Post(now=clock)


@pytest.fixture
def outbox(post: Post) -> ScriptedOutbox:
    return ScriptedOutbox(post)


def test_each_letter_leaves_once_and_the_receipt_is_kept(
    each_network: Network, outbox: ScriptedOutbox, clock: Clock
) -> None:
    queued(each_network, "Ada", "Bo")
    report = send(each_network, outbox)
    assert report.complete
    assert outbox.post.copies() == ["ada@example.org", "bo@example.org"]
    for message in each_network.write.messages():
        assert (message.state, message.sent_at, message.detail) == ("sent", clock(), "It is at the post.")
        assert message.thread.startswith("thread-")
        assert message.reason == ""
    assert send(each_network, outbox).sent == ()
    assert len(outbox.post.sent) == 2


def test_a_letter_is_stored_before_the_outbox_is_called_again(each_network: Network, outbox: ScriptedOutbox) -> None:
    (message,) = queued(each_network, "Ada")
    seen: list[tuple[str, str, str]] = []

    def look(call: str, _: Outgoing | None) -> None:
        with store_of(each_network).read() as tx:
            (held,) = tx.outbox.held("post")
            seen.append((call, held.phase, held.message.handle[:6]))

    outbox.before = look
    send(each_network, outbox)
    assert seen == [("prepare", "claimed", ""), ("commit", "committing", "draft-")]
    assert message.attempts == 0
    assert each_network.write.message(message.id).attempts == 1


def test_what_leaves_is_what_was_approved(each_network: Network, outbox: ScriptedOutbox) -> None:
    (message,) = queued(each_network, "Ada")
    each_network.write.withdraw(message.id)
    each_network.write.attach(message.id, "plan.pdf", b"%PDF")
    each_network.write.approve([message.id])
    each_network.write.queue(outbox="post")
    send(each_network, outbox)
    (letter,) = outbox.post.sent
    assert (letter.from_name, letter.from_address) == ("Sam Okafor", "sam@example.org")
    assert (letter.to_name, letter.to_address) == ("Ada", "ada@example.org")
    assert (letter.subject, letter.body) == (message.subject, message.body)
    assert [(file.name, file.media_type, file.data) for file in letter.attachments] == [
        ("plan.pdf", "application/pdf", b"%PDF")
    ]


def test_the_message_id_is_the_same_in_every_attempt_and_in_the_senders_domain(
    network: Network, outbox: ScriptedOutbox, clock: Clock
) -> None:
    (message,) = queued(network, "Ada")
    ids: list[str] = []
    outbox.before = lambda call, letter: ids.append(letter.message_id) if letter and call == "prepare" else None
    outbox.after = raising(Deferred("busy"), on="prepare")
    send(network, outbox)
    clock.pass_(days=1)
    outbox.after = lambda call, letter: None
    send(network, outbox)
    assert len(ids) == 2
    assert len(set(ids)) == 1
    assert ids[0].endswith("@example.org>")
    assert network.write.message(message.id).message_id == ids[0]


def test_a_provider_may_replace_the_message_id(network: Network, outbox: ScriptedOutbox, clock: Clock) -> None:
    (message,) = queued(network, "Ada")
    outbox._receipt = lambda letter: Receipt(sent_at=clock(), message_id="<theirs@mail.example>")  # type: ignore[method-assign]  # another provider
    send(network, outbox)
    assert network.write.message(message.id).message_id == "<theirs@mail.example>"


@pytest.mark.parametrize("call", ["prepare", "commit"])
def test_a_refused_letter_is_never_shown_as_sent_and_stops_no_other(
    each_network: Network, outbox: ScriptedOutbox, call: str
) -> None:
    queued(each_network, "Ada", "Bo", "Cy")
    outbox.before = raising(Rejected("No such mailbox."), on=call, to="bo@example.org")
    report = send(each_network, outbox)
    assert states(each_network) == {"Ada": "sent", "Bo": "refused", "Cy": "sent"}
    assert [(line.name, line.why) for line in report.refused] == [("Bo", "No such mailbox")]
    assert not report.complete


def test_a_refused_letter_can_be_mended_and_sent(network: Network, outbox: ScriptedOutbox) -> None:
    (message,) = queued(network, "Ada")
    outbox.before = raising(Rejected("No such mailbox."), on="commit")
    send(network, outbox)
    mended = network.write.edit(message.id, address="ada@example.net")
    assert (mended.state, mended.approved_digest, mended.reason) == ("draft", "", "")
    network.write.approve([message.id])
    network.write.queue(outbox="post")
    outbox.before = lambda call, letter: None
    assert send(network, outbox).complete
    assert outbox.post.copies() == ["ada@example.net"]


@pytest.mark.parametrize("call", ["prepare", "commit"])
def test_a_deferred_letter_waits_until_the_provider_said(
    each_network: Network, outbox: ScriptedOutbox, clock: Clock, call: str
) -> None:
    queued(each_network, "Ada", "Bo")
    until = clock() + timedelta(hours=2)
    outbox.before = raising(Deferred("Daily limit reached.", until), on=call, to="ada@example.org")
    report = send(each_network, outbox)
    assert [(line.name, line.at, line.why) for line in report.deferred] == [("Ada", until, "Daily limit reached")]
    assert states(each_network) == {"Ada": "deferred", "Bo": "sent"}
    outbox.before = lambda call, letter: None
    clock.pass_(hours=1)
    assert send(each_network, outbox).sent == ()
    clock.pass_(hours=1)
    assert [line.name for line in send(each_network, outbox).sent] == ["Ada"]
    assert outbox.post.copies() == ["ada@example.org", "bo@example.org"]


def test_a_provider_that_names_no_time_is_left_alone_longer_each_time(
    network: Network, outbox: ScriptedOutbox, clock: Clock
) -> None:
    (message,) = queued(network, "Ada")
    outbox.before = raising(Deferred("busy", datetime(2026, 1, 1)), on="prepare")
    pauses = []
    for _ in range(9):
        send(network, outbox)
        not_before = network.write.message(message.id).not_before
        assert not_before is not None
        pauses.append(not_before - clock())
        clock.time = not_before
    assert pauses[:3] == [timedelta(minutes=15), timedelta(minutes=30), timedelta(hours=1)]
    assert pauses[-1] == timedelta(hours=24)


def test_a_plugin_that_fails_before_sending_keeps_the_letter_and_is_named(
    each_network: Network, outbox: ScriptedOutbox
) -> None:
    queued(each_network, "Ada", "Bo")
    outbox.before = raising(ZeroDivisionError("oops"), on="prepare", to="ada@example.org")
    report = send(each_network, outbox)
    assert states(each_network) == {"Ada": "queued", "Bo": "sent"}
    assert [line.why for line in report.left] == ["The outbox 'post' failed before sending: oops."]
    outbox.before = lambda call, letter: None
    assert send(each_network, outbox).complete
    assert outbox.post.copies() == ["ada@example.org", "bo@example.org"]


@pytest.mark.parametrize("handle", ["", None, "two\nlines", "nul\0", 7])
def test_a_handle_that_is_no_handle_counts_as_a_failure_before_sending(
    network: Network, outbox: ScriptedOutbox, handle: object
) -> None:
    queued(network, "Ada")
    outbox.prepare = lambda message: handle  # type: ignore[method-assign,assignment,return-value]  # a broken plugin
    assert "failed before sending" in send(network, outbox).left[0].why
    assert states(network) == {"Ada": "queued"}


def test_an_outbox_that_cannot_work_at_all_stops_the_run_and_says_why(network: Network, outbox: ScriptedOutbox) -> None:
    queued(network, "Ada", "Bo")
    outbox.before = raising(SignInNeeded("Run `netcore accounts add`."), on="prepare")
    report = send(network, outbox)
    assert report.stopped == "Run `netcore accounts add`"
    assert len(report.left) == 2
    assert outbox.post.calls == ["prepare"]


@pytest.mark.parametrize("error", [Uncertain("The line went dead."), OSError("reset"), ZeroDivisionError("oops")])
def test_a_commit_that_ends_in_doubt_asks_the_outbox_at_once(
    each_network: Network, outbox: ScriptedOutbox, error: Exception
) -> None:
    queued(each_network, "Ada")
    outbox.after = raising(error, on="commit")
    assert [line.name for line in send(each_network, outbox).sent] == ["Ada"]
    assert outbox.post.copies() == ["ada@example.org"]


def test_when_the_outbox_cannot_tell_the_letter_is_uncertain_and_stays_so(
    each_network: Network, outbox: ScriptedOutbox, clock: Clock
) -> None:
    queued(each_network, "Ada", "Bo")
    outbox.tells = lambda handle: "cannot tell"
    outbox.after = raising(Uncertain("The line went dead."), on="commit", to="ada@example.org")
    report = send(each_network, outbox)
    assert states(each_network) == {"Ada": "uncertain", "Bo": "sent"}
    assert [line.why for line in report.uncertain] == [
        "It may have left (The line went dead), and the outbox cannot tell."
    ]
    clock.pass_(days=30)
    assert send(each_network, outbox).sent == ()
    assert states(each_network)["Ada"] == "uncertain"


def test_the_user_says_what_became_of_an_uncertain_letter(network: Network, outbox: ScriptedOutbox) -> None:
    queued(network, "Ada", "Bo")
    outbox.tells = lambda handle: "cannot tell"
    outbox.after = raising(Uncertain("The line went dead."), on="commit", to="ada@example.org")
    outbox.before = raising(Uncertain("The line went dead."), on="commit", to="bo@example.org")
    ids = {line.name: line.message for line in send(network, outbox).uncertain}
    assert outbox.post.copies() == ["ada@example.org"]
    assert network.write.resolve(ids["Ada"], sent=True).state == "sent"
    assert network.write.resolve(ids["Bo"], sent=False).state == "queued"
    outbox.before = outbox.after = lambda call, letter: None
    assert [line.name for line in send(network, outbox).sent] == ["Bo"]
    assert outbox.post.copies() == ["ada@example.org", "bo@example.org"]


def test_an_author_who_says_that_it_never_left_is_wrong_when_the_outbox_finds_it(
    each_network: Network, outbox: ScriptedOutbox
) -> None:
    queued(each_network, "Ada")
    outbox.tells = lambda handle: "cannot tell"
    outbox.after = raising(Uncertain("The line went dead."), on="commit")
    (doubted,) = send(each_network, outbox).uncertain
    each_network.write.resolve(doubted.message, sent=False)
    outbox.tells, outbox.after = None, lambda call, letter: None
    (found,) = send(each_network, outbox).sent
    assert found.why == "It is at the post."
    assert states(each_network) == {"Ada": "sent"}
    assert outbox.post.copies() == ["ada@example.org"]


def test_an_outbox_is_not_asked_about_an_attempt_through_another(network: Network, outbox: ScriptedOutbox) -> None:
    queued(network, "Ada")
    outbox.tells = lambda handle: "cannot tell"
    outbox.before = raising(Uncertain("The line went dead."), on="commit")
    (doubted,) = send(network, outbox).uncertain
    network.write.resolve(doubted.message, sent=False)
    network.write.withdraw(doubted.message)
    network.write.approve([doubted.message])
    (message,) = network.write.queue(outbox="another").approved
    assert message.handle == ""


def test_a_commit_that_did_not_happen_is_tried_again_with_the_same_handle(
    network: Network, outbox: ScriptedOutbox
) -> None:
    queued(network, "Ada")
    outbox.before = raising(ZeroDivisionError("oops"), on="commit")
    report = send(network, outbox)
    assert report.left[0].why == "It has not left (oops). The next run tries it again."
    outbox.before = lambda call, letter: None
    assert send(network, outbox).complete
    assert outbox.post.copies() == ["ada@example.org"]
    assert outbox.post.calls.count("prepare") == 1


def test_an_outbox_that_cannot_be_asked_is_asked_by_the_next_run(each_network: Network, outbox: ScriptedOutbox) -> None:
    queued(each_network, "Ada")
    outbox.after = raising(OSError("reset"), on="commit")
    outbox.before = raising(OSError("no network"), on="lookup")
    report = send(each_network, outbox)
    assert "The next run asks the outbox again" in report.left[0].why
    assert states(each_network) == {"Ada": "sending"}
    assert send(each_network, outbox).left[0].why.startswith("It may have left (a former run was cut off)")
    outbox.before = lambda call, letter: None
    assert send(each_network, outbox).complete
    assert outbox.post.copies() == ["ada@example.org"]


@pytest.mark.parametrize("receipt", [None, "sent!", Receipt(sent_at=datetime(2026, 1, 1), detail="a\0\nb")])
def test_an_outbox_that_returns_has_sent_whatever_its_receipt(
    network: Network, outbox: ScriptedOutbox, receipt: object, clock: Clock
) -> None:
    queued(network, "Ada")
    outbox._receipt = lambda letter: receipt  # type: ignore[method-assign,assignment,return-value]  # a broken plugin
    (line,) = send(network, outbox).sent
    assert line.at == clock()
    assert states(network) == {"Ada": "sent"}


def test_a_limit_leaves_the_rest_waiting(each_network: Network, outbox: ScriptedOutbox) -> None:
    queued(each_network, "Ada", "Bo", "Cy")
    report = send(each_network, outbox, limit=2)
    assert (len(report.sent), len(report.left)) == (2, 1)
    assert report.left[0].why == "It waits for the next run."
    assert send(each_network, outbox).complete
    assert len(outbox.post.copies()) == 3


@pytest.mark.parametrize(
    ("where", "left"), [("before prepare", 2), ("after prepare", 2), ("before commit", 2), ("after commit", 1)]
)
def test_an_interrupted_run_ends_cleanly_and_the_next_one_finishes(
    each_network: Network, outbox: ScriptedOutbox, where: str, left: int
) -> None:
    queued(each_network, "Ada", "Bo")
    moment, call = where.split()
    setattr(outbox, moment, raising(KeyboardInterrupt(), on=call))
    report = send(each_network, outbox)
    assert report.interrupted
    assert (len(report.left), len(report.sent)) == (left, 2 - left)
    outbox.before = outbox.after = lambda call, letter: None
    assert send(each_network, outbox).complete
    assert outbox.post.copies() == ["ada@example.org", "bo@example.org"]


def test_progress_is_told(network: Network, outbox: ScriptedOutbox) -> None:
    from netcore.steps.write.outbox.sending import run
    from tests.steps.write.post import delivery

    queued(network, "Ada", "Bo")
    told: list[tuple[int, int | None, str]] = []
    run(
        delivery(network, outbox),
        limit=None,
        progress=lambda done, total=None, what="": told.append((done, total, what)),
    )
    assert told == [(1, 2, "sending"), (2, 2, "sending")]


def test_every_step_of_a_letter_is_in_the_journal(network: Network, outbox: ScriptedOutbox) -> None:
    (message,) = queued(network, "Ada")
    send(network, outbox)
    events = [entry.event for entry in network.journal(person=message.person) if entry.event.startswith("message.")]
    assert events == ["message.sent", "message.queued", "message.approved", "message.drafted"]


def test_letters_of_another_outbox_are_let_be(network: Network, outbox: ScriptedOutbox) -> None:
    approved(network, "Ada")
    network.write.queue(outbox="folder")
    assert send(network, outbox).complete
    assert states(network) == {"Ada": "queued"}
    assert outbox.post.calls == []


def test_moments_are_kept_with_their_time_zone(network: Network, outbox: ScriptedOutbox) -> None:
    (message,) = queued(network, "Ada")
    send(network, outbox)
    sent_at = network.write.message(message.id).sent_at
    assert sent_at is not None
    assert sent_at.tzinfo == UTC


def test_a_receipt_is_kept_although_the_store_is_busy_at_first(
    network: Network, outbox: ScriptedOutbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    from netcore.errors import StoreBusy
    from netcore.store import Store

    queued(network, "Ada")
    busy = iter([True, True])
    write = Store.write

    def sometimes_busy(self: Store, *, durable: bool = True) -> object:
        if outbox.post.sent and next(busy, False):
            raise StoreBusy("the store is in use")
        return write(self, durable=durable)

    monkeypatch.setattr(Store, "write", sometimes_busy)
    assert [line.name for line in send(network, outbox).sent] == ["Ada"]
    assert states(network) == {"Ada": "sent"}


def test_the_handle_reaches_the_disk_before_anything_can_leave_and_all_of_it_at_the_end(
    network: Network, outbox: ScriptedOutbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A power cut may undo a claim, for nothing has left, and a receipt, for the handle is there to be asked about."""
    from netcore.store import Store

    queued(network, "Ada", "Bo")
    kept: list[tuple[int, bool | str]] = []
    write, flush = Store.write, Store.flush

    def watched(self: Store, *, durable: bool = True) -> object:
        kept.append((len(outbox.post.calls), durable))
        return write(self, durable=durable)

    def noted(self: Store) -> None:
        kept.append((len(outbox.post.calls), "flush"))
        flush(self)

    monkeypatch.setattr(Store, "write", watched)
    monkeypatch.setattr(Store, "flush", noted)
    send(network, outbox)
    assert [how for calls, how in kept if calls == 1] == [True], "Ada's handle"
    assert [how for calls, how in kept if calls == 2] == [False, False], "Ada's receipt; Bo's claim"
    assert [how for calls, how in kept if calls == 3] == [True], "Bo's handle"
    last = [how for calls, how in kept if calls == 4]
    assert last[:3] == [False, False, "flush"], "Bo's receipt; nobody to claim; everything"


def test_what_was_sent_is_told_although_the_disk_is_full_at_the_end(
    network: Network, outbox: ScriptedOutbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    from netcore.errors import StoreNotWritable
    from netcore.store import Store

    def full(_: Store) -> None:
        raise StoreNotWritable("the disk is full")

    queued(network, "Ada")
    monkeypatch.setattr(Store, "flush", full)
    assert [line.name for line in send(network, outbox).sent] == ["Ada"]


def test_what_a_power_cut_undid_after_a_letter_had_left_is_found_out_by_its_handle(
    network: Network, outbox: ScriptedOutbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    from netcore.steps.write.outbox.delivery import Delivery

    queued(network, "Ada")
    with monkeypatch.context() as power:
        power.setattr(Delivery, "_keep_once", lambda *_: True)  # the receipt is as if it had never been written
        send(network, outbox)
    assert states(network) == {"Ada": "sending"}
    send(network, outbox)
    assert states(network) == {"Ada": "sent"}
    assert len(outbox.post.sent) == 1


def test_letters_that_wait_for_another_outbox_are_told_of(network: Network, outbox: ScriptedOutbox) -> None:
    queued(network, "Ada", "Bo")
    assert network.write.send().elsewhere == {"post": 2}
    assert network.write.send(dry_run=True).elsewhere == {"post": 2}
    report = send(network, outbox)
    assert (len(report.sent), report.elsewhere) == (2, {})
