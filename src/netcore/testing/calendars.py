"""The laws of calendars."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest

from netcore.plugins import Busy, Calendar
from netcore.testing.contract import Contract
from netcore.testing.nasty import INJECTIONS, NASTY_TEXTS
from netcore.testing.samples import NOON, sample_appointment

_HALF = timedelta(minutes=30)
_BEFORE, _AFTER = NOON - timedelta(days=1), NOON + timedelta(days=1)


class CalendarContract(Contract):
    """Give ``make_calendar``."""

    @pytest.fixture
    def make_calendar(self) -> Callable[[], Calendar]:
        """Makes a calendar that begins empty; called again, the same one, as after a restart."""
        raise NotImplementedError("give the fixture make_calendar")

    def test_it_is_a_calendar(self, make_calendar: Callable[[], Calendar]) -> None:
        assert isinstance(make_calendar(), Calendar)

    def test_an_empty_calendar_is_free(self, make_calendar: Callable[[], Calendar]) -> None:
        assert make_calendar().busy(_BEFORE, _AFTER) == ()

    def test_an_appointment_takes_its_time(self, make_calendar: Callable[[], Calendar]) -> None:
        abroad = timezone(timedelta(hours=5, minutes=30))
        start = NOON.astimezone(abroad)
        assert make_calendar().create(sample_appointment(start=start, end=start + _HALF)).event_id
        busy = make_calendar().busy(_BEFORE.astimezone(abroad), _AFTER)
        assert _moments(busy) == [(NOON, NOON + _HALF)], "times are not what they are in another time zone"

    def test_creating_twice_makes_one_event(self, make_calendar: Callable[[], Calendar]) -> None:
        first = make_calendar().create(sample_appointment())
        second = make_calendar().create(sample_appointment())
        assert first.event_id == second.event_id, "the same key makes two events"
        make_calendar().cancel(first.event_id)
        assert not make_calendar().busy(_BEFORE, _AFTER), "a second event was left behind"

    def test_busy_times_are_sorted_and_joined(self, make_calendar: Callable[[], Calendar]) -> None:
        calendar = make_calendar()
        for key, hours in (("k1", 3.0), ("k2", 0.0), ("k3", 0.25)):
            start = NOON + timedelta(hours=hours)
            calendar.create(sample_appointment(key, start=start, end=start + _HALF))
        expected = [(NOON, NOON + _HALF * 1.5), (NOON + 6 * _HALF, NOON + 7 * _HALF)]
        assert _moments(calendar.busy(_BEFORE, _AFTER)) == expected

    def test_only_what_touches_the_span_is_busy(self, make_calendar: Callable[[], Calendar]) -> None:
        calendar = make_calendar()
        calendar.create(sample_appointment())
        assert not calendar.busy(NOON + _HALF, _AFTER), "an appointment that is over counts as busy"
        assert not calendar.busy(_BEFORE, NOON), "an appointment that has not begun counts as busy"
        assert len(calendar.busy(NOON + _HALF / 2, _AFTER)) == 1, "an appointment under way does not count as busy"

    def test_an_update_moves_the_event(self, make_calendar: Callable[[], Calendar]) -> None:
        state = make_calendar().create(sample_appointment())
        later = sample_appointment(start=NOON + 2 * _HALF, end=NOON + 3 * _HALF)
        assert make_calendar().update(state.event_id, later).event_id == state.event_id, "the update changed the id"
        assert _moments(make_calendar().busy(_BEFORE, _AFTER)) == [(NOON + 2 * _HALF, NOON + 3 * _HALF)]

    def test_updating_what_is_gone_says_so(self, make_calendar: Callable[[], Calendar]) -> None:
        calendar = make_calendar()
        state = calendar.create(sample_appointment())
        calendar.cancel(state.event_id)
        with pytest.raises(LookupError):
            calendar.update(state.event_id, sample_appointment())

    def test_an_event_is_found_again_by_its_id(self, make_calendar: Callable[[], Calendar]) -> None:
        state = make_calendar().create(sample_appointment())
        assert make_calendar().state(state.event_id).event_id == state.event_id, "the state is of another event"

    def test_cancelling_frees_the_time(self, make_calendar: Callable[[], Calendar]) -> None:
        state = make_calendar().create(sample_appointment())
        make_calendar().cancel(state.event_id)
        assert not make_calendar().busy(_BEFORE, _AFTER), "a cancelled event still takes its time"

    def test_cancelling_again_is_no_error(self, make_calendar: Callable[[], Calendar]) -> None:
        state = make_calendar().create(sample_appointment())
        make_calendar().cancel(state.event_id)
        make_calendar().cancel(state.event_id)

    def test_no_text_breaks_out_of_its_field(self, make_calendar: Callable[[], Calendar]) -> None:
        calendar = make_calendar()
        ends = [f"x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:{number}\r\nDTSTART:20260302T180000Z" for number in range(2)]
        state = calendar.create(sample_appointment())
        for text in (*NASTY_TEXTS, *INJECTIONS, *ends):
            calendar.update(state.event_id, sample_appointment(title=text, place=text, description=text))
            assert _moments(calendar.busy(_BEFORE, _AFTER)) == [(NOON, NOON + _HALF)], f"{text[:40]!r} broke out"


def _moments(busy: tuple[Busy, ...]) -> list[tuple[datetime, datetime]]:
    return [(part.start, part.end) for part in busy]
