"""CSV files as a source of contacts."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from netcore.errors import UsageError
from netcore.plugins import Context, FileSource, Reading, Record, RefusedRecord, Unreadable
from netcore_csv.columns import Mapped, meaning_of, said_anew, said_by_user, told_by_place
from netcore_csv.encodings import decode, is_utf8, known_codec
from netcore_csv.ids import Ids, Naming, row_digest
from netcore_csv.layout import Layout, layout_of, looks_like_a_table
from netcore_csv.lines import lines
from netcore_csv.linkedin import ABOUT_ONESELF
from netcore_csv.meanings import Meaning
from netcore_csv.reader import parse
from netcore_csv.rows import Row, rows
from netcore_csv.saved import Saved, load, save
from netcore_csv.vocabulary import key

_SUFFIXES = frozenset({".csv", ".tsv", ".tab"})
_TEXTS = _SUFFIXES | {".txt", ""}
_HEAD = 1024 * 1024
_SHOWN = 8
_WHO = frozenset({"given", "family", "family-given", "name", "profile", "email", "phone"})
"""By any of these a row of a network of professionals is of somebody."""
_NO_WORDS = frozenset({"", "undefined"})
_DELETED = "rows without a name, a page or an address, of accounts that were deleted there: {count}"


class CsvSource(FileSource):
    """Reads tables of people, whoever wrote them."""

    def __init__(self, context: Context) -> None:
        """Raises `UsageError` when the settings mean nothing."""
        settings = context.settings
        self._said: Mapped = said_by_user(str(settings.get("columns") or ""))
        self._dates = str(settings.get("dates") or "")
        encoding = str(settings.get("encoding") or "")
        try:
            self._encoding = known_codec(encoding) if encoding else ""
        except LookupError:
            raise UsageError(
                f"{encoding!r} is no character set that Python knows: try cp1252, cp1250 or utf-8."
            ) from None

    def identify(self, head: bytes, path: Path) -> bool:
        """Whether the columns are known to be of people; or it is called a CSV file, and is a table of text.

        In a file that is called otherwise (a program, a page), they must be its first line.  The latter are taken in
        order that the report can say why nobody is in them.
        """
        layout = layout_of(head, self._said, self._encoding)
        if (
            layout.dialect
            and not _is_binary(head, layout)
            and (path.suffix.lower() in _TEXTS or layout.header_line < 2)
        ):
            return True
        return path.suffix.lower() in _SUFFIXES and looks_like_a_table(head, layout)

    def meant_for(self, head: bytes) -> bool:
        """Whether all the columns that the user spoke of are there; one without names of columns is like no other."""
        names = {key(name) for name in layout_of(head, self._said, self._encoding).names}
        return bool(self._said) and self._said.keys() <= names and key("column 1") not in names

    def remembered(self, before: Mapping[str, object], said: Mapping[str, object]) -> Mapping[str, object]:
        """The newest word about each column holds; those of which nothing is said now mean what they did."""
        kept = super().remembered(before, said)
        columns = str(said.get("columns") or "")
        return {**kept, "columns": said_anew(str(before.get("columns") or ""), columns)} if columns else kept

    def read(self, stream: BinaryIO, name: str) -> Iterator[Record | Unreadable]:
        """Every row under the header, except empty ones.

        The file is read twice: to see which names several rows have, and to hand out the rows.
        """
        if not stream.seekable():
            with SpooledTemporaryFile(max_size=_HEAD) as copy:
                while block := stream.read(_HEAD):
                    copy.write(block)
                copy.seek(0)
                yield from self._read(cast("BinaryIO", copy), name)
            return
        yield from self._read(stream, name)

    def parse(self, record: Record) -> Reading:
        """The contact in a row."""
        try:
            row = load(record.raw)
        except ValueError:
            raise RefusedRecord("this is no row that was kept by the CSV plugin") from None
        return parse(row)

    def _read(self, stream: BinaryIO, name: str) -> Iterator[Record | Unreadable]:
        start = stream.tell()
        layout = layout_of(stream.read(_HEAD), self._said, self._encoding)
        if layout.refused:
            yield Unreadable(reason=layout.refused, place=name, nobody=layout.refused == ABOUT_ONESELF)
            return
        table = _Table(layout, self._said, self._dates or layout.dates)
        stream.seek(start)
        often = table.often(stream)
        stream.seek(start)
        ids = Ids(table.naming, often)
        empty, deleted = True, 0
        for row in table.rows(stream):
            empty = False
            place = f"{name}, line {row.line}"
            if table.is_nobody(row):
                deleted += 1
            elif row.refused:
                yield Unreadable(reason=row.refused, place=place, raw=row.raw)
            else:
                yield Record(source_id=ids(row.cells), raw=table.saved(row), place=place)
        if deleted:
            yield Unreadable(reason=_DELETED.format(count=deleted), place=name, nobody=True)
        if empty:
            yield Unreadable(reason="there is a header, and not a single row below it", place=name)


class _Table:
    """A file whose layout is known."""

    def __init__(self, layout: Layout, said: Mapped, dates: str) -> None:
        self._layout, self._dates = layout, dates
        self._legacy = ""
        """The codec of the row that is being read, when it is not UTF-8."""
        self._names = list(layout.names)
        self._said = [
            said.get(key(name), "") or told
            for name, told in zip(layout.names, told_by_place(layout.names), strict=True)
        ]
        self._meanings: list[Meaning | None] = [
            meaning_of(name, layout.dialect, word) for name, word in zip(self._names, self._said, strict=True)
        ]
        self.naming = Naming(self._meanings)
        self._who = [number for number, meaning in enumerate(self._meanings) if meaning and meaning.field in _WHO]
        self._remark = "; ".join(filter(None, (self._missing_columns(said), self._unknown_columns())))

    def rows(self, stream: BinaryIO) -> Iterator[Row]:
        """The rows below the header that have anything in them."""
        below = (line for line in lines(stream, self._layout.wide) if line.number > self._layout.header_line)
        for row in rows(below, self._layout.separator, self._decode):
            if row.refused or any(cell and not cell.isspace() for cell in row.cells):
                yield row

    def often(self, stream: BinaryIO) -> frozenset[bytes]:
        """What more than one row is called by."""
        once: set[bytes] = set()
        again: set[bytes] = set()
        for row in self.rows(stream):
            if not row.refused:
                name = row_digest(self.naming, row.cells)
                (again if name in once else once).add(name)
        self._legacy = ""
        return frozenset(again)

    def is_nobody(self, row: Row) -> bool:
        """Whether it is what LinkedIn leaves of a contact whose account was deleted: when you met, at most where."""
        return (
            self._layout.dialect == "linkedin"
            and not row.refused
            and not any(
                row.cells[number].strip().lower() not in _NO_WORDS for number in self._who if number < len(row.cells)
            )
        )

    def saved(self, row: Row) -> bytes:
        """The bytes to keep of a row; the first one tells of the whole file."""
        notes = [*row.notes, *self._ragged(row.cells)]
        if self._remark:
            notes.append(self._remark)
            self._remark = ""
        width = len(self._names)
        filled = [number for number, cell in enumerate(row.cells) if cell and not cell.isspace()]
        words = tuple(self._said[number] if number < width else "" for number in filled)
        legacy, self._legacy = self._legacy, ""
        return save(
            Saved(
                dialect=self._layout.dialect,
                names=tuple(self._names[n] if n < width and self._names[n] else f"column {n + 1}" for n in filled),
                cells=tuple(row.cells[number] for number in filled),
                dates=self._dates if any(self._is_day(number) for number in filled) else "",
                legacy=legacy,
                notes=tuple(notes),
                said=words if any(words) else (),
            )
        )

    def _decode(self, data: bytes) -> str:
        if not self._layout.wide and self._layout.legacy and not is_utf8(data):
            self._legacy = self._layout.legacy
        return decode(data, self._layout.legacy)

    def _is_day(self, number: int) -> bool:
        meaning = self._meanings[number] if number < len(self._meanings) else None
        return meaning is not None and meaning.field in {"birthday", "event"}

    def _ragged(self, cells: Sequence[str]) -> Iterator[str]:
        more = sum(bool(cell.strip()) for cell in cells[len(self._names) :])
        if more:
            yield (
                f"the row has {more} more {'cell' if more == 1 else 'cells'} than there are columns: look whether "
                "something slipped into the wrong column"
            )

    def _missing_columns(self, said: Mapped) -> str:
        """What the user spoke of and is not there; of a program's own table, which was not meant, nothing."""
        here = {key(name) for name in self._names}
        missing = sorted(said.keys() - here)
        if not missing or (self._layout.dialect != "generic" and len(missing) == len(said)):
            return ""
        shown = ", ".join(f"“{name}”" for name in missing)
        return f"no column of this file is called {shown}, of which --columns speaks"

    def _unknown_columns(self) -> str:
        if self._layout.dialect != "generic":
            return ""
        unknown = [name for name, meaning in zip(self._names, self._meanings, strict=True) if name and meaning is None]
        if not unknown:
            return ""
        shown = ", ".join(f"“{name[:40]}”" for name in unknown[:_SHOWN])
        more = f" and {len(unknown) - _SHOWN} more" if len(unknown) > _SHOWN else ""
        return (
            f"the columns {shown}{more} of this file are not understood, and kept as they are: "
            "--columns says what they mean"
        )


def _is_binary(head: bytes, layout: Layout) -> bool:
    """Whether there are more zeros in it than a damaged text would have."""
    return not layout.wide and head.count(0) * 10 > len(head)
