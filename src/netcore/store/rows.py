"""Rows as JSON: the same text for the same row, on every engine."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import Column, ColumnElement, LargeBinary, String, Table, tuple_

from netcore.store.schema import persons
from netcore.store.types import Json, UtcDateTime


def row_to_json(row: Mapping[str, Any]) -> str:
    """The columns and their values."""
    return msgspec.json.encode({str(name): value for name, value in row.items()}).decode()


def row_from_json(table: Table, text: str) -> dict[str, Any]:
    """The values as the table's columns take them; raises `msgspec.ValidationError` when they do not fit."""
    return {name: _typed(table.c[name], value) for name, value in msgspec.json.decode(text).items()}


def _typed(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, Json):
        return msgspec.convert(value, column.type.type_)
    if isinstance(column.type, UtcDateTime):
        return msgspec.convert(value, datetime)
    if isinstance(column.type, LargeBinary):
        return msgspec.convert(value, bytes)
    return value


@cache  # the tables are few and never change
def key_columns(table: Table) -> tuple[str, ...]:
    """The names of the primary key's columns."""
    return tuple(column.name for column in table.primary_key.columns)


@cache
def owner_columns(table: Table) -> tuple[str, ...]:
    """The names of the columns that hold an anchor without which the row cannot be."""
    return tuple(column.name for column in table.c if column.references(persons.c.id) and not column.nullable)


def key_of(table: Table, row: Mapping[str, Any]) -> tuple[Any, ...]:
    """The primary key of a row."""
    return tuple(row[name] for name in key_columns(table))


def has_key(table: Table, keys: Iterable[tuple[Any, ...]]) -> ColumnElement[bool]:
    """Whether a row has one of these primary keys (no more than `netcore.store.chunks.SIZE`)."""
    names = key_columns(table)
    if len(names) == 1:
        return table.c[names[0]].in_([key[0] for key in keys])
    return tuple_(*(table.c[name] for name in names)).in_(list(keys))


def bytewise(column: ColumnElement[str], *, on_postgresql: bool) -> ColumnElement[str]:
    """The column to sort by, so that both engines sort alike: by bytes, as SQLite does by itself."""
    return column.collate("C") if on_postgresql and isinstance(column.type, String) else column
