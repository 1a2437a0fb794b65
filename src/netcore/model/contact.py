"""What one address book says about a person.

A contact is the common tongue of all sources and sinks: every format is read into it and written from it.  What a
format says and the contact has no field for is kept in ``extras`` so that the same format can give it back.
``kinds`` are lower-case words ("home", "work", "cell", "fax"…); words that netcore does not know are kept.
``preference`` is 1 (best) to 100, or 0 when the source states none (RFC 6350 section 5.3).
"""

from typing import Literal

import msgspec

from netcore.model.base import Value
from netcore.model.partial_date import PartialDate

ContactKind = Literal["person", "organization", "group"]


class Name(Value, frozen=True, kw_only=True, gc=False):
    """A name in parts.  ``display`` is the whole name as its source shows it; the parts may be empty."""

    display: str = ""
    given: str = ""
    family: str = ""
    additional: str = ""
    prefix: str = ""
    suffix: str = ""
    phonetic_given: str = ""
    phonetic_family: str = ""
    sort_as: str = ""

    def __str__(self) -> str:
        """The name to show: ``display``, else the parts joined in Western order; empty when there is no name."""
        parts = (self.prefix, self.given, self.additional, self.family, self.suffix)
        return self.display or " ".join(part for part in parts if part)


class Email(Value, frozen=True, kw_only=True, gc=False):
    """An e-mail address exactly as the source spells it."""

    address: str
    kinds: tuple[str, ...] = ()
    label: str = ""
    preference: int = 0


class Phone(Value, frozen=True, kw_only=True, gc=False):
    """A telephone number exactly as the source spells it (``+1 555 0100``, ``tel:+1-555-0100;ext=5``)."""

    number: str
    kinds: tuple[str, ...] = ()
    label: str = ""
    preference: int = 0


class PostalAddress(Value, frozen=True, kw_only=True, gc=False):
    """A place where post arrives.  ``formatted`` is the whole label when the source gives one."""

    po_box: str = ""
    extended: str = ""
    street: str = ""
    locality: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""
    country_code: str = ""
    formatted: str = ""
    kinds: tuple[str, ...] = ()
    label: str = ""
    preference: int = 0


class Organization(Value, frozen=True, kw_only=True, gc=False):
    """A place of work: its name, the units in it, and what the person is there."""

    name: str = ""
    units: tuple[str, ...] = ()
    title: str = ""
    role: str = ""


class Link(Value, frozen=True, kw_only=True, gc=False):
    """A web page of the person."""

    url: str
    kinds: tuple[str, ...] = ()
    label: str = ""


class Handle(Value, frozen=True, kw_only=True, gc=False):
    """A name on an instant messenger or a social network ("jabber", "linkedin", "skype"…)."""

    service: str
    name: str
    url: str = ""
    kinds: tuple[str, ...] = ()


class Occasion(Value, frozen=True, kw_only=True, gc=False):
    """A day that matters other than the birthday ("anniversary", or the user's own label)."""

    date: PartialDate
    label: str = ""


class Relation(Value, frozen=True, kw_only=True, gc=False):
    """Somebody whom this contact names: ``kind`` says what they are to the person ("spouse", "assistant"…)."""

    name: str
    kind: str = ""


class Photo(Value, frozen=True, kw_only=True, gc=False):
    """A picture: the bytes themselves, or where to find them."""

    data: bytes = b""
    url: str = ""
    media_type: str = ""


class Extra(Value, frozen=True, kw_only=True, gc=False):
    """A statement that has no field here, kept so that ``format`` can give it back unchanged.

    ``text`` is the statement whole, in the words of its format (vCard: the unfolded content line; CSV: the cell).
    """

    format: str
    name: str
    text: str


class Contact(Value, frozen=True, kw_only=True, gc=False):
    """What one address book says about one person (or one organisation, or one group of contacts)."""

    kind: ContactKind = "person"
    name: Name = Name()
    nicknames: tuple[str, ...] = ()
    emails: tuple[Email, ...] = ()
    phones: tuple[Phone, ...] = ()
    addresses: tuple[PostalAddress, ...] = ()
    organizations: tuple[Organization, ...] = ()
    links: tuple[Link, ...] = ()
    handles: tuple[Handle, ...] = ()
    birthday: PartialDate | None = None
    occasions: tuple[Occasion, ...] = ()
    relations: tuple[Relation, ...] = ()
    notes: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    photos: tuple[Photo, ...] = ()
    gender: str = ""
    languages: tuple[str, ...] = ()
    uid: str = ""
    revised: str = ""
    members: tuple[str, ...] = ()
    """For a group: the uids, or ``mailto:``/``tel:`` addresses, of those in it."""
    extras: tuple[Extra, ...] = ()

    def label(self) -> str:
        """What to call this contact on a line: its name, else nickname, organisation, e-mail, phone, else ""."""
        candidates = (
            str(self.name),
            *self.nicknames[:1],
            *(organization.name for organization in self.organizations[:1]),
            *(email.address for email in self.emails[:1]),
            *(phone.number for phone in self.phones[:1]),
        )
        return next((line for text in candidates if (line := " ".join(text.split()))), "")


def encode_contact(contact: Contact) -> bytes:
    """The contact as JSON (UTF-8); equal contacts give equal bytes."""
    return msgspec.json.encode(contact)


def decode_contact(data: bytes | str) -> Contact:
    """The contact that `encode_contact` wrote; raises `msgspec.ValidationError` when it is no contact."""
    return msgspec.json.decode(data, type=Contact)
