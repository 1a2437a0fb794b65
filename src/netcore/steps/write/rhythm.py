"""How fast and when letters may leave: a pace, quiet hours, and a cap a day, in the user's time zone."""

from datetime import UTC, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from netcore.errors import UsageError
from netcore.model.base import Value
from netcore.store import Transaction

_FACT = "rhythm"
_MOST = 10_000


class Rhythm(Value, frozen=True, kw_only=True):
    """What the user set, and the usual where nothing was set."""

    new_letters: int = 5
    """So many requests may leave while ``open_talks`` are open; 0: as many as there are."""
    open_talks: int = 3
    """How many talks that are offered, agreed or not thanked for yet make the pace count."""
    quiet_from: time | None = None
    quiet_until: time | None = None
    """Nothing leaves from the one to the other, in ``zone``; None: there are no quiet hours."""
    daily_cap: int = 0
    """So many letters may leave through an account on one day of ``zone``; 0: as many as its provider takes."""
    zone: str = ""
    """The user's time zone, as the IANA data base names it; empty: UTC."""

    @property
    def time_zone(self) -> tzinfo:
        """The zone as the clock knows it."""
        return ZoneInfo(self.zone) if self.zone else UTC

    def quiet_until_after(self, now: datetime) -> datetime | None:
        """When the quiet hours end in which ``now`` lies; None outside of them."""
        if self.quiet_from is None or self.quiet_until is None:
            return None
        local = now.astimezone(self.time_zone)
        begins, ends = self.quiet_from, self.quiet_until
        over_midnight = begins > ends
        inside = (local.time() >= begins or local.time() < ends) if over_midnight else begins <= local.time() < ends
        if not inside:
            return None
        tomorrow = over_midnight and local.time() >= begins
        day = local.date() + timedelta(days=tomorrow)
        return datetime.combine(day, ends, tzinfo=self.time_zone)

    def day_of(self, now: datetime) -> tuple[datetime, datetime]:
        """The beginning of the user's day in which ``now`` lies, and its end."""
        today = now.astimezone(self.time_zone).date()
        first, last = (datetime.combine(today + timedelta(days=n), time.min, tzinfo=self.time_zone) for n in (0, 1))
        return first, last

    def cap_of(self, provider: int) -> int:
        """The smaller one of the user's cap and the provider's; 0 when there is none."""
        return min((cap for cap in (self.daily_cap, provider) if cap), default=0)


def rhythm_of(tx: Transaction) -> Rhythm:
    """What the user set."""
    kept = tx.facts.get(_FACT)
    return msgspec.json.decode(kept, type=Rhythm) if kept else Rhythm()


def keep_rhythm(tx: Transaction, rhythm: Rhythm) -> None:
    """Set it; raises `UsageError` for what makes no sense."""
    for name in ("new_letters", "open_talks", "daily_cap"):
        if not 0 <= getattr(rhythm, name) <= _MOST:
            raise UsageError(f"{getattr(rhythm, name)} makes no sense here: give a number from 0 to {_MOST}.")
    if rhythm.quiet_from is not None and rhythm.quiet_from == rhythm.quiet_until:
        raise UsageError("Quiet hours that end when they begin would last for ever: give two different times.")
    if not _is_zone(rhythm.zone):
        raise UsageError(
            f"{rhythm.zone!r} is no time zone that is known here: give a name such as Europe/Berlin. (Windows knows "
            "none by itself: `pip install tzdata`.)"
        )
    tx.facts.set(_FACT, msgspec.json.encode(rhythm).decode())


def _is_zone(name: str) -> bool:
    try:
        return not name or ZoneInfo(name) is not None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
