"""Letters in a store."""

from typing import Any

from netcore.model.message import Message
from netcore.store import Transaction
from netcore.store.ids import new_id


def add_letter(tx: Transaction, person: str, **changes: Any) -> Message:
    """A draft to a person."""
    values: dict[str, Any] = {
        "id": new_id(),
        "person": person,
        "purpose": "request",
        "channel": "email",
        "state": "draft",
        "to_address": "ada@example.org",
        "to_name": "Ada",
        "subject": "Choir days",
        "body": "Do you remember?",
        "text_digest": "0" * 64,
        "created_at": tx.now,
    }
    tx.messages.add(Message(**values | changes))
    message = tx.messages.get((values | changes)["id"])
    assert message is not None
    return message
