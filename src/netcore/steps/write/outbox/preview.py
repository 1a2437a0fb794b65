"""A dry run: what would leave, and what would not; nothing is sent."""

from collections.abc import Collection, Sequence

from netcore.model.message import Message
from netcore.steps.write.outbox.brakes import Ahead, Limits, brake
from netcore.steps.write.outbox.opening import WayOut
from netcore.steps.write.outbox.questions import BEFORE_CLAIMING, reasons
from netcore.steps.write.outbox.report import SendReport, Tally
from netcore.steps.write.rhythm import rhythm_of
from netcore.steps.write.sender import require_sender
from netcore.store import Transaction

_HALF_DONE = "It is on its way since an earlier run, which is settled first."


def preview(
    tx: Transaction, way: WayOut, approved: Sequence[Message], tally: Tally, *, first: Collection[str]
) -> SendReport:
    """What a run would do: adds to the tally what would leave (``left``), be put off, and stay (``blocked``).

    ``first``: the names of the campaigns of which nothing was shown or sent before.
    """
    sender = require_sender(tx)
    rhythm = rhythm_of(tx)
    limits, ahead = Limits(rhythm, way.name, rhythm.cap_of(way.descriptor.daily_cap)), Ahead()
    waiting = [one for one in tx.outbox.unfinished(way.name) if one.state == "queued"]
    for message in (*waiting, *tx.outbox.due(way.name), *approved):
        if why := " ".join(reasons(tx, message, BEFORE_CLAIMING)):
            tally.add("blocked", message, why)
        elif stop := brake(tx, message, limits, ahead):
            tally.add("deferred" if stop.defers else "blocked", message, stop.why, stop.until)
        else:
            ahead.add(message)
            tally.add("left", message)
    for held in tx.outbox.held(way.name):
        tally.add("left", held.message, _HALF_DONE)
    tally.elsewhere = tx.outbox.waiting_elsewhere(way.name)
    return tally.report(way.name, dry_run=True, sender=sender, first=tuple(first))


def unseen(tx: Transaction, messages: Sequence[Message], outbox: str) -> dict[str, str]:
    """The campaigns among these messages of which nothing has left, and that were never shown for this outbox.

    By id, the name.
    """
    asked = dict.fromkeys(message.campaign for message in messages if message.campaign)
    return {
        campaign.id: campaign.name
        for campaign in (tx.campaigns.get(one) for one in asked)
        if campaign is not None and not tx.campaigns.is_known(campaign.id, outbox)
    }
