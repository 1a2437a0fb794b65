"""Which of our letters an incoming mail may answer: found through indexes, never by reading all that was sent."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from netcore.model.address_key import mailbox_key
from netcore.model.message import Message
from netcore.store.chunks import chunks
from netcore.store.identifier_keys import IdentifierKeys
from netcore.store.messages import chosen
from netcore.store.schema import messages, persons

if TYPE_CHECKING:
    from netcore.store.transaction import Transaction

_LEFT = ("sent", "uncertain", "sending")
"""Where a letter can be that somebody has got; one that is being sent may have left before its receipt was stored."""


class Answered:
    """Finds letters that have left, or may have."""

    def __init__(self, tx: "Transaction") -> None:
        self._tx = tx

    def by_ids(self, ids: Collection[str]) -> tuple[Message, ...]:
        """Those with one of these Message-IDs, whether spelled in brackets or not."""
        bare = {each.strip().strip("<>").strip() for each in ids} - {""}
        spelled = sorted(bare | {f"<{each}>" for each in bare})
        return tuple(one for some in chunks(spelled) for one in self._find(messages.c.message_id.in_(some)))

    def by_thread(self, thread: str) -> tuple[Message, ...]:
        """Those of a provider's conversation."""
        return self._find(messages.c.thread == thread) if thread else ()

    def by_addresses(self, addresses: Collection[str]) -> tuple[Message, ...]:
        """Those that went to one of these mailboxes, however it is spelled."""
        keys = sorted({mailbox_key(address) for address in addresses if address})
        return tuple(one for some in chunks(keys) for one in self._find(messages.c.to_key.in_(some)))

    def by_people(self, people: Collection[str]) -> tuple[Message, ...]:
        """Those to these people, as joined at present, at any address."""
        return self._find(persons.c.current.in_(sorted(people))) if people else ()

    def writing_from(self, address: str) -> frozenset[str]:
        """The people on whose cards this address is."""
        if not address:
            return frozenset()
        spellings = {address.strip(), address.strip().casefold(), mailbox_key(address)}
        return frozenset(owner for owner, _, _ in IdentifierKeys(self._tx).owners("email", spellings))

    def _find(self, condition: Any) -> tuple[Message, ...]:
        return self._tx.messages.read(chosen().where(messages.c.state.in_(_LEFT), condition))
