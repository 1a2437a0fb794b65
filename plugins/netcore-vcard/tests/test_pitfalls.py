"""What real files do to a reader: each pitfall is read the way its author meant it, and costs nothing else."""

import io
from typing import Any

import pytest

from netcore.model.contact import Contact
from netcore.plugins import Record, RefusedRecord, Unreadable
from netcore.testing import make_context
from netcore_vcard import parse
from netcore_vcard import read as read_cards
from netcore_vcard.source import VCardSource


class SlowStream(io.BytesIO):
    """Hands out a few bytes at a time."""

    def __init__(self, data: bytes, block: int) -> None:
        super().__init__(data)
        self._block = block

    def read(self, size: int | None = -1) -> bytes:
        return super().read(self._block if size is None or size < 0 else min(size, self._block))


def card(*lines: str, version: str = "3.0") -> bytes:
    return "\r\n".join(["BEGIN:VCARD", f"VERSION:{version}", "FN:Ada King", *lines, "END:VCARD", ""]).encode()


def contact(*lines: str, version: str = "3.0") -> Contact:
    return parse(card(*lines, version=version)).contact


def read(data: bytes) -> list[Record]:
    return [item for item in read_cards(io.BytesIO(data)) if isinstance(item, Record)]


def names(data: bytes) -> list[str]:
    return [str(parse(record.raw).contact.name) for record in read(data)]


@pytest.mark.parametrize(
    ("line", "field", "expected"),
    [
        ("NOTE:Hi, bye", "notes", ("Hi, bye",)),
        ("NICKNAME:Al,Ally", "nicknames", ("Al", "Ally")),
        ("CATEGORIES:Choir,Work\\, old", "categories", ("Choir", "Work, old")),
        ("NOTE;ENCODING=8BIT:x", "notes", ("x",)),
        ("NOTE;ENCODING=7BIT:x", "notes", ("x",)),
        ("NOTE;ENCODING=quoted-printable:=C3=A9", "notes", ("é",)),
        ("NOTE:C:\\", "notes", ("C:\\",)),
        ("NOTE:one\\ntwo\\Nthree", "notes", ("one\ntwo\nthree",)),
        ("NOTE:a\\\\nb", "notes", ("a\\nb",)),
        ("UID:urn:uuid:1-2", "uid", "urn:uuid:1-2"),
        ("LANG:de", "languages", ("de",)),
    ],
)
def test_a_value_is_read_whole(line: str, field: str, expected: Any) -> None:
    assert getattr(contact(line), field) == expected


@pytest.mark.parametrize(
    "value", ["ada@x.org", "<ada@x.org>", "mailto:ada@x.org", " mailto: ada@x.org ", "<ada@x.org> "]
)
def test_an_address_is_the_address_however_it_is_wrapped(value: str) -> None:
    assert [email.address for email in contact(f"EMAIL:{value}").emails] == ["ada@x.org"]


GOOD = b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Zoe\r\nEND:VCARD\r\n"


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        (b"  BEGIN:VCARD", b"END:VCARD"),
        (b"\tBEGIN:VCARD", b"END:VCARD"),
        (b"BEGIN: VCARD", b"END:VCARD"),
        (b"BEGIN:VCARD", b"END: VCARD"),
        (b" BEGIN:  VCARD", b"END:\tVCARD"),
    ],
)
@pytest.mark.parametrize("block", [1, 7, 1 << 20])
def test_a_card_that_begins_or_ends_a_little_wrong_costs_nobody(begin: bytes, end: bytes, block: int) -> None:
    data = GOOD + begin + b"\r\nVERSION:3.0\r\nFN:Ada\r\n" + end + b"\r\n" + GOOD.replace(b"Zoe", b"Mia")
    stream = SlowStream(data, block)
    items = list(read_cards(stream))
    assert [str(parse(one.raw).contact.name) for one in items if isinstance(one, Record)] == ["Zoe", "Ada", "Mia"]
    assert not [one for one in items if isinstance(one, Unreadable)]


def test_an_indented_begin_within_a_card_belongs_to_a_folded_line() -> None:
    data = b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ada\r\nNOTE:x\r\n BEGIN:VCARD\r\nEND:VCARD\r\n" + GOOD
    assert names(data) == ["Ada", "Zoe"]


def test_a_data_uri_photo_is_its_bytes() -> None:
    photo = contact("PHOTO:data:image/png;base64,iVBORw0KGgo=", version="4.0").photos[0]
    assert (photo.data, photo.media_type) == (b"\x89PNG\r\n\x1a\n", "image/png")


def test_bare_parameters_are_types() -> None:
    phone = contact("TEL;HOME;FAX:1234567", version="2.1").phones[0]
    assert set(phone.kinds) == {"home", "fax"}


def test_a_quoted_printable_line_goes_on_with_its_leading_blank() -> None:
    assert contact("NOTE;ENCODING=QUOTED-PRINTABLE:ab=", " cd", version="2.1").notes == ("ab cd",)


def test_blanks_on_a_folded_line_of_their_own_are_text() -> None:
    assert contact("X-OWN:\x0cone", "   ", " two").extras[0].text == "X-OWN:\x0cone  two"


def test_an_encoded_separator_is_no_separator() -> None:
    name = parse(card("N;ENCODING=QUOTED-PRINTABLE:A=3BB;C", version="2.1")).contact.name
    assert (name.family, name.given) == ("A;B", "C")


def test_the_declared_character_set_is_used() -> None:
    assert contact("NOTE;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:=E9", version="2.1").notes == ("é",)


def test_an_unknown_character_set_is_guessed_and_told() -> None:
    reading = parse(card("NOTE;CHARSET=X-NOPE;ENCODING=QUOTED-PRINTABLE:=C3=A9", version="2.1"))
    assert reading.contact.notes == ("é",)
    assert reading.notes


def test_a_character_that_a_phone_cut_in_half_falls() -> None:
    note = contact("NOTE;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:caf=C3=A9 =C3", version="2.1").notes[0]
    assert note.startswith("café")
    assert "Ã" not in note


def test_an_old_photo_over_many_lines_is_joined() -> None:
    lines = ("PHOTO;JPEG;ENCODING=BASE64:", " /9j/", " 4AAQ", "", "TEL:1234567")
    found = contact(*lines, version="2.1")
    assert found.photos[0].data == b"\xff\xd8\xff\xe0\x00\x10"
    assert found.phones[0].number == "1234567"


@pytest.mark.parametrize("data", ["AAA", "AA AA", "AA*AA"])
def test_damaged_base64_is_mended_as_far_as_possible(data: str) -> None:
    assert contact(f"PHOTO;ENCODING=b;TYPE=JPEG:{data}").photos[0].data.startswith(b"\0\0")


def test_a_latin_1_file_is_read_line_by_line() -> None:
    data = card("NOTE:Jos\xe9").decode().encode("latin-1")
    assert parse(data).contact.notes == ("José",)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_files_in_other_encodings_of_unicode_are_read(encoding: str) -> None:
    data = card("NOTE:Zoë").decode().encode(encoding)
    (record,) = read(data)
    assert parse(record.raw).contact.notes == ("Zoë",)


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\r\r\n"])
def test_any_line_end_will_do(end: str) -> None:
    data = (card("NOTE:a") + card("NOTE:b")).decode().replace("\r\n", end).encode()
    assert [parse(record.raw).contact.notes for record in read(data)] == [("a",), ("b",)]


def test_a_card_without_end_costs_nobody_else() -> None:
    data = b"BEGIN:VCARD\r\nFN:Ada\r\nBEGIN:VCARD\r\nFN:Bob\r\nEND:VCARD\r\nBEGIN:VCARD\r\nFN:Cleo\r\n"
    assert names(data) == ["Ada", "Bob", "Cleo"]


def test_an_unreadable_line_costs_only_itself_and_is_kept() -> None:
    found = contact("# a remark", "X-my/app:1", "X-A B:2", "NOTE:x")
    assert found.notes == ("x",)
    assert {extra.text for extra in found.extras} == {"# a remark", "X-my/app:1", "X-A B:2"}


def test_an_agent_is_no_second_contact() -> None:
    data = card("AGENT:", "BEGIN:VCARD", "FN:Bob", "TEL:999", "END:VCARD", "TEL:1234567", version="2.1")
    assert names(data) == ["Ada King"]
    assert [phone.number for phone in parse(data).contact.phones] == ["1234567"]


def test_an_escaped_colon_is_a_colon() -> None:
    assert contact("URL:http\\://x.test").links[0].url == "http://x.test"


def test_a_comma_in_a_firm_or_an_address_separates_nothing_important() -> None:
    found = contact("ORG:Acme, Inc.;R&D", "ADR:;;1 High St;Town;;12345;UK")
    assert (found.organizations[0].name, found.organizations[0].units) == ("Acme, Inc.", ("R&D",))


def test_a_quoted_list_of_types_is_a_list() -> None:
    assert set(contact('TEL;TYPE="voice,home":1234567', version="4.0").phones[0].kinds) == {"voice", "home"}


def test_alternatives_of_a_name_are_kept() -> None:
    found = contact("N;ALTID=1;LANGUAGE=en:King;Ada;;;", "N;ALTID=1;LANGUAGE=fr:Roi;Ada;;;", version="4.0")
    assert found.name.family == "King"
    assert any("Roi" in extra.text for extra in found.extras)


def test_a_card_without_fn_has_the_name_of_its_parts() -> None:
    assert str(parse(b"BEGIN:VCARD\nN:King;Ada;;;\nEND:VCARD\n").contact.name) == "Ada King"


def test_a_dial_pause_is_part_of_the_number() -> None:
    assert contact("TEL:+1 555,,9").phones[0].number == "+1 555,,9"


def test_a_label_joins_the_line_of_its_group() -> None:
    found = contact("item1.TEL:1234567", "item1.X-ABLabel:Boat", "item2.URL:x.test", "item2.X-ABLabel:_$!<HomePage>!$_")
    assert (found.phones[0].label, found.links[0].label) == ("Boat", "HomePage")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("19900102", "1990-01-02"),
        ("1990-01-02", "1990-01-02"),
        ("1990-01-02T10:00:00Z", "1990-01-02"),
        ("--0102", "--01-02"),
        ("--01-02", "--01-02"),
        ("1990-01", "1990-01"),
        ("1990", "1990"),
        ("---02", "---02"),
        ("1604-05-06", "--05-06"),
        ("circa 1800", "circa 1800"),
        ("2020-W01-1", "2020-W01-1"),
        ("2023-02-29", "2023-02-29"),
    ],
)
def test_birthdays_in_every_shape(value: str, text: str) -> None:
    assert str(contact(f"BDAY:{value}").birthday) == text


@pytest.mark.parametrize("line", ["KIND:group", "X-ADDRESSBOOKSERVER-KIND:group"])
def test_a_group_card_is_no_person(line: str) -> None:
    found = contact(line, "MEMBER:urn:uuid:1", "X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:2", version="4.0")
    assert found.kind == "group"
    assert found.members == ("1", "2")


@pytest.mark.parametrize("line", ["KIND:org", "X-ABShowAs:COMPANY"])
def test_a_firms_card_says_so(line: str) -> None:
    assert contact(line).kind == "organization"


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "line",
    [
        "A;b=" + "a," * 200_000,
        'A;b="' + '"' * 200_001,
        "A" + ";" * 400_000 + ":",
        "NOTE:" + "\\" * 400_001,
        "N:" + ";" * 400_000,
        "NOTE;ENCODING=QUOTED-PRINTABLE:" + "=" * 400_000,
        "TEL;TYPE=" + "a," * 200_000 + ":1",
        "item1.X-ABLabel:a\r\nitem1.TEL:1234567\r\n" * 50_000 + "item1.X-OWN:b",
    ],
    ids=["commas", "quotes", "semicolons", "backslashes", "parts", "equals", "types", "labels"],
)
def test_a_hostile_line_takes_no_longer_than_its_length(line: str) -> None:
    parse(card(line))


@pytest.mark.timeout(30)
def test_cards_nested_without_end_are_no_danger() -> None:
    data = b"AGENT:\nBEGIN:VCARD\n" * 20_000
    list(read_cards(io.BytesIO(b"BEGIN:VCARD\nFN:Ada\n" + data)))
    parse(b"BEGIN:VCARD\nFN:Ada\n" + data)


def test_what_is_no_card_is_reported_and_the_rest_is_read() -> None:
    items = list(read_cards(io.BytesIO(b"hello\n" + card() + b"rubbish\n" + card("NOTE:x"))))
    assert [type(item) for item in items] == [Unreadable, Record, Unreadable, Record]


def test_an_empty_file_is_told() -> None:
    (item,) = VCardSource(make_context()).read(io.BytesIO(b""), "empty.vcf")
    assert isinstance(item, Unreadable)


@pytest.mark.parametrize(
    "lines",
    [
        ("X-FOO:bar",),
        ("FN:", "N:;;;;", "X-FOO:bar"),
        ("NOTE:likes tea", "BDAY:19700101"),
        ("FN: ", "ORG:", "EMAIL:", "TEL:", "X-ABDATE:2020-01-01"),
    ],
)
def test_a_card_without_a_name_and_a_way_to_reach_anybody_is_nobodys(lines: tuple[str, ...]) -> None:
    with pytest.raises(RefusedRecord, match=r"(nobody|nothing) in this card"):
        parse("\r\n".join(["BEGIN:VCARD", "VERSION:3.0", *lines, "END:VCARD", ""]).encode())


@pytest.mark.parametrize(
    "line",
    [
        "EMAIL:x@example.org",
        "TEL:+44 7700 900100",
        "ADR:;;1 Street;Town;;;",
        "ORG:Acme",
        "NICKNAME:Al",
        "URL:https://x.example",
        "X-SKYPE:al",
    ],
)
def test_a_card_without_a_name_is_somebodys_who_can_be_reached(line: str) -> None:
    found = parse("\r\n".join(["BEGIN:VCARD", "VERSION:3.0", "N:;;;;", line, "END:VCARD", ""]).encode()).contact
    assert str(found.name) == ""
