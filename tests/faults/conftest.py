"""What the fault laboratory shares: one authority, one server of processes, prepared networks."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from mail_lab import Certificates

from netcore.network import Network
from netcore.plugins.registry import Registry
from tests.faults.commands import Run, commands
from tests.faults.office import certificates_in, office
from tests.faults.trial import BEGIN, Trial
from tests.steps.write.post import approved

Prepare = Callable[..., Path]


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return certificates_in(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepare:
    """Gives a home folder with approved letters to people of these names; it is made once, to be copied."""
    made: dict[tuple[str, ...], Path] = {}

    def prepare(*names: str) -> Path:
        if names not in made:
            home = tmp_path_factory.mktemp("prepared")
            with Network(home=home, plugins=Registry.discover(only=["folder", "mail"]), now=lambda: BEGIN) as network:
                approved(network, *names)
            made[names] = home
        return made[names]

    return prepare


@pytest.fixture(scope="session")
def run(prepared: Prepare, authority: Certificates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """Carries command lines out, each in a process of its own that has nothing to import any more."""
    folder = tmp_path_factory.mktemp("warm")
    with commands() as run, office(authority) as post:
        first = Trial.of(prepared("Ada"), folder, run=run, outbox="mail", environment=post.with_imap())
        (ended,) = run(first.order("send", "--really", "--outbox", "mail", here=True))
        assert post.copies().total() == 1, ended
        run(first.order("outbox", "resolve", "nobody", "--sent", here=True))
        yield run
