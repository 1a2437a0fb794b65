"""On PostgreSQL, too: `netcore send` is killed right before and right after every commit, and run again."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from mail_lab import Certificates

from netcore.network import Network
from netcore.plugins.registry import Registry
from tests.faults.commands import Order, Run
from tests.faults.office import Office, office
from tests.faults.trial import BEGIN
from tests.steps.write.post import approved, states


class Trial:
    """A schema of its own with one approved letter."""

    def __init__(self, url: str, folder: Path, run: Run, post: Office) -> None:
        self._url, self._name, self._run, self._post = url, f"t{uuid4().hex[:12]}", run, post
        self._home = folder / self._name
        self._with(lambda network: approved(network, "Ada"))

    def send(self, *, die_at: int = 0, minutes: int = 0) -> list[str]:
        """The moments of a run; none, when it was killed."""
        (ended,) = self._run(
            Order(
                arguments=("send", "--really", "--outbox", "mail"),
                environment={
                    **self._post.settings(),
                    "NETCORE_HOME": str(self._home),
                    "NETCORE_NETWORK": f"{self._url}#{self._name}",
                    "NETCORE_PLUGINS": "mail",
                },
                now=(BEGIN + timedelta(minutes=minutes)).isoformat(),
                die_at=die_at,
                here=not die_at,
            )
        )
        assert ended.killed == (die_at > 0), ended
        return ended.moments

    def state(self) -> str:
        found: list[str] = []
        self._with(lambda network: found.extend(states(network).values()))
        return " ".join(found)

    def _with(self, work: Callable[[Network], object]) -> None:
        plugins = Registry.discover(only=["mail"])
        with Network(self._url, network=self._name, home=self._home, plugins=plugins, now=lambda: BEGIN) as network:
            work(network)


@pytest.mark.parametrize("side", ["before", "after"])
def test_killed_at_every_commit_the_letter_leaves_once(
    side: str, postgres_url: str, authority: Certificates, run: Run, tmp_path: Path
) -> None:
    with office(authority, security="none") as post:
        moments = Trial(postgres_url, tmp_path, run, post).send()
        commits = [number for number, moment in enumerate(moments, start=1) if moment == "commit"]
        assert len(commits) >= 5
        for commit in commits:
            post.forget()
            trial = Trial(postgres_url, tmp_path, run, post)
            trial.send(die_at=commit + (side == "after"))
            post.rest()
            trial.send(minutes=15)
            assert (trial.state(), post.copies().total()) == ("sent", 1), (side, commit)
