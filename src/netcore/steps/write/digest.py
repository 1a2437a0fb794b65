"""The digest of a message as the store has it."""

from netcore.model.message import Message
from netcore.steps.write.text import text_digest
from netcore.store import Transaction


def digest_of(tx: Transaction, message: Message) -> str:
    """The digest of what would leave, reckoned anew from the rows."""
    return text_digest(
        to_name=message.to_name,
        to_address=message.to_address,
        subject=message.subject,
        body=message.body,
        files=tx.messages.attachment_digests(message.id) if message.attachments else (),
    )
