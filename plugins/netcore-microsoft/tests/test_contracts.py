"""The laws that netcore asks of every manifest, source, sink, outbox, inbox and calendar."""

import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from graph_lab import GraphLab

from netcore.model.contact import Contact
from netcore.plugins import Calendar, ContactSink, ContactSource, Inbox, Outbox
from netcore.testing import (
    CalendarContract,
    ContactSinkContract,
    ContactSourceContract,
    FixedClock,
    InboxContract,
    ManifestContract,
    OutboxContract,
)
from netcore_microsoft import manifest
from netcore_microsoft.calendar import MicrosoftCalendar
from netcore_microsoft.contacts import MicrosoftContacts
from netcore_microsoft.inbox import MicrosoftInbox
from netcore_microsoft.outbox import MicrosoftOutbox
from netcore_microsoft.reading import read_contact
from netcore_microsoft.sink import MicrosoftSink


class TestManifest(ManifestContract):
    name = "microsoft"
    manifest = manifest


class TestSource(ContactSourceContract):
    @pytest.fixture
    def make_source_of(
        self, graph: GraphLab, make: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
    ) -> Callable[[Sequence[str]], ContactSource]:
        graph.contacts.page_size = 7
        monkeypatch.setattr("netcore_microsoft.contacts.PIECE", 1)

        def make_of(names: Sequence[str]) -> ContactSource:
            if not graph.mailbox.contacts:
                friends = graph.mailbox.folder("Friends")
                for number, name in enumerate(names):
                    graph.mailbox.contact("f-contacts" if number % 2 else friends, displayName=name)
            source: ContactSource = make(MicrosoftContacts, manifest.netcore_contact_sources()[0])
            return source

        return make_of

    @pytest.fixture
    def make_source_with_a_bad_record(self, graph: GraphLab, make: Callable[..., Any]) -> Callable[[], ContactSource]:
        graph.mailbox.contact()
        graph.mailbox.contact(displayName="Ada Lovelace")
        return lambda: make(MicrosoftContacts, manifest.netcore_contact_sources()[0])


class TestOutbox(OutboxContract):
    @pytest.fixture
    def make_outbox(self, graph: GraphLab, make: Callable[..., Any]) -> Callable[[], Outbox]:
        graph.mailbox.address = "grace@example.org"
        return lambda: make(MicrosoftOutbox, manifest.netcore_outboxes()[0])

    @pytest.fixture
    def delivered(self, graph: GraphLab) -> Callable[[], Sequence[bytes]]:
        return lambda: graph.mail.left

    @pytest.fixture
    def waiting(self, graph: GraphLab) -> Callable[[], int]:
        return lambda: sum(item.data["isDraft"] for item in graph.mailbox.messages.values())


class TestInbox(InboxContract):
    @pytest.fixture
    def make_inbox(self, make: Callable[..., Any]) -> Callable[[], Inbox]:
        return lambda: make(MicrosoftInbox, manifest.netcore_inboxes()[0])

    @pytest.fixture
    def receive(self, graph: GraphLab, clock: FixedClock) -> Callable[[bytes], None]:
        def arrive(raw: bytes) -> None:
            clock.advance(seconds=1)
            graph.mail.receive(raw)

        return arrive


class TestSink(ContactSinkContract):
    @pytest.fixture
    def make_sink(self, make: Callable[..., Any]) -> Callable[[], ContactSink]:
        return lambda: make(MicrosoftSink, manifest.netcore_contact_sinks()[0])

    @pytest.fixture
    def stored(self, graph: GraphLab) -> Callable[[str], Contact | None]:
        def read(source_id: str) -> Contact | None:
            item = graph.mailbox.find(graph.mailbox.contacts, source_id)
            return read_contact(json.dumps(item.data).encode()).contact if item else None

        return read


class TestCalendar(CalendarContract):
    @pytest.fixture
    def make_calendar(self, make: Callable[..., Any]) -> Callable[[], Calendar]:
        return lambda: make(MicrosoftCalendar, manifest.netcore_calendars()[0])


class TestPersonalCalendar(TestCalendar):
    """Of an account without getSchedule."""

    @pytest.fixture
    def make_calendar(self, graph: GraphLab, make: Callable[..., Any]) -> Callable[[], Calendar]:
        graph.mailbox.personal = True
        return lambda: make(MicrosoftCalendar, manifest.netcore_calendars()[0])
