"""From a contact as Graph gives it to netcore's: the table of fields, read one way."""

from base64 import b64decode
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from netcore.model.contact import (
    Contact,
    Email,
    Extra,
    Handle,
    Link,
    Name,
    Organization,
    Phone,
    Photo,
    PostalAddress,
    Relation,
)
from netcore.model.partial_date import PartialDate
from netcore.plugins import Reading, RefusedRecord

SELECTED = (
    "assistantName",
    "birthday",
    "businessAddress",
    "businessHomePage",
    "businessPhones",
    "categories",
    "children",
    "companyName",
    "department",
    "displayName",
    "emailAddresses",
    "fileAs",
    "generation",
    "givenName",
    "homeAddress",
    "homePhones",
    "imAddresses",
    "initials",
    "jobTitle",
    "manager",
    "middleName",
    "mobilePhone",
    "nickName",
    "officeLocation",
    "otherAddress",
    "parentFolderId",
    "personalNotes",
    "profession",
    "spouseName",
    "surname",
    "title",
    "yomiCompanyName",
    "yomiGivenName",
    "yomiSurname",
)
"""What is asked of each contact; an item that lacks one of them is no whole contact."""

PHOTO = "@netcore.photo"
"""Where a record keeps the picture, which Graph gives on its own: [media type, base64]."""

FORMAT = "microsoft"

NO_YEAR = 1604
"""The year that some programs write where there is none: Graph has no birthday without one."""

_EXTRAS = ("initials", "officeLocation", "yomiCompanyName")
_PLACES = (("homeAddress", "home"), ("businessAddress", "work"), ("otherAddress", "other"))


def read_contact(raw: bytes) -> Reading:
    """The contact in a record's bytes; raises `RefusedRecord` when there is none."""
    try:
        item = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        item = None
    if not isinstance(item, dict):
        raise RefusedRecord("It is no contact of Microsoft Graph: its bytes are damaged.")
    contact = Contact(
        name=_name(item),
        nicknames=_some(text(item, "nickName")),
        emails=tuple(_emails(item)),
        phones=tuple(_phones(item)),
        addresses=tuple(_addresses(item)),
        organizations=_organizations(item),
        links=tuple(Link(url=url, kinds=("work",)) for url in _some(text(item, "businessHomePage"))),
        handles=tuple(Handle(service="im", name=name) for name in texts(item, "imAddresses")),
        birthday=_birthday(text(item, "birthday")),
        relations=tuple(_relations(item)),
        notes=_some(text(item, "personalNotes")),
        categories=tuple(dict.fromkeys(texts(item, "categories"))),
        photos=tuple(_photos(item)),
        uid=text(item, "id"),
        extras=tuple(_extras(item)),
    )
    if not (contact.label() or contact.addresses or contact.notes or contact.relations or contact.handles):
        raise RefusedRecord("It is empty: no name, no address, no number.")
    return Reading(contact=contact)


def text(item: Mapping[str, Any], name: str) -> str:
    """A property as text that every store can keep; "" when it has none."""
    return _clean(item.get(name))


def texts(item: Mapping[str, Any], name: str) -> list[str]:
    """The texts in a property that is a list, without the empty ones."""
    value = item.get(name)
    return [found for one in value if (found := _clean(one))] if isinstance(value, list) else []


def _clean(value: object) -> str:
    return value.replace("\0", "").encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def _some(value: str) -> tuple[str, ...]:
    return (value,) if value.strip() else ()


def _name(item: Mapping[str, Any]) -> Name:
    return Name(
        display=text(item, "displayName"),
        given=text(item, "givenName"),
        family=text(item, "surname"),
        additional=text(item, "middleName"),
        prefix=text(item, "title"),
        suffix=text(item, "generation"),
        phonetic_given=text(item, "yomiGivenName"),
        phonetic_family=text(item, "yomiSurname"),
        sort_as=text(item, "fileAs"),
    )


def _emails(item: Mapping[str, Any]) -> Iterator[Email]:
    for address, _ in named_addresses(item):
        yield Email(address=address)


def named_addresses(item: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each e-mail address, and the name that stands with it."""
    value = item.get("emailAddresses")
    for one in value if isinstance(value, list) else []:
        if isinstance(one, dict) and (address := text(one, "address")):
            yield address, text(one, "name")


def _phones(item: Mapping[str, Any]) -> Iterator[Phone]:
    for number in _some(text(item, "mobilePhone")):
        yield Phone(number=number, kinds=("cell",))
    for name, kind in (("homePhones", "home"), ("businessPhones", "work")):
        for number in texts(item, name):
            yield Phone(number=number, kinds=(kind,))


def _addresses(item: Mapping[str, Any]) -> Iterator[PostalAddress]:
    for name, kind in _PLACES:
        place = item.get(name)
        if isinstance(place, dict):
            address = PostalAddress(
                street=text(place, "street"),
                locality=text(place, "city"),
                region=text(place, "state"),
                postcode=text(place, "postalCode"),
                country=text(place, "countryOrRegion"),
                kinds=(kind,),
            )
            if address != PostalAddress(kinds=(kind,)):
                yield address


def _organizations(item: Mapping[str, Any]) -> tuple[Organization, ...]:
    found = Organization(
        name=text(item, "companyName"),
        units=_some(text(item, "department")),
        title=text(item, "jobTitle"),
        role=text(item, "profession"),
    )
    return (found,) if found != Organization() else ()


def _birthday(value: str) -> PartialDate | None:
    """The day alone: the time of day is there only so that no time zone moves it."""
    parts = value[:10].split("-")
    if len(parts) != 3 or not all(part.isascii() and part.isdecimal() for part in parts):
        return PartialDate(text=value) if value.strip() else None
    year, month, day = map(int, parts)
    if year <= 1:
        return None
    return PartialDate(year=0 if year == NO_YEAR else year, month=month, day=day)


def _relations(item: Mapping[str, Any]) -> Iterator[Relation]:
    for name, kind in (("spouseName", "spouse"), ("manager", "manager"), ("assistantName", "assistant")):
        for person in _some(text(item, name)):
            yield Relation(name=person, kind=kind)
    for person in texts(item, "children"):
        yield Relation(name=person, kind="child")


def _photos(item: Mapping[str, Any]) -> Iterator[Photo]:
    value = item.get(PHOTO)
    if isinstance(value, list) and len(value) == 2:
        yield Photo(data=b64decode(value[1]), media_type=str(value[0]))


def _extras(item: Mapping[str, Any]) -> Iterator[Extra]:
    for name in _EXTRAS:
        for value in _some(text(item, name)):
            yield Extra(format=FORMAT, name=name, text=value)
    shown = text(item, "displayName")
    for address, name in named_addresses(item):
        if name and name not in {address, shown}:
            yield Extra(format=FORMAT, name=f"emailAddresses {address}", text=name)
