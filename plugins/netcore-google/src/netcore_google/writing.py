"""A contact, written as a person of the People API."""

from collections.abc import Mapping
from typing import Any

import msgspec

from netcore.model.contact import Contact, Name
from netcore.model.partial_date import PartialDate
from netcore_google.kinds import write_kind
from netcore_google.people import FORMAT

WRITTEN = (
    "names",
    "nicknames",
    "emailAddresses",
    "phoneNumbers",
    "addresses",
    "organizations",
    "urls",
    "imClients",
    "birthdays",
    "events",
    "relations",
    "biographies",
    "userDefined",
    "occupations",
    "clientData",
    "externalIds",
)
"""The fields that a contact fills; all others are left as they are."""

ON_CREATION = ("occupations", "clientData", "externalIds")
"""Those that only Google's own cards have: a new contact gets them, one that is there keeps its own."""

_SPELT = frozenset({"givenName", "middleName", "familyName", "honorificPrefix", "honorificSuffix"})


def person_of(contact: Contact) -> dict[str, list[dict[str, Any]]]:
    """The fields of the person that the contact says something about; empty values are left out."""
    fields: dict[str, list[dict[str, Any]]] = {
        "names": _names(contact.name),
        "nicknames": [{"value": one} for one in contact.nicknames],
        "emailAddresses": [{"value": one.address, "type": write_kind(one.kinds, one.label)} for one in contact.emails],
        "phoneNumbers": [
            {"value": one.number, "type": write_kind(one.kinds, one.label, "phone")} for one in contact.phones
        ],
        "addresses": [
            {
                "poBox": one.po_box,
                "extendedAddress": one.extended,
                "streetAddress": one.street,
                "city": one.locality,
                "region": one.region,
                "postalCode": one.postcode,
                "country": one.country,
                "countryCode": one.country_code,
                "type": write_kind(one.kinds, one.label),
                **({} if _in_parts(one) else {"formattedValue": one.formatted}),
            }
            for one in contact.addresses
        ],
        "organizations": [
            {
                "name": one.name,
                "department": " / ".join(one.units),
                "title": one.title,
                "jobDescription": one.role,
            }
            for one in contact.organizations
        ],
        "urls": [{"value": one.url, "type": write_kind(one.kinds, one.label, "link")} for one in contact.links],
        "imClients": [
            {"username": one.name, "protocol": one.service, "type": write_kind(one.kinds, "")}
            for one in contact.handles
        ],
        "birthdays": [_date(contact.birthday)] if contact.birthday is not None else [],
        "events": [{**_date(one.date), "type": one.label} for one in contact.occasions if not one.date.text],
        "relations": [{"person": one.name, "type": one.kind} for one in contact.relations],
        "biographies": ([{"value": "\n\n".join(contact.notes), "contentType": "TEXT_PLAIN"}] if contact.notes else []),
        **{
            field: [
                msgspec.json.decode(one.text) for one in contact.extras if one.format == FORMAT and one.name == field
            ]
            for field in ("userDefined", *ON_CREATION)
        },
    }
    return {name: found for name, values in fields.items() if (found := _filled(values))}


def unwritten(contact: Contact) -> tuple[str, ...]:
    """What of the contact netcore has no place for at Google, in words; of pictures `netcore_google.pictures` tells."""
    lost = []
    if contact.gender:
        lost.append("gender")
    if contact.languages:
        lost.append("languages")
    if contact.members:
        lost.append("members")
    if any(one.date.text for one in contact.occasions):
        lost.append("dates in words")
    lost += [f"{one.format} {one.name}" for one in contact.extras if one.format != FORMAT]
    return tuple(dict.fromkeys(lost))


def said(person: Mapping[str, Any], like: Mapping[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """What the person says in the fields and parts of ``like``, to be compared with it."""
    found = {}
    for name, values in like.items():
        parts = {part for value in values for part in value}
        if name == "names" and parts & _SPELT:
            parts |= _SPELT  # a name is corrected whole: what it lacks is not in it any more
        own = [one for one in person.get(name) or () if _own(one)]
        found[name] = _filled([{part: one.get(part) for part in parts} for one in own])
    return found


def _own(one: Mapping[str, Any]) -> bool:
    return bool(((one.get("metadata") or {}).get("source") or {}).get("type", "CONTACT") == "CONTACT")


def _names(name: Name) -> list[dict[str, Any]]:
    """In parts where there are parts; a whole name alone is left for Google to take apart."""
    parts = {
        "givenName": name.given,
        "familyName": name.family,
        "middleName": name.additional,
        "honorificPrefix": name.prefix,
        "honorificSuffix": name.suffix,
        "phoneticGivenName": name.phonetic_given,
        "phoneticFamilyName": name.phonetic_family,
    }
    if not any(parts.values()):
        return [{"unstructuredName": name.display}]
    return [parts]


def _date(date: PartialDate) -> dict[str, Any]:
    if date.text:
        return {"text": date.text}
    return {"date": {part: value for part in ("year", "month", "day") if (value := getattr(date, part))}}


def _in_parts(address: Any) -> bool:
    return any((address.street, address.locality, address.postcode, address.po_box, address.country, address.region))


def _filled(values: list[dict[str, Any]]) -> list[dict[str, Any]]:
    plain = [{name: part for name, part in value.items() if part} for value in values]
    return [value for value in plain if set(value) - {"type", "contentType"}]
