r"""Rows out of lines: cells, with or without quotation marks, over one line or several (RFC 4180).

What programs and people do to such files is mended where it can be: a quotation mark in the middle of a cell is text,
and one that is never closed costs its own row and no other.  How that is told: in a cell that goes on over several
lines, a single quotation mark right after a separator, with text behind it, can only open the next cell.

Each line is looked at a bounded number of times: a search for the closing mark ends at the first line with any single
mark in it, and a line without one opens no search of its own.
"""

import csv
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import NamedTuple

from netcore_csv.lines import LARGEST, Line

_ENDS = "\r\n"
UNCLOSED = "a quotation mark in this row is never closed"
STRAY = "a quotation mark stands in the middle of a cell, and was taken for text"


class Row(NamedTuple):
    """The cells of a row, and what had to be mended.  ``refused``: why it could not be read at all."""

    cells: list[str]
    line: int
    notes: tuple[str, ...] = ()
    refused: str = ""
    raw: bytes = b""


def rows(lines: Iterable[Line], separator: str, decode: Callable[[bytes], str]) -> Iterator[Row]:
    """Every row, wholly empty ones too; ``decode`` makes text of a line."""
    return _Rows(lines, separator, decode).all()


class _Inside:
    """A quoted cell is open at the end of the line."""


class _Outside:
    """No cell is open at the end of the line."""


class _Doubtful:
    """A mark stands where only the beginning of a cell can be."""


class _Rows:
    """The rows of one file."""

    def __init__(self, lines: Iterable[Line], separator: str, decode: Callable[[bytes], str]) -> None:
        self._lines = iter(lines)
        self._again: deque[Line] = deque()
        """Lines that were looked at in vain for the end of a row."""
        self._separator = separator
        self._decode = decode

    def all(self) -> Iterator[Row]:
        while (line := self._next()) is not None:
            if line.cut:
                yield Row([], line.number, refused=f"the line has more than {LARGEST >> 20} MB", raw=line.data)
                continue
            text = self._decode(line.data)
            if '"' not in text:
                yield Row(text.rstrip(_ENDS).split(self._separator), line.number)
            elif cells := _strict(text.rstrip(_ENDS), self._separator):
                yield Row(cells, line.number)
            elif _state(text, self._separator, inside=False) is _Inside:
                yield self._long_row(line, text)
            else:
                yield Row(split(text.rstrip(_ENDS), self._separator), line.number, (STRAY,))

    def _next(self) -> Line | None:
        return self._again.popleft() if self._again else next(self._lines, None)

    def _long_row(self, first: Line, text: str) -> Row:
        """A row of several lines; when its quotation is never closed, of its first line only."""
        held: list[Line] = []
        texts = [text]
        size = len(text)
        while size <= LARGEST and (line := self._next()) is not None:
            held.append(line)
            if line.cut:
                break
            texts.append(self._decode(line.data))
            size += len(texts[-1])
            state = _state(texts[-1], self._separator, inside=True)
            if state is _Doubtful:
                break
            if state is _Outside:
                whole = "".join(texts).rstrip(_ENDS)
                cells = _strict(whole, self._separator)
                return Row(cells or split(whole, self._separator), first.number, () if cells else (STRAY,))
        self._again.extendleft(reversed(held))
        return Row(split(text.rstrip(_ENDS), self._separator), first.number, (UNCLOSED,))


def _strict(text: str, separator: str) -> list[str]:
    """The cells of a row in good order; nothing when it is not."""
    try:
        return next(csv.reader((text,), delimiter=separator, strict=True), [])
    except csv.Error:
        too_long_for_it = len(text) > csv.field_size_limit() and _in_order(separator).fullmatch(text)
        return split(text, separator) if too_long_for_it else []


@cache
def _in_order(separator: str) -> re.Pattern[str]:
    """A row in good order; each character is looked at once."""
    cell = rf'(?:"[^"]*+(?:""[^"]*+)*+"|[^"{re.escape(separator)}]*+)'
    return re.compile(rf"{cell}(?:{re.escape(separator)}{cell})*+")


def _state(text: str, separator: str, *, inside: bool) -> type:
    """What is open at the end of a line that begins inside or outside a quoted cell."""
    at = 0 if inside else _opening(text, 0, separator)
    came_in = inside
    while at >= 0:
        mark, run = _marks(text, at)
        if mark < 0:
            return _Inside
        if (run - mark) % 2 == 0:
            at = run
        elif text[run : run + 1] in (separator, "\r", "\n", ""):
            came_in = False
            at = _opening(text, run, separator)
        elif came_in and text[mark - 1 : mark] in (separator, ""):
            return _Doubtful
        else:
            at = run
    return _Outside


def _opening(text: str, at: int, separator: str) -> int:
    """Where the next quoted cell begins, behind its mark; -1 when there is none."""
    if at == 0 and text.startswith('"'):
        return 1
    found = text.find(separator + '"', at)
    return found + 2 if found >= 0 else -1


def _marks(text: str, at: int) -> tuple[int, int]:
    """The next quotation marks in a row: where they begin and end; (-1, -1) when there is none."""
    mark = run = text.find('"', at)
    while run >= 0 and text.startswith('"', run):
        run += 1
    return mark, run


def split(text: str, separator: str) -> list[str]:
    """The cells of a row in any state: a quoted cell ends with a mark before a separator or the end.

    Any other mark is text; one that opens a cell and is never closed is left out.
    """
    cells: list[str] = []
    at = 0
    closable = True
    while True:
        end = _closing(text, at + 1, separator) if closable and text.startswith('"', at) else -1
        if end >= 0:
            cells.append(text[at + 1 : end].replace('""', '"'))
            at = end + 1
        else:
            if text.startswith('"', at):
                closable = False  # nor is any that comes later: the search went to the end
                at += 1
            end = text.find(separator, at)
            end = len(text) if end < 0 else end
            cells.append(text[at:end])
            at = end
        if at >= len(text):
            return cells
        at += len(separator)


def _closing(text: str, at: int, separator: str) -> int:
    while True:
        mark, run = _marks(text, at)
        if mark < 0:
            return -1
        if (run - mark) % 2 and text[run : run + 1] in (separator, ""):
            return run - 1
        at = run
