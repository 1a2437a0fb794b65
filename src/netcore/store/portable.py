"""A whole network as one JSON text, and back: for moving it, for keeping it, and for programs that read it.

The text is one JSON object whose rows stand on lines of their own, so that it is written and read in flat memory; one
that was laid out anew by another program is read as well, at once.  Reading what was written gives a network that is
written as the same text.

What stays behind: the reason for an elimination, which leaves the store in no form; secrets, which are not in it; and
what `undo` would need (each operation is there, and says that it cannot be undone here).  *A letter that has not left
is a draft in the text, without its approval, and one that is leaving is uncertain*: so no letter leaves by itself from
two places.
"""

import codecs
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

import msgspec
from sqlalchemy import Table, delete, exists, func, select

from netcore.errors import StoreTooNew, UnreadableFile
from netcore.store.bulk import insert_rows
from netcore.store.chunks import SIZE, chunks
from netcore.store.migrate import HEAD, known_revisions
from netcore.store.rows import bytewise, row_from_json, row_to_json
from netcore.store.schema import facts, messages, metadata

if TYPE_CHECKING:
    from netcore.store.transaction import Transaction

FORMAT = 1
LEFT_OUT = frozenset({"gate", "sightings", "before_images"})
"""Tables that mean something only where they are."""
ELSEWHERE = "it was done in the network from which this one was brought here."
"""Why an operation cannot be undone after the move."""
IN_DOUBT = "It was being sent when the network was written down."
"""Why a letter is uncertain after the move."""

_WAITING = frozenset({"approved", "queued", "deferred"})
_UNSENT: Mapping[str, Any] = {
    "state": "draft",
    "approved_digest": "",
    "outbox": "",
    "handle": "",
    "phase": "",
    "worker": "",
    "lease_until": None,
    "attempts": 0,
    "not_before": None,
    "reason": "",
}
_SENDING: Mapping[str, Any] = {
    "state": "uncertain",
    "phase": "",
    "worker": "",
    "lease_until": None,
    "reason": IN_DOUBT,
}
_OPENING = re.compile(rb'\s*\{\s*"netcore"\s*:\s*"network"')
_FIRST_LINE = re.compile(rb'\{"netcore":"network","format":(\d+),"schema":"(\w+)","tables":\{')
_TABLE = re.compile(rb'"(\w+)":\[')


class Unsent(NamedTuple):
    """How many letters are something else in the text: those that wait, and those that are leaving."""

    waiting: int
    leaving: int


def is_network(head: bytes) -> bool:
    """Whether a file that begins so holds a whole network."""
    return _OPENING.match(head.removeprefix(codecs.BOM_UTF8)) is not None


def unsent(tx: "Transaction") -> Unsent:
    """What the text will say otherwise than the store."""
    query = select(messages.c.state, func.count()).group_by(messages.c.state)
    counts = {row[0]: int(row[1]) for row in tx.connection.execute(query)}
    return Unsent(sum(counts.get(state, 0) for state in _WAITING), counts.get("sending", 0))


def text_of(tx: "Transaction") -> Iterator[bytes]:
    """The network as text, piece by piece."""
    yield f'{{"netcore":"network","format":{FORMAT},"schema":"{HEAD}","tables":{{\n'.encode()
    tables = [table for table in metadata.sorted_tables if table.name not in LEFT_OUT]
    for table in tables:
        yield f'"{table.name}":['.encode()
        before = "\n"
        order = [bytewise(column, on_postgresql=tx.on_postgresql) for column in table.primary_key.columns]
        for row in tx.connection.execute(select(table).order_by(*order), execution_options={"yield_per": SIZE}):
            yield f"{before}{row_to_json(_safe(table, row._asdict()))}".encode()
            before = ",\n"
        yield b"\n]\n" if table is tables[-1] else b"\n],\n"
    yield b"}}\n"


def occupied(tx: "Transaction") -> bool:
    """Whether there is anything in this network already, apart from single facts."""
    tables = [table for table in metadata.sorted_tables if table.name not in {"gate", "facts"}]
    found = tx.connection.execute(select(*(exists(select(table)).label(table.name) for table in tables))).one()
    return any(found)


def bring_in(tx: "Transaction", stream: BinaryIO, name: str, tick: Callable[[int], None]) -> None:
    """Fill an empty network with what a text says; ``tick`` is told how many rows came in, some at a time.

    Raises `UnreadableFile` when it is cut off or is none, `StoreTooNew` when a newer netcore wrote it; ``name`` is for
    the message.
    """
    tx.connection.execute(delete(facts))
    try:
        for table_name, rows in groupby(_rows(stream, name), key=lambda row: row[0]):
            _insert(tx, metadata.tables[table_name], (row for _, row in rows), tick)
    except (msgspec.DecodeError, KeyError, TypeError, ValueError) as error:
        raise UnreadableFile(
            f"{name} is damaged, or was changed by hand ({type(error).__name__}: {error}); nothing was brought in."
        ) from error
    if tx.on_postgresql:
        _count_on(tx)


def _safe(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    """A row as it leaves, and, whatever somebody did to the text, as it comes in."""
    if table.name == "standings":
        row["reason"] = ""
    elif table.name == "operations":
        row["sealed"] = row["sealed"] or ELSEWHERE
    elif table.name == "campaigns":
        row["shown_through"] = ""
    elif table.name == "messages" and row["state"] in _WAITING:
        row.update(_UNSENT)
    elif table.name == "messages" and row["state"] == "sending":
        row.update(_SENDING)
    return row


def _insert(tx: "Transaction", table: Table, rows: Iterable[bytes], tick: Callable[[int], None]) -> None:
    columns = {column.name for column in table.columns}
    for some in chunks(rows):
        typed = [_safe(table, row_from_json(table, row.decode())) for row in some]
        if any(row.keys() != columns for row in typed):
            raise ValueError(f"a row of {table.name} has other columns than it should")
        insert_rows(tx.connection, table, typed)
        tick(len(typed))


def _count_on(tx: "Transaction") -> None:
    """Let the numbers that PostgreSQL gives go on behind those that came in."""
    for table in metadata.sorted_tables:
        for column in table.primary_key.columns:
            if column is table.autoincrement_column:
                highest = tx.connection.execute(select(func.max(column))).scalar()
                if highest is not None:
                    sequence = func.pg_get_serial_sequence(f'"{table.name}"', column.name)
                    tx.connection.execute(select(func.setval(sequence, highest)))


# -- reading ---------------------------------------------------------------------------------------------------------


def _rows(stream: BinaryIO, name: str) -> Iterator[tuple[str, bytes]]:
    """Every row as (the table's name, JSON), in the order of the text."""
    first = stream.readline().removeprefix(codecs.BOM_UTF8)
    opening = _FIRST_LINE.fullmatch(first.rstrip())
    if opening is None:
        yield from _rows_of_any_layout(first + stream.read(), name)
        return
    _refuse_newer(int(opening[1]), opening[2].decode(), name)
    table = ""
    for line in stream:
        text = line.strip()
        if start := _TABLE.fullmatch(text):
            table = start[1].decode()
        elif text.startswith(b"{"):
            yield table, text.removesuffix(b",")
        elif text == b"}}":
            return
    raise UnreadableFile(f"{name} ends too early: it is cut off. Make it again; nothing was brought in.")


class _Whole(msgspec.Struct):
    netcore: str
    format: int
    schema: str
    tables: dict[str, list[msgspec.Raw]]


def _rows_of_any_layout(data: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    whole = msgspec.json.decode(data, type=_Whole)
    _refuse_newer(whole.format, whole.schema, name)
    for table in metadata.sorted_tables:
        yield from ((table.name, bytes(row)) for row in whole.tables.pop(table.name, ()))
    if whole.tables:
        raise KeyError(next(iter(whole.tables)))


def _refuse_newer(format_: int, schema: str, name: str) -> None:
    if format_ != FORMAT or schema not in known_revisions():
        raise StoreTooNew(f"{name} was written by a newer netcore. Update netcore; nothing was brought in.")
