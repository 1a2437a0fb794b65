"""Calendars, and how each law is broken."""

import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from netcore.plugins import Appointment, Busy, Calendar, EventState
from netcore.testing import CalendarContract


@dataclass
class World:
    events: dict[str, Appointment] = field(default_factory=dict)


class Diary(Calendar):
    def __init__(self, world: World) -> None:
        self.world = world

    def busy(self, start: datetime, end: datetime) -> tuple[Busy, ...]:
        joined: list[Busy] = []
        for part in self.parts(start, end):
            if joined and part.start <= joined[-1].end:
                last = joined.pop()
                joined.append(Busy(start=last.start, end=max(part.end, last.end)))
            else:
                joined.append(part)
        return tuple(joined)

    def parts(self, start: datetime, end: datetime) -> list[Busy]:
        events = sorted(self.world.events.values(), key=lambda event: event.start)
        return [Busy(start=event.start, end=event.end) for event in events if event.start < end and event.end > start]

    def create(self, appointment: Appointment) -> EventState:
        self.world.events.setdefault(appointment.key, appointment)
        return EventState(event_id=appointment.key)

    def update(self, event_id: str, appointment: Appointment) -> EventState:
        if event_id not in self.world.events:
            raise LookupError(event_id)
        self.world.events[event_id] = appointment
        return EventState(event_id=event_id)

    def cancel(self, event_id: str) -> None:
        self.world.events.pop(event_id, None)


class TestGood(CalendarContract):
    Kind: type = Diary

    @pytest.fixture
    def make_calendar(self) -> Callable[[], Any]:
        world = World()
        return lambda: self.Kind(world)


class TestIsNoCalendar(TestGood):
    breaks = ("it_is_a_calendar",)

    class Kind:
        __init__, busy, parts, create = Diary.__init__, Diary.busy, Diary.parts, Diary.create
        update, cancel, state = Diary.update, Diary.cancel, Diary.state


class TestReturnsAList(TestGood):
    breaks = ("an_empty_calendar_is_free",)

    class Kind(Diary):
        def busy(self, start: datetime, end: datetime) -> Any:
            return [*super().busy(start, end)]


class TestForgetsTheZone(TestGood):
    breaks = ("an_appointment_takes_its_time",)

    class Kind(Diary):
        def create(self, appointment: Appointment) -> EventState:
            start, end = (moment.replace(tzinfo=UTC) for moment in (appointment.start, appointment.end))
            return super().create(msgspec.structs.replace(appointment, start=start, end=end))


class TestMakesTwoEvents(TestGood):
    breaks = ("creating_twice_makes_one_event",)

    class Kind(Diary):
        def create(self, appointment: Appointment) -> EventState:
            twice = appointment.key in self.world.events
            key = f"{appointment.key}-again" if twice else appointment.key
            return super().create(msgspec.structs.replace(appointment, key=key))


class TestListsEachEvent(TestGood):
    breaks = ("busy_times_are_sorted_and_joined",)

    class Kind(Diary):
        def busy(self, start: datetime, end: datetime) -> tuple[Busy, ...]:
            return tuple(self.parts(start, end))


class TestCountsTheEdges(TestGood):
    breaks = ("only_what_touches_the_span_is_busy",)

    class Kind(Diary):
        def parts(self, start: datetime, end: datetime) -> list[Busy]:
            return super().parts(start - timedelta(seconds=1), end + timedelta(seconds=1))


class TestUpdatesTheTitleOnly(TestGood):
    breaks = ("an_update_moves_the_event",)

    class Kind(Diary):
        def update(self, event_id: str, appointment: Appointment) -> EventState:
            old = self.world.events.get(event_id, appointment)
            return super().update(event_id, msgspec.structs.replace(appointment, start=old.start, end=old.end))


class TestMakesTheVanishedAnew(TestGood):
    breaks = ("updating_what_is_gone_says_so",)

    class Kind(Diary):
        def update(self, event_id: str, appointment: Appointment) -> EventState:
            self.create(appointment)
            return super().update(event_id, appointment)


class TestTellsOfAnotherEvent(TestGood):
    breaks = ("an_event_is_found_again_by_its_id",)

    class Kind(Diary):
        def state(self, event_id: str) -> EventState:
            return EventState(event_id=f"{event_id}-other")


class TestCancelsNothing(TestGood):
    breaks = ("cancelling_frees_the_time", "creating_twice_makes_one_event", "updating_what_is_gone_says_so")

    class Kind(Diary):
        def cancel(self, event_id: str) -> None:
            return


class TestCancelsOnlyOnce(TestGood):
    breaks = ("cancelling_again_is_no_error",)

    class Kind(Diary):
        def cancel(self, event_id: str) -> None:
            del self.world.events[event_id]


class TestWritesTextsRaw(TestGood):
    breaks = ("no_text_breaks_out_of_its_field",)

    class Kind(Diary):
        def parts(self, start: datetime, end: datetime) -> list[Busy]:
            broken_out = any("BEGIN:VEVENT" in event.title for event in self.world.events.values())
            return super().parts(start, end) + [Busy(start=end, end=end)] * broken_out


class TestPhonesHome(TestGood):
    breaks = ("nothing_but_loopback",)

    class Kind(Diary):
        def __init__(self, world: World) -> None:
            super().__init__(world)
            with suppress(OSError):
                socket.create_connection(("calendar.example.org", 443))
