"""What the tests of this plugin share: servers of address books, and an account with them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from dav_lab import AddressBooks, Radicale
from dav_lab.radicale import RadicaleUser

from netcore.plugins.http import HttpPatience
from netcore.plugins.settings import SettingValue
from netcore.testing import FixedClock, make_context
from netcore.testing.http_lab import HttpLab
from netcore_carddav.manifest import netcore_contact_sinks, netcore_contact_sources
from netcore_carddav.sink import CardDavSink
from netcore_carddav.source import CardDavSource


@pytest.fixture(scope="session")
def radicale(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Radicale]:
    with Radicale(tmp_path_factory.mktemp("radicale")) as server:
        yield server


@pytest.fixture
def ada(radicale: Radicale) -> RadicaleUser:
    return radicale.user()


@pytest.fixture
def books() -> AddressBooks:
    return AddressBooks()


@pytest.fixture
def lab(books: AddressBooks) -> Iterator[HttpLab]:
    with HttpLab(books) as lab:
        yield lab


@pytest.fixture
def pauses() -> list[float]:
    """How long the plugin would have waited."""
    return []


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def patience(pauses: list[float]) -> HttpPatience:
    return HttpPatience(connect=10, silence=10, whole=20, sleep=pauses.append)


@pytest.fixture
def a_source(lab: HttpLab, patience: HttpPatience, clock: FixedClock) -> Callable[..., CardDavSource]:
    """Makes a source on the address books in memory, with the state of the last; every setting can be given."""
    state: dict[str, str] = {}

    def make(*, password: str = "secret", **settings: SettingValue) -> CardDavSource:
        given: dict[str, SettingValue] = {"user": "ada", "server": lab.url}
        context = make_context(
            netcore_contact_sources()[0], secrets={"password": password}, state=state, now=clock, **given | settings
        )
        return CardDavSource(context, patience=patience)

    return make


@pytest.fixture
def a_sink(lab: HttpLab, patience: HttpPatience, clock: FixedClock) -> Callable[..., CardDavSink]:
    """Makes a sink on the same address books; every setting can be given."""
    state: dict[str, str] = {}

    def make(*, password: str = "secret", **settings: SettingValue) -> CardDavSink:
        given: dict[str, SettingValue] = {"user": "ada", "server": lab.url}
        context = make_context(
            netcore_contact_sinks()[0], secrets={"password": password}, state=state, now=clock, **given | settings
        )
        return CardDavSink(context, patience=patience)

    return make


@pytest.fixture
def real_source(ada: RadicaleUser, patience: HttpPatience, clock: FixedClock) -> Callable[..., CardDavSource]:
    """Makes a source on Radicale."""
    state: dict[str, str] = {}

    def make(**settings: SettingValue) -> CardDavSource:
        given: dict[str, SettingValue] = {"user": ada.name, "server": ada.url}
        context = make_context(
            netcore_contact_sources()[0], secrets={"password": "secret"}, state=state, now=clock, **given | settings
        )
        return CardDavSource(context, patience=patience)

    return make


@pytest.fixture
def real_sink(ada: RadicaleUser, patience: HttpPatience, clock: FixedClock) -> Callable[..., CardDavSink]:
    """Makes a sink on Radicale."""

    def make(**settings: SettingValue) -> CardDavSink:
        given: dict[str, SettingValue] = {"user": ada.name, "server": ada.url}
        context = make_context(
            netcore_contact_sinks()[0], secrets={"password": "secret"}, now=clock, **given | settings
        )
        return CardDavSink(context, patience=patience)

    return make


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path
