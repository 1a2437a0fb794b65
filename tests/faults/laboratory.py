"""What every experiment needs: an authority, prepared networks, and a server of processes that is warm."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mail_lab import Certificates

from netcore.network import Network
from netcore.plugins.registry import Registry
from tests.faults.commands import Run, commands
from tests.faults.office import office
from tests.faults.trial import BEGIN, Trial
from tests.steps.write.post import approved

Prepare = Callable[..., Path]


@dataclass(frozen=True, kw_only=True)
class Laboratory:
    """One for all experiments of a session."""

    certificates: Certificates
    prepared: Prepare
    """Gives a home folder with approved letters to people of these names, to be copied."""
    run: Run


@contextmanager
def laboratory(folder: Path) -> Iterator[Laboratory]:
    """Open one that keeps its things in the folder."""
    certificates = Certificates(folder / "certificates")
    prepared = _preparing(folder)
    with commands() as run:
        with office(certificates) as post:
            warm = folder / "warm"
            warm.mkdir()
            first = Trial.of(prepared("Ada"), warm, run=run, outbox="mail", environment=post.with_imap())
            assert first.send().code == 0
            assert post.copies().total() == 1
        yield Laboratory(certificates=certificates, prepared=prepared, run=run)


def _preparing(folder: Path) -> Prepare:
    made: dict[tuple[str, ...], Path] = {}

    def prepared(*names: str) -> Path:
        if names not in made:
            home = folder / f"prepared for {' and '.join(names)}"
            with Network(home=home, plugins=Registry.discover(only=["folder", "mail"]), now=lambda: BEGIN) as network:
                approved(network, *names)
            made[names] = home
        return made[names]

    return prepared
