"""What Graph, and what stands between it and us, may answer: each time a sentence, no secret lost, nobody gone."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from graph_lab import GraphLab
from graph_lab.answers import Refusal

from netcore.errors import NetcoreError, SignInNeeded, Unreachable
from netcore.plugins import Checkpoint, Record, Unreadable
from netcore.plugins.http import ServerBusy, Stranger, write_cursor
from netcore.testing import FixedClock
from netcore.testing.http_lab import HttpLab, Told
from netcore_microsoft.contacts import MicrosoftContacts, Place
from netcore_microsoft.manifest import netcore_contact_sources

DELTA = r"/v1\.0/me/contactFolders/[^/]+/contacts/delta"
JSON = {"Content-Type": "application/json"}
HTML = {"Content-Type": "text/html"}
PAGE = b"<!DOCTYPE html><html><body>Welcome to the hotel</body></html>"

Make = Callable[..., MicrosoftContacts]


@pytest.fixture
def source(make: Callable[..., Any]) -> Make:
    return lambda **settings: make(MicrosoftContacts, netcore_contact_sources()[0], **settings)


def told(body: Any, status: int = 200, **headers: str) -> Told:
    return Told(status, json.dumps(body).encode(), {**JSON, **headers})


def error(status: int, code: str, **headers: str) -> Told:
    return told({"error": {"code": code, "message": "The service says so."}}, status, **headers)


@pytest.mark.parametrize("link", ["@odata.nextLink", "@odata.deltaLink"])
def test_a_link_that_points_elsewhere_is_refused_and_no_token_goes_there(
    graph: GraphLab, source: Make, link: str
) -> None:
    with HttpLab() as elsewhere:
        graph.mailbox.contact(displayName="Ada")
        graph.http.on("GET", DELTA, told({"value": [], link: f"{elsewhere.url}v1.0/me/contacts"}))
        with pytest.raises(Stranger, match="Your sign-in was not sent there"):
            items = list(source().pull(None))
            list(source().pull(next(item.cursor for item in reversed(items) if isinstance(item, Checkpoint))))
        assert elsewhere.asked == []


def test_a_kept_link_that_was_tampered_with_is_refused(graph: GraphLab, source: Make) -> None:
    with HttpLab() as elsewhere:
        cursor = write_cursor(Place(todo=("contacts",), next=f"{elsewhere.url}v1.0/x"))
        with pytest.raises(Stranger):
            list(source().pull(cursor))
        assert elsewhere.asked == []


def test_a_redirect_to_another_server_is_refused(graph: GraphLab, source: Make) -> None:
    with HttpLab() as elsewhere:
        graph.http.on("GET", ".*", Told(302, b"", {"Location": f"{elsewhere.url}login"}))
        with pytest.raises(Stranger):
            list(source().pull(None))
        assert elsewhere.asked == []


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (told({"@odata.context": "x"}), "without its list"),
        (told({"value": "none"}), "without its list"),
        (told([1, 2]), "no object"),
        (Told(200, b'{"value": [', JSON), "no JSON"),
        (Told(200, b'{"value": ["\xff"]}', JSON), "no JSON"),
        (Told(200, b"", JSON), "no JSON"),
        (Told(200, PAGE, HTML), "web page in place of data"),
        (Told(407, PAGE, HTML), "web page in place of data"),
        (Told(400, b"<html>", HTML), "web page"),
        (error(404, "MailboxNotEnabledForRESTAPI"), "no Exchange Online licence"),
        (error(403, "ErrorAccessDenied"), "leave all boxes ticked"),
        (told({"error": "odd"}, 418), "418"),
    ],
)
def test_every_odd_answer_is_a_sentence(graph: GraphLab, source: Make, answer: Told, words: str) -> None:
    graph.mailbox.contact(displayName="Ada")
    graph.http.on("GET", r"/v1\.0/me/contacts", answer)
    with pytest.raises(NetcoreError, match=words) as caught:
        list(source().pull(None))
    assert "token-1" not in str(caught.value)


def test_a_service_that_is_down_behind_a_web_page_is_busy(graph: GraphLab, source: Make, pauses: list[float]) -> None:
    graph.http.always("GET", ".*", Told(503, PAGE, {**HTML, "Retry-After": "3"}))
    with pytest.raises(ServerBusy):
        list(source().pull(None))
    assert pauses
    assert all(pause >= 3 for pause in pauses)


def test_what_passes_is_waited_for(graph: GraphLab, source: Make, pauses: list[float]) -> None:
    graph.mailbox.contact(displayName="Ada")
    throttled = error(429, "ApplicationThrottled", **{"Retry-After": "11"})
    graph.http.on("GET", DELTA, throttled, Told(504), Told(200, cut_after=-1))
    assert any(isinstance(item, Record) for item in source().pull(None))
    assert pauses[0] == 11


def test_a_batch_that_stays_throttled_ends_with_the_time_to_come_again(
    graph: GraphLab, source: Make, clock: FixedClock, pauses: list[float]
) -> None:
    graph.mailbox.contact(displayName="Ada")
    cursor = [item.cursor for item in source().pull(None) if isinstance(item, Checkpoint)][-1]
    throttled = Refusal(429, "ApplicationThrottled", headers={"Retry-After": "40"})
    graph.on_part(r"/me/contactFolders/.*", *[throttled] * 9)
    with pytest.raises(ServerBusy) as caught:
        list(source().pull(cursor))
    assert caught.value.until is not None
    assert sum(pauses) <= 90


def test_a_batch_that_answers_something_else_is_told(graph: GraphLab, source: Make) -> None:
    graph.mailbox.contact(displayName="Ada")
    cursor = [item.cursor for item in source().pull(None) if isinstance(item, Checkpoint)][-1]
    for answer in ({}, {"responses": [{"id": "x"}]}, {"responses": 3}):
        graph.http.on("POST", r"/v1\.0/\$batch", told(answer))
        with pytest.raises(Unreachable, match="batch with something else"):
            list(source().pull(cursor))


def test_a_token_that_is_refused_is_renewed_once_and_then_told(graph: GraphLab, source: Make) -> None:
    graph.tokens.clear()
    with pytest.raises(SignInNeeded, match="netcore accounts add"):
        list(source().pull(None))
    assert len(graph.http.asked) == 2


def test_an_item_without_an_id_stops_nobody(graph: GraphLab, source: Make) -> None:
    graph.mailbox.contact(displayName="Ada")
    whole = {**next(iter(graph.mailbox.contacts.values())).data, "parentFolderId": "x", "id": "AAk1"}
    page = {"value": [{"displayName": "Nobody"}, "text", whole], "@odata.deltaLink": f"{graph.url}/x?$deltatoken=1"}
    graph.http.on("GET", DELTA, told(page))
    items = list(source().pull(None))
    assert [type(item) for item in items] == [Unreadable, Record, Checkpoint]


def test_a_category_that_was_deleted_is_still_what_the_contact_says(graph: GraphLab, source: Make) -> None:
    graph.mailbox.contact(displayName="Ada", categories=["Deleted in Outlook", "", "Choir", "Choir"])
    (record, _) = source().pull(None)
    assert isinstance(record, Record)
    assert source().parse(record).contact.categories == ("Deleted in Outlook", "Choir")
