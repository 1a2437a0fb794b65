"""From netcore's contact to what Graph can hold of it, and the words for what it cannot; pictures go on their own.

What is there already keeps its place: an address that the mailbox has is never pushed out by a new one.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from netcore.model.contact import Contact, Phone, PostalAddress
from netcore_microsoft.graph import Json
from netcore_microsoft.reading import FORMAT, named_addresses, text, texts

MOST_EMAILS, MOST_PHONES, MOST_HANDLES = 3, 2, 3

_RELATIONS = {"spouse": "spouseName", "manager": "manager", "assistant": "assistantName"}
_PLACES = {"home": "homeAddress", "work": "businessAddress", "other": "otherAddress"}


class Written(NamedTuple):
    """What to write, and what there is no place for."""

    data: Json
    dropped: tuple[str, ...]


def write_contact(contact: Contact, current: Mapping[str, Any] | None = None) -> Written:
    """The properties for a contact; ``current``: the contact as Graph has it now."""
    work = _Writing(contact, current or {})
    work.names()
    work.emails()
    work.phones()
    work.addresses()
    work.work()
    work.links()
    work.relations()
    work.rest()
    return Written(work.data, tuple(dict.fromkeys(work.dropped)))


def differing(data: Json, current: Mapping[str, Any]) -> Json:
    """The properties whose value is another one now."""
    return {name: value for name, value in data.items() if _plain(name, value) != _plain(name, current.get(name))}


def _plain(name: str, value: Any) -> Any:
    """A value without the differences that mean nothing."""
    if name == "birthday":
        return str(value or "")[:10]
    if isinstance(value, dict):
        return {key: one for key, one in value.items() if one and "@" not in key} or ""
    if isinstance(value, list):
        return [_plain("", one) for one in value]
    return str(value or "").replace("\r\n", "\n").rstrip("\n")


class _Writing:
    def __init__(self, contact: Contact, current: Mapping[str, Any]) -> None:
        self._contact = contact
        self._current = current
        self.data: Json = {}
        self.dropped: list[str] = []

    def names(self) -> None:
        name = self._contact.name
        self.data |= {
            "displayName": str(name) or self._contact.label() or None,
            "givenName": name.given or None,
            "surname": name.family or None,
            "middleName": name.additional or None,
            "title": name.prefix or None,
            "generation": name.suffix or None,
            "yomiGivenName": name.phonetic_given or None,
            "yomiSurname": name.phonetic_family or None,
            "nickName": self._first("nickname", self._contact.nicknames) or None,
        }
        if name.sort_as:
            self.data["fileAs"] = name.sort_as

    def emails(self) -> None:
        known = dict(named_addresses(self._current))
        wanted = list(dict.fromkeys(email.address.strip() for email in self._contact.emails if email.address.strip()))
        kept = self._at_most(MOST_EMAILS, wanted, list(known), "e-mail addresses")
        names = {address: known.get(address, str(self._contact.name)) for address in kept}
        self.data["emailAddresses"] = [
            {"name": names[address], "address": address} if names[address] else {"address": address} for address in kept
        ]

    def phones(self) -> None:
        phones = list(self._contact.phones)
        cells = [phone.number for phone in phones if _is(phone, "cell")]
        home = [phone.number for phone in phones if not _is(phone, "cell") and _is(phone, "home")]
        work = [
            phone.number for phone in phones if not (_is(phone, "cell") or _is(phone, "home")) and _is(phone, "work")
        ]
        faxes = [phone.number for phone in phones if _is(phone, "fax") or _is(phone, "pager")]
        other = [p.number for p in phones if p.number not in {*cells, *home, *work, *faxes}]
        home = self._ordered([number for number in home if number not in faxes], texts(self._current, "homePhones"))
        work = self._ordered([number for number in work if number not in faxes], texts(self._current, "businessPhones"))
        cells = self._ordered(
            [number for number in cells if number not in faxes], _some(text(self._current, "mobilePhone"))
        )
        homeless = [*cells[1:], *home[MOST_PHONES:], *work[MOST_PHONES:], *other]
        cells, home, work = cells[:1], home[:MOST_PHONES], work[:MOST_PHONES]
        for number in homeless:
            place = next(
                (p for p, most in ((cells, 1), (home, MOST_PHONES), (work, MOST_PHONES)) if len(p) < most), None
            )
            if place is None:
                self.dropped.append(
                    f"the phone number {number}: Outlook has room for one mobile, two home and two business numbers"
                )
            else:
                place.append(number)
        self.dropped += [
            f"the number {number}: Outlook gives programs no place for faxes and pagers" for number in faxes
        ]
        self.data |= {"mobilePhone": cells[0] if cells else None, "homePhones": home, "businessPhones": work}

    def addresses(self) -> None:
        free = dict.fromkeys(_PLACES, True)
        for address in self._contact.addresses:
            kind = next((kind for kind in _PLACES if kind in address.kinds and free[kind]), "")
            kind = kind or ("other" if free["other"] and not set(address.kinds) & {"home", "work"} else "")
            if not kind:
                kind = "other" if free["other"] else ""
            if not kind:
                self.dropped.append(
                    f"the address {_line(address)}: Outlook has room for one at home, at work, elsewhere"
                )
                continue
            free[kind] = False
            self.data[_PLACES[kind]] = _place(address)
        for kind, is_free in free.items():
            if is_free:
                self.data[_PLACES[kind]] = {}

    def work(self) -> None:
        first = next(iter(self._contact.organizations), None)
        self.data |= {
            "companyName": (first and first.name) or None,
            "department": (first and ", ".join(first.units)) or None,
            "jobTitle": (first and first.title) or None,
            "profession": (first and first.role) or None,
        }
        self.dropped += [
            f"the work at {one.name or one.title}: Outlook has room for one" for one in self._contact.organizations[1:]
        ]

    def links(self) -> None:
        self.data["businessHomePage"] = self._first("web page", [link.url for link in self._contact.links]) or None
        handles = self._at_most(
            MOST_HANDLES,
            [handle.name for handle in self._contact.handles],
            texts(self._current, "imAddresses"),
            "messenger names",
        )
        self.data["imAddresses"] = handles

    def relations(self) -> None:
        self.data |= dict.fromkeys(_RELATIONS.values())
        children = []
        for relation in self._contact.relations:
            name = _RELATIONS.get(relation.kind)
            if relation.kind == "child":
                children.append(relation.name)
            elif name and self.data[name] is None:
                self.data[name] = relation.name
            else:
                self.dropped.append(f"{relation.name} ({relation.kind or 'related'}): Outlook has no place for it")
        self.data["children"] = children

    def rest(self) -> None:
        contact = self._contact
        self.data["personalNotes"] = "\n\n".join(contact.notes)
        self.data["categories"] = list(dict.fromkeys(contact.categories))
        born = contact.birthday
        if born is None:
            self.data["birthday"] = None
        elif (day := born.full()) is not None:
            self.data["birthday"] = f"{day:%Y-%m-%d}T11:59:00Z" if day.year > 999 else None
        else:
            self.dropped.append(f"the birthday {born}: Outlook keeps none without day, month and year; it is kept here")
        for extra in contact.extras:
            if extra.format == FORMAT and extra.name in {"initials", "officeLocation", "yomiCompanyName"}:
                self.data[extra.name] = extra.text
        self.dropped += [
            f"{one.label or 'the day'} {one.date}: Outlook has no place for it" for one in contact.occasions
        ]
        if contact.gender or contact.languages:
            self.dropped.append("gender and languages: Outlook has no place for them")

    def _first(self, what: str, values: Sequence[str]) -> str:
        self.dropped += [f"the {what} {value}: Outlook has room for one" for value in values[1:]]
        return values[0] if values else ""

    def _at_most(self, most: int, wanted: list[str], there: list[str], what: str) -> list[str]:
        ordered = self._ordered(wanted, there)
        self.dropped += [f"{value}: Outlook has room for {most} {what}; it is kept here" for value in ordered[most:]]
        return ordered[:most]

    @staticmethod
    def _ordered(wanted: list[str], there: Iterable[str]) -> list[str]:
        """What is there already first, in its order; then what is new."""
        kept = [value for value in there if value in wanted]
        return [*kept, *(value for value in dict.fromkeys(wanted) if value not in kept)]


def _is(phone: Phone, kind: str) -> bool:
    return kind in phone.kinds


def _some(value: str) -> list[str]:
    return [value] if value else []


def _place(address: PostalAddress) -> Json:
    street = "\n".join(part for part in (address.po_box, address.extended, address.street) if part)
    place = {
        "street": street,
        "city": address.locality,
        "state": address.region,
        "postalCode": address.postcode,
        "countryOrRegion": address.country or address.country_code,
    }
    found: Json = {name: value for name, value in place.items() if value}
    return found or {"street": address.formatted}


def _line(address: PostalAddress) -> str:
    return ", ".join(value for value in _place(address).values() if value)
