"""What tells people of one name apart: father and son by a generation, a couple by their titles."""

import re
from collections.abc import Iterable
from itertools import takewhile
from typing import NamedTuple

from netcore.steps.gather.identity.vocabulary import (
    GENDERED_TITLES,
    GENERATION_PHRASES,
    GENERATIONS,
    LAST_GENERATIONS,
    REMARKED_GENERATIONS,
    TITLES,
)
from netcore.steps.gather.identity.words import comparable

_ELDER_OR_YOUNGER = re.compile(r"(?<!\w)d\.\s?(?:(Ä|ä|[Aa]e|[Aa]\u0308)|[Jj])\.?(?!\w)")
"""German for the Elder and the Younger: "Hans Meier d. Ä."."""

_OPPOSITE = frozenset({"man woman", "woman man", "man madame", "madame man", "M. madame", "madame M."})

_PHRASED = (phrase.partition(" ")[2] for phrase in GENERATION_PHRASES)
_TELLING = frozenset({*GENERATIONS, *LAST_GENERATIONS, *GENDERED_TITLES, *REMARKED_GENERATIONS, *_PHRASED, "m"})


class Distinction(NamedTuple):
    """What a name says about whose of its bearers it is; "" where it does not say.

    ``generation``: "junior", "second"…; ``title``: "man", "woman", "madame" (a woman, in French) or "M." (a man in
    French, or an initial).
    """

    generation: str = ""
    title: str = ""

    def or_else(self, other: "Distinction") -> "Distinction":
        """This, and where it says nothing, the other."""
        if other == NOTHING_TOLD:
            return self
        return Distinction(self.generation or other.generation, self.title or other.title)

    def against(self, other: "Distinction") -> str:
        """Why two people of one name so told apart can be no one human, in words; "" when they can."""
        if self.generation != other.generation and self.generation and other.generation:
            return f"one is {self.generation}, the other {other.generation}"
        if f"{self.title} {other.title}" in _OPPOSITE:
            man = self.title in {"man", "M."}
            return "one is Mr, the other Mrs or Ms" if man else "one is Mrs or Ms, the other Mr"
        return ""


NOTHING_TOLD = Distinction()


def distinctions_in(prefix: str, suffix: str) -> Distinction:
    """What the fields before and behind a name say: the Sr. before it is a señor, the one behind it a senior."""
    before, behind = comparable(prefix).split(), comparable(suffix).split()
    title = next((GENDERED_TITLES[word] for word in before if word in GENDERED_TITLES), "man" * (before == ["m"]))
    said = GENERATIONS | LAST_GENERATIONS
    return Distinction(_elder_or_younger(suffix) or next((said[word] for word in behind if word in said), ""), title)


def told_by_remarks(remarks: Iterable[str]) -> Distinction:
    """What remarks beside a name say, each a single word: "(Jr)", "(dad)", "- Herr"."""
    found = NOTHING_TOLD
    for remark in remarks:
        word = comparable(remark)
        generation = GENERATIONS.get(word) or REMARKED_GENERATIONS.get(word) or LAST_GENERATIONS.get(word, "")
        found = found.or_else(Distinction(generation, GENDERED_TITLES.get(word, "") if not generation else ""))
    return found


def may_tell(text: str, words: Iterable[str]) -> bool:
    """Whether a name, with its comparable words, may hold anything of this: told fast, since nearly none does."""
    return not _TELLING.isdisjoint(words) or "d." in text


def taken_off(text: str, told: Distinction, *, names: int) -> tuple[list[str], Distinction]:
    """The comparable words of a name, or of a part of it, without what says a generation; and what is told by now.

    ``names``: how many words there have to be before one that is a name elsewhere (Sen, Neto) says a generation; 0
    for a surname beside a given name, 1 for given names.
    """
    words = comparable(text).split()
    if not may_tell(text, words):
        return words, told
    if elder := _elder_or_younger(text):
        words = comparable(_ELDER_OR_YOUNGER.sub(" ", text)).split()
    generation = elder or _last(words, text, names) or _anywhere(words, alone=names == 0)
    return words, told.or_else(Distinction(generation, _title(words, text)))


def _elder_or_younger(text: str) -> str:
    found = _ELDER_OR_YOUNGER.search(text)
    return "" if found is None else "senior" if found[1] else "junior"


def _last(words: list[str], text: str, names: int) -> str:
    """Takes the end off that says a generation."""
    least = max(names, 1)
    if len(words) > least + 1 and (phrase := " ".join(words[-2:])) in GENERATION_PHRASES:
        del words[-2:]
        return GENERATION_PHRASES[phrase]
    if names == 1 or text.endswith("."):
        return ""
    if words[-1] == "i":
        if text[-1] != "I":
            return ""
        if len(words) <= least:
            return "first"  # or an initial: it stays in the name
    if len(words) > least and words[-1] in LAST_GENERATIONS:
        return LAST_GENERATIONS[words.pop()]
    return ""


def _anywhere(words: list[str], *, alone: bool) -> str:
    """Takes the words off that say a generation; the first only where it is ``alone``, and no name."""
    if alone and words and words[0] in GENERATIONS and words[0] not in {"junior", "senior"}:
        return GENERATIONS[words.pop(0)]
    found = [word for word in words[1:] if word in GENERATIONS]
    if found:
        words[1:] = [word for word in words[1:] if word not in GENERATIONS]
    return GENERATIONS[found[0]] if found else ""


def _title(words: list[str], text: str) -> str:
    if len(words) > 1 and words[0] == "m" and text.lstrip().startswith("M."):
        return "M."
    leading = takewhile(TITLES.__contains__, words[:-1])
    return next((GENDERED_TITLES[word] for word in leading if word in GENDERED_TITLES), "")
