"""The journal: append-only."""

from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from netcore.model.work import Entry
from netcore.store.schema import journal, persons

if TYPE_CHECKING:
    from netcore.store.transaction import Transaction

_ADD = insert(journal)


class JournalRows:
    """What happened, to whom; ``fresh`` are the entries of this transaction, for the observers."""

    def __init__(self, tx: "Transaction") -> None:
        self._tx = tx
        self.fresh: list[Entry] = []

    def add(self, event: str, text: str, *, person: str = "") -> None:
        """Write one line; ``event`` is a stable word such as "message.sent"."""
        entry = Entry(at=self._tx.now, event=event, text=text, person=person)
        row = {"at": entry.at, "event": entry.event, "text": entry.text, "person": entry.person or None}
        self._tx.connection.execute(_ADD, row)
        self.fresh.append(entry)

    def latest(self, *, person: str = "", limit: int = 50) -> tuple[Entry, ...]:
        """The newest lines first; with ``person``, what happened to any anchor of theirs."""
        query = select(journal).order_by(journal.c.id.desc()).limit(limit)
        if person:
            anchors = select(persons.c.id).where(persons.c.current == person)
            query = query.where(journal.c.person.in_(anchors))
        rows = self._tx.connection.execute(query)
        return tuple(Entry(at=row.at, event=row.event, text=row.text, person=row.person or "") for row in rows)
