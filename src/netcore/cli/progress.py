"""How far long work is, on stderr, for somebody who watches a terminal."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

    from netcore.plugins import Progress

_PATIENCE = 0.7
"""Seconds of silence: what is done by then needs no bar."""
_EVERY = 0.1


@contextmanager
def watching() -> "Iterator[Progress]":
    """Give long work something to report to; shows a bar when it takes longer than a moment."""
    meter = _Meter() if sys.stderr.isatty() else None
    try:
        yield meter.report if meter else _silent
    finally:
        if meter:
            meter.stop()


def _silent(done: int, total: int | None = None, what: str = "") -> None:
    pass


class _Meter:
    def __init__(self) -> None:
        self._next = time.monotonic() + _PATIENCE
        self._bar: Bar | None = None
        self._task: TaskID | None = None

    def report(self, done: int, total: int | None = None, what: str = "") -> None:
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + _EVERY
        if self._bar is None:
            self._bar = _bar()
            self._task = self._bar.add_task(what, total=total)
        assert self._task is not None
        self._bar.update(self._task, completed=done, total=total, description=what)

    def stop(self) -> None:
        if self._bar is not None:
            self._bar.stop()


def _bar() -> "Bar":
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    bar = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    bar.start()
    return bar
