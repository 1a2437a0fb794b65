"""What IMAPClient talks through: a connection that gives up on a whole answer, and not only on each packet.

`imaplib` waits for a packet at a time, so that a server that sends a byte now and then holds it for ever; and it reads
as much as a server says that it will send.  Its methods for reading and sending are made to be overridden.
"""

import imaplib
import socket
import ssl
from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Literal, cast

from imapclient import IMAPClient, SocketTimeout

from netcore_mail.account import Account, Server

if TYPE_CHECKING:
    from typing_extensions import Buffer

_LONGEST_ANSWER = 64_000_000
_SLOWEST = 10_000  # bytes a second, once the time for an answer is over
_CHUNK = 65536


class PatientIMAP4(imaplib.IMAP4):
    """One connection; raises `TimeoutError` when an answer is not complete in time."""

    def __init__(self, server: Server, account: Account, tls: Callable[[], ssl.SSLContext]) -> None:
        self._server = server
        self._patience = account.patience
        self._tls = tls
        self._heard = bytearray()
        self._taken = 0
        self._asked_at = monotonic()
        super().__init__(server.host, server.port)

    def open(self, host: str = "", port: int = 143, timeout: float | None = None) -> None:
        """Connect, with TLS at once when the server's security says so."""
        self.host, self.port = host, port
        self.sock = socket.create_connection((host, port), self._patience.connect)
        try:
            self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.sock.getpeername()  # fails when it is closed; wrap_socket would, too, and leave a socket open
            if self._server.security == "tls":
                self.sock = self._tls().wrap_socket(self.sock, server_hostname=host)
        except BaseException:
            self.sock.close()
            raise
        self._asked_at = monotonic()

    def read(self, size: int) -> bytes:
        """A literal."""
        if size > _LONGEST_ANSWER:
            raise self.abort(f"it wants to send {size} bytes")
        while len(self._heard) < size:
            self._hear()
        return self._take(size)

    def readline(self) -> bytes:
        """A line with its end."""
        searched = 0
        while (end := self._heard.find(b"\n", searched)) < 0:
            searched = len(self._heard)
            self._hear()
        return self._take(end + 1)

    def send(self, data: "Buffer") -> None:
        """Part of a question; the time for the answer begins anew."""
        question = memoryview(data)
        for start in range(0, len(question), _CHUNK):
            self.sock.settimeout(self._patience.answer)
            self.sock.sendall(question[start : start + _CHUNK])
        self._asked_at = monotonic()
        self._taken = 0

    def starttls(self, ssl_context: ssl.SSLContext | None = None) -> tuple[Literal["OK"], list[None]]:
        """Begin TLS; what was said in clear before that can no longer be mistaken for an answer."""
        return super().starttls(cast("ssl.SSLContext", _Careful(self._heard, self._tls())))

    def shutdown(self) -> None:
        """Hang up."""
        for name in ("file", "_file"):  # what imaplib made when TLS began; it reads nothing from it
            if (file := vars(self).get(name)) is not None:
                file.close()
        self.sock.close()

    def _take(self, size: int) -> bytes:
        data = bytes(self._heard[:size])
        del self._heard[:size]
        self._taken += size
        return data

    def _hear(self) -> None:
        known = self._taken + len(self._heard)
        if known > _LONGEST_ANSWER:
            raise self.abort("its answer has no end")
        left = self._asked_at + self._patience.answer + known / _SLOWEST - monotonic()
        if left <= 0:
            raise TimeoutError
        self.sock.settimeout(left)
        data = self.sock.recv(_CHUNK)
        if not data:
            raise self.abort("it closed the connection")
        self._heard += data


class _Careful:
    """Stands for the context that imaplib is given, and looks before it wraps."""

    def __init__(self, heard: bytearray, tls: ssl.SSLContext) -> None:
        self._heard = heard
        self._tls = tls

    def wrap_socket(self, sock: socket.socket, server_hostname: str) -> ssl.SSLSocket:
        if self._heard:
            raise imaplib.IMAP4.abort("it said something in clear after it had agreed to TLS")
        return self._tls.wrap_socket(sock, server_hostname=server_hostname)


class PatientClient(IMAPClient):  # type: ignore[misc]  # imapclient has no types
    """IMAPClient over such a connection."""

    def __init__(self, server: Server, account: Account, tls: Callable[[], ssl.SSLContext]) -> None:
        self._wire = (server, account, tls)
        times = SocketTimeout(account.patience.connect, account.patience.answer)
        super().__init__(server.host, server.port, ssl=server.security == "tls", timeout=times)
        self.normalise_times = False

    def _create_IMAP4(self) -> PatientIMAP4:  # noqa: N802 -- IMAPClient calls it so
        return PatientIMAP4(*self._wire)
