"""What does the letter ask for?  One clear thing, it should be."""

from collections.abc import Iterable

from netcore.model.message import Finding
from netcore.steps.write.checks.language import LanguagePack
from netcore.steps.write.checks.letter import Letter, Span, TextRule, cues, filled, has_cue, level_of

ASKING = frozenset({"request", "follow-up", "invitation"})
"""The purposes of letters that ask for something."""
_MOST_QUESTIONS = 3


class NoClearRequest(TextRule):
    """Nobody could tell what to answer."""

    def read(self, letter: Letter, pack: LanguagePack) -> Iterable[Finding]:
        """As `TextRule.read`."""
        if letter.draft.purpose in ASKING and not filled(letter.draft, "ask") and not letter.asks:
            text = "It asks for nothing one could say yes to: “Could we talk for twenty minutes?” is a request."
            level = level_of(letter.draft, "ask", "block", "warn")
            yield Finding(id="no-clear-request", level=level, text=text, grade="F")


class TooManyRequests(TextRule):
    """Several requests at once get none of them."""

    def read(self, letter: Letter, pack: LanguagePack) -> Iterable[Finding]:
        """As `TextRule.read`."""
        if letter.draft.purpose not in ASKING:
            return
        kinds = sorted({kind for _, kinds in letter.asks for kind in kinds})
        questions = letter.prose.count("?")
        if len(kinds) > 1:
            text = (
                f"It asks for several things at once ({', '.join(kinds)}): ask for one, and keep the others for later."
            )
            yield Finding(id="too-many-requests", level="warn", text=text, grade="F")
        elif questions > _MOST_QUESTIONS:
            text = f"It has {questions} questions; three are as many as people answer."
            yield Finding(id="too-many-requests", level="warn", text=text, grade="V")


class VagueRequest(TextRule):
    """A request that leaves the work of finding out to them."""

    def read(self, letter: Letter, pack: LanguagePack) -> Iterable[Finding]:
        """As `TextRule.read`."""
        if letter.draft.purpose not in ASKING:
            return
        for sentence in letter.sentences:
            match = next(cues(pack.vague_requests, sentence.text), None)
            if match and not has_cue(pack.duration, sentence.text):
                text = f"“{match[0]}” leaves open what would help: ask for one thing that they can do."
                yield _at("vague-request", text, sentence, match.start(), match.end())
                return


class AsksForJob(TextRule):
    """It asks for a job, where a talk would do more."""

    def read(self, letter: Letter, pack: LanguagePack) -> Iterable[Finding]:
        """As `TextRule.read`."""
        if letter.draft.purpose not in ASKING:
            return
        for sentence in letter.sentences:
            if match := next(cues(pack.job_requests, sentence.text), None):
                text = f"“{match[0]}” can only be answered by yes or no: ask how they got where they are."
                yield _at("asks-for-job", text, sentence, match.start(), match.end())
                return


class ThanksWithRequest(TextRule):
    """A thank-you that asks for the next thing."""

    def read(self, letter: Letter, pack: LanguagePack) -> Iterable[Finding]:
        """As `TextRule.read`."""
        if letter.draft.purpose != "thanks":
            return
        for sentence, _ in letter.asks[:1]:
            text = "A thank-you that asks for something is a request: leave it for another letter."
            yield _at("thank-you-new-ask", text, sentence, 0, len(sentence.text))


def _at(name: str, text: str, sentence: Span, start: int, end: int) -> Finding:
    return Finding(id=name, level="warn", text=text, start=sentence.start + start, end=sentence.start + end, grade="F")
