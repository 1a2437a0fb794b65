"""A card's bytes, read: the contact, and what had to be guessed or repaired.

Nearly all cards are *regular*: UTF-8, one line a property (which may be folded), no line that changes another.  They
take a loop of a few steps a line.  Any other card is read by `netcore_vcard.careful`, which hands the same functions
of `netcore_vcard.properties` the values as a regular card would have had them.  Both look at every byte a bounded
number of times.
"""

from netcore.plugins import Reading, RefusedRecord
from netcore_vcard.card import Card, Irregular
from netcore_vcard.careful import read_carefully
from netcore_vcard.escapes import CONTROLS
from netcore_vcard.openings import opening_of, remembered_opening_of

_VERSIONS = ("VERSION:3.0", "VERSION:4.0")
_SHORT = 10_000
"""In a card of at most so many bytes, no head is too long to be remembered."""


def parse(raw: bytes) -> Reading:
    """The contact in a card: one ``BEGIN:VCARD`` … ``END:VCARD``, in any version, encoding and state of repair.

    What the contact has no field for is in its ``extras``, line by line.  Raises `netcore.plugins.RefusedRecord` when
    there is nothing in the card.
    """
    card = _regular(raw) or read_carefully(raw)
    if not (card.display or card.says_something()):
        raise RefusedRecord("there is nothing in this card: no name, no address, nothing that vCard knows")
    return Reading(contact=card.finish(), notes=card.notes)


def _regular(raw: bytes) -> Card | None:
    """The quick reading; None when the card needs the careful one."""
    if len(raw.translate(None, CONTROLS)) != len(raw):
        return None
    data = raw.replace(b"\r\n ", b"").replace(b"\n ", b"") if b"\n " in raw else raw
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    lines = text.splitlines()
    if len(lines) < 3 or lines[0] != "BEGIN:VCARD" or lines[-1] != "END:VCARD" or _breaks_lines(text):
        return None
    recent = lines[1] in _VERSIONS
    card = Card(literal_commas=not recent and "\nVERSION:2" in text)
    del lines[-1], lines[: 2 if recent else 1]
    opening_for = remembered_opening_of if len(raw) <= _SHORT else opening_of
    try:
        for line in lines:
            head, colon, value = line.partition(":")
            if colon:
                opening = opening_for(head)
                if not opening.regular:
                    return None
                opening.take(card, opening, value)
            elif line:
                return None
    except Irregular:
        return None
    return card


def _breaks_lines(text: str) -> bool:
    """Whether the text has a character that only Python takes for the end of a line."""
    return not text.isascii() and ("\x85" in text or "\u2028" in text or "\u2029" in text)
