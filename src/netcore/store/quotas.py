"""What the pace and the caps count: kept with the messages, so that it outlives every process and every clock."""

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import and_, func, or_, select, text

from netcore.model.work import ConversationState
from netcore.store.schema import conversations, messages, persons
from netcore.store.wording import word

if TYPE_CHECKING:
    from netcore.store.transaction import Transaction

_LEFT = ("sent", "uncertain")
_TALKING: tuple[ConversationState, ...] = ("offered", "agreed", "held")

_UNSETTLED = select(func.count()).where(or_(*(conversations.c.state == word(state) for state in _TALKING)))
"""Asked twice for each letter, and so made once."""


class Crowded(NamedTuple):
    """Many talks are open: since when so many, and with whom the longest."""

    since: datetime
    person: str
    name: str


class Quotas:
    """Counts letters that have left, or may have, or are leaving at this moment."""

    def __init__(self, tx: "Transaction") -> None:
        self._tx = tx

    def lock(self, what: str) -> None:
        """Let no other sender count the same until the end of the transaction.

        SQLite admits one writer at a time anyway.
        """
        if self._tx.on_postgresql:
            self._tx.connection.execute(
                text("SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || :key, 0))"), {"key": what}
            )

    def crowded(self, talks: int) -> Crowded | None:
        """Since when so many talks are open (offered, agreed, or held and not thanked for); None: fewer are."""
        if self._number_of_unsettled() < talks:
            return None
        found = self._tx.conversations.find(states=_TALKING)
        if len(found) < talks:
            return None
        oldest = found[0].person
        name = self._tx.connection.execute(select(persons.c.name).where(persons.c.id == oldest)).scalar()
        return Crowded(since=found[talks - 1].offered_at, person=oldest, name=name or oldest)

    def requests_since(self, moment: datetime, *, but: str) -> int:
        """How many requests other than the message ``but`` have left since then, or are leaving."""
        return self._count(messages.c.purpose == "request", messages.c.committed_at >= moment, but=but)

    def through(self, outbox: str, begin: datetime, end: datetime, *, but: str) -> int:
        """How many letters other than the message ``but`` have left through an outbox in that time, or are leaving.

        Each counts at the time at which the outbox was told to send it, by netcore's own clock.
        """
        left = messages.c.committed_at >= begin, messages.c.committed_at < end
        return self._count(messages.c.outbox == outbox, and_(*left), but=but)

    def _number_of_unsettled(self) -> int:
        """A quick first question: held talks that were thanked for by a letter are among them."""
        return self._tx.connection.execute(_UNSETTLED).scalar_one()

    def _count(self, which: object, left: object, *, but: str) -> int:
        being_sent = messages.c.state == "sending"
        query = select(func.count()).where(
            which,  # type: ignore[arg-type]  # conditions on columns, whose types say nothing
            or_(being_sent, and_(messages.c.state.in_(_LEFT), left)),  # type: ignore[arg-type]  # as above
            messages.c.id != but,
        )
        return self._tx.connection.execute(query).scalar_one()
