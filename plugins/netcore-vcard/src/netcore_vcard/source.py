"""vCard files as a source of contacts, and as a format to export them in."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from netcore.model.contact import Contact
from netcore.plugins import Context, Exporter, FileSource, Reading, Record, Unreadable
from netcore_vcard.reader import parse
from netcore_vcard.split import split_cards
from netcore_vcard.writing import Version, write

_SUFFIXES = (".vcf", ".vcard")


class VCardFiles(FileSource):
    """Reads vCard files of any version and dialect."""

    def __init__(self, context: Context) -> None:
        """``context`` has nothing that a file needs."""

    def identify(self, head: bytes, path: Path) -> bool:
        """Whether a card begins in the head; an empty file is believed its name, so that its emptiness is told."""
        if b"BEGIN:VCARD" in head.replace(b"\0", b"").upper():
            return True
        return not head.strip() and path.suffix.lower() in _SUFFIXES

    def read(self, stream: BinaryIO, name: str) -> Iterator[Record | Unreadable]:
        """Every card, in flat memory; see `netcore_vcard.split`."""
        found = False
        for item in split_cards(stream, name):
            found = True
            yield item
        if not found:
            yield Unreadable(reason="there is no card in this file", place=name)

    def parse(self, record: Record) -> Reading:
        """The contact in a card; see `netcore_vcard.reader`."""
        return parse(record.raw)

    def one_of_many(self, head: bytes) -> bool:
        """Whether the head holds exactly one card, whole: then its folder is the address book."""
        plain = head.upper()
        return plain.count(b"BEGIN:VCARD") == 1 and plain.rstrip().endswith(b"END:VCARD")


class VCardExporter(Exporter):
    """Writes one vCard after the other."""

    version: Version = "3.0"

    def __init__(self, context: Context) -> None:
        """``context`` has nothing that writing needs."""

    def write(self, contacts: Iterable[Contact], stream: BinaryIO) -> tuple[str, ...]:
        """Write all contacts, one at a time."""
        lost: dict[str, None] = {}
        for contact in contacts:
            stream.write(write(contact, self.version))
            for extra in contact.extras:
                if extra.format != "vcard":
                    lost[f"{extra.format} “{extra.name}”"] = None
        return (f"vCard has no place for: {', '.join(lost)}.",) if lost else ()


class VCard4Exporter(VCardExporter):
    """Writes vCard 4.0."""

    version: Version = "4.0"
