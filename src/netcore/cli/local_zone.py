"""The time of this machine as a time zone, before and after the clocks change."""

from datetime import UTC, datetime, timedelta, tzinfo


class LocalZone(tzinfo):
    """What the clock on the wall shows here: at each moment with the offset of that moment.

    ``datetime.astimezone().tzinfo`` is today's offset, which is wrong by an hour on the other side of a change.
    """

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        """The offset at that time; at one that happens twice, ``fold`` says which is meant."""
        return moment.replace(tzinfo=None).astimezone().utcoffset() if moment is not None else None

    def dst(self, moment: datetime | None) -> timedelta | None:
        """Not known."""
        return None

    def tzname(self, moment: datetime | None) -> str | None:
        """What the zone is called at that time."""
        return moment.replace(tzinfo=None).astimezone().tzname() if moment is not None else None

    def fromutc(self, moment: datetime) -> datetime:
        """The time here at a moment in UTC."""
        there = moment.replace(tzinfo=UTC).astimezone()
        here = there.replace(tzinfo=self, fold=0)
        return here if here.utcoffset() == there.utcoffset() else here.replace(fold=1)
