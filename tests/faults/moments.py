"""The moments of a process at which something lasting happens, counted; at the one that an order names, it dies.

A moment is right before each commit of a transaction, each call that talks to the network, and each change of a file
in the home folder; the last one is when all is done.  Between two neighbours nothing happens that outlives the process:
right after one is right before the next, and a process that died at each of them in turn died everywhere that matters.
"""

import os
import signal
import socket
import ssl
import sys
from collections.abc import Callable
from pathlib import PurePath
from typing import Any

_NETWORK = (
    (socket, "create_connection"),
    (socket.socket, "send"),
    (socket.socket, "sendall"),
    (socket.socket, "recv"),
    (ssl.SSLSocket, "do_handshake"),
    (ssl.SSLSocket, "send"),
    (ssl.SSLSocket, "recv"),
)
_FILE_EVENTS = {"open", "os.link", "os.rename", "os.remove", "os.utime", "os.mkdir"}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Moments:
    """Counts from `begin` on."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self._die_at = 0
        self._home = "\0"

    def begin(self, home: str, die_at: int) -> None:
        """Count from one again; ``die_at`` 0: do not die."""
        self.names.clear()
        self._home, self._die_at = home, die_at

    def note(self, what: str) -> None:
        """A moment; perhaps the last one."""
        self.names.append(what)
        if len(self.names) == self._die_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def install(self) -> None:
        """Watch this process from now on."""
        from sqlalchemy.engine.default import DefaultDialect

        self._watch(DefaultDialect, "do_commit", "commit")
        for owner, name in _NETWORK:
            self._watch(owner, name, f"network {name}")
        sys.addaudithook(self._audit)

    def _watch(self, owner: Any, name: str, what: str) -> None:
        real: Callable[..., Any] = getattr(owner, name)

        def watched(*arguments: Any, **named: Any) -> Any:
            if name != "recv" or arguments[0].gettimeout() != 0:  # a glance that waits for nobody is no call
                self.note(what)
            return real(*arguments, **named)

        setattr(owner, name, watched)

    def _audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        path = str(arguments[0]) if event in _FILE_EVENTS else ""
        if not path.startswith(self._home):
            return
        only_looks = event == "open" and not arguments[2] & _WRITING
        is_there = event == "os.mkdir" and os.path.lexists(path)
        if not (only_looks or is_there):
            self.note(f"{event} {PurePath(path).suffix}".strip())
