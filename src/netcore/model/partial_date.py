"""Dates as address books hold them: a birthday without a year, a year alone, words."""

from datetime import date

from netcore.model.base import Value


class PartialDate(Value, frozen=True, kw_only=True, gc=False):
    """A date of which some parts may be unknown (0), or that is only words.

    ``text`` is set when the source gave words instead of a date ("circa 1800"); the numbers are then 0.
    """

    year: int = 0
    month: int = 0
    day: int = 0
    text: str = ""

    def __str__(self) -> str:
        """ISO 8601 as far as the parts are known: ``1990-01-02``, ``--01-02``, ``1990-01``, ``1990``, ``---02``."""
        if self.text:
            return self.text
        if self.year:
            rest = f"-{self.month:02}" if self.month else ""
            return f"{self.year:04}{rest}" + (f"-{self.day:02}" if rest and self.day else "")
        if self.month:
            return f"--{self.month:02}" + (f"-{self.day:02}" if self.day else "")
        return f"---{self.day:02}" if self.day else ""

    def contradicts(self, other: "PartialDate") -> bool:
        """Whether a part known on both sides differs; words contradict nothing."""
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        return any(mine and theirs and mine != theirs for mine, theirs in pairs)

    def full(self) -> date | None:
        """The calendar date when year, month and day are known and exist, else None."""
        try:
            return date(self.year, self.month, self.day)
        except ValueError:
            return None
