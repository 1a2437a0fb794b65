"""`send` dies at every moment in turn, before each commit and around each request: every letter leaves exactly once.

The moments are counted, not guessed.  From the death on nothing that the process does has any effect, as in a process
that is gone; it runs in a thread that ends, so that its successor can tell that it is dead.
"""

import shutil
from collections import Counter
from collections.abc import Callable
from email import message_from_bytes
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from graph_lab import GraphLab
from graph_lab.mailbox import DRAFTS
from sqlalchemy.engine.default import DefaultDialect

from netcore.network import Network
from netcore.plugins.http import HttpClient
from netcore.plugins.registry import Registry
from netcore.plugins.secrets import Safe
from netcore.testing import FixedClock
from netcore_microsoft import manifest
from netcore_microsoft.tokens import SECRET

PEOPLE = ("Ada Lovelace", "Bo Diddley")
TEMPLATE = """Dear {{ person.given }},

How was the concert in May? I want to learn about boat repair. Could we talk for twenty minutes, by phone or over
coffee? No rush.

What could I do for you? Thank you,
Sam
"""


class Killed(BaseException):
    """The process is gone."""


class Killer:
    """Kills at the given moment, 0: never."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, die_at: int) -> None:
        self.moments: list[str] = []
        self._die_at = die_at
        monkeypatch.setattr(DefaultDialect, "do_commit", self._watched(DefaultDialect.do_commit, "commit"))
        monkeypatch.setattr(HttpClient, "_once", self._watched(HttpClient._once, "request", "answer"))

    def _watched(self, real: Callable[..., Any], before: str, after: str = "") -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            self._moment(before)
            result = real(*arguments)
            if after:
                self._moment(after)
            return result

        return call

    def _moment(self, name: str) -> None:
        self.moments.append(name)
        if 0 < self._die_at <= len(self.moments):
            raise Killed


class Trial:
    """A network with approved letters, on a mailbox of its own."""

    def __init__(self, prepared: Path, folder: Path, graph: GraphLab, clock: FixedClock) -> None:
        self.home = folder / "home"
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.copytree(prepared, self.home)
        self._graph, self._clock = graph, clock
        graph.mailbox.messages.clear()
        graph.mail.left.clear()

    def send(self, die_at: int = 0) -> list[str]:
        """One `send`, in a thread of its own; gives the moments it lived through."""
        found: list[BaseException] = []

        def work() -> None:
            try:
                with opened(self.home, self._clock, self._graph) as network:
                    network.write.send(outbox="microsoft", dry_run=False)
            except Killed:
                pass
            except BaseException as error:
                found.append(error)

        with pytest.MonkeyPatch.context() as monkeypatch:
            killer = Killer(monkeypatch, die_at)
            thread = Thread(target=work)
            thread.start()
            thread.join()
        assert not found, found
        return killer.moments

    def finish(self) -> None:
        """Send again, with pauses, as a user does, until nothing is left to do."""
        for _ in range(4):
            self._clock.advance(minutes=15)
            self.send()
            if self.states().keys() == {"sent"}:
                return

    def states(self) -> Counter[str]:
        """How many letters are in each state."""
        with opened(self.home, self._clock, self._graph) as network:
            return Counter(message.state for message in network.write.messages())


def opened(home: Path, clock: FixedClock, graph: GraphLab) -> Network:
    environment = {"NETCORE_MICROSOFT_CLIENT_ID": "app-1", "NETCORE_MICROSOFT_GRAPH_URL": graph.url}
    registry = Registry.of({"microsoft": manifest}, raise_errors=True)
    return Network(home=home, plugins=registry, now=clock, environment=environment)


@pytest.fixture
def prepared(tmp_path: Path, clock: FixedClock, graph: GraphLab) -> Path:
    graph.mailbox.address = "sam@example.org"
    home = tmp_path / "prepared"
    home.mkdir()
    (home / "config.toml").write_text('[netcore]\nsecrets = "file"\n', encoding="utf-8")
    with opened(home, clock, graph) as network:
        network.write.set_me(name="Sam Okafor", address="sam@example.org")
        network.clarify.write("Teach boat repair to teenagers at the harbour by next spring")
        for name in PEOPLE:
            network.gather.add(name, email=f"{name.split()[0].lower()}@example.org", circles=("music",))
        network.choose.keep(PEOPLE)
        drafted = network.write.draft("spring", subject="Boats, {{ person.given }}", template=TEMPLATE)
        approval = network.write.approve([message.id for message in drafted.messages])
        assert not approval.blocked, [one.why_not() for one in approval.blocked]
    kept = (
        '{"granted":["Mail.ReadWrite","Mail.Send"],"identity":"sam@example.org","access":"token-1",'
        '"expires":"2099-01-01T00:00:00Z"}'
    )
    Safe(home, prefer="file").of("microsoft").set(SECRET, kept)
    return home


@pytest.fixture
def trial(prepared: Path, tmp_path: Path, graph: GraphLab, clock: FixedClock) -> Callable[[], Trial]:
    return lambda: Trial(prepared, tmp_path, graph, clock)


def test_no_letter_is_double_lost_or_uncertain_wherever_the_sender_dies(
    trial: Callable[[], Trial], graph: GraphLab
) -> None:
    graph.mail.late_readings = 2  # the copies in Sent Items come late, as they may
    undisturbed = trial().send()
    assert len(graph.mail.left) == len(PEOPLE)
    assert {"commit", "request", "answer"} <= set(undisturbed)
    in_between = Counter[int]()
    for number, moment in enumerate(undisturbed, start=1):
        one = trial()
        assert len(one.send(die_at=number)) >= number
        in_between[len(graph.mail.left)] += 1
        one.finish()
        arrived = sorted(str(message_from_bytes(raw)["To"]) for raw in graph.mail.left)
        assert [address.rpartition("<")[2] for address in arrived] == ["ada@example.org>", "bo@example.org>"], (
            number,
            moment,
            arrived,
        )
        assert one.states() == {"sent": len(PEOPLE)}, (number, moment)
        assert not any(item.folder == DRAFTS for item in graph.mailbox.messages.values()), "a draft was left behind"
    assert len(in_between) == len(PEOPLE) + 1, "it died before, between and after the letters"
