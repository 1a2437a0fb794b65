"""A clock that stands still until a test moves it."""

from datetime import UTC, datetime, timedelta


class FixedClock:
    """Call it for the time; `advance` it."""

    def __init__(self, time: datetime = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)) -> None:
        if time.tzinfo is None:
            raise ValueError("a clock shows a timezone-aware time")
        self.time = time

    def __call__(self) -> datetime:
        """The time it shows."""
        return self.time

    def advance(self, **span: float) -> None:
        """Move it on: ``advance(hours=3)``, with the words of `datetime.timedelta`."""
        self.time += timedelta(**span)
