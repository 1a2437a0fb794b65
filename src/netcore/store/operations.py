"""The list of what can be undone, and the images that undoing needs.

Whatever changes a tracked table on behalf of an operation does it through `OperationRows.insert`, `change`, `put` and
`remove`: they keep what was there before.  What hangs on an anchor that the operation itself made needs no image, so a
first import costs one number a person: it is taken back by deleting the anchors that carry the operation's number.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, bindparam, delete, exists, insert, select, update

from netcore.errors import NotPossibleNow
from netcore.model.operation import Operation, OperationKind
from netcore.store.bulk import insert_rows
from netcore.store.chunks import chunks
from netcore.store.rows import has_key, key_columns, key_of, owner_columns, row_to_json
from netcore.store.schema import (
    before_images,
    eliminated_identifiers,
    operations,
    persons,
    recognitions,
    standings,
)
from netcore.store.undoing import Undoing

if TYPE_CHECKING:
    from netcore.store.transaction import Transaction

Row = Mapping[str, Any]

KEPT = 100
"""So many operations can be undone, one after the other; the images of older ones are dropped."""

MARKED = (persons, standings, eliminated_identifiers, recognitions)
"""Tables whose rows carry the number of the operation that made them."""

_INTERLEAVED = "something else was done while an import was running, and the two cannot be told apart."
_TOO_OLD = f"only the last {KEPT} operations can be."


class OperationRows:
    """Operations, and changes to tracked tables.

    ``current`` is the operation that this transaction works for; ``summary`` may be set until it ends.
    """

    def __init__(self, tx: "Transaction") -> None:
        self._tx = tx
        self.current: int | None = None
        self.summary = ""
        self.interleaved = False
        """Whether something else was done since the operation began."""
        self._made: set[str] = set()

    # -- the list ----------------------------------------------------------------------------------------------------

    @contextmanager
    def one(self, kind: OperationKind, summary: str) -> Iterator[int]:
        """An operation that is done within this transaction; it is not listed when it changed nothing."""
        operation = self.begin(kind, summary)
        yield operation
        self.finish(self.summary)

    def begin(self, kind: OperationKind, summary: str) -> int:
        """Start an operation; all changes of this transaction belong to it from here."""
        values = {"kind": kind, "summary": summary, "started_at": self._tx.now}
        key = self._tx.connection.execute(insert(operations).values(values)).inserted_primary_key
        assert key is not None
        self.current = int(key[0])
        self._drop_old(self.current - KEPT)
        return self.current

    def resume(self, operation: int) -> None:
        """Go on with an operation that an earlier transaction began.

        Raises `NotPossibleNow` when it was undone meanwhile.
        """
        ids = self._tx.connection.scalars(select(operations.c.id).where(operations.c.id >= operation)).all()
        if operation not in ids:
            raise NotPossibleNow("The import was undone while it was running. Start it again.")
        self.interleaved = len(ids) > 1
        if self.interleaved:
            self.seal(_INTERLEAVED, since=operation)
        self.current = operation

    def finish(self, summary: str = "") -> bool:
        """End the operation; False when it changed nothing, and so left the list."""
        assert self.current is not None
        mine = operations.c.id == self.current
        if not self._anything():
            self._tx.connection.execute(delete(operations).where(mine))
            return False
        values: dict[str, Any] = {"finished_at": self._tx.now} | ({"summary": summary} if summary else {})
        self._tx.connection.execute(update(operations).where(mine).values(values))
        return True

    def recent(self, limit: int) -> tuple[Operation, ...]:
        """The newest first."""
        rows = self._tx.connection.execute(select(operations).order_by(operations.c.id.desc()).limit(limit))
        return tuple(Operation(**row._asdict()) for row in rows)

    def undo(self) -> Operation:
        """Take back the newest operation, and take it off the list; returns what it was.

        Raises `NotPossibleNow` when there is none, or when something that was done since hangs on it.
        """
        newest = self.recent(1)
        if not newest:
            raise NotPossibleNow("There is nothing to undo.")
        if newest[0].sealed:
            raise NotPossibleNow(f"“{newest[0].summary}” cannot be undone: {newest[0].sealed}")
        Undoing(self._tx, newest[0]).run()
        self._tx.connection.execute(delete(operations).where(operations.c.id == newest[0].id))
        return newest[0]

    def seal(self, why: str, *, since: int = 0) -> None:
        """Let nothing that was done so far be undone, and forget its images; ``why`` is told to whoever tries."""
        self._tx.connection.execute(
            update(operations).where(operations.c.id >= since, operations.c.sealed == "").values(sealed=why)
        )
        self._tx.connection.execute(delete(before_images).where(before_images.c.operation >= since))

    # -- changes to tracked tables -----------------------------------------------------------------------------------

    def insert(self, table: Table, rows: Sequence[Row]) -> None:
        """Insert rows, all with the same columns; anchors are given the operation's number."""
        if not rows:
            return
        if table is persons:
            rows = [{**row, "operation": self.current or 0} for row in rows]
            self._made.update(row["id"] for row in rows)
        elif any(name not in rows[0] for name in key_columns(table)):
            rows = [self._with_key(table, row) for row in rows]
            self._keep(table, ((row, None) for row in rows))
            return
        insert_rows(self._tx.connection, table, rows)
        if table is not persons and not self._hang_on_new(table, rows):
            self._keep(table, ((row, None) for row in rows))

    def change(self, table: Table, rows: Sequence[Row]) -> int:
        """Give existing rows new values: each is its primary key and the columns to set, the same ones in all.

        Returns how many rows were different before.
        """
        if not rows:
            return 0
        keys, new = key_columns(table), [name for name in rows[0] if name not in key_columns(table)]
        changed = 0
        statement = (
            update(table)
            .where(*(table.c[name] == bindparam(f"key_{name}") for name in keys))
            .values({name: bindparam(f"new_{name}", type_=table.c[name].type) for name in new})
        )
        for some in chunks(rows):
            wanted = {key_of(table, row): row for row in some}
            before = [
                row
                for row in self._stored(table, wanted, new)
                if any(row[name] != wanted[key_of(table, row)][name] for name in new)
            ]
            self._keep(table, ((row, {name: row[name] for name in new}) for row in before))
            if before:
                values = [wanted[key_of(table, row)] for row in before]
                self._tx.connection.execute(
                    statement,
                    [{f"key_{n}": v[n] for n in keys} | {f"new_{n}": v[n] for n in new} for v in values],
                )
            changed += len(before)
        return changed

    def put(self, table: Table, rows: Sequence[Row]) -> None:
        """Change the rows that exist, insert the others."""
        if not rows:
            return
        known = {
            key_of(table, row)
            for some in chunks(rows)
            for row in self._stored(table, [key_of(table, row) for row in some], ())
        }
        self.change(table, [row for row in rows if key_of(table, row) in known])
        self.insert(table, [row for row in rows if key_of(table, row) not in known])

    def remove(self, table: Table, keys: Iterable[tuple[Any, ...]]) -> int:
        """Delete rows by primary key; returns how many there were."""
        removed = 0
        for some in chunks(keys):
            rows = self._stored(table, some, [column.name for column in table.c])
            self._keep(table, ((row, row) for row in rows))
            self._tx.connection.execute(delete(table).where(has_key(table, some)))
            removed += len(rows)
        return removed

    # -- inside ------------------------------------------------------------------------------------------------------

    def _stored(self, table: Table, keys: Iterable[tuple[Any, ...]], names: Collection[str]) -> list[dict[str, Any]]:
        """The rows with these keys: the key, the owners and the named columns."""
        wanted = dict.fromkeys((*key_columns(table), *owner_columns(table), *names))
        if table is persons:
            wanted["operation"] = None
        query = select(*(table.c[name] for name in wanted))
        return [row._asdict() for row in self._tx.connection.execute(query.where(has_key(table, list(keys))))]

    def _keep(self, table: Table, images: Iterable[tuple[Row, Row | None]]) -> None:
        """Keep images: (the row with its key and owners, what to remember of it; None for a new row)."""
        if self.current is None:
            return
        pairs = list(images)
        made = self._made_among({row[name] for row, _ in pairs for name in owner_columns(table)})
        kept = [
            {
                "operation": self.current,
                "table_name": table.name,
                "key": row_to_json({name: row[name] for name in key_columns(table)}),
                "row": None if before is None else row_to_json(before),
            }
            for row, before in pairs
            if not any(row[name] in made for name in owner_columns(table))
            and not (table is persons and row["operation"] == self.current)
        ]
        if kept:
            insert_rows(self._tx.connection, before_images, kept)

    def _hang_on_new(self, table: Table, rows: Sequence[Row]) -> bool:
        """Whether all rows hang on anchors that this transaction made: told fast, since an import has very many."""
        return any(self._made.issuperset([row[name] for row in rows]) for name in owner_columns(table))

    def _made_among(self, anchors: Collection[str]) -> set[str]:
        """Those of the anchors that the current operation made."""
        made = {anchor for anchor in anchors if anchor in self._made}
        for some in chunks(anchor for anchor in anchors if anchor not in self._made):
            query = select(persons.c.id).where(persons.c.id.in_(some), persons.c.operation == self.current)
            made.update(self._tx.connection.scalars(query))
        return made

    def _with_key(self, table: Table, row: Row) -> Row:
        key = self._tx.connection.execute(insert(table).values(**row)).inserted_primary_key
        assert key is not None
        return {**row, **dict(zip(key_columns(table), key, strict=True))}

    def _anything(self) -> bool:
        """Whether the current operation changed anything at all."""
        marks = (before_images.c.operation, *(table.c.operation for table in MARKED))
        found = select(*(exists().where(mark == self.current).label(f"mark{n}") for n, mark in enumerate(marks)))
        return any(self._tx.connection.execute(found).one())

    def _drop_old(self, last: int) -> None:
        """Forget what it takes to undo operations up to ``last``."""
        old = operations.c.id <= last, operations.c.sealed == ""
        if self._tx.connection.execute(update(operations).where(*old).values(sealed=_TOO_OLD)).rowcount:
            self._tx.connection.execute(delete(before_images).where(before_images.c.operation <= last))
