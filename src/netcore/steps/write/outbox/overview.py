"""Where every message is: in which state, since when, why it waits, and what came back."""

from collections.abc import Sequence
from datetime import datetime

from netcore.model.base import Value
from netcore.model.message import Message, MessageState, Purpose, ReplyKind
from netcore.steps.write.rhythm import rhythm_of
from netcore.store import Transaction
from netcore.store.traces import Trace, traces

ORDER: tuple[MessageState, ...] = (
    *("uncertain", "refused", "deferred", "sending", "queued", "approved", "draft"),
    *("sent", "discarded"),
)
"""What needs the user first."""
_WAITING = frozenset({"approved", "queued", "deferred"})
_USUAL: dict[MessageState, str] = {
    "draft": "It waits for you to read and approve it.",
    "approved": "It waits to be sent.",
    "sending": "A sender is at it; if that died, the next run finds out.",
}


class Posting(Value, frozen=True, kw_only=True):
    """Where one message is."""

    id: str
    state: MessageState
    person: str
    name: str
    address: str
    subject: str
    purpose: Purpose
    campaign: str = ""
    outbox: str = ""
    since: datetime
    """Since when it is where it is."""
    why: str = ""
    """Why it is there, or what it waits for, in sentences."""
    attempts: int = 0
    next_try: datetime | None = None
    """When it can leave at the earliest, where that is known; a run after that takes it."""
    sent_at: datetime | None = None
    came_back: bool = False
    """It left, and could not be delivered."""
    answers: tuple[ReplyKind, ...] = ()
    """What came back to it, in order."""
    unread: int = 0
    """How many of the answers you have not looked at."""


class Overview(Value, frozen=True, kw_only=True):
    """Where all messages are."""

    counts: dict[MessageState, int]
    """How many there are in each state that occurs."""
    messages: tuple[Posting, ...]
    """All but those thrown away: what needs you first, then in the order of drafting."""


def overview(tx: Transaction, state: MessageState | None) -> Overview:
    """All messages, or those in one state."""
    states: tuple[MessageState, ...] = (state,) if state else ORDER[:-1]
    found = tx.messages.find(states=states)
    ordered = sorted(found, key=lambda message: ORDER.index(message.state))
    return Overview(counts=tx.messages.counts(), messages=_postings(tx, ordered))


def _postings(tx: Transaction, messages: Sequence[Message]) -> tuple[Posting, ...]:
    found = traces(tx, [message.id for message in messages])
    quiet = rhythm_of(tx).quiet_until_after(tx.now)
    return tuple(_posting(message, found[message.id], tx.now, quiet) for message in messages)


def _posting(message: Message, trace: Trace, now: datetime, quiet: datetime | None) -> Posting:
    kinds = tuple(kind for kind, _ in trace.answers)
    came_back = "bounce" in kinds
    dates = [at for at in (message.not_before, quiet) if at is not None and at > now]
    return Posting(
        id=message.id,
        state=message.state,
        person=message.person,
        name=message.to_name,
        address=message.to_address,
        subject=message.subject,
        purpose=message.purpose,
        campaign=message.campaign,
        outbox=message.outbox,
        since=trace.since,
        why=message.reason or ("It came back." if came_back else _usual(message)),
        attempts=message.attempts,
        next_try=max(dates) if dates and message.state in _WAITING else None,
        sent_at=message.sent_at,
        came_back=came_back,
        answers=kinds,
        unread=sum(not looked_at for _, looked_at in trace.answers),
    )


def _usual(message: Message) -> str:
    if message.state == "queued":
        return f"It waits for the next run through {message.outbox}."
    return _USUAL.get(message.state, message.detail)
