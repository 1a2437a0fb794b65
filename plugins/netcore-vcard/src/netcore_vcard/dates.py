"""Days as cards write them: whole, in part, or in words (RFC 6350 section 4.3.1; RFC 2426 section 3.1.5)."""

from datetime import date

from netcore.model.partial_date import PartialDate
from netcore_vcard.escapes import clean, escape

_NO_YEAR = 1604
"""Apple's year for "no year": a leap year of a time from which nobody is in an address book."""
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def read_date(text: str) -> PartialDate | None:
    """The day in an unescaped value; a time of day is left out; what is no date is words; None when nothing is said.

    ``19900102`` · ``1990-01-02`` · ``1990-01-02T10:00:00Z`` · ``--0102`` · ``--01-02`` · ``--01`` · ``---02`` ·
    ``1990`` · ``1990-01``; zeros stand for unknown parts; the year 1604 is Apple's way to say that there is none.
    """
    if date := whole_date(text):
        return date
    text = text.strip()
    if not text:
        return None
    numbers = _numbers(_without_time(text))
    if numbers is None or not _possible(*numbers):
        return PartialDate(text=text)
    year, month, day = numbers
    return PartialDate(year=year, month=month, day=day) if any(numbers) else None


def write_date(name: str, date: PartialDate, version: str) -> str:
    """The content line for a day; empty when the day is.

    4.0 has no hyphens where they can be left out.  3.0 knows whole dates only: a day without a year is written as
    Apple does, other parts and words as 4.0 has them.
    """
    text = str(date)
    if date.text:
        return f"{name};VALUE=text:{escape(clean(text))}"
    if not text:
        return ""
    if date.month and date.day:
        if version == "4.0":
            return (
                f"{name}:{date.year:04}{date.month:02}{date.day:02}"
                if date.year
                else f"{name}:--{date.month:02}{date.day:02}"
            )
        if not date.year:
            return f"{name};X-APPLE-OMIT-YEAR={_NO_YEAR}:{_NO_YEAR}-{date.month:02}-{date.day:02}"
    return f"{name}:{text}"


def whole_date(text: str) -> PartialDate | None:
    """The day in one of the two forms that nearly all dates have; None for any other, and for what needs care."""
    try:
        whole = date.fromisoformat(text)
    except ValueError:
        return None
    if whole.year == _NO_YEAR or "W" in text:  # the eighth week of a year is more likely words than a date
        return None
    return PartialDate(year=whole.year, month=whole.month, day=whole.day)


def _without_time(text: str) -> str:
    date, space, time = text.partition(" ")
    if space and ":" in time:
        return date
    return text.upper().partition("T")[0] if text[:1].isdigit() or text.startswith("-") else text


def _numbers(text: str) -> tuple[int, int, int] | None:
    """Year, month and day, 0 where a part is missing; None when the text is no date."""
    if text.startswith("---"):
        return _whole("", "", text[3:])
    if text.startswith("--"):
        month, _, day = text[2:].partition("-")
        return _whole("", month[:2], month[2:]) if len(month) == 4 else _whole("", month, day)
    if len(text) == 8 and "-" not in text:
        return _whole(text[:4], text[4:6], text[6:])
    year, _, rest = text.replace("/", "-").partition("-")
    month, _, day = rest.partition("-")
    return _whole(year, month, day) if len(year) == 4 else None


def _whole(*parts: str) -> tuple[int, int, int] | None:
    if not all(part.isascii() and part.isdigit() and len(part) <= 4 for part in parts if part):
        return None
    year, month, day = (int(part or 0) for part in parts)
    return (0 if year == _NO_YEAR and month else year), month, day


def _possible(year: int, month: int, day: int) -> bool:
    if month > 12 or (day and year and not month):
        return False
    return day <= (_DAYS[month - 1] if month else 31)
