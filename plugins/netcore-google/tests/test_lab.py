"""The stand-in for Google itself: whatever Google's documents do not know fails, in requests and in answers."""

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from google_lab import GoogleLab

from netcore_google import scopes

ALL = scopes.wanted(("contacts-write", "send", "replies", "calendar"))
Ask = Callable[..., int]


@pytest.fixture
def google() -> Iterator[GoogleLab]:
    with GoogleLab() as lab:
        yield lab


@pytest.fixture
def ask(google: GoogleLab) -> Ask:
    """Asks for something; gives the status."""

    def asked(method: str, path: str, body: Any = None, allowed: tuple[str, ...] = ALL) -> int:
        token = google.accounts.access(google.accounts.grant(*allowed))
        request = Request(
            google.url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {token}"},
        )
        try:
            with urlopen(request, timeout=10) as answer:
                return int(answer.status)
        except HTTPError as error:
            error.close()
            return error.code

    return asked


@pytest.mark.parametrize(
    ("method", "path", "body", "flaw"),
    [
        ("POST", "/v1/people:createContact", {"nickname": "Addie"}, "has no field nickname"),
        ("POST", "/v1/people:createContact", {"names": {"givenName": "Ada"}}, "no array"),
        ("POST", "/v1/people:createContact?personField=names", {}, "has no query parameter personField"),
        ("POST", "/v1/people:createContact", None, "has no body"),
        ("PATCH", "/v1/people/c1:updateContactPhoto", {"photoBytes": "ä"}, "no byte"),
        ("POST", "/v1/people:makeContact", {}, "no API has"),
        ("POST", "/gmail/v1/users/me/drafts", {"message": {"raw": "SGk=", "thread": "1"}}, "has no field thread"),
        ("POST", "/gmail/v1/users/me/messages/send", {"raw": "SGk="}, "does not know gmail.users.messages.send"),
        ("POST", "/calendar/v3/freeBusy", {"timeMin": "2026-03-02T12:00:00"}, "no date-time"),
        ("POST", "/calendar/v3/calendars/primary/events?sendUpdates=some", {}, "is no string"),
    ],
)
def test_what_google_does_not_know_is_no_request(
    google: GoogleLab, ask: Ask, method: str, path: str, body: Any, flaw: str
) -> None:
    assert ask(method, path, body) >= 400
    (violation,) = google.violations
    assert flaw in violation


def test_what_google_does_not_know_is_no_answer(google: GoogleLab, ask: Ask) -> None:
    google.people.add("Ada", emailAddresses=[{"value": "ada@example.org", "kind": "home"}])
    ask("GET", "/v1/people/me/connections?personFields=emailAddresses")
    assert google.violations == [
        "the fake's answer: people.people.connections.list.connections[0].emailAddresses[0] has no field kind"
    ]


def test_a_token_for_something_else_is_refused(google: GoogleLab, ask: Ask) -> None:
    assert ask("GET", "/v1/people/me/connections?personFields=names", allowed=(scopes.DRAFTS,)) == 403
    assert google.violations == []


@pytest.mark.parametrize("allowed", [(scopes.MAIL_HEADERS,), (scopes.MAIL_HEADERS, scopes.MAIL_TEXT)])
def test_whoever_may_read_headers_reads_no_text_whatever_else_they_may(
    google: GoogleLab, ask: Ask, allowed: tuple[str, ...]
) -> None:
    mail = google.gmail.receive(b"From: bo@example.org\r\n\r\nHello.\r\n")
    box = "/gmail/v1/users/me/messages"
    assert ask("GET", f"{box}/{mail}?format=metadata", allowed=allowed) == 200
    assert ask("GET", f"{box}/{mail}?format=raw", allowed=allowed) == 403
    assert ask("GET", f"{box}?q=after:1", allowed=allowed) == 403
    assert ask("GET", f"{box}/{mail}?format=raw", allowed=(scopes.MAIL_TEXT,)) == 200
