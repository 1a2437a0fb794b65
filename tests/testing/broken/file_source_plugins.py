"""File sources, and how each law is broken.  The format: a line "#people", then a JSON object a line."""

import json
import socket
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from netcore.model.contact import Contact, Name
from netcore.plugins import FileSource, Reading, Record, RefusedRecord, Unreadable
from netcore.testing import FileSourceContract
from tests.testing.broken import record_laws

HEAD = b"#people\n"


def file_of(names: Sequence[str]) -> bytes:
    lines = [json.dumps({"id": number, "name": name}).encode() for number, name in enumerate(names, 1)]
    return HEAD + b"".join(line + b"\n" for line in lines)


class Lines(FileSource):
    def identify(self, head: bytes, path: Path) -> bool:
        return head.startswith(HEAD)

    def read(self, stream: BinaryIO, name: str) -> Iterator[Record | Unreadable]:
        for number, line in enumerate(stream):
            if line != HEAD:
                yield self.record(line, f"{name}, line {number + 1}")

    def record(self, line: bytes, place: str) -> Record | Unreadable:
        try:
            return Record(source_id=str(json.loads(line)["id"]), raw=line, place=place)
        except (ValueError, TypeError, KeyError):
            return Unreadable(reason="No JSON object.", place=place)

    def parse(self, record: Record) -> Reading:
        try:
            return Reading(contact=Contact(name=Name(display=record_laws.name_of(record))))
        except KeyError:
            raise RefusedRecord("It has no name.") from None


class TestGood(FileSourceContract):
    Kind: type = Lines

    @pytest.fixture
    def make_source(self) -> Callable[[], Any]:
        return self.Kind

    @pytest.fixture
    def files(self, tmp_path: Path) -> Sequence[Path]:
        file = tmp_path / "sample.people"
        file.write_bytes(file_of(["Ada Lovelace", "Grace Hopper"]))
        return [file]

    @pytest.fixture
    def make_file_of(self) -> Callable[[Sequence[str]], bytes]:
        return file_of


class TestIsNoFileSource(TestGood):
    breaks = ("it_is_a_file_source",)

    class Kind:
        identify, read, record, parse = Lines.identify, Lines.read, Lines.record, Lines.parse


class TestOpensTheFile(TestGood):
    breaks = ("it_knows_its_own_files_without_opening_them",)

    class Kind(Lines):
        def identify(self, head: bytes, path: Path) -> bool:
            return super().identify(head, path) and path.exists()


class TestTakesAnyLetter(TestGood):
    breaks = ("it_leaves_the_files_of_others_alone",)

    class Kind(Lines):
        def identify(self, head: bytes, path: Path) -> bool:
            return super().identify(head, path) or b"Dear" in head


class TestBelievesTheName(TestGood):
    breaks = ("it_is_not_deceived_by_a_file_name",)

    class Kind(Lines):
        def identify(self, head: bytes, path: Path) -> bool:
            return super().identify(head, path) or path.suffix == ".people"


class TestReadsEverythingAtOnce(TestGood):
    breaks = ("reading_hands_out_records_one_by_one",)

    class Kind(Lines):
        def read(self, stream: BinaryIO, name: str) -> Iterator[Record | Unreadable]:
            return iter([*super().read(stream, name)])


class TestNumbersThroughAllFiles(TestGood):
    breaks = ("a_second_reading_gives_the_same_records",)

    class Kind(Lines):
        numbers = count()

        def record(self, line: bytes, place: str) -> Record | Unreadable:
            return (
                Record(source_id=str(next(self.numbers)), raw=line)
                if line.startswith(b"{")
                else super().record(line, place)
            )

        def parse(self, record: Record) -> Reading:
            try:
                return super().parse(record)
            except (ValueError, TypeError):
                raise RefusedRecord("No JSON.") from None


class TestFindsSomebodyInAnEmptyFile(TestGood):
    breaks = ("an_empty_file_holds_nobody",)

    class Kind(Lines):
        def read(self, stream: BinaryIO, name: str) -> Iterator[Record | Unreadable]:
            nothing = True
            for item in super().read(stream, name):
                nothing = False
                yield item
            if nothing and not stream.tell():
                yield Record(source_id="0", raw=b'{"name": ""}')


class TestStumblesOverAMissingEnd(TestGood):
    breaks = ("a_file_cut_short_anywhere_is_read_as_far_as_it_goes",)

    class Kind(Lines):
        def record(self, line: bytes, place: str) -> Record | Unreadable:
            if line.startswith(b"{") and not line.endswith(b"\n"):
                raise EOFError(place)
            return super().record(line, place)


class TestStumblesOverBytes(TestGood):
    breaks = ("noise_is_reported_and_never_raised",)

    class Kind(Lines):
        def record(self, line: bytes, place: str) -> Record | Unreadable:
            line.decode()
            return super().record(line, place)


class TestTwoRecordsShareAnId(TestGood):
    breaks = ("every_record_has_an_id_and_no_two_share_one",)

    class Kind(Lines):
        def record(self, line: bytes, place: str) -> Record | Unreadable:
            record = super().record(line, place)
            return Record(source_id="1", raw=line) if isinstance(record, Record) else record


class TestRefusesEverybody(TestGood):
    breaks = ("every_record_is_read_or_refused_with_a_reason",)

    class Kind(Lines):
        parse = record_laws.refuses_everybody

    @pytest.fixture
    def make_file_of(self) -> None:
        return None


class TestReadsDifferentlyEachTime(TestGood):
    breaks = ("reading_a_record_is_pure",)

    class Kind(Lines):
        parse = record_laws.guarded(record_laws.counts)


class TestReadsHalfACharacter(TestGood):
    breaks = ("what_is_read_can_be_stored",)

    class Kind(Lines):
        parse = record_laws.guarded(record_laws.keeps_half_a_character)


class TestCutsNames(TestGood):
    breaks = ("nasty_names_survive",)

    class Kind(Lines):
        parse = record_laws.guarded(record_laws.cuts_at_line_ends)


class TestPhonesHome(TestGood):
    breaks = ("nothing_but_loopback",)

    class Kind(Lines):
        def __init__(self) -> None:
            try:
                socket.getaddrinfo("telemetry.example.org", 443)
            except OSError:
                return
