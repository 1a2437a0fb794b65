"""What Google says when it does not do what it was asked (https://cloud.google.com/apis/design/errors)."""

import re
from datetime import datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

import msgspec

from netcore.model.base import Value

if TYPE_CHECKING:
    from googleapiclient.errors import HttpError

_RATE = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED"})
_DAY = frozenset({"dailyLimitExceeded", "quotaExceeded"})
_SCOPES = frozenset({"insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT", "insufficientScopes"})
_SWITCHED_OFF = frozenset({"accessNotConfigured", "SERVICE_DISABLED"})


_UNTIL = re.compile(r"Retry after (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)")
"""Gmail names the moment in its sentence: ``User-rate limit exceeded.  Retry after 2026-03-02T12:15:00.000Z``."""


class Problem(Value, frozen=True, kw_only=True):
    """An answer that is no success."""

    status: int
    reasons: tuple[str, ...] = ()
    message: str = ""
    retry_after: str = ""
    """As in the header (RFC 9110 section 10.2.3)."""

    def __str__(self) -> str:
        """For the end of a sentence: Google's own words, and the status."""
        words = " ".join(self.message.split())[:300].rstrip(".")
        return f"Google says: {words} ({self.status})" if words else f"Google answers with status {self.status}"

    def has(self, reasons: frozenset[str]) -> bool:
        """Whether any of these reasons is given."""
        return not reasons.isdisjoint(self.reasons)

    @property
    def slower(self) -> bool:
        """Too many requests in too short a time: wait seconds or minutes.  Nothing was done."""
        return not self.tomorrow and (self.status == 429 or (self.status == 403 and self.has(_RATE)))

    @property
    def tomorrow(self) -> bool:
        """A limit of the day is reached, so that waiting seconds does not help."""
        said = self.message.lower()
        daily = self.has(_DAY) or "daily" in said or "sending limit" in said
        return self.status in {403, 429} and daily

    @property
    def passing(self) -> bool:
        """The server failed, and may do better the next time; whether it did what it was asked is unknown."""
        return self.status >= 500

    @property
    def not_allowed(self) -> bool:
        """The permission is good, but not for this."""
        return self.status == 403 and self.has(_SCOPES)

    @property
    def switched_off(self) -> bool:
        """The user's own client may not use this API, because nobody switched it on for its project."""
        return self.status == 403 and self.has(_SWITCHED_OFF)

    @property
    def too_old(self) -> bool:
        """The place to go on from is out of date."""
        return self.status == 410 or "EXPIRED_SYNC_TOKEN" in self.reasons

    @property
    def stale(self) -> bool:
        """Somebody else changed it first."""
        return self.status in {409, 412} or (self.status == 400 and "failedPrecondition" in self.reasons)


def problem_of(error: "HttpError") -> Problem:
    """What the error of the client library says."""
    try:
        told: Any = msgspec.json.decode(error.content)
    except msgspec.DecodeError:
        told = {}
    inner = told.get("error") if isinstance(told, dict) else None
    inner = inner if isinstance(inner, dict) else {}
    parts = [part for name in ("errors", "details") for part in _list(inner.get(name)) if isinstance(part, dict)]
    reasons = [part.get("reason") for part in parts] + [_camel(inner.get("status"))]
    return Problem(
        status=int(error.resp.status),
        reasons=tuple(dict.fromkeys(str(reason) for reason in reasons if reason)),
        message=str(inner.get("message") or ""),
        retry_after=str(error.resp.get("retry-after") or _named_moment(str(inner.get("message") or ""))),
    )


def _named_moment(message: str) -> str:
    """The moment in Gmail's sentence, as a header has it; "" when there is none."""
    found = _UNTIL.search(message)
    try:
        return format_datetime(datetime.fromisoformat(found[1]), usegmt=True) if found else ""
    except ValueError:
        return ""


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _camel(status: object) -> str:
    """``FAILED_PRECONDITION`` as the older APIs write it."""
    first, *rest = str(status or "").lower().split("_")
    return first + "".join(part.capitalize() for part in rest)
