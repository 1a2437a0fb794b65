"""The calendar: one event for one key, guests written to only when they should be, and their answers."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from google_lab import GoogleLab

from netcore.errors import SignInNeeded, Unreachable
from netcore.plugins import Busy, Context
from netcore.plugins.http import HttpPatience
from netcore.testing import sample_appointment
from netcore.testing.http_lab import Asked, Told
from netcore_google import manifest
from netcore_google.calendar import GoogleCalendar, event_id_of
from netcore_google.scopes import BUSY

Make = Callable[..., GoogleCalendar]
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
GUESTS = ("ada@example.org", "bo@example.org")


@pytest.fixture
def make(context: Callable[..., Context], patience: HttpPatience) -> Make:
    return lambda **settings: GoogleCalendar(context(manifest.netcore_calendars()[0], **settings), patience=patience)


@pytest.mark.parametrize("lost", ["request", "answer"])
def test_an_event_whose_answer_is_lost_is_made_once(google: GoogleLab, make: Make, lost: str) -> None:
    def cut(asked: Asked) -> Told:
        if lost == "answer":
            google._answered(asked)
        return Told(cut_after=-1)

    google.on("POST", "/calendar/v3/calendars/primary/events", cut)
    state = make().create(sample_appointment())
    assert state.event_id == event_id_of("k1")
    assert len(google.calendar.events) == 1


def test_guests_are_invited_only_when_that_is_wanted(google: GoogleLab, make: Make) -> None:
    make().create(sample_appointment("quiet", attendees=GUESTS))
    assert google.calendar.invitations == []
    state = make().create(sample_appointment("loud", attendees=GUESTS, invite=True))
    make().update(state.event_id, sample_appointment("loud", attendees=GUESTS, invite=True, title="Later"))
    make().cancel(state.event_id)
    assert [what for what, _, _ in google.calendar.invitations] == ["insert", "patch", "delete"]


def test_who_heard_nothing_of_an_event_hears_nothing_of_its_end(google: GoogleLab, make: Make) -> None:
    state = make().create(sample_appointment("quiet", attendees=GUESTS))
    make().update(state.event_id, sample_appointment("quiet", attendees=GUESTS, title="Later"))
    make().cancel(state.event_id)
    assert google.calendar.invitations == []


def test_whom_the_user_invited_by_hand_hears_of_the_end(google: GoogleLab, make: Make) -> None:
    state = make().create(sample_appointment())
    google.calendar.events[state.event_id]["attendees"] = [{"email": "bo@example.org", "responseStatus": "accepted"}]
    make().cancel(state.event_id)
    assert [what for what, _, _ in google.calendar.invitations] == ["delete"]


def test_a_change_keeps_the_answers_and_a_move_asks_anew(google: GoogleLab, make: Make) -> None:
    first = sample_appointment(attendees=GUESTS, invite=True)
    state = make().create(first)
    google.calendar.answer(state.event_id, "ada@example.org", "accepted")
    google.calendar.events[state.event_id]["attendees"].append({"email": "by@hand.example"})
    renamed = make().update(state.event_id, msgspec.structs.replace(first, title="Tea"))
    others = (("bo@example.org", "none"), ("by@hand.example", "none"))
    assert renamed.answers == (("ada@example.org", "accepted"), *others)
    later = msgspec.structs.replace(first, start=first.start + timedelta(days=1), end=first.end + timedelta(days=1))
    moved = make().update(state.event_id, later)
    assert moved.answers == (("ada@example.org", "none"), *others), "an answer holds for the time it was given for"


def test_the_user_and_a_room_are_no_guests(google: GoogleLab, make: Make) -> None:
    state = make().create(sample_appointment(attendees=GUESTS[1:], invite=True))
    google.calendar.events[state.event_id]["attendees"] += [
        {"email": "ada@example.org", "self": True, "organizer": True, "responseStatus": "accepted"},
        {"email": "room@example.org", "resource": True, "responseStatus": "accepted"},
    ]
    assert make().state(state.event_id).answers == (("bo@example.org", "none"),)


def test_half_a_year_is_asked_about_in_pieces(google: GoogleLab, make: Make) -> None:
    make().create(sample_appointment())
    far = NOON + timedelta(days=59)  # it reaches over the border of two pieces
    make().create(sample_appointment("far", start=far, end=far + timedelta(days=2)))
    busy = make().busy(NOON, NOON + timedelta(days=180))
    assert [one.start for one in busy] == [NOON, far]
    assert busy[1].end == far + timedelta(days=2)


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Kolkata"])
def test_busy_times_are_in_the_zone_that_was_asked_for_wherever_this_machine_is(
    google: GoogleLab, make: Make, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    told = {"calendars": {"primary": {"busy": [{"start": "2026-03-02T12:00:00", "end": "2026-03-02T13:00:00.000Z"}]}}}
    google.on("POST", "/calendar/v3/freeBusy", Told(200, json.dumps(told).encode()))
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        busy = make().busy(NOON, NOON + timedelta(days=1))
    finally:
        monkeypatch.undo()
        time.tzset()
    assert busy == (Busy(start=NOON, end=NOON + timedelta(hours=1)),)
    (asked,) = [json.loads(one.body) for one in google.asked if one.path.startswith("/calendar/v3/freeBusy")]
    assert asked["timeZone"] == "UTC"


def test_the_answers_of_the_guests_are_told(google: GoogleLab, make: Make) -> None:
    state = make().create(sample_appointment(attendees=GUESTS, invite=True))
    google.calendar.answer(state.event_id, "ada@example.org", "accepted")
    assert make().state(state.event_id).answers == (("ada@example.org", "accepted"), ("bo@example.org", "none"))


def test_a_talk_that_was_cancelled_can_be_agreed_anew(google: GoogleLab, make: Make) -> None:
    state = make().create(sample_appointment())
    make().cancel(state.event_id)
    assert make().create(sample_appointment()).event_id == state.event_id
    assert make().busy(NOON, NOON + timedelta(hours=1))


def test_a_calendar_that_may_not_be_seen_is_unknown_and_not_free(google: GoogleLab, make: Make) -> None:
    google.calendar.hidden.add("team@example.org")
    with pytest.raises(Unreachable, match="whether you are free is unknown"):
        make(calendar="team@example.org").busy(NOON, NOON + timedelta(hours=1))


def test_an_event_carries_our_key(google: GoogleLab, make: Make) -> None:
    state = make().create(sample_appointment())
    assert google.calendar.events[state.event_id]["extendedProperties"] == {"private": {"netcoreKey": "k1"}}


def test_the_state_of_what_is_gone_says_so(make: Make) -> None:
    with pytest.raises(LookupError):
        make().state("netcore0")


def test_a_calendar_needs_its_own_permission(make: Make) -> None:
    with pytest.raises(SignInNeeded, match="--for calendar"):
        make(scopes=(BUSY,)).busy(NOON, NOON + timedelta(hours=1))


@pytest.mark.parametrize(
    ("place", "day", "begins", "hours"),
    [
        ("Europe/Berlin", "2026-10-25", datetime(2026, 10, 24, 22, tzinfo=UTC), 25),
        ("Europe/Berlin", "2026-10-26", datetime(2026, 10, 25, 23, tzinfo=UTC), 24),
        ("America/New_York", "2026-11-01", datetime(2026, 11, 1, 4, tzinfo=UTC), 25),
        ("America/New_York", "2026-03-08", datetime(2026, 3, 8, 5, tzinfo=UTC), 23),
    ],
)
def test_a_span_in_which_the_clocks_change_is_read_to_the_hour(
    google: GoogleLab, make: Make, place: str, day: str, begins: datetime, hours: int
) -> None:
    google.calendar.zone = zone = ZoneInfo(place)
    midnight = datetime.fromisoformat(day)
    google.calendar.whole_days(day, f"{midnight + timedelta(days=1):%Y-%m-%d}")
    make().create(
        sample_appointment(
            start=(midnight + timedelta(days=2, hours=9)).replace(tzinfo=zone),
            end=(midnight + timedelta(days=2, hours=10)).replace(tzinfo=zone),
        )
    )
    nine = (midnight + timedelta(days=2, hours=9)).replace(tzinfo=zone)
    start, end = (at.replace(tzinfo=zone) for at in (midnight - timedelta(days=3), midnight + timedelta(days=3)))
    assert make().busy(start, end) == (
        Busy(start=begins, end=begins + timedelta(hours=hours)),
        Busy(start=nine.astimezone(UTC), end=nine.astimezone(UTC) + timedelta(hours=1)),
    )
