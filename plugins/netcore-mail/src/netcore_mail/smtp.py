"""A conversation with an SMTP server (RFC 5321): one question, one answer, and always known how far it got.

Written out, and not `smtplib.SMTP`: that hides whether a connection died before or after the final dot, waits for each
packet where we must wait for each answer (a server may drip for hours), takes an answer nobody asked for as the answer
to the next question (so that a stray "250" would pass for the acceptance of the letter), and knows ASCII passwords
only.
"""

import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import suppress
from time import monotonic
from types import TracebackType
from typing import Self

from netcore.model.base import Value
from netcore_mail.account import Patience, Server
from netcore_mail.tls import tls_trouble

_LONGEST_ANSWER = 65536
_CHUNK = 32768
_LINE = re.compile(rb"([2-5][0-9][0-9])(?:([ -])(.*))?", re.DOTALL)
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}\b")


class Broken(Exception):
    """The conversation cannot go on; the message says why: the end of a sentence that begins with the server's name."""


class Reply(Value, frozen=True, kw_only=True):
    """What a server answered."""

    code: int
    lines: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The words of the server, in one line."""
        return " ".join(line.strip() for line in self.lines if line.strip())

    @property
    def status(self) -> str:
        """The enhanced status code (RFC 3463), such as 5.1.1; empty when there is none."""
        match = _STATUS.match(self.text)
        return match[0] if match else ""

    def __str__(self) -> str:
        words = f"{self.code} {self.text}".strip()
        return words if len(words) <= 400 else words[:399] + "…"


class Conversation:
    """One connection.  Everything but `close` raises `Broken` when the connection dies, stalls or talks nonsense."""

    def __init__(self, server: Server, patience: Patience, tls: ssl.SSLContext) -> None:
        """Connect, with TLS at once when the server's security says so."""
        self._server = server
        self._patience = patience
        self._tls = tls
        self._heard = bytearray()
        try:
            self._socket = socket.create_connection((server.host, server.port), timeout=patience.connect)
        except (OSError, UnicodeError) as error:  # a name that no host can have is a UnicodeError
            raise Broken(
                f"cannot be reached on port {server.port}: {getattr(error, 'strerror', None) or error}"
            ) from None
        with suppress(OSError):  # closed already, which the first question will tell
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # the last dot does not wait for others
        if server.security == "tls":
            self.protect()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.close()

    def ask(self, command: str, patience: float | None = None) -> Reply:
        """Say a line and wait for its answer."""
        if "\r" in command or "\n" in command:
            raise ValueError("a command is one line")
        self.quiet()
        self._say(command.encode() + b"\r\n")
        return self.answer(patience)

    def answer(self, patience: float | None = None) -> Reply:
        """Wait for one whole answer, at most ``patience`` seconds."""
        deadline = monotonic() + (self._patience.answer if patience is None else patience)
        code, lines = 0, list[str]()
        for line in self._lines(deadline):
            match = _LINE.fullmatch(line)
            if match is None or (code and int(match[1]) != code):
                raise Broken(f"answered nonsense: {_readable(line)!r}")
            code = int(match[1])
            lines.append(_readable(match[3] or b""))
            if match[2] != b"-":
                break
        return Reply(code=code, lines=tuple(lines))

    def tell(self, data: bytes) -> None:
        """Say something that has no answer yet; raises `Refusal` with the last words of a server that hangs up."""
        for start in range(0, len(data), _CHUNK):
            self._say(data[start : start + _CHUNK])

    def protect(self) -> None:
        """Begin TLS; what was said in clear before that can no longer be mistaken for an answer."""
        if self._heard:
            raise Broken("said something in clear after it had agreed to TLS")
        try:
            self._socket.settimeout(self._patience.connect)
            self._socket.getpeername()  # fails when it is closed; wrap_socket would, too, and leave a socket open
            self._socket = self._tls.wrap_socket(self._socket, server_hostname=self._server.host)
        except OSError as error:
            self.close()
            raise Broken(tls_trouble(error)) from None

    def quiet(self) -> None:
        """Make sure that the server waits for us: what it said before a question must never pass for the answer."""
        if said := self.unasked():
            raise Refusal(said) if said.code >= 400 else Broken(f"spoke out of turn: {said}")

    def unasked(self) -> Reply | None:
        """What the server said by itself, without waiting for it."""
        if not self._heard:
            try:
                self._socket.setblocking(False)
                self._hear()
            except (BlockingIOError, ssl.SSLWantReadError):
                return None
            except OSError as error:
                raise Broken(_trouble(error)) from None
        return self.answer(self._patience.farewell)

    def close(self) -> None:
        """Hang up; never fails."""
        self._socket.close()

    def _say(self, data: bytes) -> None:
        try:
            self._socket.settimeout(self._patience.answer)
            self._socket.sendall(data)
        except OSError as error:
            if last_words := self._last_words():
                raise Refusal(last_words) from None
            raise Broken(_trouble(error)) from None

    def _last_words(self) -> Reply | None:
        """What a server said before it hung up on us."""
        try:
            return self.answer(self._patience.farewell)
        except Broken:
            return None

    def _lines(self, deadline: float) -> Iterator[bytes]:
        taken = 0
        while True:
            if taken + len(self._heard) > _LONGEST_ANSWER:
                raise Broken("gave an answer without end")
            end = self._heard.find(b"\n")
            if end >= 0:
                line = bytes(self._heard[:end]).rstrip(b"\r")
                del self._heard[: end + 1]
                taken += end + 1
                yield line
                continue
            left = deadline - monotonic()
            if left <= 0:
                raise Broken("did not answer in time")
            try:
                self._socket.settimeout(left)
                self._hear()
            except OSError as error:
                raise Broken(_trouble(error)) from None

    def _hear(self) -> None:
        data = self._socket.recv(_CHUNK)
        if not data:
            raise ConnectionResetError
        self._heard += data


class Refusal(Exception):
    """The server said something before it was asked, and will not go on."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(str(reply))
        self.reply = reply


def _trouble(error: OSError) -> str:
    if isinstance(error, TimeoutError):
        return "did not answer in time"
    if isinstance(error, ConnectionError | ssl.SSLEOFError):  # the latter: without the goodbye of TLS
        return "closed the connection"
    return f"broke the connection off: {error.strerror or error}"


def _readable(line: bytes) -> str:
    """A server's words for people: whatever it sends, no control characters."""
    return "".join(character if character.isprintable() else " " for character in line.decode("utf-8", "replace"))
