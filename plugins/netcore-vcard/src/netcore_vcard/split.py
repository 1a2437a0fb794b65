"""Cards out of a stream of bytes, in flat memory.

Cards are found by searching for ``VCARD``, not line by line.  What counts is whether ``BEGIN:`` or ``END:`` stands
before it at the beginning of a line.  A card ends at its END; before the next BEGIN, unless that opens the card of an
AGENT; or with the stream.  The result does not depend on how the stream hands out its bytes.
"""

import codecs
import io
from collections.abc import Iterator
from typing import BinaryIO

from netcore.plugins import Record, Unreadable
from netcore_vcard.charsets import wide_codec
from netcore_vcard.ids import Ids
from netcore_vcard.logical import is_agent

LARGEST = 32 * 1024 * 1024
"""A card of more bytes is refused, and not held: no address book has pictures of that size."""
_BLOCK = 256 * 1024
_SAMPLE = 1024
"""So much is shown of what cannot be read."""
_BEHIND = 400
"""So far back from a BEGIN, its line and an AGENT before it are looked for."""
_AHEAD = 8
"""So many bytes after ``VCARD`` decide what it is."""
_BLANKS = 10
"""So many blanks may stand between ``BEGIN:`` or ``END:`` and its ``VCARD``: some write "BEGIN: VCARD"."""
_WORD = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"
_FOLDS = (b" ", b"\t")
_BREAKS = (b"\r", b"\n")
_BLANK = b" \t\r\n\0" + codecs.BOM_UTF8


def read(source: BinaryIO | bytes, name: str = "", *, largest: int = LARGEST) -> Iterator[Record | Unreadable]:
    """Every card as a record, and every stretch of other text as unreadable, lazily and in order.

    ``name`` is the file's, for the places ("phone.vcf, line 120").  A record's ``source_id`` is unique in the reading
    and the same in the next (see `netcore_vcard.ids`); its bytes are those of the file, so that a file in UTF-16 gives
    records in UTF-16.
    """
    stream = io.BytesIO(source) if isinstance(source, bytes) else source
    block = _enough_to_tell(stream)
    wide = wide_codec(block)
    to_utf8 = codecs.getincrementaldecoder(wide)("surrogatepass") if wide else None
    splitter = _Splitter(name, wide, largest)
    while block:
        yield from splitter.feed(to_utf8.decode(block).encode("utf-8", "surrogatepass") if to_utf8 else block)
        block = stream.read(max(_BLOCK, splitter.held))
    yield from splitter.feed(b"", last=True)


def _enough_to_tell(stream: BinaryIO) -> bytes:
    """The first block; a stream may hand out less than it is asked for."""
    head = b""
    while len(head) < 1000 and (block := stream.read(_BLOCK)):
        head += block
    return head


class _Splitter:
    """A window on the stream, and what is open in it.  Positions count from the beginning of the stream."""

    def __init__(self, name: str, wide: str, largest: int) -> None:
        self._place = f"{name}, line " if name else "line "
        self._wide, self._largest = wide, largest
        self._id_of = Ids()
        self._found: list[Record | Unreadable] = []
        self._data = self._upper = b""
        self._base = 0
        """Position of the window's first byte."""
        self._scanned = 0
        """Before this, every marker has been seen."""
        self._start = -1
        """Where the open card begins; -1 between cards."""
        self._line = 0
        """The line on which it begins."""
        self._depth = 0
        """How many inner cards are open."""
        self._nested = False
        self._sample = b""
        """The beginning of an open card that is too large to be held."""
        self._told = 0
        """Up to here, everything is in a card or counted as other text."""
        self._other = b""
        """The beginning of other text that has not been reported yet."""
        self._other_line = self._other_size = 0
        self._counted = self._line_feeds = self._returns = 0

    @property
    def held(self) -> int:
        """How many bytes the window holds."""
        return len(self._data)

    def feed(self, block: bytes, *, last: bool = False) -> list[Record | Unreadable]:
        """Look through one more block; returns what is complete now."""
        self._data += block
        self._upper += block.upper()
        self._found = []
        size = len(self._data)
        while True:
            if self._start >= 0 and not (self._nested or self._wide or self._sample):
                self._pass_typical()
            at = self._upper.find(b"VCARD", self._scanned - self._base)
            if at < 0:
                self._scanned = max(self._scanned, self._base + size - 4)
                break
            if at + 5 + _AHEAD > size and not last:
                self._scanned = self._base + at
                break
            self._scanned = self._base + at + 5
            self._mark(at)
        if last:
            self._end_card(size)
            self._skip(size)
            self._tell_other()
        self._forget()
        return self._found

    def _pass_typical(self) -> None:
        """The quick way over cards that follow each other as they should; `_mark` would find the same."""
        data, upper, place, line, feeds = self._data, self._upper, self._place, self._line, self._line_feeds
        begin = self._start - self._base
        scanned = self._scanned - self._base
        while True:
            end = upper.find(b"VCARD", scanned) + 5
            if upper[end - 10 : end] != b"\nEND:VCARD" or end - begin > self._largest:
                break
            if upper[end : end + 14] == b"\r\nBEGIN:VCARD\r":
                after = end + 2
            elif upper[end : end + 13] == b"\nBEGIN:VCARD\n":
                after = end + 1
            else:
                break
            raw = data[begin:end]
            self._found.append(Record(source_id=self._id_of(raw, upper[begin:end]), raw=raw, place=f"{place}{line}"))
            feeds += data.count(b"\n", begin, after)
            line = 1 + feeds
            begin = after
            scanned = after + 11
        self._line, self._line_feeds = line, feeds
        self._start = self._told = self._counted = self._base + begin
        self._scanned = self._base + scanned

    def _mark(self, at: int) -> None:
        """Act on a ``VCARD`` at an index of the window."""
        upper = self._upper
        word, first = at, max(at - _BLANKS, 0)
        while word > first and upper[word - 1] in b" \t":
            word -= 1
        if upper[max(word - 4, 0) : word] == b"END:":
            if self._begins_line(word - 4) and self._ends_word(at + 5):
                if self._start >= 0 and self._depth:
                    self._depth -= 1
                else:
                    self._end_card(at + 5)
        elif upper[max(word - 6, 0) : word] == b"BEGIN:" and self._ends_word(at + 5):
            if self._start >= 0 and self._opens_agent(word - 6, at + 5):
                self._depth += 1
                self._nested = True
            elif self._begins_line(word - 6) or (self._start < 0 and self._is_indented(word - 6)):
                self._end_card(word - 6)
                self._begin(word - 6)

    def _begins_line(self, at: int) -> bool:
        """Whether a line begins here: after a break, a byte order mark, other control characters, or another card."""
        if at == 0:
            return self._base == 0
        before = self._data[at - 1]
        if before < 32:
            return before != 9
        return self._data[max(at - 3, 0) : at] == codecs.BOM_UTF8 or self._base + at == self._told

    def _is_indented(self, at: int) -> bool:
        """Whether only blanks stand before it on its line: within a card that would go on with a folded line."""
        line = self._data[max(at - _BEHIND, 0) : at].rstrip(b" \t")
        return line[-1:] in _BREAKS or (not line and self._base == 0 and at <= _BEHIND)

    def _ends_word(self, at: int) -> bool:
        return self._upper[at : at + 1] not in _WORD or self._upper.startswith((b"BEGIN:", b"\n"), at)

    def _opens_agent(self, at: int, end: int) -> bool:
        """Whether the BEGIN here belongs to the card of an AGENT: on its own line (2.1) or on that of the AGENT."""
        before = self._data[max(at - _BEHIND, 0) : at]
        line = before.rstrip(b"\r\n")
        own_line = len(line) < len(before)
        line = line[max(line.rfind(b"\n"), line.rfind(b"\r")) + 1 :]
        if not is_agent(line) or line.partition(b":")[2].strip():
            return False
        after = self._data[end : end + _AHEAD]
        return own_line or (after[:1] in _BREAKS and after.lstrip(b"\r\n")[:1] not in _FOLDS)

    def _begin(self, at: int) -> None:
        """Open a card."""
        self._skip(at)
        self._tell_other()
        self._line = self._line_at(at)
        self._start, self._depth, self._nested = self._base + at, 0, False

    def _end_card(self, at: int) -> None:
        """Close the open card, if there is one."""
        if self._start < 0:
            return
        place = f"{self._place}{self._line}"
        size = self._base + at - self._start
        if size > self._largest:
            reason = f"a card of {size:,} bytes is larger than anything an address book holds ({self._largest:,} bytes)"
            sample = self._sample or self._data[self._start - self._base :][:_SAMPLE]
            self._found.append(Unreadable(reason=reason, place=place, raw=sample))
        else:
            raw = self._data[self._start - self._base : at].rstrip(b"\r\n\0")
            source_id = self._id_of(raw, raw.upper(), nested=self._nested)
            self._found.append(Record(source_id=source_id, raw=self._as_given(raw), place=place))
        self._start, self._sample = -1, b""
        self._told = self._base + at

    def _as_given(self, raw: bytes) -> bytes:
        if not self._wide:
            return raw
        return raw.decode("utf-8", "surrogatepass").encode(self._wide, "surrogatepass")

    def _skip(self, at: int) -> None:
        """Take what stands between the last card and here as other text."""
        text = self._data[max(self._told - self._base, 0) : at]
        self._told = self._base + at
        if not self._other:
            text = text.lstrip(_BLANK)
            if not text:
                return
            self._other_line, self._other_size = self._line_at(at - len(text)), 0
        self._other_size += len(text)
        self._other = (self._other + text[:_SAMPLE])[:_SAMPLE]

    def _tell_other(self) -> None:
        """Report other text, if there was any."""
        if self._other:
            reason = f"{self._other_size:,} bytes of text that are in no card have been left out"
            place = f"{self._place}{self._other_line}"
            self._found.append(Unreadable(reason=reason, place=place, raw=self._other))
            self._other = b""

    def _line_at(self, at: int) -> int:
        """The number of the line that holds an index of the window; indices must not fall."""
        start = self._counted - self._base
        self._line_feeds += self._data.count(b"\n", start, at)
        if not self._line_feeds:
            self._returns += self._data.count(b"\r", start, at)
        self._counted = self._base + at
        return 1 + (self._line_feeds or self._returns)

    def _forget(self) -> None:
        """Drop what nothing to come can depend on."""
        cut = max(self._scanned - self._base - _BEHIND, 0)
        if self._start < 0:
            if self._told < self._base + cut:
                self._skip(cut)
        elif len(self._data) <= self._largest + self._start - self._base:
            cut = self._start - self._base
        elif not self._sample:
            self._sample = self._data[self._start - self._base :][:_SAMPLE]
        if self._counted < self._base + cut:
            self._line_at(cut)
        self._data, self._upper = self._data[cut:], self._upper[cut:]
        self._base += cut
