"""The properties that the contact has a field for, and how each is read.

A *take* function gets the card, the opening of the line, and its value, which is free of any transport encoding but
still escaped.  It never fails on a strange value: what it cannot use, it keeps.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from netcore.model.base import Value
from netcore.model.contact import Email, Link, Occasion, Phone, PostalAddress, Relation
from netcore.model.partial_date import PartialDate
from netcore_vcard.card import Card, Irregular
from netcore_vcard.dates import read_date, whole_date
from netcore_vcard.escapes import split, text_list, unescape
from netcore_vcard.groups import COUNTRY, LABEL, STRANGER
from netcore_vcard.handles import read_handle
from netcore_vcard.heads import Head
from netcore_vcard.memory import Memory
from netcore_vcard.photos import read_photo
from netcore_vcard.vocabulary import SERVICES_OF_NAMES, SEXES


class Opening(Value, frozen=True, kw_only=True):
    """A head, and what there is to do with the values that stand behind it."""

    head: Head
    text: str
    """The head as it is kept: as written, unless it says how the value was encoded."""
    take: "Take"
    quick: "Take"
    """The same as ``take``, unless only the careful reader can get at the value or at what it means."""
    kinds: tuple[str, ...] = ()
    preference: int = 0


Take = Callable[[Card, Opening, str], None]


class Property(Value, frozen=True, kw_only=True):
    """What is known of a property."""

    take: Take
    field: str = ""
    """The list of the contact into which its items go, when they can have a label."""
    kinds: bool = False
    preference: bool = False
    params: frozenset[str] = frozenset()
    """Other parameters that are understood."""
    take_with: Take | None = None
    """Instead of ``take`` when the line has any of them."""
    once: bool = False
    """Only the first line of it counts; another is an alternative, or a mistake."""


def take_unknown(card: Card, opening: Opening, value: str) -> None:
    """A property that the contact has no field for."""
    card.unknown(opening.head.name, f"{opening.text}:{value}")
    if opening.head.group:
        card.groups.setdefault(opening.head.group, []).append(STRANGER)


def keep(card: Card, opening: Opening, value: str) -> None:
    """Keep the line of a property that has a field, because the field cannot hold all that the line says."""
    name = opening.head.name
    card.keep(name, card.line(name, opening.text, value))


def _version(card: Card, opening: Opening, value: str) -> None:
    """It says nothing about the person, but in 2.1 a comma separates nothing."""
    if value.strip().startswith("2") and not card.literal_commas:
        raise Irregular


def _single(field: str) -> Take:
    def take(card: Card, opening: Opening, value: str) -> None:
        if field in card.fields:
            raise Irregular
        text = unescape(value).strip()
        if text:
            card.fields[field] = text

    return take


# Names


def _display(card: Card, opening: Opening, value: str) -> None:
    if card.display:
        raise Irregular
    card.display = (unescape(value) if "\\" in value else value).strip()


def _derived_display(card: Card, opening: Opening, value: str) -> None:
    """A name that was made of the rest of the card (RFC 9554 section 4.4) can be made again."""
    params = opening.head.params
    if not any(text.lower() == "true" for name in _DERIVED for text in params.get(name, ())):
        _display(card, opening, value)


def _name(card: Card, opening: Opening, value: str) -> None:
    if card.parts and any(card.parts):
        raise Irregular
    parts = value.split(";")
    if len(parts) != 5 or "," in value or "\\" in value:
        parts = _parts(card, opening, value, 5, " ")
    elif " " not in value:
        card.parts = parts
        return
    card.parts = list(map(str.strip, parts))


def _name_sorted(card: Card, opening: Opening, value: str) -> None:
    _name(card, opening, value)
    card.aside.name.setdefault("sort_as", ",".join(opening.head.params["SORT-AS"]))


def _parts(card: Card, opening: Opening, value: str, count: int, joiner: str) -> list[str]:
    """The texts of a structured value; lists in it are joined, and kept as they were."""
    if "\\" not in value and ("," not in value or card.literal_commas):
        parts = value.split(";")
    else:
        parts = split(value, ";")
        if not card.literal_commas:
            lists = [split(part, ",") for part in parts]
            parts = [part[0] if len(part) == 1 else joiner.join(map(str.strip, part)) for part in lists]
            if any(len(part) > 1 for part in lists):
                keep(card, opening, value)
        parts = [unescape(part) for part in parts]
    if len(parts) != count:
        if any(parts[count:]):
            keep(card, opening, value)
        parts = (parts + [""] * count)[:count]
    return parts


def _part_of_name(field: str) -> Take:
    def take(card: Card, opening: Opening, value: str) -> None:
        card.aside.name.setdefault(field, unescape(value).strip())

    return take


def _sound(card: Card, opening: Opening, value: str) -> None:
    """Japanese phones put the reading of the name into a SOUND, in the shape of N."""
    family, given, *_ = [*map(unescape, split(value, ";")), ""]
    card.aside.name.setdefault("phonetic_family", family.strip())
    card.aside.name.setdefault("phonetic_given", given.strip())


def _nicknames(card: Card, opening: Opening, value: str) -> None:
    names = [unescape(value).strip()] if card.literal_commas else text_list(value)
    card.fields["nicknames"] += filter(None, names)


# Ways to reach the person


def _email(card: Card, opening: Opening, value: str) -> None:
    address = (unescape(value) if "\\" in value else value).strip()
    if ":" in address and address[:7].lower() == "mailto:":
        address = address[7:].strip()
    if address[:1] == "<" and address[-1:] == ">":
        address = address[1:-1].strip()
    if address:
        card.fields["emails"].append(Email(address=address, kinds=opening.kinds, preference=opening.preference))


def _phone(card: Card, opening: Opening, value: str) -> None:
    number = (unescape(value) if "\\" in value else value).strip()
    if number:
        card.fields["phones"].append(Phone(number=number, kinds=opening.kinds, preference=opening.preference))


def _phone_uri(card: Card, opening: Opening, value: str) -> None:
    """The writer of 3.0, which has no URIs, puts the URI of 4.0 beside the number."""
    number = opening.head.params["X-URI"][0]
    card.fields["phones"].append(Phone(number=number, kinds=opening.kinds, preference=opening.preference))


def _address(card: Card, opening: Opening, value: str, formatted: str = "", country_code: str = "") -> None:
    parts = value.split(";")
    if len(parts) != 7 or "," in value or "\\" in value:
        parts = _parts(card, opening, value, 7, ", ")
    po_box, extended, street, locality, region, postcode, country = map(str.strip, parts)
    if formatted or po_box or extended or street or locality or region or postcode or country:
        card.fields["addresses"].append(
            PostalAddress(
                po_box=po_box,
                extended=extended,
                street=street,
                locality=locality,
                region=region,
                postcode=postcode,
                country=country,
                country_code=country_code,
                formatted=formatted,
                kinds=opening.kinds,
                preference=opening.preference,
            )
        )


def _address_with(card: Card, opening: Opening, value: str) -> None:
    """4.0 puts the text of the envelope into a parameter, and so does RFC 8605 with the code of the country."""
    params = opening.head.params
    formatted = unescape(",".join(params.get("LABEL", ())))
    _address(card, opening, value, formatted, params.get("CC", ("",))[0].lower())


def _label(card: Card, opening: Opening, value: str) -> None:
    """2.1 and 3.0 have what stands on the envelope as a property of its own."""
    formatted = unescape(value)
    if formatted.strip():
        card.aside.labels.append((opening.head.group, len(card.fields["addresses"])))
        card.fields["addresses"].append(
            PostalAddress(formatted=formatted, kinds=opening.kinds, preference=opening.preference)
        )


def _link(card: Card, opening: Opening, value: str) -> None:
    url = unescape(value).strip()
    if url:
        card.fields["links"].append(Link(url=url, kinds=opening.kinds))


def _handle(card: Card, opening: Opening, value: str) -> None:
    handle = read_handle(opening.head, opening.kinds, value)
    if handle:
        card.fields["handles"].append(handle)


def _describe(card: Card, opening: Opening, value: str) -> None:
    """X-ABLabel and X-ABADR describe the other lines of their group."""
    head, text = opening.head, unescape(value).strip()
    if head.group and (head.name == LABEL or (len(text) == 2 and text.isalpha())):
        card.groups.setdefault(head.group, []).append(("", -1, head.name, opening.text, value))
    else:
        take_unknown(card, opening, value)


# Work


def _organization(card: Card, opening: Opening, value: str) -> None:
    if value[-1:] == ";" and "\\;" not in value:
        value = value.rstrip(";")
    if ";" not in value:
        card.works.append((opening.head.group, "name", unescape(value).strip()))
        return
    name, *units = [unescape(part).strip() for part in split(value, ";")]
    while units and not units[-1]:
        units.pop()
    card.works += [(opening.head.group, "name", name), (opening.head.group, "units", tuple(units))]


def _work(field: str) -> Take:
    def take(card: Card, opening: Opening, value: str) -> None:
        card.works.append((opening.head.group, field, (unescape(value) if "\\" in value else value).strip()))

    return take


# Days and people


def _date(card: Card, opening: Opening, value: str) -> PartialDate | None:
    text = (unescape(value) if "\\" in value else value).strip()
    params = opening.head.params
    if params:
        if "text" in (word.lower() for word in params.get("VALUE", ())):
            return PartialDate(text=text) if text else None
        omitted = params.get("X-APPLE-OMIT-YEAR", ("",))[0]
        if omitted and text.startswith(omitted):
            text = "--" + text[len(omitted) :].lstrip("-")
    date = read_date(text)
    if date is None or (len(text) > 10 and not date.text):
        keep(card, opening, value)
    if date and date.text:
        card.note(f"{opening.head.name}: “{date.text[:60]}” is no date, and is kept as words")
    return date


def _birthday(card: Card, opening: Opening, value: str) -> None:
    if "birthday" in card.fields:
        raise Irregular
    date = whole_date(value) if not opening.head.params else None
    if date := date or _date(card, opening, value):
        card.fields["birthday"] = date


def _occasion(label: str) -> Take:
    def take(card: Card, opening: Opening, value: str) -> None:
        if date := _date(card, opening, value):
            card.fields["occasions"].append(Occasion(date=date, label=label))

    return take


def _in_order(value: str) -> str:
    """Outlook says of a spouse "family;given", as in N."""
    family, _, rest = value.partition(";")
    return f"{rest.partition(';')[0]} {family}"


def _relation(kind: str) -> Take:
    def take(card: Card, opening: Opening, value: str) -> None:
        name = unescape(_in_order(value) if "N" in opening.head.params.get("TYPE", ()) else value).strip()
        if name:
            card.fields["relations"].append(Relation(name=name, kind=kind))

    return take


def _related(card: Card, opening: Opening, value: str) -> None:
    kinds = [kind.lower() for text in opening.head.params.get("TYPE", ()) for kind in text.split(",")]
    if len(kinds) > 1:
        keep(card, opening, value)
    _relation(kinds[0] if kinds else "")(card, opening, value)


# The rest


def _photo(card: Card, opening: Opening, value: str) -> None:
    photo, repaired = read_photo(opening.head, value)
    if photo:
        card.fields["photos"].append(photo)
        if repaired:
            card.note("PHOTO: the data of the picture was damaged, and has been mended as far as possible")
    elif value.strip():
        keep(card, opening, value)
        card.note("PHOTO: no picture can be made of it; the line is kept as it is")


def _note(card: Card, opening: Opening, value: str) -> None:
    text = unescape(value)
    if text.strip():
        card.fields["notes"].append(text)


def _categories(card: Card, opening: Opening, value: str) -> None:
    if card.literal_commas:
        value = ",".join(split(value, ";"))
    card.fields["categories"] += _CATEGORIES[value]


_CATEGORIES: Mapping[str, list[str]] = Memory(text_list)
"""The categories in a value: those of one card are often those of the next."""


def _gender(card: Card, opening: Opening, value: str) -> None:
    sex, text = (*(unescape(part).strip() for part in split(value, ";")), "")[:2]
    if sex and text:
        keep(card, opening, value)
    gender = SEXES.get((text or sex).lower(), text or sex)
    if gender and card.fields.setdefault("gender", gender) != gender:
        raise Irregular


def _language(card: Card, opening: Opening, value: str) -> None:
    language = unescape(value).strip()
    if language:
        card.fields["languages"].append(language)


def _kind(card: Card, opening: Opening, value: str) -> None:
    kind = {"group": "group", "org": "organization", "company": "organization"}.get(value.strip().lower())
    if kind:
        card.fields["kind"] = kind
    elif value.strip().lower() != "individual":
        keep(card, opening, value)


def _list(card: Card, opening: Opening, value: str) -> None:
    """Evolution's way to say that a card is of a list of people: their addresses are the card's."""
    if value.strip().lower() == "true":
        card.fields["kind"] = "group"
    else:
        keep(card, opening, value)


def _member(card: Card, opening: Opening, value: str) -> None:
    text = unescape(value).strip()
    member = text.removeprefix("urn:uuid:")
    if member == text and (":" not in text or text[:9].lower() == "urn:uuid:"):
        keep(card, opening, value)
        member = text[9:] if ":" in text else text
    if member:
        card.fields["members"].append(member)


def _kept_line(card: Card, opening: Opening, value: str) -> None:
    """A line that is none, wrapped by the writer."""
    card.unknown("", unescape(value))


def _android(card: Card, opening: Opening, value: str) -> None:
    """Android's 2.1 puts what 2.1 has no property for into rows of its own: ``…/nickname;Al;1;;;``."""
    mime, text, type_, label = ([unescape(cell).strip() for cell in split(value, ";")] + [""] * 3)[:4]
    row = mime.rpartition("/")[2]
    date = read_date(text) if row == "contact_event" else None
    if row == "nickname" and text:
        card.fields["nicknames"].append(text)
    elif date and type_ == "3":
        card.fields.setdefault("birthday", date)
    elif date:
        card.fields["occasions"].append(Occasion(date=date, label="anniversary" if type_ == "1" else label))
    elif row == "relation" and text:
        card.fields["relations"].append(Relation(name=text, kind=_ANDROID_RELATIONS.get(type_, label)))
    else:
        take_unknown(card, opening, value)


_ANDROID_RELATIONS: Mapping[str, str] = MappingProxyType(
    dict(
        zip(
            map(str, range(1, 15)),
            [
                "assistant",
                "brother",
                "child",
                "partner",
                "father",
                "friend",
                "manager",
                "mother",
                "parent",
                "partner",
                "contact",
                "relative",
                "sister",
                "spouse",
            ],
            strict=True,
        )
    )
)
"""https://developer.android.com/reference/android/provider/ContactsContract.CommonDataKinds.Relation"""

_DERIVED = frozenset({"DERIVED", "X-NETCORE-DERIVED"})
"""What marks a name as made of the rest of the card, in 4.0 and in what we write of 3.0."""
_DAY = frozenset({"X-APPLE-OMIT-YEAR"})
_SERVICE = Property(
    take=_handle, kinds=True, params=frozenset({"X-SERVICE-TYPE", "SERVICE-TYPE", "USERNAME", "X-USER"})
)


def _people(kind: str, *names: str) -> dict[str, Property]:
    return {name: Property(take=_relation(kind)) for name in names}


PROPERTIES: Mapping[str, Property] = MappingProxyType(
    {
        "VERSION": Property(take=_version),
        "FN": Property(take=_display, params=_DERIVED, take_with=_derived_display, once=True),
        "N": Property(take=_name, params=frozenset({"SORT-AS"}), take_with=_name_sorted, once=True),
        "SORT-STRING": Property(take=_part_of_name("sort_as")),
        "X-PHONETIC-FIRST-NAME": Property(take=_part_of_name("phonetic_given")),
        "X-PHONETIC-LAST-NAME": Property(take=_part_of_name("phonetic_family")),
        "SOUND": Property(take=_sound, params=frozenset({"TYPE"})),
        "NICKNAME": Property(take=_nicknames),
        "X-NICKNAME": Property(take=_nicknames),
        "EMAIL": Property(take=_email, field="emails", kinds=True, preference=True),
        "TEL": Property(
            take=_phone,
            field="phones",
            kinds=True,
            preference=True,
            params=frozenset({"X-URI"}),
            take_with=_phone_uri,
        ),
        "ADR": Property(
            take=_address,
            field="addresses",
            kinds=True,
            preference=True,
            params=frozenset({"LABEL", "CC"}),
            take_with=_address_with,
        ),
        "LABEL": Property(take=_label, field="addresses", kinds=True, preference=True),
        "ORG": Property(take=_organization),
        "TITLE": Property(take=_work("title")),
        "ROLE": Property(take=_work("role")),
        "URL": Property(take=_link, field="links", kinds=True),
        "IMPP": _SERVICE,
        "SOCIALPROFILE": _SERVICE,
        "X-SOCIALPROFILE": _SERVICE,
        **dict.fromkeys(SERVICES_OF_NAMES, Property(take=_handle, kinds=True)),
        "BDAY": Property(take=_birthday, params=_DAY, once=True),
        "ANNIVERSARY": Property(take=_occasion("anniversary"), params=_DAY),
        "X-ANNIVERSARY": Property(take=_occasion("anniversary"), params=_DAY),
        "X-EVOLUTION-ANNIVERSARY": Property(take=_occasion("anniversary"), params=_DAY),
        "X-MS-ANNIVERSARY": Property(take=_occasion("anniversary"), params=_DAY),
        "X-KADDRESSBOOK-X-ANNIVERSARY": Property(take=_occasion("anniversary"), params=_DAY),
        "X-ABDATE": Property(take=_occasion(""), field="occasions", params=_DAY),
        "RELATED": Property(take=_related, field="relations", params=frozenset({"TYPE"})),
        "X-ABRELATEDNAMES": Property(take=_relation(""), field="relations"),
        **_people("spouse", "X-SPOUSE", "X-EVOLUTION-SPOUSE", "X-MS-SPOUSE", "X-KADDRESSBOOK-X-SPOUSESNAME"),
        **_people("manager", "X-MANAGER", "X-EVOLUTION-MANAGER", "X-MS-MANAGER", "X-KADDRESSBOOK-X-MANAGERSNAME"),
        **_people(
            "assistant", "X-ASSISTANT", "X-EVOLUTION-ASSISTANT", "X-MS-ASSISTANT", "X-KADDRESSBOOK-X-ASSISTANTSNAME"
        ),
        **_people("child", "X-MS-CHILD"),
        "AGENT": Property(take=take_unknown),  # the reader of cards reads the card that it holds
        "X-ANDROID-CUSTOM": Property(take=_android),
        "PHOTO": Property(take=_photo, params=frozenset({"TYPE", "MEDIATYPE"})),
        "NOTE": Property(take=_note),
        "CATEGORIES": Property(take=_categories),
        "X-CATEGORIES": Property(take=_categories),
        "GENDER": Property(take=_gender, once=True),
        "X-GENDER": Property(take=_gender, once=True),
        "LANG": Property(take=_language),
        "UID": Property(take=_single("uid"), once=True),
        "REV": Property(take=_single("revised"), once=True),
        "KIND": Property(take=_kind),
        "X-ADDRESSBOOKSERVER-KIND": Property(take=_kind),
        "X-ABSHOWAS": Property(take=_kind),
        "X-EVOLUTION-KIND": Property(take=_kind),
        "X-EVOLUTION-LIST": Property(take=_list),
        "MEMBER": Property(take=_member),
        "X-ADDRESSBOOKSERVER-MEMBER": Property(take=_member),
        LABEL: Property(take=_describe),
        COUNTRY: Property(take=_describe),
        "X-NETCORE-LINE": Property(take=_kept_line),
    }
)
"""By upper-case name.  Everything else is unknown, and kept."""
