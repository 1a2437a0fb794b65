"""The way through the proxy of the environment."""

from pathlib import Path

import pytest

from netcore.errors import Unreachable
from netcore.plugins import Proxies
from netcore.testing import FixedClock, make_context
from netcore.testing.proxy_lab import ProxyLab
from netcore_carddav.manifest import netcore_contact_sources
from netcore_carddav.source import CardDavSource


def test_a_proxy_that_wants_a_password_is_told_in_a_sentence(clock: FixedClock, tmp_path: Path) -> None:
    with ProxyLab(wants="ada:secret") as proxy:
        context = make_context(
            netcore_contact_sources()[0],
            secrets={"password": "x"},
            home=tmp_path,
            now=clock,
            proxies=Proxies(proxy.url),
            server="https://dav.example.org/books/",
            user="ada",
        )
        with pytest.raises(Unreachable, match=r"dav\.example\.org is to be reached, wants a name and a password"):
            list(CardDavSource(context).pull(None))
    assert set(proxy.asked) == {"dav.example.org:443"}
