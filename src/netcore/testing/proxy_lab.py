"""A proxy on the loopback, for tests: it leads every CONNECT to one server, or refuses as a test says."""

import socket
from base64 import b64encode
from functools import partial
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import Any

_PIECE = 64 * 1024


class ProxyLab:
    """Whatever host is asked for, the connection goes to 127.0.0.1 at the port ``to``.

    ``wants``: the "name:password" that it asks for; ``refuses``: the status with which it refuses everybody.
    ``asked`` has the "host:port" of each CONNECT.
    """

    def __init__(self, to: int = 0, *, wants: str = "", refuses: int = 0) -> None:
        self.to = to
        self.wants = wants
        self.refuses = refuses
        self.asked: list[str] = []
        self._server = _Server(("127.0.0.1", 0), partial(_Handler, self))
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def __enter__(self) -> "ProxyLab":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def place(self) -> str:
        """Its host and port."""
        return f"127.0.0.1:{self._server.server_address[1]}"

    @property
    def url(self) -> str:
        """Its address, without name and password."""
        return f"http://{self.place}"

    def _answer(self, head: str) -> tuple[str, bool]:
        """What is said to the head of a request, and whether the way is open."""
        first, *lines = head.split("\r\n")
        method, target, *_ = [*first.split(" "), "", ""]
        if method != "CONNECT":
            return "405 Method Not Allowed", False
        self.asked.append(target)
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        if self.refuses:
            return f"{self.refuses} Refused", False
        if self.wants and headers.get("proxy-authorization") != f"Basic {b64encode(self.wants.encode()).decode()}":
            return '407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="proxy"', False
        return "200 Connection established", True


class _Server(ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hung up is no news."""


class _Handler(BaseRequestHandler):
    def __init__(self, lab: ProxyLab, *arguments: Any) -> None:
        self._lab = lab
        super().__init__(*arguments)

    def handle(self) -> None:
        head = b""
        while b"\r\n\r\n" not in head and (piece := self.request.recv(1)):
            head += piece
        said, opened = self._lab._answer(head.decode("latin-1").strip())
        self.request.sendall(f"HTTP/1.1 {said}\r\n\r\n".encode())
        if not opened:
            return
        with socket.create_connection(("127.0.0.1", self._lab.to)) as server:
            back = Thread(target=_pump, args=(server, self.request), daemon=True)
            back.start()
            _pump(self.request, server)
            back.join(5)


def _pump(source: socket.socket, target: socket.socket) -> None:
    try:
        while piece := source.recv(_PIECE):
            target.sendall(piece)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        return  # one of both has gone
