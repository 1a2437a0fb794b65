"""The way through the proxy of the environment, for the mailbox and for the sign-in."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from netcore.errors import Unreachable
from netcore.plugins import Context, Proxies
from netcore.plugins.http import HttpPatience
from netcore.testing import FixedClock, make_context
from netcore.testing.proxy_lab import ProxyLab
from netcore_microsoft.contacts import MicrosoftContacts
from netcore_microsoft.manifest import netcore_contact_sources
from netcore_microsoft.signing_in import MicrosoftSignIn


class Tokens:
    """A token, without a sign-in."""

    def bearer(self, *, fresh: bool = False, claims: str = "") -> str:
        return "token-1"


class Ui:
    """Nobody in front of a screen."""

    def tell(self, text: str) -> None: ...

    def open_page(self, url: str) -> bool:
        return False

    def ask(self, question: str) -> str:
        return ""


@pytest.fixture
def proxy() -> Iterator[ProxyLab]:
    with ProxyLab(wants="ada:secret") as lab:
        yield lab


@pytest.fixture
def context(proxy: ProxyLab, clock: FixedClock, tmp_path: Path) -> Context:
    descriptor = netcore_contact_sources()[0]
    return make_context(descriptor, home=tmp_path, now=clock, proxies=Proxies(proxy.url), client_id="app-1")


@pytest.mark.parametrize(
    ("host", "work"),
    [
        ("graph.microsoft.com", lambda c, p: list(MicrosoftContacts(c, tokens=Tokens(), patience=p).pull(None))),
        ("login.microsoftonline.com", lambda c, p: MicrosoftSignIn(c, patience=p).sign_in(["contacts"], Ui())),
    ],
)
def test_a_proxy_that_wants_a_password_is_told_in_a_sentence(
    proxy: ProxyLab,
    context: Context,
    patience: HttpPatience,
    host: str,
    work: Callable[[Context, HttpPatience], object],
) -> None:
    with pytest.raises(Unreachable, match=rf"by which {host} is to be reached, wants a name and a password \(407\)"):
        work(context, patience)
    assert set(proxy.asked) == {f"{host}:443"}
