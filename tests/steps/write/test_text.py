"""Texts and addresses as they may leave."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netcore.errors import UsageError
from netcore.steps.address import ascii_domain, checked_address, fault_of
from netcore.steps.write.text import one_line, plain_text, text_digest


@given(st.text())
def test_one_line_is_one_line_for_every_program(text: str) -> None:
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert not set(line) & {"\0", "\r", "\n", "\u2028", "\x85", "\ud800"}
    assert one_line(line) == line


@given(st.text())
def test_plain_text_has_one_kind_of_line_end_and_no_controls(text: str) -> None:
    plain = plain_text(text)
    assert plain.splitlines() == plain.split("\n") or plain == ""
    assert not set(plain) & {"\0", "\r", "\x1b", "\ud800"}
    assert plain_text(plain) == plain
    plain.encode()


def test_what_people_write_is_kept() -> None:
    text = "Dear Maya 🎶,\n\n\tI “still” hum — Dvořák’s…\n\nПривет, 你好, मोनिका 👩‍👩‍👧"
    assert plain_text(text) == text
    assert one_line("Chœur — “Dvořák” 👩‍👩‍👧") == "Chœur — “Dvořák” 👩‍👩‍👧"


def test_a_line_break_in_a_header_becomes_a_blank() -> None:
    assert one_line("Hi\r\nBcc: all@example.org") == "Hi Bcc: all@example.org"
    assert one_line("Hi\u2028there\x0bAda\0") == "Hi there Ada"


@given(st.lists(st.text(), min_size=4, max_size=4), st.lists(st.text(), min_size=4, max_size=4))
def test_the_digest_tells_two_letters_apart(one: list[str], other: list[str]) -> None:
    def digest(parts: list[str]) -> str:
        return text_digest(to_name=parts[0], to_address=parts[1], subject=parts[2], body=parts[3])

    try:
        assert (digest(one) == digest(other)) == (one == other)
    except UnicodeEncodeError:
        assert any("\ud800" <= letter <= "\udfff" for part in (*one, *other) for letter in part)


def test_the_digest_covers_the_files() -> None:
    letter = {"to_name": "Ada", "to_address": "ada@example.org", "subject": "Hi", "body": "Hello"}
    digests = {
        text_digest(**letter, files=files)
        for files in ((), [("a", "t", "1")], [("a", "t", "2")], [("b", "t", "1")], [("a", "u", "1")])
    }
    assert len(digests) == 5


@pytest.mark.parametrize(
    ("address", "as_written"),
    [
        ("ada@example.org", "ada@example.org"),
        (" Ada.L@Example.ORG ", "Ada.L@example.org"),
        ("ada+choir@mail.example.co.uk", "ada+choir@mail.example.co.uk"),
        ("måya@exämple.org", "måya@exämple.org"),
        ("ada@server.test", "ada@server.test"),
    ],
)
def test_an_address_is_written_as_it_should_be(address: str, as_written: str) -> None:
    assert checked_address(address) == as_written
    assert fault_of(address) == ""


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ada",
        "ada@",
        "@example.org",
        "ada@example",
        "a da@example.org",
        "ada@exam ple.org",
        "ada@example.org\nBcc: all@example.org",
        "ada@example.org, bo@example.org",
        "Ada <ada@example.org>",
        "ada@@example.org",
        "ada..l@example.org",
        "ada@-example.org",
        "ada@127.0.0.1",
        "ada\0@example.org",
        "x" * 250 + "@example.org",
    ],
)
def test_what_is_no_address_is_refused_in_a_sentence(address: str) -> None:
    with pytest.raises(UsageError, match="is no e-mail address") as error:
        checked_address(address)
    assert len(str(error.value).splitlines()) == 1


@given(st.text())
def test_no_address_can_hold_a_line_break(text: str) -> None:
    try:
        address = checked_address(text)
    except UsageError:
        return
    assert one_line(address) == address


def test_the_domain_of_a_sender_is_given_as_name_servers_know_it() -> None:
    assert ascii_domain("sam@exämple.org") == "xn--exmple-cua.org"
