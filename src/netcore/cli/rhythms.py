"""The rhythm of sending as the user writes it: pace 5/3, quiet-hours 21:00-08:00, daily-cap 20."""

import re
from collections.abc import Callable, Mapping
from datetime import time
from pathlib import Path
from typing import TYPE_CHECKING

from netcore.errors import UsageError

if TYPE_CHECKING:
    from netcore.steps.write import Rhythm

NAMES = ("pace", "quiet-hours", "daily-cap", "time-zone")
_OFF = "off"
_TIME = re.compile(r"(\d{1,2})(?::(\d\d))?")


def texts(rhythm: "Rhythm") -> dict[str, str]:
    """What is set, by the names of the settings, as it would be written."""
    pace = f"{rhythm.new_letters}/{rhythm.open_talks}" if rhythm.new_letters and rhythm.open_talks else _OFF
    begins, ends = rhythm.quiet_from, rhythm.quiet_until
    quiet = f"{begins:%H:%M}-{ends:%H:%M}" if begins is not None and ends is not None else _OFF
    return {
        "pace": pace,
        "quiet-hours": quiet,
        "daily-cap": str(rhythm.daily_cap or _OFF),
        "time-zone": rhythm.zone,
    }


def changed(rhythm: "Rhythm", name: str, value: str) -> "Rhythm":
    """The rhythm with one setting as the user wrote it; raises `UsageError` for what cannot be meant."""
    from msgspec.structs import replace

    return replace(rhythm, **_READERS[name](value.strip()))


def zone_here(environment: Mapping[str, str], clock: Path = Path("/etc/localtime")) -> str:
    """The time zone of this machine, as the IANA data base names it; empty where that cannot be told."""
    named = environment.get("TZ", "").lstrip(":")
    found = named or str(clock.resolve()).partition("zoneinfo/")[2]
    return found if re.fullmatch(r"[A-Za-z0-9_+-]+(?:/[A-Za-z0-9_+-]+)*", found) else ""


def _pace(value: str) -> dict[str, object]:
    if value == _OFF:
        return {"new_letters": 0}
    found = re.fullmatch(r"(\d{1,4})\s*/\s*(\d{1,4})", value)
    if found is None or "0" in found.groups():
        raise UsageError(
            f"{value!r} is no pace. 5/3 means: no more than 5 new letters while 3 talks or thank-yous are open; off "
            "means: no pace."
        )
    return {"new_letters": int(found[1]), "open_talks": int(found[2])}


def _quiet_hours(value: str) -> dict[str, object]:
    if value == _OFF:
        return {"quiet_from": None, "quiet_until": None}
    times = [_TIME.fullmatch(part.strip()) for part in value.replace("–", "-").split("-")]
    try:
        begins, ends = (time(int(found[1]), int(found[2] or 0)) for found in times if found is not None)
    except ValueError:
        raise UsageError(f"{value!r} are no two times of a day. Write them as 21:00-08:00; or off.") from None
    return {"quiet_from": begins, "quiet_until": ends}


def _daily_cap(value: str) -> dict[str, object]:
    if value == _OFF:
        return {"daily_cap": 0}
    if not value.isdecimal() or len(value) > 6 or not int(value):
        raise UsageError(f"{value!r} is no number of letters a day. Write a whole number from 1 on; or off.")
    return {"daily_cap": int(value)}


def _time_zone(value: str) -> dict[str, object]:
    return {"zone": value}


_READERS: Mapping[str, Callable[[str], dict[str, object]]] = {
    "pace": _pace,
    "quiet-hours": _quiet_hours,
    "daily-cap": _daily_cap,
    "time-zone": _time_zone,
}
