"""A second process sends, and is killed at every moment of its life in turn; the next run finishes its work.

After each: every approved letter is in the folder, each exactly once, and the store says so.
"""

import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from pathlib import Path
from uuid import uuid4

import pytest

from netcore.network import Network
from netcore.plugins.registry import Registry
from tests.conftest import Clock
from tests.steps.write.post import approved, states
from tests.steps.write.senders import Order, Senders, senders

NAMES = ("Ada", "Bo")


@pytest.fixture(scope="module")
def processes() -> Iterator[Senders]:
    with senders() as started:
        yield started


@dataclass
class Place:
    """A network with approved letters, and the folder that they go to."""

    where: str
    network: str
    home: Path

    def order(self, **more: object) -> Order:
        """What to tell a process that sends here."""
        now = Clock()().isoformat()
        return {"where": self.where, "network": self.network, "home": str(self.home), "now": now, **more}

    def open(self) -> Network:
        return Network(
            self.where, network=self.network, home=self.home, plugins=Registry.discover(only=["folder"]), now=Clock()
        )

    def letters(self) -> list[str]:
        """Whom the letters in the folder go to, sorted; a file that is no whole letter counts as ""."""
        folder = self.home / "letters"
        files = list(folder.iterdir()) if folder.exists() else []
        assert not [file for file in files if file.suffix != ".eml"], "something was left behind"
        found = []
        for file in files:
            with file.open("rb") as stream:
                found.append(str(BytesHeaderParser().parse(stream).get("To", "")).partition(" ")[0])
        return sorted(found)

    def assert_each_letter_is_there_once(self, *names: str) -> None:
        assert self.letters() == sorted(names)
        with self.open() as network:
            assert states(network) == dict.fromkeys(names, "sent")


def finished(processes: Senders, place: Place) -> None:
    """Send once more, undisturbed."""
    (answer,) = processes.run(place.order())
    assert not answer["killed"]
    report = answer["report"]
    assert not any(report.get(name) for name in ("left", "refused", "uncertain", "blocked", "deferred")), report


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Approved letters, in a file to copy."""
    home = tmp_path_factory.mktemp("pristine")
    place = Place(where=str(home / "n.db"), network="default", home=home)
    with place.open() as network:
        approved(network, *NAMES)
    return place


@pytest.fixture
def fresh(pristine: Place, tmp_path: Path) -> Callable[[], Place]:
    """Makes copies of the network with approved letters."""

    def make() -> Place:
        home = tmp_path / uuid4().hex
        home.mkdir()
        shutil.copy(pristine.where, home / "n.db")
        return Place(where=str(home / "n.db"), network="default", home=home)

    return make


@pytest.fixture(scope="module")
def moments(processes: Senders, pristine: Place, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What happens in a run that nothing disturbs, moment by moment."""
    home = tmp_path_factory.mktemp("undisturbed")
    shutil.copy(pristine.where, home / "n.db")
    place = Place(where=str(home / "n.db"), network="default", home=home)
    (answer,) = processes.run(
        place.order(here=True)
    )  # not forked: all that is imported on the way is there from now on
    assert len(answer["report"]["sent"]) == len(NAMES)
    names: list[str] = answer["names"]
    return names


def test_a_run_has_moments_of_every_kind(moments: list[str]) -> None:
    assert len(moments) >= 50
    assert {"a transaction commits", "prepare begins", "prepare returns", "commit returns", "os.link"} <= set(moments)


def test_killed_at_every_moment_each_letter_leaves_exactly_once(
    processes: Senders, fresh: Callable[[], Place], moments: list[str]
) -> None:
    for moment in range(1, len(moments) + 1):
        place = fresh()
        (answer,) = processes.run(place.order(die_at=moment))
        assert answer["killed"], moments[moment - 1]
        finished(processes, place)
        place.assert_each_letter_is_there_once(*NAMES)


@pytest.mark.parametrize("seed", range(8))
def test_killed_again_and_again_each_letter_leaves_exactly_once(
    processes: Senders, fresh: Callable[[], Place], moments: list[str], seed: int
) -> None:
    chance = random.Random(seed)
    place = fresh()
    for _ in range(4):
        processes.run(place.order(die_at=chance.randint(1, len(moments) // 2)))
    finished(processes, place)
    place.assert_each_letter_is_there_once(*NAMES)


def test_killed_at_any_time_each_letter_leaves_exactly_once(processes: Senders, fresh: Callable[[], Place]) -> None:
    """Moments that nobody chose: between two system calls, inside of SQLite."""
    for wait in range(12):
        place = fresh()
        processes.run(place.order(seconds=wait / 60))
        finished(processes, place)
        place.assert_each_letter_is_there_once(*NAMES)


def test_two_processes_that_send_at_once_send_each_letter_once(processes: Senders, fresh: Callable[[], Place]) -> None:
    for _ in range(3):
        place = fresh()
        answers = processes.run(place.order(), place.order())
        assert sum(len(answer["report"].get("sent", ())) for answer in answers) == len(NAMES)
        finished(processes, place)
        place.assert_each_letter_is_there_once(*NAMES)


def test_one_of_two_processes_is_killed_and_the_other_or_the_next_finishes(
    processes: Senders, fresh: Callable[[], Place], moments: list[str]
) -> None:
    for moment in random.Random(1).sample(range(1, len(moments) + 1), 6):
        place = fresh()
        processes.run(place.order(die_at=moment), place.order())
        finished(processes, place)
        place.assert_each_letter_is_there_once(*NAMES)


@pytest.fixture
def on_postgresql(postgres_url: str, tmp_path: Path) -> Place:
    place = Place(where=postgres_url, network=f"t{uuid4().hex[:12]}", home=tmp_path)
    with place.open() as network:
        approved(network, *NAMES)
    return place


@pytest.mark.parametrize("seed", range(3))
def test_killed_on_postgresql_each_letter_leaves_exactly_once(
    processes: Senders, on_postgresql: Place, moments: list[str], seed: int
) -> None:
    chance = random.Random(seed)
    for _ in range(6):
        processes.run(on_postgresql.order(die_at=chance.randint(1, len(moments) // 2)))
    finished(processes, on_postgresql)
    on_postgresql.assert_each_letter_is_there_once(*NAMES)


def test_two_processes_on_postgresql_send_each_letter_once(processes: Senders, on_postgresql: Place) -> None:
    answers = processes.run(on_postgresql.order(), on_postgresql.order())
    assert sum(len(answer["report"].get("sent", ())) for answer in answers) == len(NAMES)
    finished(processes, on_postgresql)
    on_postgresql.assert_each_letter_is_there_once(*NAMES)
