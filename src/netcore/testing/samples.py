"""Values for tests, of which a test says only what it is about."""

from datetime import UTC, datetime
from typing import Any

import msgspec

from netcore.model.contact import Contact, Email, Name, Phone
from netcore.model.message import IncomingMail, Outgoing
from netcore.model.person import Person, PersonDetail
from netcore.plugins import Appointment, Draft

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def sample_contact(name: str = "Ada Lovelace", **fields: Any) -> Contact:
    """A contact with a name, an e-mail address and a phone."""
    contact = Contact(
        name=Name(display=name),
        emails=(Email(address="ada@example.org", kinds=("home",)),),
        phones=(Phone(number="+1 512 555 0100", kinds=("cell",)),),
    )
    return msgspec.structs.replace(contact, **fields)


def sample_outgoing(key: str = "k1", **fields: Any) -> Outgoing:
    """A short letter from Grace to Ada."""
    message = Outgoing(
        key=key,
        message_id=f"<{key}@netcore.example.org>",
        date=NOON,
        from_address="grace@example.org",
        from_name="Grace Hopper",
        to_address="ada@example.org",
        to_name="Ada Lovelace",
        subject="A coffee?",
        body="Dear Ada,\n\nshall we have a coffee?\n\nGrace\n",
    )
    return msgspec.structs.replace(message, **fields)


def sample_mail(**fields: Any) -> IncomingMail:
    """An ordinary answer from Ada."""
    mail = IncomingMail(
        key="m1",
        received_at=NOON,
        from_address="ada@example.org",
        from_name="Ada Lovelace",
        to_addresses=("grace@example.org",),
        subject="Re: A coffee?",
        message_id="<answer@example.org>",
        in_reply_to="<k1@netcore.example.org>",
        references=("<k1@netcore.example.org>",),
        headers=(("From", "Ada Lovelace <ada@example.org>"), ("Subject", "Re: A coffee?")),
        text="Dear Grace,\n\nwith pleasure. Tuesday at ten?\n\nAda\n",
    )
    return msgspec.structs.replace(mail, **fields)


def sample_draft(**fields: Any) -> Draft:
    """A draft to Ada with nothing wrong in it."""
    draft = Draft(
        purpose="request",
        to_name="Ada Lovelace",
        to_address="ada@example.org",
        subject="A coffee?",
        body="Dear Ada,\n\nshall we have a coffee?\n\nGrace\n",
        person=PersonDetail(person=Person(id="p1", name="Ada Lovelace"), card=sample_contact()),
        sender_name="Grace Hopper",
        now=NOON,
    )
    return msgspec.structs.replace(draft, **fields)


def sample_appointment(key: str = "k1", **fields: Any) -> Appointment:
    """Half an hour with Ada."""
    appointment = Appointment(
        key=key, title="Coffee with Ada", start=NOON, end=NOON.replace(minute=30), place="The corner café"
    )
    return msgspec.structs.replace(appointment, **fields)
