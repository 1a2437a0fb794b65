"""The answer of the sign-in page, caught on this machine (RFC 8252 section 7.3)."""

import socket
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

_DONE = b"""<!doctype html><meta charset="utf-8"><title>netcore</title>
<p>Thank you. You can close this page and go back to netcore.</p>"""
_LONGEST = 8_000


class Catcher:
    """Listens on a free port of the loopback for the one visit that carries the sign-in's ``state``.

    Whatever else comes by (a browser asks for an icon, another program looks around) is answered and ignored.
    """

    def __init__(self, ticks: Callable[[], float] = time.monotonic) -> None:
        self._ticks = ticks
        self._caught: str = ""
        self._state = ""
        self._server = _Server(("127.0.0.1", 0), self._handler())
        self._server.timeout = 0.2

    def __enter__(self) -> "Catcher":
        return self

    def __exit__(self, *_: object) -> None:
        self._server.server_close()

    @property
    def address(self) -> str:
        """Where the page is to send its answer."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/"

    def wait(self, state: str, seconds: float) -> str:
        """The whole address that was visited; "" when nobody came in time."""
        self._state = state
        end = self._ticks() + seconds
        while not self._caught and self._ticks() < end:
            self._server.handle_request()
        return self._caught

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        catcher = self

        class Handler(BaseHTTPRequestHandler):
            timeout = 5

            def do_GET(self) -> None:
                given = parse_qs(urlsplit(self.path).query)
                ours = len(self.path) < _LONGEST and given.get("state") == [catcher._state]
                if ours:
                    catcher._caught = f"http://{self.headers.get('host', '127.0.0.1')}{self.path}"
                self.send_response(200 if ours else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(_DONE if ours else b"")

            def log_message(self, *_: object) -> None:
                """The address holds a code: it is written nowhere."""

        return Handler


class _Server(HTTPServer):
    allow_reuse_address = False

    def handle_error(self, request: object, client_address: object) -> None:
        """Who hangs up in the middle is ignored."""

    def server_bind(self) -> None:
        """Without the look-up of this machine's name that the base class makes."""
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = "127.0.0.1", int(self.server_address[1])
