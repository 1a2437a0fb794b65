"""Talks, and the legal moves between their states.

    offered → agreed → held → thanked        offered, agreed → cancelled

*Thanked* needs no move when a thank-you message did it: a held talk counts as thanked from the moment when a message
of that purpose, made after the talk, was sent to the same human.  It is read off the messages, so that no crash
between sending and noting can leave somebody thanked twice or not at all.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypedDict, Unpack

from sqlalchemy import Select, case, func, insert, select, update

from netcore.model.message import Message
from netcore.model.work import Conversation, ConversationState, Mode
from netcore.store.ids import new_id
from netcore.store.messages import chosen
from netcore.store.schema import conversations, messages, persons

if TYPE_CHECKING:
    from netcore.store.transaction import Transaction

ConversationMove = Literal["offer again", "agree", "start", "hold", "thank", "cancel"]


class Move(NamedTuple):
    """From any of ``starts`` to ``end``."""

    starts: frozenset[ConversationState]
    end: ConversationState


MOVES: Mapping[ConversationMove, Move] = {
    "offer again": Move(frozenset({"offered"}), "offered"),
    "agree": Move(frozenset({"offered", "agreed"}), "agreed"),
    "start": Move(frozenset({"agreed"}), "agreed"),
    "hold": Move(frozenset({"agreed"}), "held"),
    "thank": Move(frozenset({"held"}), "thanked"),
    "cancel": Move(frozenset({"offered", "agreed"}), "cancelled"),
}
"""To agree again is to agree on another time; to offer again, other ways to talk."""


class Changes(TypedDict, total=False):
    """What a move may change besides the state."""

    options: tuple[Mode, ...]
    mode: Mode
    minutes: int
    at: datetime
    place: str
    notes: str
    started_at: datetime
    held_at: datetime
    thank_by: datetime
    thanked_at: datetime


_thanked = persons.alias("thanked")
_talked = persons.alias("talked")
_THANKS_SENT = (
    select(func.min(messages.c.sent_at))
    .join(_thanked, _thanked.c.id == messages.c.person)
    .where(
        _thanked.c.current == _talked.c.current,
        messages.c.purpose == "thanks",
        messages.c.state == "sent",
        messages.c.created_at >= conversations.c.held_at,
        conversations.c.state == "held",
    )
    .correlate(conversations, _talked)
    .scalar_subquery()
)
_OWN = [conversations.c[name] for name in Conversation.__struct_fields__ if name not in {"person", "thanked_at"}]


class ConversationRows:
    """One row a talk.  ``person`` is always the id of the human, as people are joined at present."""

    def __init__(self, tx: "Transaction") -> None:
        self._tx = tx

    def add(self, person: str, options: tuple[Mode, ...]) -> Conversation:
        """A new offer."""
        talk = Conversation(id=new_id(), person=person, state="offered", options=options, offered_at=self._tx.now)
        values = {"id": talk.id, "person": person, "state": talk.state, "offered_at": talk.offered_at}
        self._tx.connection.execute(insert(conversations).values({**values, "options": options}))
        return talk

    def move(self, conversation: Conversation, name: ConversationMove, **changes: Unpack[Changes]) -> bool:
        """Make a legal move, by compare-and-set; False when the talk is not where the move starts any more."""
        move = MOVES[name]
        statement = update(conversations).where(
            conversations.c.id == conversation.id, conversations.c.state.in_(sorted(move.starts))
        )
        return self._tx.connection.execute(statement.values(state=move.end, **changes)).rowcount == 1

    def get(self, conversation: str) -> Conversation | None:
        """The talk with this id."""
        return next(iter(self._read(conversations.c.id == conversation)), None)

    def find(self, *, states: Collection[ConversationState] = (), person: str = "") -> tuple[Conversation, ...]:
        """The talks that fit, the newest offer last."""
        stored = {"held" if state == "thanked" else state for state in states} | set(states)
        conditions: list[Any] = [conversations.c.state.in_(sorted(stored))] if states else []
        if person:
            conditions.append(_talked.c.current == person)
        found = self._read(*conditions)
        return tuple(one for one in found if not states or one.state in states)

    def thanks(self, conversation: Conversation) -> tuple[Message, ...]:
        """The thank-you messages to that human since the talk, in the order of drafting."""
        if conversation.held_at is None:
            return ()
        query = chosen().where(
            persons.c.current == conversation.person,
            messages.c.purpose == "thanks",
            messages.c.created_at >= conversation.held_at,
        )
        return self._tx.messages.read(query.order_by(messages.c.created_at, messages.c.id))

    def _read(self, *conditions: Any) -> tuple[Conversation, ...]:
        query = _query().where(*conditions).order_by(conversations.c.offered_at, conversations.c.id)
        return tuple(Conversation(**row._mapping) for row in self._tx.connection.execute(query))


def _query() -> Select[Any]:
    state = case((_THANKS_SENT.is_not(None), "thanked"), else_=conversations.c.state)
    columns = [column for column in _OWN if column.name != "state"]
    return select(
        *columns,
        state.label("state"),
        func.coalesce(conversations.c.thanked_at, _THANKS_SENT).label("thanked_at"),
        _talked.c.current.label("person"),
    ).join(_talked, _talked.c.id == conversations.c.person)
