"""When a server says to come again."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_LONGEST = timedelta(days=7)


def retry_after(text: str, now: datetime) -> datetime | None:
    """The moment that a Retry-After header names (RFC 9110 section 10.2.3), never before ``now``; None for nonsense.

    A week at most: what asks for more is a mistake.
    """
    text = text.strip()
    if text.isascii() and text.isdecimal():
        return now + min(timedelta(seconds=int(text[:9])), _LONGEST)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(moment, now), now + _LONGEST)
