"""Long work shows that it goes on, to somebody who watches a terminal."""

import threading
from types import SimpleNamespace

import pytest

from netcore.cli import progress
from netcore.cli.progress import watching


class Terminal:
    def isatty(self) -> bool:
        return True


class Bar:
    """Takes the place of the bar on the screen."""

    def __init__(self) -> None:
        self.shown: list[tuple[object, ...]] = []
        self.began = threading.Event()
        self.stopped = False

    def add_task(self, what: str, total: int | None) -> int:
        self.began.set()
        return 1

    def update(self, _: int, *, completed: int, total: int | None, description: str) -> None:
        self.shown.append((completed, total, description))

    def stop(self) -> None:
        self.stopped = True


@pytest.fixture
def bar(monkeypatch: pytest.MonkeyPatch) -> Bar:
    bar = Bar()
    monkeypatch.setattr(progress, "_bar", lambda: bar)
    monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=Terminal()))  # pytest puts its own stderr back
    return bar


def test_work_that_has_nothing_to_report_yet_is_seen_to_go_on(bar: Bar, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_PATIENCE", 0.0)
    monkeypatch.setattr(progress, "_EVERY", 0.0)
    with watching() as report:
        assert bar.began.wait(60)
        report(3, 7, "reading")
    assert bar.shown == [(0, None, "at it"), (3, 7, "reading")]
    assert bar.stopped


def test_what_is_done_in_a_moment_shows_nothing(bar: Bar, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_PATIENCE", 3600.0)
    with watching() as report:
        report(1, 1, "reading")
    assert bar.shown == []
