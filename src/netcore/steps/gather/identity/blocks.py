"""Which cards are worth comparing: those that fall into one block.

A block is named by a key; cards under one key are candidates for each other.  A block that grew too large tells
nothing about its cards and is skipped: a common name, the street of a tower.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import combinations
from typing import Literal

from netcore.steps.gather.identity.facets import Facets
from netcore.steps.gather.identity.likeness import relation_of
from netcore.steps.gather.identity.name_relation import Relation, family_relation, given_relation, told_apart

BlockKind = Literal[
    "email", "phone", "profile", "uid", "name", "family", "given", "birthday", "street", "post", "firm", "local", "plug"
]
BlockKey = tuple[BlockKind, str]
Pair = tuple[str, str]
"""Two cards' keys, the smaller first."""

IDENTIFIERS: tuple[BlockKind, ...] = ("email", "phone", "profile", "uid")
"""Blocks whose value is itself a proof, unless people of different names share it."""

LARGEST: dict[BlockKind, int] = {
    "email": 60,
    "phone": 60,
    "profile": 60,
    "uid": 60,
    "name": 60,
    "family": 40,
    "given": 30,
    "birthday": 20,
    "street": 20,
    "post": 20,
    "firm": 20,
    "local": 12,
    "plug": 60,
}
"""The most cards that a block may have and still be looked into."""

_LONG_LOCAL_PART = 6


def number_of(key: BlockKey) -> int:
    """The key as a number of 64 bits, the same for ever: what is stored of it."""
    return int.from_bytes(blake2b("\0".join(key).encode(), digest_size=8).digest(), signed=True)


def block_keys(card: Facets) -> list[BlockKey]:
    """The blocks that a card falls into.  A key depends on this card alone, so that it can be stored with it."""
    keys: list[BlockKey] = [("uid", card.uid)] if card.uid else []
    if card.emails:
        keys += [("email", email) for email in card.emails]
        local_parts = [email.partition("@")[0] for email in card.emails]
        keys += [("local", local) for local in local_parts if len(local) >= _LONG_LOCAL_PART]
    if card.phones:
        keys += [("phone", phone) for phone in card.phones]
    if card.profiles:
        keys += [("profile", profile) for profile in card.profiles]
    if card.plugs:
        keys += [("plug", plug) for plug in card.plugs]
    if card.name.kind == "person":
        keys += _name_keys(card)
    else:
        keys += [("name", words) for words in map(_spoken_name, card.emails) if words]
    return keys


def _name_keys(card: Facets) -> list[BlockKey]:
    """The blocks of a person's name, alone and beside what else is on the card."""
    name, keys = card.name, list[BlockKey]()
    surname = name.family[0] if name.family else ""
    if name.unordered:
        keys.append(("name", name.unordered))
    if surname:
        keys.append(("given", f"{name.given} {surname[:3]}"))
        keys += [("family", f"{word} {name.given[:1]}") for word in name.family]
    words = [word for word in (name.given, surname) if word]
    if card.birthday:
        year, month, day = card.birthday
        keys += [("birthday", f"{month}-{day} {word}") for word in words]
        if year:
            keys.append(("birthday", f"{year}-{month}-{day}"))
    if card.streets or card.postcodes:
        keys += [("street", street) for street in card.streets]
        keys += [("post", f"{postcode} {word}") for postcode in card.postcodes for word in words]
    if card.firms:
        keys += [("firm", f"{firm} {word}") for firm in card.firms for word in words]
    return keys


def _spoken_name(email: str) -> str:
    """The two words of an address like ada.lovelace@…, in no order; "" for other addresses."""
    words = "".join(c if c.isalpha() else " " for c in email.partition("@")[0]).split()
    return " ".join(sorted(words)) if len(words) == 2 and min(map(len, words)) > 1 else ""


def pairs_in(kind: BlockKind, members: Sequence[str], cards: Mapping[str, Facets]) -> Iterator[Pair]:
    """The pairs of a block's cards that are worth comparing; ``members`` ascend.

    Of one surname, or of one given name, many people are: there the other half has to be alike, too, and an initial is
    not enough.
    """
    if kind not in {"family", "given"}:
        return combinations(members, 2)
    if len(members) == 2:
        return iter([(members[0], members[1])] if meet_in(kind, cards[members[0]], cards[members[1]]) else ())
    alike: dict[object, list[str]] = {}
    for member in members:
        name = cards[member].name
        alike.setdefault(name.given if kind == "family" else name.family, []).append(member)
    if len(alike) == 1:
        return combinations(members, 2)
    return _related(alike, given_relation if kind == "family" else family_relation)


def _related(alike: Mapping[object, list[str]], relation: Callable[..., Relation]) -> Iterator[Pair]:
    for group in alike.values():
        yield from combinations(group, 2)
    for (x, left), (y, right) in combinations(alike.items(), 2):
        if relation(x, y) > Relation.INITIAL:
            yield from ((a, b) if a < b else (b, a) for a in left for b in right)


def meet_in(kind: BlockKind, a: Facets, b: Facets) -> bool:
    """Whether two cards of one block are worth comparing for it."""
    if kind == "family":
        return given_relation(a.name.given, b.name.given) > Relation.INITIAL
    return kind != "given" or family_relation(a.name.family, b.name.family) > Relation.INITIAL


def names_differ(cards: Collection[Facets]) -> bool:
    """Whether cards of one block are named as different people: by names, or as father and son, or as a couple."""
    return any(relation_of(a, b) <= Relation.SIMILAR or told_apart(a.name, b.name) for a, b in combinations(cards, 2))
