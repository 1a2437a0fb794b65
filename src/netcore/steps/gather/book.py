"""The network as one who compares cards sees it: cards by anchor, and the blocks that they fall into."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from netcore.model.contact import Contact
from netcore.model.merging import Leaf, merged
from netcore.plugins.judges import Evidence
from netcore.steps.gather.identity.blocks import LARGEST, BlockKey, Pair, block_keys, number_of
from netcore.steps.gather.identity.facets import Facets
from netcore.steps.gather.identity.shelf import Blocks, Inside, Shelf
from netcore.steps.gather.matchers import Matchers
from netcore.store import Transaction
from netcore.store.chunks import chunks

BY_HAND = "hand:me"
"""The account of the people whom the user added by name."""


class Book:
    """Reads what comparing needs, each card once: from the store, or from a shelf that holds all cards."""

    def __init__(self, tx: Transaction, matchers: Matchers, shelf: Shelf | None = None) -> None:
        """``shelf``: all cards of the store, for comparing very many; it takes in what is added."""
        self._tx = tx
        self._matchers = matchers
        self._shelf = shelf
        self._cards: dict[str, Facets] = {}
        self._keys: dict[str, frozenset[BlockKey]] = {}

    def add(self, account: str, contacts: Mapping[str, Contact]) -> dict[str, set[int]]:
        """Take cards that are at hand, by anchor; returns the numbers of the blocks that each falls into."""
        fresh = [self._facets(anchor, account, contact) for anchor, contact in contacts.items()]
        self._cards.update((card.key, card) for card in fresh)
        if self._shelf is not None:
            self._shelf.place(fresh, self.keys)
        return {card.key: {number_of(key) for key in self.keys(card)} for card in fresh}

    def fill(self, shelf: Shelf) -> None:
        """Put all cards of the store on a shelf, and work with it from now on."""
        for anchors in chunks(self._tx.records.all_anchors()):
            here = self._tx.people.current(anchors)
            shelf.place(self._read(anchor for anchor in anchors if anchor in here), block_keys)
        self._shelf = shelf

    # -- what comparing asks -----------------------------------------------------------------------------------------

    def cards(self, keys: Collection[str]) -> dict[str, Facets]:
        """The cards of these anchors, with what the user corrected on them."""
        found = {key: self._cards[key] for key in keys if key in self._cards}
        missing = set(keys) - found.keys()
        if missing and self._shelf is not None:
            return found | self._shelf.cards(missing)
        for card in self._read(missing):
            found[card.key] = self._cards[card.key] = card
        return found

    def keys(self, card: Facets) -> frozenset[BlockKey]:
        """The blocks that a card falls into."""
        found = self._keys.get(card.key)
        if found is None:
            found = self._keys[card.key] = frozenset(block_keys(card))
        return found

    def around(self, fresh: Collection[str]) -> tuple[Collection[BlockKey], Blocks]:
        """All blocks that fresh cards fall into, and who is in them."""
        keys = {key for card in self.cards(fresh).values() for key in self.keys(card)}
        return keys, self._blocks(keys, fresh)

    def blocks(self, keys: Collection[BlockKey]) -> Inside:
        """Who is in these blocks, as far as they are worth looking into."""
        return self._blocks(keys, ()).inside

    def evidence(self, left: str, right: str) -> Sequence[Evidence]:
        """What plugins say about two cards."""
        contacts = self._contacts((left, right))
        return self._matchers.compare(contacts[left][1], contacts[right][1]) if len(contacts) == 2 else ()

    def judged_among(self, cards: Sequence[str]) -> Collection[Pair]:
        """The pairs among these anchors of which the machine thinks something already."""
        inside = set(cards)
        known = self._tx.verdicts.around(cards)
        return [two for two, verdict in known.items() if verdict.judged and inside.issuperset(two)]

    # -- inside ------------------------------------------------------------------------------------------------------

    def _blocks(self, keys: Collection[BlockKey], fresh: Collection[str]) -> Blocks:
        if self._shelf is not None:
            return self._shelf.blocks(keys, fresh)
        numbers = {number_of(key): key for key in keys}
        sizes = self._tx.records.block_sizes(numbers)
        small = [number for number, size in sizes.items() if size <= LARGEST[numbers[number][0]] + len(fresh)]
        inside: Inside = {kind: {} for kind in LARGEST}
        overflown: list[Sequence[str]] = []
        for number, members in self._tx.records.in_blocks(small).items():
            kind, value = numbers[number]
            if len(members) <= LARGEST[kind]:
                inside[kind][value] = members
            elif sum(member not in fresh for member in members) <= LARGEST[kind]:
                overflown.append(members)
        return Blocks(inside, overflown)

    def _read(self, anchors: Iterable[str]) -> Iterator[Facets]:
        for some in chunks(anchors):  # contacts are much larger than what is kept of them
            yield from (self._facets(anchor, *found) for anchor, found in self._contacts(some).items())

    def _contacts(self, anchors: Iterable[str]) -> dict[str, tuple[str, Contact]]:
        """By anchor: its account and its card."""
        found = self._tx.records.get(anchors)
        corrections = self._tx.people.corrections(found)
        return {
            anchor: (
                record.account,
                merged([Leaf(record.contact)], corrections[anchor]) if anchor in corrections else record.contact,
            )
            for anchor, record in found.items()
        }

    def _facets(self, anchor: str, account: str, contact: Contact) -> Facets:
        return Facets(anchor, account, contact, self._matchers.keys(contact))
