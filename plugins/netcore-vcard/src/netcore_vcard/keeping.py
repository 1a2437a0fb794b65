"""Lines of other cards that are given back as they stood, and what is then no more to be written.

A line is kept in ``Contact.extras`` either because the contact has no field for it, or because its field could not hold
all that it said.  The second kind stands for the item that it was read into: writing both would double it, and when the
user has changed the item since, the line is out of date and falls.
"""

from typing import Any

import msgspec

from netcore.model.contact import Contact
from netcore_vcard.card import Card, Irregular
from netcore_vcard.escapes import clean, escape
from netcore_vcard.heads import split_line
from netcore_vcard.openings import opening_of
from netcore_vcard.properties import PROPERTIES

_LISTS = ("emails", "phones", "addresses", "organizations", "links", "handles", "occasions", "relations", "photos")
_WORDS = ("nicknames", "notes", "categories", "languages", "members")
_SINGLES = ("birthday", "gender", "uid", "revised")


class Kept:
    """The kept lines of a contact (``lines``), their property names and groups, and the ``rest`` of the contact."""

    def __init__(self, contact: Contact) -> None:
        self.lines: list[str] = []
        self.names: set[str] = set()
        self.groups: set[str] = set()
        self.rest = contact
        texts = [extra.text for extra in contact.extras if extra.format == "vcard"]
        for text in dict.fromkeys(texts):
            self._add(text)

    def _add(self, text: str) -> None:
        line = clean(text).replace("\n", "\\n")
        parts = split_line(line)
        opening = opening_of(parts[0]) if parts else None
        if parts is None or opening is None or not opening.head.name or line[:1].isspace() or _frames(line):
            self.lines.append(f"X-NETCORE-LINE:{escape(clean(text))}")
            return
        head = opening.head
        if head.name in PROPERTIES:
            said = _said(*parts)
            if not said:
                return
            rest = _without(self.rest, said)
            if rest is None:
                if not PROPERTIES[head.name].once or "ALTID" not in head.params:
                    return
                rest = self.rest
            self.rest = rest
        self.names.add(head.name)
        if head.group:
            self.groups.add(head.group)
        self.lines.append(line)


def _frames(line: str) -> bool:
    return line.upper().startswith(("BEGIN:", "END:", "VERSION:"))


def _said(head: str, value: str) -> Contact | None:
    """What one line says, as a contact."""
    card = Card()
    opening = opening_of(head)
    try:
        opening.take(card, opening, value)
    except Irregular:
        return None
    return card.finish()


def _without(contact: Contact, said: Contact) -> Contact | None:
    """The contact without what a line says; None when it does not say that any more."""
    changes: dict[str, Any] = {}
    for field in (*_LISTS, *_WORDS):
        items = list(getattr(contact, field))
        for item in getattr(said, field):
            if item not in items:
                return None
            items.remove(item)
        changes[field] = tuple(items)
    for field in _SINGLES:
        value = getattr(said, field)
        if value:
            if value != getattr(contact, field):
                return None
            changes[field] = type(value)() if isinstance(value, str) else None
    for field in ("display", "given", "family"):
        value = getattr(said.name, field)
        if value and value != getattr(contact.name, field):
            return None
    return msgspec.structs.replace(contact, **changes)
