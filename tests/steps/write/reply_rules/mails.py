"""Mails and messages for the tests of the reply rules."""

from datetime import UTC, datetime, timedelta
from typing import Any

from netcore.model.message import IncomingMail, Message

SENT_AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def message(id_: str = "m1", **changes: Any) -> Message:
    fields: dict[str, Any] = {
        "id": id_,
        "person": "maya",
        "purpose": "request",
        "channel": "email",
        "state": "sent",
        "to_address": "maya@example.org",
        "subject": "Choir days, boat plans",
        "created_at": SENT_AT,
        "sent_at": SENT_AT,
        "message_id": f"<{id_}@example.com>",
    }
    return Message(**fields | changes)


def mail(**changes: Any) -> IncomingMail:
    fields: dict[str, Any] = {
        "key": "INBOX/1/7",
        "received_at": SENT_AT + timedelta(days=1),
        "from_address": "maya@example.org",
        "from_name": "Maya",
        "subject": "Re: Choir days, boat plans",
        "text": "How lovely to hear from you!",
    }
    return IncomingMail(**fields | changes)
