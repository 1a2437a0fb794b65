"""Moments are read as people write them; what could be two moments is refused."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netcore.cli.moments import parse

TUESDAY = datetime(2026, 3, 3, 13, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("tomorrow 10:00", "2026-03-04T10:00+01:00"),
        ("tomorrow at 10:00", "2026-03-04T10:00+01:00"),
        ("10:00 tomorrow", "2026-03-04T10:00+01:00"),
        ("tomorrow", "2026-03-04T09:00+01:00"),
        ("today 16:30", "2026-03-03T16:30+01:00"),
        ("16:30", "2026-03-03T16:30+01:00"),
        ("4pm", "2026-03-03T16:00+01:00"),
        ("12 am", "2026-03-03T00:00+01:00"),
        ("Thu noon", "2026-03-05T12:00+01:00"),
        ("Tue 14:30", "2026-03-03T14:30+01:00"),
        ("tue 13:30", "2026-03-10T13:30+01:00"),
        ("Monday 8:15", "2026-03-09T08:15+01:00"),
        ("on friday at 8am", "2026-03-06T08:00+01:00"),
        ("yesterday 18:00", "2026-03-02T18:00+01:00"),
        ("in 3 days", "2026-03-06T09:00+01:00"),
        ("in a week", "2026-03-10T09:00+01:00"),
        ("in 2 hours", "2026-03-03T16:00+01:00"),
        ("an hour ago", "2026-03-03T13:00+01:00"),
        ("2026-03-04 15:00", "2026-03-04T15:00+01:00"),
        ("2026-03-04T15:00:00-05:00", "2026-03-04T15:00-05:00"),
        ("2026-04-01", "2026-04-01T09:00+02:00"),
        ("4 April 2026 10:00", "2026-04-04T10:00+02:00"),
        ("April 4, 10:00", "2026-04-04T10:00+02:00"),
        ("31.3. 10:00", "2026-03-31T10:00+02:00"),
        ("4/4 9:00", "2026-04-04T09:00+02:00"),
        ("4th of apr", "2026-04-04T09:00+02:00"),
        ("15 Jan", "2027-01-15T09:00+01:00"),
        ("15.1.26", "2026-01-15T09:00+01:00"),
        ("now", "2026-03-03T13:00+00:00"),
    ],
)
def test_a_moment_is_read_as_people_write_it(text: str, moment: str) -> None:
    assert parse(text, TUESDAY) == datetime.fromisoformat(moment)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("3/4 10:00", "could be two days"),
        ("next Tuesday", "one week or another"),
        ("March 10:00", "names no moment"),
        ("Ma 5", "names no moment"),
        ("29 Feb", "no day of the calendar"),
        ("31.4.2026", "no day of the calendar"),
        ("2026-02-30", "no moment of the calendar"),
        ("25:00", "no time of day"),
        ("13pm", "no time of day"),
        ("soon", "names no moment"),
        ("", "empty"),
        ("   ", "empty"),
        ("in 99999999999 days", "too far away"),
        ("2026-03-29 02:30", "does not exist"),
        ("2026-10-25 02:30", "happens twice"),
    ],
)
def test_what_is_no_moment_or_could_be_two_is_refused_with_a_sentence(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse(text, TUESDAY)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Monday 8:15", "2026-03-02T08:15+01:00"),
        ("Tue 13:30", "2026-03-03T13:30+01:00"),
        ("Tue 14:30", "2026-02-24T14:30+01:00"),
        ("15 Dec", "2025-12-15T09:00+01:00"),
        ("3 March", "2026-03-03T09:00+01:00"),
    ],
)
def test_of_what_has_happened_a_day_is_the_last_such_day(text: str, moment: str) -> None:
    assert parse(text, TUESDAY, back=True) == datetime.fromisoformat(moment)


@given(st.text(max_size=30))
def test_any_text_is_a_moment_or_a_sentence(text: str) -> None:
    try:
        assert parse(text, TUESDAY).tzinfo is not None
    except ValueError as error:
        assert str(error).endswith(".")  # noqa: PT017 -- either outcome is right


@given(st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1)))
def test_what_is_written_in_iso_comes_back(moment: datetime) -> None:
    aware = moment.replace(tzinfo=UTC, microsecond=0)
    assert parse(aware.isoformat(), TUESDAY) == aware
