"""Every field of a person, read as a contact and written back as it was."""

from typing import Any

import pytest
from google_lab.documents import documents
from hypothesis import given
from hypothesis import strategies as st

from netcore.model.contact import Contact, Email, Extra, Name, Occasion, Phone, PostalAddress
from netcore.model.partial_date import PartialDate
from netcore_google.kinds import read_kind, write_kind
from netcore_google.people import contact_of
from netcore_google.writing import WRITTEN, person_of, said, unwritten

PERSON: dict[str, Any] = {
    "resourceName": "people/c1",
    "metadata": {"sources": [{"type": "CONTACT", "id": "1", "etag": "#1"}]},
    "names": [
        {
            "displayName": "Dr Ada Augusta King, Countess",
            "givenName": "Ada",
            "familyName": "King",
            "middleName": "Augusta",
            "honorificPrefix": "Dr",
            "honorificSuffix": "Countess",
            "phoneticGivenName": "Ayda",
            "phoneticFamilyName": "Kin",
        }
    ],
    "nicknames": [{"value": "Addie"}],
    "emailAddresses": [
        {"value": "ada@example.org", "type": "home", "metadata": {"primary": True, "sourcePrimary": True}},
        {"value": "ada@work.example", "type": "work", "formattedType": "Arbeit"},
        {"value": "ada@choir.example", "type": "Chor"},
    ],
    "phoneNumbers": [
        {"value": "+1 512 555 0100", "type": "mobile", "canonicalForm": "+15125550100"},
        {"value": "5550101", "type": "workMobile"},
        {"value": "5550102", "type": "homeFax"},
        {"value": "5550103", "type": "Lake house"},
    ],
    "addresses": [
        {
            "type": "home",
            "formattedValue": "12 St James's Square\nLondon",
            "streetAddress": "12 St James's Square",
            "extendedAddress": "Flat 1",
            "poBox": "7",
            "city": "London",
            "region": "Greater London",
            "postalCode": "SW1Y 4JH",
            "country": "United Kingdom",
            "countryCode": "GB",
        }
    ],
    "organizations": [{"name": "Engine Ltd", "department": "Notes", "title": "Analyst", "jobDescription": "Numbers"}],
    "occupations": [{"value": "Mathematician"}],
    "birthdays": [{"date": {"month": 12, "day": 10}}],
    "events": [{"date": {"year": 1835, "month": 7, "day": 8}, "type": "anniversary"}],
    "relations": [{"person": "William King", "type": "spouse"}],
    "urls": [{"value": "https://ada.example", "type": "homePage"}],
    "imClients": [{"username": "ada", "protocol": "jabber", "type": "home"}],
    "photos": [{"url": "https://lh3.example/photo", "metadata": {"source": {"type": "CONTACT"}}}],
    "biographies": [{"value": "Met at\nthe salon.", "contentType": "TEXT_PLAIN"}],
    "userDefined": [{"key": "Shoe size", "value": "38"}],
    "clientData": [{"key": "sync", "value": "x"}],
    "externalIds": [{"value": "4711", "type": "customer"}],
    "memberships": [{"contactGroupMembership": {"contactGroupResourceName": "contactGroups/a"}}],
}


def test_every_field_is_read() -> None:
    contact = contact_of(PERSON, {"contactGroups/a": "Choir"})
    assert contact.name.phonetic_given == "Ayda"
    assert contact.name.display == "Dr Ada Augusta King, Countess"
    assert contact.nicknames == ("Addie",)
    assert contact.emails[0] == Email(address="ada@example.org", kinds=("home",), preference=1)
    assert contact.emails[2] == Email(address="ada@choir.example", label="Chor")
    assert [one.kinds for one in contact.phones] == [("cell",), ("work", "cell"), ("home", "fax"), ()]
    assert contact.addresses[0].postcode == "SW1Y 4JH"
    assert contact.organizations[0].units == ("Notes",)
    assert contact.birthday == PartialDate(month=12, day=10)
    assert contact.occasions == (Occasion(date=PartialDate(year=1835, month=7, day=8), label="anniversary"),)
    assert contact.relations[0].kind == "spouse"
    assert contact.links[0].kinds == ("home-page",)
    assert contact.handles[0].service == "jabber"
    assert contact.photos[0].url == "https://lh3.example/photo"
    assert contact.notes == ("Met at\nthe salon.",)
    assert contact.categories == ("Choir",)
    assert {extra.name for extra in contact.extras} == {"occupations", "userDefined", "clientData", "externalIds"}


def test_what_is_read_is_written_as_it_was() -> None:
    written = person_of(contact_of(PERSON, {}))
    assert said(PERSON, written) == written
    assert set(written) == set(WRITTEN)


def test_what_is_written_is_as_google_s_document_wants_it() -> None:
    (people, *_) = documents()
    assert people.flaws({"$ref": "Person"}, person_of(contact_of(PERSON, {})), "person") == []


def test_what_google_has_no_place_for_is_told() -> None:
    assert unwritten(contact_of(PERSON, {})) == ()
    contact = Contact(
        gender="female",
        occasions=(Occasion(date=PartialDate(text="in spring")),),
        extras=(Extra(format="vcard", name="X-SHOE-SIZE", text="X-SHOE-SIZE:38"),),
    )
    assert unwritten(contact) == ("gender", "dates in words", "vcard X-SHOE-SIZE")


@pytest.mark.parametrize(
    ("birthday", "expected"),
    [
        ({"date": {"month": 2, "day": 29}}, PartialDate(month=2, day=29)),
        ({"date": {"year": 0, "month": 2, "day": 29}}, PartialDate(month=2, day=29)),
        ({"date": {"year": 1815}}, PartialDate(year=1815)),
        ({"text": "spring 1815"}, PartialDate(text="spring 1815")),
        ({"date": {}}, None),
        ({}, None),
    ],
)
def test_a_birthday_is_taken_as_far_as_it_is_known(birthday: Any, expected: PartialDate | None) -> None:
    assert contact_of({"birthdays": [birthday]}, {}).birthday == expected


def test_a_photo_that_google_draws_itself_is_none() -> None:
    assert contact_of({"photos": [{"url": "https://lh3.example/a", "default": True}]}, {}).photos == ()


def test_the_system_s_own_groups_are_no_circles() -> None:
    person = {
        "memberships": [
            {"contactGroupMembership": {"contactGroupResourceName": name}} for name in ("contactGroups/myContacts",)
        ]
    }
    assert contact_of(person, {"contactGroups/myContacts": "myContacts"}).categories == ()


def test_what_comes_from_a_profile_is_not_the_user_s_own() -> None:
    profile = {"metadata": {"source": {"type": "PROFILE"}}}
    assert contact_of({"emailAddresses": [{"value": "x@example.org", **profile}]}, {}).emails == ()


@pytest.mark.parametrize("what", ["", "phone", "link"])
@pytest.mark.parametrize(
    "word",
    [
        "home",
        "work",
        "other",
        "mobile",
        "homeFax",
        "workFax",
        "otherFax",
        "pager",
        "workMobile",
        "workPager",
        "main",
        "googleVoice",
        "blog",
        "ftp",
        "Chor",
    ],
)
def test_kinds_are_written_as_they_were_read(word: str, what: str) -> None:
    kinds, label = read_kind(word, what)
    assert write_kind(kinds, label, what) == word


def test_kinds_of_other_books_find_the_nearest_word() -> None:
    assert write_kind(("work", "voice"), "", "phone") == "work"
    assert write_kind(("cell", "home"), "", "phone") in {"home", "mobile"}
    assert write_kind(("internet",), "") == ""


texts = (
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20).map(str.strip).filter(bool)
)


@given(
    st.builds(
        Contact,
        name=st.builds(Name, given=texts, family=texts),
        emails=st.lists(st.builds(Email, address=texts, label=texts), max_size=3).map(tuple),
        phones=st.lists(
            st.builds(Phone, number=texts, kinds=st.sampled_from([("cell",), ("work", "fax")])), max_size=3
        ).map(tuple),
        addresses=st.lists(st.builds(PostalAddress, street=texts, locality=texts), max_size=2).map(tuple),
        birthday=st.none() | st.builds(PartialDate, month=st.integers(1, 12), day=st.integers(1, 28)),
        notes=st.lists(texts, max_size=1).map(tuple),
    )
)
def test_any_contact_survives_the_way_there_and_back(contact: Contact) -> None:
    back = contact_of(person_of(contact), {})
    assert back.name.given == contact.name.given
    for field in ("emails", "phones", "addresses", "birthday", "notes"):
        assert getattr(back, field) == getattr(contact, field)
