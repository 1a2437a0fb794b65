"""The server: Graph's methods on a mailbox, each request and each answer held to the contract."""

import json
import re
import time
from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from graph_lab.answers import Refusal, Said
from graph_lab.calendars import Calendars
from graph_lab.contacts import Contacts
from graph_lab.contract import BrokenContractError, Contract
from graph_lab.mail import Mail
from graph_lab.mailbox import Mailbox
from graph_lab.requests import Request
from netcore.testing.http_lab import Asked, HttpLab, Told

ROOT = "/v1.0"


class FakeTokens:
    """Tokens without a sign-in: the one that the lab accepts; a fresh one when it is asked for."""

    def __init__(self, lab: "GraphLab") -> None:
        self._lab = lab
        self._token = next(iter(lab.tokens), "none")
        self.claims: list[str] = []

    def bearer(self, *, fresh: bool = False, claims: str = "") -> str:
        """The token."""
        if fresh:
            self.claims.append(claims)
            self._token = next(iter(self._lab.tokens), "none")
        return self._token


class GraphLab:
    """Serves one mailbox.  ``http`` has the script of faults and all requests; ``broken`` what broke the contract."""

    def __init__(self, now: Callable[[], datetime], *, check: bool = True) -> None:
        self.mailbox = Mailbox(now)
        self.tokens = {"token-1"}
        self.http = HttpLab(self._answer)
        self.broken: list[str] = []
        self.asked: list[str] = []
        """"METHOD path" of each request, and of each part of a batch."""
        self.spent = 0.0
        """Seconds in which the server itself was at work."""
        self.part_script: list[tuple[re.Pattern[str], deque[Said | Refusal]]] = []
        self.contract = Contract.read() if check else None
        self.contacts = Contacts(self.mailbox)
        self.mail = Mail(self.mailbox)
        self.calendars = Calendars(self.mailbox)
        self._links = Links()

    def __enter__(self) -> "GraphLab":
        self.http.__enter__()
        return self

    def __exit__(self, *arguments: object) -> None:
        self.http.__exit__(*arguments)

    @property
    def url(self) -> str:
        """The setting graph-url."""
        return self.http.url.rstrip("/") + ROOT

    def forget_links(self) -> None:
        """All links to changes and to next pages become too old."""
        self._links.generation += 1

    def on_part(self, path: str, *said: Said | Refusal) -> None:
        """The next parts of batches whose path matches the regular expression get these answers."""
        self.part_script.append((re.compile(path), deque(said)))

    def _answer(self, asked: Asked) -> Told:
        begun = time.thread_time()
        try:
            return self._told(asked)
        except BrokenContractError as error:
            self.broken.append(str(error))
            return Told(400, _error("BrokenContract", str(error)), {"Content-Type": "application/json"})
        finally:
            self.spent += time.thread_time() - begun

    def _told(self, asked: Asked) -> Told:
        if asked.path.startswith("/upload/"):
            return self.mail.uploads.piece(asked)
        if asked.headers.get("authorization", "").removeprefix("Bearer ") not in self.tokens:
            return Told(
                401, _error("InvalidAuthenticationToken", "Access token has expired or is not yet valid."), _JSON
            )
        parts = urlsplit(asked.path)
        if not parts.path.startswith(f"{ROOT}/"):
            raise BrokenContractError(f"{parts.path} is not below {ROOT}")
        media_type = asked.headers.get("content-type", "")
        body = json.loads(asked.body) if asked.body and media_type == "application/json" else asked.body or None
        request = Request(
            method=asked.method,
            path=unquote(parts.path[len(ROOT) :]),
            raw_path=parts.path[len(ROOT) :],
            query=dict(parse_qsl(parts.query, keep_blank_values=True)),
            headers=asked.headers,
            media_type=media_type,
            body=body,
        )
        said = self._batch(request) if request.path == "/$batch" else self._one(request)
        data = (
            said.body if isinstance(said.body, bytes) else b"" if said.body is None else json.dumps(said.body).encode()
        )
        headers = {"Content-Type": said.media_type or "application/json", **said.headers}
        return Told(said.status, data, headers if data else dict(said.headers))

    def _batch(self, request: Request) -> Said:
        if self.contract:
            operation = self.contract.operation("POST", "/$batch")
            self.contract.check_body(operation, request.media_type, request.body)
        self.asked.append("POST /$batch")
        parts = request.body["requests"]
        if len({part["id"] for part in parts}) != len(parts):
            raise BrokenContractError("two parts of a batch share an id")
        found = []
        for part in reversed(parts):  # in any order
            split = urlsplit(part["url"])
            if split.scheme or not split.path.startswith("/"):
                raise BrokenContractError(f"a part of a batch has no relative url: {part['url']}")
            inner = Request(
                method=part["method"],
                path=unquote(split.path),
                raw_path=split.path,
                query=dict(parse_qsl(split.query, keep_blank_values=True)),
                headers={name.lower(): value for name, value in part.get("headers", {}).items()},
                media_type="application/json" if "body" in part else "",
                body=part.get("body"),
            )
            said = self._scripted(inner) or self._one(inner)
            headers = dict(said.headers)
            headers["Content-Type"] = said.media_type or "application/json"
            body = said.body
            if isinstance(body, bytes):
                from base64 import b64encode

                body = b64encode(body).decode()
            found.append({"id": part["id"], "status": said.status, "headers": headers, "body": body})
        answer = {"responses": found}
        if self.contract:
            self.contract.check_answer(operation, 200, answer)
        return Said(200, answer)

    def _scripted(self, request: Request) -> Said | None:
        for path, told in self.part_script:
            if told and path.fullmatch(request.path):
                self.asked.append(f"{request.method} {request.path}")
                found = told.popleft()
                return found.said() if isinstance(found, Refusal) else found
        return None

    def _one(self, request: Request) -> Said:
        self.asked.append(f"{request.method} {request.path}")
        operation = None
        if self.contract:
            operation = self.contract.operation(request.method, request.raw_path)
            linked = "$deltatoken" in request.query or "$skiptoken" in request.query
            self.contract.check_query(operation, request.query)
            if not linked and (select := request.query.get("$select")):
                self.contract.check_properties(operation, select.split(","))
            self.contract.check_body(operation, request.media_type, request.body)
        try:
            said = self._handle(request)
        except Refusal as refusal:
            said = refusal.said()
        if self.contract and operation and not isinstance(said.body, bytes):
            self.contract.check_answer(operation, said.status, said.body)
        return said

    def _handle(self, request: Request) -> Said:
        request.links = self._links
        request.root = self.url
        for room in (self.contacts, self.mail, self.calendars):
            said = room.handle(request)
            if said is not None:
                return said
        if (request.method, request.path) == ("GET", "/me"):
            kept = {"id": "u-1", "displayName": "Ada", "mail": self.mailbox.address}
            return Said(200, {**kept, "userPrincipalName": self.mailbox.address})
        raise BrokenContractError(f"the lab does not know {request.method} {request.path}")


class Links:
    """What the tokens in links mean; those of an earlier generation mean nothing any more."""

    def __init__(self) -> None:
        self.generation = 1
        self._states: dict[str, tuple[int, Any]] = {}

    def keep(self, state: Any) -> str:
        """A token for a state."""
        token = f"t{self.generation}-{len(self._states)}"
        self._states[token] = (self.generation, state)
        return token

    def read(self, token: str) -> Any:
        """The state; raises `Refusal` as Outlook does when it is forgotten."""
        generation, state = self._states.get(token, (0, None))
        if generation != self.generation:
            raise Refusal(410, "SyncStateNotFound", "The sync state generation is not found; generation=1")
        return state


_JSON = {"Content-Type": "application/json"}


def _error(code: str, message: str) -> bytes:
    return json.dumps({"error": {"code": code, "message": message}}).encode()
