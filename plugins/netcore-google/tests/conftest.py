"""What the tests of this plugin share: a Google on the loopback, and an account with it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from google_lab import GoogleLab
from google_lab.accounts import CLIENT_ID, CLIENT_SECRET

from netcore.plugins import Context, Descriptor
from netcore.plugins.http import HttpPatience
from netcore.testing import FixedClock, make_context
from netcore_google import manifest, scopes
from netcore_google.permission import SECRET, Kept

ALL = (*scopes.WHO, *scopes.wanted(("contacts", "contacts-write", "send", "replies", "calendar")))


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def pauses() -> list[float]:
    """How long the plugin would have slept."""
    return []


@pytest.fixture
def patience(pauses: list[float]) -> HttpPatience:
    return HttpPatience(connect=5, silence=5, whole=20, sleep=pauses.append)


@pytest.fixture
def google(clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[GoogleLab]:
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")  # the fake speaks http
    with GoogleLab(clock) as lab:
        yield lab
        assert lab.violations == [], "not as Google's documents say"


@pytest.fixture
def state() -> dict[str, str]:
    return {}


@pytest.fixture
def context(google: GoogleLab, clock: FixedClock, state: dict[str, str], tmp_path: Path) -> Callable[..., Context]:
    """Makes the context of an account that signed in; ``scopes`` are what its owner allowed (default: all)."""
    kept: dict[str, Any] = {}

    def make(descriptor: Descriptor, *, scopes: tuple[str, ...] = ALL, **settings: Any) -> Context:
        if scopes not in kept:
            kept[scopes] = google.accounts.grant(*scopes)
        permission = Kept(
            identity="ada@example.org",
            client_id=CLIENT_ID,
            client_secret=CLIENT_SECRET,
            refresh_token=kept[scopes].refresh_token,
            scopes=scopes,
        )
        import msgspec

        secrets = {SECRET: msgspec.json.encode(permission).decode()}
        return make_context(
            descriptor, secrets=secrets, state=state, home=tmp_path, now=clock, server=google.url, **settings
        )

    return make


@pytest.fixture
def source_descriptor() -> Descriptor:
    return manifest.netcore_contact_sources()[0]
