"""Cards side by side in memory, found by the blocks they fall into: for many cards at once."""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple

from netcore.steps.gather.identity.blocks import LARGEST, BlockKey, BlockKind, block_keys
from netcore.steps.gather.identity.facets import Facets

Inside = dict[BlockKind, dict[str, Sequence[str]]]
"""Blocks by kind (all kinds are there) and value: their cards' keys, ascending.  Whoever is given it may add to it."""


class Blocks(NamedTuple):
    """What was found under some keys."""

    inside: Inside
    """The blocks of two and more cards that are not too large."""
    overflown: Sequence[Sequence[str]]
    """The cards of blocks that are too large from now on, and were not before the fresh cards came."""
    others: bool = True
    """Whether there may be other cards in them than the fresh ones."""


class Shelf:
    """All cards, with all their blocks."""

    def __init__(self) -> None:
        self._cards: dict[str, Facets] = {}
        self._blocks: dict[BlockKind, dict[str, list[str] | str]] = {kind: {} for kind in LARGEST}
        """A card's key where it is alone, as in most blocks; else all keys, those that came last at the end."""

    def place(self, cards: Iterable[Facets], keys: Callable[[Facets], Iterable[BlockKey]]) -> None:
        """Put cards on the shelf, under all their keys; one that is there already is replaced by the new one."""
        blocks = self._blocks
        for card in cards:
            old = self._cards.get(card.key)
            if old is not None:
                self._remove(old)
            self._cards[card.key] = card
            own = card.key
            for kind, value in keys(card):
                block = blocks[kind].setdefault(value, own)
                if block is own:
                    continue  # it is alone, or the key comes twice
                if isinstance(block, str):
                    blocks[kind][value] = [block, own]
                elif block[-1] is not own:
                    block.append(own)

    def cards(self, keys: Iterable[str]) -> dict[str, Facets]:
        """Those of the cards that are here."""
        return {key: self._cards[key] for key in keys if key in self._cards}

    def blocks(self, keys: Iterable[BlockKey], fresh: Collection[str] = ()) -> Blocks:
        """Who is under these keys."""
        inside: Inside = {kind: {} for kind in LARGEST}
        overflown: list[Sequence[str]] = []
        for kind, value in keys:
            block = self._blocks[kind].get(value)
            if not isinstance(block, list):
                continue
            if len(block) <= LARGEST[kind]:
                inside[kind][value] = sorted(block)
            elif block[LARGEST[kind]] in fresh:  # those that came last stand last
                overflown.append(sorted(block))
        return Blocks(inside, overflown)

    def all(self) -> Blocks:
        """Who is under all keys, where all cards are fresh."""
        inside: Inside = {}
        for kind, blocks in self._blocks.items():
            most = LARGEST[kind]
            inside[kind] = {
                value: sorted(block)
                for value, block in blocks.items()
                if isinstance(block, list) and len(block) <= most
            }
        return Blocks(inside, (), others=False)

    def _remove(self, card: Facets) -> None:
        for kind, value in set(block_keys(card)):
            blocks = self._blocks[kind]
            block = blocks[value]
            rest = [] if isinstance(block, str) else [other for other in block if other != card.key]
            if len(rest) > 1:
                blocks[value] = rest
            elif rest:
                blocks[value] = rest[0]
            else:
                del blocks[value]
