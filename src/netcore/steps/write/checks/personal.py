"""Is it written to this person?"""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from netcore.model.message import Finding
from netcore.plugins.judges import Draft, MessageCheck
from netcore.steps.write.checks.asks import ASKING
from netcore.steps.write.checks.language import LanguagePack, words_of
from netcore.steps.write.checks.letter import Letter, TextRule, filled, has_cue, level_of

_STEM = 5
_SOON = timedelta(days=7)


class NoPersonalTouch(TextRule):
    """Nothing in it is about the two of you."""

    def read(self, letter: Letter, pack: LanguagePack) -> Iterable[Finding]:
        """As `TextRule.read`."""
        draft = letter.draft
        if draft.purpose not in {"request", "invitation"} or filled(draft, "memory"):
            return
        own_goal = {
            word[:_STEM] for keyword in (draft.clarity.keywords if draft.clarity else ()) for word in words_of(keyword)
        }
        known = {word[:_STEM] for text in _facts(draft) for word in words_of(text) if len(word) >= 4} - own_goal
        said = {word[:_STEM] for word in words_of(letter.prose) if word not in pack.small_words}
        if not known & said and not has_cue(pack.memory, letter.prose):
            text = "Nothing in it is about the two of you: begin with something that only you would write to them."
            level = level_of(draft, "memory", "warn", "hint")
            yield Finding(id="no-personal-touch", level=level, text=text, grade="M")


class TooSoon(MessageCheck):
    """The last contact with them is hardly a week old."""

    def run(self, draft: Draft) -> Iterable[Finding]:
        """As `MessageCheck.run`."""
        if draft.purpose not in ASKING or draft.now is None or draft.last_contact is None:
            return
        days = (draft.now - draft.last_contact).days
        if draft.now - draft.last_contact < _SOON:
            when = "today" if days < 1 else "yesterday" if days == 1 else f"{days} days ago"
            text = f"The last contact with them was {when}: give it a week before you ask again."
            yield Finding(id="recontact-too-soon", level="warn", text=text, grade="F")


def _facts(draft: Draft) -> Iterator[str]:
    """What is known of the person besides their name."""
    yield from draft.person.notes
    yield from draft.person.card.notes
    yield from draft.person.person.circles
    for organization in draft.person.card.organizations:
        yield from (organization.name, organization.title, organization.role)
