"""A web server on the loopback that does what a test says: for plugins of providers that are reached over HTTP."""

import re
import socket
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext, SSLError
from threading import Event, Lock, Thread
from typing import Any
from urllib.parse import urlsplit

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "PROPPATCH", "REPORT", "MKCOL")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A request as it came in; header names are in lower case."""

    method: str
    path: str
    """With the query, as it stood on the wire."""
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True)
class Told:
    """What the server says, and how it misbehaves while it does."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    cut_after: int | None = None
    """Promise the whole body, send so many bytes of it, and hang up; -1: hang up without a word."""
    silent: bool = False
    """Take the request, and say nothing until the client has gone."""
    drip: float = 0.0
    """Send the body one byte at a time, with so many seconds in between."""


class HttpLab:
    """Serves what ``answer`` says, except where the script of `on` has something else for a request.

        with HttpLab(provider) as lab:
            lab.on("GET", "/people", Told(503, headers={"Retry-After": "3"}), Told(cut_after=10))

    ``asked`` has every request, in order.
    """

    def __init__(self, answer: Callable[[Asked], Told] | None = None, *, tls: SSLContext | None = None) -> None:
        """``answer``: the well-behaved server behind the script (default: 404 for all).  ``tls``: serve https."""
        self.asked: list[Asked] = []
        self._answer = answer or (lambda _: Told(404))
        self._script: list[tuple[str, re.Pattern[str], deque[Told | Callable[[Asked], Told]]]] = []
        self._lock = Lock()
        self._over = Event()
        self._open: set[socket.socket] = set()
        self._server = _Server(("127.0.0.1", 0), partial(_Handler, self), tls)
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def __enter__(self) -> "HttpLab":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._server.shutdown()
        self._thread.join()
        with self._lock:
            for connection in self._open:
                _hang_up(connection)
        self._server.server_close()

    @property
    def port(self) -> int:
        """Where it listens on 127.0.0.1."""
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        """Its root, which ends in a slash; with TLS for the name ``localhost``."""
        return f"https://localhost:{self.port}/" if self._server.tls else f"http://127.0.0.1:{self.port}/"

    def on(self, method: str, path: str, *told: Told | Callable[[Asked], Told]) -> None:
        """The next requests of that method (``*``: any) whose path matches the regular expression get these answers."""
        with self._lock:
            self._script.append((method, re.compile(path), deque(told)))

    def always(self, method: str, path: str, told: Told) -> None:
        """Every such request from now on gets this answer."""
        self.on(method, path, *[told] * 10_000)

    def behave(self) -> None:
        """From now on there are no faults."""
        with self._lock:
            self._script.clear()

    def _take(self, asked: Asked) -> Told:
        """What is said to a request."""
        with self._lock:
            self.asked.append(asked)
            place = urlsplit(asked.path).path
            for method, path, told in self._script:
                if told and method in {"*", asked.method} and path.fullmatch(place):
                    found = told.popleft()
                    break
            else:
                found = self._answer
            return found if isinstance(found, Told) else found(asked)

    def _opened(self, connection: socket.socket) -> None:
        """A client came."""
        with self._lock:
            self._open.add(connection)

    def _closed(self, connection: socket.socket) -> None:
        """A client went."""
        with self._lock:
            self._open.discard(connection)

    def _wait(self, seconds: float | None = None) -> bool:
        """Wait, but not beyond the end of the test; whether that has come."""
        return self._over.wait(seconds)


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    block_on_close = True

    def __init__(self, address: tuple[str, int], handler: Callable[..., Any], tls: SSLContext | None) -> None:
        self.tls = tls
        super().__init__(address, handler)

    def finish_request(self, request: Any, client_address: Any) -> None:
        if self.tls is None:
            super().finish_request(request, client_address)
            return
        try:
            wrapped = self.tls.wrap_socket(request, server_side=True)
        except (SSLError, OSError):
            return  # a client that does not trust us hangs up here
        with wrapped:
            super().finish_request(wrapped, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hung up is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # or each answer takes 40 ms

    def __init__(self, lab: HttpLab, *arguments: Any) -> None:
        self._lab = lab
        super().__init__(*arguments)

    def __getattr__(self, name: str) -> Any:
        if name.removeprefix("do_") in METHODS:
            return self._serve
        raise AttributeError(name)

    def setup(self) -> None:
        super().setup()
        self._lab._opened(self.connection)

    def finish(self) -> None:
        self._lab._closed(self.connection)
        super().finish()

    def log_message(self, *_: Any) -> None:
        """Nobody reads it: `HttpLab.asked` has it all."""

    def _serve(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        body = self.rfile.read(length)
        if len(body) < length:  # the client died in the middle of its question
            self.close_connection = True
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        told = self._lab._take(Asked(method=self.command, path=self.path, headers=headers, body=body))
        if told.silent:
            self._lab._wait(_LONGEST)
        if told.silent or told.cut_after == -1:
            self.close_connection = True
            _hang_up(self.connection)
            return
        self.send_response(told.status)
        for name, value in told.headers.items():
            self.send_header(name, value)
        if "content-length" not in {name.lower() for name in told.headers}:
            self.send_header("Content-Length", str(len(told.body)))
        self.end_headers()
        if told.drip:
            self._drip(told)
        elif self.command != "HEAD":
            self.wfile.write(told.body if told.cut_after is None else told.body[: told.cut_after])
        if told.cut_after is not None:
            self.close_connection = True
            self.wfile.flush()
            _hang_up(self.connection)

    def _drip(self, told: Told) -> None:
        for byte in told.body:
            self.wfile.write(bytes([byte]))
            if self._lab._wait(told.drip):
                return


_LONGEST = 60.0


def _hang_up(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it is closed already
