"""What the tests read: files, rows and contacts in one word each."""

import io
from pathlib import Path

from netcore.model.contact import Contact
from netcore.plugins import Reading, Record, RefusedRecord, Unreadable
from netcore.testing import make_context
from netcore_csv.source import CsvSource


def source(**settings: str) -> CsvSource:
    return CsvSource(make_context(**settings))


def items(data: bytes | str, **settings: str) -> list[Record | Unreadable]:
    data = data.encode() if isinstance(data, str) else data
    return list(source(**settings).read(io.BytesIO(data), "f.csv"))


def records(data: bytes | str, **settings: str) -> list[Record]:
    return [item for item in items(data, **settings) if isinstance(item, Record)]


def readings(data: bytes | str, **settings: str) -> list[Reading]:
    reader, found = source(**settings), []
    for record in records(data, **settings):
        try:
            found.append(reader.parse(record))
        except RefusedRecord:
            continue
    return found


def contacts(data: bytes | str, **settings: str) -> list[Contact]:
    return [reading.contact for reading in readings(data, **settings)]


def names(data: bytes | str, **settings: str) -> list[str]:
    return [contact.label() for contact in contacts(data, **settings)]


def known(data: bytes | str, name: str = "f.csv") -> bool:
    data = data.encode() if isinstance(data, str) else data
    return source().identify(data[:65536], Path(name))
