"""Does the letter speak of a file that does not go with it?"""

from collections.abc import Iterable

from netcore.model.message import Finding
from netcore.steps.write.checks.language import LanguagePack
from netcore.steps.write.checks.letter import Letter, TextRule, cues


class AttachmentMissing(TextRule):
    """It says "attached", and nothing is."""

    def read(self, letter: Letter, pack: LanguagePack) -> Iterable[Finding]:
        """As `TextRule.read`."""
        if letter.draft.attachments:
            return
        for match in cues(pack.attached, letter.prose):
            text = (
                f"It says “{match[0].strip()}”, but no file goes with it: attach it (`netcore draft --edit` with "
                "`--attach`), or leave that out."
            )
            yield Finding(id="attachment-missing", level="block", text=text, start=match.start(), end=match.end())
            return
