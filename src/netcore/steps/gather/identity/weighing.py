"""How much the evidence weighs, in bits: the logarithm of how much likelier it is for one human than for two.

After Fellegi and Sunter (1969): weights add up, and start from how unlikely it is that two cards drawn blindly are one
human's.  Weights were set on synthetic address books with known truth, and are judgement, not estimates.

What two cards say about each other is weighed once, and kept (`weigh`).  How rare a name is, and how many cards there
are, changes with every import: that is added when somebody looks (`Scales`).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from math import inf, log2
from typing import Literal, get_args

from netcore.steps.gather.identity.facets import Facets, in_common
from netcore.steps.gather.identity.likeness import (
    Likeness,
    birthdays_nearly_agree,
    half_agrees,
    middle_names_agree,
    one_firm,
    one_middle_name,
    postcodes_nearly_agree,
    same_birthday,
    spelling_likeness,
    streets_nearly_agree,
    two_mailboxes_at_one_firm,
)
from netcore.steps.gather.identity.name_relation import (
    CLASH,
    EXACT,
    HALF,
    INITIAL,
    NICKNAME,
    OTHER_SCRIPT,
    OTHER_SURNAME,
    PARTIAL,
    SIMILAR,
    SWAPPED,
    TYPO,
    UNKNOWN,
    Relation,
)

_EMAIL, _MOBILE, _PROFILE, _PHONE, _SHARED, _SAME_CARD = 18.0, 17.0, 18.0, 9.0, 6.0, 20.0
_BIRTHDAY, _BIRTHDAY_WITHOUT_YEAR = 14.0, 8.0
"""One of 365 days, in one of some fifty years."""
_FIRM, _OTHER_FIRM, _STREET, _STREET_NEARLY, _POSTCODE = 6.0, -0.7, 8.0, 5.0, 5.0
_POSTCODE_NEARLY = 3.0
_BORN_IN_ONE_HOME = 6.0
"""On top of one birthday and one home: nobody but twins has both."""
_GIVEN_NAME_IN_ONE_HOME = 5.0
"""On top of one home, under two surnames: a household seldom has a given name twice, but from father to son."""
_SAME_BOOK = -4.5
"""People seldom write somebody into one book twice."""
_TWICE_IN_A_BOOK = -3.5
"""A name that one book has twice, on cards that it holds apart."""
_ONE_MIDDLE_NAME, _OTHER_MIDDLE_NAME = 3.5, -3.0
"""By their initials, of which one is on every eleventh to twelfth card: they are not evenly spread."""

Share = Literal["", "usual", "full", "twice", "half", "given", "other", "doubt"]
"""How much of a name's rarity counts: nothing; that of a middling name, however rare this one is, since all of a family
have it; all of it; all of it, for a name that one book has twice; the half that
an initial leaves; that of half a name alone, or beside another surname; all of it, where a namesake in the family or
at the firm would look just the same: that is never sure, however rare the name."""

NEVER_SURE: frozenset[Share] = frozenset({"", "usual"})
"""Names that clash, and cards that contradict each other or may be a father's and a son's."""

_SHARES: Mapping[Share, tuple[float, float]] = {
    "": (0.0, 0.0),
    "full": (1.0, inf),
    "twice": (1.0, inf),
    "half": (0.5, inf),
    "given": (1.0, 8.0),
    "other": (1.0, 9.0),
    "doubt": (1.0, inf),
}
"""The factor, and the most that counts."""

_OF_RELATION: dict[Relation, tuple[Share, float]] = {
    CLASH: ("", -12.0),
    SIMILAR: ("full", -9.0),
    OTHER_SURNAME: ("other", -5.0),
    OTHER_SCRIPT: ("", -2.0),
    UNKNOWN: ("", 0.0),
    INITIAL: ("half", 0.0),
    HALF: ("given", -1.0),
    PARTIAL: ("full", -2.5),
    TYPO: ("full", -4.0),
    NICKNAME: ("full", -3.0),
    SWAPPED: ("full", -3.0),
    EXACT: ("full", 0.0),
}
"""What counts of a name, and what is lost when two agree less than letter by letter."""

_KIN = -1.0
"""One surname, or one given name, and the other half of the name clashes: twins, or one human badly typed."""

_OTHER_BIRTHDAY, _BIRTHDAY_NEARLY = -8.0, -3.0
"""For a name that fits; nearly: one of day, month and year is another, or day and month changed places."""

_GENERATION_ON_ONE = -6.0

_ALIKE = 0.8
"""From here on two spellings may be one name, badly typed."""

_BITS_OF_THE_FEWEST = log2(1000)
"""However few cards there are: people come from a world of at least a thousand."""

_FEWEST_TO_COUNT_IN = 4000
"""Fewer cards do not show how frequent a name is: there nobody's is called rare."""

_IN_DOUBT: frozenset[Share] = frozenset({"doubt", "twice"})
_MOST_IN_DOUBT = 9.0
"""Of what suits somebody else as well more than one in a hundred are two humans, however much they have in common."""

_UNSEEN = 3000
"""Names that a small book has not met: they keep a name that occurs once in a hundred cards from looking rare."""

_OF_ITS_COUNT: dict[Share, float] = {"full": 3.0, "twice": 5.2}
"""In bits, for two cards of one full name that nobody else has; less by the logarithm of how many cards have it.  The
words of a name may each be common, and the name rare all the same: there its own count is the better witness.  A name
that one book has twice gets back most of what it lost for that (`_TWICE_IN_A_BOOK`): the count says it again."""

MIDDLING = 21.0
"""The rarity of a middling name, in bits, for whoever has no book to count in."""


def weigh(a: Facets, b: Facets, likeness: Likeness, *, met_twice: bool) -> tuple[float, Share]:
    """What two cards say about each other, without the rarity of the name; and how much of that rarity counts.

    ``met_twice``: some book has the name twice, on cards that it holds apart.
    """
    share, bits = _names(a, b, likeness)
    if likeness.contradiction:  # rare names make it no likelier: people of one family have them, too
        bits += of_names(share, MIDDLING) + (_BIRTHDAY_NEARLY if birthdays_nearly_agree(a, b) else _OTHER_BIRTHDAY)
        share = ""
    elif bool(a.name.generation) != bool(b.name.generation):  # a Jr. and somebody who does not say: father and son?
        bits += of_names(share, MIDDLING) - MIDDLING + _GENERATION_ON_ONE
        share = "usual"
    bits += _identifiers(likeness) + _life(a, b, likeness)
    if share == "full" and _another_would_look_so(a, b, likeness):
        share = "doubt"
    one_book = a.book == b.book
    if one_book or (met_twice and likeness.relation.whole):
        bits += _SAME_BOOK if one_book else _TWICE_IN_A_BOOK
        share = "twice" if share == "full" and likeness.relation.whole else share
    return bits, share


def _another_would_look_so(a: Facets, b: Facets, likeness: Likeness) -> bool:
    """Whether a relative, or a namesake in the family or at the firm, is as good an explanation, however rare the name.

    Another middle name; two mailboxes at one firm; nothing but a line that a household has, or a firm; under names
    that are not quite the same, whatever relatives and colleagues share.
    """
    if likeness.relation.whole and not middle_names_agree(a, b):
        return True
    if likeness.own_identifier:
        return False
    if not likeness.relation.whole:
        return likeness.identifiers or same_birthday(a, b) or one_firm(a, b)
    return not same_birthday(a, b) and (bool(likeness.phones) or two_mailboxes_at_one_firm(a, b))


def of_names(share: Share, rarity: float) -> float:
    """The bits that a name adds."""
    if share == "usual":
        return MIDDLING
    factor, most = _SHARES[share]
    return factor * min(rarity, most)


def _names(a: Facets, b: Facets, likeness: Likeness) -> tuple[Share, float]:
    relation = likeness.relation
    if relation <= SIMILAR and not likeness.own_identifier and not likeness.phones:
        alike = spelling_likeness(a, b)
        if alike > _ALIKE:
            return ("", 40 * (alike - _ALIKE)) if relation is CLASH else ("full", -5.0)
        if relation is CLASH and half_agrees(a, b):
            return "", _KIN
    share, bits = _OF_RELATION[relation]
    if relation.compatible and one_middle_name(a, b):
        bits += _ONE_MIDDLE_NAME
    elif relation is EXACT and not middle_names_agree(a, b):
        bits += _OTHER_MIDDLE_NAME
    return share, bits


def _identifiers(likeness: Likeness) -> float:
    if not likeness.identifiers:
        return _SAME_CARD * likeness.same_card
    bits = _EMAIL * bool(likeness.emails) + _MOBILE * bool(likeness.mobiles) + _PROFILE * bool(likeness.profiles)
    bits += _PHONE * bool(likeness.phones) + _SAME_CARD * likeness.same_card
    return bits + _SHARED * bool(likeness.shared_emails or likeness.shared_phones)


def _life(a: Facets, b: Facets, likeness: Likeness) -> float:
    bits = 0.0
    if a.birthday and b.birthday and not likeness.contradiction:
        bits += _BIRTHDAY if a.birthday[0] and b.birthday[0] else _BIRTHDAY_WITHOUT_YEAR
    if a.firms and b.firms:
        bits += _FIRM if one_firm(a, b) else _OTHER_FIRM
    if a.streets and b.streets:
        at_home = _STREET * in_common(a.streets, b.streets) or _STREET_NEARLY * streets_nearly_agree(a, b)
        bits += at_home + _BORN_IN_ONE_HOME * (at_home > 0 and same_birthday(a, b))
        bits += _GIVEN_NAME_IN_ONE_HOME * (at_home > 0 and likeness.relation is OTHER_SURNAME)
    if a.postcodes and b.postcodes:
        bits += _POSTCODE * in_common(a.postcodes, b.postcodes) or _POSTCODE_NEARLY * postcodes_nearly_agree(a, b)
    return bits


class Scales:
    """Adds what a whole network knows: how many cards there are, and how rare a name is."""

    def __init__(self, names: Iterable[tuple[str, int]], cards: int) -> None:
        """``names``: each name as `PersonName.words`, and on how many of the ``cards`` it is."""
        self._times = dict(names)
        self._rarities: dict[str, float] = {}
        self._added: dict[Share, dict[str, float]] = {share: {} for share in get_args(Share)}
        words: dict[str, int] = {}
        for name, times in self._times.items():
            for word in name.split():
                words[word] = words.get(word, 0) + times
        everybody = log2(sum(self._times.values()) + _UNSEEN)
        self._information = {word: everybody - log2(times + 0.7) for word, times in words.items()}
        self._of_new_words = everybody - log2(0.7)
        self._prior = -log2(max(cards, _FEWEST_TO_COUNT_IN))

    def bits(self, weight: float, share: Share, left: str, right: str) -> float:
        """For both being one human; 0 is even odds.  ``left``, ``right``: their names as `PersonName.words`."""
        if left != right:
            rarity = min([self._rarity(name) for name in (left, right) if name])
            bits = weight + self._prior + of_names(share, rarity)
        else:
            added = self._added[share].get(left)
            if added is None:
                added = self._added[share][left] = self._added_by(share, left)
            bits = weight + added
        return min(bits, _MOST_IN_DOUBT) if share in _IN_DOUBT else bits

    def _added_by(self, share: Share, name: str) -> float:
        """What one name on two cards adds, the prior included."""
        by_words = self._prior + of_names(share, self._rarity(name) if name else 0.0)
        if share not in _OF_ITS_COUNT or " " not in name:
            return by_words
        return max(by_words, _OF_ITS_COUNT[share] - log2(self._times.get(name, 2)))  # these two have it at least

    def most_by_name(self, left: str, right: str, *, met_twice: bool, same_book: bool) -> float:
        """The most that there can be for cards that have nothing in common but names like these.

        An equal name weighs most, and is as good as a middling one where only one card says Jr.
        """
        twice = _SAME_BOOK if same_book else _TWICE_IN_A_BOOK
        most = self.bits(twice, "twice", left, right) if met_twice else self.bits(0.0, "full", left, right)
        return max(most, self._prior + MIDDLING + _GENERATION_ON_ONE)

    def _rarity(self, name: str) -> float:
        """The information in a name: minus the binary logarithm of the share of people who have it."""
        found = self._rarities.get(name)
        if found is None:
            rarest = sorted([self._information.get(word, self._of_new_words) for word in name.split()])[-2:]
            found = self._rarities[name] = sum(rarest)
        return found


def nominal(weight: float, share: Share) -> float:
    """The bits that there would be among few cards, for a middling name: to put pairs in order, the same for ever."""
    return weight + of_names(share, MIDDLING) - _BITS_OF_THE_FEWEST


def counted(names: Iterable[str]) -> Mapping[str, int]:
    """On how many cards each name is."""
    return Counter(filter(None, names))
