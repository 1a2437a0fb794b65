"""The contracts for taking contacts out: to an address book, or into a file."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import BinaryIO, Literal

from netcore.model.base import Value
from netcore.model.contact import Contact


class Change(Value, frozen=True, kw_only=True):
    """A contact to create or to update at the provider.

    ``source_id`` is empty for a new one.  ``revision`` is what we last saw: when the provider's is newer, the answer
    is a conflict.  ``key`` is ours and the same in every attempt, so that a repeated create makes no second contact.
    """

    key: str
    contact: Contact
    source_id: str = ""
    revision: str = ""


class ChangeResult(Value, frozen=True, kw_only=True):
    """What became of a change.  ``dropped`` names what the provider has no place for."""

    outcome: Literal["done", "unchanged", "conflict", "refused"]
    source_id: str = ""
    revision: str = ""
    reason: str = ""
    dropped: tuple[str, ...] = ()


class ContactSink(ABC):
    """An address book to write to.  It never deletes unless asked by id, and never overwrites a newer revision."""

    @abstractmethod
    def apply(self, change: Change) -> ChangeResult:
        """Carry out one change; repeating it gives "unchanged" and the same id.

        A contact that is no longer there is refused, with the reason, and never made anew.
        """


class Exporter(ABC):
    """A file format to write contacts in."""

    @abstractmethod
    def write(self, contacts: Iterable[Contact], stream: BinaryIO) -> tuple[str, ...]:
        """Write all contacts in their order, lazily; returns notes on what the format could not hold.

        The same contacts give the same bytes.  The stream stays open: it is the caller's.
        """
