"""A name taken apart for comparing."""

import re
from functools import lru_cache
from typing import Literal

from netcore.model.contact import Name
from netcore.steps.gather.identity.vocabulary import CREDENTIALS, GENERATIONS, ORGANISATION_WORDS, PARTICLES, TITLES
from netcore.steps.gather.identity.words import comparable

NameKind = Literal["person", "several", "organisation", "handle", "none"]
"""several: "Ada & Charles"; handle: a word that is no name."""

_DECORATION = re.compile(r"\([^)]*\)?|\[[^\]]*\]?|\s[-–—|/@]\s.*$")
"""What people add to a name to remember from where: "Ada (choir)", "Ada - choir"."""

_SEVERAL = re.compile(r"&|\s\+\s|\b(?:and|und|family|familie|famille)\b", re.IGNORECASE)


class PersonName:
    """The comparable words of a name.

    Made by `person_name`, which gives one object to all who are spelt alike, so that ``is`` tells equality and tables
    can be kept by name.  ``given`` may be one letter, an initial.
    """

    __slots__ = ("family", "generation", "given", "kind", "middle", "unordered", "words")

    def __init__(
        self,
        kind: NameKind,
        given: str = "",
        middle: tuple[str, ...] = (),
        family: tuple[str, ...] = (),
        generation: str = "",
    ) -> None:
        self.kind = kind
        self.given = given
        self.middle = middle
        self.family = family
        self.generation = generation
        self.unordered = " ".join(sorted((given, *family))) if given and family else ""
        """Given name and surname in no order: the same for swapped names; "" when one of them is missing."""
        self.words = self.unordered or (given or " ".join(sorted(family)) if kind == "person" else "")
        """The same, or the half that there is: by which it is counted how rare the name is."""


def person_name(name: Name) -> PersonName:
    """Take a name apart; the parts win over ``display``, which is used when there are none."""
    return _from_parts(name.given, name.family, name.additional, name.suffix, name.display)


@lru_cache(maxsize=2_000_000)
def _from_parts(given: str, family: str, additional: str, suffix: str, display: str) -> PersonName:
    if not given and not family:
        return _from_display(display)
    given, family = (_DECORATION.sub("", part).strip() if _decorated(part) else part for part in (given, family))
    if _SEVERAL.search(given):
        return PersonName("several")
    givens, families = comparable(given).split(), _surname_words(comparable(family).split())
    while len(givens) > 1 and (givens[0] in TITLES or givens[0] in PARTICLES):
        del givens[0]
    generation = next((GENERATIONS[word] for word in comparable(suffix).split() if word in GENERATIONS), "")
    if len(families) > 1 and families[-1] in GENERATIONS:
        generation = generation or GENERATIONS[families[-1]]
        del families[-1]
    if not givens and len(families) > 1 and not additional:
        return _from_words(families, generation)
    middle = (*givens[1:], *comparable(additional).split())
    return PersonName("person", givens[0] if givens else "", middle, tuple(families), generation)


def _decorated(part: str) -> bool:
    return "(" in part or "[" in part or " " in part


def _surname_words(words: list[str]) -> list[str]:
    """Without particles and credentials, unless nothing else is left."""
    return [word for word in words if word not in PARTICLES and word not in CREDENTIALS] or words


def _from_display(display: str) -> PersonName:
    text = _DECORATION.sub("", display).strip() or display
    if "@" in text or not any(letter.isalpha() for letter in text):
        return PersonName("none")
    if _SEVERAL.search(text):
        return PersonName("several")
    first, comma, rest = text.partition(",")
    if not comma:
        return _from_words(comparable(text).split(), "")
    words = comparable(rest).split()
    if any(word in ORGANISATION_WORDS for word in words):
        return PersonName("organisation")
    if any(word not in CREDENTIALS and word not in GENERATIONS for word in words):
        return _from_parts(rest.strip(), first.strip(), "", "", "")  # "Lovelace, Ada"
    generation = next((GENERATIONS[word] for word in words if word in GENERATIONS), "")
    return _from_words(comparable(first).split(), generation)


def _from_words(words: list[str], generation: str) -> PersonName:
    while len(words) > 1 and words[0] in TITLES:
        words = words[1:]
    while len(words) > 1 and (words[-1] in CREDENTIALS or words[-1] in GENERATIONS):
        generation = generation or GENERATIONS.get(words[-1], "")
        words = words[:-1]
    if any(word in ORGANISATION_WORDS for word in words[1:]):
        return PersonName("organisation")
    if not words:
        return PersonName("none")
    if len(words) == 1:
        return PersonName("person" if words[0].isalpha() else "handle", words[0], generation=generation)
    rest = _surname_words(words[1:])
    return PersonName("person", words[0], tuple(rest[:-1]), (rest[-1],), generation)
