"""What the tests of this plugin share: a Graph on the loopback, and components that talk to it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from graph_lab import FakeTokens, GraphLab
from graph_lab.authority import Authority, Certificates

from netcore.plugins import Context, Descriptor
from netcore.plugins.http import HttpPatience
from netcore.testing import FixedClock, make_context


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def graph(clock: FixedClock) -> Iterator[GraphLab]:
    """The lab; what broke Graph's description fails the test that did it."""
    with GraphLab(clock) as lab:
        yield lab
        assert not lab.broken, lab.broken


@pytest.fixture
def pauses() -> list[float]:
    """How long was waited, in seconds; no test really waits."""
    return []


@pytest.fixture
def patience(pauses: list[float]) -> HttpPatience:
    return HttpPatience(connect=5, silence=5, whole=20, first_pause=0.5, sleep=pauses.append)


@pytest.fixture
def state() -> dict[str, str]:
    """What the account keeps; it outlives the process."""
    return {}


@pytest.fixture
def make(
    graph: GraphLab, clock: FixedClock, patience: HttpPatience, state: dict[str, str], tmp_path: Path
) -> Callable[..., Any]:
    """Makes a component on the lab: ``make(MicrosoftContacts, descriptor, photos=True)``."""

    def make(component: Callable[..., Any], descriptor: Descriptor, **settings: Any) -> Any:
        given = {"client_id": "app-1", "graph_url": graph.url, **settings}
        context: Context = make_context(descriptor, home=tmp_path, now=clock, state=state, **given)
        return component(context, tokens=FakeTokens(graph), patience=patience)

    return make


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def authority(certificates: Certificates, graph: GraphLab) -> Iterator[Authority]:
    graph.tokens.clear()
    with Authority(certificates, graph.tokens.add) as running:
        yield running
