"""A calendar for tests, whose provider is a book in this process."""

from collections.abc import Sequence
from datetime import datetime

from netcore.errors import Unreachable
from netcore.plugins import Appointment, Busy, Calendar, CalendarDescriptor, Context, EventState, hookimpl


class Book:
    """What the calendar's provider has."""

    def __init__(self) -> None:
        self.events: dict[str, Appointment] = {}
        self.created = 0
        self.taken: list[Busy] = []
        self.fails: Exception | None = None
        self.forgets_to_answer = False
        self.answers: dict[str, str] = {}
        """By the guests' addresses."""
        self.asked = 0


BOOK = Book()


class FakeCalendar(Calendar):
    """Keeps its events in the book."""

    def __init__(self, context: Context) -> None:
        pass

    def busy(self, start: datetime, end: datetime) -> tuple[Busy, ...]:
        self._fail()
        own = [Busy(start=one.start, end=one.end) for one in BOOK.events.values()]
        return tuple(one for one in (*BOOK.taken, *own) if one.end > start and one.start < end)

    def create(self, appointment: Appointment) -> EventState:
        self._fail()
        if appointment.key not in BOOK.events:
            BOOK.created += 1
            BOOK.events[appointment.key] = appointment
        if BOOK.forgets_to_answer:
            raise Unreachable("The answer was lost.")
        return EventState(event_id=appointment.key)

    def update(self, event_id: str, appointment: Appointment) -> EventState:
        self._fail()
        if event_id not in BOOK.events:
            raise LookupError(event_id)
        BOOK.events[event_id] = appointment
        return EventState(event_id=event_id)

    def cancel(self, event_id: str) -> None:
        self._fail()
        BOOK.events.pop(event_id, None)

    def state(self, event_id: str) -> EventState:
        BOOK.asked += 1
        self._fail()
        if event_id not in BOOK.events:
            raise LookupError(event_id)
        return EventState(event_id=event_id, answers=tuple(BOOK.answers.items()))  # type: ignore[arg-type]

    def _fail(self) -> None:
        if BOOK.fails is not None:
            raise BOOK.fails


class Manifest:
    """A plugin with this calendar."""

    @hookimpl
    def netcore_calendars(self) -> Sequence[CalendarDescriptor]:
        return [CalendarDescriptor(name="book", summary="A calendar.", factory=f"{__name__}:FakeCalendar")]
