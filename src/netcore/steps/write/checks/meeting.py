"""Is it easy to say how, and for how long, to meet?"""

from collections.abc import Iterable

from netcore.model.message import Finding
from netcore.steps.write.checks.asks import ASKING
from netcore.steps.write.checks.language import LanguagePack
from netcore.steps.write.checks.letter import Letter, TextRule, cues, filled, has_cue, level_of

_LONGEST_FIRST_TALK = 30


class MeetingOptions(TextRule):
    """It asks for a talk and offers one way to have it, or none."""

    def read(self, letter: Letter, pack: LanguagePack) -> Iterable[Finding]:
        """As `TextRule.read`."""
        if not _asks_to_talk(letter) or filled(letter.draft, "options"):
            return
        if sum(has_cue(words, letter.prose) for words in pack.modes.values()) < 2:
            text = "It asks for a talk: offer two ways, such as a call, or a coffee near them, and let them choose."
            level = level_of(letter.draft, "options", "warn", "hint")
            yield Finding(id="meeting-options-missing", level=level, text=text, grade="M")


class NoDuration(TextRule):
    """It asks for a talk and does not say how long."""

    def read(self, letter: Letter, pack: LanguagePack) -> Iterable[Finding]:
        """As `TextRule.read`."""
        if _asks_to_talk(letter) and not has_cue(pack.duration, letter.prose):
            text = "It does not say how long the talk would be: “twenty minutes” is easy to say yes to."
            yield Finding(id="no-duration", level="hint", text=text, grade="F")


class LongFirstTalk(TextRule):
    """It asks for more than half an hour at once."""

    def read(self, letter: Letter, pack: LanguagePack) -> Iterable[Finding]:
        """As `TextRule.read`."""
        if letter.draft.last_contact is not None:
            return
        for sentence, kinds in letter.asks:
            if "talk" not in kinds:
                continue
            long = [m for m in cues((pack.minutes,), sentence.text) if int(m[1]) > _LONGEST_FIRST_TALK]
            for match in [*long, *cues(pack.hours, sentence.text)][:1]:
                start = sentence.start + match.start()
                yield Finding(
                    id="timeframe-exceeded",
                    level="hint",
                    text=f"“{match[0]}” is much for a first talk: thirty minutes are easier to give.",
                    start=start,
                    end=start + len(match[0]),
                    grade="F",
                )
                return


def _asks_to_talk(letter: Letter) -> bool:
    return letter.draft.purpose in ASKING and any("talk" in kinds for _, kinds in letter.asks)
