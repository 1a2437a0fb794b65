"""One run of a sender: settle what a former run left half-done, then send what waits."""

from contextlib import suppress
from datetime import datetime

from netcore.errors import StoreError
from netcore.plugins.context import Progress
from netcore.steps.write.outbox.delivery import Delivery
from netcore.steps.write.outbox.worker import LEASE
from netcore.store.outbox import CLOCKS_DIFFER, Held

CUT_OFF = "a former run was cut off"


def run(delivery: Delivery, *, limit: int | None, progress: Progress) -> bool:
    """Do all that can be done now; False when the user interrupted it.

    An interrupted run asks the outbox what became of the letter it was at, and lets go of everything.
    """
    finished = True
    try:
        recover(delivery, go_on=True)
        look_again(delivery)
        come_due(delivery)
        drain(delivery, limit=limit, progress=progress)
    except KeyboardInterrupt:
        finished = False
        recover(delivery, go_on=False)
    with suppress(StoreError):  # the last receipts are kept, and after a power cut their handles would be asked about
        delivery.store.flush()
    tell_what_is_left(delivery)
    return finished


def recover(delivery: Delivery, *, go_on: bool) -> None:
    """Settle the messages whose sender is dead or overdue; with ``go_on``, send those that had not left."""
    with delivery.store.read() as tx:
        messages = tx.outbox.held(delivery.name)
    for held in messages:
        certain = delivery.worker.life_of(held.worker) == "dead"
        if (certain or _is_overdue(delivery, held)) and delivery.take_over(held):
            _settle(delivery, held, certain=certain, go_on=go_on)


def _is_overdue(delivery: Delivery, held: Held) -> bool:
    """Whether the sender, on a machine that cannot be asked, gave no sign of life for the length of its lease.

    A lease that ends later than any lease could was given by a clock that was set back since: it says nothing.
    """
    if delivery.worker.life_of(held.worker) != "unknown":
        return False
    now, until = delivery.now(), held.lease_until
    return until is None or until <= now or until > now + LEASE + CLOCKS_DIFFER


def _settle(delivery: Delivery, held: Held, *, certain: bool, go_on: bool) -> None:
    message, handle = held.message, held.message.handle
    if held.phase == "claimed":
        delivery.end(message, "give back", "left", f"It has not left: {CUT_OFF} before that.")
        return
    found = delivery.lookup(handle)
    if found != "not sent" or not go_on:
        delivery.settle(message, found, CUT_OFF)
    elif certain or delivery.can_tell:
        delivery.commit(message, handle, message_id=message.message_id)
    else:
        # Its sender is silent, but may be alive and sending it while the outbox, which is not sure of itself, says no.
        delivery.settle(message, "cannot tell", "its sender fell silent")


def look_again(delivery: Delivery) -> None:
    """Ask the outbox once more about the letters of which it could not tell whether they left.

    That one was not sent is believed only when it has been in doubt for longer than any call to an outbox takes.
    """
    with delivery.store.read() as tx:
        doubted = tx.outbox.uncertain(delivery.name)
    for message, since in doubted:
        delivery.look_again(message, quiet=since + LEASE <= delivery.now())


def come_due(delivery: Delivery) -> None:
    """Let deferred messages wait again when their time has come."""
    with delivery.store.write() as tx:
        for message in tx.outbox.due(delivery.name):
            tx.messages.move(message, "come due", not_before=None)


def drain(delivery: Delivery, *, limit: int | None, progress: Progress) -> None:
    """Send what waits, in the order of drafting, ``limit`` at most; one bad message does not stop the others."""
    with delivery.store.read() as tx:
        total = tx.outbox.waiting(delivery.name)
    after: tuple[datetime, str] | None = None
    done = met = 0
    while (limit is None or done < limit) and not delivery.tally.stopped:
        claimed = delivery.claim(after)
        if claimed is None:
            return
        after = (claimed.message.created_at, claimed.message.id)
        if claimed.letter is not None:
            delivery.deliver(claimed.message, claimed.letter, claimed.mark)
            done += 1
        met += 1
        progress(met, max(total, met), "sending")


def tell_what_is_left(delivery: Delivery) -> None:
    """Add what is still on its way and was not spoken of."""
    with delivery.store.read() as tx:
        delivery.tally.elsewhere = tx.outbox.waiting_elsewhere(delivery.name)
        for message in tx.outbox.unfinished(delivery.name):
            if message not in delivery.tally:
                delivery.tally.add("left", message, message.reason or _WAITS[message.state], message.not_before)


_WAITS = {"queued": "It waits for the next run.", "sending": "Another sender is at it."}
