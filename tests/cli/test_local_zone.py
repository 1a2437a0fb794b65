"""The time of this machine, before and after the clocks change."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from netcore.cli.local_zone import LocalZone

CHANGES = {
    "Europe/Berlin": (datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)),
    "America/New_York": (datetime(2026, 3, 8, 7, tzinfo=UTC), datetime(2026, 11, 1, 6, tzinfo=UTC)),
    "Asia/Kolkata": (datetime(2026, 10, 25, 1, tzinfo=UTC),),
}


@pytest.fixture(params=CHANGES)
def place(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


def test_it_says_what_the_zone_of_this_place_says_around_every_change(place: str) -> None:
    here, there = LocalZone(), ZoneInfo(place)
    for change in CHANGES[place]:
        for minutes in range(-180, 181, 15):
            moment = change + timedelta(minutes=minutes)
            local, expected = moment.astimezone(here), moment.astimezone(there)
            assert local.replace(tzinfo=None) == expected.replace(tzinfo=None)
            assert (local.fold, local.utcoffset()) == (expected.fold, expected.utcoffset())
            assert local.astimezone(UTC) == moment
