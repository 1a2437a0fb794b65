"""vCard files as a source of contacts."""

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from netcore.plugins import Context, FileSource, Reading, Record, Unreadable
from netcore_vcard.charsets import wide_codec
from netcore_vcard.reader import parse
from netcore_vcard.split import read

_SUFFIXES = (".vcf", ".vcard")
_GENOMES = b"##FILEFORMAT=VCF"
"""How the other kind of .vcf file begins."""


class VCardSource(FileSource):
    """Reads vCard files of any version and dialect."""

    def __init__(self, context: Context) -> None:
        """A file needs nothing of the ``context``."""

    def identify(self, head: bytes, path: Path) -> bool:
        """Whether the file begins with a card; or is called a vCard file, and has a card later on or is at least text.

        Text that is only called so is taken, in order that the report can say that there is no card in it.
        """
        plain = _plain(head).lstrip()
        if plain.startswith(b"BEGIN:VCARD"):
            return True
        if path.suffix.lower() not in _SUFFIXES or plain.startswith(_GENOMES):
            return False
        return b"\nBEGIN:VCARD" in plain or _is_text(plain)

    def read(self, stream: BinaryIO, name: str) -> Iterator[Record | Unreadable]:
        """Every card of the file, in flat memory; a file without any is told of."""
        empty = True
        for item in read(stream, name):
            empty = False
            yield item
        if empty:
            yield Unreadable(reason="the file is empty: there is no card in it", place=name)

    def parse(self, record: Record) -> Reading:
        """The contact in a card."""
        return parse(record.raw)

    def one_of_many(self, head: bytes) -> bool:
        """Whether there is one card in the file: then its folder is the address book."""
        return _plain(head).count(b"BEGIN:VCARD") == 1


def _is_text(head: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return b"\0" not in head


def _plain(head: bytes) -> bytes:
    """The head in upper case, whatever it is encoded in; enough to find a marker."""
    wide = wide_codec(head)
    text = head.decode(wide, "replace").encode() if wide else head
    return text.removeprefix(codecs.BOM_UTF8).upper()
