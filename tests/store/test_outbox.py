"""What the senders ask the store."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest

from netcore.errors import StoreError
from netcore.model.message import Message, Reply
from netcore.model.work import Campaign
from netcore.store import Store, Transaction
from netcore.store.moves import CLAIMED, SENT
from netcore.store.outbox import CameBack
from tests.conftest import Clock
from tests.store.cards import add_card, join
from tests.store.letters import add_letter


def waiting(tx: Transaction, person: str, *, outbox: str = "post", **values: object) -> Message:
    """A letter that waits for an outbox."""
    message = add_letter(tx, person, **values)
    assert tx.messages.move(message, "approve")
    assert tx.messages.move(message, "queue", outbox=outbox)
    found = tx.messages.get(message.id)
    assert found is not None
    return found


@contextmanager
def elsewhere(work: "threading.Thread") -> Iterator[None]:
    """Runs a thread meanwhile, and waits for its end."""
    work.start()
    yield
    work.join(60)
    assert not work.is_alive()


def test_letters_come_in_the_order_of_drafting_each_once(store: Store, clock: Clock) -> None:
    with store.write() as tx:
        ada = add_card(tx, "Ada")
        later = waiting(tx, ada, created_at=clock() + timedelta(seconds=1))
        first = waiting(tx, ada)
        waiting(tx, ada, outbox="other")
        found = tx.outbox.next_queued("post")
        assert found == first
        found = tx.outbox.next_queued("post", after=(first.created_at, first.id))
        assert found == later
        assert tx.outbox.next_queued("post", after=(later.created_at, later.id)) is None
        assert tx.outbox.waiting("post") == 2


def test_letters_of_one_moment_are_told_apart(store: Store) -> None:
    with store.write() as tx:
        ada = add_card(tx, "Ada")
        ids = {waiting(tx, ada).id for _ in range(5)}
        met, after = set(), None
        while (found := tx.outbox.next_queued("post", after=after)) is not None:
            met.add(found.id)
            after = (found.created_at, found.id)
        assert met == ids


def test_a_letter_that_somebody_claims_at_this_moment_is_passed_over(store: Store) -> None:
    found: list[Message | None] = []

    def ask() -> None:
        with store.write() as tx:
            found.append(tx.outbox.next_queued("post"))

    with store.write() as tx:
        ada = add_card(tx, "Ada")
        one, two = sorted((waiting(tx, ada) for _ in range(2)), key=lambda message: message.id)
    with store.write() as tx:
        assert tx.outbox.next_queued("post") == one
        if not tx.on_postgresql:
            return  # the other one waits until this transaction is over
        with elsewhere(threading.Thread(target=ask)):
            pass
        assert found == [two]


@pytest.mark.parametrize("same", ["human", "mailbox"])
def test_two_letters_to_one_recipient_are_asked_about_one_after_the_other(store: Store, same: str) -> None:
    order: list[str] = []

    def ask() -> None:
        with store.write() as tx:
            tx.outbox.lock_recipient(other)
            order.append("the other")

    with store.write() as tx:
        ada, bo = add_card(tx, "Ada"), add_card(tx, "Bo")
        one = add_letter(tx, ada, to_address="ada@example.org")
        if same == "human":
            other = add_letter(tx, ada, to_address="home@example.org")
        else:
            other = add_letter(tx, bo, to_address="ADA+x@example.org")
    thread = threading.Thread(target=ask)
    with store.write() as tx:
        tx.outbox.lock_recipient(one)
        thread.start()
        thread.join(0.3)
        order.append("the first")
    thread.join(60)
    assert order == ["the first", "the other"]


def test_letters_to_different_recipients_are_asked_about_at_once(store: Store) -> None:
    def ask() -> None:
        with store.write() as tx:
            tx.outbox.lock_recipient(other)

    with store.write() as tx:
        one = add_letter(tx, add_card(tx, "Ada"), to_address="ada@example.org")
        other = add_letter(tx, add_card(tx, "Bo"), to_address="bo@example.org")
    with store.write() as tx:
        tx.outbox.lock_recipient(one)
        if tx.on_postgresql:
            with elsewhere(threading.Thread(target=ask)):
                pass


def test_a_rival_is_found_by_human_and_by_mailbox_in_the_same_campaign_only(store: Store, clock: Clock) -> None:
    with store.write() as tx:
        tx.clarities.add(goal="Goal", why="", ask="", keywords=())
        for name in ("one", "two"):
            tx.campaigns.add(
                Campaign(id=name, name=name, clarity=1, subject="", template="", people=(), created_at=clock())
            )
        ada, bo, cy = add_card(tx, "Ada"), add_card(tx, "Bo"), add_card(tx, "Cy")
        mine = waiting(tx, ada, campaign="one", to_address="ada@gmail.com")
        by_mailbox = waiting(tx, bo, campaign="one", to_address="A.da@googlemail.com")
        other_campaign = waiting(tx, ada, campaign="two")
        stranger = waiting(tx, cy, campaign="one", to_address="cy@example.org")
        for message in (by_mailbox, other_campaign, stranger):
            assert tx.messages.move(message, "claim", worker="w")
        rival = tx.outbox.rival(mine, (CLAIMED,))
        assert rival is not None
        assert rival.id == by_mailbox.id
        assert tx.outbox.rival(mine, (SENT,)) is None
        join(tx, ada, cy)
        again = tx.messages.get(stranger.id)
        assert again is not None
        assert again.person == min(ada, cy)
        found = tx.messages.get(mine.id)
        assert found is not None
        assert tx.outbox.rival(found, (CLAIMED,)) is not None
        assert tx.outbox.rival(add_letter(tx, ada), (CLAIMED,)) is None


def test_what_came_back_is_told_of_the_whole_human(store: Store, clock: Clock) -> None:
    with store.write() as tx:
        ada, other = add_card(tx, "Ada", "a@example.org"), add_card(tx, "Ada L", "l@example.org")
        message = add_letter(tx, ada)
        tx.replies.add(Reply(id="r0", person=ada, kind="bounce", received_at=clock(), looked_at=True))
        tx.replies.add(Reply(id="r1", person=other, kind="reply", received_at=clock()))
        tx.replies.add(Reply(id="r2", person=ada, kind="unrelated", received_at=clock()))
        assert tx.outbox.came_back(message) == {CameBack("bounce", looked_at=True, of_address=False)}
        join(tx, ada, other)
        found = tx.messages.get(message.id)
        assert found is not None
        assert tx.outbox.came_back(found) == {
            CameBack("bounce", looked_at=True, of_address=False),
            CameBack("reply", looked_at=False, of_address=False),
        }


def test_deferred_letters_come_due(store: Store, clock: Clock) -> None:
    with store.write() as tx:
        message = waiting(tx, add_card(tx, "Ada"))
        tx.messages.move(message, "claim", worker="w")
        tx.messages.move(message, "defer", worker="w", not_before=clock() + timedelta(hours=1))
        assert tx.outbox.due("post") == ()
    clock.pass_(hours=1)
    with store.read() as tx:
        assert [found.id for found in tx.outbox.due("post")] == [message.id]
        assert tx.outbox.due("other") == ()


def test_only_the_holder_that_was_seen_is_succeeded(store: Store, clock: Clock) -> None:
    with store.write() as tx:
        message = waiting(tx, add_card(tx, "Ada"))
        tx.messages.move(message, "claim", worker="first", lease_until=clock())
        (seen,) = tx.outbox.held("post")
        assert (seen.phase, seen.worker, seen.lease_until) == ("claimed", "first", clock())
        assert tx.outbox.take_over(seen, "second", clock() + timedelta(hours=1))
        assert not tx.outbox.take_over(seen, "third", clock())
        (now,) = tx.outbox.held("post")
        assert now.worker == "second"
        tx.messages.move(message, "give back", worker="second")
        assert not tx.outbox.take_over(now, "third", clock())
        assert tx.outbox.held("post") == ()


def in_campaign(tx: Transaction, person: str, **changes: Any) -> Message:
    if tx.campaigns.get("one") is None:
        tx.clarities.add(goal="Goal", why="", ask="", keywords=())
        tx.campaigns.add(
            Campaign(id="one", name="one", clarity=1, subject="", template="", people=(), created_at=tx.now)
        )
    return waiting(tx, person, campaign="one", **changes)


def test_the_store_takes_no_second_letter_of_a_campaign_to_one_person(store: Store) -> None:
    with store.write() as tx:
        ada = add_card(tx, "Ada")
        in_campaign(tx, ada)
    with pytest.raises(StoreError), store.write() as tx:
        in_campaign(tx, ada, to_address="other@example.org")
    with store.read() as tx:
        assert len(tx.messages.find()) == 1


def test_the_store_lets_no_second_letter_of_a_campaign_leave_to_one_mailbox(store: Store) -> None:
    with store.write() as tx:
        one = in_campaign(tx, add_card(tx, "Ada"), to_address="ada@gmail.com")
        other = in_campaign(tx, add_card(tx, "Bo"), to_address="A.da@googlemail.com")
        assert tx.messages.move(one, "claim", worker="w")
    with pytest.raises(StoreError), store.write() as tx:
        tx.messages.move(other, "claim", worker="w")
    with store.write() as tx:
        assert tx.messages.move(one, "refuse", worker="w")
        assert tx.messages.move(other, "claim", worker="w")


def test_a_campaign_is_known_once_it_was_shown_for_an_outbox_or_one_of_its_letters_was_given_to_any(
    store: Store,
) -> None:
    with store.write() as tx:
        message = in_campaign(tx, add_card(tx, "Ada"))
        assert not tx.campaigns.is_known("one", "post")
        tx.campaigns.show(["one"], "post")
        assert tx.campaigns.is_known("one", "post")
        assert not tx.campaigns.is_known("one", "mail")
        tx.messages.move(message, "claim", worker="w", attempts=1)
        assert tx.campaigns.is_known("one", "mail")


def test_letters_that_a_clock_ahead_put_off_come_due_when_it_is_set_back(store: Store, clock: Clock) -> None:
    with store.write() as tx:
        message = waiting(tx, add_card(tx, "Ada"))
    clock.pass_(days=400)
    with store.write() as tx:
        tx.messages.move(message, "put off", not_before=clock() + timedelta(hours=1))
        assert tx.outbox.due("post") == ()
    clock.pass_(minutes=-4)
    with store.read() as tx:
        assert tx.outbox.due("post") == (), "two machines' clocks may differ so much"
    clock.pass_(days=-399)
    with store.read() as tx:
        assert [one.id for one in tx.outbox.due("post")] == [message.id]
