"""Does it offer something back, without strings?"""

from collections.abc import Iterable

from netcore.model.message import Finding, Level
from netcore.steps.write.checks.asks import ASKING
from netcore.steps.write.checks.language import LanguagePack
from netcore.steps.write.checks.letter import Letter, TextRule, cues, filled, has_cue, level_of


class OfferMissing(TextRule):
    """It takes and offers nothing."""

    def read(self, letter: Letter, pack: LanguagePack) -> Iterable[Finding]:
        """As `TextRule.read`."""
        draft = letter.draft
        if draft.purpose not in ASKING | {"thanks"} or filled(draft, "offer") or has_cue(pack.offer, letter.prose):
            return
        text = "It offers nothing back: “What could I do for you?” is enough."
        level: Level = level_of(draft, "offer", "warn", "hint") if draft.purpose == "thanks" else "hint"
        yield Finding(id="offer-missing", level=level, text=text, grade="F")


class ContingentOffer(TextRule):
    """An offer that is a trade."""

    def read(self, letter: Letter, pack: LanguagePack) -> Iterable[Finding]:
        """As `TextRule.read`."""
        if match := next(cues(pack.contingent_offer, letter.prose), None):
            yield Finding(
                id="offer-contingent",
                level="warn",
                text=f"“{match[0]}” is a trade, not an offer: offer it whatever they answer.",
                start=match.start(),
                end=match.end(),
                grade="M",
            )
