"""The whole walk with the command, as a user types it: sign in, bring people in, send, find the answer, leave."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from google_lab import GoogleLab
from google_lab.accounts import CLIENT_ID, CLIENT_SECRET

ACCOUNT = "google:ada@example.org"
NETCORE = (sys.executable, "-m", "netcore")


class Netcore:
    def __init__(self, home: Path, google: GoogleLab) -> None:
        home.mkdir()
        (home / "config.toml").write_text('[netcore]\nsecrets = "file"\n')
        self.home, self.google = home, google
        self.environment: Mapping[str, str] = {
            **os.environ,
            "NETCORE_HOME": str(home),
            "NETCORE_GOOGLE_SERVER": google.url,
            "NETCORE_GOOGLE_CLIENT_ID": CLIENT_ID,
            "NETCORE_GOOGLE_CLIENT_SECRET": CLIENT_SECRET,
            "COLUMNS": "500",
            "NO_COLOR": "1",
        }

    def __call__(self, *arguments: str, code: int = 0) -> str:
        command = [*NETCORE, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, env=self.environment, check=False, timeout=120)
        assert done.returncode == code, done
        return done.stdout + done.stderr

    def sign_in(self, *arguments: str) -> str:
        """With the owner in a browser elsewhere, who pastes the answer."""
        command = [*NETCORE, "accounts", "add", *arguments, "--no-browser"]
        with subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=self.environment,
        ) as process:
            assert process.stdin is not None
            assert process.stderr is not None
            for line in process.stderr:
                if line.startswith("http"):
                    process.stdin.write(self.google.accounts.visit(line.strip()) + "\n")
                    process.stdin.flush()
                    break
            out, err = process.communicate(timeout=60)
        assert process.returncode == 0, err
        return out


@pytest.fixture
def netcore(google: GoogleLab, tmp_path: Path) -> Netcore:
    return Netcore(tmp_path / "home", google)


def test_the_whole_walk(google: GoogleLab, netcore: Netcore) -> None:
    google.gmail._now = lambda: datetime.now(UTC)  # the command has the time of this machine
    google.people.add("Bo Diddley", labels=["Band"], emailAddresses=[{"value": "bo@example.org", "type": "home"}])
    assert "netcore accounts add google" in netcore("import", "google", code=3)
    out = netcore.sign_in("google", "--for", "contacts", "--for", "send")
    assert f"Configured: {ACCOUNT}, for contacts, send." in out
    assert f"netcore import {ACCOUNT}" in out
    assert CLIENT_SECRET not in (netcore.home / "default.db").read_bytes().decode("latin-1")

    netcore("import", ACCOUNT)
    assert "Bo Diddley" in netcore("people", "list")
    assert "Band" in netcore("circles")
    google.asked.clear()
    netcore("import", ACCOUNT)
    assert google.calls() == ["people.people.connections.list"], "nothing new is one request"

    netcore("config", "set", "name", "Ada")
    netcore("config", "set", "address", "ada@example.org")
    netcore("keep", "bo")
    netcore("clarify", "--goal", "By spring I want to lead a band of my own, playing twice a month.")
    netcore(
        "draft", "--person", "bo", "--subject", "Twelve bars", "--body", "Dear Bo,\n\nshall we play on Friday?\n\nAda\n"
    )
    netcore("approve", "--all")
    netcore("send", "--really", "--outbox", ACCOUNT)
    assert len(google.gmail.sent) == 1

    out = netcore.sign_in(ACCOUNT, "--for", "replies")
    assert "contacts, send, replies" in out
    message_id = re.search(rb"Message-ID: (\S+)", google.gmail.sent[0])
    assert message_id is not None
    google.gmail.receive(
        b"From: Bo <bo@example.org>\r\nTo: ada@example.org\r\nSubject: Re: Twelve bars\r\nMessage-ID: <a@bo>\r\n"
        b"In-Reply-To: " + message_id[1] + b"\r\n\r\nAll right!\r\n"
    )
    assert "Bo" in netcore("replies", "--sync")

    netcore.sign_in(ACCOUNT, "--for", "contacts-write")
    netcore("people", "edit", "bo", "--phone", "+44 7700 900123")
    netcore("export", "--to", ACCOUNT)
    (bo,) = google.people.contacts.values()
    assert [one["value"] for one in bo["phoneNumbers"]] == ["+44 7700 900123"]
    assert [one["value"] for one in bo["emailAddresses"]] == ["bo@example.org"]

    assert "Google lets netcore into ada@example.org" in netcore("accounts", "check", ACCOUNT)
    netcore("accounts", "remove", ACCOUNT)
    assert all(grant.revoked for grant in list(google.accounts.grants.values())[-1:])
    assert ACCOUNT not in netcore("accounts", "list")
