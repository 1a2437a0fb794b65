"""Taking an operation back: the anchors that it made go, and everything else becomes what it was."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Column, Table, delete, exists, insert, select, update

from netcore.errors import NotPossibleNow
from netcore.model.operation import Operation
from netcore.store import schema
from netcore.store.chunks import chunks
from netcore.store.rows import has_key, key_of, owner_columns, row_from_json
from netcore.store.schema import before_images, metadata, persons

if TYPE_CHECKING:
    from netcore.store.transaction import Transaction

_OF_GATHER = frozenset(
    {
        schema.records,
        schema.identifiers,
        schema.blocks,
        schema.verdicts,
        schema.corrections,
        schema.person_notes,
        schema.introductions,
        schema.circle_members,
    }
)
"""What hangs on an anchor and goes with it: all of it was made by this operation, or by one that was undone before."""

_WORDS = {
    "messages": "a letter was written",
    "campaign_people": "a campaign was made with them",
    "replies": "an answer came",
    "conversations": "a talk was planned",
    "favors": "a favor was offered",
    "leads": "a lead came up",
}
_NAMES = 3


class Undoing:
    """One operation, on its way out."""

    def __init__(self, tx: "Transaction", operation: Operation) -> None:
        self._tx = tx
        self._connection = tx.connection
        self._operation = operation
        self._made = select(persons.c.id).where(persons.c.operation == operation.id)

    def run(self) -> None:
        """Take it back; raises `NotPossibleNow`, and changes nothing, when work was done since that hangs on it.

        What the user said since about who may be written to stays said: it hangs on no row of this operation.
        """
        self._refuse_when_needed()
        for table in _OF_GATHER:
            for name in owner_columns(table):
                self._connection.execute(delete(table).where(table.c[name].in_(self._made)))
        self._connection.execute(delete(persons).where(persons.c.operation == self._operation.id))
        self._put_back()
        self._tx.standings.unfollow(self._operation.id)

    def _refuse_when_needed(self) -> None:
        for table in metadata.sorted_tables:
            if table in _OF_GATHER:
                continue
            for column in table.c:
                if column.references(persons.c.id) and (names := self._needed_by(column)):
                    what = _WORDS.get(table.name, f"there are {table.name}")
                    raise NotPossibleNow(
                        f"“{self._operation.summary}” cannot be undone: since then {what} ({', '.join(names)}). "
                        "Take single people off the list with `netcore eliminate`, or out of the network with "
                        "`netcore forget`."
                    )

    def _needed_by(self, column: Column[str]) -> Sequence[str]:
        """The names of a few people whom this operation made and whom the column's table needs."""
        used = exists().where(column == persons.c.id)
        query = select(persons.c.name).where(persons.c.operation == self._operation.id, used)
        return self._connection.scalars(query.order_by(persons.c.sort_name).limit(_NAMES)).all()

    def _put_back(self) -> None:
        """The images, the newest first; each meets the row as it was right after the change that made the image."""
        mine = before_images.c.operation == self._operation.id
        ids = self._connection.scalars(select(before_images.c.id).where(mine).order_by(before_images.c.id.desc())).all()
        for some in chunks(ids):
            query = select(before_images).where(before_images.c.id.in_(some)).order_by(before_images.c.id.desc())
            for image in self._connection.execute(query).all():
                self._put_back_one(metadata.tables[image.table_name], image.key, image.row)

    def _put_back_one(self, table: Table, key_text: str, row_text: str | None) -> None:
        key = row_from_json(table, key_text)
        this = has_key(table, [key_of(table, key)])
        if row_text is None:
            self._connection.execute(delete(table).where(this))
            return
        row = row_from_json(table, row_text)
        if not self._connection.execute(update(table).where(this).values(row)).rowcount and len(row) == len(table.c):
            self._connection.execute(insert(table).values(row))
