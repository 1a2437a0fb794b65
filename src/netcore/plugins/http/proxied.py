"""The way through a proxy, by CONNECT: the proxy sees the server's name, and nothing of what passes."""

import re
import ssl
from base64 import b64encode
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from netcore.errors import UsageError
from netcore.plugins.http.troubles import ProxyRefuses

if TYPE_CHECKING:
    from urllib3 import ProxyManager, Timeout

_REFUSED = re.compile(r"Tunnel connection failed: (\d{3})")
_SAYS_WHICH = "HTTPS_PROXY says which proxy is used, NO_PROXY what is reached without it"


def way_through(url: str, *, context: ssl.SSLContext, timeout: "Timeout") -> "ProxyManager":
    """Connections through a proxy, with the name and password in its address; raises `UsageError` for none that works.

    ``context``: whom to trust, behind the proxy, and as the proxy where it is reached by https.
    """
    from urllib3 import ProxyManager

    try:
        parts, name = urlsplit(url), shown(url)
        _ = parts.port
    except ValueError:
        raise UsageError("The proxy of the environment is none: HTTPS_PROXY takes http://HOST:PORT.") from None
    if parts.scheme not in {"http", "https"} or not name:
        raise UsageError(
            f"The proxy of the environment ({parts.scheme or 'no'}://{name}) cannot be used: HTTPS_PROXY takes"
            " http://HOST:PORT or https://HOST:PORT."
        )
    who = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}" if parts.username else ""
    return ProxyManager(
        f"{parts.scheme}://{name}",
        num_pools=4,
        maxsize=1,
        proxy_headers={"Proxy-Authorization": f"Basic {b64encode(who.encode()).decode()}"} if who else {},
        ssl_context=context,
        proxy_ssl_context=context,
        timeout=timeout,
    )


def proxy_trouble(error: BaseException, url: str, host: str) -> ProxyRefuses | None:
    """What the proxy did not do, in a sentence; None when it was not the proxy."""
    from urllib3.exceptions import ProxyError

    proxy = shown(url)
    if (found := _REFUSED.search(str(error))) is None:
        if not isinstance(error, ProxyError):
            return None
        return ProxyRefuses(f"The proxy {proxy}, by which {host} is to be reached, cannot be reached. {_SAYS_WHICH}.")
    if found[1] != "407":
        return ProxyRefuses(f"The proxy {proxy} does not let requests pass to {host} ({found[1]}). {_SAYS_WHICH}.")
    if urlsplit(url).username:
        return ProxyRefuses(
            f"The proxy {proxy}, by which {host} is to be reached, does not accept the name and the password in"
            " HTTPS_PROXY (407). Nothing was sent. Correct them there; signs such as @ are written as %40."
        )
    return ProxyRefuses(
        f"The proxy {proxy}, by which {host} is to be reached, wants a name and a password (407). Nothing was sent."
        f" Write them into HTTPS_PROXY, as http://NAME:PASSWORD@{proxy}, or the server's name into NO_PROXY."
    )


def shown(url: str) -> str:
    """The proxy's host and port, without name and password."""
    return urlsplit(url).netloc.rpartition("@")[2]
