"""A contact written as a card of 3.0 (RFC 2426) or 4.0 (RFC 6350)."""

from collections.abc import Iterator
from typing import Literal

from netcore.model.contact import Contact, Name, Organization, PostalAddress
from netcore_vcard.dates import write_date
from netcore_vcard.escapes import clean, escape
from netcore_vcard.handles import write_handle
from netcore_vcard.heads import write_param
from netcore_vcard.keeping import Kept
from netcore_vcard.photos import write_photo, write_uri
from netcore_vcard.vocabulary import RELATIONS, write_label

Version = Literal["3.0", "4.0"]

_OCTETS = 75
"""The longest line, its line break not counted (RFC 6350 section 3.2)."""


def write(contact: Contact, version: Version = "3.0") -> bytes:
    """The card, with CR LF at each line's end; reading it again gives the contact.

    What came from another card and has no field in the contact is given back as it stood, unfolded, in
    ``Contact.extras``.  No value of a field can add a line or a parameter.  3.0 has no preference but "preferred".
    """
    return "".join(map(_folded, _Writer(contact, version).lines())).encode("utf-8", "replace")


def _folded(line: str) -> str:
    if len(line) <= _OCTETS and (line.isascii() or len(line.encode("utf-8", "replace")) <= _OCTETS):
        return line + "\r\n"
    pieces, start, size = [], 0, 0
    if line.isascii():
        pieces = [line[:_OCTETS], *(line[at : at + _OCTETS - 1] for at in range(_OCTETS, len(line), _OCTETS - 1))]
        return "\r\n ".join(pieces) + "\r\n"
    for at, character in enumerate(line):
        width = len(character.encode("utf-8", "replace"))
        if size + width > _OCTETS:
            pieces.append(line[start:at])
            start, size = at, 1  # the blank that marks the fold counts, too
        size += width
    return "\r\n ".join([*pieces, line[start:]]) + "\r\n"


def _text(value: str) -> str:
    return escape(clean(value))


def _line(value: str) -> str:
    """A value that is read stripped."""
    return _text(value.strip())


class _Writer:
    """Writes one contact; what a kept line says already is not written again."""

    def __init__(self, contact: Contact, version: Version) -> None:
        self._kept = Kept(contact)
        self._contact = self._kept.rest
        self._whole = contact
        self._version: Version = version
        self._items = 0

    def lines(self) -> Iterator[str]:
        """The logical lines, unfolded."""
        yield "BEGIN:VCARD"
        yield f"VERSION:{self._version}"
        yield from self._kind()
        yield from self._name(self._contact.name)
        yield from self._work()
        yield from self._reach()
        yield from self._life()
        yield from self._kept.lines
        yield "END:VCARD"

    def _kind(self) -> Iterator[str]:
        kind = self._contact.kind
        if kind == "person" or "KIND" in self._kept.names:
            return
        if self._version == "4.0":
            yield f"KIND:{'org' if kind == 'organization' else 'group'}"
        else:
            yield "X-ABShowAs:COMPANY" if kind == "organization" else "X-ADDRESSBOOKSERVER-KIND:group"
        name = "MEMBER" if self._version == "4.0" else "X-ADDRESSBOOKSERVER-MEMBER"
        for member in self._contact.members:
            text = clean(member).replace("\n", " ").strip()
            yield f"{name}:{text if ':' in text else f'urn:uuid:{text}'}"

    def _name(self, name: Name) -> Iterator[str]:
        if "FN" not in self._kept.names:
            yield (
                f"FN:{_line(name.display) or _line(self._whole.label()) or 'No name'}"
                if name.display
                else (f"FN;DERIVED=TRUE:{_line(self._whole.label()) or 'No name'}")
            )
        parts = (name.family, name.given, name.additional, name.prefix, name.suffix)
        if "N" not in self._kept.names and (any(parts) or self._version == "3.0" or name.sort_as):
            sort_as = name.sort_as if self._version == "4.0" else ""
            param = write_param("SORT-AS", clean(sort_as)) if sort_as else ""
            yield f"N{param}:" + ";".join(map(_line, parts))
        if name.sort_as and self._version == "3.0":
            yield f"SORT-STRING:{_line(name.sort_as)}"
        if name.phonetic_given:
            yield f"X-PHONETIC-FIRST-NAME:{_line(name.phonetic_given)}"
        if name.phonetic_family:
            yield f"X-PHONETIC-LAST-NAME:{_line(name.phonetic_family)}"
        if self._contact.nicknames:
            yield "NICKNAME:" + ",".join(map(_line, self._contact.nicknames))

    def _work(self) -> Iterator[str]:
        """Several jobs, or one without a firm, are held together by a group: what belongs together must be told."""
        organizations = self._contact.organizations
        for organization in organizations:
            prefix = f"{self._item()}." if len(organizations) > 1 else ""
            yield from _organization(organization, prefix)

    def _reach(self) -> Iterator[str]:
        contact = self._contact
        internet = ("internet",) if self._version == "3.0" else ()
        for email in contact.emails:
            head = "EMAIL" + self._types((*internet, *email.kinds), email.preference)
            yield from self._labelled(f"{head}:{_line(email.address)}", email.label)
        for phone in contact.phones:
            head = "TEL" + self._types(phone.kinds, phone.preference)
            yield from self._labelled(f"{head}:{_line(phone.number)}", phone.label)
        for address in contact.addresses:
            yield from self._address(address)
        for link in contact.links:
            head = "URL" + self._types(link.kinds, 0)
            yield from self._labelled(f"{head}:{write_uri(link.url.strip())}", link.label)
        for handle in contact.handles:
            if line := write_handle(handle, self._version, self._types(handle.kinds, 0)):
                yield line

    def _life(self) -> Iterator[str]:
        contact, version = self._contact, self._version
        if contact.birthday and (line := write_date("BDAY", contact.birthday, version)):
            yield line
        for occasion in contact.occasions:
            plain = version == "4.0" and occasion.label == "anniversary"
            if line := write_date("ANNIVERSARY" if plain else "X-ABDATE", occasion.date, version):
                yield from (line,) if plain else self._labelled(line, occasion.label)
        for relation in contact.relations:
            if version == "4.0" and relation.kind in RELATIONS:
                yield f"RELATED;VALUE=text{write_param('TYPE', relation.kind)}:{_line(relation.name)}"
            else:
                yield from self._labelled(f"X-ABRELATEDNAMES:{_line(relation.name)}", relation.kind)
        yield from (f"NOTE:{_text(note)}" for note in contact.notes)
        if contact.categories:
            yield "CATEGORIES:" + ",".join(map(_line, contact.categories))
        yield from (line for photo in contact.photos if (line := write_photo(photo, version)))
        if contact.gender:
            yield (
                f"GENDER:{_GENDERS.get(contact.gender) or ';' + _line(contact.gender)}"
                if version == "4.0"
                else (f"X-GENDER:{_line(contact.gender)}")
            )
        yield from (f"LANG:{_line(language)}" for language in contact.languages)
        if contact.uid:
            yield f"UID:{_line(contact.uid)}"
        if contact.revised:
            yield f"REV:{_line(contact.revised)}"

    def _address(self, address: PostalAddress) -> Iterator[str]:
        parts = (
            address.po_box,
            address.extended,
            address.street,
            address.locality,
            address.region,
            address.postcode,
            address.country,
        )
        types = self._types(address.kinds, address.preference)
        value = ";".join(map(_line, parts))
        formatted = clean(address.formatted)
        in_param = write_param("LABEL", formatted) if formatted else ""
        country = clean(address.country_code).replace("\n", "")
        if country or address.label:
            item = self._item()
            yield f"{item}.ADR{types}{in_param}:{value}"
            if country:
                yield f"{item}.X-ABADR:{escape(country)}"
            if address.label:
                yield f"{item}.X-ABLabel:{_line(write_label(address.label))}"
        else:
            yield f"ADR{types}{in_param}:{value}"

    def _labelled(self, line: str, label: str) -> Iterator[str]:
        if not label:
            yield line
            return
        item = self._item()
        yield f"{item}.{line}"
        yield f"{item}.X-ABLabel:{_line(write_label(label))}"

    def _item(self) -> str:
        self._items += 1
        while f"item{self._items}" in self._kept.groups:
            self._items += 1
        return f"item{self._items}"

    def _types(self, kinds: tuple[str, ...], preference: int) -> str:
        words = [clean(kind).replace("\n", " ") for kind in kinds]
        if self._version == "4.0":
            types = write_param("TYPE", *words) if words else ""
            return types + (f";PREF={preference}" if preference else "")
        if preference == 1:
            words.append("pref")
        return write_param("TYPE", *words) if words else ""


_GENDERS = {"male": "M", "female": "F", "other": "O", "none": "N", "unknown": "U"}


def _organization(organization: Organization, prefix: str) -> Iterator[str]:
    if organization.name or organization.units:
        yield f"{prefix}ORG:" + ";".join(map(_line, (organization.name, *organization.units)))
    if organization.title:
        yield f"{prefix}TITLE:{_line(organization.title)}"
    if organization.role:
        yield f"{prefix}ROLE:{_line(organization.role)}"
