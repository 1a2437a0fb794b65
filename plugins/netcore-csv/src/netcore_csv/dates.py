"""Days as spreadsheets and programs write them."""

import re
from types import MappingProxyType
from typing import Literal

from netcore.model.partial_date import PartialDate

Order = Literal["", "day-first", "month-first"]

_MONTHS = MappingProxyType(
    {
        name: number
        for number, names in enumerate(
            (
                "jan",
                "feb",
                "mar mär mrz",
                "apr",
                "may mai",
                "jun",
                "jul",
                "aug",
                "sep",
                "oct okt",
                "nov",
                "dec dez",
            ),
            1,
        )
        for name in names.split()
    }
)
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)")
_PARTIAL = re.compile(r"(\d{4})(?:-(\d\d))?|--(\d\d)|---(\d\d)")
_NO_YEAR = re.compile(r"--?(\d\d)-?(\d\d)")
_WORDS = re.compile(r"(\d{1,2})\.?[ -]+([^\W\d_]{3,})\.?[ ,-]+(\d{2}|\d{4})")
_ENGLISH_WORDS = re.compile(r"([^\W\d_]{3,})\.? (\d{1,2}),? (\d{4})")
_NUMBERS = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d\d)(?: .*)?")
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_NONE = frozenset({"0/0/00", "0.0.00", "00/00/0000", "0000-00-00", "00.00.0000", "0-0-00", "1/1/4501", "01.01.4501"})
"""How Outlook says that there is no day."""


def read_date(text: str, order: Order = "") -> tuple[PartialDate | None, str]:
    """The day in a cell, and a note when the cell can mean two days.  What is no date is kept as words.

    ``order``: how 3/4/1990 is meant; points (3.4.1990) always stand in dates that begin with the day.
    """
    text = text.strip()
    if not text or text in _NONE:
        return None, ""
    date = PartialDate(text=text)
    if match := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        date = _date(text, int(match[1]), int(match[2]), int(match[3]))
    elif match := _PARTIAL.fullmatch(text):
        year, month, day = int(match[1] or 0), int(match[2] or match[3] or 0), int(match[4] or 0)
        date = PartialDate(year=year, month=month, day=day) if month <= 12 and day <= 31 else date
    elif match := _NO_YEAR.fullmatch(text):
        date = _date(text, 0, int(match[1]), int(match[2]))
    elif (match := _WORDS.fullmatch(text)) and (month := _month(match[2])):
        date = _date(text, _year(match[3]), month, int(match[1]))
    elif (match := _ENGLISH_WORDS.fullmatch(text)) and (month := _month(match[1])):
        date = _date(text, int(match[3]), month, int(match[2]))
    elif match := _NUMBERS.fullmatch(text):
        return _from_numbers(text, int(match[1]), int(match[3]), match[4], "day-first" if match[2] == "." else order)
    return date, ""


def _from_numbers(text: str, first: int, second: int, year: str, order: Order) -> tuple[PartialDate, str]:
    if first > 12:
        order = "day-first"
    elif second > 12:
        order = "month-first"
    if not order and first != second:
        return PartialDate(
            text=text
        ), f"{text} can mean two days, and was kept as it stands (--dates says which is meant)"
    day, month = (second, first) if order == "month-first" else (first, second)
    return _date(text, _year(year), month, day), ""


def _year(text: str) -> int:
    """Two digits are years of our time: connections and birthdays up to 2030."""
    year = int(text)
    return year if len(text) > 2 else year + (2000 if year <= 30 else 1900)


def _month(word: str) -> int:
    return _MONTHS.get(word.lower()[:3], 0)


def _date(text: str, year: int, month: int, day: int) -> PartialDate:
    """The day; the words when there is no such day.  The year 1604 is Apple's way to say none."""
    if not 1 <= month <= 12 or not 1 <= day <= _DAYS[month - 1]:
        return PartialDate(text=text)
    return PartialDate(year=0 if year == 1604 else year, month=month, day=day)
