"""How much the evidence weighs, in bits: the logarithm of how much likelier it is for one human than for two.

After Fellegi and Sunter (1969): weights add up, and start from how unlikely it is that two cards drawn blindly are one
human's.  Weights were set on synthetic address books with known truth, and are judgement, not estimates.
"""

from math import log2

from netcore.steps.gather.identity.facets import Facets
from netcore.steps.gather.identity.likeness import Likeness, spelling_likeness
from netcore.steps.gather.identity.name_relation import Relation
from netcore.steps.gather.identity.rarity import Rarity

_EMAIL, _MOBILE, _PROFILE, _PHONE, _SHARED = 18.0, 17.0, 18.0, 9.0, 6.0
_BIRTHDAY, _BIRTHDAY_WITHOUT_YEAR = 12.0, 8.0
_FIRM, _OTHER_FIRM, _STREET, _POSTCODE = 6.0, -0.7, 8.0, 5.0
_SAME_BOOK = -4.5
"""People seldom write somebody into one book twice."""
_TWICE_IN_A_BOOK = -3.5
"""A name that one book has twice, on cards that it holds apart."""
_OTHER_MIDDLE_NAME = -3.0
_CONTRADICTION = -10.0

_NAME_SHARE = {Relation.CLASH: 0.0, Relation.UNKNOWN: 0.0, Relation.INITIAL: 0.5}
"""How much of a name's information is left when only a part of it can be compared."""

_NAME_LOSS = {
    Relation.CLASH: 12.0,
    Relation.PARTIAL: 2.5,
    Relation.SWAPPED: 3.0,
    Relation.NICKNAME: 3.0,
    Relation.TYPO: 4.0,
    Relation.SIMILAR: 9.0,
}
"""What it loses when the names agree less than letter by letter."""

_ALIKE = 0.8
"""From here on two spellings may be one name, badly typed."""


class Scales:
    """Weighs two cards of one collection of books."""

    def __init__(self, rarity: Rarity, cards: int, twice_in_a_book: frozenset[str]) -> None:
        """``twice_in_a_book``: the unordered names that one book has on several cards."""
        self._rarity = rarity
        self._prior = -log2(max(cards, 2))
        self._twice = twice_in_a_book

    def weigh(self, a: Facets, b: Facets, likeness: Likeness) -> float:
        """The bits for both being one human; 0 is even odds."""
        bits = self._prior + self._name(a, b, likeness) + self._identifiers(likeness) + self._life(a, b, likeness)
        if a.book == b.book:
            bits += _SAME_BOOK
        if likeness.relation.whole and a.name.unordered in self._twice:
            bits += _TWICE_IN_A_BOOK
        return bits

    def _name(self, a: Facets, b: Facets, likeness: Likeness) -> float:
        relation = likeness.relation
        information = min(self._rarity.bits(a.name), self._rarity.bits(b.name))
        if (
            relation is Relation.EXACT
            and a.name.middle
            and b.name.middle
            and a.name.middle[0][0] != b.name.middle[0][0]
        ):
            information += _OTHER_MIDDLE_NAME
        if relation <= Relation.SIMILAR and not likeness.own_identifier and not likeness.phones:
            alike = spelling_likeness(a, b)
            if alike > _ALIKE:
                return 40 * (alike - _ALIKE) if relation is Relation.CLASH else information - 5
        if relation is Relation.OTHER_SURNAME:
            return min(information, 9.0) - 5.0
        if relation is Relation.GIVEN_ONLY:
            return min(information, 8.0) - 1.0
        return information * _NAME_SHARE.get(relation, 1.0) - _NAME_LOSS.get(relation, 0.0)

    @staticmethod
    def _identifiers(likeness: Likeness) -> float:
        bits = _EMAIL * bool(likeness.emails) + _MOBILE * bool(likeness.mobiles) + _PROFILE * bool(likeness.profiles)
        bits += _PHONE * bool(likeness.phones)
        return bits + _SHARED * bool(likeness.shared_emails or likeness.shared_phones)

    @staticmethod
    def _life(a: Facets, b: Facets, likeness: Likeness) -> float:
        bits = _CONTRADICTION if likeness.contradiction else 0.0
        if a.birthday and b.birthday and not likeness.contradiction:
            bits += _BIRTHDAY if a.birthday[0] and b.birthday[0] else _BIRTHDAY_WITHOUT_YEAR
        if a.firms and b.firms:
            bits += _OTHER_FIRM if set(a.firms).isdisjoint(b.firms) else _FIRM
        bits += _STREET * (not a.streets.isdisjoint(b.streets))
        return bits + _POSTCODE * (not a.postcodes.isdisjoint(b.postcodes))
