"""The seven steps, walked through the library: it yields what happened and leaves the printing to others."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from netcore.demo import scenes, story
from netcore.demo.line import Line
from netcore.errors import UsageError
from netcore.network import Network

if TYPE_CHECKING:
    from netcore.plugins.registry import Registry

_THURSDAY = 3


class StoryClock:
    """A clock that moves only when the story does: two weeks pass in two seconds."""

    def __init__(self, start: datetime) -> None:
        self.time = start

    def __call__(self) -> datetime:
        """The time in the story."""
        return self.time


def walk(home: Path, *, now: datetime, plugins: "Registry | None" = None) -> Iterator[Line]:
    """Walk all seven steps in a new network below ``home``, and tell of each.

    The story ends at ``now``, which is timezone-aware, and begins about two weeks earlier.  ``plugins``: those to work
    with (default: all installed).  Raises `UsageError` when there is a network at ``home`` already.
    """
    where = home / "default.db"
    if where.exists():
        raise UsageError(f"There is a network in {home} already, and the demo wants a new one. Name another folder.")
    books = _lay_out(home / "address-books")
    thursday = _thursday_before(now)
    clock = StoryClock(thursday - timedelta(days=3, hours=6))
    yield Line(kind="title", text=f"This is {story.SENDER[0]}'s story. She and everybody in it are invented.")
    with Network(where, home=home, plugins=plugins, now=clock) as network:
        yield from scenes.gather(network, books)
        yield from scenes.choose(network)
        yield from scenes.clarify(network)
        yield from scenes.write(network)
        clock.time = thursday - timedelta(days=1, hours=22)
        yield from scenes.answer(network)
        yield from scenes.agree(network, thursday)
        clock.time = thursday
        yield from scenes.talk(network)
        clock.time = thursday + timedelta(minutes=30)
        yield from scenes.after_the_talk(network)
        clock.time = thursday + timedelta(hours=17)
        yield from scenes.thank(network)
        yield from scenes.ask_and_promise(network, due=thursday + timedelta(days=2))
        clock.time = thursday + timedelta(days=2)
        yield from scenes.keep_the_promise(network)
        clock.time = now
        yield from scenes.today(network, now)
        yield from scenes.where_it_is(network, home)


def _lay_out(folder: Path) -> list[Path]:
    """Put the address books where the reader can look at them."""
    folder.mkdir(parents=True, exist_ok=True)
    for book in story.BOOKS:
        (folder / book).write_bytes(files("netcore.demo").joinpath("data", book).read_bytes())
    return [folder / book for book in story.BOOKS]


def _thursday_before(now: datetime) -> datetime:
    """Four o'clock on the last Thursday that is at least a week ago, so that some letters wait for a follow-up."""
    latest = now - timedelta(days=7)
    day = latest - timedelta(days=(latest.weekday() - _THURSDAY) % 7)
    return day.replace(hour=16, minute=0, second=0, microsecond=0)
