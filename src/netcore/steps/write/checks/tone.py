"""Loud, pressing or pleading?"""

import re
from collections.abc import Iterable

from netcore.model.message import Finding
from netcore.steps.write.checks.language import LanguagePack
from netcore.steps.write.checks.letter import Letter, LetterCheck, TextRule, cues

_CAPITALS = re.compile(r"\b[^\W\d_a-z]{2,}(?:[ \t,!'’-]+[^\W\d_a-z]{2,})+\b|\b[^\W\d_a-z]{7,}\b")
_RUN = re.compile(r"[!?]*(?:!!|\?\?|!\?|\?!)[!?]*")
_MOST_EXCLAMATIONS = 3


class Shouting(LetterCheck):
    """Capitals and rows of exclamation marks, in whatever language."""

    def judge(self, letter: Letter) -> Iterable[Finding]:
        """As `LetterCheck.judge`."""
        subject = letter.draft.subject
        if _shouted(subject):
            text = f"The subject “{subject}” shouts: write it in small letters."
            yield Finding(id="shouting", level="warn", text=text, grade="V")
        for match in _CAPITALS.finditer(letter.prose):
            if _shouted(match[0]):
                yield _finding(match, f"“{match[0]}” shouts: write it in small letters.", "M")
                break
        if run := _RUN.search(letter.prose):
            yield _finding(run, f"“{run[0]}”: one mark says as much, and sounds surer.", "M")
        elif (count := letter.prose.count("!")) > _MOST_EXCLAMATIONS:
            text = f"It has {count} exclamation marks: keep the one that matters most."
            yield Finding(id="shouting", level="warn", text=text, grade="M")


class Pressure(TextRule):
    """It hurries them."""

    def read(self, letter: Letter, pack: LanguagePack) -> Iterable[Finding]:
        """As `TextRule.read`."""
        calm = [match.span() for match in cues(pack.no_urgency, letter.prose)]
        for match in cues(pack.urgency, letter.prose):
            if not any(start <= match.start() < end for start, end in calm):
                text = f"“{match[0]}” puts them under pressure: say that there is no rush."
                yield _finding(match, text, "M", "pressure-urgency")
                return


class Despair(TextRule):
    """It pleads, or excuses itself again and again."""

    def read(self, letter: Letter, pack: LanguagePack) -> Iterable[Finding]:
        """As `TextRule.read`."""
        if match := next(cues(pack.despair, letter.prose), None):
            text = (
                f"“{match[0]}” makes it hard to say no, and so to say yes. To need something is fine: say it plainly."
            )
            yield _finding(match, text, "F", "guilt-desperation")
        elif len(sorry := list(cues(pack.apology, letter.prose))) > 1:
            text = "It excuses itself more than once: you are asking, not doing them harm."
            yield _finding(sorry[1], text, "F", "guilt-desperation")


def _shouted(text: str) -> bool:
    """Whether it is in capitals and no row of acronyms: a word of four letters or more among them."""
    letters = [letter for letter in text if letter.isalpha()]
    words = re.findall(r"[^\W\d_]+", text)
    return (
        bool(letters)
        and all(not letter.islower() for letter in letters)
        and any(len(word) >= 4 and word.isupper() for word in words)
    )


def _finding(match: re.Match[str], text: str, grade: str, name: str = "shouting") -> Finding:
    return Finding(id=name, level="warn", text=text, start=match.start(), end=match.end(), grade=grade)
