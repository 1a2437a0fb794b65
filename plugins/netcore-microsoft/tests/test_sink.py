"""The contact sink: conflicts, crashes, and what Outlook does by itself."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from graph_lab import GraphLab

from netcore.errors import Unreachable
from netcore.model.contact import Email, Name
from netcore.plugins import Change
from netcore.testing import sample_contact
from netcore.testing.http_lab import Told
from netcore_microsoft.manifest import netcore_contact_sinks
from netcore_microsoft.sink import MicrosoftSink

Make = Callable[..., MicrosoftSink]


@pytest.fixture
def sink(make: Callable[..., Any]) -> Make:
    return lambda: make(MicrosoftSink, netcore_contact_sinks()[0])


def test_a_create_whose_answer_was_lost_makes_no_second_contact(graph: GraphLab, sink: Make) -> None:
    change = Change(key="it's k1", contact=sample_contact())
    graph.http.on("POST", r"/v1\.0/me/contacts", lambda asked: (graph._told(asked), Told(201, cut_after=-1))[1])
    with pytest.raises(Unreachable):
        sink().apply(change)
    again = sink().apply(change)
    assert again.outcome == "unchanged"
    assert len(graph.mailbox.contacts) == 1


def test_somebody_who_is_quicker_between_looking_and_writing_wins(graph: GraphLab, sink: Make) -> None:
    made = sink().apply(Change(key="k1", contact=sample_contact()))
    item = next(iter(graph.mailbox.contacts.values()))

    def race(asked: Any) -> Told:
        graph.mailbox.change(item, personalNotes="Changed in Outlook")
        return graph._told(asked)

    graph.http.on("PATCH", ".*", race)
    change = Change(key="k2", contact=sample_contact("Ada King"), source_id=made.source_id, revision=made.revision)
    result = sink().apply(change)
    assert result.outcome == "conflict"
    assert "Import again" in result.reason
    assert item.data["displayName"] == "Ada Lovelace"


def test_only_what_differs_is_written_and_the_shown_name_goes_along(graph: GraphLab, sink: Make) -> None:
    item = graph.mailbox.contact(
        displayName="Ada (choir)", givenName="Ada", emailAddresses=[{"name": "x", "address": "ada@example.org"}]
    )
    contact = sample_contact(phones=())
    contact = msgspec.structs.replace(contact, name=Name(display="Ada (choir)", given="Ada", family="King"))
    sink().apply(Change(key="k1", contact=contact, source_id=item.id, revision=item.etag))
    (sent,) = (asked for asked in graph.http.asked if asked.method == "PATCH")
    assert msgspec.json.decode(sent.body) == {"surname": "King", "displayName": "Ada (choir)"}
    assert item.data["displayName"] == "Ada (choir)"


def test_an_answer_of_too_many_is_a_refusal_with_its_reason(graph: GraphLab, sink: Make) -> None:
    graph.http.on(
        "POST",
        r"/v1\.0/me/contacts",
        Told(
            400, b'{"error": {"code": "ErrorInvalidArgument", "message": "No."}}', {"Content-Type": "application/json"}
        ),
    )
    result = sink().apply(Change(key="k1", contact=sample_contact()))
    assert (result.outcome, result.reason) == (
        "refused",
        "Microsoft refuses it: 400 ErrorInvalidArgument. It says: No.",
    )


def test_what_did_not_fit_is_told(sink: Make) -> None:
    emails = tuple(Email(address=f"a{n}@example.org") for n in range(4))
    result = sink().apply(Change(key="k1", contact=sample_contact(emails=emails)))
    assert result.outcome == "done"
    assert result.dropped == ("a3@example.org: Outlook has room for 3 e-mail addresses; it is kept here",)
