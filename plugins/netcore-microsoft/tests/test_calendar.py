"""The calendar: when its owner is busy, and events that are made once whatever happens."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from graph_lab import GraphLab

from netcore.errors import Unreachable
from netcore.plugins import Busy
from netcore.testing import sample_appointment
from netcore.testing.http_lab import Told
from netcore.testing.samples import NOON
from netcore_microsoft.calendar import MicrosoftCalendar
from netcore_microsoft.manifest import netcore_calendars

Make = Callable[..., MicrosoftCalendar]
DAY = (NOON - timedelta(hours=12), NOON + timedelta(hours=12))


@pytest.fixture
def calendar(make: Callable[..., Any]) -> Make:
    return lambda **settings: make(MicrosoftCalendar, netcore_calendars()[0], **settings)


def hours(busy: tuple[Busy, ...]) -> list[tuple[int, int]]:
    return [(one.start.hour, one.end.hour) for one in busy]


@pytest.mark.parametrize("personal", [False, True])
def test_only_what_takes_time_is_busy(graph: GraphLab, calendar: Make, personal: bool) -> None:
    graph.mailbox.personal = personal
    event = graph.calendars.event
    event("2026-03-02T08:00:00", "2026-03-02T09:00:00")
    event("2026-03-02T10:00:00", "2026-03-02T11:00:00", showAs="free")
    event("2026-03-02T12:00:00", "2026-03-02T13:00:00", showAs="workingElsewhere")
    event("2026-03-02T14:00:00", "2026-03-02T15:00:00", showAs="oof")
    event("2026-03-02T16:00:00", "2026-03-02T17:00:00", isCancelled=True)
    event("2026-03-02T18:00:00", "2026-03-02T19:00:00", showAs="tentative")
    assert hours(calendar().busy(*DAY)) == [(8, 9), (14, 15), (18, 19)]


def test_what_was_declined_takes_no_time(graph: GraphLab, calendar: Make) -> None:
    graph.mailbox.personal = True
    graph.calendars.event("2026-03-02T08:00:00", "2026-03-02T09:00:00", responseStatus={"response": "declined"})
    assert calendar().busy(*DAY) == ()


def test_a_full_day_is_read_to_its_last_page(graph: GraphLab, calendar: Make) -> None:
    graph.mailbox.personal = True
    for hour in range(0, 20, 2):
        graph.calendars.event(f"2026-03-02T{hour:02}:00:00", f"2026-03-02T{hour + 1:02}:00:00")
    assert len(calendar().busy(*DAY)) == 10


def test_an_account_without_schedules_is_asked_for_them_once(graph: GraphLab, calendar: Make) -> None:
    graph.mailbox.personal = True
    for _ in range(3):
        calendar().busy(*DAY)
    assert graph.asked.count("POST /me/calendar/getSchedule") == 1
    assert graph.asked.count("GET /me/calendarView") == 3


def test_a_long_span_is_read_from_the_calendar_itself(graph: GraphLab, calendar: Make) -> None:
    calendar().busy(NOON, NOON + timedelta(days=90))
    assert graph.asked == ["GET /me/calendarView"]


def test_an_event_whose_answer_was_lost_is_found_and_not_made_again(graph: GraphLab, calendar: Make) -> None:
    graph.http.on("POST", r"/v1\.0/me/events", lambda asked: (graph._told(asked), Told(201, cut_after=-1))[1])
    with pytest.raises(Unreachable):
        calendar().create(sample_appointment())
    state = calendar().create(sample_appointment())
    (item,) = graph.mailbox.events.values()
    assert state.event_id == item.id


def test_when_outlook_says_that_it_made_the_event_already_that_one_is_given(graph: GraphLab, calendar: Make) -> None:
    """Between looking and making, another process made it."""
    first = calendar().create(sample_appointment())
    nothing = Told(200, b'{"value": []}', {"Content-Type": "application/json"})
    graph.http.on("GET", r"/v1\.0/me/events", nothing)
    assert calendar().create(sample_appointment()).event_id == first.event_id
    assert len(graph.mailbox.events) == 1


def test_nobody_is_written_to_unless_they_are_to_be_invited(graph: GraphLab, calendar: Make) -> None:
    state = calendar().create(sample_appointment(attendees=("bo@example.org",)))
    calendar().cancel(state.event_id)
    assert graph.mailbox.invitations == []
    invited = calendar().create(sample_appointment("k2", attendees=("bo@example.org",), invite=True))
    assert graph.mailbox.invitations == [(invited.event_id, "bo@example.org")]


@pytest.mark.parametrize(
    ("said", "answer"),
    [("accepted", "accepted"), ("tentativelyAccepted", "tentative"), ("declined", "declined"), ("none", "none")],
)
def test_what_the_invited_answered_is_told(graph: GraphLab, calendar: Make, said: str, answer: str) -> None:
    appointment = sample_appointment(attendees=("bo@example.org",), invite=True)
    calendar().create(appointment)
    (item,) = graph.mailbox.events.values()
    item.data["attendees"][0]["status"]["response"] = said
    assert calendar().create(appointment).answers == (("bo@example.org", answer),)


@pytest.mark.parametrize("teams", [False, True])
def test_a_teams_link_comes_only_when_it_is_wanted(graph: GraphLab, calendar: Make, teams: bool) -> None:
    calendar(teams_link=teams).create(sample_appointment())
    (item,) = graph.mailbox.events.values()
    assert item.data.get("isOnlineMeeting", False) is teams


@pytest.mark.parametrize("personal", [False, True])
@pytest.mark.parametrize(
    ("place", "day", "begins", "hours"),
    [
        ("Europe/Berlin", "2026-10-24", datetime(2026, 10, 23, 22, tzinfo=UTC), 24),
        ("Europe/Berlin", "2026-10-25", datetime(2026, 10, 24, 22, tzinfo=UTC), 25),
        ("Europe/Berlin", "2026-10-26", datetime(2026, 10, 25, 23, tzinfo=UTC), 24),
        ("Europe/Berlin", "2026-03-29", datetime(2026, 3, 28, 23, tzinfo=UTC), 23),
        ("America/New_York", "2026-11-01", datetime(2026, 11, 1, 4, tzinfo=UTC), 25),
        ("America/New_York", "2026-11-02", datetime(2026, 11, 2, 5, tzinfo=UTC), 24),
    ],
)
def test_a_whole_day_is_a_day_where_the_user_lives_also_when_the_clocks_change(
    graph: GraphLab, calendar: Make, personal: bool, place: str, day: str, begins: datetime, hours: int
) -> None:
    graph.mailbox.personal = personal
    graph.calendars.zone = zone = ZoneInfo(place)
    midnight = datetime.fromisoformat(day)
    after = midnight + timedelta(days=1)
    graph.calendars.event(midnight.isoformat(), after.isoformat(), isAllDay=True)
    start, end = (at.replace(tzinfo=zone) for at in (midnight - timedelta(days=5), midnight + timedelta(days=5)))
    assert calendar().busy(start, end) == (Busy(start=begins, end=begins + timedelta(hours=hours)),)


def test_a_whole_day_is_found_by_the_hours_that_only_the_user_counts_to_it(graph: GraphLab, calendar: Make) -> None:
    graph.mailbox.personal = True
    graph.calendars.event("2026-10-26T00:00:00", "2026-10-27T00:00:00", isAllDay=True)
    new_york = ZoneInfo("America/New_York")
    evening = datetime(2026, 10, 26, 22, tzinfo=new_york)
    assert calendar().busy(evening, evening + timedelta(hours=1))
    assert not calendar().busy(evening - timedelta(days=1), evening - timedelta(hours=23))


def test_an_events_state_has_the_answers_until_it_is_gone(graph: GraphLab, calendar: Make) -> None:
    made = calendar().create(sample_appointment(attendees=("bo@example.org",), invite=True))
    (item,) = graph.mailbox.events.values()
    item.data["attendees"][0]["status"]["response"] = "declined"
    assert calendar().state(made.event_id).answers == (("bo@example.org", "declined"),)
    calendar().cancel(made.event_id)
    with pytest.raises(LookupError):
        calendar().state(made.event_id)
