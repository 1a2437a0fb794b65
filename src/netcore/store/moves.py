"""The state machine of a message: the legal moves, and the one statement that makes a move.

    draft → approved → queued → sending → sent | refused | deferred | uncertain

A message that is being sent is in one of two phases: *claimed* (a worker holds it, the outbox may have something ready,
nothing has left), *committing* (the outbox has it ready under a handle that is stored, and it may be leaving at this
moment).
Every move is a compare-and-set: it happens when the message still is where the move starts and, while it is being
sent, still belongs to the worker that moves it.  So of two processes that try the same move, one succeeds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple, TypedDict, Unpack

from sqlalchemy import ColumnElement, Update, and_, bindparam, or_, update

from netcore.model.message import Message, MessageState
from netcore.store.schema import messages
from netcore.store.wording import word

if TYPE_CHECKING:
    from netcore.store.transaction import Transaction

Phase = Literal["", "claimed", "committing"]
MoveName = Literal[
    "approve",
    "revise",
    "discard",
    "queue",
    "hold back",
    "put off",
    "come due",
    "claim",
    "commit",
    "sent",
    "refuse",
    "defer",
    "give back",
    "doubt",
    "park",
    "find sent",
    "find not sent",
    "resolve as sent",
    "resolve as not sent",
]


class Place(NamedTuple):
    """Where a message can be."""

    state: MessageState
    phase: Phase = ""


@dataclass(frozen=True, kw_only=True)
class Move:
    """From any of ``starts`` to ``end`` (None: it stays where it is).  ``event`` and ``words`` go to the journal."""

    starts: frozenset[Place]
    end: Place | None
    event: str = ""
    words: str = ""


DRAFT, APPROVED, QUEUED, DEFERRED = Place("draft"), Place("approved"), Place("queued"), Place("deferred")
CLAIMED, COMMITTING = Place("sending", "claimed"), Place("sending", "committing")
SENT, REFUSED, UNCERTAIN, DISCARDED = Place("sent"), Place("refused"), Place("uncertain"), Place("discarded")
PLACES = (DRAFT, APPROVED, QUEUED, DEFERRED, CLAIMED, COMMITTING, SENT, REFUSED, UNCERTAIN, DISCARDED)


def _move(*starts: Place, end: Place | None, event: str = "", words: str = "") -> Move:
    return Move(starts=frozenset(starts), end=end, event=event, words=words)


MOVES: Mapping[MoveName, Move] = {
    # by the author
    "approve": _move(DRAFT, end=APPROVED, event="message.approved", words="was approved"),
    "revise": _move(
        DRAFT, APPROVED, QUEUED, DEFERRED, REFUSED, end=DRAFT, event="message.revised", words="is a draft again"
    ),
    "discard": _move(
        DRAFT, APPROVED, QUEUED, DEFERRED, REFUSED, end=DISCARDED, event="message.discarded", words="was thrown away"
    ),
    "queue": _move(APPROVED, end=QUEUED, event="message.queued", words="waits to be sent"),
    "resolve as sent": _move(UNCERTAIN, end=SENT, event="message.sent", words="was sent, as you found out"),
    "resolve as not sent": _move(UNCERTAIN, end=QUEUED, event="message.queued", words="never left, as you found out"),
    # by the engine
    "come due": _move(DEFERRED, end=QUEUED),
    "claim": _move(QUEUED, end=CLAIMED),
    "commit": _move(CLAIMED, COMMITTING, end=COMMITTING),
    "sent": _move(COMMITTING, end=SENT, event="message.sent", words="was sent"),
    "refuse": _move(CLAIMED, COMMITTING, end=REFUSED, event="message.refused", words="was refused"),
    "defer": _move(CLAIMED, COMMITTING, end=DEFERRED, event="message.deferred", words="was put off"),
    "doubt": _move(COMMITTING, end=UNCERTAIN, event="message.uncertain", words="may have left; nobody can tell"),
    "hold back": _move(QUEUED, CLAIMED, COMMITTING, end=QUEUED),
    "put off": _move(
        QUEUED, CLAIMED, COMMITTING, end=DEFERRED, event="message.deferred", words="was put off to another day"
    ),
    "give back": _move(CLAIMED, end=QUEUED),
    "park": _move(CLAIMED, COMMITTING, end=None),
    "find sent": _move(CLAIMED, UNCERTAIN, end=SENT, event="message.sent", words="was sent, as was found out"),
    "find not sent": _move(UNCERTAIN, end=QUEUED, event="message.queued", words="never left, as the outbox found out"),
}
"""Committing → queued and committing → committing are for a message of which the outbox said that it was not sent;
claimed → sent is for one of which it says, before another attempt, that a former one has left after all."""


class Changes(TypedDict, total=False):
    """What a move may change besides the place."""

    to_address: str
    to_key: str
    to_name: str
    subject: str
    body: str
    slots: dict[str, str]
    clarity: int
    text_digest: str
    approved_digest: str
    outbox: str
    handle: str
    attempts: int
    lease_until: datetime | None
    not_before: datetime | None
    committed_at: datetime | None
    sent_at: datetime | None
    message_id: str
    thread: str
    detail: str
    reason: str


def make_move(
    tx: "Transaction", message: Message, name: MoveName, *, worker: str = "", **changes: Unpack[Changes]
) -> bool:
    """Make the move, journal it, and say whether it happened; False: the message is not where the move starts.

    A claim makes ``worker`` the holder; every other move of a message that is being sent succeeds for its holder only,
    and lets go of it when it ends or parks the sending.  The reason of the former place is forgotten unless
    ``changes`` gives a new one.  The handle stays until the next attempt has one, so that the outbox can be told which
    attempt did not leave.
    """
    move = MOVES[name]
    values: dict[str, object] = {"changed_at": tx.now, "reason": "", **changes}
    if move.end is not None:
        values["phase"] = move.end.phase
        if any(start.state != move.end.state for start in move.starts):  # writing it moves entries of an index
            values["state"] = move.end.state
    if move.end is None or move.end.state != "sending":
        values |= {"worker": "", "lease_until": None}
    elif name == "claim":
        values["worker"] = worker
    parameters = {f"new_{column}": value for column, value in values.items()}
    statement = _statement(name, tuple(sorted(values)))
    if tx.connection.execute(statement, {"message": message.id, "holder": worker, **parameters}).rowcount != 1:
        return False
    if move.event:
        tx.journal.add(move.event, f"The letter {label(message)} {move.words}.", person=message.person)
    return True


@cache
def _statement(name: MoveName, columns: tuple[str, ...]) -> Update:
    """The compare-and-set of a move that changes these columns."""
    return (
        update(messages)
        .where(
            messages.c.id == bindparam("message"),
            or_(*(is_at(place) for place in sorted(MOVES[name].starts))),
            or_(messages.c.state != word("sending"), messages.c.worker == bindparam("holder")),
        )
        .values({column: bindparam(f"new_{column}", type_=messages.c[column].type) for column in columns})
    )


def is_at(place: Place) -> ColumnElement[bool]:
    """The condition that a message is at a place."""
    return and_(messages.c.state == word(place.state), messages.c.phase == word(place.phase))


def label(message: Message) -> str:
    """How to speak of a message: “Choir days” to Maya."""
    return f"“{message.subject}” to {message.to_name or message.to_address}"
