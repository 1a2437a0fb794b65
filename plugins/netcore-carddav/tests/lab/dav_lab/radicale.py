"""Radicale on a free port of the loopback, with passwords, and storage that goes when the test run ends."""

import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

from netcore.plugins.http import Answer, HttpClient, HttpPatience, Trust
from netcore.testing import FixedClock

_MKCOL = """<?xml version="1.0" encoding="utf-8"?>
<create xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav"><set><prop>
<resourcetype><collection/><C:addressbook/></resourcetype><displayname>{name}</displayname>
</prop></set></create>"""

_CONFIG = """
[server]
hosts = 127.0.0.1:{port}
[auth]
type = htpasswd
htpasswd_filename = {folder}/users
htpasswd_encryption = plain
delay = 0
[storage]
filesystem_folder = {folder}/data
[logging]
level = error
"""
_PATIENCE = 30.0


class Radicale:
    """A server; every call of `user` gives a new user with the password "secret"."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._users = iter([f"ada{number}@example.org" for number in range(500)])
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "users").write_text("".join(f"ada{number}@example.org:secret\n" for number in range(500)))
        self.url = ""
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Radicale":
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}/"
        config = self._folder / "config"
        config.write_text(_CONFIG.format(port=port, folder=self._folder))
        command = [sys.executable, "-m", "radicale", "--config", str(config)]
        with (self._folder / "log").open("wb") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end and self._process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return self
        raise RuntimeError(f"Radicale does not start: {(self._folder / 'log').read_text()}")

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait()

    def user(self) -> "RadicaleUser":
        """Somebody who has nothing here yet."""
        return RadicaleUser(self.url, next(self._users))


class RadicaleUser:
    """What a user does with another program."""

    def __init__(self, url: str, name: str) -> None:
        self.url = url
        self.name = name

    def add_book(self, name: str = "Contacts") -> str:
        """Make an address book; returns its path."""
        path = f"/{quote(self.name)}/{name.lower().replace(' ', '-')}/"
        assert self.send("MKCOL", path, _MKCOL.format(name=name).encode()).status == 201
        return path

    def fill(self, name: str, cards: list[bytes]) -> str:
        """Make an address book with all these cards in it at once, each called by its UID; returns its path."""
        path = f"/{quote(self.name)}/{name}/"
        self.put(path, b"".join(cards))
        return path

    def put(self, path: str, data: bytes) -> str:
        """Write a card, whatever is there; returns its version."""
        answer = self.send("PUT", path, data, {"Content-Type": "text/vcard; charset=utf-8"})
        assert answer.good, (answer.status, answer.body[:200], data)
        return answer.header("etag")

    def get(self, path: str) -> bytes:
        """The card there."""
        answer = self.send("GET", path)
        assert answer.good, answer.status
        return answer.body

    def delete(self, path: str) -> None:
        """Remove a card, or a whole address book."""
        assert self.send("DELETE", path).good

    def send(self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None) -> Answer:
        """Any request."""
        from base64 import b64encode

        basic = "Basic " + b64encode(f"{self.name}:secret".encode()).decode()
        client = HttpClient(
            Trust.of(self.url), now=FixedClock(), authorization=lambda: basic, patience=HttpPatience(attempts=1)
        )
        try:
            return client.send(method, self.url.rstrip("/") + path, body=body, headers=headers)
        finally:
            client.close()
