"""`netcore send` through Gmail, killed at every moment of its life in turn, and run again until nothing is left to do.

A draft leaves once, and whether it left can be told: so every letter arrives exactly once, and nothing is in doubt.
"""

import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from google_lab import GoogleLab
from google_lab.accounts import CLIENT_ID

from netcore.network import Network
from netcore.plugins.registry import Registry
from tests.faults.commands import Order, Run
from tests.faults.laboratory import Prepare
from tests.faults.trial import BEGIN, Trial

ADA, BO = "ada@example.org", "bo@example.org"
ACCOUNT = "google:ada@example.org"


class GmailTrial(Trial):
    """The same with another plugin."""

    def order(self, *arguments: str, **more: Any) -> Order:
        order = super().order(*arguments, **more)
        return replace(order, environment={**order.environment, "NETCORE_PLUGINS": "folder,google"})


class Owner:
    """Allows what is asked, in a browser elsewhere."""

    def __init__(self, google: GoogleLab) -> None:
        self._google = google
        self._page = ""

    def tell(self, text: str) -> None:
        self._page = text

    def open_page(self, url: str) -> bool:
        return False

    def ask(self, question: str) -> str:
        return self._google.accounts.visit(self._page)


@pytest.fixture
def google(monkeypatch: pytest.MonkeyPatch) -> Iterator[GoogleLab]:
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")  # the fake speaks http
    with GoogleLab() as lab:
        yield lab
        assert lab.violations == []


@pytest.fixture
def home(google: GoogleLab, prepared: Prepare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A network with approved letters, whose author signed in to Google."""
    folder = tmp_path / "signed in"
    shutil.copytree(prepared("Ada", "Bo"), folder)
    (folder / "config.toml").write_text('[netcore]\nsecrets = "file"\n')
    settings = {"client-id": CLIENT_ID, "client-secret": "GOCSPX-not-very-secret", "server": google.url}
    with Network(home=folder, plugins=Registry.discover(only=["folder", "google"]), now=lambda: BEGIN) as network:
        assert network.gather.add_account("google", settings, uses=["send"], ui=Owner(google)).id == ACCOUNT
    return folder


def test_a_letter_through_gmail_arrives_once_and_is_never_in_doubt(
    google: GoogleLab, home: Path, run: Run, tmp_path: Path
) -> None:
    def begin() -> Trial:
        google.gmail.__init__(google.now)  # type: ignore[misc]  # an empty mailbox
        return GmailTrial.of(home, tmp_path, run=run, outbox=ACCOUNT, environment={})

    undisturbed = begin().send()
    assert undisturbed.code == 0, undisturbed
    moments = undisturbed.moments
    assert moments.count("network sendall") >= 2 * 4, "each letter takes four calls at least"
    for number, moment in enumerate(moments, start=1):
        trial = begin()
        assert trial.send(die_at=number).killed, moment
        trial.finish()
        arrived = Counter(
            str(message_from_bytes(raw)["To"]).rpartition("<")[2].rstrip(">") for raw in google.gmail.sent
        )
        assert arrived == {ADA: 1, BO: 1}, (number, moment)
        assert trial.states() == {ADA: "sent", BO: "sent"}, (number, moment)
        assert not google.gmail.drafts, (number, moment)
