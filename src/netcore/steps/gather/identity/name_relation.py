"""How two names stand to each other."""

from enum import IntEnum
from functools import lru_cache

from rapidfuzz.distance import OSA

from netcore.steps.gather.identity.distinctions import Distinction
from netcore.steps.gather.identity.nicknames import formal_names, known_names
from netcore.steps.gather.identity.person_name import PersonName
from netcore.steps.gather.identity.words import romanised


class Relation(IntEnum):
    """From contradiction to equality."""

    CLASH = 0
    SIMILAR = 1
    """Near, but each a name of its own: Anna and Anne, Peter and Peters.  Never taken for a slip of the pen."""
    OTHER_SURNAME = 2
    """The same given name with another surname: a marriage, or somebody else."""
    OTHER_SCRIPT = 3
    """Written in scripts that cannot be compared: 陈伟 and Chen Wei."""
    UNKNOWN = 4
    """One side has no name to compare."""
    INITIAL = 5
    HALF = 6
    """One side has only the given name, or only the surname, and it is the same."""
    PARTIAL = 7
    """One surname of two, or the same words divided otherwise."""
    TYPO = 8
    NICKNAME = 9
    SWAPPED = 10
    EXACT = 11

    def __init__(self, rank: int) -> None:
        self.compatible = rank >= 5  # INITIAL
        """Whether both may be one human's name, as far as names can tell."""
        self.whole = rank >= 10  # SWAPPED
        """Whether given name and surname are both the same."""


CLASH, SIMILAR, OTHER_SURNAME, OTHER_SCRIPT, UNKNOWN, INITIAL = list(Relation)[:6]
HALF, PARTIAL, TYPO, NICKNAME, SWAPPED, EXACT = list(Relation)[6:]
"""The same by bare names: in Python 3.11 to look up ``Relation.EXACT`` takes ten times as long."""

_CACHED = 20_000
"""Pairs of distinct given names, or surnames, to remember: they come again in one block after the other."""

_SHORTEST_FOR_A_TYPO = 4
"""In shorter words one letter is too much of the word: Jan and Jon, Ann and Amy."""


_SHORTEST_FOR_TWO_TYPOS = 7
"""In surnames from here on two letters are no more than one is in a short one."""


def given_relation(a: str, b: str) -> Relation:
    """Compare two comparable given names."""
    if a == b:
        return EXACT
    if not a or not b:
        return UNKNOWN
    if len(a) == 1 or len(b) == 1:
        return INITIAL if a[0] == b[0] else CLASH
    return _given_pair(a, b) if a < b else _given_pair(b, a)


@lru_cache(maxsize=_CACHED)
def _given_pair(a: str, b: str) -> Relation:
    """The same, of two names in alphabetical order."""
    one_letter = abs(len(a) - len(b)) <= 1 and OSA.distance(a, b, score_cutoff=1) <= 1
    if one_letter and _gendered(a, b):
        return SIMILAR
    formal = formal_names()
    formal_a, formal_b = formal.get(a), formal.get(b)
    if formal_a and formal_b and not formal_a.isdisjoint(formal_b):
        return NICKNAME
    known = known_names()
    both_known = a in known and b in known
    if not both_known and _one_romanised(a, b):
        return NICKNAME
    if one_letter:
        endings_differ = a[:-1] == b[:-1] or a == b[:-1] or b == a[:-1]
        typo = len(a) >= _SHORTEST_FOR_A_TYPO <= len(b) and not both_known and not endings_differ
        return TYPO if typo and (a[0] == b[0] or a[1:] == b[1:]) else SIMILAR
    if len(a) > 2 and b.startswith(a):
        return SIMILAR if both_known else NICKNAME
    return CLASH


_ENDINGS = frozenset("ijysx")
"""Last letters that `romanised` makes other ones of: words that end otherwise in two ways are told apart fast."""


def _one_romanised(a: str, b: str) -> bool:
    """Whether two words may be one Cyrillic name, written in Latin letters in two ways."""
    if len(a) < _SHORTEST_FOR_A_TYPO or len(b) < _SHORTEST_FOR_A_TYPO:
        return False
    ends_alike = a[-1] == b[-1] or (a[-1] in _ENDINGS and b[-1] in _ENDINGS)
    return ends_alike and romanised(a) == romanised(b)


def _gendered(a: str, b: str) -> bool:
    """Whether two names differ in a last vowel only: Anna and Anne, Daniel and Daniela are two people's names."""
    short, long = sorted((a, b), key=len)
    if len(short) < _SHORTEST_FOR_A_TYPO:
        return False
    if len(short) == len(long):
        return short[:-1] == long[:-1] and short[-1] in "aeo" and long[-1] in "aeo"
    return long[:-1] == short and long[-1] in "aeo"


def family_relation(a: tuple[str, ...], b: tuple[str, ...]) -> Relation:
    """Compare two surnames, each as comparable words."""
    if a == b:
        return EXACT
    if not a or not b:
        return UNKNOWN
    if not set(a).isdisjoint(b):
        return PARTIAL
    return _family_pair(a, b) if a < b else _family_pair(b, a)


@lru_cache(maxsize=_CACHED)
def _family_pair(a: tuple[str, ...], b: tuple[str, ...]) -> Relation:
    if "".join(a) == "".join(b):
        return EXACT
    return max(_surname_words(x, y) for x in a for y in b)


def _surname_words(x: str, y: str) -> Relation:
    if len(x) == 1 or len(y) == 1:
        return INITIAL if x[0] == y[0] else CLASH
    if _one_romanised(x, y):
        return TYPO
    shortest = min(len(x), len(y))
    slips = 2 if shortest >= _SHORTEST_FOR_TWO_TYPOS else 1
    if shortest < _SHORTEST_FOR_A_TYPO or OSA.distance(x, y, score_cutoff=slips) > slips:
        return CLASH
    endings_differ = x[:-1] == y[:-1] or x == y[:-1] or y == x[:-1]
    counted = not (x.isalpha() and y.isalpha())  # a number in a name is there to tell two apart
    return SIMILAR if endings_differ or counted else TYPO


def name_relation(a: PersonName, b: PersonName) -> Relation:
    """Compare two names as people write them: divided otherwise, swapped, shortened, misspelt.  Symmetric."""
    if a.unordered and a.unordered == b.unordered and a.script == b.script:
        return EXACT if a.given == b.given else SWAPPED
    if a.kind != "person" or b.kind != "person":
        nameless = not {a.kind, b.kind}.isdisjoint({"none", "handle"})
        return UNKNOWN if nameless or a is b else CLASH
    if a.script != b.script:
        return OTHER_SCRIPT
    straight = _one_missing(a, b) if not a.family or not b.family else _straight(a, b)
    if straight < HALF and _swapped(a, b):
        return SWAPPED
    return straight


def told_apart(a: PersonName, b: PersonName) -> str:
    """Why two people of one name can be no one human, in words: father and son, a couple; "" when they can."""
    if not (a.generation or a.title) or not (b.generation or b.title):
        return ""
    return Distinction(a.generation, a.title).against(Distinction(b.generation, b.title))


def _one_missing(a: PersonName, b: PersonName) -> Relation:
    given = given_relation(a.given, b.given)
    only_word_is_a_surname = (not a.family and a.given in b.family) or (not b.family and b.given in a.family)
    if given >= TYPO or only_word_is_a_surname:
        return HALF
    return given


def _straight(a: PersonName, b: PersonName) -> Relation:
    given = given_relation(a.given, b.given)
    if given is CLASH and not a.middle and not b.middle:
        return given
    family = family_relation(a.family, b.family)
    if given is UNKNOWN and family >= TYPO:
        return HALF
    if family is CLASH and not (set(a.middle).isdisjoint(b.family) and set(b.middle).isdisjoint(a.family)):
        family = PARTIAL  # two surnames, of which one side takes the first for a middle name
    if family is CLASH:
        kept_given = given is EXACT or given is NICKNAME or given is TYPO
        return OTHER_SURNAME if kept_given else CLASH
    if given is CLASH and family >= PARTIAL and (a.given in b.middle or b.given in a.middle):
        return PARTIAL  # called by the second name
    return min(given, family)


def _swapped(a: PersonName, b: PersonName) -> bool:
    if not a.family or not b.family or len(a.given) == 1 or len(b.given) == 1:
        return False
    return _among(a.given, b.family) and _among(b.given, a.family)


def _among(given: str, family: tuple[str, ...]) -> bool:
    return given in family or given_relation(given, family[0]) >= TYPO
