"""How far long work is, on stderr, for somebody who watches a terminal."""

import sys
import threading
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
_AT_IT = "at it"
"""What is said of work that has not said anything of itself."""


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
    """A bar that appears when work takes longer than a moment, also while the work has nothing to report yet."""

    def __init__(self) -> None:
        self._next = time.monotonic() + _PATIENCE
        self._bar: Bar | None = None
        self._task: TaskID | None = None
        self._stopped = False
        self._lock = threading.Lock()
        self._impatient = threading.Timer(_PATIENCE, self._begin)
        self._impatient.daemon = True
        self._impatient.start()

    def report(self, done: int, total: int | None = None, what: str = "") -> None:
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + _EVERY
        with self._lock:
            self._show(done, total, what)

    def stop(self) -> None:
        self._impatient.cancel()
        with self._lock:
            self._stopped = True
            if self._bar is not None:
                self._bar.stop()

    def _begin(self) -> None:
        with self._lock:
            if self._bar is None and not self._stopped:
                self._show(0, None, _AT_IT)

    def _show(self, done: int, total: int | None, what: str) -> None:
        if self._bar is None:
            self._bar = _bar()
            self._task = self._bar.add_task(what, total=total)
        assert self._task is not None
        self._bar.update(self._task, completed=done, total=total, description=what)


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
