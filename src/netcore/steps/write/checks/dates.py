"""Do the dates in the letter exist, fit their weekdays, and lie ahead?"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from netcore.model.message import Finding, Level
from netcore.steps.write.checks.language import LanguagePack
from netcore.steps.write.checks.letter import Letter, Span, TextRule, has_cue

_LONG_PAST = timedelta(days=120)
"""A day without a year that lies further back than this is the next one of that name."""


class DateInPast(TextRule):
    """It proposes a day that has gone by."""

    def read(self, letter: Letter, pack: LanguagePack) -> Iterable[Finding]:
        """As `TextRule.read`."""
        now = letter.draft.now
        if now is None:
            return
        today = now.date()
        for sentence, found in _dates(letter, pack):
            is_plan = has_cue(pack.plan_cues, sentence.text) and not has_cue(pack.past_cues, sentence.text)
            day = found.nearest(today)
            if is_plan and day is not None and day < today:
                text = f"“{found.text}” is over: today is {today:%A}, {today.day} {today:%B %Y}."
                yield found.finding("date-in-past", "block", text)


class WrongWeekday(TextRule):
    """The weekday and the date do not belong together."""

    def read(self, letter: Letter, pack: LanguagePack) -> Iterable[Finding]:
        """As `TextRule.read`."""
        now = letter.draft.now
        if now is None:
            return
        for sentence, found in _dates(letter, pack):
            days = [found.of_year(found.year)] if found.year else found.around(now.date())
            known = [day for day in days if day is not None]
            past = not found.year and has_cue(pack.past_cues, sentence.text)
            if found.weekday is None or not known or past or any(day.weekday() == found.weekday for day in known):
                continue
            day = known[-1]
            text = f"“{found.text}”: {day.day} {day:%B %Y} is a {day:%A}."
            yield found.finding("date-inconsistent", "block", text)


@dataclass(frozen=True, kw_only=True)
class _Found:
    """A date as it is written: without a year when it gives none (0)."""

    text: str
    start: int
    day: int
    month: int
    year: int
    weekday: int | None

    def of_year(self, year: int) -> date | None:
        try:
            return date(year, self.month, self.day)
        except ValueError:
            return None

    def around(self, today: date) -> list[date]:
        """The last such day, and the next one."""
        days = [day for year in (-1, 0, 1) if (day := self.of_year(today.year + year))]
        return [*[day for day in days if day < today][-1:], *[day for day in days if day >= today][:1]]

    def nearest(self, today: date) -> date | None:
        """The day that is meant: the one of the year, else the last one when it is not long past, else the next."""
        if self.year:
            return self.of_year(self.year)
        return next((day for day in self.around(today) if day >= today - _LONG_PAST), None)

    def finding(self, name: str, level: Level, text: str) -> Finding:
        return Finding(id=name, level=level, text=text, start=self.start, end=self.start + len(self.text))


def _dates(letter: Letter, pack: LanguagePack) -> Iterator[tuple[Span, _Found]]:
    months = "|".join(rf"{month[:3]}(?:{month[3:]})?\.?" if len(month) > 3 else month for month in pack.months)
    weekdays = "|".join(rf"{day[:3]}(?:{day[3:]}|s|rs|urs|nes)?\.?" for day in pack.weekdays)
    day = r"(?P<{}>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
    pattern = re.compile(
        rf"(?<!\w)(?:(?P<weekday>{weekdays}),? (?:the )?)?(?:"
        rf"{day.format('day1')} (?:of )?(?P<month1>{months})|(?P<month2>{months}) {day.format('day2')}(?![\d:])"
        rf"|(?P<iso>\d{{4}}-\d\d-\d\d))(?:,? (?P<year>20\d\d))?(?!\w)",
        re.IGNORECASE,
    )
    for sentence in letter.sentences:
        for match in pattern.finditer(sentence.text):
            found = _found(match, sentence, pack)
            if found is not None:
                yield sentence, found


def _found(match: re.Match[str], sentence: Span, pack: LanguagePack) -> _Found | None:
    weekday = _index(match["weekday"], pack.weekdays)
    if match["iso"]:
        year, month, day = (int(part) for part in match["iso"].split("-"))
    else:
        year = int(match["year"] or 0)
        name = match["month1"] or match["month2"]
        month = (_index(name, pack.months) or 0) + 1 if name[0].isupper() else 0  # "may" is another word
        day = int(match["day1"] or match["day2"])
    if not 1 <= month <= 12:
        return None
    return _Found(text=match[0], start=sentence.start + match.start(), day=day, month=month, year=year, weekday=weekday)


def _index(word: str | None, names: tuple[str, ...]) -> int | None:
    if word is None:
        return None
    return next((number for number, name in enumerate(names) if name.startswith(word.casefold()[:3])), None)
