"""One server's HTTP client."""

import ssl
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin, urlsplit

from netcore.errors import Unreachable, UsageError
from netcore.plugins.http.answers import Answer
from netcore.plugins.http.patience import HttpPatience
from netcore.plugins.http.proxied import proxy_trouble, way_through
from netcore.plugins.http.troubles import ProxyRefuses, ServerBusy, TooLarge, trouble
from netcore.plugins.http.trust import Trust, is_loopback
from netcore.plugins.http.waiting import retry_after
from netcore.plugins.proxies import Proxies

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse, PoolManager, ProxyManager, Timeout

LARGEST = 64 * 1024 * 1024
"""More bytes than that are not held of one answer, unless the caller says otherwise."""

_REDIRECTS = frozenset({301, 302, 307, 308})
_MOST_REDIRECTS = 5
_TOO_MANY = 429  # turned away at the door: nobody has looked at the request
_PASSING = frozenset({500, 502, 503, 504})
_PIECE = 64 * 1024


class HttpClient:
    """Sends requests to the hosts that are trusted, with the user's authorization.

    ``authorization`` gives the header of that name at each request ("" for none), so that a token can be renewed.
    Used by one thread at a time; keeps connections open between requests.
    """

    def __init__(
        self,
        trust: Trust,
        *,
        now: Callable[[], datetime],
        authorization: Callable[[], str] = str,
        patience: HttpPatience | None = None,
        ca_file: str = "",
        agent: str = "netcore",
        largest: int = LARGEST,
        proxies: Proxies | None = None,
    ) -> None:
        """``ca_file``: authorities to trust instead of the system's, for a server of the user's own.

        ``proxies``: the way out, as the context has it (default: straight).
        """
        self.trust = trust
        self._now = now
        self._authorization = authorization
        self._patience = patience or HttpPatience()
        self._ca_file = ca_file
        self._agent = agent
        self._largest = largest
        self._proxies = proxies or Proxies()
        self.sent = 0
        """Requests that went out so far, redirects and repetitions included."""

    def close(self) -> None:
        """Let go of all connections; the client can be used again."""
        for name in ("_straight", "_proxied"):
            if name in self.__dict__:
                getattr(self, name).clear()

    def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        repeatable: bool = True,
        largest: int = 0,
    ) -> Answer:
        """The answer to a request, whatever its status; redirects are followed with the same method and body.

        A request that is ``repeatable`` is sent again when the connection breaks or the server fails in passing (500,
        502, 503, 504); any request is sent again when the server has not looked at it (429), after the pause that the
        server asks for.  Raises `ServerBusy` (429, 503) when that is too long, `Stranger` before anything goes to a
        host that is not trusted, `ProxyRefuses`, `TooLarge`, and `Unreachable` for everything else that gives no
        answer.  What is not repeatable is sent once when the answer is 503: the server may have done what was asked
        before it failed.
        """
        request = _Request(method, self.trust.check(url), headers or {}, body, repeatable, largest or self._largest)
        seen = {request.url}
        while True:
            answer = self._patiently(request)
            if answer.status not in _REDIRECTS or not (target := answer.header("location")):
                return answer
            request = request._replace(url=self.trust.check(urljoin(request.url, target)))
            if request.url in seen or len(seen) > _MOST_REDIRECTS:
                raise Unreachable(
                    f"{self.trust.host} sends us in a circle ({request.url}). Check the address of the account."
                )
            seen.add(request.url)

    def _patiently(self, request: "_Request") -> Answer:
        left = self._patience.pauses
        for pause in self._patience.steps(request.url):
            wait = pause
            try:
                answer = self._once(request)
            except (TooLarge, ProxyRefuses):
                raise
            except Unreachable:
                if not request.repeatable or wait > left:
                    raise
            else:
                if not (answer.status == _TOO_MANY or (request.repeatable and answer.status in _PASSING)):
                    return self._unless_busy(answer)
                until = retry_after(answer.header("retry-after"), self._now())
                wait = max(wait, (until - self._now()).total_seconds()) if until else wait
            if wait > left:
                break
            left -= wait
            self._patience.sleep(wait)
        else:
            answer = self._once(request)
        return self._unless_busy(answer)

    def _unless_busy(self, answer: Answer) -> Answer:
        if answer.status not in {_TOO_MANY, 503}:
            return answer
        until = retry_after(answer.header("retry-after"), self._now())
        when = f"after {until:%Y-%m-%d %H:%M} UTC" if until else "later"
        host = urlsplit(answer.url).netloc
        raise ServerBusy(f"{host} is busy and asks to come again {when}. What came before is kept.", until, answer)

    def _once(self, request: "_Request") -> Answer:
        from urllib3.exceptions import HTTPError

        host = urlsplit(request.url).netloc
        headers = {"User-Agent": self._agent, **request.headers}
        if authorization := self._authorization():
            headers["Authorization"] = authorization
        self.sent += 1
        proxy = self._proxy(request.url)
        pool = self._proxied if proxy else self._straight
        try:
            response = pool.request(
                request.method,
                request.url,
                headers=headers,
                body=request.body or None,
                redirect=False,
                retries=False,
                preload_content=False,
            )
            try:
                data = self._read(response, host, request.largest)
            except BaseException:
                response.close()
                raise
            response.release_conn()
        except (HTTPError, OSError) as error:
            if proxy and (refused := proxy_trouble(error, proxy, host)) is not None:
                raise refused from None
            raise Unreachable(f"{host} {trouble(error)}.") from None
        found = {name.lower(): value for name, value in response.headers.items()}
        return Answer(status=response.status, url=request.url, headers=found, body=data)

    def _read(self, response: "BaseHTTPResponse", host: str, largest: int) -> bytes:
        ticks = self._patience.ticks
        end = ticks() + self._patience.whole
        pieces, size = [], 0
        while piece := response.read1(_PIECE, decode_content=True):  # what has come, without waiting for all of it
            size += len(piece)
            if size > largest:
                raise TooLarge(f"{host} answers with more than {largest:,} bytes.")
            if ticks() > end:
                raise Unreachable(f"{host} did not finish its answer in {self._patience.whole:.0f} seconds. Try later.")
            pieces.append(piece)
        return b"".join(pieces)

    def _proxy(self, url: str) -> str:
        """The proxy by which an address is reached, empty when by none; this machine itself is reached by none."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        return "" if is_loopback(host) else self._proxies.for_host(host, parts.port or 443)

    @cached_property
    def _straight(self) -> "PoolManager":
        from urllib3 import PoolManager

        return PoolManager(num_pools=4, maxsize=1, ssl_context=self._trusted(), timeout=self._timeout())

    @cached_property
    def _proxied(self) -> "ProxyManager":
        return way_through(self._proxies.url, context=self._trusted(), timeout=self._timeout())

    def _timeout(self) -> "Timeout":
        from urllib3 import Timeout

        return Timeout(connect=self._patience.connect, read=self._patience.silence)

    def _trusted(self) -> ssl.SSLContext:
        try:
            return ssl.create_default_context(cafile=self._ca_file or None)
        except OSError as error:  # ssl.SSLError is one
            raise UsageError(
                f"The certificate authorities in {self._ca_file} cannot be read ({error.strerror or error}): mend the"
                " setting ca-file."
            ) from None


class _Request(NamedTuple):
    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes
    repeatable: bool
    largest: int
