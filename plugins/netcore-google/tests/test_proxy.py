"""The way through the proxy of the environment, for the APIs, for new tokens and for the end of a sign-in."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest

from netcore.errors import Unreachable
from netcore.plugins import Context, Proxies
from netcore.plugins.http import HttpPatience
from netcore.testing import FixedClock, make_context
from netcore.testing.proxy_lab import ProxyLab
from netcore_google import manifest
from netcore_google.contacts import GoogleContacts
from netcore_google.permission import SECRET, Kept
from netcore_google.scopes import READ_CONTACTS
from netcore_google.signing_in import GoogleSignIn


class Person:
    """Somebody who signs in elsewhere, and pastes the answer."""

    address = ""

    def tell(self, text: str) -> None:
        self.address = text if text.startswith("https://") else self.address

    def open_page(self, url: str) -> bool:
        return False

    def ask(self, question: str) -> str:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(self.address).query).items()}
        return f"{asked['redirect_uri']}?state={asked['state']}&code=4/x"


@pytest.fixture
def proxy() -> Iterator[ProxyLab]:
    with ProxyLab(wants="ada:secret") as lab:
        yield lab


@pytest.fixture
def make(proxy: ProxyLab, clock: FixedClock, tmp_path: Path) -> Callable[[str], Context]:
    """Makes a context on Google itself, by way of the proxy, with this access token."""

    def context(token: str) -> Context:
        kept = Kept(
            identity="ada@example.org",
            client_id="id",
            client_secret="x",
            refresh_token="r",
            scopes=(READ_CONTACTS,),
            uses=("contacts",),
            access_token=token,
            expires=clock() + timedelta(minutes=50),
        )
        secrets = {SECRET: msgspec.json.encode(kept).decode()} if token != "nobody" else {}
        return make_context(
            manifest.netcore_contact_sources()[0],
            home=tmp_path,
            now=clock,
            proxies=Proxies(proxy.url),
            secrets={**secrets, "client-secret": "x"},
            client_id="id",
        )

    return context


@pytest.mark.parametrize(
    ("host", "token", "work"),
    [
        ("people.googleapis.com", "a", lambda c, p: list(GoogleContacts(c, patience=p).pull(None))),
        ("oauth2.googleapis.com", "", lambda c, p: list(GoogleContacts(c, patience=p).pull(None))),
        ("oauth2.googleapis.com", "nobody", lambda c, p: GoogleSignIn(c, patience=p).sign_in(["contacts"], Person())),
    ],
)
def test_a_proxy_that_wants_a_password_is_told_in_a_sentence(
    proxy: ProxyLab,
    make: Callable[[str], Context],
    patience: HttpPatience,
    host: str,
    token: str,
    work: Callable[[Context, HttpPatience], object],
) -> None:
    with pytest.raises(Unreachable, match=rf"by which {host} is to be reached, wants a name and a password \(407\)"):
        work(make(token), patience)
    assert proxy.asked == [f"{host}:443"], "asking again does not help"
