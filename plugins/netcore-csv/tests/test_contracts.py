"""The plugin keeps the contracts of netcore."""

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

import netcore_csv
from netcore.model.contact import Contact
from netcore.plugins import Exporter, FileSource, Record
from netcore.testing import ExporterContract, FileSourceContract, ManifestContract, make_context
from netcore_csv.export import CsvExporter
from netcore_csv.source import CsvSource

LINKEDIN = (
    'Notes:\n"When exporting your connection data, some e-mail addresses are missing."\n\n'
    "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
    "Jane,Doe,https://www.linkedin.com/in/jane-doe,jane@doe.example,Acme,CTO,28 Sep 2026\n"
    "Zoë,Müller,https://www.linkedin.com/in/zo%C3%AB,,,,1 Jan 2026\n"
)
GOOGLE = (
    "First Name,Last Name,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value\n"
    'Ada,Lovelace,Choir ::: * myContacts,* Work,a@x.example ::: b@x.example,Mobile,"+44 7700 900100"\n'
    'Bob,"King\nCole",,,,,\n'
)


def records(data: bytes) -> list[Record]:
    source = CsvSource(make_context())
    return [item for item in source.read(io.BytesIO(data), "f.csv") if isinstance(item, Record)]


def contacts(data: bytes) -> list[Contact]:
    source = CsvSource(make_context())
    return [source.parse(record).contact for record in records(data)]


def table_of(names: Sequence[str]) -> bytes:
    stream = io.StringIO()
    csv.writer(stream).writerows([("Name", "Email"), *((name, f"p{n}@x.example") for n, name in enumerate(names))])
    return stream.getvalue().encode()


class TestManifest(ManifestContract):
    name = "csv"
    manifest = netcore_csv


class TestFiles(FileSourceContract):
    @pytest.fixture
    def make_source(self) -> Callable[[], FileSource]:
        return lambda: CsvSource(make_context())

    @pytest.fixture
    def files(self, tmp_path: Path) -> Sequence[Path]:
        books = {
            "Connections.csv": LINKEDIN.encode(),
            "contacts.csv": GOOGLE.encode(),
            "wide.csv": GOOGLE.encode("utf-16"),
            "table.tsv": "Vorname\tNachname\tHandy\nJürgen\tGroß\t0170 1\n".encode("cp1252"),
        }
        for name, data in books.items():
            (tmp_path / name).write_bytes(data)
        return [tmp_path / name for name in books]

    @pytest.fixture
    def make_file_of(self) -> Callable[[Sequence[str]], bytes] | None:
        return table_of


class TestExporter(ExporterContract):
    @pytest.fixture
    def make_exporter(self) -> Callable[[], Exporter]:
        return lambda: CsvExporter(make_context())

    @pytest.fixture
    def read_back(self) -> Callable[[bytes], Sequence[Contact]] | None:
        return contacts
