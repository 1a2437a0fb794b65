"""Which pairs of cards to judge, now that some are new; and what the machine thinks of each.

The outcome depends on the cards alone, never on the order in which they came: what the new cards change for pairs of
old ones (a value turns out to be shared, a name is met twice, a block grows too large to tell anything) is judged
again.  Costs grow with the blocks that the new cards fall into, not with all that is there.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, combinations, filterfalse
from typing import Protocol

from netcore.plugins.judges import Evidence
from netcore.steps.gather.identity.blocks import (
    IDENTIFIERS,
    BlockKey,
    BlockKind,
    Pair,
    meet_in,
    names_differ,
    pairs_in,
    pairs_with_more,
)
from netcore.steps.gather.identity.facets import Facets
from netcore.steps.gather.identity.judging import Judgement, Worth, judge, reconsider
from netcore.steps.gather.identity.likeness import Identifier, at_one_home_alike
from netcore.steps.gather.identity.policy import Policy
from netcore.steps.gather.identity.shelf import Blocks, Inside

_WHOLE = frozenset({*IDENTIFIERS, "name"})
"""Blocks in which a new card may change what is to be thought of two old ones."""


class Shelves(Protocol):
    """Where the cards are: in memory, or in a store."""

    def cards(self, keys: Collection[str]) -> Mapping[str, Facets]:
        """Those of the cards that are there."""

    def keys(self, card: Facets) -> Collection[BlockKey]:
        """The blocks that a card falls into."""

    def around(self, fresh: Collection[str]) -> tuple[Collection[BlockKey], Blocks]:
        """All blocks that fresh cards fall into, and who is in them."""

    def blocks(self, keys: Collection[BlockKey]) -> Inside:
        """Who is in these blocks, as far as they are worth looking into."""

    def evidence(self, left: str, right: str) -> Sequence[Evidence]:
        """What plugins say about two cards that share a key of theirs."""

    def judged_among(self, cards: Sequence[str]) -> Collection[Pair]:
        """The pairs among these cards of which the machine thinks something already."""


def compare(
    fresh: Collection[str], shelves: Shelves, policy: Policy, worth: Worth | None = None
) -> Iterator[Judgement]:
    """A judgement on every pair that the fresh cards give a reason to think about, in no particular order.

    ``worth``: of the questions, only those that it says yes to; without it all are kept, since what is worth a question
    changes with every import.
    """
    return _Comparison(fresh, shelves, policy, worth).judgements()


class _Comparison:
    def __init__(self, fresh: Collection[str], shelves: Shelves, policy: Policy, worth: Worth | None) -> None:
        self._fresh = set(fresh)
        self._shelves = shelves
        self._policy: Policy = policy
        self._worth = worth
        self._cards = dict(shelves.cards(self._fresh))
        self._absent: set[str] = set()
        """Those of the members of blocks that have no card any more."""
        self._asked, found = shelves.around(self._fresh)
        self._blocks = found.inside
        self._overflown = found.overflown
        self._found_others = found.others
        self._differ: dict[tuple[Identifier, str], bool] = {}
        self._twice: dict[str, bool] = {}

    def judgements(self) -> Iterator[Judgement]:
        if self._found_others:
            for blocks in self._blocks.values():
                self._load(blocks.values())
        partners = self._met()
        doubtful = {two for two in self._met_before() if two[1] not in partners.get(two[0], ())}
        self._look_up({key for two in (*self._among_old(partners), *doubtful) for key in self._common(two)})
        for left, right in sorted(doubtful):
            if any(self._meet(key, left, right) for key in self._common((left, right))):
                partners[left].append(right)
            else:
                yield Judgement(pair=(left, right), outcome="none")
        for left, others in partners.items():  # as they met: cards of one block come one soon after the other
            a = self._cards[left]
            for right in others if len(others) == 1 else dict.fromkeys(others):
                b = self._cards[right]
                judgement = judge(a, b, self, self._policy, self._worth)
                if a.plugs and b.plugs and not set(a.plugs).isdisjoint(b.plugs):
                    judgement = reconsider(judgement, a, b, self._shelves.evidence(left, right))
                yield judgement

    def share(self, kind: Identifier, value: str) -> bool:
        """Whether people of other names have this identifier, too."""
        key = (kind, value)
        found = self._differ.get(key)
        if found is None:
            block = self._blocks[kind].get(value)
            found = block is None or names_differ([self._cards[c] for c in block if c in self._cards])
            self._differ[key] = found
        return found

    def hold_apart(self, a: Facets, b: Facets) -> bool:
        """Whether some book has the name of both twice, and not for one human with two jobs."""
        name = a.name.unordered
        return name != "" and name == b.name.unordered and self._met_twice(name)

    def _met_twice(self, name: str) -> bool:
        found = self._twice.get(name)
        if found is None:
            block = self._blocks["name"].get(name)
            books: defaultdict[str, list[Facets]] = defaultdict(list)
            for c in block or ():
                card = self._cards[c]
                if card.name.unordered == name:
                    books[card.book].append(card)
            found = self._twice[name] = block is None or any(map(_are_apart, books.values()))
        return found

    def _met(self) -> defaultdict[str, list[str]]:
        """The pairs that share a block which is worth looking into: by card, those that come after it, some twice."""
        partners: defaultdict[str, list[str]] = defaultdict(list)
        fresh, here = self._fresh, self._cards
        nobody_else = not self._found_others or fresh.issuperset(here)
        for kind, blocks in self._blocks.items():
            for value, members in blocks.items():
                inside = [member for member in members if member in here] if self._absent else members
                everybody = nobody_else or kind in _WHOLE or fresh.issuperset(inside)
                for left, right in self._pairs(kind, value, inside):
                    if everybody or left in fresh or right in fresh:
                        partners[left].append(right)
        return partners

    def _pairs(self, kind: BlockKind, value: str, members: Sequence[str]) -> Iterable[Pair]:
        """The pairs of a block that are worth comparing."""
        if kind == "name" and self._worth is not None and len(members) > 2:
            return self._namesakes(value, members, self._worth)
        return pairs_in(kind, members, self._cards)

    def _namesakes(self, name: str, members: Sequence[str], worth: Worth) -> Iterable[Pair]:
        """The pairs of one name; where it is no reason to ask, those that share more than the name."""
        twice = self._met_twice(name)
        if not worth.by_name(name, name, met_twice=twice):
            return pairs_with_more(members, self._cards)
        if not twice or worth.by_name(name, name, met_twice=True, same_book=True):
            return combinations(members, 2)
        books = {member: self._cards[member].book for member in members}
        across = ((a, b) for a, b in combinations(members, 2) if books[a] != books[b])
        return chain(across, pairs_with_more(members, self._cards))

    def _met_before(self) -> set[Pair]:
        """Pairs that met in a block which is too large from now on."""
        found: set[Pair] = set()
        for members in self._overflown:
            if not self._fresh.issuperset(members):
                found.update(self._shelves.judged_among(members))
        self._load(found)
        return {two for two in found if two[0] in self._cards and two[1] in self._cards}

    def _among_old(self, partners: Mapping[str, Collection[str]]) -> Iterator[Pair]:
        for left in partners.keys() - self._fresh:
            yield from ((left, right) for right in partners[left] if right not in self._fresh)

    def _load(self, groups: Collection[Sequence[str]]) -> None:
        missing = set(filterfalse(self._cards.__contains__, chain.from_iterable(groups)))
        if missing:
            self._cards.update(self._shelves.cards(missing))
            self._absent |= missing - self._cards.keys()

    def _look_up(self, keys: Collection[BlockKey]) -> None:
        """Find out about blocks that no fresh card is in."""
        more = {key for key in keys if key not in self._asked}
        if more:
            for kind, blocks in self._shelves.blocks(more).items():
                self._blocks[kind].update(blocks)
                self._load(blocks.values())

    def _common(self, two: Pair) -> set[BlockKey]:
        left, right = (self._shelves.keys(self._cards[card]) for card in two)
        return set(left).intersection(right)

    def _meet(self, key: BlockKey, left: str, right: str) -> bool:
        kind, value = key
        return value in self._blocks[kind] and meet_in(kind, self._cards[left], self._cards[right])


def _are_apart(cards: Sequence[Facets]) -> bool:
    """Whether a book has more than one human of a name, as far as its cards tell."""
    return any(not at_one_home_alike(a, b) for a, b in combinations(cards, 2))
