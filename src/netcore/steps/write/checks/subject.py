"""Is the subject there, honest and of help?"""

import re
from collections.abc import Iterable

from netcore.model.message import Finding
from netcore.plugins.judges import Draft, MessageCheck
from netcore.steps.write.checks.language import LanguagePack, words_of
from netcore.steps.write.checks.letter import Letter, TextRule

_ANSWER = re.compile(r"\s*(?:re|fwd?|aw|wg|antw|sv|vs|vb|rif|tr|rv|odp)\s*(?:\[\d+\])?\s*[:：]", re.IGNORECASE)
_MOST_WORDS = 7


class EmptyParts(MessageCheck):
    """A letter without subject or text."""

    def run(self, draft: Draft) -> Iterable[Finding]:
        """As `MessageCheck.run`."""
        if not draft.subject.strip():
            yield Finding(id="empty-subject", level="block", text="It has no subject: give it three or four words.")
        if not draft.body.strip():
            yield Finding(id="empty-text", level="block", text="It has no text.")


class DeceptiveSubject(MessageCheck):
    """A first letter that pretends to be an answer."""

    def run(self, draft: Draft) -> Iterable[Finding]:
        """As `MessageCheck.run`."""
        if not draft.in_reply_to and (match := _ANSWER.match(draft.subject)):
            text = f"The subject begins with “{match[0].strip()}”, but this answers nothing: leave that out."
            yield Finding(id="subject-deceptive", level="block", text=text)


class UnhelpfulSubject(TextRule):
    """A subject that says nothing, or too much."""

    def read(self, letter: Letter, pack: LanguagePack) -> Iterable[Finding]:
        """As `TextRule.read`."""
        subject = letter.draft.subject.strip()
        if subject.casefold().strip(" .!?…") in pack.generic_subjects:
            text = f"“{subject}” could stand over any letter: name what the two of you share, or what it is about."
            yield Finding(id="subject-unhelpful", level="warn", text=text, grade="V")
        elif len(words_of(subject)) > _MOST_WORDS:
            text = f"The subject has {len(words_of(subject))} words; three or four are read best."
            yield Finding(id="subject-unhelpful", level="hint", text=text, grade="V")
