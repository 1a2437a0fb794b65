"""A network as text: every row of every table that matters, the same text for the same network on every engine."""

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from sqlalchemy import select

from netcore.store.chunks import SIZE
from netcore.store.rows import bytewise, row_to_json
from netcore.store.schema import metadata

if TYPE_CHECKING:
    from netcore.store.transaction import Transaction

LOGS = frozenset({"gate", "sightings", "operations", "before_images", "journal"})
"""Tables that tell what was done, not how things are."""


def dump(tx: "Transaction", *, without: Collection[str] = LOGS) -> Iterator[str]:
    """One line of JSON a row, ``[table, row]``, sorted by table and primary key; read lazily, in flat memory."""
    for table in sorted(metadata.tables.values(), key=lambda table: table.name):
        if table.name in without:
            continue
        order = [bytewise(column, on_postgresql=tx.on_postgresql) for column in table.primary_key.columns]
        query = select(table).order_by(*order)
        for row in tx.connection.execute(query, execution_options={"yield_per": SIZE}):
            yield f'["{table.name}",{row_to_json(row._asdict())}]'
