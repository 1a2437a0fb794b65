"""A message as an outbox is given it."""

from datetime import datetime
from uuid import UUID, uuid5

from netcore.model.message import Message, Outgoing, Sender
from netcore.steps.address import ascii_domain
from netcore.store import Transaction


def network_id(tx: Transaction) -> UUID:
    """The network's own id, made with it and kept for ever.

    It makes the keys of messages unique in the world.  Every backup holds it, so that what is sent anew after a
    restore has the key that it had before, and an outbox can know it again.
    """
    return UUID(tx.facts.get("network.id"))


def outgoing(tx: Transaction, message: Message, *, sender: Sender, network: UUID, date: datetime) -> Outgoing:
    """The message ready for an outbox; key and Message-ID are the same in every attempt."""
    key = str(uuid5(network, message.id))
    return Outgoing(
        key=key,
        message_id=f"<{key}@{ascii_domain(sender.address)}>",
        date=date,
        from_address=sender.address,
        from_name=sender.name,
        to_address=message.to_address,
        to_name=message.to_name,
        subject=message.subject,
        body=message.body,
        in_reply_to=message.in_reply_to,
        references=(message.in_reply_to,) if message.in_reply_to else (),
        attachments=tx.messages.attachments(message),
        purpose=message.purpose,
        unsent=message.handle,
    )
