"""What waits to be done, counted and found with indexed questions: the agenda asks nothing else of the store."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Select, Table, bindparam, case, exists, func, not_, or_, select, union

from netcore.model.message import MessageState
from netcore.store.chunks import chunks
from netcore.store.schema import (
    circle_members,
    circles,
    conversations,
    messages,
    persons,
    replies,
    standings,
)
from netcore.store.types import UtcDateTime

if TYPE_CHECKING:
    from netcore.store.transaction import Transaction

_ASKING = ("request", "follow-up", "invitation")
_ON_THE_WAY = ("draft", "approved", "queued", "sending", "deferred", "uncertain")


class Silence(NamedTuple):
    """Somebody who has not answered: since when, and how often they were written to since they last said anything."""

    person: str
    last_sent: datetime
    letters: int
    follow_ups: int


class Waiting:
    """Answers about everybody at once.  People are named by their current ids."""

    def __init__(self, tx: "Transaction") -> None:
        self._connection = tx.connection

    # -- people ------------------------------------------------------------------------------------------------------

    def people(self) -> int:
        """How many people there are."""
        return self._count(select(persons.c.current).where(persons.c.id == persons.c.current))

    def decided(self) -> int:
        """How many of them were kept or eliminated."""
        decided = select(persons.c.current).join(standings, standings.c.person == persons.c.id)
        return self._count(decided.where(persons.c.current != "").distinct())

    def kept_and_never_written_to(self) -> int:
        """How many kept people no letter was drafted for."""
        said = select(persons.c.current).join(standings, standings.c.person == persons.c.id)
        drafted = select(persons.c.current).join(messages, messages.c.person == persons.c.id)
        return self._count(
            said.where(standings.c.standing == "kept").except_(
                said.where(standings.c.standing == "eliminated"), drafted.where(messages.c.state != "discarded")
            )
        )

    def with_letters(self, people: Collection[str], *, sent_only: bool = False) -> set[str]:
        """Those of these people for whom there is a letter that was not thrown away (or that was sent)."""
        wanted = messages.c.state == "sent" if sent_only else messages.c.state != "discarded"
        query = select(persons.c.current).join(messages, messages.c.person == persons.c.id).where(wanted)
        return {
            person
            for some in chunks(people)
            for person in self._connection.scalars(query.where(persons.c.current.in_(some)))
        }

    def with_letters_on_the_way(self) -> set[str]:
        """Whoever has a letter that is drafted, approved, or waiting to leave."""
        query = select(persons.c.current).join(messages, messages.c.person == persons.c.id)
        return set(self._connection.scalars(query.where(messages.c.state.in_(_ON_THE_WAY)).distinct()))

    def empty_circles(self) -> tuple[str, ...]:
        """The names of the parts of life in which nobody is listed, in alphabetical order."""
        inside = exists().where(circle_members.c.circle == circles.c.id)
        return tuple(self._connection.scalars(select(circles.c.name).where(not_(inside)).order_by(circles.c.name)))

    def opted_out(self) -> frozenset[str]:
        """Whoever asked not to be written to."""
        return frozenset(self._connection.scalars(_people_of(replies).where(replies.c.kind == "opt-out")))

    # -- silence and thanks ------------------------------------------------------------------------------------------

    def silences(self, *, before: datetime, after: datetime) -> tuple[Silence, ...]:
        """Whoever was last asked between ``after`` and ``before``, and has been silent since; the longest first.

        A machine's answer breaks no silence, and a letter that came back begins none.  Left out are those who asked not
        to be written to, from whom something is unread, with whom a talk was offered, agreed or held since, or for whom
        another letter is on the way already.
        """
        rows = self._connection.execute(_SILENCES, {"before": before, "after": after})
        return tuple(Silence(*row) for row in rows)

    def thanks_written(self) -> dict[str, MessageState]:
        """By talk that was held: the state of the latest thank-you letter since, unless it was in vain."""
        return dict(self._connection.execute(_THANKS).all())

    def _count(self, query: Any) -> int:
        number: int = self._connection.execute(select(func.count()).select_from(query.subquery())).scalar_one()
        return number


def _silences() -> Select[Any]:
    """Letters that were not answered, by human; what came back and what came of it are summed up by human first."""
    came = (
        select(persons.c.current, func.max(replies.c.received_at).label("last"))
        .join(replies, replies.c.person == persons.c.id)
        .where(replies.c.kind.in_(("reply", "opt-out")))
        .group_by(persons.c.current)
        .cte("came")
    )
    talked = (
        select(persons.c.current, func.max(conversations.c.held_at).label("last"))
        .join(conversations, conversations.c.person == persons.c.id)
        .group_by(persons.c.current)
        .cte("talked")
    )
    busy = union(
        _people_of(replies).where(or_(replies.c.looked_at.is_(False), replies.c.kind == "opt-out")),
        _people_of(conversations).where(conversations.c.state.in_(("offered", "agreed"))),
        _people_of(messages).where(messages.c.state.in_(_ON_THE_WAY)),
    ).cte("busy")
    returned = select(replies.c.message).where(replies.c.kind == "bounce", replies.c.message.is_not(None))
    last = func.max(messages.c.sent_at)
    follow_ups = func.sum(case((messages.c.purpose == "follow-up", 1), else_=0))
    return (
        select(persons.c.current, last, func.count(), follow_ups)
        .join(messages, messages.c.person == persons.c.id)
        .outerjoin(came, came.c.current == persons.c.current)
        .outerjoin(talked, talked.c.current == persons.c.current)
        .where(
            messages.c.state == "sent",
            messages.c.purpose.in_(_ASKING),
            messages.c.id.not_in(returned),
            or_(came.c.last.is_(None), came.c.last < messages.c.sent_at),
            or_(talked.c.last.is_(None), talked.c.last < messages.c.sent_at),
            persons.c.current.not_in(select(busy.c.current)),
        )
        .group_by(persons.c.current)
        .having(last.between(bindparam("after", type_=UtcDateTime), bindparam("before", type_=UtcDateTime)))
        .order_by(last, persons.c.current)
    )


def _thanks() -> Select[Any]:
    talked, thanked = persons.alias(), persons.alias()
    return (
        select(conversations.c.id, messages.c.state)
        .join(talked, talked.c.id == conversations.c.person)
        .join(thanked, thanked.c.current == talked.c.current)
        .join(messages, messages.c.person == thanked.c.id)
        .where(
            conversations.c.state == "held",
            messages.c.purpose == "thanks",
            messages.c.created_at >= conversations.c.held_at,
            messages.c.state.not_in(("discarded", "refused")),
        )
        .order_by(messages.c.created_at, messages.c.id)
    )


def _people_of(table: Table) -> Select[Any]:
    return select(persons.c.current).join(table, table.c.person == persons.c.id)


_SILENCES, _THANKS = _silences(), _thanks()
