"""A name taken apart for comparing."""

import re
from functools import lru_cache
from typing import Literal

from netcore.model.contact import Name
from netcore.steps.gather.identity.distinctions import (
    NOTHING_TOLD,
    Distinction,
    distinctions_in,
    may_tell,
    taken_off,
    told_by_remarks,
)
from netcore.steps.gather.identity.vocabulary import (
    CREDENTIALS,
    GENERATIONS,
    ORGANISATION_WORDS,
    PARTICLES,
    SURNAMES_TOO,
    TITLES,
)
from netcore.steps.gather.identity.words import comparable, comparable_once, script_of

NameKind = Literal["person", "several", "organisation", "handle", "none"]
"""several: "Ada & Charles"; handle: a word that is no name."""

_DECORATION = re.compile(r"\([^)]*\)?|\[[^\]]*\]?|\s[-–—|/@]\s.*$")
"""What people add to a name to remember from where: "Ada (choir)", "Ada - choir"."""

_BEHIND_NAMES = (
    CREDENTIALS | GENERATIONS.keys() | {"dr", "prof", "mr", "mrs", "ms", "miss", "mme", "mlle", "herr", "frau"}
)

_SURNAME_FIRST = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL"})
"""Scripts in which a whole name begins with the surname."""

_SEVERAL = re.compile(r"&|\s\+\s|\b(?:and|und|family|familie|famille)\b", re.IGNORECASE)


class PersonName:
    """The comparable words of a name.

    Made by `person_name`, which gives one object to all who are spelt alike, so that ``is`` tells equality and tables
    can be kept by name.  ``given`` may be one letter, an initial.  ``generation`` and ``title`` tell apart who shares
    a name (see `Distinction`).
    """

    __slots__ = ("family", "generation", "given", "kind", "middle", "script", "title", "unordered", "words")

    def __init__(
        self,
        kind: NameKind,
        given: str = "",
        middle: tuple[str, ...] = (),
        family: tuple[str, ...] = (),
        distinction: Distinction = NOTHING_TOLD,
    ) -> None:
        self.kind = kind
        self.given = given
        self.middle = middle
        self.family = family
        self.generation, self.title = distinction
        halves = (given, *family)
        self.script = script_of("".join(halves))
        """Of names that are not written in Latin, Greek or Cyrillic letters: comparable in their own script only."""
        self.unordered = " ".join(sorted(halves)) if given and family else ""
        """Given name and surname in no order: the same for swapped names; "" when one of them is missing."""
        self.words = self.unordered or (given or " ".join(sorted(family)) if kind == "person" else "")
        """The same, or the half that there is: by which it is counted how rare the name is."""


def person_name(name: Name) -> PersonName:
    """Take a name apart; the parts win over ``display``, which is used when there are none.

    What tells two people of one name apart (Jr., Mrs.) is taken from wherever it stands.
    """
    return _of(name.given, name.family, name.additional, name.display, (name.prefix, name.suffix))


@lru_cache(maxsize=2_000_000)
def _of(given: str, family: str, additional: str, display: str, around: tuple[str, str]) -> PersonName:
    told = distinctions_in(*around) if any(around) else NOTHING_TOLD
    if not given and not family:
        return _from_display(display, told)
    if display != f"{given} {family}" and may_tell(display, comparable_once(display).split()):
        shown = _from_display(display, told)
        told = told.or_else(Distinction(shown.generation, shown.title))
    return _from_parts(given, family, additional, told)


def _from_parts(given: str, family: str, additional: str, told: Distinction) -> PersonName:
    first = _given_names(given)
    if first is None:
        return PersonName("several")
    givens, told_by_first = first
    families, told_by_last = _surnames(family, 0 if givens else 1)
    told = told.or_else(told_by_first).or_else(told_by_last)
    if not givens and len(families) > 1 and not additional:
        return _from_words(list(families), told)
    middle = (*givens[1:], *comparable(additional).split()) if additional else givens[1:]
    return PersonName("person", givens[0] if givens else "", middle, families, told)


_PARTS_CACHED = 200_000
"""Given names, and surnames, to remember: there are far fewer than full names."""


@lru_cache(maxsize=_PARTS_CACHED)
def _given_names(given: str) -> tuple[tuple[str, ...], Distinction] | None:
    """The comparable given names, and what they tell; None where they are of several people."""
    told = NOTHING_TOLD
    if _decorated(given):
        told, given = told_by_remarks(_DECORATION.findall(given)), _DECORATION.sub("", given).strip()
    if _SEVERAL.search(given):
        return None
    words, told = taken_off(given, told, names=1)
    while len(words) > 1 and (words[0] in TITLES or words[0] in PARTICLES):
        del words[0]
    return tuple(words), told


@lru_cache(maxsize=_PARTS_CACHED)
def _surnames(family: str, names: int) -> tuple[tuple[str, ...], Distinction]:
    """The comparable surnames, and what they tell (``names``: see `taken_off`)."""
    told = NOTHING_TOLD
    if _decorated(family):
        told, family = told_by_remarks(_DECORATION.findall(family)), _DECORATION.sub("", family).strip()
    words, told = taken_off(family, told, names=names)
    return tuple(_surname_words(words)), told


def _decorated(part: str) -> bool:
    return "(" in part or "[" in part or " " in part


def _surname_words(words: list[str]) -> list[str]:
    """Without particles and credentials, unless nothing else is left."""
    return [word for word in words if word not in PARTICLES and word not in CREDENTIALS] or words


def _from_display(display: str, told: Distinction) -> PersonName:
    text = _DECORATION.sub("", display).strip() or display
    if "@" in text or not any(letter.isalpha() for letter in text):
        return PersonName("none")
    if _SEVERAL.search(text):
        return PersonName("several")
    if text is not display:
        told = told.or_else(told_by_remarks(_DECORATION.findall(display)))
    first, comma, rest = text.partition(",")
    if not comma:
        return _from_words(*taken_off(text, told, names=2))
    words = comparable(rest).split()
    if any(word in ORGANISATION_WORDS for word in words):
        return PersonName("organisation")
    if any(word not in _BEHIND_NAMES for word in words):
        return _from_parts(rest.strip(), first.strip(), "", told)  # "Lovelace, Ada"
    return _from_words(*taken_off(first, told.or_else(distinctions_in(rest, rest)), names=2))


def _from_words(words: list[str], told: Distinction) -> PersonName:
    while len(words) > 1 and words[0] in TITLES:
        words = words[1:]
    while len(words) > 1 and words[-1] in CREDENTIALS:
        words = words[:-1]
    if any(word in ORGANISATION_WORDS for word in words[1:]) and not (len(words) == 2 and words[1] in SURNAMES_TOO):
        return PersonName("organisation")
    if not words:
        return PersonName("none")
    if len(words) == 1:
        return PersonName("person" if words[0].isalpha() else "handle", words[0], distinction=told)
    if script_of(words[0]) in _SURNAME_FIRST:
        return PersonName("person", words[-1], tuple(words[1:-1]), (words[0],), told)
    rest = _surname_words(words[1:])
    return PersonName("person", words[0], tuple(rest[:-1]), (rest[-1],), told)
