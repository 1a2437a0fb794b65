"""All pairs of cards worth comparing, from the blocks they fall into."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import TypeVar

from netcore.steps.gather.identity.blocks import IDENTIFIERS, LARGEST, BlockKind, block_keys
from netcore.steps.gather.identity.facets import Facets
from netcore.steps.gather.identity.likeness import relation_of
from netcore.steps.gather.identity.name_relation import Relation, family_relation, given_relation

T = TypeVar("T")
Blocks = dict[BlockKind, dict[str, list[int]]]


def blocks_of(cards: Sequence[Facets]) -> Blocks:
    """The numbers of the cards in each block, ascending."""
    blocks: Blocks = {kind: defaultdict(list) for kind in LARGEST}
    for number, card in enumerate(cards):
        for kind, value in block_keys(card):
            block = blocks[kind][value]
            if not block or block[-1] != number:
                block.append(number)
    return blocks


def shared_values(cards: Sequence[Facets], blocks: Blocks) -> frozenset[str]:
    """Identifiers found on cards of different names: a family's mailbox, a switchboard, a number that was passed on.

    They are no proof for anybody.  One value too frequent to be looked into counts as shared, too.
    """
    return frozenset(
        value
        for kind in IDENTIFIERS
        for value, numbers in blocks[kind].items()
        if len(numbers) > 1 and (len(numbers) > LARGEST[kind] or _names_differ([cards[n] for n in numbers]))
    )


def _names_differ(cards: Sequence[Facets]) -> bool:
    return any(relation_of(a, b) <= Relation.SIMILAR for a, b in combinations(cards, 2))


def candidates(cards: Sequence[Facets], blocks: Blocks) -> set[tuple[int, int]]:
    """Pairs (smaller number first) that share a block."""
    found: set[tuple[int, int]] = set()
    for kind, table in blocks.items():
        largest = LARGEST[kind]
        pairs = _PAIRS.get(kind, _all_pairs)
        for numbers in table.values():
            if 1 < len(numbers) <= largest:
                found.update(pairs(cards, numbers))
    return found


def _all_pairs(_: Sequence[Facets], numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    return combinations(numbers, 2)


def _of_one_surname(cards: Sequence[Facets], numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    return _related(numbers, [cards[n].name.given for n in numbers], given_relation)


def _of_one_given_name(cards: Sequence[Facets], numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    return _related(numbers, [cards[n].name.family for n in numbers], family_relation)


def _related(
    numbers: Sequence[int], parts: Sequence[T], relation: Callable[[T, T], Relation]
) -> Iterator[tuple[int, int]]:
    """Pairs whose other half of the name may be the same: large blocks hold few different names that are."""
    alike: dict[T, list[int]] = defaultdict(list)
    for number, part in zip(numbers, parts, strict=True):
        alike[part].append(number)
    for group in alike.values():
        yield from combinations(group, 2)
    for (x, left), (y, right) in combinations(alike.items(), 2):
        if relation(x, y) > Relation.SIMILAR:
            yield from ((a, b) if a < b else (b, a) for a in left for b in right)


_PAIRS: dict[BlockKind, Callable[[Sequence[Facets], Sequence[int]], Iterator[tuple[int, int]]]] = {
    "family": _of_one_surname,
    "given": _of_one_given_name,
}
