"""The laws of file sources."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from random import Random

import pytest

from netcore.errors import NetcoreError
from netcore.plugins import FileSource, Record, Unreadable
from netcore.testing.nasty import NASTY_NAMES
from netcore.testing.records import Parser, RecordLaws, names_in, read

_HEAD = 65_536
_CUTS = 60
_BINARY: Mapping[str, bytes] = {
    "photo.png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1",
    "photo.jpg": b"\xff\xd8\xff\xe0\0\x10JFIF\0\1",
    "archive.zip": b"PK\3\4\x14\0\0\0\x08\0",
    "paper.pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "program": b"\x7fELF\2\1\1\0",
    "network.db": b"SQLite format 3\0\x10\0\1\1",
}
_TEXTS: Mapping[str, bytes] = {
    "letter.txt": b"Dear Ada,\n\nshall we have a coffee? There are three reasons.\n\nGrace\n",
    "page.html": b"<!DOCTYPE html><html><body><p>Hello</p></body></html>",
    "settings.toml": b'[plugins.folder]\npath = "letters"\n',
    "people.json": b'[{"id": "1", "name": "Ada"}]',
    "people.csv": b"First Name,Last Name,E-mail 1 - Value\nAda,Lovelace,ada@example.org\n",
    "people.vcf": b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ada\r\nN:;Ada;;;\r\nEND:VCARD\r\n",
    "people.ldif": b"dn: cn=Ada\nobjectclass: person\ncn: Ada\n",
    "events.ics": b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n",
}


class FileSourceContract(RecordLaws):
    """Give ``make_source`` and ``files``; and ``make_file_of``, so that the law of nasty names can be tested."""

    @pytest.fixture
    def make_source(self) -> Callable[[], FileSource]:
        """Makes a source."""
        raise NotImplementedError("give the fixture make_source")

    @pytest.fixture
    def files(self) -> Sequence[Path]:
        """Files of this format, each with at least one record."""
        raise NotImplementedError("give the fixture files")

    @pytest.fixture
    def make_file_of(self) -> Callable[[Sequence[str]], bytes] | None:
        """Makes the bytes of a file that holds people of these names."""
        return None

    @pytest.fixture
    def make_parser(self, make_source: Callable[[], FileSource]) -> Callable[[], Parser]:
        """Any source parses."""
        return make_source

    @pytest.fixture
    def listings(self, make_source: Callable[[], FileSource], files: Sequence[Path]) -> Sequence[Sequence[Record]]:
        """One reading of each file."""
        return [_records(make_source(), file.read_bytes(), file.name) for file in files]

    @pytest.fixture
    def foreign(self, files: Sequence[Path]) -> Mapping[str, bytes]:
        """Files that are not of this format: the kit's, without those that end as one of ``files`` does."""
        ours = {file.suffix.lower() for file in files}
        everything = {**_BINARY, **_TEXTS, "empty": b""}
        return {name: data for name, data in everything.items() if Path(name).suffix not in ours}

    def test_it_is_a_file_source(self, make_source: Callable[[], FileSource]) -> None:
        assert isinstance(make_source(), FileSource)

    def test_it_knows_its_own_files_without_opening_them(
        self, make_source: Callable[[], FileSource], files: Sequence[Path]
    ) -> None:
        for file in files:
            elsewhere = Path("no", "such", "folder", file.name)
            assert make_source().identify(file.read_bytes()[:_HEAD], elsewhere) is True, f"{file.name} is not known"

    def test_it_leaves_the_files_of_others_alone(
        self, make_source: Callable[[], FileSource], foreign: Mapping[str, bytes]
    ) -> None:
        taken = [name for name, data in foreign.items() if make_source().identify(data, Path(name))]
        assert not taken, f"takes files of others for its own: {taken}"

    def test_it_is_not_deceived_by_a_file_name(
        self, make_source: Callable[[], FileSource], files: Sequence[Path]
    ) -> None:
        ours = files[0]
        binary = {Path(name).suffix: data for name, data in _BINARY.items() if Path(name).suffix != ours.suffix}
        taken = [suffix for suffix, data in binary.items() if make_source().identify(data, Path(ours.name))]
        assert not taken, f"takes {taken} for its own when it is called {ours.name}"

    def test_reading_hands_out_records_one_by_one(
        self, make_source: Callable[[], FileSource], files: Sequence[Path]
    ) -> None:
        stream = BytesIO(files[0].read_bytes())
        items = make_source().read(stream, files[0].name)
        assert iter(items) is items, "read must return an iterator, not everything at once"
        assert stream.tell() == 0, "the stream is read before anybody asked for a record"

    def test_a_second_reading_gives_the_same_records(
        self, make_source: Callable[[], FileSource], files: Sequence[Path]
    ) -> None:
        for file in files:
            first, second = (_records(make_source(), file.read_bytes(), file.name) for _ in range(2))
            assert [(r.source_id, r.raw) for r in first] == [(r.source_id, r.raw) for r in second], file.name

    def test_an_empty_file_holds_nobody(self, make_source: Callable[[], FileSource], files: Sequence[Path]) -> None:
        assert _records(make_source(), b"", files[0].name) == []

    def test_a_file_cut_short_anywhere_is_read_as_far_as_it_goes(
        self, make_source: Callable[[], FileSource], files: Sequence[Path]
    ) -> None:
        for file in files:
            data = file.read_bytes()
            for cut in _cuts(len(data)):
                _survives(make_source(), data[:cut], f"{file.name}, cut after {cut} bytes")

    def test_noise_is_reported_and_never_raised(
        self, make_source: Callable[[], FileSource], files: Sequence[Path]
    ) -> None:
        random = Random(7)  # noqa: S311 -- the same noise at every run
        data = files[0].read_bytes()
        for noise in (b"\0" * 1000, b"\xff" * 1000, random.randbytes(5000), b"\n" * 1000, b'"' * 1000):
            _survives(make_source(), noise, "noise alone")
            for cut in _cuts(len(data))[:: _CUTS // 6]:
                _survives(make_source(), data[:cut] + noise + data[cut:], f"noise after byte {cut}")

    def test_nasty_names_survive(
        self, make_source: Callable[[], FileSource], make_file_of: Callable[[Sequence[str]], bytes] | None
    ) -> None:
        if make_file_of is None:
            pytest.skip("the fixture make_file_of is not given")
        source = make_source()
        found = names_in(read(source, record) for record in _records(source, make_file_of(NASTY_NAMES), "nasty"))
        assert found == sorted(NASTY_NAMES), "names changed on the way"


def _records(source: FileSource, data: bytes, name: str) -> list[Record]:
    return [item for item in source.read(BytesIO(data), name) if isinstance(item, Record)]


def _cuts(length: int) -> list[int]:
    return sorted({length * step // _CUTS for step in range(_CUTS)})


def _survives(source: FileSource, data: bytes, what: str) -> None:
    """Reading gives records and reports; a file that is none at all may be refused as a whole."""
    try:
        items: Iterator[Record | Unreadable] = source.read(BytesIO(data), "damaged")
        for item in items:
            if isinstance(item, Record):
                read(source, item)
            else:
                assert item.reason.strip(), f"{what}: reported without a reason"
    except NetcoreError:
        return
    except AssertionError:
        raise
    except Exception as error:
        raise AssertionError(f"{what}: {type(error).__name__}: {error}") from error
