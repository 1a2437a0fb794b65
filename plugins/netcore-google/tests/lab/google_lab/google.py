"""The whole of it: one server, the sign-in and three APIs behind it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from google_lab.accounts import Accounts
from google_lab.calendar import CalendarLab
from google_lab.documents import Method, method_of
from google_lab.gmail import GmailLab
from google_lab.people import PeopleLab
from google_lab.refusals import Refusal, refusal
from netcore.testing.http_lab import Asked, HttpLab, Told


class GoogleLab(HttpLab):
    """Google on the loopback; its state outlives restarts of whoever talks to it.

    ``violations`` has everything that is not as the discovery documents say, in requests and in answers.
    """

    def __init__(self, now: Callable[[], datetime] | None = None) -> None:
        super().__init__(self._answered)
        self.now = now or (lambda: datetime(2026, 3, 2, 12, tzinfo=UTC))
        self.violations: list[str] = []
        self.accounts = Accounts()
        self.people = PeopleLab(self.now)
        self.gmail = GmailLab(self.now)
        self.calendar = CalendarLab(self.now)
        self.check_answers = True

    def calls(self, method: str = "") -> list[str]:
        """The API methods that were called, by id; or how often one was."""
        found = [method_of(one.method, urlsplit(one.path).path) for one in self.asked]
        return [one[0].id for one in found if one and (not method or one[0].id == method)]

    def _answered(self, asked: Asked) -> Told:
        parts = urlsplit(asked.path)
        if (asked.method, parts.path) == ("POST", "/token"):
            return self.accounts.token(asked)
        if (asked.method, parts.path) == ("POST", "/revoke"):
            return self.accounts.revoke(asked)
        found = method_of(asked.method, parts.path)
        if found is None:
            self.violations.append(f"no API has {asked.method} {parts.path}")
            return refusal(404, "Not found")
        method, path = found
        told = self._not_allowed(method, asked)
        if told is not None:
            return told
        body = json.loads(asked.body) if asked.body else None
        flaws = method.api.flaws_of_query(method, parts.query) + self._flaws_of_body(method, body)
        if flaws:
            self.violations += flaws
            return refusal(400, "; ".join(flaws), "badRequest")
        query = {name: values if len(values) > 1 else values[0] for name, values in parse_qs(parts.query).items()}
        return self._done(method, path, query, body)

    def _not_allowed(self, method: Method, asked: Asked) -> Told | None:
        scheme, _, token = asked.headers.get("authorization", "").partition(" ")
        grant = self.accounts.tokens.get(token) if scheme == "Bearer" else None
        if grant is None:
            return refusal(401, "Request had invalid authentication credentials.", "authError")
        if not set(method.spec["scopes"]) & set(grant.scopes):
            return refusal(
                403,
                "Request had insufficient authentication scopes.",
                "insufficientPermissions",
                detail="ACCESS_TOKEN_SCOPE_INSUFFICIENT",
            )
        return _only_headers(method, asked) if any(one.endswith("gmail.metadata") for one in grant.scopes) else None

    def _flaws_of_body(self, method: Method, body: Any) -> list[str]:
        schema = method.spec.get("request")
        if schema is None:
            return [f"{method.id} takes no body"] if body is not None else []
        return method.api.flaws(schema, body, method.id) if body is not None else [f"{method.id} has no body"]

    def _done(self, method: Method, path: dict[str, str], query: dict[str, Any], body: Any) -> Told:
        api, _, name = method.id.partition(".")
        lab: Any = {"people": self.people, "gmail": self.gmail, "calendar": self.calendar}[api]
        handler = getattr(lab, name.replace(".", "_"), None)
        if handler is None:
            self.violations.append(f"the fake does not know {method.id}")
            return refusal(501, f"the fake does not know {method.id}")
        try:
            answer = handler(**path, body=body, **{name.replace(".", "_"): value for name, value in query.items()})
        except Refusal as error:
            return error.told
        schema = method.spec.get("response")
        if schema is None:
            return Told(204)
        if self.check_answers:
            self.violations += [f"the fake's answer: {one}" for one in method.api.flaws(schema, answer, method.id)]
        return Told(200, json.dumps(answer).encode(), {"Content-Type": "application/json; charset=UTF-8"})


def _only_headers(method: Method, asked: Asked) -> Told | None:
    """Gmail holds every token with gmail.metadata to headers, whatever else it has."""
    query = parse_qs(urlsplit(asked.path).query, keep_blank_values=True)
    if method.id == "gmail.users.messages.list" and "q" in query:
        return refusal(403, "Metadata scope does not support 'q' parameter", "forbidden")
    wanted = query.get("format", ["full"])[0]
    if method.id in {"gmail.users.messages.get", "gmail.users.threads.get"} and wanted in {"full", "raw"}:
        return refusal(403, f"Metadata scope doesn't allow format {wanted.upper()}", "forbidden")
    return None
