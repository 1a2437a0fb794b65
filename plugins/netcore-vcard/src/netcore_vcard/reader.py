"""A card's bytes, read: the contact, and what had to be guessed or repaired.

Nearly all cards are *regular*: UTF-8, one line a property (which may be folded), no line that changes another.  They
take a loop of a few steps a line.  Any other card is read by `netcore_vcard.careful`, which hands the same functions
of `netcore_vcard.properties` the values as a regular card would have had them.  Both look at every byte a bounded
number of times.
"""

from netcore.plugins import Reading, RefusedRecord
from netcore_vcard.card import Card, Irregular
from netcore_vcard.careful import read_carefully
from netcore_vcard.openings import OPENINGS

_VERSIONS = ("VERSION:3.0", "VERSION:4.0")


def parse(raw: bytes) -> Reading:
    """The contact in a card: one ``BEGIN:VCARD`` … ``END:VCARD``, in any version, encoding and state of repair.

    What the contact has no field for is in its ``extras``, line by line.  Raises `netcore.plugins.RefusedRecord` when
    there is nothing in the card.
    """
    card = _regular(raw) or (_regular(_unfolded(raw)) if b"\n " in raw else None) or read_carefully(raw)
    if not card.says_something():
        raise RefusedRecord("there is nothing in this card: no name, no address, nothing that vCard knows")
    contact = card.finish()
    if not (contact.name.display.strip() or contact.label() or contact.addresses or contact.links or contact.handles):
        raise RefusedRecord("there is nobody in this card: no name, no address, no number, nothing to reach anybody by")
    return Reading(contact=contact, notes=card.notes)


def _unfolded(raw: bytes) -> bytes:
    return raw.replace(b"\r\n ", b"").replace(b"\n ", b"")


def _regular(raw: bytes) -> Card | None:
    """The quick reading; None when the card needs the careful one."""
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return None
    lines = text.splitlines()
    if len(lines) < 3 or lines[0] != "BEGIN:VCARD" or lines.pop() != "END:VCARD" or _is_odd(text):
        return None
    card = Card()
    if lines[1] in _VERSIONS:
        del lines[:2]
    else:
        card.literal_commas = "\nVERSION:2" in text
        del lines[0]
    try:
        for line in lines:
            head, colon, value = line.partition(":")
            if colon:
                opening = OPENINGS[head]
                opening.quick(card, opening, value)
            elif line:
                return None
    except Irregular:
        return None
    return card


def _is_odd(text: str) -> bool:
    """Whether there is a NUL, or something other than a line break that `str.splitlines` takes for one."""
    if "\0" in text or "\x0b" in text or "\x0c" in text or "\x1c" in text or "\x1d" in text or "\x1e" in text:
        return True
    return not text.isascii() and ("\x85" in text or "\u2028" in text or "\u2029" in text)
