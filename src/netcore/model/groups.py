"""Statements that belong together by a name that only their own card knows: ``item1.X-A:…``, ``item1.X-B:…``.

Two cards may use one such name for different things.  Where both become one card, the later one's is another.
"""

import re
from collections import defaultdict
from collections.abc import Sequence

import msgspec

from netcore.model.contact import Contact, Extra

_GROUPED = re.compile(r"([A-Za-z0-9-]+)\.(?=[A-Za-z0-9-]+[;:])")
"""How a line of a vCard begins that is in a group (RFC 6350 section 3.3)."""


def extras_of(cards: Sequence[Contact]) -> tuple[Extra, ...]:
    """The extras of all cards, each once, in the order of the cards; groups stay apart that are not the same."""
    cards = [card for card in cards if card.extras]
    if len(cards) < 2:
        return tuple(dict.fromkeys(extra for card in cards for extra in card.extras))
    grouped = [_groups(card) for card in cards]
    known = {name for groups in grouped for name in groups}
    taken: dict[str, set[str]] = {}
    found: dict[Extra, None] = {}
    for card, groups in zip(cards, grouped, strict=True):
        names: dict[str, str] = {}
        for group, lines in groups.items():
            names[group] = name = _place(group, lines, taken, known)
            known.add(name)
            taken.setdefault(name, set()).update(lines)
        for extra in card.extras:
            found.setdefault(_renamed(extra, names))
    return tuple(found)


def _groups(card: Contact) -> dict[str, set[str]]:
    """By name of the group: its lines, without the name."""
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for extra in card.extras:
        if begins := _begins(extra):
            groups[begins[1].lower()].add(extra.text[begins.end() :])
    return dict(groups)


def _place(group: str, lines: set[str], taken: dict[str, set[str]], known: set[str]) -> str:
    """Its own name where that is free; that of a group which says the same; else a new one."""
    if group not in taken or lines <= taken[group]:
        return group
    alike = next((name for name, others in taken.items() if lines <= others), "")
    base = group.rstrip("0123456789")
    return alike or next(
        name for name in (f"{base}{number}" for number in range(1, len(known) + 2)) if name not in known
    )


def _renamed(extra: Extra, names: dict[str, str]) -> Extra:
    begins = _begins(extra)
    if not begins or names[begins[1].lower()] == begins[1].lower():
        return extra
    return msgspec.structs.replace(extra, text=f"{names[begins[1].lower()]}.{extra.text[begins.end() :]}")


def _begins(extra: Extra) -> re.Match[str] | None:
    return _GROUPED.match(extra.text) if extra.format == "vcard" else None
