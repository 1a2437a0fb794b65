"""How long somebody may be silent before a follow-up is due, and after how many letters it is enough."""

from datetime import datetime, timedelta

from netcore.errors import UsageError
from netcore.store import Transaction

USUAL_WAIT = 7
"""Business days of silence after which a follow-up is due (the rule of thumb "3B7", grade F)."""

LONGEST_WAIT = 60
"""More business days than anybody should set: after so long it would be a new letter."""

STOP_AFTER = 3
"""So many letters without an answer are enough (F)."""

_FACT = "follow-up-after"


def wait_of(tx: Transaction) -> int:
    """After how many business days of silence a follow-up is due."""
    return int(tx.facts.get(_FACT) or USUAL_WAIT)


def keep_wait(tx: Transaction, days: int) -> None:
    """Set it; raises `UsageError` for a number that makes no sense."""
    if not 1 <= days <= LONGEST_WAIT:
        raise UsageError(
            f"A follow-up after {days} business days makes no sense: give a number from 1 to {LONGEST_WAIT}."
        )
    tx.facts.set(_FACT, str(days))


def business_days_before(moment: datetime, days: int) -> datetime:
    """The same time of day, so many working days (Monday to Friday, in the moment's own zone) earlier."""
    while days:
        moment -= timedelta(days=1)
        days -= moment.weekday() < 5
    return moment


def business_days_after(moment: datetime, days: int) -> datetime:
    """The first same time of day from which on ``moment`` is so many working days ago."""
    later = moment
    while business_days_before(later, days) < moment:
        later += timedelta(days=1)
    return later
