"""The content lines that say what a contact holds.

3.0 is RFC 2426 and what Apple made usual; 4.0 is RFC 6350 with RFC 8605 and 9554.  No value can add a line, a
parameter or a property: whatever a field holds is cleaned and escaped on its way.
"""

from collections import Counter
from itertools import count
from typing import Literal

from netcore.model.contact import Contact, Organization, Phone, PostalAddress
from netcore_vcard.dates import write_date
from netcore_vcard.escapes import clean, escape, write_text
from netcore_vcard.handles import write_handle
from netcore_vcard.heads import write_param
from netcore_vcard.photos import write_photo, write_uri
from netcore_vcard.vocabulary import BUILT_IN_LABELS, LETTERS_OF_SEXES, RELATIONS, write_label

Version = Literal["3.0", "4.0"]
Cuts = dict[str, list[tuple[str, ...]]]
"""By field: texts that stand together on a line of their own."""

_NEVER = 1_000_000
_ADDRESSES = ("urn:", "http://", "https://", "mailto:", "tel:", "xmpp:", "sip:")
_COMMON = ("home", "work", "cell", "voice", "fax", "pager", "main", "other", "video", "text", "msg", "internet", "pref")
_TYPES = {
    "3.0": {kind: f";TYPE={kind.upper()}" for kind in _COMMON},
    "4.0": {kind: f";TYPE={kind}" for kind in _COMMON},
}


class Lines:
    """Content lines without groups, and which of them belong together."""

    def __init__(self, after: "Lines | None" = None) -> None:
        """``after``: bonds of those lines stay what they are."""
        self.texts: list[str] = []
        self.bonds: dict[int, int] = {}
        """By the index of a line: a number that all lines of one group share."""
        self.has_name: bool = after.has_name if after else False
        """There is an N."""
        self._names: dict[int, str] = {}
        self._group_from: dict[int, int] = after._group_from if after else {}
        """By that number: of how many lines on they must be a group, even if nobody named it."""
        self._last_bond: int = after._last_bond if after else 0

    def add(self, *texts: str, group_from: int = 2) -> None:
        """Add lines that belong together; of ``group_from`` lines on they must be a group."""
        self._last_bond += 1
        self._group_from[self._last_bond] = group_from
        first = len(self.texts)
        self.bonds.update(dict.fromkeys(range(first, first + len(texts)), self._last_bond))
        self.texts.extend(texts)

    def place(self, text: str, bond: int, group: str = "") -> None:
        """Add a line to those of a bond (0: none), whose group had better be called so."""
        if group and not bond:
            bond = self._last_bond = self._last_bond + 1
        if bond:
            self.bonds[len(self.texts)] = bond
            if group:
                self._names.setdefault(bond, group)
        self.texts.append(text)

    def grouped(self, taken: set[str]) -> list[str]:
        """The lines with their groups; those that nobody named get names that are not ``taken``."""
        if not self.bonds:
            return self.texts
        sizes = Counter(self.bonds.values())
        names = self._settled_names(sizes)
        numbers = count(1)
        for bond, size in sizes.items():
            while bond not in names and size >= self._group_from.get(bond, 1):
                name = f"item{next(numbers)}"
                if name not in taken:
                    names[bond] = name
        groups = {index: f"{names[bond]}." for index, bond in self.bonds.items() if bond in names}
        return [groups.get(index, "") + text for index, text in enumerate(self.texts)]

    def _settled_names(self, sizes: Counter[int]) -> dict[int, str]:
        """A name is for one group of several lines, or for any number of single lines."""
        holders: dict[str, int] = {}
        settled = {}
        for bond, name in self._names.items():
            holder = holders.setdefault(name, bond)
            if holder == bond or sizes[holder] == sizes[bond] == 1:
                settled[bond] = name
        return settled


def statements(contact: Contact, version: Version, cuts: Cuts | None = None) -> Lines:
    """The lines that say what the fields of a contact hold, without what every card must have besides."""
    lines = Lines()
    _write_name(lines, contact, version, cuts or {})
    _write_ways(lines, contact, version)
    if contact.organizations:
        _write_work(lines, contact.organizations, tied=cuts is not None)
    if contact.birthday or contact.occasions or contact.relations:
        _write_days_and_people(lines, contact, version)
    _write_rest(lines, contact, version, cuts or {})
    return lines


def _write_name(lines: Lines, contact: Contact, version: Version, cuts: Cuts) -> None:
    add, name = lines.texts.append, contact.name
    display = write_text(name.display)
    if display:
        add(f"FN:{display}")
    parts = ";".join(map(write_text, (name.family, name.given, name.additional, name.prefix, name.suffix)))
    if name.sort_as and version == "4.0":
        add(f"N{write_param('SORT-AS', clean(name.sort_as))}:{parts}")
        lines.has_name = True
    elif parts != ";;;;":
        add(f"N:{parts}")
        lines.has_name = True
    if name.sort_as and version == "3.0":
        add(f"SORT-STRING:{write_text(name.sort_as)}")
    if name.phonetic_given:
        add(f"X-PHONETIC-FIRST-NAME:{write_text(name.phonetic_given)}")
    if name.phonetic_family:
        add(f"X-PHONETIC-LAST-NAME:{write_text(name.phonetic_family)}")
    if contact.nicknames:
        _write_list(lines, "NICKNAME", contact.nicknames, cuts.get("nicknames", []))


def _write_ways(lines: Lines, contact: Contact, version: Version) -> None:
    """E-mail, telephone, post, web, messengers."""
    internet = ";TYPE=INTERNET" if version == "3.0" else ""
    for email in contact.emails:
        if email.address:
            head = f"EMAIL{internet}{_types(email.kinds, version, email.preference)}"
            _write_labelled(lines, f"{head}:{write_text(email.address)}", email.label)
    for phone in contact.phones:
        if phone.number:
            _write_labelled(lines, _phone(phone, version), phone.label)
    for address in contact.addresses:
        _write_address(lines, address, version)
    for link in contact.links:
        if link.url:
            _write_labelled(lines, f"URL{_types(link.kinds, version)}:{write_uri(link.url)}", link.label)
    for handle in contact.handles:
        if line := write_handle(handle, version, _types(handle.kinds, version)):
            lines.texts.append(line)


def _phone(phone: Phone, version: Version) -> str:
    """4.0 has telephone numbers as URIs; 3.0 has the number that people dial, and the URI beside it."""
    types = _types(phone.kinds, version, phone.preference)
    if phone.number[:4].lower() != "tel:":
        return f"TEL{types}:{write_text(phone.number)}"
    if version == "4.0":
        return f"TEL;VALUE=uri{types}:{write_uri(phone.number)}"
    number, _, params = clean(phone.number)[4:].partition(";")
    extension = next((param[4:] for param in params.split(";") if param[:4].lower() == "ext="), "")
    dialled = f"{number} ext. {extension}" if extension else number
    return f"TEL{types}{write_param('X-URI', clean(phone.number))}:{escape(dialled)}"


def _write_address(lines: Lines, address: PostalAddress, version: Version) -> None:
    parts = (
        address.po_box,
        address.extended,
        address.street,
        address.locality,
        address.region,
        address.postcode,
        address.country,
    )
    types, formatted, country = _types(address.kinds, version, address.preference), clean(address.formatted), ""
    params = ""
    if version == "4.0" and formatted:
        params = write_param("LABEL", formatted.replace("\\", "\\\\"))
    if address.country_code:
        country = clean(address.country_code).lower()
        if version == "4.0" or not (len(country) == 2 and country.isalpha()):
            params, country = params + write_param("CC", country), ""
    texts = []
    if params or any(parts):
        texts.append(f"ADR{params}{types}:{';'.join(map(write_text, parts))}")
    if version == "3.0" and formatted:
        texts.append(f"LABEL{types}:{escape(formatted)}")
    if texts and country:
        texts.append(f"X-ABADR:{country}")
    if texts and address.label:
        texts.append(f"X-ABLabel:{write_text(write_label(address.label))}")
    if len(texts) == 1 and not texts[0].startswith("LABEL"):
        lines.texts.extend(texts)
    elif texts:
        lines.add(*texts, group_from=1 if texts[0].startswith("LABEL") else 2)


def _write_work(lines: Lines, organizations: tuple[Organization, ...], *, tied: bool) -> None:
    """Readers join titles to organisations by their order; where that would mislead, each organisation is a group.

    ``tied``: a kept line may bring a group, which is then that of the whole organisation.
    """
    said = [(bool(each.name or each.units), bool(each.title), bool(each.role)) for each in organizations]
    apart = len(said) > 1 and any(list(flags) != sorted(flags, reverse=True) for flags in zip(*said, strict=True))
    for organization in organizations:
        texts = []
        if organization.name or organization.units:
            texts.append("ORG:" + ";".join(map(write_text, (organization.name, *organization.units))))
        if organization.title:
            texts.append(f"TITLE:{write_text(organization.title)}")
        if organization.role:
            texts.append(f"ROLE:{write_text(organization.role)}")
        if apart or tied:
            lines.add(*texts, group_from=1 if apart else _NEVER)
        else:
            lines.texts.extend(texts)


def _write_days_and_people(lines: Lines, contact: Contact, version: Version) -> None:
    if contact.birthday and (line := write_date("BDAY", contact.birthday, version)):
        lines.texts.append(line)
    for occasion in contact.occasions:
        standard = version == "4.0" and occasion.label == "anniversary"
        if line := write_date("ANNIVERSARY" if standard else "X-ABDATE", occasion.date, version):
            _write_labelled(lines, line, "" if standard else _built_in(occasion.label))
    for relation in contact.relations:
        name, kind = clean(relation.name), relation.kind
        if not name:
            continue
        if version == "3.0":
            _write_labelled(lines, f"X-ABRELATEDNAMES:{escape(name)}", _built_in(kind))
            continue
        head = "RELATED" + (write_param("TYPE", kind) if kind in RELATIONS else "")
        value = f":{write_uri(name)}" if name.startswith(_ADDRESSES) else f";VALUE=text:{escape(name)}"
        _write_labelled(lines, head + value, "" if kind in RELATIONS else kind)


def _write_rest(lines: Lines, contact: Contact, version: Version, cuts: Cuts) -> None:
    add = lines.texts.append
    for note in contact.notes:
        add(f"NOTE:{write_text(note)}")
    if contact.categories:
        _write_list(lines, "CATEGORIES", contact.categories, cuts.get("categories", []))
    for photo in contact.photos:
        if line := write_photo(photo, version):
            add(line)
    if contact.gender:
        text = write_text(contact.gender)
        letter = LETTERS_OF_SEXES.get(contact.gender)
        add(f"X-GENDER:{text}" if version == "3.0" else f"GENDER:{letter}" if letter else f"GENDER:;{text}")
    for language in contact.languages:
        add(f"LANG:{write_text(language)}")
    if contact.kind != "person" or contact.members:
        _write_kind(lines, contact, version)
    if contact.uid:
        add(_uid(contact.uid, version))
    if contact.revised:
        add(f"REV:{write_text(contact.revised)}")


def _write_kind(lines: Lines, contact: Contact, version: Version) -> None:
    if contact.kind != "person":
        group = contact.kind == "group"
        if version == "4.0":
            lines.texts.append("KIND:group" if group else "KIND:org")
        else:
            lines.texts.append("X-ADDRESSBOOKSERVER-KIND:group" if group else "X-ABShowAs:COMPANY")
    name = "MEMBER" if version == "4.0" else "X-ADDRESSBOOKSERVER-MEMBER"
    for member in map(write_uri, contact.members):
        if member:
            lines.texts.append(f"{name}:{member if ':' in member else f'urn:uuid:{member}'}")


def _uid(uid: str, version: Version) -> str:
    """In 4.0 a UID is a URI, unless it says that it is text; a bare UUID is understood by all."""
    if version == "3.0" or _is_uuid(uid):
        return f"UID:{write_text(uid)}"
    return f"UID:{write_uri(uid)}" if ":" in uid else f"UID;VALUE=text:{write_text(uid)}"


def _is_uuid(uid: str) -> bool:
    return len(uid) == 36 and [len(part) for part in uid.split("-")] == [8, 4, 4, 4, 12]


def _write_list(lines: Lines, name: str, texts: tuple[str, ...], cuts: list[tuple[str, ...]]) -> None:
    """One line for all texts, but a line of their own for those that stood on one with parameters."""
    run: list[str] = []
    position = 0
    while position < len(texts):
        own = next((cut for cut in cuts if texts[position : position + len(cut)] == cut), ())
        if own and run:
            lines.texts.append(f"{name}:{','.join(map(write_text, run))}")
            run = []
        if own:
            lines.texts.append(f"{name}:{','.join(map(write_text, own))}")
        else:
            run.append(texts[position])
        position += len(own) or 1
    if run:
        lines.texts.append(f"{name}:{','.join(map(write_text, run))}")


def _write_labelled(lines: Lines, text: str, label: str) -> None:
    if label:
        lines.add(text, f"X-ABLabel:{write_text(write_label(label))}")
    else:
        lines.texts.append(text)


def _built_in(word: str) -> str:
    """Apple's label for a word of netcore's ("spouse"), which has no capitals."""
    return BUILT_IN_LABELS.get(word, word) if word in RELATIONS or word == "anniversary" else word


def _types(kinds: tuple[str, ...], version: Version, preference: int = 0) -> str:
    """The TYPE parameters; 3.0 has a TYPE for the best of several, 4.0 has a number."""
    if not kinds and not preference:
        return ""
    common = _TYPES[version]
    types = "".join([common.get(kind) or _type(kind, version) for kind in kinds])
    if not preference:
        return types
    return types + (common["pref"] if preference == 1 and version == "3.0" else f";PREF={preference}")


def _type(kind: str, version: Version) -> str:
    text = clean(kind)
    return write_param("TYPE", text.upper() if version == "3.0" and text.isascii() else text) if text else ""
