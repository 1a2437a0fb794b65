"""What the user does for others: asked → promised → done; asked, promised → declined.

There is no sum, no balance and no ranking anywhere: no score is kept.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypedDict, Unpack

from sqlalchemy import insert, select, update

from netcore.model.work import Favor, FavorState
from netcore.store.ids import new_id
from netcore.store.schema import favors, persons

if TYPE_CHECKING:
    from netcore.store.transaction import Transaction

FavorMove = Literal["promise", "do", "decline"]


class Move(NamedTuple):
    """From any of ``starts`` to ``end``."""

    starts: frozenset[FavorState]
    end: FavorState


MOVES: Mapping[FavorMove, Move] = {
    "promise": Move(frozenset({"asked"}), "promised"),
    "do": Move(frozenset({"promised"}), "done"),
    "decline": Move(frozenset({"asked", "promised"}), "declined"),
}


class Changes(TypedDict, total=False):
    """What a move may change besides the state."""

    what: str
    due: datetime | None
    promised_at: datetime
    done_at: datetime


_OWN = [favors.c[name] for name in Favor.__struct_fields__ if name != "person"]


class FavorRows:
    """One row a favor.  ``person`` is always the id of the human, as people are joined at present."""

    def __init__(self, tx: "Transaction") -> None:
        self._tx = tx

    def add(self, person: str) -> Favor:
        """The user asked what they could do."""
        favor = Favor(id=new_id(), person=person, state="asked", asked_at=self._tx.now)
        values = {"id": favor.id, "person": person, "state": favor.state, "asked_at": favor.asked_at}
        self._tx.connection.execute(insert(favors).values(values))
        return favor

    def move(self, favor: Favor, name: FavorMove, **changes: Unpack[Changes]) -> bool:
        """Make a legal move, by compare-and-set; False when the favor is not where the move starts any more."""
        move = MOVES[name]
        statement = update(favors).where(favors.c.id == favor.id, favors.c.state.in_(sorted(move.starts)))
        return self._tx.connection.execute(statement.values(state=move.end, **changes)).rowcount == 1

    def get(self, favor: str) -> Favor | None:
        """The favor with this id."""
        return next(iter(self._read(favors.c.id == favor)), None)

    def find(self, *, states: Collection[FavorState] = (), person: str = "") -> tuple[Favor, ...]:
        """The favors that fit, the oldest first."""
        conditions: list[Any] = [favors.c.state.in_(list(states))] if states else []
        if person:
            conditions.append(persons.c.current == person)
        return self._read(*conditions)

    def _read(self, *conditions: Any) -> tuple[Favor, ...]:
        query = select(*_OWN, persons.c.current.label("person")).join(persons, persons.c.id == favors.c.person)
        rows = self._tx.connection.execute(query.where(*conditions).order_by(favors.c.asked_at, favors.c.id))
        return tuple(Favor(**row._mapping) for row in rows)
