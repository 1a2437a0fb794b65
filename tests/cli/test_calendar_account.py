"""An account with a calendar, through the command."""

import shlex
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from netcore.cli.session import Session
from netcore.errors import Unreachable
from netcore.network import Network
from netcore.plugins import Busy
from netcore.plugins.registry import Registry
from tests.cli.conftest import Command
from tests.conftest import Clock
from tests.steps.calendars import BOOK, Manifest
from tests.steps.people import store_of


@pytest.fixture
def at_home_in_berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def netcore(netcore: Command, monkeypatch: pytest.MonkeyPatch) -> Command:
    """A network with a calendar, and Ada in it."""
    BOOK.__init__()  # type: ignore[misc]
    registry = Registry.of({"book": Manifest()}, raise_errors=True)
    monkeypatch.setattr(Session, "plugins", lambda _: registry)
    netcore.ok("people", "add", "Ada Lovelace", "--email", "ada@example.org")
    netcore.ok("keep", "Ada")
    with (
        Network(netcore.home / "default.db", home=netcore.home, plugins=registry) as network,
        store_of(network).write() as tx,
    ):
        tx.accounts.add("book:mine", component="book", name="mine")
    return netcore


def test_free_times_keep_to_working_hours_when_the_clocks_change(
    netcore: Command, clock: Clock, at_home_in_berlin: None
) -> None:
    clock.time = datetime(2026, 10, 23, 10, tzinfo=UTC)
    BOOK.taken = [Busy(start=datetime(2026, 10, 26, 8, tzinfo=UTC), end=datetime(2026, 10, 26, 9, tzinfo=UTC))]
    assert "You are free: Mon 26 Oct 2026, 10:00; Mon 26 Oct 2026, 13:00; Mon 26 Oct 2026, 16:00." in netcore.ok(
        "meet", "offer", "Ada"
    ).replace("\n", " ")


def test_what_the_guests_answered_is_shown(netcore: Command, clock: Clock) -> None:
    netcore.ok("meet", "agree", "Ada", "--mode", "phone", "--minutes", "30", "--at", "2026-03-05 16:00", "--invite")
    assert netcore.json("meet")[0]["answer"] == "none"
    BOOK.answers = {"ada@example.org": "declined"}
    assert "they declined" in netcore.ok("meet", "list", "--sync")
    assert "they declined" in netcore.ok("meet")
    assert netcore.json("meet")[0]["answer"] == "declined"
    assert "Propose another time to Ada Lovelace" in netcore.ok("next")
    (item,) = (one for one in netcore.json("next") if one["kind"] == "declined")
    netcore.ok("clarify", "--goal", "By next spring I want to run a library of things in Bristol.")
    letter = ("--subject", "Another time", "--body", "Dear Ada, would Friday at ten suit you? Thank you, Mara")
    drafted = netcore.json(*shlex.split(item["do"])[1:], *letter)
    assert (drafted["purpose"], drafted["to_address"]) == ("invitation", "ada@example.org")


def test_a_calendar_that_cannot_be_read_is_told_beside_the_talks(netcore: Command) -> None:
    netcore.ok("meet", "agree", "Ada", "--mode", "phone", "--minutes", "30", "--at", "2026-03-05 16:00", "--invite")
    BOOK.fails = Unreachable("It is down.")
    shown = netcore("meet", "list", "--sync")
    assert shown.code == 1
    assert "Ada Lovelace" in shown.out
    assert "It is down." in shown.err
