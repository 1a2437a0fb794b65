"""Addresses and numbers are recognised in every spelling, and never confused with others for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netcore.model.address_key import address_key, mailbox_key, number_key


@pytest.mark.parametrize(
    "spelling",
    [
        "ada.park@example.org",
        "Ada.Park@Example.ORG",
        "  ada.park@example.org ",
        "mailto:ada.park@example.org",
        "<ada.park@example.org>",
        "ada.park+choir@example.org",
        '"ada.park"@example.org',
        "ada.park@example.org.",
        "ａｄａ.park@example.org",
    ],
)
def test_one_mailbox_has_one_key(spelling: str) -> None:
    assert mailbox_key(spelling) == "ada.park@example.org"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ada.park@gmail.com", "adapark@googlemail.com"),
        ("a.d.a+x@gmail.com", "ada@GMail.com"),
        ("ada@bücher.example", "ada@xn--bcher-kva.example"),
        ("ÉMILE@example.org", "émile@example.org"),
    ],
)
def test_providers_and_scripts_are_seen_through(one: str, other: str) -> None:
    assert mailbox_key(one) == mailbox_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ada.park@example.org", "adapark@example.org"),
        ("ada@example.org", "ada@example.com"),
        ("+choir@example.org", "+band@example.org"),
        ("ada@gmail.com", "ada@gmail.com.example"),
    ],
)
def test_other_mailboxes_have_other_keys(one: str, other: str) -> None:
    assert mailbox_key(one) != mailbox_key(other)


@pytest.mark.parametrize(
    "spelling",
    [
        "+1 512 555 0199",
        "(512) 555-0199",
        "tel:+1-512-555-0199",
        "+15125550199;ext=5",
        "512.555.0199 x12",
        "00151255５0199",
    ],
)
def test_one_line_has_one_key(spelling: str) -> None:
    assert number_key(spelling) == "125550199"


def test_short_numbers_keep_all_their_digits() -> None:
    assert number_key("555 0199") != number_key("555 0198")
    assert number_key("112") == "112"


def test_other_identifiers_are_compared_as_they_are() -> None:
    assert address_key("uid", "urn:uuid:A+b") == "urn:uuid:A+b"


@given(st.text(max_size=40))
def test_any_text_has_a_key_and_the_key_is_its_own(text: str) -> None:
    assert mailbox_key(mailbox_key(text)) == mailbox_key(mailbox_key(mailbox_key(text)))
    assert number_key(number_key(text)) == number_key(text)


@given(st.emails())
def test_case_never_matters(address: str) -> None:
    assert mailbox_key(address.swapcase()) == mailbox_key(address)
