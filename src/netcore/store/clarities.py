"""The versions of the next chapter: each is kept, since messages carry them."""

from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from netcore.model.work import Clarity
from netcore.store.schema import clarities

if TYPE_CHECKING:
    from netcore.store.transaction import Transaction


class ClarityRows:
    """Versions count from 1; the greatest is the one that holds."""

    def __init__(self, tx: "Transaction") -> None:
        self._tx = tx

    def current(self) -> Clarity | None:
        """The newest version, or None when nothing was written yet."""
        rows = self._tx.connection.execute(select(clarities).order_by(clarities.c.version.desc()).limit(1))
        return next((Clarity(**row._mapping) for row in rows), None)

    def version(self, version: int) -> Clarity | None:
        """One version, or None when there is no such."""
        rows = self._tx.connection.execute(select(clarities).where(clarities.c.version == version))
        return next((Clarity(**row._mapping) for row in rows), None)

    def all(self) -> tuple[Clarity, ...]:
        """Every version, the newest first."""
        rows = self._tx.connection.execute(select(clarities).order_by(clarities.c.version.desc()))
        return tuple(Clarity(**row._mapping) for row in rows)

    def add(self, *, goal: str, why: str, ask: str, keywords: tuple[str, ...]) -> Clarity:
        """Keep a new version.  Hold the gate alone: what messages have to carry changes."""
        current = self.current()
        clarity = Clarity(
            version=current.version + 1 if current else 1,
            goal=goal,
            why=why,
            ask=ask,
            keywords=keywords,
            written_at=self._tx.now,
            confirmed_at=self._tx.now,
        )
        values = {name: getattr(clarity, name) for name in Clarity.__struct_fields__}
        self._tx.connection.execute(insert(clarities).values(values))
        return clarity

    def confirm(self, version: int) -> None:
        """Remember that the user said today that this version still holds."""
        self._tx.connection.execute(
            update(clarities).where(clarities.c.version == version).values(confirmed_at=self._tx.now)
        )
