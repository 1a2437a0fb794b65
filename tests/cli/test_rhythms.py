"""`netcore config set pace`, `quiet-hours`, `daily-cap` and `time-zone`: as people write them."""

from pathlib import Path

import pytest

from netcore.cli.rhythms import zone_here
from tests.cli.conftest import Command


@pytest.mark.parametrize(
    ("name", "written", "kept"),
    [
        ("pace", "4 / 2", "4/2"),
        ("pace", "off", "off"),
        ("quiet-hours", "21-8", "21:00-08:00"),
        ("quiet-hours", "9:30 – 17", "09:30-17:00"),
        ("quiet-hours", "off", "off"),
        ("daily-cap", "20", "20"),
        ("daily-cap", "off", "off"),
        ("time-zone", "Europe/Berlin", "Europe/Berlin"),
    ],
)
def test_what_is_set_is_shown_as_it_is_kept(netcore: Command, name: str, written: str, kept: str) -> None:
    netcore.ok("config", "set", name, written)
    assert netcore.json("config")[name] == kept


@pytest.mark.parametrize(
    ("name", "written"),
    [
        *(("pace", nonsense) for nonsense in ("5", "0/3", "5/0", "5/-1", "five", "")),
        *(("quiet-hours", nonsense) for nonsense in ("21", "21-25", "21-21", "8:61-9", "a-b", "1-2-3", "")),
        *(("daily-cap", nonsense) for nonsense in ("0", "-3", "2.5", "many", "9999999")),
        *(("time-zone", nonsense) for nonsense in ("Mars/Olympus", "../zone", "CET+99")),
    ],
)
def test_what_cannot_be_meant_is_refused_in_a_sentence(netcore: Command, name: str, written: str) -> None:
    before = netcore.json("config")
    result = netcore("config", "set", name, "--", written)
    assert (result.code, result.out) == (2, "")
    assert len(result.err.strip().splitlines()) == 1
    assert netcore.json("config") == before


def test_hours_are_meant_where_the_machine_is_unless_another_place_was_named(netcore: Command) -> None:
    netcore.environment["TZ"] = "America/New_York"
    assert "21:00-08:00 (America/New_York)" in netcore.ok("config", "set", "quiet-hours", "21-8")
    netcore.ok("config", "set", "time-zone", "Asia/Tokyo")
    assert "20 (Asia/Tokyo)" in netcore.ok("config", "set", "daily-cap", "20")


def test_the_zone_of_a_machine_is_read_off_its_clock_or_not_at_all(tmp_path: Path) -> None:
    zone = tmp_path / "zoneinfo" / "Europe" / "Oslo"
    zone.parent.mkdir(parents=True)
    zone.touch()
    clock = tmp_path / "localtime"
    assert zone_here({}, clock) == ""
    clock.symlink_to(zone)
    assert zone_here({}, clock) == "Europe/Oslo"
    assert zone_here({"TZ": ":Asia/Tokyo"}, clock) == "Asia/Tokyo"
    assert zone_here({"TZ": "<+03>-3"}, clock) == ""
