"""Many rows at once: the statement is compiled once, and each row costs little more than the driver itself."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, insert

_FEW = 50
"""Up to so many rows the ordinary way is as fast."""


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, all with the same columns."""
    if len(rows) <= _FEW:
        if rows:
            connection.execute(insert(table), list(rows))
        return
    dialect = connection.dialect
    compiled = insert(table).compile(dialect=dialect, column_keys=list(rows[0]))
    names = list(compiled.positiontup or rows[0])
    columns = [[row[name] for row in rows] for name in names]
    for number, name in enumerate(names):
        process = table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
        if process is not None:
            columns[number] = [process(value) for value in columns[number]]
    values: list[Any] = list(zip(*columns, strict=True))
    if not compiled.positional:
        values = [dict(zip(names, row, strict=True)) for row in values]
    connection.exec_driver_sql(str(compiled), values)
