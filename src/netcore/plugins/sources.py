"""The contract of a contact source: bring records in."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from netcore.model.base import Value
from netcore.model.contact import Contact


class Record(Value, frozen=True, kw_only=True, gc=False):
    """A contact as its source holds it, before anybody parsed it.

    ``source_id`` is the source's own stable name for it: the same record has the same id at every pull, and no two
    records of one pull share one.  ``raw`` are the bytes as the source gave them; a digest of them tells whether the
    record changed, so that an unchanged one is not parsed again.
    """

    source_id: str
    raw: bytes
    revision: str = ""
    """The source's version (an etag), for sinks; empty when it has none."""
    place: str = ""
    """Where in the source, for the report: "phone.vcf, line 120"."""


class Removed(Value, frozen=True, kw_only=True):
    """The source no longer has the record."""

    source_id: str


class Checkpoint(Value, frozen=True, kw_only=True):
    """Everything before this is complete: an interrupted pull goes on from ``cursor``."""

    cursor: str
    full: bool = False
    """True only at the end of a complete listing, never of one that lists changes: what was not seen since the
    listing began (at an earlier cursor, when it was interrupted) counts as gone."""
    begins: bool = False
    """A complete listing begins here, because the cursor was of no use any more: what was shown before, by a listing
    that was interrupted, counts no longer.  A pull without a cursor need not say so."""


class Unreadable(Value, frozen=True, kw_only=True):
    """Bytes that cannot be a record at all: reported, never stored.  The pull goes on."""

    reason: str
    place: str = ""
    raw: bytes = b""
    nobody: bool = False
    """Nobody is in them, and nothing is wrong with that, as with the rows of accounts that were deleted: one such
    remark stands for all of a source, and is no failure."""


class Reading(Value, frozen=True, kw_only=True):
    """A record parsed: the contact, and what had to be guessed or repaired on the way."""

    contact: Contact
    notes: tuple[str, ...] = ()


class RefusedRecord(Exception):
    """Raised by `ContactSource.parse`: this cannot be a contact; the message says why."""


class ContactSource(ABC):
    """An address book to pull from.  Created with one `Context`; pulled by one thread at a time."""

    @abstractmethod
    def pull(self, cursor: str | None) -> Iterator[Record | Removed | Checkpoint | Unreadable]:
        """Every record, or every change since ``cursor`` (None: from the beginning), lazily, then a `Checkpoint`.

        A second pull of an unchanged source yields the same ids and bytes.  One bad record never ends the pull.  When
        the cursor is too old for the source, or means nothing to it, it starts over as if it were None.
        Raises `netcore.errors.NetcoreError` when the source cannot be reached at all.
        """

    @abstractmethod
    def parse(self, record: Record) -> Reading:
        """The contact in a record: pure, needs no network, and is called only for new or changed records.

        Raises `RefusedRecord` when there is no contact in it.  Everything that it cannot place goes to
        ``Contact.extras``.  Texts hold no NUL and no half of a surrogate pair: no store could keep them.
        """


class FileSource(ABC):
    """An address book in a file.  Created with one `Context`."""

    @abstractmethod
    def identify(self, head: bytes, path: Path) -> bool:
        """Whether this is a file of ours: all and only ours.  ``head`` holds the first 64 KiB; do not open the file."""

    @abstractmethod
    def read(self, stream: BinaryIO, name: str) -> Iterator[Record | Unreadable]:
        """Every record of the file, lazily, in flat memory.  ``name`` is the file's name, for ``Record.place``.

        A damaged or truncated file is read as far as it goes, each damage reported as `Unreadable`.
        """

    @abstractmethod
    def parse(self, record: Record) -> Reading:
        """As `ContactSource.parse`."""

    def one_of_many(self, head: bytes) -> bool:
        """Whether the file is one card of a book kept as a folder of files, so that the folder is the account."""
        return False

    def meant_for(self, head: bytes) -> bool:
        """Whether the settings of this source, which were given for another file, are meant for such a one as well.

        So that what a user says once (what the columns of a table mean) holds for the next file of that kind.
        """
        return False

    def remembered(self, before: Mapping[str, object], said: Mapping[str, object]) -> Mapping[str, object]:
        """The settings to keep for a book of which the user said ``before`` earlier, and ``said`` now.

        By default a setting replaces what was said of it before; where one setting says several things (what each
        column of a table means), those of which nothing is said now may stay.
        """
        return {**before, **said}
