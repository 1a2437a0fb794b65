"""An account without a mailbox that Graph can open: whatever is tried with it says so, in one sentence."""

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from graph_lab import GraphLab

from netcore.errors import Unreachable
from netcore.plugins import Change
from netcore.testing import sample_appointment, sample_contact, sample_outgoing
from netcore.testing.http_lab import Told
from netcore.testing.samples import NOON
from netcore_microsoft import manifest
from netcore_microsoft.calendar import MicrosoftCalendar
from netcore_microsoft.contacts import MicrosoftContacts
from netcore_microsoft.inbox import MicrosoftInbox
from netcore_microsoft.outbox import Handle, MicrosoftOutbox, _written
from netcore_microsoft.sink import MicrosoftSink

HANDLE = _written(Handle(id="AAk1"))
CHANGE = Change(key="k1", contact=sample_contact())
Work = Callable[[Callable[..., Any]], object]

TRIED: Mapping[str, Work] = {
    "read contacts": lambda make: list(make(MicrosoftContacts, manifest.netcore_contact_sources()[0]).pull(None)),
    "make a contact": lambda make: make(MicrosoftSink, manifest.netcore_contact_sinks()[0]).apply(CHANGE),
    "change a contact": lambda make: make(MicrosoftSink, manifest.netcore_contact_sinks()[0]).apply(
        Change(key="k1", contact=sample_contact(), source_id="AAk1", revision="1")
    ),
    "prepare": lambda make: make(MicrosoftOutbox, manifest.netcore_outboxes()[0]).prepare(sample_outgoing()),
    "commit": lambda make: make(MicrosoftOutbox, manifest.netcore_outboxes()[0]).commit(HANDLE),
    "lookup": lambda make: make(MicrosoftOutbox, manifest.netcore_outboxes()[0]).lookup(HANDLE),
    "discard": lambda make: make(MicrosoftOutbox, manifest.netcore_outboxes()[0]).discard(HANDLE),
    "answers": lambda make: list(make(MicrosoftInbox, manifest.netcore_inboxes()[0]).messages(None)),
    "a text": lambda make: make(MicrosoftInbox, manifest.netcore_inboxes()[0]).text("AAk1"),
    "busy": lambda make: make(MicrosoftCalendar, manifest.netcore_calendars()[0]).busy(NOON, NOON + timedelta(hours=1)),
    "appoint": lambda make: make(MicrosoftCalendar, manifest.netcore_calendars()[0]).create(sample_appointment()),
    "move": lambda make: make(MicrosoftCalendar, manifest.netcore_calendars()[0]).update("AAk1", sample_appointment()),
    "cancel": lambda make: make(MicrosoftCalendar, manifest.netcore_calendars()[0]).cancel("AAk1"),
    "who comes": lambda make: make(MicrosoftCalendar, manifest.netcore_calendars()[0]).state("AAk1"),
}


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [
        (404, "MailboxNotEnabledForRESTAPI", "no Exchange Online licence"),
        (404, "MailboxNotSupportedForRESTAPI", "cannot open this kind of mailbox"),
        (404, "MailboxNotHostedInExchangeOnline", "no Exchange Online licence"),
        (403, "MailboxNotEnabledForRESTAPI", "no Exchange Online licence"),
        (404, "ErrorMailboxNotEnabledForRESTAPI", "no Exchange Online licence"),
        (404, "ErrorNonExistentMailbox", "no mailbox that Microsoft Graph can open"),
    ],
)
@pytest.mark.parametrize("tried", TRIED)
def test_without_a_mailbox_everything_says_so(
    graph: GraphLab, make: Callable[..., Any], tried: str, status: int, code: str, words: str
) -> None:
    said = json.dumps({"error": {"code": code, "message": "REST API is not yet supported for this mailbox."}})
    graph.http.always("*", r"/v1\.0/me/.*", Told(status, said.encode(), {"Content-Type": "application/json"}))
    with pytest.raises(Exception, match=words) as caught:
        TRIED[tried](make)
    assert isinstance(caught.value, Unreachable) or tried == "commit"
    assert str(caught.value).count(words) == 1
    assert "deleted" not in str(caught.value)
