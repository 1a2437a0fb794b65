"""Whom the user's secrets are given to."""

import re
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit, urlunsplit

from netcore.errors import UsageError
from netcore.plugins.http.troubles import Stranger

_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, kw_only=True)
class Trust:
    """The hosts that may see the user's secrets: the one the user named, and its provider's own others.

    Nothing goes out in clear, except to this machine itself.  Whatever address a server gives (a redirect, a link to
    the next page, an href), `check` decides before anything is sent there.
    """

    scheme: str
    host: str
    port: int
    others: re.Pattern[str] | None = None
    """Hosts of the same provider that are trusted as well, on the standard port: matched against the whole name."""

    @classmethod
    def of(cls, url: str, others: str = "") -> "Trust":
        """Trust in the host of an address that the user gave; ``others``: a regular expression for further hosts.

        Raises `UsageError` when the address is none, has a password in it, or would send secrets in clear.
        """
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise UsageError(f"{url!r} is no web address: {error}.") from None
        host = (parts.hostname or "").rstrip(".")
        if parts.scheme not in _PORTS or not host:
            raise UsageError(f"{url!r} is no web address: write https:// and the name of the server.")
        if parts.username is not None or parts.password is not None:
            raise UsageError(
                "The address holds a user or a password: leave them out of it, and give them on their own."
            )
        if parts.scheme == "http" and not is_loopback(host):
            raise UsageError(f"{host} would see your password in clear: write https:// instead of http://.")
        pattern = re.compile(others, re.IGNORECASE) if others else None
        return cls(scheme=parts.scheme, host=host, port=port or _PORTS[parts.scheme], others=pattern)

    def check(self, url: str) -> str:
        """The address to use for one that a server gave; raises `Stranger` when its host is not to be trusted.

        An ``http`` address on a trusted host that is reached by ``https`` is meant to be ``https``: programs behind a
        proxy do not know better.
        """
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise Stranger(f"{self.host} gives an address that is none ({url[:100]!r}).") from None
        host = (parts.hostname or "").rstrip(".")
        if parts.scheme == "http" and self.scheme == "https":
            parts, port = parts._replace(scheme="https"), None if port in {None, 80} else port
        port = port or _PORTS.get(parts.scheme, 0)
        same = (parts.scheme, host.lower(), port) == (self.scheme, self.host.lower(), self.port)
        if same or (parts.scheme == "https" and port == 443 and self.others and self.others.fullmatch(host)):
            return _whole(parts, host, port)
        shown = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}" if host else url[:100]
        raise Stranger(
            f"{self.host} sends on to {shown}, another server. Your password was not sent there. If that is where your"
            " account is, give that address yourself."
        )


def is_loopback(host: str) -> bool:
    """Whether the host is this machine itself, for sure."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _whole(parts: SplitResult, host: str, port: int) -> str:
    name = f"[{host}]" if ":" in host else host
    place = name if port == _PORTS[parts.scheme] else f"{name}:{port}"
    return urlunsplit((parts.scheme, place, parts.path or "/", parts.query, ""))
