"""By what a contact can be found: canonical forms that are stored beside it."""

from collections.abc import Iterator

from netcore.model.contact import Contact
from netcore.model.folding import fold
from netcore.steps.gather.identity.person_name import person_name
from netcore.steps.gather.numbers import Numbers

Key = tuple[str, str]
"""The kind of an identifier, and its value."""

_LONGEST = 250
"""Longer ones are no identifiers: an index on a database server takes about 2,700 bytes."""


class Identifiers:
    """What is stored to find a contact by.

    ``email``: the address in lower case · ``phone``: E.164 · ``uid`` · ``name``: `PersonName.words` ·
    ``category``.
    """

    def __init__(self, region: str = "") -> None:
        self._numbers = Numbers(region)

    def of(self, contact: Contact) -> frozenset[Key]:
        """All identifiers of a contact."""
        return frozenset((kind, value) for kind, value in self._all(contact) if is_key(value))

    def _all(self, contact: Contact) -> Iterator[Key]:
        for email in contact.emails:
            if "@" in email.address:
                yield "email", email.address.strip().casefold().removeprefix("mailto:")
        if contact.phones:
            country = next((address.country_code for address in contact.addresses if address.country_code), "")
            for phone in contact.phones:
                yield "phone", self._numbers.canonical(phone.number, country.upper())
        yield "uid", uid_key(contact.uid)
        if contact.kind == "person":
            yield "name", person_name(contact.name).words
        for category in contact.categories:
            yield "category", fold(category)


def is_key(value: str) -> bool:
    """Whether a value can be found again: it is there, no longer than an index takes, and holds no NUL."""
    return 0 < len(value) <= _LONGEST and "\0" not in value


def uid_key(uid: str) -> str:
    """A card's own id as it compares (RFC 6350 section 6.7.6: case and ``urn:uuid:`` do not count)."""
    return uid.strip().casefold().removeprefix("urn:uuid:")
