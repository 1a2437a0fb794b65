"""Which cards are worth comparing: those that fall into one block.

A block is named by a key; cards under one key are candidates for each other.  A block that grew too large tells
nothing about its cards and is skipped: a common name, the street of a tower.
"""

from collections.abc import Iterator
from typing import Literal

from netcore.steps.gather.identity.facets import Facets

BlockKind = Literal[
    "email", "phone", "profile", "uid", "name", "family", "given", "birthday", "street", "post", "firm", "local"
]

IDENTIFIERS: tuple[BlockKind, ...] = ("email", "phone", "profile", "uid")
"""Blocks whose value is itself a proof, unless people of different names share it."""

LARGEST: dict[BlockKind, int] = {
    "email": 60,
    "phone": 60,
    "profile": 60,
    "uid": 60,
    "name": 60,
    "family": 120,
    "given": 80,
    "birthday": 20,
    "street": 20,
    "post": 20,
    "firm": 20,
    "local": 12,
}
"""The most cards that a block may have and still be looked into."""

_LONG_LOCAL_PART = 6


def block_keys(card: Facets) -> Iterator[tuple[BlockKind, str]]:
    """The blocks that a card falls into.  A key depends on this card alone, so that it can be stored with it."""
    yield from (("email", email) for email in card.emails)
    yield from (("phone", phone) for phone in card.phones)
    yield from (("profile", profile) for profile in card.profiles)
    if card.uid:
        yield "uid", card.uid
    if card.name.kind == "person":
        yield from _name_keys(card)
    else:
        yield from (("name", words) for words in map(_spoken_name, card.emails) if words)
    for email in card.emails:
        local = email.partition("@")[0]
        if len(local) >= _LONG_LOCAL_PART:
            yield "local", local


def _name_keys(card: Facets) -> Iterator[tuple[BlockKind, str]]:
    name = card.name
    surname = name.family[0] if name.family else ""
    if name.unordered:
        yield "name", name.unordered
    if surname:
        yield "given", f"{name.given} {surname[:3]}"
        yield from (("family", f"{word} {name.given[:1]}") for word in set(name.family))
    words = {name.given, surname} - {""}
    if card.birthday:
        year, month, day = card.birthday
        yield from (("birthday", f"{month}-{day} {word}") for word in words)
        if year:
            yield "birthday", f"{year}-{month}-{day}"
    yield from (("street", street) for street in card.streets)
    yield from (("post", f"{postcode} {word}") for postcode in card.postcodes for word in words)
    yield from (("firm", f"{firm} {word}") for firm in card.firms for word in words)


def _spoken_name(email: str) -> str:
    """The two words of an address like ada.lovelace@…, in no order; "" for other addresses."""
    words = "".join(c if c.isalpha() else " " for c in email.partition("@")[0]).split()
    return " ".join(sorted(words)) if len(words) == 2 and min(map(len, words)) > 1 else ""
