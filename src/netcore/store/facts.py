"""Single facts about the network."""

from typing import TYPE_CHECKING

from sqlalchemy import select

from netcore.store.schema import facts

if TYPE_CHECKING:
    from netcore.store.transaction import Transaction


class FactRows:
    """Facts by name; an unknown one is the empty text."""

    def __init__(self, tx: "Transaction") -> None:
        self._tx = tx

    def get(self, name: str) -> str:
        """The fact, or "" when nobody stated it."""
        return self._tx.connection.execute(select(facts.c.value).where(facts.c.name == name)).scalar() or ""

    def set(self, name: str, value: str) -> None:
        """State the fact; the empty text takes it back."""
        if value:
            self._tx.operations.put(facts, [{"name": name, "value": value}])
        else:
            self._tx.operations.remove(facts, [(name,)])
