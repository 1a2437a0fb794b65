"""Which proxy leads to a server, as the caller's environment says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network

_NAMES = ("https_proxy", "all_proxy")


@dataclass(frozen=True)
class Proxies:
    """The proxy for servers on the internet, and the servers that are reached without it.

    Requests to this machine itself never go through a proxy, and nothing else is asked for without TLS, so one proxy is
    all there is.
    """

    url: str = field(default="", repr=False)
    """Its address, which may hold a name and a password; empty when there is none."""
    exempt: tuple[str, ...] = ()
    """Names of servers, with all below them; addresses and networks; each with or without a port; ``*`` for all."""

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "Proxies":
        """What HTTPS_PROXY (else ALL_PROXY) and NO_PROXY say; in lower case they count more, as for other programs."""
        url = next((found for name in _NAMES if (found := _said(environment, name))), "")
        exempt = tuple(entry for entry in _said(environment, "no_proxy").replace(" ", ",").split(",") if entry)
        return cls(url if not url or "://" in url else f"http://{url}", exempt)

    def for_host(self, host: str, port: int) -> str:
        """The address of the proxy to go through; empty: none."""
        return "" if any(_fits(entry.lower(), host.lower(), port) for entry in self.exempt) else self.url


def _said(environment: Mapping[str, str], name: str) -> str:
    return (environment.get(name) or environment.get(name.upper()) or "").strip()


def _fits(entry: str, host: str, port: int) -> bool:
    if entry == "*":
        return True
    name, _, wanted = entry.rpartition(":") if entry.count(":") == 1 else (entry, "", "")
    if wanted and wanted != str(port):
        return False
    name = name.removeprefix("*").strip("[]").lstrip(".")
    try:
        return ip_address(host) in ip_network(name, strict=False)
    except ValueError:
        return bool(name) and (host == name or host.endswith(f".{name}"))
