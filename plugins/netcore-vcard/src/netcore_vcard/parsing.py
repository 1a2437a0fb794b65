"""One raw card read into a contact."""

from netcore.plugins import Reading, RefusedRecord
from netcore_vcard.card import Card, Irregular
from netcore_vcard.charsets import decode, decode_base64_text, decode_quoted_printable
from netcore_vcard.escapes import CONTROLS
from netcore_vcard.heads import split_line
from netcore_vcard.logical import logical_lines, physical_lines
from netcore_vcard.openings import charset, encoding, opening_of
from netcore_vcard.properties import PROPERTIES, take_unknown

_BEGIN, _END = b"BEGIN:VCARD", b"END:VCARD"


def parse(raw: bytes) -> Reading:
    """The contact in a card's bytes, and notes on what was guessed or mended.

    Nothing is lost: a line that the contact has no field for, or no field that holds all of it, is in
    ``Contact.extras``, unfolded and otherwise as it stood.
    Raises `RefusedRecord` when the card says nothing at all.
    """
    data = raw.translate(None, CONTROLS)
    try:
        card = _quickly(data)
    except (Irregular, UnicodeDecodeError):
        card = _carefully(data)
    if data is not raw and len(data) != len(raw):
        card.note("control characters, which no card may hold, have been left out")
    contact = card.finish()
    if not card.display and not contact.extras and not _says_anything(card):
        raise RefusedRecord("the card says nothing: it has no name, address, number or note")
    if not data.endswith(_USUAL_ENDS) and not data.rstrip().upper().endswith(_END):
        card.note("the card has no END:VCARD; it may have been cut off")
    return Reading(contact=contact, notes=tuple(card.notes))


def _says_anything(card: Card) -> bool:
    if any(card.parts or ()) or card.works:
        return True
    return any(value for field, value in card.fields.items() if field not in {"uid", "revised", "kind"})


def _quickly(data: bytes) -> Card:
    """The card when nothing in it needs care: UTF-8, plain folding, each property once where only one may be."""
    if b"\n " in data or b"\n\t" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\n ", b"").replace(b"\n\t", b"")
    card = Card(literal_commas=False)
    for line in data.splitlines():
        head, colon, value = line.partition(b":")
        if not colon:
            if line.strip():
                raise Irregular
            continue
        opening = opening_of(head)
        if not opening.regular:
            if line in _FRAME:
                continue
            raise Irregular
        opening.take(card, opening, value.decode())
    return card


_USUAL_ENDS = (_END + b"\r\n", _END + b"\n")
_FRAME = frozenset({_BEGIN, _END})


def _carefully(data: bytes) -> Card:
    lines = list(logical_lines(physical_lines(data)))
    card = Card(literal_commas=any(line.upper().replace(b" ", b"") == b"VERSION:2.1" for line in lines))
    once: set[str] = set()
    for line in lines:
        if line.strip().upper().replace(b" ", b"") not in _FRAME:
            _take(card, line, once)
    return card


def _take(card: Card, line: bytes, once: set[str]) -> None:
    parts = split_line(line.decode("latin-1"))
    opening = opening_of(parts[0].encode("latin-1")) if parts else None
    if parts is None or opening is None or not opening.head.name:
        text, note = decode(line)
        card.unknown("", text)
        card.note(note or "a line that is no property has been kept as it is")
        return
    head, raw = opening.head, parts[1].encode("latin-1")
    how = encoding(head)
    if how == "quoted-printable":
        value, note = decode_quoted_printable(raw, charset(head))
    elif how == "base64" and head.name != "PHOTO" and head.name in PROPERTIES:
        value, note = decode_base64_text(raw, charset(head))
    else:
        value, note = decode(raw, charset(head))
    if note:
        card.note(f"{head.name}: {note}")
    known = PROPERTIES.get(head.name)
    if known is not None and known.once and value.strip():
        if head.name in once:
            take_unknown(card, opening, value)
            return
        once.add(head.name)
    try:
        opening.take(card, opening, value)
    except Irregular:  # another property has said the same already: X-GENDER beside GENDER
        take_unknown(card, opening, value)
