"""Moments as people write them: "tomorrow 10:00", "Tue 14:30", "in 3 days", "2026-03-04 15:00".

Times without an offset are in the time of this machine.  What can be read in two ways is refused, never guessed.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import click

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_UNITS = {"minute": 1, "min": 1, "hour": 60, "h": 60, "day": 1440, "week": 10080}
_CLOCK = re.compile(
    r"(?:\bat\s+)?\b(\d{1,2})(?::(\d{2}))(?::\d{2})?\s*(am|pm)?\b|(?:\bat\s+)?\b(\d{1,2})\s*(am|pm)\b", re.IGNORECASE
)
_IN = re.compile(r"in\s+(an?|\d+)\s*([a-z]+?)s?", re.IGNORECASE)
_AGO = re.compile(r"(an?|\d+)\s*([a-z]+?)s?\s+ago", re.IGNORECASE)
_NUMBERS = re.compile(r"(\d{1,2})[./-](\d{1,2})(?:[./-](\d{4}|\d{2})?)?")
_DAY_MONTH = re.compile(r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.)? (?:of )?(?P<month>[a-z]{3,})[.,]*(?: (?P<year>\d{4}))?")
_MONTH_DAY = re.compile(r"(?P<month>[a-z]{3,})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,?(?: (?P<year>\d{4}))?")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:?\d{2}.*)?")
EXAMPLES = '"tomorrow 10:00", "Tue 14:30", "in 3 days", "2026-03-04 15:00"'


def parse(text: str, now: datetime, *, hour: int = 9, back: bool = False) -> datetime:
    """The moment, timezone-aware; ``hour`` is taken when a day is named without a time of day.

    A weekday or a day without its year is the next such day; with ``back`` it is the last.

    Raises `ValueError` with a sentence when the text names no moment, or could name two.
    """
    words = " ".join(text.split())
    today = now.astimezone().replace(tzinfo=None, second=0, microsecond=0)
    if not words:
        raise ValueError(f"The time is empty. Write for example {EXAMPLES}.")
    if words.lower() == "now":
        return now
    if _ISO.fullmatch(words):
        return _iso(words, hour)
    if span := _span(words):
        if abs(span) % timedelta(days=1):
            return now.replace(second=0, microsecond=0) + span
        return _aware(datetime.combine(today + span, time(hour)), words)
    rest, at = _time_of_day(words)
    day = _day(rest, today, at or time(hour), words, back=back)
    return _aware(datetime.combine(day, at or time(hour)), words)


def _iso(words: str, hour: int) -> datetime:
    try:
        moment = datetime.fromisoformat(words)
    except ValueError as error:
        raise ValueError(f"{words!r} is no moment of the calendar ({error}).") from None
    if len(words) == 10:
        moment = moment.replace(hour=hour)
    return _aware(moment, words) if moment.tzinfo is None else moment


def _span(words: str) -> timedelta | None:
    match, sign = _IN.fullmatch(words), 1
    if match is None:
        match, sign = _AGO.fullmatch(words), -1
    if match is None or match[2].lower() not in _UNITS:
        return None
    number = int(match[1]) if match[1].isdigit() else 1
    try:
        return sign * timedelta(minutes=number * _UNITS[match[2].lower()])
    except OverflowError:
        raise ValueError(f"{words!r} is too far away.") from None


def _time_of_day(words: str) -> tuple[str, time | None]:
    """The words without the time of day, and that time."""
    lower = words.lower()
    for name in ("noon", "midday"):
        if name in lower.split():
            return " ".join(word for word in lower.split() if word not in {name, "at"}), time(12)
    found = _CLOCK.search(words)
    if found is None:
        return words, None
    hour, minute, half = int(found[1] or found[4]), int(found[2] or 0), (found[3] or found[5] or "").lower()
    if half and not 1 <= hour <= 12:
        raise ValueError(f"{found[0].strip()!r} is no time of day.")
    hour = hour % 12 + 12 * (half == "pm") if half else hour
    try:
        at = time(hour, minute)
    except ValueError:
        raise ValueError(f"{found[0].strip()!r} is no time of day: it runs from 00:00 to 23:59.") from None
    return " ".join(f"{words[: found.start()]} {words[found.end() :]}".split()).rstrip(" ,"), at


def _day(rest: str, today: datetime, at: time, words: str, *, back: bool) -> date:
    lower = rest.lower().removeprefix("on ").removeprefix("this ").strip(" ,")
    named = {"": 0, "today": 0, "tonight": 0, "tomorrow": 1, "yesterday": -1}
    if lower in named:
        return today.date() + timedelta(days=named[lower])
    day = lower.removeprefix("next ").removeprefix("last ")
    weekday = [number for number, name in enumerate(_DAYS) if len(day) > 1 and name.startswith(day.rstrip("."))]
    if not weekday:
        return _date(lower, today.date(), words, back=back)
    if day != lower:
        raise ValueError(f"{words!r} may be one week or another: write the date, as in {today:%Y}-03-04.")
    ahead = (weekday[0] - today.weekday()) % 7
    if ahead == 0:
        return today.date() + timedelta(days=7 * (at < today.time()) if not back else -7 * (at > today.time()))
    return today.date() + timedelta(days=ahead - 7 * back)


def _date(lower: str, today: date, words: str, *, back: bool) -> date:
    """A day and a month, with or without the year; without, it is the next such day (``back``: the last)."""
    day, month, year = _numbers(lower, today) or _names(lower) or (0, 0, "")
    if not day:
        raise ValueError(f"{words!r} names no moment that netcore knows. Write for example {EXAMPLES}.")
    try:
        if year:
            return date(int(year) + 2000 * (len(year) == 2), month, day)
        found = date(today.year, month, day)
        if (found > today) if back else (found < today):
            return found.replace(year=found.year + (-1 if back else 1))
    except ValueError:
        raise ValueError(f"{words!r} is no day of the calendar.") from None
    return found


def _numbers(lower: str, today: date) -> tuple[int, int, str] | None:
    match = _NUMBERS.fullmatch(lower)
    if match is None:
        return None
    first, second, year = int(match[1]), int(match[2]), match[3] or ""
    if max(first, second) <= 12 and first != second:
        raise ValueError(f"{lower!r} could be two days: write the year first, as in {today.year}-03-04 for 4 March.")
    return (first, second, year) if second <= 12 else (second, first, year)


def _names(lower: str) -> tuple[int, int, str] | None:
    match = _DAY_MONTH.fullmatch(lower) or _MONTH_DAY.fullmatch(lower)
    if match is None:
        return None
    months = [number for number, name in enumerate(_MONTHS, start=1) if name.startswith(match["month"])]
    return (int(match["day"]), months[0], match["year"] or "") if len(months) == 1 else None


def _aware(moment: datetime, words: str) -> datetime:
    """A time of this machine's clock as a moment; refuses what happens twice or never when the clocks change."""
    try:
        first, second = (moment.replace(fold=fold).astimezone() for fold in (0, 1))
    except (OverflowError, OSError, ValueError):
        raise ValueError(f"{words!r} is too far away.") from None
    if first.utcoffset() == second.utcoffset():
        return first
    happens = first.astimezone(UTC).astimezone().replace(tzinfo=None) == moment.replace(tzinfo=None)
    how = "happens twice" if happens else "does not exist"
    raise ValueError(f"{moment:%H:%M} {how} on that day, because the clocks change. Take another hour.")


class Moment(click.ParamType[datetime]):
    """A moment on the command line.

    ``future`` refuses one that is over (an appointment); ``past`` one that has not come (what has happened).
    """

    name = "moment"

    def __init__(self, *, future: bool = False, past: bool = False, hour: int = 9) -> None:
        self._future = future
        self._past = past
        self._hour = hour

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """What the help calls the value."""
        return "WHEN"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Parse the text against the session's clock."""
        from netcore.cli.output import when
        from netcore.cli.session import Session

        if isinstance(value, datetime):
            return value
        session = ctx.find_object(Session) if ctx else None
        now = (session or Session()).now()
        try:
            moment = parse(value, now, hour=self._hour, back=self._past)
        except ValueError as error:
            self.fail(str(error), param, ctx)
        if self._future and moment < now:
            self.fail(f"{when(moment)} is over. Write a moment to come.", param, ctx)
        if self._past and moment > now:
            self.fail(f"{when(moment)} has not come yet.", param, ctx)
        return moment
