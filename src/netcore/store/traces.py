"""What became of messages: since when each is where it is, and what came back to it."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from netcore.model.message import ReplyKind
from netcore.store.chunks import chunks
from netcore.store.schema import messages, replies

if TYPE_CHECKING:
    from netcore.store.transaction import Transaction


class Trace(NamedTuple):
    """Beside the message itself: since when it is where it is, and the answers to it with whether each was read."""

    since: datetime
    answers: tuple[tuple[ReplyKind, bool], ...]


def traces(tx: "Transaction", ids: Collection[str]) -> dict[str, Trace]:
    """The traces of these messages, by id; answers in the order in which they came."""
    since: dict[str, datetime] = {}
    answers: dict[str, list[tuple[ReplyKind, bool]]] = {}
    moved = select(messages.c.id, messages.c.changed_at)
    came = select(replies.c.message, replies.c.kind, replies.c.looked_at).order_by(replies.c.received_at, replies.c.id)
    for some in chunks(ids):
        since |= dict(tx.connection.execute(moved.where(messages.c.id.in_(some))).all())
        for message, kind, looked_at in tx.connection.execute(came.where(replies.c.message.in_(some))):
            answers.setdefault(message, []).append((kind, looked_at))
    return {message: Trace(at, tuple(answers.get(message, ()))) for message, at in since.items()}
