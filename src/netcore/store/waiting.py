"""What waits to be done, counted and found with indexed questions: the agenda asks nothing else of the store."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import ColumnElement, FromClause, Select, and_, case, exists, func, not_, or_, select

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

    def names(self, people: Collection[str]) -> dict[str, str]:
        """What to call people in a sentence, by id."""
        query = select(persons.c.id, persons.c.name)
        return {
            person: name or person
            for some in chunks(people)
            for person, name in self._connection.execute(query.where(persons.c.id.in_(some)))
        }

    def empty_circles(self) -> tuple[str, ...]:
        """The names of the parts of life in which nobody is listed, in alphabetical order."""
        inside = exists().where(circle_members.c.circle == circles.c.id)
        return tuple(self._connection.scalars(select(circles.c.name).where(not_(inside)).order_by(circles.c.name)))

    # -- silence -----------------------------------------------------------------------------------------------------

    def silences(self, *, before: datetime, after: datetime) -> tuple[Silence, ...]:
        """Whoever was last asked between ``after`` and ``before``, and has been silent since; the longest first.

        Left out are those from whom something is unread, with whom a talk was offered, agreed or held since, or for
        whom another letter is on the way already.
        """
        asked = persons.alias("asked")
        query = (
            select(
                asked.c.current,
                func.max(messages.c.sent_at),
                func.count(),
                func.sum(case((messages.c.purpose == "follow-up", 1), else_=0)),
            )
            .join(asked, asked.c.id == messages.c.person)
            .where(
                messages.c.state == "sent",
                messages.c.purpose.in_(_ASKING),
                not_(_answered(asked)),
                not_(_talked(asked)),
                not_(_on_the_way(asked)),
            )
            .group_by(asked.c.current)
            .having(and_(func.max(messages.c.sent_at) <= before, func.max(messages.c.sent_at) >= after))
            .order_by(func.max(messages.c.sent_at), asked.c.current)
        )
        return tuple(Silence(*row) for row in self._connection.execute(query))

    def _count(self, query: Any) -> int:
        number: int = self._connection.execute(select(func.count()).select_from(query.subquery())).scalar_one()
        return number


def _anchors_of(person: FromClause) -> Select[Any]:
    """All anchors of the human whom one anchor belongs to; ``person`` is the row of the statement around it."""
    anchor = persons.alias()
    return select(anchor.c.id).where(anchor.c.current == person.c.current).correlate(person)


def _answered(person: FromClause) -> ColumnElement[bool]:
    """Something came back after this letter, or something that came back is unread."""
    after = and_(replies.c.kind != "unrelated", replies.c.received_at >= messages.c.sent_at)
    return exists().where(replies.c.person.in_(_anchors_of(person)), or_(after, replies.c.looked_at.is_(False)))


def _talked(person: FromClause) -> ColumnElement[bool]:
    """A talk came of it, or is offered or agreed."""
    since = or_(conversations.c.held_at >= messages.c.sent_at, conversations.c.state.in_(("offered", "agreed")))
    return exists().where(conversations.c.person.in_(_anchors_of(person)), since)


def _on_the_way(person: FromClause) -> ColumnElement[bool]:
    other = messages.alias("other")
    return exists().where(other.c.person.in_(_anchors_of(person)), other.c.state.in_(_ON_THE_WAY))
