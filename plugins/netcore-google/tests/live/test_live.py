"""A short walk with a real account; off unless asked for with ``-m live``.  See the README for what is left behind."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4
from zlib import compress, crc32

import msgspec
import pytest

from netcore.model.contact import Contact, Name, Photo
from netcore.model.message import IncomingMail, Outgoing, Receipt
from netcore.plugins import Appointment, Change, Checkpoint, Context, Descriptor, Record
from netcore.plugins.memory import MemorySecrets
from netcore.testing import make_context
from netcore_google import manifest
from netcore_google.calendar import GoogleCalendar
from netcore_google.contacts import GoogleContacts
from netcore_google.inbox import GmailInbox
from netcore_google.outbox import GmailOutbox
from netcore_google.signing_in import GoogleSignIn
from netcore_google.sink import GoogleSink

pytestmark = pytest.mark.live

NAME = "netcore live test"


def picture() -> bytes:
    """A square of one colour, as PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + crc32(kind + data).to_bytes(4, "big")

    side = (200).to_bytes(4, "big")
    rows = (b"\0" + b"\x30\x60\x90" * 200) * 200
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", side + side + b"\x08\x02\0\0\0")
        + chunk(b"IDAT", compress(rows))
        + chunk(b"IEND", b"")
    )


class Terminal:
    def tell(self, text: str) -> None:
        print(text)

    def open_page(self, url: str) -> bool:
        return False

    def ask(self, question: str) -> str:
        return input(f"{question} ")


def now() -> datetime:
    return datetime.now(UTC)


class Account:
    """What all components share."""

    def __init__(self, home: Path) -> None:
        self.secrets, self.state, self.home = MemorySecrets(), dict[str, str](), home
        self.address = ""

    def context(self, descriptor: Descriptor, **settings: str) -> Context:
        made = make_context(descriptor, state=self.state, home=self.home, now=now, **settings)
        object.__setattr__(made, "secrets", self.secrets)
        return made


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Account]:
    file = os.environ.get("NETCORE_LIVE_GOOGLE")
    if not file:
        pytest.fail("NETCORE_LIVE_GOOGLE must name the file of a Google client")
    made = Account(tmp_path_factory.mktemp("live"))
    sign_in = GoogleSignIn(made.context(manifest.netcore_inboxes()[0], client_file=file))
    uses = ("contacts", "contacts-write", "send", "replies", "calendar")
    made.address = sign_in.sign_in(uses, Terminal()).identity
    print(sign_in.check())
    yield made
    sign_in.sign_out()
    print(f"Left for you to delete: the label {NAME!r}, and the letters to yourself with that subject.")


def test_a_contact_is_made_once_changed_read_and_removed(account: Account) -> None:
    source = GoogleContacts(account.context(manifest.netcore_contact_sources()[0]))
    cursor = [one.cursor for one in source.pull(None) if isinstance(one, Checkpoint)][-1]
    assert [one for one in source.pull(cursor) if isinstance(one, Record)] == []
    sink = GoogleSink(account.context(manifest.netcore_contact_sinks()[0]))
    change = Change(
        key=uuid4().hex,
        contact=Contact(
            name=Name(given="netcore", family="live test"), categories=(NAME,), photos=(Photo(data=picture()),)
        ),
    )
    made = sink.apply(change)
    try:
        assert (made.outcome, made.dropped) == ("done", ()), "and its picture is taken"
        made = sink.apply(change)
        assert made.outcome == "unchanged"
        renamed = msgspec.structs.replace(change.contact, nicknames=("live",))
        update = Change(key=uuid4().hex, contact=renamed, source_id=made.source_id, revision=made.revision)
        assert sink.apply(update).outcome == "done"
        stale = msgspec.structs.replace(renamed, nicknames=("stale",))
        assert sink.apply(msgspec.structs.replace(update, contact=stale)).outcome == "conflict"
    finally:
        api = sink._api
        api.call(api.service.people().deleteContact, resourceName=made.source_id)


def test_a_letter_to_oneself_leaves_once_and_is_found(account: Account) -> None:
    inbox = GmailInbox(account.context(manifest.netcore_inboxes()[0]))
    (begin,) = inbox.messages(None)
    assert isinstance(begin, Checkpoint)
    outbox = GmailOutbox(account.context(manifest.netcore_outboxes()[0]))
    key = uuid4().hex
    letter = Outgoing(
        key=key,
        message_id=f"<{key}@netcore.example.org>",
        date=now(),
        from_address=account.address,
        to_address=account.address,
        subject=NAME,
        body="This letter was sent by a test of netcore, to the account that ran it.\n",
    )
    discarded = outbox.prepare(msgspec.structs.replace(letter, key=f"{key}d"))
    outbox.discard(discarded)
    handle = outbox.prepare(letter)
    assert outbox.lookup(handle) == "not sent"
    receipt = outbox.commit(handle)
    assert receipt.message_id, "Gmail's own Message-ID is read back"
    found = outbox.lookup(handle)
    assert isinstance(found, Receipt), "X-Netcore-Key survives, or the conversation tells"
    assert found.message_id == receipt.message_id
    assert isinstance(outbox.commit(handle), Receipt), "and is not sent again"
    mails = [one for one in inbox.messages(begin.cursor) if isinstance(one, IncomingMail)]
    print(f"{len(mails)} new mails; the letter to oneself carries the label SENT, so it is none of them")


def test_an_event_is_made_once_moved_and_cancelled(account: Account) -> None:
    calendar = GoogleCalendar(account.context(manifest.netcore_calendars()[0]))
    start = now().replace(microsecond=0) + timedelta(days=365)
    appointment = Appointment(key=uuid4().hex, title=NAME, start=start, end=start + timedelta(minutes=30))
    made = calendar.create(appointment)
    try:
        assert calendar.create(appointment).event_id == made.event_id
        calendar.update(made.event_id, msgspec.structs.replace(appointment, title=f"{NAME}, moved"))
        (busy,) = calendar.busy(start, start + timedelta(minutes=30))
        assert busy.start <= start < start + timedelta(minutes=30) <= busy.end, "in the zone that was asked for"
    finally:
        calendar.cancel(made.event_id)
    with pytest.raises(LookupError):
        calendar.state(made.event_id)
