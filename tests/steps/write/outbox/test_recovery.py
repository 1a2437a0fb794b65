"""What a run does with the letters that another sender left in the middle."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from msgspec.structs import replace

from netcore.model.message import Outgoing
from netcore.network import Network
from netcore.steps.write.outbox.worker import LEASE, Worker
from tests.conftest import Clock
from tests.steps.people import store_of
from tests.steps.write.post import Post, ScriptedOutbox, delivery, queued, raising, send, states


class Killed(BaseException):
    """The process is gone: nothing is tidied up."""


@pytest.fixture
def outbox(clock: Clock) -> ScriptedOutbox:
    return ScriptedOutbox(Post(now=clock))


@pytest.fixture(scope="module")
def dead() -> Worker:
    """A sender of this machine whose process has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return replace(Worker.here(), pid=process.pid, started="1")


ELSEWHERE = replace(Worker.here(), machine="another machine", pid=4711)
MOMENTS = ["before prepare", "after prepare", "before commit", "after commit"]


def die(network: Network, outbox: ScriptedOutbox, moment: str, worker: Worker, *, can_tell: bool = True) -> None:
    """A run that is killed at a moment."""
    when, call = moment.split()
    setattr(outbox, when, raising(Killed(), on=call))
    with pytest.raises(Killed):
        send(network, outbox, worker=worker, can_tell=can_tell)
    outbox.before = outbox.after = lambda call, letter: None


@pytest.mark.parametrize("moment", MOMENTS)
def test_what_a_dead_sender_left_is_finished_at_once_and_nothing_leaves_twice(
    each_network: Network, outbox: ScriptedOutbox, dead: Worker, moment: str
) -> None:
    queued(each_network, "Ada", "Bo")
    die(each_network, outbox, moment, dead)
    assert "sending" in states(each_network).values()
    assert send(each_network, outbox).complete
    assert outbox.post.copies() == ["ada@example.org", "bo@example.org"]


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_sender_on_another_machine_keeps_its_letter_until_its_lease_is_out(
    each_network: Network, outbox: ScriptedOutbox, clock: Clock, moment: str
) -> None:
    queued(each_network, "Ada")
    die(each_network, outbox, moment, ELSEWHERE)
    sent = len(outbox.post.sent)
    clock.time += LEASE - timedelta(seconds=1)
    assert send(each_network, outbox).left[0].why == "Another sender is at it."
    assert len(outbox.post.sent) == sent
    clock.time += timedelta(seconds=1)
    assert send(each_network, outbox).complete
    assert outbox.post.copies() == ["ada@example.org"]


def test_a_clock_that_jumps_takes_no_letter_from_a_sender_that_is_alive(
    each_network: Network, outbox: ScriptedOutbox, clock: Clock
) -> None:
    queued(each_network, "Ada")
    alive = replace(Worker.here(), pid=os.getppid(), started=_started(os.getppid()))
    die(each_network, outbox, "before commit", alive)
    for jump in (timedelta(days=400), timedelta(days=-800)):
        clock.time += jump
        assert send(each_network, outbox).left[0].why == "Another sender is at it."
    assert outbox.post.sent == []


def test_a_clock_that_jumps_back_keeps_nothing_from_being_finished(
    each_network: Network, outbox: ScriptedOutbox, clock: Clock, dead: Worker
) -> None:
    queued(each_network, "Ada")
    die(each_network, outbox, "after prepare", dead)
    clock.time -= timedelta(days=400)
    assert send(each_network, outbox).complete


def test_a_lease_that_was_given_by_a_clock_ahead_is_no_reason_to_wait_for_it(
    each_network: Network, outbox: ScriptedOutbox, clock: Clock
) -> None:
    queued(each_network, "Ada")
    clock.time += timedelta(days=400)
    die(each_network, outbox, "before commit", ELSEWHERE)
    clock.time -= timedelta(days=400)
    assert send(each_network, outbox).complete
    assert outbox.post.copies() == ["ada@example.org"]


def test_a_letter_in_doubt_is_sent_when_the_outbox_finds_it_later(
    each_network: Network, outbox: ScriptedOutbox, clock: Clock, dead: Worker
) -> None:
    queued(each_network, "Ada")
    die(each_network, outbox, "after commit", dead)
    outbox.tells = lambda handle: "cannot tell"
    assert send(each_network, outbox).uncertain
    assert send(each_network, outbox).complete, "what is in doubt is told of once"
    assert states(each_network) == {"Ada": "uncertain"}
    outbox.tells = None
    assert [line.name for line in send(each_network, outbox).sent] == ["Ada"]
    assert states(each_network) == {"Ada": "sent"}
    assert outbox.post.copies() == ["ada@example.org"]


def test_a_letter_in_doubt_leaves_when_the_outbox_is_sure_later_that_it_has_not(
    each_network: Network, outbox: ScriptedOutbox, clock: Clock, dead: Worker
) -> None:
    queued(each_network, "Ada")
    die(each_network, outbox, "before commit", dead)
    outbox.tells = lambda handle: "cannot tell"
    assert send(each_network, outbox).uncertain
    outbox.tells = None
    assert send(each_network, outbox).sent == (), "its sender, on whatever machine, may still be at it"
    for jump in (timedelta(days=-400), timedelta(days=400)):
        clock.time += jump
        assert send(each_network, outbox).sent == ()
    clock.time += LEASE
    assert [line.name for line in send(each_network, outbox).sent] == ["Ada"]
    assert outbox.post.copies() == ["ada@example.org"]


def test_an_outbox_that_fails_when_it_is_asked_again_changes_nothing(
    each_network: Network, outbox: ScriptedOutbox, clock: Clock, dead: Worker
) -> None:
    queued(each_network, "Ada")
    die(each_network, outbox, "after commit", dead)
    outbox.tells = lambda handle: "cannot tell"
    send(each_network, outbox)
    clock.time += LEASE
    outbox.before = raising(OSError("no line"), on="lookup")
    assert send(each_network, outbox).complete
    assert states(each_network) == {"Ada": "uncertain"}


def test_the_receipt_of_a_sender_that_was_overtaken_ends_the_doubt(
    each_network: Network, outbox: ScriptedOutbox, clock: Clock
) -> None:
    queued(each_network, "Ada")

    def overtake(call: str, _: Outgoing | None) -> None:
        if call == "commit":
            outbox.after = lambda call, letter: None
            outbox.tells = lambda handle: "cannot tell"
            clock.time += LEASE
            assert send(each_network, outbox).uncertain

    outbox.after = overtake
    assert [line.name for line in send(each_network, outbox, worker=ELSEWHERE).sent] == ["Ada"]
    assert states(each_network) == {"Ada": "sent"}


@pytest.mark.parametrize("moment", ["before commit", "after commit"])
def test_a_letter_that_may_have_left_is_uncertain_when_nobody_can_tell(
    each_network: Network, outbox: ScriptedOutbox, dead: Worker, moment: str
) -> None:
    queued(each_network, "Ada")
    die(each_network, outbox, moment, dead)
    sent = len(outbox.post.sent)
    outbox.tells = lambda handle: "cannot tell"
    report = send(each_network, outbox)
    assert [line.name for line in report.uncertain] == ["Ada"]
    assert len(outbox.post.sent) == sent


def test_a_silent_sender_elsewhere_is_not_overtaken_where_the_outbox_is_not_sure(
    each_network: Network, outbox: ScriptedOutbox, clock: Clock
) -> None:
    queued(each_network, "Ada")
    die(each_network, outbox, "before commit", ELSEWHERE, can_tell=False)
    clock.time += LEASE
    report = send(each_network, outbox, can_tell=False)
    assert "its sender fell silent" in report.uncertain[0].why
    assert outbox.post.sent == []


def test_a_dead_sender_is_followed_where_the_outbox_is_not_sure_but_says_no(
    each_network: Network, outbox: ScriptedOutbox, dead: Worker
) -> None:
    queued(each_network, "Ada")
    die(each_network, outbox, "before commit", dead, can_tell=False)
    assert send(each_network, outbox, can_tell=False).complete
    assert outbox.post.copies() == ["ada@example.org"]


def test_a_sender_that_wakes_up_after_it_was_overtaken_sends_nothing(
    each_network: Network, outbox: ScriptedOutbox, clock: Clock
) -> None:
    queued(each_network, "Ada")

    def overtake(call: str, _: Outgoing | None) -> None:
        if call == "prepare" and clock.time.year == 2026:
            clock.time = clock.time.replace(year=2027)
            assert send(each_network, outbox).complete

    outbox.after = overtake
    report = send(each_network, outbox, worker=ELSEWHERE)
    assert report.left[0].why == "Another sender has taken it over."
    assert outbox.post.copies() == ["ada@example.org"]
    assert states(each_network) == {"Ada": "sent"}


@pytest.mark.parametrize("call", ["prepare", "commit"])
def test_a_sender_that_was_overtaken_moves_the_letter_no_more(
    each_network: Network, outbox: ScriptedOutbox, call: str
) -> None:
    queued(each_network, "Ada")
    other = delivery(each_network, outbox, worker=ELSEWHERE)

    def overtake(now: str, _: Outgoing | None) -> None:
        if now == call:
            with store_of(each_network).read() as tx:
                (held,) = tx.outbox.held("post")
            assert other.take_over(held)

    outbox.after = overtake
    assert send(each_network, outbox).left[0].why == "Another sender has taken it over."
    assert len(outbox.post.sent) == (call == "commit")
    assert states(each_network) == {"Ada": "sending"}


def test_a_sender_that_wakes_up_after_the_commit_changes_nothing(
    each_network: Network, outbox: ScriptedOutbox, clock: Clock
) -> None:
    (message,) = queued(each_network, "Ada")

    def overtake(call: str, _: Outgoing | None) -> None:
        if call == "commit" and clock.time.year == 2026:
            clock.time = clock.time.replace(year=2027)
            assert send(each_network, outbox).complete
            clock.time += timedelta(days=1)

    outbox.after = overtake
    send(each_network, outbox, worker=ELSEWHERE)
    assert outbox.post.copies() == ["ada@example.org"]
    sent_at = each_network.write.message(message.id).sent_at
    assert sent_at is not None
    assert sent_at < clock.time


@pytest.mark.parametrize("moment", MOMENTS)
def test_whoever_was_eliminated_after_the_crash_is_not_written_to(
    each_network: Network, outbox: ScriptedOutbox, dead: Worker, moment: str
) -> None:
    (message,) = queued(each_network, "Ada")
    die(each_network, outbox, moment, dead)
    each_network.choose.eliminate([message.person])
    report = send(each_network, outbox)
    if moment == "after commit":
        assert [line.name for line in report.sent] == ["Ada"]
    else:
        assert "off your list" in report.blocked[0].why
        assert outbox.post.sent == []
        assert states(each_network) == {"Ada": "queued"}


def test_what_is_held_back_leaves_no_draft_at_the_provider(
    each_network: Network, outbox: ScriptedOutbox, dead: Worker
) -> None:
    (message,) = queued(each_network, "Ada")
    die(each_network, outbox, "before commit", dead)
    assert outbox.post.drafts
    each_network.choose.eliminate([message.person])
    send(each_network, outbox)
    assert outbox.post.drafts == {}


def test_only_one_of_two_senders_takes_over(each_network: Network, outbox: ScriptedOutbox, dead: Worker) -> None:
    queued(each_network, "Ada")
    die(each_network, outbox, "before commit", dead)
    with store_of(each_network).read() as tx:
        (held,) = tx.outbox.held("post")
    first = delivery(each_network, outbox)
    second = delivery(each_network, outbox, worker=ELSEWHERE)
    assert first.take_over(held)
    assert not second.take_over(held)


def test_a_sender_that_ended_in_the_middle_of_its_own_process_is_followed_by_itself(
    each_network: Network, outbox: ScriptedOutbox
) -> None:
    queued(each_network, "Ada")
    die(each_network, outbox, "after commit", Worker.here())
    assert send(each_network, outbox).complete
    assert outbox.post.copies() == ["ada@example.org"]


def _started(pid: int) -> str:
    from netcore.steps.write.outbox.worker import _started

    return _started(pid)
