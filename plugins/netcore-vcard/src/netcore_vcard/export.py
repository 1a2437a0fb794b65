"""vCard files as a format to export contacts in."""

from collections import Counter
from collections.abc import Iterable
from typing import BinaryIO

from netcore.model.contact import Contact
from netcore.plugins import Context, Exporter
from netcore_vcard.statements import Version
from netcore_vcard.writer import compose, fold


class VCard3Exporter(Exporter):
    """Writes vCard 3.0, which nearly every program reads."""

    version: Version = "3.0"

    def __init__(self, context: Context) -> None:
        """Writing needs nothing of the ``context``."""

    def write(self, contacts: Iterable[Contact], stream: BinaryIO) -> tuple[str, ...]:
        """Write the contacts one after the other, none of which is held."""
        foreign: Counter[str] = Counter()
        given_up: Counter[str] = Counter()
        for contact in contacts:
            lines, names = compose(contact, self.version)
            stream.write(fold(lines))
            given_up.update(names)
            foreign.update(extra.format for extra in contact.extras if extra.format != "vcard")
        return (
            *(f"{count} statements of the format {name} have no place in a vCard" for name, count in foreign.items()),
            *(
                f"{count} {name} lines of the original cards were not repeated, because the contact says otherwise now"
                f" or version {self.version} says it in another way"
                for name, count in given_up.items()
            ),
        )


class VCard4Exporter(VCard3Exporter):
    """Writes vCard 4.0."""

    version: Version = "4.0"
