"""Fields, both ways: what Graph holds is read, what it can hold is written, and the rest is named."""

import json
from typing import Any

import pytest

from netcore.model.contact import Contact, Email, Handle, Link, Name, Organization, Phone, PostalAddress, Relation
from netcore.model.partial_date import PartialDate
from netcore.plugins import RefusedRecord
from netcore_microsoft.reading import read_contact
from netcore_microsoft.writing import differing, write_contact

WHOLE = {
    "id": "AAk1",
    "displayName": "Dr. Ada King, Countess",
    "givenName": "Ada",
    "surname": "King",
    "middleName": "Augusta",
    "title": "Dr.",
    "generation": "Countess",
    "yomiGivenName": "えいだ",
    "yomiSurname": "きんぐ",
    "nickName": "Addie",
    "initials": "A.A.K.",
    "fileAs": "King, Ada",
    "emailAddresses": [{"name": "Ada at home", "address": "ada@example.org"}, {"address": "ada@work.example"}],
    "mobilePhone": "+1 512 555 0100",
    "homePhones": ["+1 512 555 0101", "+1 512 555 0102"],
    "businessPhones": ["+1 512 555 0103"],
    "homeAddress": {"street": "1 Dock Rd", "city": "Port", "state": "TX", "postalCode": "1", "countryOrRegion": "US"},
    "businessAddress": {},
    "otherAddress": None,
    "companyName": "Engines Ltd",
    "department": "Analysis",
    "jobTitle": "Programmer",
    "profession": "Mathematician",
    "officeLocation": "2nd floor",
    "businessHomePage": "https://example.org/ada",
    "imAddresses": ["ada@im.example"],
    "birthday": "1815-12-10T11:59:00Z",
    "spouseName": "William",
    "children": ["Byron", "Anne"],
    "manager": "Charles",
    "assistantName": "Luigi",
    "personalNotes": "Met at the harbour.",
    "categories": ["Choir"],
}


def read(**item: Any) -> Contact:
    return read_contact(json.dumps(item).encode()).contact


def test_every_field_finds_its_place() -> None:
    contact = read(**WHOLE)
    assert contact.name.prefix == "Dr."
    assert [email.address for email in contact.emails] == ["ada@example.org", "ada@work.example"]
    assert [(phone.number[-1], phone.kinds[0]) for phone in contact.phones] == [
        ("0", "cell"),
        ("1", "home"),
        ("2", "home"),
        ("3", "work"),
    ]
    assert contact.addresses[0].kinds == ("home",)
    assert len(contact.addresses) == 1
    assert contact.birthday == PartialDate(year=1815, month=12, day=10)
    assert {(one.name, one.kind) for one in contact.relations} >= {("William", "spouse"), ("Anne", "child")}
    assert {extra.name for extra in contact.extras} >= {"initials", "officeLocation"}
    assert contact.categories == ("Choir",)


def test_what_was_read_is_written_back_unchanged() -> None:
    contact = read(**WHOLE)
    data, dropped = write_contact(contact, WHOLE)
    assert differing(data, WHOLE) == {}
    assert dropped == ()


def test_what_was_written_is_read_again() -> None:
    contact = read(**WHOLE)
    data, _ = write_contact(contact)
    again = read(**data, id="AAk1")
    assert again == read(**{**WHOLE, "emailAddresses": data["emailAddresses"]})


@pytest.mark.parametrize(
    ("birthday", "read_as"),
    [
        ("1990-02-28T11:59:00Z", "1990-02-28"),
        ("1990-02-28T00:00:00Z", "1990-02-28"),
        ("1604-03-14T11:59:00Z", "--03-14"),
        ("0001-01-01T00:00:00Z", "None"),
        (None, "None"),
    ],
)
def test_a_birthday_is_its_day_whatever_the_hour_and_1604_is_no_year(birthday: str | None, read_as: str) -> None:
    assert str(read(displayName="Ada", birthday=birthday).birthday) == read_as


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b"null", b"\xff", b'{"id": "x"}', b'{"displayName": "", "categories": ["x"]}']
)
def test_what_is_no_contact_is_refused_with_a_reason(raw: bytes) -> None:
    with pytest.raises(RefusedRecord, match=r"\w+"):
        read_contact(raw)


def test_values_of_other_kinds_do_no_harm() -> None:
    odd = {name: [1, {"a": None}, None, "x"] for name in WHOLE}
    assert str(read(**{**odd, "displayName": "Ada"}).name) == "Ada"
    assert str(read(**{**dict.fromkeys(WHOLE, 7), "displayName": "Ada"}).name) == "Ada"


def test_a_fourth_address_and_a_third_number_are_named_and_not_written() -> None:
    contact = Contact(
        name=Name(display="Ada"),
        emails=tuple(Email(address=f"ada{n}@example.org") for n in range(5)),
        phones=(
            *(Phone(number=f"cell {n}", kinds=("cell",)) for n in range(2)),
            *(Phone(number=f"home {n}", kinds=("home",)) for n in range(3)),
            *(Phone(number=f"work {n}", kinds=("work",)) for n in range(2)),
            Phone(number="fax", kinds=("work", "fax")),
        ),
    )
    data, dropped = write_contact(contact)
    assert [one["address"] for one in data["emailAddresses"]] == [f"ada{n}@example.org" for n in range(3)]
    assert (data["mobilePhone"], data["homePhones"], data["businessPhones"]) == (
        "cell 0",
        ["home 0", "home 1"],
        ["work 0", "work 1"],
    )
    for lost in ("ada3@example.org", "ada4@example.org", "cell 1", "home 2", "fax"):
        assert any(lost in sentence for sentence in dropped), lost
    assert len(dropped) == 5


def test_a_new_address_never_pushes_out_one_that_is_there() -> None:
    current = {"emailAddresses": [{"name": "x", "address": f"old{n}@example.org"} for n in range(3)]}
    contact = Contact(
        name=Name(display="Ada"),
        emails=tuple(
            Email(address=address) for address in ("new@example.org", *(f"old{n}@example.org" for n in range(3)))
        ),
    )
    data, dropped = write_contact(contact, current)
    assert [one["address"] for one in data["emailAddresses"]] == [f"old{n}@example.org" for n in range(3)]
    assert any("new@example.org" in sentence for sentence in dropped)


def test_everything_else_that_has_no_place_is_named() -> None:
    contact = Contact(
        name=Name(display="Ada"),
        birthday=PartialDate(month=3, day=14),
        organizations=(Organization(name="Engines"), Organization(name="Choir Ltd")),
        links=(Link(url="https://a.example"), Link(url="https://b.example")),
        handles=tuple(Handle(service="im", name=f"im{n}") for n in range(4)),
        addresses=tuple(PostalAddress(street=f"{n} Road", kinds=("home",)) for n in range(4)),
        relations=(Relation(name="Mary", kind="friend"),),
    )
    data, dropped = write_contact(contact)
    assert "birthday" not in data, "what Outlook has is left alone"
    for lost in ("--03-14", "Choir Ltd", "b.example", "im3", "2 Road", "3 Road", "Mary"):
        assert any(lost in sentence for sentence in dropped), lost
