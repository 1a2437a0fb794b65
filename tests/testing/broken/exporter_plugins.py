"""Exporters, and how each law is broken.  The format: a JSON array a line: name, notes."""

import json
import socket
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import count
from typing import Any, BinaryIO

import pytest

from netcore.model.contact import Contact, Name
from netcore.plugins import Exporter
from netcore.testing import ExporterContract


class Lines(Exporter):
    def write(self, contacts: Iterable[Contact], stream: BinaryIO) -> tuple[str, ...]:
        stream.writelines(self.line(contact) for contact in contacts)
        return ("Phones are left out.",)

    def line(self, contact: Contact) -> bytes:
        return json.dumps([str(contact.name), *contact.notes]).encode() + b"\n"


def read_back(data: bytes) -> Sequence[Contact]:
    return [Contact(name=Name(display=json.loads(line)[0])) for line in data.splitlines()]


class TestGood(ExporterContract):
    Kind: type = Lines

    @pytest.fixture
    def make_exporter(self) -> Callable[[], Any]:
        return self.Kind

    @pytest.fixture
    def read_back(self) -> Callable[[bytes], Sequence[Contact]]:
        return read_back


class TestIsNoExporter(TestGood):
    breaks = ("it_is_an_exporter",)

    class Kind:
        write, line = Lines.write, Lines.line


class TestFailsForNobody(TestGood):
    breaks = ("nobody_can_be_exported",)

    class Kind(Lines):
        def write(self, contacts: Iterable[Contact], stream: BinaryIO) -> tuple[str, ...]:
            rest = iter(contacts)
            stream.write(self.line(next(rest)))
            return super().write(rest, stream)


class TestNumbersItsFiles(TestGood):
    breaks = ("the_same_people_give_the_same_bytes",)

    class Kind(Lines):
        numbers = count()

        def line(self, contact: Contact) -> bytes:
            return json.dumps([str(contact.name), next(self.numbers)]).encode() + b"\n"


class TestCollectsEverybodyFirst(TestGood):
    breaks = ("people_are_written_as_they_come",)

    class Kind(Lines):
        def write(self, contacts: Iterable[Contact], stream: BinaryIO) -> tuple[str, ...]:
            return super().write([*contacts], stream)


class TestReturnsNoNotes(TestGood):
    breaks = ("notes_are_sentences",)

    class Kind(Lines):
        def write(self, contacts: Iterable[Contact], stream: BinaryIO) -> Any:
            super().write(contacts, stream)


class TestLosesTheLastOfAPage(TestGood):
    breaks = ("everybody_is_written_once_in_order",)

    class Kind(Lines):
        def write(self, contacts: Iterable[Contact], stream: BinaryIO) -> tuple[str, ...]:
            return super().write((c for number, c in enumerate(contacts, 1) if number % 49), stream)


class TestCutsNames(TestGood):
    breaks = ("nasty_names_survive",)

    class Kind(Lines):
        def line(self, contact: Contact) -> bytes:
            return json.dumps([str(contact.name)[:100]]).encode() + b"\n"


class TestLetsTextsBreakOut(TestGood):
    breaks = ("no_text_makes_another_person",)

    class Kind(Lines):
        def line(self, contact: Contact) -> bytes:
            return "\t".join([json.dumps([str(contact.name)]), *contact.notes]).encode() + b"\n"

    @pytest.fixture
    def read_back(self) -> Callable[[bytes], Sequence[Contact]]:
        def read(data: bytes) -> Iterator[Contact]:
            for line in data.splitlines():
                name = json.loads(line.partition(b"\t")[0]) if line.startswith(b"[") else ["?"]
                yield Contact(name=Name(display=name[0]))

        return lambda data: [*read(data)]


class TestPhonesHome(TestGood):
    breaks = ("nothing_but_loopback",)

    class Kind(Lines):
        def write(self, contacts: Iterable[Contact], stream: BinaryIO) -> tuple[str, ...]:
            with socket.socket() as sock:
                sock.connect_ex(("127.0.0.1", 9))  # this machine may be reached
            with suppress(OSError):
                socket.gethostbyname("example.org")
            return super().write(contacts, stream)
