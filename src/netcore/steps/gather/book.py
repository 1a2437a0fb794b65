"""The network as one who compares cards sees it: cards by anchor, and anchors by what they have in common."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from netcore.model.contact import Contact
from netcore.model.merging import Leaf, merged
from netcore.steps.gather.identifiers import Key, is_key
from netcore.steps.gather.identity.facets import Facets, phone_key
from netcore.store import Transaction
from netcore.store.verdicts import Pair, Verdict

BY_HAND = "hand:me"
"""The account of the people whom the user added by name."""

_PLACES = frozenset({"home", "work", "fax", "main", "pager", "other"})
_LARGEST = 60
"""So many cards may share a value that is still looked into."""


@dataclass(frozen=True, slots=True)
class Card:
    """One card, ready to be compared."""

    facets: Facets
    own_lines: frozenset[str]
    """Numbers that the card does not tie to a place (home, work…): as good as mobiles."""
    spelled: Mapping[str, str]
    """The numbers as the card writes them, by their keys."""

    @property
    def keys(self) -> list[Key]:
        """The identifiers by which other cards of the same human are found."""
        facets = self.facets
        kinds = (("mailbox", facets.emails), ("line", facets.phones), ("profile", facets.profiles))
        found = [(kind, value) for kind, values in kinds for value in values if is_key(value)]
        return [*found, ("uid", facets.uid)] if is_key(facets.uid) else found


class Book:
    """Reads what comparing needs, each card once."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self._cards: dict[str, Card] = {}

    def add(self, account: str, contacts: Mapping[str, Contact]) -> None:
        """Take cards that are at hand already, by anchor."""
        for anchor, contact in contacts.items():
            self._cards[anchor] = _card(anchor, account, contact)

    def cards(self, anchors: Iterable[str]) -> dict[str, Card]:
        """The cards of these anchors, with what the user corrected on them."""
        wanted = set(anchors)
        missing = wanted - self._cards.keys()
        if missing:
            corrections = self._tx.people.corrections(missing)
            for anchor, record in self._tx.records.get(missing).items():
                said = corrections.get(anchor)
                contact = merged([Leaf(record.contact)], said) if said else record.contact
                self._cards[anchor] = _card(anchor, record.account, contact)
        return {anchor: self._cards[anchor] for anchor in wanted if anchor in self._cards}

    def sharing(self, keys: Collection[Key]) -> dict[Key, tuple[str, ...]]:
        """By identifier: the anchors that share it; those that too many share are left out, as if nobody did."""
        return self._tx.records.having(keys, least=2, most=_LARGEST)

    def namesakes(self, names: Collection[str], *, account: str = "") -> dict[Key, tuple[str, ...]]:
        """By name (as `PersonName.unordered`): who has it (in one account)."""
        keys = [("name", name) for name in names if is_key(name)]
        return self._tx.records.having(keys, most=_LARGEST, account=account)

    def known(self, anchors: Collection[str]) -> dict[Pair, Verdict]:
        """What is known about these anchors."""
        return self._tx.verdicts.around(anchors)


def _card(anchor: str, account: str, contact: Contact) -> Card:
    own = [phone_key(phone.number) for phone in contact.phones if _PLACES.isdisjoint(phone.kinds)]
    spelled = {phone_key(phone.number): phone.number for phone in contact.phones}
    return Card(Facets(anchor, account, contact), frozenset(filter(None, own)), spelled)
