"""What every calendar needs of netcore."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from netcore.plugins import Busy, joined_times

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
hours = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9)), max_size=12)


def busy(begins: int, lasts: int) -> Busy:
    start = MONDAY + timedelta(hours=begins)
    return Busy(start=start, end=start + timedelta(hours=lasts))


@given(hours)
def test_joined_times_take_the_same_hours_with_gaps_between_them(spans: list[tuple[int, int]]) -> None:
    found = joined_times(busy(*span) for span in spans)
    taken = {begins + hour for begins, lasts in spans for hour in range(lasts)}
    assert taken == {
        hour for hour in range(50) if any(one.start <= MONDAY + timedelta(hours=hour) < one.end for one in found)
    }
    assert all(one.end < after.start for one, after in pairwise(found))
