r"""What is kept of a row: a small CSV file of its own, in UTF-8.

Three rows: what was found out about the file, the names of the columns in which the row has something, and what stands
there.  The cells of a file are thus kept as they were, NULs and all, but neither its character set nor its separator,
nor the many empty cells: so that a file that was saved again by another program, or has a column more, shows no changes
where there are none.
"""

import csv
import io
from collections.abc import Sequence

from netcore.model.base import Value
from netcore_csv.lines import lines
from netcore_csv.rows import rows

_MARK = "netcore-csv 1"


class Saved(Value, frozen=True, kw_only=True):
    """A row, on its own."""

    dialect: str
    names: tuple[str, ...]
    cells: tuple[str, ...]
    dates: str = ""
    """How 3/4/1990 is meant, where the user said so."""
    legacy: str = ""
    """The codec in which the row was read, when it is not UTF-8."""
    notes: tuple[str, ...] = ()
    """What had to be mended, and what is to be told of the whole file."""
    said: tuple[str, ...] = ()
    """What the user said of each column; nothing when that is nothing."""


def save(row: Saved) -> bytes:
    """The bytes of a row."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")  # so that a lone CR in a cell is quoted, too
    writer.writerow((_MARK, row.dialect, row.dates, row.legacy, *row.notes))
    writer.writerow(row.names)
    writer.writerow(row.cells)
    if row.said:
        writer.writerow(row.said)
    return stream.getvalue().encode("utf-8", "replace")


def load(raw: bytes) -> Saved:
    """The row; raises `ValueError` when the bytes are none of ours."""
    first, names, cells, *said = _read(raw)
    if not first or first[0] != _MARK or len(first) < 4 or len(names) != len(cells):
        raise ValueError("no row")
    return Saved(
        dialect=first[1],
        names=tuple(names),
        cells=tuple(cells),
        dates=first[2],
        legacy=first[3],
        notes=tuple(first[4:]),
        said=tuple(said[0]) if said else (),
    )


def _read(raw: bytes) -> Sequence[Sequence[str]]:
    try:
        return list(csv.reader(io.StringIO(raw.decode("utf-8", "replace"), newline=""), strict=True))
    except csv.Error:  # a cell is longer than this reader takes
        found = rows(lines(io.BytesIO(raw)), ",", lambda data: data.decode("utf-8", "replace"))
        return [row.cells for row in found]
