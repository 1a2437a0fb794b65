"""The laws that netcore asks of every manifest, source, sink, outbox, inbox and calendar."""

from collections.abc import Callable, Sequence

import pytest
from google_lab import GoogleLab

from netcore.model.contact import Contact
from netcore.plugins import Calendar, ContactSink, ContactSource, Context, Inbox, Outbox
from netcore.plugins.http import HttpPatience
from netcore.testing import (
    CalendarContract,
    ContactSinkContract,
    ContactSourceContract,
    InboxContract,
    ManifestContract,
    OutboxContract,
)
from netcore_google import manifest
from netcore_google.calendar import GoogleCalendar
from netcore_google.contacts import GoogleContacts
from netcore_google.inbox import GmailInbox
from netcore_google.outbox import GmailOutbox
from netcore_google.people import contact_of
from netcore_google.sink import GoogleSink

Make = Callable[..., Context]


class TestManifest(ManifestContract):
    name = "google"
    manifest = manifest


class TestContacts(ContactSourceContract):
    @pytest.fixture
    def make_source_of(
        self, google: GoogleLab, context: Make, patience: HttpPatience
    ) -> Callable[[Sequence[str]], ContactSource]:
        def make(names: Sequence[str]) -> ContactSource:
            if not google.people.contacts:
                for name in names:
                    google.people.add(name, labels=["Choir"])
            return GoogleContacts(context(manifest.netcore_contact_sources()[0]), patience=patience)

        return make


class TestSink(ContactSinkContract):
    @pytest.fixture
    def make_sink(self, google: GoogleLab, context: Make, patience: HttpPatience) -> Callable[[], ContactSink]:
        return lambda: GoogleSink(context(manifest.netcore_contact_sinks()[0]), patience=patience)

    @pytest.fixture
    def stored(self, google: GoogleLab) -> Callable[[str], Contact | None]:
        return lambda id_: contact_of(google.people.contacts[id_], {}) if id_ in google.people.contacts else None


class TestOutbox(OutboxContract):
    @pytest.fixture
    def make_outbox(self, google: GoogleLab, context: Make, patience: HttpPatience) -> Callable[[], Outbox]:
        return lambda: GmailOutbox(context(manifest.netcore_outboxes()[0]), patience=patience)

    @pytest.fixture
    def delivered(self, google: GoogleLab) -> Callable[[], Sequence[bytes]]:
        return lambda: google.gmail.sent

    @pytest.fixture
    def waiting(self, google: GoogleLab) -> Callable[[], int]:
        return lambda: len(google.gmail.drafts)


class TestInbox(InboxContract):
    @pytest.fixture
    def make_inbox(self, google: GoogleLab, context: Make, patience: HttpPatience) -> Callable[[], Inbox]:
        return lambda: GmailInbox(context(manifest.netcore_inboxes()[0]), patience=patience)

    @pytest.fixture
    def receive(self, google: GoogleLab) -> Callable[[bytes], object]:
        return google.gmail.receive


class TestCalendar(CalendarContract):
    @pytest.fixture
    def make_calendar(self, google: GoogleLab, context: Make, patience: HttpPatience) -> Callable[[], Calendar]:
        return lambda: GoogleCalendar(context(manifest.netcore_calendars()[0]), patience=patience)
