"""A contact written as the bytes of one card."""

from collections.abc import Mapping
from types import MappingProxyType

from netcore.errors import UsageError
from netcore.model.contact import Contact
from netcore_vcard.escapes import write_text
from netcore_vcard.kept import KeptLines
from netcore_vcard.statements import Version, statements

VERSIONS: tuple[Version, ...] = ("3.0", "4.0")
DERIVED: Mapping[Version, str] = MappingProxyType({"3.0": "X-NETCORE-DERIVED", "4.0": "DERIVED"})
"""What marks an FN that only stands in for a missing one: 4.0 has a parameter for it (RFC 9554 section 4.4), 3.0 takes
whatever begins with X- (RFC 2426 section 4)."""
_OCTETS = 75
"""The longest line, without its break (RFC 6350 section 3.2)."""


def write(contact: Contact, version: Version = "3.0") -> bytes:
    """One card, UTF-8, with CR LF behind each line.

    Reading it gives the contact again.  What the contact carries in its ``extras`` from another card is given back
    byte for byte, folding apart: properties that have no field, and lines of others whose parameters have none, as
    long as the field still holds what they say.
    """
    return fold(compose(contact, version)[0])


def compose(contact: Contact, version: Version) -> tuple[list[str], list[str]]:
    """The lines of the card, not folded yet; and the names of the properties whose kept lines fit it no more."""
    if version not in VERSIONS:
        raise UsageError(f"vCard {version} cannot be written. Ask for one of these: {', '.join(VERSIONS)}.")
    texts = ["BEGIN:VCARD", f"VERSION:{version}"]
    if not contact.name.display:
        texts.append(f"FN;{DERIVED[version]}=TRUE:{write_text(contact.label()) or '(no name)'}")
    given_up: list[str] = []
    if contact.extras:
        kept = KeptLines(contact.extras, version)
        lines = kept.put_into(statements(contact, version, kept.cuts))
        texts += lines.grouped(kept.groups)
        given_up = kept.given_up
    else:
        lines = statements(contact, version)
        texts += lines.grouped(set())
    if version == "3.0" and not lines.has_name:
        texts.append("N:;;;;")
    texts.append("END:VCARD")
    return texts, given_up


def fold(lines: list[str]) -> bytes:
    """The lines as bytes, the long ones folded."""
    text = "\r\n".join(lines) + "\r\n"
    if text.isascii() and max(map(len, lines)) <= _OCTETS:
        return text.encode()
    return b"\r\n".join(map(_folded, lines)) + b"\r\n"


def _folded(text: str) -> bytes:
    """The line in pieces of 75 octets, none of which ends inside a character."""
    line = text.encode("utf-8", "replace")
    if len(line) <= _OCTETS:
        return line
    if text.isascii():
        rest = [line[at : at + _OCTETS - 1] for at in range(_OCTETS, len(line), _OCTETS - 1)]
        return b"\r\n ".join([line[:_OCTETS], *rest])
    pieces = []
    start, room = 0, _OCTETS
    while start < len(line):
        end = start + room
        while end < len(line) and line[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(line[start:end])
        start, room = end, _OCTETS - 1
    return b"\r\n ".join(pieces)
