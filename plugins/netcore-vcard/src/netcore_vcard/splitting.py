"""A stream taken apart into cards, in flat memory, whatever is wrong with it."""

import codecs
import re
from collections.abc import Iterator
from hashlib import blake2b
from typing import BinaryIO

from netcore.plugins import Record, Unreadable

LARGEST_CARD = 32 * 1024 * 1024
"""Bytes; a larger one is refused: no card is, and holding it would cost the memory of thousands."""

_CHUNK = 1 << 20
_BLANK = (b" ", b"\t")
_SHOWN = 2048
"""Bytes of what cannot be read that a report keeps."""

_MARK = re.compile(rb"^(BEGIN|END)[ \t]*:[ \t]*VCARD[ \t]*\r*$", re.IGNORECASE | re.MULTILINE)
_AGENT = re.compile(rb"(?:^|\n)(?:[\w-]+\.)?AGENT[^:\r\n]{0,200}:\s{0,20}\Z", re.IGNORECASE)
_UID = re.compile(
    rb"^(?:[\w-]{1,60}\.)?UID(?:;[^:\r\n]{0,200})?:([^\r\n]*(?:\r*\n[ \t][^\r\n]*)*)", re.IGNORECASE | re.MULTILINE
)
_WHO = re.compile(rb"^(?:[\w-]{1,60}\.)?(?:FN|N|TEL|EMAIL|ORG)[;:][^\r\n]*", re.IGNORECASE | re.MULTILINE)


def split_cards(stream: BinaryIO, name: str = "") -> Iterator[Record | Unreadable]:
    """Every card of the stream as its raw bytes, and every stretch of it that is none.

    A card ends at its END line, at the BEGIN of the next, or with the stream.  ``source_id`` is the card's UID; a card
    without one is known by what it says of who it is (names, phones, e-mails, organisation), so that a new photo does
    not make it another card.  Of several cards with one UID the later ones get a number behind it (``uid~2``); one
    that repeats another byte for byte is reported and left out.
    """
    seen: dict[int, int] = {}
    found = False
    for line, data, problem in _stretches(_unicode(stream)):
        found = True
        place = f"{name}, line {line}" if name else f"line {line}"
        if problem:
            yield Unreadable(reason=problem, place=place, raw=data[:_SHOWN])
            continue
        content = hash(data)
        wanted = source_id = card_id(data)
        number = 1
        while (known := seen.get(key := hash(source_id))) is not None and known != content:
            number += 1
            source_id = f"{wanted}~{number}"
        if known is not None:
            yield Unreadable(reason="the same card, letter by letter, stands further up already", place=place)
            continue
        seen[key] = content
        yield Record(source_id=source_id, raw=data, place=place)
    if not found:
        yield Unreadable(reason="there is no card in it", place=name)


def card_id(raw: bytes) -> str:
    """The name by which a card is known from one reading to the next; see `split_cards`."""
    start = raw.find(b"\nUID:") + 5
    end = raw.find(b"\n", start)
    if start > 5 and end > start and raw[end + 1 : end + 2] not in _BLANK:
        text = raw[start:end].strip()
        if text and text.isascii() and len(text) < 500:
            return text.decode().removeprefix("urn:uuid:")
    found = _UID.search(raw)
    if found is not None:
        uid = b"".join(line.lstrip(b" \t") if n else line for n, line in enumerate(found[1].splitlines()))
        text = "".join(c for c in uid.decode("utf-8", "replace").strip() if c.isprintable())
        text = text[9:] if text[:9].lower() == "urn:uuid:" else text
        if text:
            return text[:500]
    return "card-" + blake2b(b"\n".join(sorted(_WHO.findall(raw))) or raw, digest_size=10).hexdigest()


def _unicode(stream: BinaryIO) -> Iterator[bytes]:
    """The stream in chunks that end at line ends where possible; UTF-16 and UTF-32 become UTF-8, a BOM falls."""
    chunk = stream.read(_CHUNK)
    encoding = _encoding(chunk)
    decoder = codecs.getincrementaldecoder(encoding)("replace") if encoding else None
    if chunk.startswith(codecs.BOM_UTF8):
        chunk = chunk[3:]
    carried_cr = b""
    while chunk:
        if decoder is not None:
            chunk = decoder.decode(chunk).removeprefix("\ufeff").encode("utf-8", "replace")
        chunk = carried_cr + chunk
        carried_cr = b"\r" if chunk.endswith(b"\r") else b""  # half of a CR LF, perhaps
        chunk = chunk.removesuffix(b"\r")
        yield _line_feeds(chunk)
        chunk = stream.read(_CHUNK)
    if carried_cr:
        yield b"\n"


def _encoding(head: bytes) -> str:
    for bom, name in (
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(bom):
            return name
    if head[:24:2].upper() == b"BEGIN:VCARD\r" or head[:22:2].upper() == b"BEGIN:VCARD":
        return "utf-16-le"
    return "utf-16-be" if head[1:23:2].upper() == b"BEGIN:VCARD" else ""


def _line_feeds(chunk: bytes) -> bytes:
    """Bare CRs, as old Macs wrote them, become line feeds; CR LF stays as it is."""
    if b"\r" not in chunk or chunk.count(b"\r") == chunk.count(b"\r\n"):
        return chunk
    return re.sub(rb"\r(?!\r*\n)", b"\n", chunk)


_Stretch = tuple[int, bytes, str]
"""The number of its first line, the bytes, and what is wrong with them, if anything."""


def _stretches(chunks: Iterator[bytes]) -> Iterator[_Stretch]:
    """Cards, and what stands between them."""
    state = _State()
    buffer = b""
    for chunk in chunks:
        buffer += chunk
        end = buffer.rfind(b"\n") + 1
        if not end and len(buffer) <= LARGEST_CARD:
            continue
        yield from state.feed(buffer[:end] if end else buffer)
        buffer = buffer[end:] if end else b""
    yield from state.feed(buffer)
    yield from state.close()


def _plain_cards(data: bytes) -> Iterator[tuple[int, int]]:
    """Where the cards at the beginning of the data begin and end, as long as nothing about them is odd."""
    at = 0
    while data.startswith(b"BEGIN:VCARD", at):
        end = data.find(b"\nEND:VCARD", at) + 10
        stop = data.find(b"\n", end) + 1 or len(data)
        odd = end < at + 10 or data[end:stop].strip() or data.find(b"\nBEGIN", at, end) >= 0
        if odd or (data.find(b"\nbegin", at, end) >= 0) or data.find(b"AGENT", at, end) >= 0:
            return
        yield at, stop
        at = stop


class _State:
    """What has been read and not yet given out."""

    def __init__(self) -> None:
        self._held: list[bytes] = []
        self._size = 0
        self._line = 1
        self._start = 1
        self._depth = 0
        self._too_large = False

    def feed(self, data: bytes) -> Iterator[_Stretch]:
        """Whole lines (or a piece of an endless one)."""
        at = 0
        if not self._held:
            at, line = 0, self._line
            for start, end in _plain_cards(data):
                yield line, data[start:end], ""
                line += data.count(b"\n", start, end)
                at = end
            self._line = line
        for mark in _MARK.finditer(data, at):
            begins = mark[1][:1] in b"Bb"
            end = data.find(b"\n", mark.end()) + 1 or len(data)
            if begins and self._depth and self._in_agent(data[at : mark.start()]):
                self._depth += 1
                continue
            if begins:
                self._hold(data[at : mark.start()])
                yield from self._give()
                self._depth = 1
                at = mark.start()
            elif self._depth:
                self._depth -= 1
                if not self._depth:
                    self._hold(data[at:end])
                    self._depth = 1
                    yield from self._give()
                    at = end
        self._hold(data[at:])
        if self._size > LARGEST_CARD:
            self._held, self._size, self._too_large = [self._held[0][:_SHOWN]], 0, True

    def close(self) -> Iterator[_Stretch]:
        """The stream has ended."""
        yield from self._give()

    def _hold(self, data: bytes) -> None:
        if self._too_large:
            self._line += data.count(b"\n")
            return
        if not self._held:
            self._start = self._line
        if data:
            self._held.append(data)
            self._size += len(data)
        self._line += data.count(b"\n")

    def _in_agent(self, before: bytes) -> bool:
        tail = before[-300:] if before else (self._held[-1][-300:] if self._held else b"")
        return _AGENT.search(tail) is not None

    def _give(self) -> Iterator[_Stretch]:
        data = b"".join(self._held)
        depth, too_large = self._depth, self._too_large
        self._held, self._size, self._depth, self._too_large = [], 0, 0, False
        if too_large:
            what = "this card" if depth else "this stretch without any card"
            yield self._start, data, f"{what} is larger than {LARGEST_CARD >> 20} MB, and has been left out"
        elif depth:
            yield self._start, data, ""
        elif text := data.strip():
            yield self._start, text, "this is no card: it stands outside of BEGIN:VCARD and END:VCARD"
