"""A person as the People API gives it, read as a contact (https://developers.google.com/people/api/rest/v1/people)."""

from collections.abc import Mapping
from typing import Any

import msgspec

from netcore.model.contact import (
    Contact,
    Email,
    Extra,
    Handle,
    Link,
    Name,
    Occasion,
    Organization,
    Phone,
    Photo,
    PostalAddress,
    Relation,
)
from netcore.model.partial_date import PartialDate
from netcore_google.kinds import read_kind

FORMAT = "google"
FIELDS = (
    "names",
    "nicknames",
    "emailAddresses",
    "phoneNumbers",
    "addresses",
    "organizations",
    "occupations",
    "birthdays",
    "events",
    "memberships",
    "biographies",
    "relations",
    "urls",
    "imClients",
    "photos",
    "userDefined",
    "clientData",
    "externalIds",
    "metadata",
)
"""What is asked for of each person (``fileAses`` is not allowed in lists)."""

_KEPT = ("occupations", "userDefined", "clientData", "externalIds")
"""What a contact has no field for."""
_SYSTEM = frozenset({"contactGroups/myContacts", "contactGroups/all", "contactGroups/friends", "contactGroups/family"})

_Found = dict[str, Any]


def contact_of(person: Mapping[str, Any], groups: Mapping[str, str]) -> Contact:
    """The contact; ``groups`` are the names of the labels by resource name.  Whatever is missing or odd is left out."""
    biographies = [_text(note, "value") for note in _all(person, "biographies")]
    return Contact(
        kind="person",
        name=_name(person),
        nicknames=tuple(filter(None, (_text(one, "value") for one in _all(person, "nicknames")))),
        emails=tuple(_email(one) for one in _all(person, "emailAddresses") if _text(one, "value")),
        phones=tuple(_phone(one) for one in _all(person, "phoneNumbers") if _text(one, "value")),
        addresses=tuple(_address(one) for one in _all(person, "addresses")),
        organizations=tuple(
            Organization(
                name=_text(one, "name"),
                units=tuple(filter(None, [_text(one, "department")])),
                title=_text(one, "title"),
                role=_text(one, "jobDescription"),
            )
            for one in _all(person, "organizations")
        ),
        links=tuple(_link(one) for one in _all(person, "urls") if _text(one, "value")),
        handles=tuple(_handle(one) for one in _all(person, "imClients") if _text(one, "username")),
        birthday=next(filter(None, (_date(one) for one in _all(person, "birthdays"))), None),
        occasions=tuple(
            Occasion(date=date, label=_text(one, "type"))
            for one in _all(person, "events")
            if (date := _date(one)) is not None
        ),
        relations=tuple(
            Relation(name=_text(one, "person"), kind=_text(one, "type"))
            for one in _all(person, "relations")
            if _text(one, "person")
        ),
        notes=tuple(filter(None, biographies)),
        categories=tuple(dict.fromkeys(_labels(person, groups))),
        photos=tuple(
            Photo(url=_text(one, "url")) for one in _all(person, "photos") if not one.get("default") and one.get("url")
        ),
        uid=contact_id(person),
        extras=tuple(
            Extra(format=FORMAT, name=field, text=_json(one))
            for field in _KEPT
            for one in _all(person, field)
            if one.get("type") != "netcore"
        ),
    )


def contact_source(person: Mapping[str, Any]) -> Mapping[str, Any]:
    """The part of the person that is the user's own address card, with its id and version."""
    sources = [one for one in (person.get("metadata") or {}).get("sources") or () if isinstance(one, dict)]
    return next((one for one in sources if one.get("type") == "CONTACT"), {})


def contact_id(person: Mapping[str, Any]) -> str:
    """The id of that card."""
    return str(contact_source(person).get("id") or "")


def revision(person: Mapping[str, Any]) -> str:
    """The version of that card: it changes when the user changes it, not when a profile elsewhere does."""
    return str(contact_source(person).get("etag") or person.get("etag") or "")


def _all(person: Mapping[str, Any], field: str) -> list[_Found]:
    """The values of a field, what the user wrote first: others come from public profiles."""
    values = [one for one in person.get(field) or () if isinstance(one, dict)]
    return [
        one for one in values if ((one.get("metadata") or {}).get("source") or {}).get("type", "CONTACT") == "CONTACT"
    ]


def _text(value: Mapping[str, Any], name: str) -> str:
    """Text that a store can keep."""
    found = value.get(name)
    if not isinstance(found, str):
        return ""
    return found.replace("\0", "").encode("utf-8", "replace").decode().strip()


def _name(person: Mapping[str, Any]) -> Name:
    names = _all(person, "names")
    one = names[0] if names else {}
    return Name(
        display=_text(one, "unstructuredName") or _text(one, "displayName"),
        given=_text(one, "givenName"),
        family=_text(one, "familyName"),
        additional=_text(one, "middleName"),
        prefix=_text(one, "honorificPrefix"),
        suffix=_text(one, "honorificSuffix"),
        phonetic_given=_text(one, "phoneticGivenName"),
        phonetic_family=_text(one, "phoneticFamilyName"),
    )


def _preference(one: _Found) -> int:
    """The one that Google calls primary of its source is the user's first."""
    return 1 if (one.get("metadata") or {}).get("sourcePrimary") else 0


def _email(one: _Found) -> Email:
    kinds, label = read_kind(_text(one, "type"))
    return Email(address=_text(one, "value"), kinds=kinds, label=label, preference=_preference(one))


def _phone(one: _Found) -> Phone:
    kinds, label = read_kind(_text(one, "type"), "phone")
    return Phone(number=_text(one, "value"), kinds=kinds, label=label, preference=_preference(one))


def _address(one: _Found) -> PostalAddress:
    kinds, label = read_kind(_text(one, "type"))
    return PostalAddress(
        po_box=_text(one, "poBox"),
        extended=_text(one, "extendedAddress"),
        street=_text(one, "streetAddress"),
        locality=_text(one, "city"),
        region=_text(one, "region"),
        postcode=_text(one, "postalCode"),
        country=_text(one, "country"),
        country_code=_text(one, "countryCode"),
        formatted=_text(one, "formattedValue"),
        kinds=kinds,
        label=label,
    )


def _link(one: _Found) -> Link:
    kinds, label = read_kind(_text(one, "type"), "link")
    return Link(url=_text(one, "value"), kinds=kinds, label=label)


def _handle(one: _Found) -> Handle:
    kinds, label = read_kind(_text(one, "type"))
    return Handle(
        service=_text(one, "protocol") or "im", name=_text(one, "username"), kinds=kinds or ((label,) if label else ())
    )


def _date(one: _Found) -> PartialDate | None:
    date = one.get("date")
    if isinstance(date, dict) and any(date.get(part) for part in ("year", "month", "day")):
        return PartialDate(year=_number(date, "year"), month=_number(date, "month"), day=_number(date, "day"))
    text = _text(one, "text")
    return PartialDate(text=text) if text else None


def _number(date: _Found, part: str) -> int:
    return int(date.get(part) or 0)


def _labels(person: Mapping[str, Any], groups: Mapping[str, str]) -> list[str]:
    named = [
        str((one.get("contactGroupMembership") or {}).get("contactGroupResourceName") or "")
        for one in _all(person, "memberships")
    ]
    return [groups[name] for name in named if name in groups and name not in _SYSTEM]


def _json(value: _Found) -> str:
    plain = {name: part for name, part in value.items() if name not in {"metadata", "formattedType"}}
    return msgspec.json.encode(plain, order="sorted").decode()
