"""Connections, and the threads that serve them."""

import socket
import ssl
import struct
from collections.abc import Callable
from threading import Event, Thread
from types import TracebackType
from typing import Self

_TICK = 0.02


class Gone(Exception):
    """The conversation is over: the client left, the server hung up, or the laboratory closes."""


class Wire:
    """One connection, seen from the server."""

    def __init__(self, connection: socket.socket, closing: Event) -> None:
        self._socket = connection
        self._closing = closing
        self._heard = b""
        self.encrypted = False

    def line(self) -> bytes:
        """The next line, without its end."""
        while b"\n" not in self._heard:
            self._hear()
        line, _, self._heard = self._heard.partition(b"\n")
        return line.rstrip(b"\r")

    def exactly(self, size: int) -> bytes:
        """The next bytes."""
        while len(self._heard) < size:
            self._hear()
        data, self._heard = self._heard[:size], self._heard[size:]
        return data

    def some(self) -> None:
        """Wait until something was sent."""
        if not self._heard:
            self._hear()

    def expect(self) -> None:
        """Wait until something was sent, and leave it unread: the first bytes of a handshake are not ours to read."""
        while not self._closing.is_set():
            try:
                self._socket.settimeout(_TICK)
                if self._socket.recv(1, socket.MSG_PEEK):
                    return
            except TimeoutError:
                continue
            except OSError:
                pass
            raise Gone
        raise Gone

    def send(self, data: bytes) -> None:
        try:
            self._socket.settimeout(5)
            self._socket.sendall(data)
        except OSError:
            raise Gone from None

    def protect(self, context: ssl.SSLContext) -> None:
        """Begin TLS."""
        try:
            self._socket.settimeout(5)
            self._socket.getpeername()
            self._socket = context.wrap_socket(self._socket, server_side=True)
        except OSError:
            raise Gone from None
        self.encrypted = True

    def stall(self) -> None:
        """Wait until the client leaves."""
        while True:
            self._hear()

    def drip(self, seconds: float) -> None:
        """Send bytes that are no end of anything until the client leaves."""
        while not self._closing.wait(seconds):
            self.send(b"2")
        raise Gone

    def reset(self) -> None:
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close()
        raise Gone

    def hang_up(self) -> None:
        """Close so that the last words are heard: say that nothing more comes, and wait for the client to leave."""
        try:
            self._socket.shutdown(socket.SHUT_WR)
            self._socket.settimeout(1)
            while self._socket.recv(65536):
                pass
        except OSError:
            pass
        self.close()
        raise Gone

    def close(self) -> None:
        self._socket.close()

    def _hear(self) -> None:
        while not self._closing.is_set():
            try:
                self._socket.settimeout(_TICK)
                data = self._socket.recv(65536)
            except TimeoutError:
                continue
            except OSError:
                raise Gone from None
            if not data:
                raise Gone
            self._heard += data
            return
        raise Gone


class Host:
    """Listens on a free port of 127.0.0.1 and serves each connection in a thread of its own."""

    def __init__(self, serve: Callable[[Wire], None]) -> None:
        self._serve = serve
        self._closing = Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(_TICK)
        self.port: int = self._listener.getsockname()[1]
        self.connections = 0
        self._threads = [Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def rest(self) -> None:
        """Wait until every conversation is over: until all clients have left, and all that they sent was understood."""
        for thread in self._threads[1:]:
            thread.join()

    def close(self) -> None:
        self._closing.set()
        for thread in list(self._threads):
            thread.join()
        self._listener.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.close()

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                connection, _ = self._listener.accept()
            except TimeoutError:
                continue
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connections += 1
            thread = Thread(target=self._talk, args=(connection,), daemon=True)
            thread.start()
            self._threads.append(thread)

    def _talk(self, connection: socket.socket) -> None:
        wire = Wire(connection, self._closing)
        try:
            self._serve(wire)
        except Gone:
            pass
        finally:
            wire.close()
