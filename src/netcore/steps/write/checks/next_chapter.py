"""Does the letter stand on a written next chapter, and does it speak of it?"""

from collections.abc import Iterable

from msgspec.structs import replace

from netcore.model.message import Finding
from netcore.plugins.judges import Draft, MessageCheck
from netcore.steps.clarify import judge
from netcore.steps.write.checks.language import LanguagePack, words_of
from netcore.steps.write.checks.letter import Letter, TextRule
from netcore.steps.write.clarity import NEEDS_NONE

_STEM = 5


class Clear(MessageCheck):
    """The clarity that the letter carries is missing, too short, too vague or long unconfirmed."""

    def run(self, draft: Draft) -> Iterable[Finding]:
        """As `MessageCheck.run`."""
        if draft.purpose not in NEEDS_NONE and draft.now is not None:
            for finding in judge(draft.clarity, draft.now):
                yield replace(finding, start=0, end=0)  # its place is in the goal, not in the letter


class GoalNotMentioned(TextRule):
    """A request that does not say what it is for."""

    def read(self, letter: Letter, pack: LanguagePack) -> Iterable[Finding]:
        """As `TextRule.read`."""
        draft = letter.draft
        if draft.clarity is None or draft.purpose not in {"request", "invitation"}:
            return
        keywords = {word for keyword in draft.clarity.keywords for word in words_of(keyword)} - pack.small_words
        said = {word[:_STEM] for word in words_of(draft.body)}
        if keywords and not any(word[:_STEM] in said for word in keywords):
            text = f"It does not say what you want to do: none of {', '.join(draft.clarity.keywords)} is in it."
            yield Finding(id="goal-not-mentioned", level="warn", text=text, grade="F")
