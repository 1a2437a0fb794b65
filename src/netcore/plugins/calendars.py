"""The contract of a calendar: see busy times, and make appointments exactly once."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from netcore.model.base import Value


class Busy(Value, frozen=True, kw_only=True):
    """A stretch of time that is taken."""

    start: datetime
    end: datetime


def joined_times(times: Iterable[Busy]) -> tuple[Busy, ...]:
    """What `Calendar.busy` gives back: sorted, and joined where they touch or overlap."""
    found: list[Busy] = []
    for one in sorted(times, key=lambda one: one.start):
        if found and one.start <= found[-1].end:
            found[-1] = Busy(start=found[-1].start, end=max(found[-1].end, one.end))
        else:
            found.append(one)
    return tuple(found)


class Appointment(Value, frozen=True, kw_only=True):
    """A meeting.  ``key`` is ours and the same in every attempt: creating it twice makes one event."""

    key: str
    title: str
    start: datetime
    end: datetime
    place: str = ""
    description: str = ""
    attendees: tuple[str, ...] = ()
    """E-mail addresses to invite."""
    invite: bool = False
    """Whether the provider may write to the attendees."""


class EventState(Value, frozen=True, kw_only=True):
    """An event as the calendar has it now."""

    event_id: str
    revision: str = ""
    answers: tuple[tuple[str, Literal["accepted", "declined", "tentative", "none"]], ...] = ()


class Calendar(ABC):
    """A calendar.  Created with one `Context`."""

    @abstractmethod
    def busy(self, start: datetime, end: datetime) -> tuple[Busy, ...]:
        """The user's own taken times that reach into the span, sorted and joined: see `joined_times`.

        ``start`` is in the user's time zone, where a day that the calendar calls taken without saying from when begins
        and ends: it may have 23 or 25 hours.
        """

    @abstractmethod
    def create(self, appointment: Appointment) -> EventState:
        """Make the event, or return the one that the same key made before, as it is."""

    @abstractmethod
    def update(self, event_id: str, appointment: Appointment) -> EventState:
        """Change the event; raises `LookupError` when it is gone."""

    @abstractmethod
    def cancel(self, event_id: str) -> None:
        """Remove the event; one that is gone is no error."""

    def state(self, event_id: str) -> EventState:
        """The event as it is now, with what its guests answered; raises `LookupError` when it is gone.

        A calendar that cannot tell (the default) knows of no answers.
        """
        return EventState(event_id=event_id)
