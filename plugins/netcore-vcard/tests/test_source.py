"""The plugin keeps the contracts of netcore, and its files keep their ids."""

import io
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

import netcore_vcard
from netcore.model.contact import Contact, Name
from netcore.plugins import Exporter, FileSource, Record, Unreadable
from netcore.testing import ExporterContract, FileSourceContract, ManifestContract, make_context
from netcore_vcard import parse, read, write
from netcore_vcard.export import VCard3Exporter, VCard4Exporter
from netcore_vcard.source import VCardSource


class TestManifest(ManifestContract):
    name = "vcard"
    manifest = netcore_vcard


class TestFiles(FileSourceContract):
    @pytest.fixture
    def make_source(self) -> Callable[[], FileSource]:
        return lambda: VCardSource(make_context())

    @pytest.fixture
    def files(self, tmp_path: Path) -> Sequence[Path]:
        file = tmp_path / "people.vcf"
        people = [Contact(name=Name(display=f"Person {n}", given=f"P{n}"), uid=f"u{n}") for n in range(40)]
        file.write_bytes(b"".join(write(person) for person in people))
        return [file]

    @pytest.fixture
    def make_file_of(self) -> Callable[[Sequence[str]], bytes] | None:
        return lambda names: b"".join(write(Contact(name=Name(display=name))) for name in names)


@pytest.mark.parametrize("exporter", [VCard3Exporter, VCard4Exporter])
class TestExporters(ExporterContract):
    @pytest.fixture
    def make_exporter(self, exporter: type[Exporter]) -> Callable[[], Exporter]:
        return lambda: exporter(make_context())  # type: ignore[call-arg] # a component is made with its context

    @pytest.fixture
    def read_back(self) -> Callable[[bytes], Sequence[Contact]] | None:
        return lambda data: [parse(record.raw).contact for record in _records(data)]


def _records(data: bytes) -> Iterator[Record]:
    return (item for item in read(io.BytesIO(data), "f.vcf") if isinstance(item, Record))


def card(*lines: str) -> bytes:
    return "\r\n".join(["BEGIN:VCARD", "VERSION:3.0", *lines, "END:VCARD", ""]).encode()


def ids(*cards: bytes) -> list[str]:
    return [record.source_id for record in _records(b"".join(cards))]


def test_a_card_is_known_by_its_uid() -> None:
    assert ids(card("FN:A", "UID:urn:uuid:1-2-3"), card("UID;VALUE=text:x y", "FN:B")) == ["1-2-3", "x y"]


def test_a_folded_uid_is_one_uid() -> None:
    assert ids(card("FN:A", "UID:1234", " 5678", "NOTE:x")) == ["12345678"]


def test_a_card_without_uid_is_known_by_who_it_is_about() -> None:
    old, new = card("FN:Ada", "TEL:1", "NOTE:old"), card("FN:Ada", "TEL:1", "NOTE:new")
    assert ids(old) == ids(new)
    assert ids(old) != ids(card("FN:Bob", "TEL:1", "NOTE:old"))


def test_cards_of_one_uid_have_ids_of_their_own() -> None:
    assert len(set(ids(card("FN:A", "UID:1"), card("FN:B", "UID:1"), card("FN:C", "UID:1")))) == 3


def test_a_card_that_stands_twice_has_two_ids_and_the_same_ones_at_every_reading() -> None:
    twice = card("FN:A", "UID:1") * 2
    assert len(set(ids(twice))) == 2
    assert ids(twice) == ids(twice)


def test_places_are_told_by_line() -> None:
    places = [record.place for record in _records(card("FN:A") + b"\r\n" + card("FN:B"))]
    assert places[0] == "f.vcf, line 1"
    assert places[1].startswith("f.vcf, line ")


class Generated(io.RawIOBase):
    """A file of many cards that is nowhere whole."""

    def __init__(self, cards: int) -> None:
        self._pieces = (card(f"FN:Person {n}", f"UID:{n}", "NOTE:" + "x" * 400) for n in range(cards))
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        while len(self._rest) < size and (piece := next(self._pieces, b"")):
            self._rest += piece
        data, self._rest = self._rest[:size], self._rest[size:]
        return data


def test_a_large_file_is_read_in_flat_memory() -> None:
    def peak(cards: int) -> int:
        tracemalloc.start()
        assert sum(1 for _ in read(Generated(cards))) == cards  # type: ignore[arg-type] # a raw stream will do
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    a_few_bytes = 120  # to know a card's id again
    assert peak(40_000) - peak(10_000) < 30_000 * a_few_bytes


def test_a_line_without_end_is_not_held() -> None:
    class Endless(io.RawIOBase):
        left = 100

        def read(self, size: int = -1) -> bytes:
            self.left -= 1
            return b"x" * (1 << 20) if self.left > 0 else b""

    tracemalloc.start()
    items = list(read(Endless()))  # type: ignore[arg-type] # a raw stream will do
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert all(isinstance(item, Unreadable) for item in items)
    assert most < 80 << 20


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64, 1000])
def test_it_does_not_matter_how_the_stream_arrives(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    data = card("FN:Zoë", "NOTE:a") + b"# x\n" + card("FN:B").replace(b"\r\n", b"\r") + b"BEGIN:VCARD\nFN:C"
    whole = [(r.source_id, r.raw.replace(b"\r", b"")) for r in _records(data)]
    monkeypatch.setattr("netcore_vcard.split._BLOCK", size)
    assert [(r.source_id, r.raw.replace(b"\r", b"")) for r in _records(data)] == whole
