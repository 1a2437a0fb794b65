"""Length, greeting and closing."""

from collections.abc import Iterable

from netcore.model.message import Finding, Level
from netcore.steps.write.checks.language import LanguagePack, words_of
from netcore.steps.write.checks.letter import Letter, LetterCheck, TextRule, has_cue

_LONG, _TOO_LONG = 125, 200


class TooLong(TextRule):
    """More words than people read."""

    def read(self, letter: Letter, pack: LanguagePack) -> Iterable[Finding]:
        """As `TextRule.read`."""
        words = letter.words
        if words > _TOO_LONG:
            text = f"It has {words} words; letters of 50 to 125 are answered most. Keep the why, cut the padding."
            yield Finding(id="too-long", level="warn", text=text, grade="S")
        elif words > _LONG:
            text = f"It has {words} words; letters of 50 to 125 are answered most."
            yield Finding(id="too-long", level="hint", text=text, grade="V")


class GreetingAndClosing(TextRule):
    """It begins with a greeting and ends with thanks and a name."""

    def read(self, letter: Letter, pack: LanguagePack) -> Iterable[Finding]:
        """As `TextRule.read`."""
        draft = letter.draft
        if letter.greeted is None:
            yield _finding("warn", "It greets nobody: begin with their name.")
        last = " ".join([line for line in draft.body.splitlines() if line.strip()][-3:])
        if draft.sender_name and not set(words_of(draft.sender_name)) & set(words_of(last)):
            yield _finding("warn", "Your name is not under it: sign it.")
        if draft.purpose != "thanks" and not has_cue(pack.thanks, draft.body):
            yield _finding("hint", "It thanks nobody: a word of thanks at the end does no harm.")


def _finding(level: Level, text: str) -> Finding:
    return Finding(id="greeting-closing", level=level, text=text, grade="V")


class UnsupportedLanguage(LetterCheck):
    """The rules about words cannot read it."""

    def judge(self, letter: Letter) -> Iterable[Finding]:
        """As `LetterCheck.judge`."""
        if letter.pack is None and letter.draft.body.strip():
            text = "It is in a language whose words netcore does not know: only names and gaps were checked."
            yield Finding(id="language-unsupported", level="hint", text=text)
