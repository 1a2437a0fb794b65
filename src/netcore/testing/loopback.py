"""A guard that lets nothing out but to this machine itself."""

import socket
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

import pytest


class OutsideReachedError(OSError):
    """A component tried to reach a machine that is not this one; to it, the network looks cut."""


class LoopbackGuard:
    """While it stands, connections, datagrams and name look-ups reach the loopback only; with ``closed``, nothing.

    Every attempt to reach further is stopped with `OutsideReachedError` and kept in ``attempts``, so that it comes out
    even when the component swallows the error.  It sees what goes through Python's sockets, in this process.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.attempts: list[str] = []
        self.closed = False
        for method in ("connect", "connect_ex", "sendto"):
            monkeypatch.setattr(socket.socket, method, self._guarded(method))
        for function in ("getaddrinfo", "gethostbyname", "gethostbyname_ex"):
            monkeypatch.setattr(socket, function, self._guarded_look_up(function))

    def _guarded(self, method: str) -> Callable[..., Any]:
        original = getattr(socket.socket, method)

        def call(sock: socket.socket, *arguments: Any) -> Any:
            self._check(arguments[-1], sock.family)
            return original(sock, *arguments)

        return call

    def _guarded_look_up(self, function: str) -> Callable[..., Any]:
        original = getattr(socket, function)

        def call(host: Any, *arguments: Any, **named: Any) -> Any:
            text = host.decode("ascii", "replace") if isinstance(host, bytes) else host
            if text and not _numeric(text):  # a number is not looked up anywhere
                self._check((text, 0), socket.AF_INET)
            return original(host, *arguments, **named)

        return call

    def _check(self, address: Any, family: int) -> None:
        local = family not in {socket.AF_INET, socket.AF_INET6} or _is_loopback(str(address[0]))
        if self.closed or not local:
            host = address[0] if isinstance(address, tuple) else address
            self.attempts.append(str(host))
            raise OutsideReachedError(f"tried to reach {host!r}, which a test must not")


def _numeric(host: str) -> bool:
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def _is_loopback(host: str) -> bool:
    if not _numeric(host):
        return host.lower() in {"localhost", "localhost.", "ip6-localhost"}
    address = ip_address(host.partition("%")[0])
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)
