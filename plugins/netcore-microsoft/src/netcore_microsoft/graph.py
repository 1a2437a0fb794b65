"""Microsoft Graph over plain HTTP: one mailbox, one request at a time.

Outlook allows four requests at once; this client makes one, and Graph runs the parts of a batch four at a time.
"""

import binascii
import re
from base64 import b64decode, urlsafe_b64decode
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple, Protocol, TypeVar
from urllib.parse import quote, urlencode, urlsplit

import msgspec

from netcore.errors import SignInNeeded, Unreachable
from netcore.plugins import Context
from netcore.plugins.http import Answer, HttpClient, HttpPatience, ServerBusy, Stranger, Trust
from netcore_microsoft.troubles import GraphError, error_in, error_of

BATCH = 20
"""As many parts as a batch may have."""

IMMUTABLE = 'IdType="ImmutableId"'
"""Ids that do not change when an item moves; asked for with every request, since the two kinds do not mix."""

_BUSY = frozenset({429, 503, 504})
_LARGEST = 64 * 1024 * 1024

T = TypeVar("T")

Json = dict[str, Any]
Query = Mapping[str, str]


class Tokens(Protocol):
    """Where access tokens come from."""

    def bearer(self, *, fresh: bool = False, claims: str = "") -> str:
        """A token for the account; ``fresh``: the last one was refused.  Raises `SignInNeeded`.

        ``claims``: what the service asks the token to prove (a claims challenge), as JSON.
        """


class Part(NamedTuple):
    """The answer to one part of a batch."""

    status: int
    body: Any
    media_type: str = ""

    def data(self) -> Json:
        """The object in a good part; raises `GraphError` for any other."""
        if not 200 <= self.status < 300:
            raise error_in(self.status, self.body)
        return _object(self.body)

    def octets(self) -> bytes:
        """The bytes in a good part, which are in base64 there; empty when they are not."""
        try:
            return b64decode(self.body) if isinstance(self.body, str) else b""
        except binascii.Error:
            return b""


class Graph:
    """Sends requests to Graph's own host, and to no other, with a token of the account."""

    def __init__(self, context: Context, tokens: Tokens, *, patience: HttpPatience | None = None) -> None:
        self._tokens = tokens
        self._account = context.account
        self._now = context.now
        self._patience = patience or HttpPatience.of(context.integer("timeout") or 60)
        self._root = context.text("graph-url").rstrip("/")
        self._bearer = ""
        self.http = HttpClient(
            Trust.of(self._root),
            now=context.now,
            proxies=context.proxies,
            authorization=lambda: f"Bearer {self._bearer}",
            patience=self._patience,
            ca_file=context.text("ca-file"),
            agent="netcore-microsoft",
            largest=_LARGEST,
        )

    # -- single requests ---------------------------------------------------------------------------------------------

    def get(self, path: str, query: Query | None = None, *, prefer: Sequence[str] = ()) -> Json:
        """The object at a path below the root, or at a link that Graph gave."""
        return _object(self._decoded(self._send("GET", self._url(path, query), prefer=prefer)))

    def octets(self, path: str) -> bytes:
        """The bytes at a path."""
        return self._send("GET", self._url(path)).body

    def post(self, path: str, body: object = None, *, prefer: Sequence[str] = ()) -> Json:
        """Make something.  It is never sent twice: when no answer comes, look whether it was made."""
        answer = self._send("POST", self._url(path), body=body, prefer=prefer, repeatable=False)
        return _object(self._decoded(answer)) if answer.body else {}

    def patch(self, path: str, body: object, *, etag: str = "") -> Json:
        """Change the named properties; with ``etag`` only when nobody else changed the thing since."""
        headers = {"If-Match": etag} if etag else {}
        answer = self._send("PATCH", self._url(path), body=body, headers=headers, repeatable=False)
        return _object(self._decoded(answer))

    def put(self, path: str, data: bytes, media_type: str) -> None:
        """Put bytes in place of those at a path."""
        self._send("PUT", self._url(path), data=data, headers={"Content-Type": media_type})

    def delete(self, path: str) -> None:
        """Delete; what is not there is no error."""
        try:
            self._send("DELETE", self._url(path))
        except GraphError as error:
            if not error.gone:
                raise

    def pages(self, path: str, query: Query | None = None, *, prefer: Sequence[str] = ()) -> Iterator[Json]:
        """A listing, page by page, to its end."""
        page = self.get(path, query, prefer=prefer)
        yield page
        while link := link_in(page, "@odata.nextLink"):
            page = self.get(link, prefer=prefer)
            yield page

    # -- batches -----------------------------------------------------------------------------------------------------

    def batch(self, paths: Sequence[str], *, prefer: Sequence[str] = ()) -> list[Part]:
        """GET several paths or links, at most `BATCH` in one request; the answers in the same order.

        Parts that Graph was too busy for are asked again, alone, after the pause that it names.  Raises `ServerBusy`.
        """
        found: list[Part] = []
        for start in range(0, len(paths), BATCH):
            found += self._batch([self._relative(path) for path in paths[start : start + BATCH]], prefer)
        return found

    def _batch(self, paths: Sequence[str], prefer: Sequence[str]) -> list[Part]:
        found: dict[int, Part] = {}
        left = self._patience.pauses
        headers = {"Prefer": ", ".join((IMMUTABLE, *prefer))}
        pauses = [*self._patience.steps("$batch"), 0.0]
        for pause in pauses:
            waiting = [number for number in range(len(paths)) if number not in found]
            requests = [
                {"id": str(number), "method": "GET", "url": paths[number], "headers": headers} for number in waiting
            ]
            answer = self._decoded(
                self._send("POST", f"{self._root}/$batch", body={"requests": requests}, prefer=prefer)
            )
            asked_for = 0.0
            for part in _parts(answer):
                number = int(part["id"])
                status = int(part["status"])
                said = {str(name).lower(): str(value) for name, value in (part.get("headers") or {}).items()}
                if status in _BUSY:
                    asked_for = max(asked_for, _seconds(said.get("retry-after", "")))
                elif number in waiting:
                    found[number] = Part(status, part.get("body"), said.get("content-type", ""))
            if len(found) == len(paths):
                return [found[number] for number in range(len(paths))]
            wait = max(pause, asked_for)
            if wait > left:
                break
            left -= wait
            self._patience.sleep(wait)
        until = self._now() + timedelta(seconds=asked_for) if asked_for else None
        raise ServerBusy("Microsoft Graph is busy and asks to come again later. What came before is kept.", until)

    # -- inside ------------------------------------------------------------------------------------------------------

    def _send(
        self,
        method: str,
        url: str,
        *,
        body: object = None,
        data: bytes = b"",
        headers: Mapping[str, str] | None = None,
        prefer: Sequence[str] = (),
        repeatable: bool = True,
    ) -> Answer:
        """A good answer; raises `GraphError`, `SignInNeeded`, or what `HttpClient.send` raises."""
        all_headers = {"Accept": "application/json", "Prefer": ", ".join((IMMUTABLE, *prefer)), **(headers or {})}
        if body is not None:
            all_headers["Content-Type"] = "application/json"
            data = msgspec.json.encode(body)
        if method in {"POST", "PATCH"} and not data:
            all_headers["Content-Length"] = "0"

        def send() -> Answer:
            return self.http.send(method, url, headers=all_headers, body=data, repeatable=repeatable)

        self._bearer = self._tokens.bearer()
        answer = _guarded(send)
        if answer.status == 401:
            self._bearer = self._tokens.bearer(fresh=True, claims=_claims(answer.header("www-authenticate")))
            answer = _guarded(send)
        if answer.status == 401:
            raise SignInNeeded(
                "Microsoft does not accept the sign-in of this account any more."
                f" Run: netcore accounts add {self._account}"
            )
        if not answer.good:
            raise error_of(answer)
        return answer

    def _url(self, path: str, query: Query | None = None) -> str:
        url = path if "://" in path else self._root + path
        return f"{url}?{urlencode(query, quote_via=quote, safe='$,')}" if query else url

    def _relative(self, path: str) -> str:
        """A path below the root, for a part of a batch, where Graph takes no whole links."""
        if "://" not in path:
            return path
        root = urlsplit(self._root).path
        parts = urlsplit(_guarded(lambda: self.http.trust.check(path)))
        below = parts.path.removeprefix(root)
        return f"{below}?{parts.query}" if parts.query else below

    def _decoded(self, answer: Answer) -> Any:
        try:
            return msgspec.json.decode(answer.body)
        except (msgspec.DecodeError, UnicodeDecodeError):
            if answer.is_page:
                raise error_of(answer) from None
            raise Unreachable("Microsoft Graph answered with something that is no JSON. Try again later.") from None


def _guarded(call: Callable[[], T]) -> T:
    try:
        return call()
    except Stranger:
        raise Stranger(
            "Microsoft Graph names an address on another server. Your sign-in was not sent there, and nothing was read"
            " from it. Try again; if it stays so, something between here and Microsoft changes the answers."
        ) from None


def items_in(page: Json) -> list[Json]:
    """The items of a page; raises `Unreachable` when it is none."""
    value = page.get("value")
    if not isinstance(value, list):
        raise Unreachable("Microsoft Graph gave a page without its list of items. Try again later.")
    return [item for item in value if isinstance(item, dict)]


def link_in(page: Json, name: str) -> str:
    """A link of a page, "" when it has none."""
    link = page.get(name)
    return link if isinstance(link, str) else ""


def segment(id_: str) -> str:
    """An id as a part of a path."""
    return quote(id_, safe="")


def quoted(text: str) -> str:
    """A text as a literal of OData."""
    return "'" + text.replace("'", "''") + "'"


def _object(value: Any) -> Json:
    if not isinstance(value, dict):
        raise Unreachable("Microsoft Graph answered with something that is no object. Try again later.")
    return value


def _parts(answer: Any) -> list[Json]:
    parts = answer.get("responses") if isinstance(answer, dict) else None
    if not isinstance(parts, list) or not all(
        isinstance(part, dict) and str(part.get("id", "")).isdecimal() and isinstance(part.get("status"), int)
        for part in parts
    ):
        raise Unreachable("Microsoft Graph answered a batch with something else. Try again later.")
    return parts


def _seconds(text: str) -> float:
    return float(text[:6]) if text.isascii() and text.isdecimal() else 0.0


def _claims(header: str) -> str:
    """The claims that a refusal asks for (WWW-Authenticate with ``claims``, base64), as JSON; "" for none."""
    match = re.search(r'claims="([A-Za-z0-9+/=_-]+)"', header)
    if match is None:
        return ""
    text = match[1].replace("+", "-").replace("/", "_")
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""
