"""A real account, of somebody who asked for it: see the README for what is made there, and what stays."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4
from zlib import compress, crc32

import msgspec
import pytest

from netcore.model.contact import Photo
from netcore.model.message import Receipt
from netcore.network import Network, system_clock
from netcore.plugins import Change, Checkpoint, Context, Descriptor, Record
from netcore.store.accounts import AccountState
from netcore.testing import sample_appointment, sample_contact, sample_outgoing
from netcore_microsoft import manifest
from netcore_microsoft.calendar import MicrosoftCalendar
from netcore_microsoft.contacts import MicrosoftContacts
from netcore_microsoft.graph import Graph
from netcore_microsoft.inbox import MicrosoftInbox
from netcore_microsoft.outbox import MicrosoftOutbox
from netcore_microsoft.sink import MicrosoftSink
from netcore_microsoft.tokens import AccountTokens, read_kept

ACCOUNT = os.environ.get("NETCORE_LIVE_MICROSOFT", "")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + kind + data + crc32(kind + data).to_bytes(4, "big")


_SIDE = 96
PICTURE = (
    b"\x89PNG\r\n\x1a\n"
    + _chunk(b"IHDR", _SIDE.to_bytes(4, "big") * 2 + bytes((8, 2, 0, 0, 0)))
    + _chunk(b"IDAT", compress((b"\0" + bytes((200, 120, 40)) * _SIDE) * _SIDE))
    + _chunk(b"IEND", b"")
)
"""An orange square, as PNG."""

pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(not ACCOUNT, reason="NETCORE_LIVE_MICROSOFT names no account that is signed in"),
]


@pytest.fixture
def context() -> Callable[[Descriptor], Context]:
    """The account's own settings and tokens; nothing of the network itself is changed."""

    def make(descriptor: Descriptor) -> Context:
        home = os.environ.get("NETCORE_HOME")
        with Network(home=Path(home) if home else None, environment=os.environ, now=system_clock) as network:
            desk = network._desk
            with desk.store.read() as tx:
                stored = tx.accounts.get(ACCOUNT)
            assert stored is not None, f"there is no account {ACCOUNT}"
            state = dict(AccountState(desk.store, ACCOUNT))
            return desk.surroundings.context(descriptor, account=ACCOUNT, stored=stored.settings, state=state)

    return make


@pytest.fixture
def me(context: Callable[[Descriptor], Context]) -> str:
    kept = read_kept(context(manifest.netcore_outboxes()[0]))
    assert kept is not None
    return kept.identity


def test_contacts_are_read_made_changed_and_found_again(context: Callable[[Descriptor], Context]) -> None:
    source = MicrosoftContacts(context(manifest.netcore_contact_sources()[0]))
    items = list(source.pull(None))
    assert isinstance(items[-1], Checkpoint)
    sink_context = context(manifest.netcore_contact_sinks()[0])
    sink = MicrosoftSink(sink_context)
    pictured = msgspec.structs.replace(sample_contact("netcore live test"), photos=(Photo(data=PICTURE),))
    change = Change(key=uuid4().hex, contact=pictured)
    made = sink.apply(change)
    graph = Graph(sink_context, AccountTokens(sink_context, "contacts-write"))
    try:
        assert made.outcome == "done"
        assert not made.dropped or made.dropped[0].startswith("the picture: Outlook refuses it"), made.dropped
        assert made.dropped or graph.octets(f"/me/contacts/{made.source_id}/photo/$value") == PICTURE, "as it was sent"
        again = sink.apply(change)
        assert again.source_id == made.source_id, "the mark is found again"
        assert made.dropped or again.outcome == "unchanged"
        new = Change(
            key="x", contact=sample_contact("netcore live test 2"), source_id=made.source_id, revision=made.revision
        )
        assert sink.apply(new).outcome == "done"
        other = Change(key="y", contact=sample_contact("Somebody"), source_id=made.source_id, revision=made.revision)
        assert sink.apply(other).outcome == "conflict"
        changes = list(source.pull(items[-1].cursor))
        assert made.source_id in {item.source_id for item in changes if isinstance(item, Record)}
    finally:
        graph.delete(f"/me/contacts/{made.source_id}")


def test_a_draft_is_made_found_and_taken_back(context: Callable[[Descriptor], Context], me: str) -> None:
    outbox = MicrosoftOutbox(context(manifest.netcore_outboxes()[0]))
    handle = outbox.prepare(letter(me))
    assert outbox.lookup(handle) == "not sent"
    outbox.discard(handle)


def test_a_letter_to_oneself_leaves_once_and_arrives(context: Callable[[Descriptor], Context], me: str) -> None:
    inbox = MicrosoftInbox(context(manifest.netcore_inboxes()[0]))
    cursor = [item.cursor for item in inbox.messages(None) if isinstance(item, Checkpoint)][-1]
    outbox = MicrosoftOutbox(context(manifest.netcore_outboxes()[0]))
    handle = outbox.prepare(letter(me))
    receipt = outbox.commit(handle)
    assert receipt.message_id
    outbox.commit(handle)
    assert isinstance(outbox.lookup(handle), Receipt)
    found = wait_for(lambda: [one for one in inbox.messages(cursor) if getattr(one, "thread", "") == receipt.thread])
    assert len(found) == 1


def test_an_appointment_is_made_once_moved_and_taken_back(context: Callable[[Descriptor], Context]) -> None:
    calendar = MicrosoftCalendar(context(manifest.netcore_calendars()[0]))
    start = datetime(2031, 3, 3, 12, tzinfo=UTC)
    appointment = sample_appointment(
        uuid4().hex, title="netcore live test", start=start, end=start + timedelta(minutes=30)
    )
    state = calendar.create(appointment)
    try:
        assert calendar.create(appointment).event_id == state.event_id
        assert any(one.start <= start < one.end for one in calendar.busy(start, start + timedelta(hours=1)))
    finally:
        calendar.cancel(state.event_id)


def letter(me: str) -> Any:
    return sample_outgoing(
        uuid4().hex, from_address=me, from_name="", to_address=me, to_name="", subject="netcore live test"
    )


def wait_for(look: Callable[[], list[Any]]) -> list[Any]:
    import time

    for _ in range(30):
        if found := look():
            return found
        time.sleep(4)
    return []
