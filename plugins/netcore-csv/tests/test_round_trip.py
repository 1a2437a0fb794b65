"""What is written is read again as it was, and no cell that is written can run in a spreadsheet."""

import csv
import io
import re
from collections.abc import Iterable

import pytest
from csv_lab import contacts
from hypothesis import HealthCheck, given, settings
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
from netcore.testing import make_context
from netcore_csv.export import COLUMNS, CsvExporter
from netcore_csv.values import guarded, unguarded


def written(*people: Contact) -> tuple[str, tuple[str, ...]]:
    stream = io.BytesIO()
    notes = CsvExporter(make_context()).write(people, stream)
    return stream.getvalue().decode(), notes


def cells(text: str) -> Iterable[str]:
    return (cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row)


WORD = st.text(
    st.characters(codec="utf-8", exclude_characters="\0:*,", exclude_categories=["Cs", "Zs", "Zl", "Zp", "Cc"]),
    min_size=1,
    max_size=8,
)
TEXT = st.lists(WORD, min_size=1, max_size=3).map(" ".join)
KINDS = st.sampled_from([(), ("home",), ("work",), ("cell",), ("main",), ("home", "fax"), ("work", "fax"), ("pager",)])
PLACES = st.sampled_from([(), ("home",), ("work",), ("other",)])
DATES = st.one_of(
    st.dates()
    .map(lambda day: PartialDate(year=day.year, month=day.month, day=day.day))
    .filter(lambda day: day.year != 1604 and day.year > 999),
    st.builds(PartialDate, month=st.integers(1, 12), day=st.integers(1, 28)),
    st.builds(PartialDate, year=st.integers(1900, 2030)),
)
NAMES = st.builds(
    Name,
    given=WORD,
    family=st.one_of(st.just(""), TEXT),
    additional=st.one_of(st.just(""), WORD),
    suffix=st.sampled_from(["", "Jr.", "MBA"]),
)
NUMBERS = st.from_regex(r"\+?[1-9][0-9 ()-]{3,12}[0-9]", fullmatch=True)
CONTACTS = st.builds(
    Contact,
    name=NAMES,
    nicknames=st.lists(TEXT, max_size=2, unique=True).map(tuple),
    emails=st.lists(
        st.builds(
            Email,
            address=st.from_regex(r"[a-z0-9.+=_-]{1,8}@[a-z]{1,5}\.example", fullmatch=True),
            kinds=PLACES,
            preference=st.sampled_from([0, 1]),
        ),
        max_size=5,
    ).map(tuple),
    phones=st.lists(st.builds(Phone, number=NUMBERS, kinds=KINDS), max_size=6).map(tuple),
    addresses=st.lists(
        st.builds(
            PostalAddress,
            street=TEXT,
            locality=TEXT,
            postcode=WORD,
            country=TEXT.filter(lambda text: len(text) > 2),
            kinds=PLACES,
        ),
        max_size=3,
    ).map(tuple),
    organizations=st.lists(
        st.builds(Organization, name=TEXT, title=TEXT, units=st.lists(TEXT, max_size=1).map(tuple)), max_size=1
    ).map(tuple),
    links=st.lists(
        st.builds(Link, url=WORD.map(lambda word: f"https://x.example/{word}"), kinds=PLACES), max_size=2
    ).map(tuple),
    birthday=st.one_of(st.none(), DATES),
    occasions=st.lists(
        st.builds(Occasion, date=DATES, label=st.sampled_from(["anniversary", "name day"])), max_size=3
    ).map(tuple),
    relations=st.lists(
        st.builds(Relation, name=TEXT, kind=st.sampled_from(["spouse", "child", "friend"])), max_size=4
    ).map(tuple),
    notes=st.lists(
        TEXT.flatmap(lambda text: st.sampled_from([text, f"{text}\n{text}", f"={text}", f"'{text}"])), max_size=1
    ).map(tuple),
    categories=st.lists(TEXT, max_size=3, unique=True).map(tuple),
    extras=st.lists(
        st.builds(Extra, format=st.just("csv"), name=st.sampled_from(["Shoe size", "Colour"]), text=TEXT), max_size=2
    ).map(tuple),
)


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])  # contacts have many fields
@given(st.lists(CONTACTS, min_size=1, max_size=2))
def test_all_that_the_format_can_hold_comes_back(people: list[Contact]) -> None:
    text, notes = written(*people)
    assert contacts(text) == people
    assert notes == ()


@given(st.text())
def test_a_guarded_text_comes_back(text: str) -> None:
    assert unguarded(guarded(text)) == text


@given(st.text())
def test_no_guarded_text_is_a_formula(text: str) -> None:
    runs = guarded(text).lstrip()[:1] in {"=", "+", "-", "@"} or guarded(text)[:1] in {"\t", "\r", "\n"}
    assert not runs or re.fullmatch(r"\s*[+\-][-+\d ().,/]*( ::: [+\-]?[-+\d ().,/]*)*", text)


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+SUM(A1)",
        "-2+cmd|' /C calc'!A0",
        "@SUM(1)",
        "\t=1",
        "\r=1",
        " =1",
        "'=1",
        "''=1",
        "\uff1d1",
        "+A1",
        "-B2",
    ],
)
def test_formulas_are_written_as_texts_and_come_back(text: str) -> None:
    contact = Contact(
        name=Name(given="Ada", family=text.strip()), emails=(Email(address="a@x.example"),), notes=(text,)
    )
    data, _ = written(contact)
    assert all(cell[:1] not in {"=", "+", "-", "@", "\t", "\r"} for cell in cells(data))
    (back,) = contacts(data)
    assert back.notes == (text.strip(),)


def test_numbers_and_days_are_written_as_they_are() -> None:
    contact = Contact(
        name=Name(given="Ada"),
        phones=(Phone(number="+44 (0)7700 900-100", kinds=("cell",)), Phone(number="+1 555 0100 ext. 5")),
        birthday=PartialDate(month=12, day=10),
    )
    found = list(cells(written(contact)[0]))
    assert "+44 (0)7700 900-100" in found
    assert "--12-10" in found
    assert "'+1 555 0100 ext. 5" in found
    assert contacts(written(contact)[0]) == [contact]


def test_the_header_is_that_of_google() -> None:
    text, _ = written()
    assert text.startswith("First Name,Middle Name,Last Name,Phonetic First Name,")
    assert next(csv.reader([text])) == list(COLUMNS)
    assert {"E-mail 1 - Label", "Phone 2 - Value", "Address 1 - Postal Code", "Custom Field 1 - Label"} <= set(COLUMNS)


def test_very_many_addresses_share_cells_and_all_come_back() -> None:
    many = tuple(Email(address=f"a{n}@x.example", kinds=("work",) if n % 2 else ("home",)) for n in range(50))
    (back,) = contacts(written(Contact(name=Name(given="Ada"), emails=many))[0])
    assert sorted(email.address for email in back.emails) == sorted(email.address for email in many)
    assert {email.address: email.kinds for email in back.emails} == {email.address: email.kinds for email in many}


def test_names_on_networks_come_back() -> None:
    handles = (
        Handle(service="linkedin", name="ada", url="https://www.linkedin.com/in/ada"),
        Handle(service="mastodon", name="ada", url="https://social.example/@ada"),
        Handle(service="skype", name="ada.l"),
    )
    (back,) = contacts(written(Contact(name=Name(given="Ada"), handles=handles))[0])
    assert back.handles == handles


def test_a_separator_in_a_value_makes_no_second_value() -> None:
    (back,) = contacts(written(Contact(name=Name(given="Ada"), categories=("a ::: b", "c")))[0])
    assert back.categories == ("a : : : b", "c")


@pytest.mark.parametrize("shown", ["Uwe Schmidt", "Herr Uwe Schmidt", ""])
def test_a_name_without_what_everybody_is_addressed_with_fits(shown: str) -> None:
    data, notes = written(Contact(name=Name(display=shown, prefix="Herr", given="Uwe", family="Schmidt")))
    assert notes == ()
    assert contacts(data)[0].name == Name(display="Uwe Schmidt", prefix="Herr", given="Uwe", family="Schmidt")


def test_what_does_not_fit_is_told_of() -> None:
    contact = Contact(
        name=Name(display="Bob", given="Robert"),
        photos=(Photo(data=b"x"),),
        gender="male",
        organizations=(Organization(name="A"), Organization(name="B")),
        extras=(Extra(format="vcard", name="X", text="X:1"),),
    )
    _, notes = written(contact, Contact(kind="group", name=Name(display="Choir")))
    assert notes == (
        "CSV has no place for names that are shown in another way than their parts say (1)",
        "CSV has no place for further places of work (1)",
        "CSV has no place for pictures (1)",
        "CSV has no place for sexes and languages (1)",
        "CSV has no place for statements of other formats (1)",
        "CSV has no place for group cards (1)",
    )
