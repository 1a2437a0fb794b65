"""Lines out of a stream of bytes, in flat memory.

A line ends with LF, CR LF or CR, and keeps its end.  Text in UTF-16 and UTF-32 becomes UTF-8 on the way.
"""

import codecs
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

LARGEST = 32 * 1024 * 1024
"""A line, or a row of several lines, of more bytes is refused and not held: nobody's address book has such a row."""
_BLOCK = 256 * 1024
_SAMPLE = 1024
"""So much is shown of a line that is refused."""


class Line(NamedTuple):
    """A line as the file has it, in UTF-8 when the file is in a wider encoding.  ``cut``: only its beginning."""

    number: int
    data: bytes
    cut: bool = False


def lines(stream: BinaryIO, wide: str = "") -> Iterator[Line]:
    """Every line; ``wide`` is the codec of a file in UTF-16 or UTF-32."""
    to_utf8 = codecs.getincrementaldecoder(wide)("replace") if wide else None
    number, tail, skipping = 1, b"", b""
    while True:
        block = stream.read(max(_BLOCK, len(tail)))
        data = to_utf8.decode(block, final=not block).encode("utf-8", "replace") if to_utf8 else block
        pieces = (tail + data).splitlines(keepends=True)
        tail = b""
        if block and pieces and not pieces[-1].endswith(b"\n"):
            tail = pieces.pop()  # more of it may come, and a CR may be followed by its LF
        for piece in pieces:
            if skipping:
                yield Line(number, skipping, cut=True)
                skipping = b""
            elif len(piece) > LARGEST:
                yield Line(number, piece[:_SAMPLE], cut=True)
            else:
                yield Line(number, piece)
            number += 1
        if len(tail) > LARGEST:
            skipping, tail = skipping or tail[:_SAMPLE], b""
        if not block:
            break
    if skipping:
        yield Line(number, skipping, cut=True)
