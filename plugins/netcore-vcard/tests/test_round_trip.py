"""What was read can be written, and what was written can be read, by us and by others."""

import io

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from netcore.model.contact import Contact, Email, Extra, Link, Name, Organization, Phone, PostalAddress, Relation
from netcore.model.partial_date import PartialDate
from netcore.plugins import Record, RefusedRecord
from netcore_vcard import from_vobject, parse, read, to_vobject, write

VERSIONS = ["3.0", "4.0"]

texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30).map(str.strip).filter(bool)
notes = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), min_size=1, max_size=80).map(
    lambda text: "".join(c for c in text if c in "\n\t" or c.isprintable()).strip()
)
kinds = st.lists(st.sampled_from(["home", "work", "cell", "fax"]), unique=True, max_size=2).map(tuple)
dates = st.builds(
    PartialDate, year=st.integers(1605, 2030), month=st.integers(1, 12), day=st.integers(1, 28)
) | st.builds(PartialDate, month=st.integers(1, 12), day=st.integers(1, 28))
contacts = st.builds(
    Contact,
    name=st.builds(Name, display=texts, given=texts, family=texts),
    nicknames=st.lists(texts, max_size=2).map(tuple),
    emails=st.lists(st.builds(Email, address=texts.map(lambda t: f"{t}@example.org"), kinds=kinds), max_size=2).map(
        tuple
    ),
    phones=st.lists(st.builds(Phone, number=texts, kinds=kinds, label=st.just("") | texts), max_size=2).map(tuple),
    addresses=st.lists(st.builds(PostalAddress, street=texts, locality=texts, kinds=kinds), max_size=2).map(tuple),
    organizations=st.lists(st.builds(Organization, name=texts, title=st.just("") | texts), max_size=2).map(tuple),
    links=st.lists(st.builds(Link, url=st.just("https://example.org/a;b,c?d=e")), max_size=1).map(tuple),
    birthday=st.none() | dates,
    notes=st.lists(notes.filter(bool), max_size=2).map(tuple),
    categories=st.lists(texts, max_size=2).map(tuple),
)


@pytest.mark.parametrize("version", VERSIONS)
@given(contact=contacts)
def test_a_contact_comes_back_as_it_was(version: str, contact: Contact) -> None:
    assert parse(write(contact, version)).contact == contact


@pytest.mark.parametrize("version", VERSIONS)
@given(contact=contacts)
def test_lines_are_folded_and_end_in_cr_lf(version: str, contact: Contact) -> None:
    written = write(contact, version)
    assert written.endswith(b"END:VCARD\r\n")
    for line in written.split(b"\r\n"):
        assert len(line) <= 75
        assert b"\n" not in line
        line.decode()


@pytest.mark.parametrize("version", VERSIONS)
@given(text=st.text(max_size=40))
def test_no_field_can_add_a_line_or_a_parameter(version: str, text: str) -> None:
    evil = f"x\r\nX-EVIL:1\n{text}"
    contact = Contact(
        name=Name(display=evil, given=evil, family=evil),
        emails=(Email(address=evil, kinds=(evil,), label=evil),),
        phones=(Phone(number=evil, kinds=('a":X-EVIL:1', evil)),),
        relations=(Relation(name=evil, kind=evil),),
        links=(Link(url=evil),),
        notes=(evil,),
        categories=(evil,),
        uid=evil,
        extras=(Extra(format="vcard", name="X", text=f"X:{evil}"), Extra(format="vcard", name="", text=evil)),
    )
    lines = write(contact, version).replace(b"\r\n ", b"").split(b"\r\n")
    assert not [line for line in lines if line.startswith(b"X-EVIL")]
    assert lines.count(b"END:VCARD") == 1


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for wrapped in (data, b"BEGIN:VCARD\r\n" + data + b"\r\nEND:VCARD\r\n"):
        for item in read(io.BytesIO(wrapped)):
            if isinstance(item, Record):
                try:
                    contact = parse(item.raw).contact
                except RefusedRecord:
                    continue
                for version in ("3.0", "4.0"):
                    write(contact, version)


def test_a_card_cut_anywhere_is_read_or_refused() -> None:
    whole = write(
        Contact(name=Name(display="Zoë", given="Zoë"), emails=(Email(address="z@example.org"),), notes=("a\nb",)), "3.0"
    )
    for end in range(len(whole)):
        for item in read(io.BytesIO(whole[:end])):
            if isinstance(item, Record):
                try:
                    parse(item.raw)
                except RefusedRecord:
                    continue


@pytest.mark.parametrize("version", VERSIONS)
def test_unknown_properties_are_given_back_letter_by_letter(version: str) -> None:
    lines = [
        'X-FOO;X-BAR=1;Y="a:b":va\\;lue\\, with\\nescapes',
        "item7.X-THING:7",
        "item7.X-ABLabel:Thing",
        "PRODID:-//Somebody//EN",
        "TEL;TYPE=home;X-CARRIER=Acme:1234567",
        "CLIENTPIDMAP:1;urn:uuid:53e374d9-337e-4727-8803-a1e9c14e0556",
    ]
    raw = "\r\n".join(["BEGIN:VCARD", "VERSION:3.0", "FN:Ada", "N:King;Ada;;;", *lines, "END:VCARD", ""]).encode()
    contact = parse(raw).contact
    written = write(contact, version).replace(b"\r\n ", b"").decode().split("\r\n")
    for line in lines:
        assert written.count(line) == 1
    assert parse(write(contact, version)).contact == contact


def test_another_program_reads_what_we_write() -> None:
    contact = Contact(
        name=Name(display="Zoë King", given="Zoë", family="King", prefix="Dr."),
        emails=(Email(address="z@example.org", kinds=("work",)),),
        phones=(Phone(number="+1 512 555 0100", kinds=("cell",)),),
        addresses=(PostalAddress(street="1 High St", locality="Town", postcode="12345", kinds=("home",)),),
        organizations=(Organization(name="Acme", units=("R&D",), title="Engineer"),),
        categories=("Choir", "Work"),
        birthday=PartialDate(year=1990, month=1, day=2),
    )
    read = vobject.readOne(write(contact, "3.0").decode())
    assert read.fn.value == "Zoë King"
    assert (read.n.value.family, read.n.value.given, read.n.value.prefix) == ("King", "Zoë", "Dr.")
    assert (read.email.value, read.tel.value) == ("z@example.org", "+1 512 555 0100")
    assert (read.adr.value.street, read.adr.value.code) == ("1 High St", "12345")
    assert (read.org.value, read.title.value, read.bday.value) == (["Acme", "R&D"], "Engineer", "1990-01-02")
    assert read.categories.value == ["Choir", "Work"]


def test_vobjects_go_out_and_come_in() -> None:
    contact = Contact(
        name=Name(display="Ada King", given="Ada", family="King"), emails=(Email(address="a@example.org"),)
    )
    assert from_vobject(to_vobject(contact)) == contact
