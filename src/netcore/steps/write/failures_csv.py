"""Failures as a table for any spreadsheet, and back: what the user changed in it, or the line that makes no sense.

A cell that a spreadsheet would take for a formula gets an apostrophe before it, which is taken off again on the way
back.
"""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO
from typing import NamedTuple

from netcore.errors import UsageError
from netcore.steps.address import fault_of
from netcore.steps.write.failures import Correction, Failure

HEAD = ("message", "name", "address", "again", "state", "subject", "why")
"""``address`` is to be corrected in place; ``again`` says yes where it was right."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "'")
_YES, _NO = frozenset({"yes", "y", "x", "1", "true", "ja"}), frozenset({"", "no", "n", "0", "false", "nein"})


class _Line(NamedTuple):
    """A line of the table, and where it is in the file."""

    number: int
    cells: list[str]


def as_csv(failures: Iterable[Failure]) -> str:
    """The table (RFC 4180)."""
    text = StringIO()
    table = csv.writer(text)
    table.writerow(HEAD)
    for one in failures:
        cells = (one.message, one.name, one.address, "", one.kind, one.subject, one.why)
        table.writerow([_harmless(cell) for cell in cells])
    return text.getvalue()


def corrections_in(text: str) -> tuple[Correction, ...]:
    """What a table says; raises `UsageError` that names the line of whatever cannot be meant, and then nothing is done.

    Comma, semicolon or tab stand between the cells, as spreadsheets like it; further columns do no harm.
    """
    lines = _lines(text)
    head = next(lines, None)
    names = [cell.strip().lower() for cell in head.cells] if head else []
    missing = [name for name in ("message", "address", "again") if names.count(name) != 1]
    if missing:
        raise UsageError(
            f"Line 1 has to name the columns, and names no {' and no '.join(missing)} (or twice). `netcore outbox "
            "failures --csv FILE` writes such a table."
        )
    found: dict[str, Correction] = {}
    for line in lines:
        one = _correction(line, names)
        if one.message in found:
            raise UsageError(f"Line {line.number} is about the message {one.message} again: leave one of the lines.")
        found[one.message] = one
    return tuple(found.values())


def _lines(text: str) -> Iterator[_Line]:
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    table = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    begins = 1
    try:
        for cells in table:
            if any(cell.strip() for cell in cells):
                yield _Line(begins, cells)
            begins = table.line_num + 1
    except csv.Error as error:
        raise UsageError(f"Line {begins} is no line of a table: {error}. Mend its quotation marks.") from None


def _correction(line: _Line, names: list[str]) -> Correction:
    if len(line.cells) != len(names):
        raise UsageError(
            f"Line {line.number} has {len(line.cells)} cells where line 1 has {len(names)}: put back what is missing, "
            "or quote what holds a separator."
        )
    cells = {name: _as_written(cell) for name, cell in zip(names, line.cells, strict=True)}
    again = cells["again"].lower()
    if not cells["message"]:
        raise UsageError(f"Line {line.number} names no message: put back what stood there, or leave the line out.")
    if again not in _YES | _NO:
        raise UsageError(f"Line {line.number}: again is {cells['again']!r}. Write yes, or leave it empty.")
    if fault := fault_of(cells["address"]):
        raise UsageError(f"Line {line.number}: {fault}")
    return Correction(message=cells["message"], address=cells["address"], again=again in _YES, line=line.number)


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _as_written(cell: str) -> str:
    bare = cell.strip()
    return bare[1:] if bare.startswith("'") and bare[1:].startswith(_FORMULA) else bare
