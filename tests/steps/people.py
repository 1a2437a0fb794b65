"""People for the tests of the steps that come after gathering."""

from typing import Any

from sqlalchemy import insert

from netcore.model.message import Message, Purpose
from netcore.network import Network
from netcore.store import Store
from netcore.store.ids import new_id
from netcore.store.schema import messages
from tests.store.cards import add_card


def store_of(network: Network) -> Store:
    return network._desk.store


def add(network: Network, name: str, *emails: str) -> str:
    """A person with one card; returns the id."""
    with store_of(network).write() as tx:
        return add_card(tx, name, *emails)


def add_message(
    network: Network, person: str, state: str = "sent", *, purpose: Purpose = "request", **values: Any
) -> Message:
    """A letter as it would be in this state."""
    with store_of(network).write() as tx:
        row = {
            "id": new_id(),
            "person": person,
            "purpose": purpose,
            "channel": "email",
            "state": state,
            "to_address": "a@example.org",
            "to_key": "a@example.org",
            "to_name": "A",
            "subject": "Choir days",
            "body": "Do you remember?",
            "slots": {},
            "text_digest": "",
            "created_at": tx.now,
            "changed_at": tx.now,
            "sent_at": tx.now if state == "sent" else None,
            **values,
        }
        tx.connection.execute(insert(messages).values(row))
        found = tx.messages.get(str(row["id"]))
        assert found is not None
        return found
