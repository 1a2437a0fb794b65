"""What waits for its time: letters that an outbox could not take, or that the cap of a day left over."""

from netcore.model.message import Message, MessageState
from netcore.steps.write.outbox.opening import WayOut
from netcore.steps.write.outbox.report import Tally
from netcore.store import Transaction

_DEFERRED: tuple[MessageState, ...] = ("deferred",)


def put_off(tx: Transaction, way: WayOut) -> tuple[Message, ...]:
    """The letters for this outbox that were put off."""
    return tuple(one for one in tx.messages.find(states=_DEFERRED) if one.outbox == way.name)


def tell_what_was_put_off(tx: Transaction, way: WayOut, tally: Tally) -> None:
    """Add those whose time has not come, and of which this run said nothing."""
    for message in put_off(tx, way):
        if message not in tally:
            tally.add("deferred", message, message.reason, message.not_before)
