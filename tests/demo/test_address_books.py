"""Nobody real can be reached by what the demo's address books hold, and they hold what makes a real one hard."""

import re
from importlib.resources import files

import phonenumbers
import pytest

from netcore.demo.story import BOOKS, INTRODUCED, SENDER

TEXTS = {name: files("netcore.demo").joinpath("data", name).read_bytes().decode("utf-8") for name in BOOKS}
EVERYTHING = "\n".join([*TEXTS.values(), SENDER[1], INTRODUCED[1]])

FOR_STORIES = re.compile(
    r"\+44(?:7700900\d{3}|117496\d{4}|131496\d{4}|289649\d{4})"  # Ofcom: numbers for drama
    r"|\+3363998\d{4}"  # Arcep: for audiovisual works
    r"|\+494066969\d{3}"  # Bundesnetzagentur: for media
)


def test_every_address_is_at_a_domain_that_belongs_to_nobody() -> None:
    domains = re.findall(r"[\w.+-]+@([\w.-]+)", EVERYTHING)
    assert len(domains) > 50
    assert [domain for domain in domains if not re.fullmatch(r"(?:[\w-]+\.)*example\.(?:org|com|net)", domain)] == []


def test_every_number_is_kept_for_stories_by_its_regulator() -> None:
    numbers = re.findall(r"^(?:item\d+\.)?TEL[^:\r\n]*:(?:tel:)?([^\r\n]+)", EVERYTHING, re.MULTILINE)
    assert len(numbers) > 40
    international = {
        number: phonenumbers.format_number(phonenumbers.parse(number, "GB"), phonenumbers.PhoneNumberFormat.E164)
        for number in numbers
    }
    assert {number for number, whole in international.items() if not FOR_STORIES.fullmatch(whole)} == set()


@pytest.mark.parametrize(
    ("book", "version", "mark"),
    [
        ("phone.vcf", "3.0", "X-ABLabel:_$!<Work>!$_"),
        ("webmail.vcf", "3.0", "myContacts"),
        ("old-phone.vcf", "2.1", "ENCODING=QUOTED-PRINTABLE"),
        ("allotments.vcf", "4.0", "KIND:group"),
    ],
)
def test_each_address_book_is_in_the_dialect_of_its_device(book: str, version: str, mark: str) -> None:
    assert set(re.findall(r"^VERSION:(.*?)\r$", TEXTS[book], re.MULTILINE)) == {version}
    assert mark in TEXTS[book]
