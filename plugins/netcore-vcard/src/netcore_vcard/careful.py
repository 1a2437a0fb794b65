"""The reading of a card that is irregular: other encodings, other forms of lines, repetitions, damage."""

import codecs
from collections.abc import Iterable

import msgspec

from netcore.model.contact import Relation
from netcore_vcard.card import Card, Irregular
from netcore_vcard.charsets import decode, decode_base64_text, decode_quoted_printable, wide_codec
from netcore_vcard.escapes import unescape
from netcore_vcard.heads import split_line
from netcore_vcard.logical import BEGIN, END, logical_lines, marker, physical_lines
from netcore_vcard.openings import OPENINGS, charset, encoding
from netcore_vcard.properties import PROPERTIES, Opening, take_unknown


def read_carefully(raw: bytes) -> Card:
    """What the lines of a card say, in whatever state it is."""
    wide = wide_codec(raw)
    data = raw.decode(wide, "replace").encode() if wide else raw
    cleaned = data.replace(b"\0", b"")
    lines = list(logical_lines(physical_lines(cleaned.removeprefix(codecs.BOM_UTF8))))
    card = read_lines(lines)
    if len(cleaned) != len(data):
        card.note("NUL characters, which no card may contain, have been left out")
    if marker(lines[0] if lines else b"") and END not in map(marker, lines):
        card.note("the card has no end: it has been closed where the next one begins, or where the file ends")
    return card


def read_lines(lines: Iterable[bytes], *, inner: bool = False) -> Card:
    """What logical lines say, with or without BEGIN and END; an ``inner`` card is one that an AGENT holds."""
    lines = list(lines)
    reading = _Reading(inner=inner)
    reading.card.literal_commas = any(map(_is_old, lines))
    begun = ended = False
    for line in lines:
        mark = marker(line)
        if ended or (begun and mark == BEGIN):
            reading.card.note("what follows the end of the card has been left out")
            break
        begun, ended = True, mark == END
        if not mark:
            reading.read(line)
    return reading.card


class _Reading:
    """One card being read."""

    def __init__(self, *, inner: bool) -> None:
        self.card = Card()
        self._inner = inner
        self._firsts: dict[tuple[str, str], str] = {}
        """The line that counts among those that say the same thing, by name and ALTID."""

    def read(self, line: bytes) -> None:
        """Read one logical line."""
        pieces = split_line(line.decode("latin-1"))
        opening = OPENINGS[decode(pieces[0].encode("latin-1"))[0]] if pieces else None
        if pieces is None or opening is None or opening.head.name in {"", "BEGIN", "END"}:
            self._unreadable(line)
            return
        opening, value = self._decoded(opening, pieces[1].encode("latin-1"))
        if opening.head.name == "AGENT" and not self._inner:
            self._agent(opening, value)
        else:
            self._take(opening, value)

    def _take(self, opening: Opening, value: str) -> None:
        """Take the line, or keep it when it is an alternative to another (RFC 6350 section 5.4)."""
        name = opening.head.name
        line = self.card.line(name, opening.text, value)
        known = PROPERTIES.get(name)
        same = (name, "" if known is None or known.once else opening.head.params.get("ALTID", ("",))[0])
        if same[1] and same in self._firsts:
            self._keep_alternatives(same, line)
            return
        try:
            opening.take(self.card, opening, value)
        except Irregular:
            self._keep_alternatives(same, line)
        else:
            if same[1] or (known and known.once):
                self._firsts[same] = line

    def _keep_alternatives(self, same: tuple[str, str], line: str) -> None:
        for text in (self._firsts.get(same, line), line):
            self.card.keep(same[0], text)

    def _decoded(self, opening: Opening, value: bytes) -> tuple[Opening, str]:
        """The value as a regular card would have it, and the opening that fits it."""
        head = opening.head
        known = opening.take is not take_unknown
        declared = charset(head)
        how = encoding(head) if known else ""
        if how == "quoted-printable":
            text, note = decode_quoted_printable(value, declared)
        elif how == "base64" and head.name != "PHOTO":
            text, note = decode_base64_text(value, declared)
        else:
            text, note = decode(value, "" if value.isascii() else declared)
            if declared and not known and not value.isascii():
                opening = msgspec.structs.replace(opening, text=head.written("CHARSET"))
        if note:
            self.card.note(note)
        return opening, text

    def _agent(self, opening: Opening, value: str) -> None:
        """Somebody who acts for the person: a card inside the card, an address, or only a name."""
        text = unescape(value)
        name = text.strip()
        if name[: len(BEGIN)].upper().encode() == BEGIN:
            lines = logical_lines(physical_lines(text.encode("utf-8", "replace")))
            name = read_lines(lines, inner=True).finish().label()
        if name:
            self.card.fields["relations"].append(Relation(name=name, kind="agent"))
        self.card.keep("AGENT", f"{opening.text}:{value}")

    def _unreadable(self, line: bytes) -> None:
        text, note = decode(line)
        self.card.unknown("", text)
        self.card.note(note or f"“{text[:40]}” is no vCard line, and is kept as it is")


def _is_old(line: bytes) -> bool:
    return line[:8].upper() == b"VERSION:" and line[8:].strip().startswith(b"2")
