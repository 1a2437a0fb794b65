"""What is written is read again as it was: the law of reader and writer."""

from contextlib import suppress
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
from netcore.plugins import Record, RefusedRecord
from netcore_vcard import parse, read, write
from netcore_vcard.vocabulary import KINDS_OF_LABELS, RELATIONS, SEXES

VERSIONS = ["3.0", "4.0"]
DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

# Values as the reader makes them: stripped, without NUL and half characters, kinds in lower case.

breaks = st.sampled_from(
    [";", ",", ":", '"', "\\", "\n", "^", "\\n", "^n", "=", "%", "\x0c", "\x85", "\u2028", "é", "😀"]
)
characters = st.one_of(breaks, st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"))
anything = st.lists(characters, max_size=40).map("".join)
words = anything.map(str.strip).filter(bool)
optional = st.just("") | words
notes = anything.filter(str.strip)


def tuples(items: st.SearchStrategy[Any], most: int = 3) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(items, max_size=most).map(tuple)


def kind_words() -> st.SearchStrategy[str]:
    own = words.map(str.lower).map(str.strip).map(lambda kind: kind.replace(",", "-"))
    return st.sampled_from(["home", "work", "cell", "fax", "x-own"]) | own.filter(
        lambda kind: kind.strip() and kind.lower() == kind and kind not in {"pref", "internet"}
    )


kinds = st.lists(kind_words(), max_size=3, unique=True).map(tuple)
labels = st.just("") | words.filter(lambda label: label.lower() not in KINDS_OF_LABELS and "_$!<" not in label)
preferences = st.integers(0, 100)


@st.composite
def dates(draw: st.DrawFn) -> PartialDate:
    if draw(st.booleans()) and draw(st.booleans()):
        return PartialDate(text=draw(words))
    month = draw(st.integers(0, 12))
    day = draw(st.integers(0, DAYS[month - 1] if month else 31))
    year = draw(st.just(0) | st.integers(1, 9999).filter(lambda year: year != 1604))
    if year and not month:
        day = 0
    return PartialDate(year=year, month=month, day=day) if year or month or day else PartialDate(year=1990)


addresses = st.builds(
    PostalAddress,
    po_box=optional,
    extended=optional,
    street=optional,
    locality=optional,
    region=optional,
    postcode=optional,
    country=optional,
    country_code=st.sampled_from(["", "de", "us"]),
    formatted=st.just("") | notes,
    kinds=kinds,
    label=labels,
    preference=preferences,
).filter(lambda each: each.formatted or any((each.po_box, each.street, each.locality, each.country, each.postcode)))
organizations = st.builds(Organization, name=optional, units=tuples(words), title=optional, role=optional).filter(
    lambda each: any((each.name, each.units, each.title, each.role))
)
services = st.sampled_from(["jabber", "skype", "linkedin", "matrix", "my own; service"])
urls = words.filter(lambda url: url[:5].lower() != "data:")
handles = st.builds(
    Handle,
    service=services,
    name=words,
    url=st.just("") | st.builds("{}:{}".format, st.sampled_from(["https", "xmpp", "foo"]), words),
    kinds=kinds,
)
occasions = st.builds(
    Occasion,
    date=dates(),
    label=st.sampled_from(["", "anniversary"]) | words.filter(lambda label: label.lower() != "anniversary"),
)
relations = st.builds(
    Relation,
    name=words | words.map("https://{}".format),
    kind=st.sampled_from(["", *sorted(RELATIONS)]) | words.filter(lambda kind: kind.lower() not in RELATIONS),
)
photos = st.builds(
    Photo, data=st.binary(min_size=1, max_size=200), media_type=st.sampled_from(["", "image/jpeg", "image/x-own"])
) | st.builds(Photo, url=urls, media_type=st.sampled_from(["", "image/png", "application/x"]))
extras = st.one_of(
    anything.map(lambda text: text.replace("\n", " ")).map(
        lambda text: Extra(format="vcard", name="X-OWN", text=f'item9.X-OWN;A="b:c";d:{text}')
    ),
    anything.map(lambda text: Extra(format="vcard", name="", text=f"# {text}")),
)
names = st.builds(
    Name,
    display=optional,
    given=optional,
    family=optional,
    additional=optional,
    prefix=optional,
    suffix=optional,
    phonetic_given=optional,
    phonetic_family=optional,
    sort_as=optional,
)
contacts = st.builds(
    Contact,
    kind=st.sampled_from(["person", "organization", "group"]),
    name=names,
    nicknames=tuples(words),
    emails=tuples(
        st.builds(
            Email,
            address=words.filter(lambda a: a[:7].lower() != "mailto:" and a[:1] + a[-1:] != "<>"),
            kinds=kinds,
            label=labels,
            preference=preferences,
        )
    ),
    phones=tuples(
        st.builds(
            Phone,
            number=words | st.just("tel:+1-512-555-0100;ext=5") | words.map("tel:{}".format),
            kinds=kinds,
            label=labels,
            preference=preferences,
        )
    ),
    addresses=tuples(addresses),
    organizations=tuples(organizations),
    links=tuples(st.builds(Link, url=words, kinds=kinds, label=labels)),
    handles=tuples(handles),
    birthday=st.none() | dates(),
    occasions=st.lists(occasions, max_size=3, unique=True).map(tuple),
    relations=st.lists(relations, max_size=3, unique=True).map(tuple),
    notes=st.lists(notes, min_size=1, max_size=2).map(tuple),
    categories=tuples(words),
    photos=tuples(photos, 2),
    gender=st.sampled_from(["", *sorted(set(SEXES.values()))]) | words.filter(lambda text: text.lower() not in SEXES),
    languages=tuples(words, 2),
    uid=optional,
    revised=optional,
    members=tuples(words.filter(lambda uid: uid[:9].lower() != "urn:uuid:"), 2),
    extras=tuples(extras),
)


@pytest.mark.parametrize("version", VERSIONS)
@given(contact=contacts)
@settings(max_examples=50, deadline=None)
def test_a_contact_comes_back_as_it_was(version: Any, contact: Contact) -> None:
    written = write(contact, version)
    (record,) = read(written)
    assert isinstance(record, Record)
    assert parse(record.raw).contact == contact


# Cards as files have them: the contact is what the reader makes of them, and must not change any more.

known = st.sampled_from(
    [
        "FN",
        "N",
        "NICKNAME",
        "EMAIL",
        "TEL",
        "ADR",
        "LABEL",
        "ORG",
        "TITLE",
        "ROLE",
        "URL",
        "IMPP",
        "X-SOCIALPROFILE",
        "X-JABBER",
        "BDAY",
        "ANNIVERSARY",
        "X-ABDATE",
        "X-ABRELATEDNAMES",
        "RELATED",
        "X-SPOUSE",
        "PHOTO",
        "NOTE",
        "CATEGORIES",
        "GENDER",
        "X-GENDER",
        "LANG",
        "UID",
        "REV",
        "KIND",
        "MEMBER",
        "SORT-STRING",
        "X-PHONETIC-FIRST-NAME",
        "X-ABLabel",
        "X-ABADR",
        "AGENT",
        "VERSION",
        "X-OWN",
        "GEO",
        "KEY",
        "X-A/B",
    ]
)
params = st.sampled_from(
    [
        ";TYPE=home",
        ";TYPE=work,pref",
        ';TYPE="voice,cell"',
        ";PREF=2",
        ";PREF=many",
        ";ALTID=1",
        ";LANGUAGE=de",
        ';X-OWN="a;b:c"',
        ";HOME",
        ";VALUE=text",
        ";VALUE=uri",
        ";ENCODING=QUOTED-PRINTABLE",
        ";ENCODING=b",
        ";CHARSET=ISO-8859-1",
    ]
)
values = st.lists(
    st.sampled_from(
        [
            ";",
            ",",
            ":",
            "\\",
            "\\n",
            "\\,",
            "=3B",
            "=E9",
            "=",
            "a",
            "Ada",
            "1990-01-02",
            "T10:00",
            "1604",
            "--0102",
            "http://a.test/b",
            "data:image/png;base64,AAAA",
            "AAAA",
            "é",
            " ",
            "_$!<Home>!$_",
            "group",
            "M",
            "urn:uuid:1",
        ]
    ),
    max_size=6,
).map("".join)
groups = st.sampled_from(["", "", "", "item1.", "item2."])
lines = st.builds("{}{}{}:{}".format, groups, known, st.lists(params, max_size=3).map("".join), values)


@pytest.mark.parametrize("version", VERSIONS)
@given(body=st.lists(lines, max_size=8), source=st.sampled_from(["2.1", "3.0", "4.0"]))
@settings(max_examples=150, deadline=None)
def test_what_was_read_from_any_card_comes_back(version: Any, body: list[str], source: str) -> None:
    raw = "\r\n".join(["BEGIN:VCARD", f"VERSION:{source}", "NICKNAME:x", "NOTE:x", *body, "END:VCARD"]).encode()
    contact = parse(raw).contact
    again = parse(write(contact, version)).contact
    assert msgspec.structs.replace(again, extras=()) == msgspec.structs.replace(contact, extras=())
    assert parse(write(again, version)).contact == again


@given(data=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for wrapped in (data, b"BEGIN:VCARD\r\n" + data + b"\r\nEND:VCARD\r\n"):
        for raw in (wrapped, *(item.raw for item in read(wrapped) if isinstance(item, Record))):
            with suppress(RefusedRecord):
                contact = parse(raw).contact
                for version in VERSIONS:
                    write(contact, version)


def test_a_file_cut_at_any_byte_costs_its_last_card_at_most() -> None:
    cards = [
        "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:1\r\nN:King;Ada;;;\r\nitem1.TEL;TYPE=CELL:1234567\r\nitem1.X-ABLabel:Boat\r\n"
        "NOTE:Zoë\\, folded\r\n  here\r\nPHOTO;ENCODING=b;TYPE=PNG:iVBO\r\n Rw0KGgo=\r\nEND:VCARD\r\n",
        "BEGIN:VCARD\r\nVERSION:2.1\r\nFN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=BC=\r\nrgen\r\nAGENT:\r\n"
        "BEGIN:VCARD\r\nFN:Bob\r\nEND:VCARD\r\nPHOTO;JPEG;ENCODING=BASE64:\r\n /9j/\r\n 4AAQ\r\n\r\nEND:VCARD\r\n",
        'BEGIN:VCARD\nVERSION:4.0\nFN:Ada\nADR;LABEL="a^nb:c":;;;Ely;;;\nBDAY:--0102\nEND:VCARD\n',
    ]
    whole = "".join(cards).encode()
    ends = [len("".join(cards[:count]).encode()) for count in range(len(cards) + 1)]
    records = list(read(whole))
    assert len(records) == len(cards)
    for cut in range(len(whole)):
        items = list(read(whole[:cut]))
        complete = sum(end <= cut for end in ends) - 1
        assert items[:complete] == records[:complete]
        for item in items:
            if isinstance(item, Record):
                with suppress(RefusedRecord):
                    parse(item.raw)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("contact", [Contact(name=Name(given="Ada")), Contact(emails=(Email(address="a@x.example"),))])
def test_a_name_that_only_stands_in_is_marked_in_the_words_of_the_version(contact: Contact, version: Any) -> None:
    card = write(contact, version).decode()
    (line,) = [line for line in card.splitlines() if line.startswith("FN")]
    marks = {"3.0": "FN;X-NETCORE-DERIVED=TRUE:", "4.0": "FN;DERIVED=TRUE:"}
    assert line.startswith(marks[version]), "3.0 knows no parameter DERIVED"
    assert parse(card.encode()).contact == contact


@pytest.mark.parametrize("mark", ["DERIVED=TRUE", "derived=true", "X-NETCORE-DERIVED=TRUE"])
def test_a_name_that_says_it_was_derived_is_made_again(mark: str) -> None:
    contact = parse(f"BEGIN:VCARD\nVERSION:4.0\nFN;{mark}:Countess Ada\nN:;Ada;;;\nEND:VCARD\n".encode()).contact
    assert (contact.name.display, contact.label()) == ("", "Ada")


@pytest.mark.parametrize("mark", ["DERIVED=FALSE", "X-NETCORE-DERIVED=FALSE"])
def test_a_name_that_says_it_was_not_derived_is_a_name(mark: str) -> None:
    contact = parse(f"BEGIN:VCARD\nVERSION:4.0\nFN;{mark}:Countess Ada\nN:;Ada;;;\nEND:VCARD\n".encode()).contact
    assert contact.name.display == "Countess Ada"
