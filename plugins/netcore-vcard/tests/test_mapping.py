"""Each property, as each version spells it, fills its field; and what is written of it is understood by others."""

from operator import attrgetter
from typing import Any

import pytest
import vobject

from netcore.model.contact import Contact
from netcore_vcard import parse, write

ROWS = [
    ("2.1", ["FN:Ada King"], "name.display", "Ada King"),
    ("3.0", ["N:King;Ada;Augusta;Dr;PhD"], "name.family", "King"),
    ("3.0", ["N:King;Ada;Augusta;Dr;PhD"], "name.additional", "Augusta"),
    ("4.0", ["N:King;Ada;Augusta,Maria;Dr;PhD"], "name.additional", "Augusta Maria"),
    ("2.1", ["SOUND;X-IRMC-N:キング;エイダ;;;"], "name.phonetic_family", "キング"),
    ("3.0", ["X-PHONETIC-FIRST-NAME:Eida"], "name.phonetic_given", "Eida"),
    ("3.0", ["SORT-STRING:King"], "name.sort_as", "King"),
    ("4.0", ['N;SORT-AS="King,Ada":King;Ada;;;'], "name.sort_as", "King,Ada"),
    ("2.1", ["X-NICKNAME:Al"], "nicknames", ("Al",)),
    ("4.0", ["NICKNAME:Al,Ally"], "nicknames", ("Al", "Ally")),
    ("2.1", ["TEL;CELL:1234567"], "phones.0.kinds", ("cell",)),
    ("3.0", ["TEL;TYPE=CELL,VOICE:1234567"], "phones.0.kinds", ("cell", "voice")),
    ("4.0", ["TEL;VALUE=uri;TYPE=cell:tel:+1-512-555-0100;ext=5"], "phones.0.number", "tel:+1-512-555-0100;ext=5"),
    ("2.1", ["TEL;PREF;HOME:1234567"], "phones.0.preference", 1),
    ("3.0", ["TEL;TYPE=PREF:1234567"], "phones.0.preference", 1),
    ("4.0", ["TEL;PREF=7:1234567"], "phones.0.preference", 7),
    ("2.1", ["EMAIL;INTERNET;WORK:a@b.test"], "emails.0.kinds", ("work",)),
    ("4.0", ["EMAIL:a@b.test"], "emails.0.address", "a@b.test"),
    ("3.0", ["ADR;TYPE=HOME:1;2;3 High St;Ely;Cambs;CB7;UK"], "addresses.0.locality", "Ely"),
    ("3.0", ["ADR;TYPE=HOME:1;2;3 High St;Ely;Cambs;CB7;UK"], "addresses.0.po_box", "1"),
    ("3.0", ["ADR;TYPE=HOME:;;;Ely;;;", "LABEL;TYPE=HOME:3 High St\\nEly"], "addresses.0.formatted", "3 High St\nEly"),
    ("4.0", ['ADR;LABEL="3 High St^nEly":;;;Ely;;;'], "addresses.0.formatted", "3 High St\nEly"),
    ("3.0", ["item1.ADR:;;;Köln;;;", "item1.X-ABADR:de"], "addresses.0.country_code", "de"),
    ("3.0", ["ORG:Acme\\, Inc.;R&D;Lab"], "organizations.0.units", ("R&D", "Lab")),
    ("3.0", ["ORG:Acme", "TITLE:Engineer", "ROLE:Lead"], "organizations.0.role", "Lead"),
    ("4.0", ["URL:https://a.test/?b=1,2;c"], "links.0.url", "https://a.test/?b=1,2;c"),
    ("2.1", ["BDAY:19900102"], "birthday.month", 1),
    ("3.0", ["BDAY;X-APPLE-OMIT-YEAR=1604:1604-05-06"], "birthday.year", 0),
    ("4.0", ["BDAY;VALUE=text:circa 1800"], "birthday.text", "circa 1800"),
    ("2.1", ["X-ANNIVERSARY:20010203"], "occasions.0.label", "anniversary"),
    ("2.1", ["X-EVOLUTION-ANNIVERSARY:20010203"], "occasions.0.label", "anniversary"),
    ("3.0", ["item1.X-ABDATE:2001-02-03", "item1.X-ABLabel:_$!<Anniversary>!$_"], "occasions.0.label", "anniversary"),
    ("4.0", ["ANNIVERSARY:20010203"], "occasions.0.date.year", 2001),
    ("2.1", ["CATEGORIES:Friends;Work"], "categories", ("Friends", "Work")),
    ("3.0", ["CATEGORIES:Friends,Work"], "categories", ("Friends", "Work")),
    ("2.1", ["PHOTO;PNG;ENCODING=BASE64:", " iVBORw0KGgo=", ""], "photos.0.data", b"\x89PNG\r\n\x1a\n"),
    ("3.0", ["PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ"], "photos.0.media_type", "image/jpeg"),
    ("3.0", ["PHOTO;VALUE=uri:https://a.test/a.png"], "photos.0.url", "https://a.test/a.png"),
    ("4.0", ["PHOTO:data:image/png;base64,iVBORw0KGgo="], "photos.0.data", b"\x89PNG\r\n\x1a\n"),
    ("2.1", ["X-JABBER:ada@a.test"], "handles.0.service", "jabber"),
    ("3.0", ["IMPP;X-SERVICE-TYPE=Skype:skype:ada"], "handles.0.service", "skype"),
    ("4.0", ["IMPP:xmpp:ada@a.test"], "handles.0.name", "ada@a.test"),
    ("3.0", ["X-SOCIALPROFILE;TYPE=twitter;X-USER=ada:https://t.test/ada"], "handles.0.name", "ada"),
    ("4.0", ["SOCIALPROFILE;SERVICE-TYPE=Mastodon:https://m.test/@ada"], "handles.0.service", "mastodon"),
    ("2.1", ["X-SPOUSE:Will"], "relations.0.kind", "spouse"),
    ("2.1", ["X-MS-SPOUSE;N:King;William"], "relations.0.name", "William King"),
    ("2.1", ["X-MS-SPOUSE;N:;Will"], "relations.0.name", "Will"),
    ("3.0", ["i.X-ABRELATEDNAMES:Will", "i.X-ABLabel:_$!<Spouse>!$_"], "relations.0.kind", "spouse"),
    ("4.0", ["RELATED;TYPE=spouse;VALUE=text:Will"], "relations.0.name", "Will"),
    ("3.0", ["X-GENDER:Female"], "gender", "female"),
    ("4.0", ["GENDER:;it's complicated"], "gender", "it's complicated"),
    ("4.0", ["LANG:de"], "languages", ("de",)),
    ("3.0", ["X-ABShowAs:COMPANY"], "kind", "organization"),
    ("4.0", ["KIND:org"], "kind", "organization"),
    ("3.0", ["X-EVOLUTION-LIST:TRUE"], "kind", "group"),
    ("3.0", ["X-EVOLUTION-LIST:FALSE"], "kind", "person"),
    ("3.0", ["X-EVOLUTION-KIND:GROUP"], "kind", "group"),
    ("4.0", ["KIND:group", "MEMBER:urn:uuid:AB-1", "MEMBER:mailto:a@b.test"], "members", ("AB-1", "mailto:a@b.test")),
    ("3.0", ["X-ADDRESSBOOKSERVER-KIND:group", "X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:AB-1"], "members", ("AB-1",)),
    ("3.0", ["UID:ab-1"], "uid", "ab-1"),
    (
        "4.0",
        ["UID:urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6"],
        "uid",
        "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
    ),
    ("3.0", ["REV:2024-02-03T04:05:06Z"], "revised", "2024-02-03T04:05:06Z"),
]


def contact_of(version: str, *lines: str) -> Contact:
    named = () if lines[0].startswith("FN") else ("FN:Ada King",)
    return parse("\r\n".join(["BEGIN:VCARD", f"VERSION:{version}", *named, *lines, "END:VCARD"]).encode()).contact


def field(contact: Contact, path: str) -> Any:
    found: Any = contact
    for step in path.split("."):
        found = found[int(step)] if step.isdecimal() else attrgetter(step)(found)
    return found


@pytest.mark.parametrize(("version", "lines", "path", "expected"), ROWS)
def test_a_property_fills_its_field_and_comes_back_in_both_versions(
    version: str, lines: list[str], path: str, expected: Any
) -> None:
    contact = contact_of(version, *lines)
    assert field(contact, path) == expected
    assert field(parse(write(contact, "3.0")).contact, path) == expected
    assert field(parse(write(contact, "4.0")).contact, path) == expected


@pytest.mark.parametrize(("version", "lines", "path", "expected"), ROWS)
def test_an_independent_reader_takes_every_card_of_3_0(
    version: str, lines: list[str], path: str, expected: Any
) -> None:
    (card,) = vobject.readComponents(write(contact_of(version, *lines), "3.0").decode())
    assert card.fn.value == "Ada King"
    assert card.validate()


def test_an_independent_reader_finds_the_same_values() -> None:
    contact = contact_of(
        "3.0",
        "N:King;Ada;Augusta;;",
        "TEL;TYPE=CELL:+44 20 7946 0321",
        "EMAIL;TYPE=HOME:ada@a.test",
        "ADR;TYPE=HOME:;;3 High St;Ely;;CB7;UK",
        "ORG:Acme\\, Inc.;R&D",
        "CATEGORIES:Choir,Work",
        "NOTE:Met at the choir\\, " + "in spring " * 20,
        "BDAY:1990-01-02",
    )
    (card,) = vobject.readComponents(write(contact, "3.0").decode())
    assert (card.n.value.family, card.n.value.given, card.n.value.additional) == ("King", "Ada", "Augusta")
    assert (card.tel.value, card.tel.type_param) == ("+44 20 7946 0321", "CELL")
    assert card.email.value == "ada@a.test"
    assert (card.adr.value.street, card.adr.value.city, card.adr.value.code) == ("3 High St", "Ely", "CB7")
    assert card.org.value == ["Acme, Inc.", "R&D"]
    assert card.categories.value == ["Choir", "Work"]
    assert card.note.value == contact.notes[0]
    assert card.bday.value == "1990-01-02"


@pytest.mark.parametrize("version", ["3.0", "4.0"])
@pytest.mark.parametrize(
    "line",
    [
        "X-OWN:as it is",
        'X-OWN;A="b;c:d";B=^n:e\\,f;g\\\\h\\n',
        "x-lower;type=x:Ünï \\ code 😀",
        "item7.X-OWN:grouped",
        "GEO:46.77,-71.34",
        "KEY;ENCODING=b:AAAA=",
        "CLIENTPIDMAP:1;urn:uuid:53e374d9-337e-4727-8803-a1e9c14e0556",
        "X-LONG:" + "0123456789 " * 40 + "end",
        "X-EMPTY:",
        "NOTE;LANGUAGE=de;X-P=1:Notiz\\, eins",
        "TEL;TYPE=cell;X-CARRIER=one:1234567",
    ],
)
def test_what_has_no_field_is_given_back_byte_for_byte(line: str, version: Any) -> None:
    written = write(contact_of("3.0", "N:King;Ada;;;", line), version)
    assert line.encode() in written.replace(b"\r\n ", b"").split(b"\r\n")
