# ruff: noqa: PERF401 - nearly all cards have one value or none, for which a comprehension takes longer than a loop
"""Which cards are worth comparing: those that fall into one block.

A block is named by a key; cards under one key are candidates for each other.  A block that grew too large tells
nothing about its cards and is skipped: a common name, the street of a tower.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import combinations
from typing import Any, Literal

from netcore.steps.gather.identity.facets import Facets
from netcore.steps.gather.identity.likeness import relation_of
from netcore.steps.gather.identity.name_relation import (
    INITIAL,
    SIMILAR,
    Relation,
    family_relation,
    given_relation,
    told_apart,
)
from netcore.steps.gather.identity.person_name import PersonName

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
    for email in card.emails:
        keys.append(("email", email))
        local = email.partition("@")[0]
        if len(local) >= _LONG_LOCAL_PART and not _made_of(card.name, local):
            keys.append(("local", local))
    for phone in card.phones:
        keys.append(("phone", phone))
    for profile in card.profiles:
        keys.append(("profile", profile))
    for plug in card.plugs:
        keys.append(("plug", plug))
    if card.name.kind == "person":
        _add_name_keys(keys, card)
    else:
        keys += [("name", words) for words in map(_spoken_name, card.emails) if words]
        if card.birthday or card.streets:
            _add_keys_at_home(keys, card, "", "")
    return keys


def _made_of(name: PersonName, local: str) -> bool:
    """Whether a local part has a half of the name in it: then it says no more than the name does."""
    if len(name.given) > 2 and name.given in local:
        return True
    return bool(name.family) and len(name.family[-1]) > 2 and name.family[-1] in local


def _add_name_keys(keys: list[BlockKey], card: Facets) -> None:
    """Add the blocks of a person's name, alone and beside what else is on the card."""
    name = card.name
    given, surname = name.given, name.family[0] if name.family else ""
    if name.unordered:
        keys.append(("name", name.unordered))
    if surname:
        keys.append(("given", f"{given} {surname[:3]}"))
        for word in name.family:
            keys.append(("family", f"{word} {given[:1]}"))
    if card.birthday or card.streets or card.postcodes:
        _add_keys_at_home(keys, card, given, surname)
    for firm in card.firms:
        if given:
            keys.append(("firm", f"{firm} {given}"))
        if surname:
            keys.append(("firm", f"{firm} {surname}"))


def _add_keys_at_home(keys: list[BlockKey], card: Facets, given: str, surname: str) -> None:
    words = [word for word in (given, surname) if word]
    if card.birthday:
        year, month, day = card.birthday
        keys += [("birthday", f"{month}-{day} {word}") for word in words]
        if year:
            keys.append(("birthday", f"{year}-{month}-{day}"))
    keys += [("street", street) for street in card.streets]
    if len(words) == 2:
        words.append(words[0][0] + words[1][0])  # what slips of the pen in both leave
    keys += [("post", f"{postcode} {word}") for postcode in card.postcodes for word in words]


def _spoken_name(email: str) -> str:
    """The two words of an address like ada.lovelace@…, in no order; "" for other addresses."""
    words = "".join(c if c.isalpha() else " " for c in email.partition("@")[0]).split()
    return " ".join(sorted(words)) if len(words) == 2 and min(map(len, words)) > 1 else ""


def pairs_in(kind: BlockKind, members: Sequence[str], cards: Mapping[str, Facets]) -> Iterable[Pair]:
    """The pairs of a block's cards that are worth comparing; ``members`` ascend.

    Of one surname, or of one given name, many people are: there the other half has to be alike, too, and an initial is
    not enough.  Those of one full name meet under that name, and are not counted here once more.
    """
    if kind not in {"family", "given"}:
        return combinations(members, 2)
    if len(members) == 2:
        return [(members[0], members[1])] if meet_in(kind, cards[members[0]], cards[members[1]]) else ()
    names = {cards[member].name.unordered for member in members}
    if len(names) == 1 and "" not in names:
        return ()
    return _related(kind, members, cards)


def _related(kind: BlockKind, members: Sequence[str], cards: Mapping[str, Facets]) -> Iterator[Pair]:
    alike: dict[Any, list[str]] = {}
    for member in members:
        name = cards[member].name
        alike.setdefault(name.given if kind == "family" else name.family, []).append(member)
    for group in alike.values():
        if len(group) > 1:
            yield from ((a, b) for a, b in combinations(group, 2) if not _one_full_name(cards[a], cards[b]))
    relation: Callable[[Any, Any], Relation] = given_relation if kind == "family" else family_relation
    for (x, left), (y, right) in combinations(alike.items(), 2):
        if relation(x, y) > INITIAL:
            yield from ((a, b) if a < b else (b, a) for a in left for b in right)


def meet_in(kind: BlockKind, a: Facets, b: Facets) -> bool:
    """Whether two cards of one block are worth comparing for it."""
    if kind == "family":
        x, y = a.name.given, b.name.given
        return given_relation(x, y) > INITIAL if x != y else not _one_full_name(a, b)
    if kind == "given":
        v, w = a.name.family, b.name.family
        return family_relation(v, w) > INITIAL if v != w else not _one_full_name(a, b)
    return True


def _one_full_name(a: Facets, b: Facets) -> bool:
    return a.name.unordered == b.name.unordered != ""


def pairs_with_more(members: Sequence[str], cards: Mapping[str, Facets]) -> Iterator[Pair]:
    """The pairs of a block's cards that may have more in common than the block, some of them twice."""
    holders: dict[object, list[str]] = {}
    for member in members:
        for mark in _marks(cards[member]):
            holders.setdefault(mark, []).append(member)
    for holding in holders.values():
        yield from combinations(holding, 2)


def _marks(card: Facets) -> Iterator[object]:
    """What two cards can have in common besides the name; streets and birthdays may agree but for a slip of the pen."""
    if card.uid:
        yield card.uid
    for values in (card.emails, card.phones, card.profiles, card.firms, card.postcodes, card.plugs):
        yield from values
    if card.birthday:
        yield "birthday"
    if card.streets:
        yield "street"
    for word in card.name.middle:
        yield "middle", word[0]


def names_differ(cards: Collection[Facets]) -> bool:
    """Whether cards of one block are named as different people: by names, or as father and son, or as a couple."""
    return any(relation_of(a, b) <= SIMILAR or told_apart(a.name, b.name) for a, b in combinations(cards, 2))
