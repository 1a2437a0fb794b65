"""Does the letter stand on a written next chapter, and does it speak of it?"""

from collections.abc import Iterable

from netcore.model.message import Finding
from netcore.plugins.judges import Draft, MessageCheck
from netcore.steps.write.checks.language import LanguagePack, words_of
from netcore.steps.write.checks.letter import Letter, TextRule, has_cue
from netcore.steps.write.clarity import NEEDS_NONE

_STEM = 5


class ClarityMissing(MessageCheck):
    """Nothing was written down about what the user wants."""

    def run(self, draft: Draft) -> Iterable[Finding]:
        """As `MessageCheck.run`."""
        if draft.clarity is None and draft.purpose not in NEEDS_NONE:
            text = "It carries no clarity: write down what you want from the next chapter first (`netcore clarify`)."
            yield Finding(id="clarity-missing", level="block", text=text)


class VagueGoal(TextRule):
    """The goal is so short, or so general, that nobody could help with it."""

    def read(self, letter: Letter, pack: LanguagePack) -> Iterable[Finding]:
        """As `TextRule.read`."""
        clarity = letter.draft.clarity
        if clarity is None or letter.draft.purpose in NEEDS_NONE:
            return
        if len(words_of(clarity.goal)) < 5 or has_cue(pack.vague_goals, clarity.goal):
            text = f"Your goal, “{clarity.goal}”, leaves open what would help: say what, where and when you can."
            yield Finding(id="clarity-vague", level="warn", text=text, grade="F")


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
