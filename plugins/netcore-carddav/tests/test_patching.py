"""Changing a card in as few lines as possible."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from dav_lab import a_card
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from netcore.model.contact import Contact, Email, Link, Name, Occasion, Organization, Phone, PostalAddress
from netcore.model.partial_date import PartialDate
from netcore.testing import NASTY_NAMES, NASTY_TEXTS
from netcore_carddav.patching import differences, patch
from netcore_vcard import parse, write

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FOREIGN = (
    b"X-PHONE-RINGTONE;x-kind=loud:old  telephone\r\n",
    b"item7.X-APPLE-THING:1\r\nitem7.X-APPLE-OTHER:2\r\n",
    b"X-LONG:" + b"x" * 68 + b"\r\n " + b"y" * 40 + b"\r\n",
    b"x-lower;P=\xc3\xa9:v\\;a\r\n",
)

words = st.text(st.characters(exclude_categories=("Cc", "Cs", "Z")), min_size=1, max_size=8)
line = words | st.sampled_from(NASTY_NAMES)
addresses = st.sampled_from(["ada@example.org", "ADA@example.org", "b,c;d@example.org", "ü@example.org"])
numbers = st.integers(10_000, 99_999).map(lambda number: f"+1 512 {number}")
kinds = st.sets(st.sampled_from(["home", "work", "cell"]), max_size=2).map(lambda found: tuple(sorted(found)))
label = st.just("") | st.sampled_from(["Boat", "Club house", "Büro"])
contacts = st.builds(
    Contact,
    name=st.builds(Name, display=line, given=line, family=line) | st.builds(Name, display=line),
    emails=st.lists(
        st.builds(Email, address=addresses, kinds=st.just(("home",)) | st.just(()), label=label), max_size=3
    ).map(tuple),
    phones=st.lists(
        st.builds(Phone, number=numbers, kinds=kinds, label=label),
        max_size=3,
    ).map(tuple),
    addresses=st.lists(st.builds(PostalAddress, street=line, locality=line, kinds=kinds), max_size=2).map(tuple),
    organizations=st.lists(st.builds(Organization, name=line, title=line), max_size=1).map(tuple),
    links=st.lists(st.builds(Link, url=st.just("https://example.org/ada")), max_size=1).map(tuple),
    birthday=st.none() | st.just(PartialDate(year=1815, month=12, day=10)),
    occasions=st.lists(
        st.builds(Occasion, date=st.just(PartialDate(month=5, day=1)), label=st.just("First day")), max_size=1
    ).map(tuple),
    notes=st.lists(line | st.sampled_from(NASTY_TEXTS), max_size=1).map(tuple),
    categories=st.lists(st.sampled_from(["Music", "Choir, the", "Ümläut"]), unique=True, max_size=3).map(tuple),
)


def read(raw: bytes) -> Contact:
    return parse(raw).contact


def on_the_server(contact: Contact, foreign: list[bytes], version: str) -> bytes:
    """A card as another program wrote it, with lines of its own."""
    raw = write(msgspec.structs.replace(contact, uid="their-uid"), version)  # type: ignore[arg-type]
    head, middle, rest = raw.partition(b"VERSION:" + version.encode() + b"\r\n")
    return head + middle + b"".join(foreign) + rest


few = settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
foreign_lines = st.lists(st.sampled_from(FOREIGN), unique=True, max_size=4)
versions = st.sampled_from(["3.0", "4.0"])


@few
@given(contacts, contacts, foreign_lines, versions)
def test_the_card_says_what_is_wanted_and_keeps_what_nobody_asked_about(
    before: Contact, wanted: Contact, foreign: list[bytes], version: str
) -> None:
    raw = on_the_server(before, foreign, version)
    wanted = read(write(wanted, version))  # type: ignore[arg-type]  # as far as the format can say it
    after = patch(raw, wanted, NOW)
    assert not differences(read(after), wanted)
    assert read(after).uid == "their-uid"
    for lines in foreign:
        assert lines in after, "a line that no field has is not as it was"
    assert after.startswith(b"BEGIN:VCARD\r\nVERSION:" + version.encode())
    assert after.endswith(b"END:VCARD\r\n")


@few
@given(contacts, contacts, foreign_lines, versions)
def test_a_second_time_changes_nothing(before: Contact, wanted: Contact, foreign: list[bytes], version: str) -> None:
    wanted = read(write(wanted, version))  # type: ignore[arg-type]
    once = patch(on_the_server(before, foreign, version), wanted, NOW)
    assert patch(once, wanted, NOW) == once


@few
@given(contacts, foreign_lines, versions)
def test_a_card_that_says_it_already_stays_byte_for_byte(contact: Contact, foreign: list[bytes], version: str) -> None:
    raw = on_the_server(contact, foreign, version)
    assert patch(raw, read(raw), NOW) == raw


@few
@given(contacts, foreign_lines, versions, line)
def test_a_change_of_one_thing_changes_no_line_of_another(
    contact: Contact, foreign: list[bytes], version: str, note: str
) -> None:
    raw = on_the_server(msgspec.structs.replace(contact, notes=()), foreign, version)
    wanted = read(write(msgspec.structs.replace(read(raw), notes=(note,)), version))  # type: ignore[arg-type]
    after = patch(raw, wanted, NOW)
    kept = raw.removesuffix(b"END:VCARD\r\n")
    assert after.startswith(kept)
    assert after[len(kept) :].startswith(b"NOTE")


@pytest.mark.parametrize("text", [*NASTY_NAMES, *NASTY_TEXTS, "x\r\nEND:VCARD\r\nBEGIN:VCARD\r\nFN:Eve"])
def test_no_text_breaks_out_of_its_line(text: str) -> None:
    after = patch(a_card(1), msgspec.structs.replace(read(a_card(1)), notes=(text,)), NOW)
    assert after.count(b"\r\nEND:VCARD") == 1
    assert str(read(after).name) == "Person 1"


def test_a_label_goes_with_the_line_that_it_describes() -> None:
    card = a_card(1, more="item1.TEL:+15125550100\r\nitem1.X-ABLabel:Boat\r\nitem2.TEL:+15125550101")
    contact = read(card)
    assert contact.phones[0].label == "Boat"
    relabelled = (msgspec.structs.replace(contact.phones[0], label="Yacht"), *contact.phones[1:])
    after = patch(card, msgspec.structs.replace(contact, phones=relabelled), NOW)
    assert [phone.label for phone in sorted(read(after).phones, key=lambda phone: phone.number)] == ["Yacht", ""]
    assert b"Boat" not in after
    assert b"item2.TEL:+15125550101\r\n" in after
    assert after.count(b"item3.") == 2, "new groups have new names"


def test_a_group_about_two_things_loses_one_of_them_only() -> None:
    card = a_card(1, more="item1.TEL:+15125550100\r\nitem1.URL:http://example.org/\r\nX-AFTER:  as it was")
    after = patch(card, msgspec.structs.replace(read(card), phones=()), NOW)
    assert [link.url for link in read(after).links] == ["http://example.org/"]
    gone = [one for one in card.splitlines() if one not in after.splitlines()]
    assert gone == [b"item1.TEL:+15125550100", b"item1.URL:http://example.org/"]


def test_a_name_that_is_corrected_keeps_the_rest_of_a_phones_card(tmp_path: Path) -> None:
    card = a_card(1, more="PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ\r\n SkZJRg==\r\nX-ABUID:5AD380FD\\:ABPerson")
    after = patch(card, msgspec.structs.replace(read(card), name=Name(display="Ada King")), NOW)
    gone = [one for one in card.splitlines() if one not in after.splitlines()]
    assert gone == [b"FN:Person 1", b"N:1;Person;;;"]


def test_a_card_in_another_encoding_is_written_anew_in_utf_8() -> None:
    card = a_card(1).replace(b"Person 1", b"J\xfcrgen")
    after = patch(card, msgspec.structs.replace(read(card), name=Name(display="Jürgen Klopp")), NOW)
    assert "FN:Jürgen Klopp\r\n".encode() in after
    assert b"X-PHONE-RINGTONE;x-kind=loud:old  telephone\r\n" in after
    assert b"UID:uid-1\r\n" in after


def test_lines_that_do_not_say_it_after_all_give_way_to_a_whole_new_card(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("netcore_carddav.patching._patched", lambda raw, *_: raw)
    after = patch(a_card(1), msgspec.structs.replace(read(a_card(1)), name=Name(display="Ada King")), NOW)
    assert (str(read(after).name), read(after).uid) == ("Ada King", "uid-1")
    assert b"X-PHONE-RINGTONE;x-kind=loud:old  telephone\r\n" in after
