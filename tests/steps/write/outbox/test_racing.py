"""Senders against each other, and against whoever changes who may be written to."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text

from netcore.network import Network
from netcore.steps.write.outbox.brakes import Limits, brake
from netcore.steps.write.outbox.report import SendReport
from netcore.steps.write.rhythm import Rhythm
from netcore.store.quotas import Quotas
from tests.conftest import Clock
from tests.steps.people import store_of
from tests.steps.write.post import Post, ScriptedOutbox, queued, send, states

NAMES = tuple(f"Ada{number}" for number in range(24))


class Thread(threading.Thread):
    """A thread whose failure fails the test that waits for it."""

    def __init__(self, work: Callable[[], object]) -> None:
        super().__init__(daemon=True)
        self._work = work
        self._error: BaseException | None = None
        self.start()

    def run(self) -> None:
        try:
            self._work()
        except BaseException as error:
            self._error = error

    def wait(self) -> None:
        self.join(60)
        assert not self.is_alive()
        if self._error is not None:
            raise self._error


def wait_until_somebody_waits(network: Network, thread: Thread) -> None:
    """Give the thread the time to run into a lock, or to run past where one should be."""
    end = time.monotonic() + 0.3
    while thread.is_alive() and (time.monotonic() < end or not _is_somebody_waiting(network)):
        time.sleep(0.01)


def _is_somebody_waiting(network: Network) -> bool:
    with store_of(network).read() as tx:
        if not tx.on_postgresql:
            return True  # nobody can see it; the time above is long enough
        return bool(tx.connection.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")))


def test_a_sender_waits_for_an_elimination_that_is_being_stored(each_network: Network, clock: Clock) -> None:
    (message,) = queued(each_network, "Ada")
    outbox = ScriptedOutbox(Post(now=clock))
    reports: list[SendReport] = []
    with store_of(each_network).write() as tx:
        tx.lock_gate(alone=True)
        tx.standings.eliminate([message.person])
        sender = Thread(lambda: reports.append(send(each_network, outbox)))
        wait_until_somebody_waits(each_network, sender)
    sender.wait()
    assert outbox.post.calls == []
    assert "off your list" in reports[0].blocked[0].why


def test_an_elimination_waits_for_a_claim_that_is_being_stored(each_network: Network) -> None:
    (message,) = queued(each_network, "Ada")
    done: list[str] = []
    with store_of(each_network).write() as tx:
        tx.lock_gate(alone=False)
        chooser = Thread(
            lambda: done.extend(person.standing for person in each_network.choose.eliminate([message.person]))
        )
        wait_until_somebody_waits(each_network, chooser)
        done.append("claimed")
    chooser.wait()
    assert done == ["claimed", "eliminated"]


def test_an_answer_that_is_being_stored_is_waited_for(each_network: Network, clock: Clock) -> None:
    (message,) = queued(each_network, "Ada")
    outbox = ScriptedOutbox(Post(now=clock))
    with store_of(each_network).write() as tx:
        tx.lock_gate(alone=True)
        from netcore.steps.write.replies import log_reply

        log_reply(tx, message.person, "Yes!", kind="reply", at=None)
        sender = Thread(lambda: send(each_network, outbox))
        wait_until_somebody_waits(each_network, sender)
    sender.wait()
    assert outbox.post.calls == []


@pytest.mark.parametrize("workers", [2, 4])
def test_several_workers_drain_one_outbox_and_no_letter_leaves_twice(
    each_network: Network, clock: Clock, workers: int
) -> None:
    queued(each_network, *NAMES)
    post = Post(now=clock)
    start = threading.Barrier(workers)
    reports: list[SendReport] = []

    def work() -> None:
        outbox = ScriptedOutbox(post)
        start.wait()
        reports.append(send(each_network, outbox))

    for thread in [Thread(work) for _ in range(workers)]:
        thread.wait()
    assert post.copies() == sorted(f"{name.lower()}@example.org" for name in NAMES)
    assert sum(len(report.sent) for report in reports) == len(NAMES)
    assert states(each_network) == dict.fromkeys(NAMES, "sent")


def test_several_workers_together_keep_to_one_cap_and_one_pace(each_network: Network, clock: Clock) -> None:
    from msgspec.structs import replace

    each_network.write.set_rhythm(replace(each_network.write.rhythm(), daily_cap=7, new_letters=5, open_talks=1))
    queued(each_network, *NAMES)
    post = Post(now=clock)

    def race() -> None:
        start = threading.Barrier(4)

        def work() -> None:
            start.wait()
            send(each_network, ScriptedOutbox(post))

        for thread in [Thread(work) for _ in range(4)]:
            thread.wait()

    race()
    assert len(post.sent) == 7, "the cap of the day"
    clock.pass_(days=1)
    each_network.meet.offer(NAMES[0])
    race()
    assert len(post.sent) == 12, "five more while one talk is open"
    clock.pass_(days=1)
    race()
    assert len(post.sent) == 12
    assert len(set(post.copies())) == 12


@pytest.mark.parametrize("count", ["pace", "cap post", "person Ada"])
def test_a_sender_that_waits_for_the_row_of_its_letter_keeps_nobody_from_counting(
    each_network: Network, clock: Clock, count: str
) -> None:
    """On PostgreSQL a search for the next letter may hold the row of one that was claimed while it searched."""
    each_network.write.set_rhythm(Rhythm(daily_cap=9, new_letters=9, open_talks=1))
    (message,) = queued(each_network, "Ada")
    each_network.meet.offer("Ada")
    post = Post(now=clock)
    outbox = ScriptedOutbox(post)
    prepared, searching = threading.Event(), threading.Event()

    def let_somebody_search(call: str, letter: object) -> None:
        if call == "prepare":
            prepared.set()
            assert searching.wait(60)

    outbox.after = let_somebody_search
    sender = Thread(lambda: send(each_network, outbox))
    assert prepared.wait(60)
    with store_of(each_network).write() as tx:
        if tx.on_postgresql:
            tx.connection.execute(text("SELECT id FROM messages FOR UPDATE"))
        searching.set()
        wait_until_somebody_waits(each_network, sender)
        Quotas(tx).lock(f"person {message.person}" if count == "person Ada" else count)
    sender.wait()
    assert post.copies() == ["ada@example.org"]


@pytest.mark.parametrize("what", ["cap", "pace"])
def test_the_last_place_of_a_cap_or_a_pace_is_given_to_one_of_two_that_count_at_once(
    each_network: Network, clock: Clock, what: str
) -> None:
    rhythm = Rhythm(daily_cap=1) if what == "cap" else Rhythm(new_letters=1, open_talks=1)
    each_network.write.set_rhythm(rhythm)
    queued(each_network, "Ada", "Bo")
    if what == "pace":
        each_network.meet.offer("Ada")
    post = Post(now=clock)
    with store_of(each_network).write() as tx:
        tx.lock_gate(alone=False)
        first = tx.outbox.next_queued("post")
        assert first is not None
        assert brake(tx, first, Limits(rhythm, "post", rhythm.daily_cap)) is None
        other = Thread(lambda: send(each_network, ScriptedOutbox(post)))
        wait_until_somebody_waits(each_network, other)
        assert tx.messages.move(first, "claim", worker="another machine", lease_until=clock() + timedelta(minutes=9))
    other.wait()
    assert post.sent == []


def test_a_worker_that_asks_its_last_questions_lets_another_claim_meanwhile(
    each_network: Network, clock: Clock
) -> None:
    """Where the engine admits several writers: on PostgreSQL nobody waits for the other's transaction."""
    queued(each_network, "Ada", "Bo")
    post = Post(now=clock)
    with store_of(each_network).write() as tx:
        if not tx.on_postgresql:
            return
        tx.lock_gate(alone=False)
        first = tx.outbox.next_queued("post")
        assert first is not None
        tx.outbox.lock_recipient(first)
        other = Thread(lambda: send(each_network, ScriptedOutbox(post), limit=1))
        other.wait()
    assert post.copies() == ["bo@example.org"]


def test_of_two_letters_of_a_campaign_to_one_mailbox_one_leaves_whoever_claims_them(
    each_network: Network, clock: Clock
) -> None:
    from sqlalchemy import update

    from netcore.store.schema import messages

    queued(each_network, "Ada", "Bo")
    with store_of(each_network).write() as tx:
        one = "ada@example.org"
        for message in tx.messages.find():
            digest = _digest_with(message.to_name, one, message.subject, message.body)
            values = {"to_address": one, "to_key": one, "text_digest": digest, "approved_digest": digest}
            tx.connection.execute(update(messages).where(messages.c.id == message.id).values(values))
    post = Post(now=clock)
    start = threading.Barrier(2)

    def work() -> None:
        start.wait()
        send(each_network, ScriptedOutbox(post))

    for thread in [Thread(work) for _ in range(2)]:
        thread.wait()
    assert post.copies() == [one]


def _digest_with(name: str, address: str, subject: str, body: str) -> str:
    from netcore.steps.write.text import text_digest

    return text_digest(to_name=name, to_address=address, subject=subject, body=body)
