"""Numbers mean the same however they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netcore.steps.gather.numbers import Numbers


@pytest.mark.parametrize(
    ("written", "region", "canonical"),
    [
        ("+447700900101", "", "+447700900101"),
        ("+44 (0)7700 900101", "", "+447700900101"),
        ("+44 07700 900101", "", "+447700900101"),
        ("0044 7700 900101", "", "+447700900101"),
        ("07700 900101", "GB", "+447700900101"),
        ("tel:+1-512-555-0100", "", "+15125550100"),
        ("(512) 555-0100", "US", "+15125550100"),
        ("+1 512 555 0100;ext=5", "", "+15125550100;ext=5"),
        ("+1 512 555 0100 x5", "", "+15125550100;ext=5"),
        ("+39 06 1234 5678", "", "+390612345678"),
        ("+52 1 55 1234 5678", "", "+5215512345678"),
        ("+999 123456", "", "+999123456"),
        ("07700 900101", "", "07700900101"),
        ("112", "GB", ""),
        ("call me", "GB", ""),
        ("", "GB", ""),
    ],
)
def test_a_number_has_one_canonical_form(written: str, region: str, canonical: str) -> None:
    assert Numbers(region).canonical(written) == canonical


def test_where_the_contact_lives_helps_when_the_own_region_does_not() -> None:
    assert Numbers().canonical("07700 900101", "GB") == "+447700900101"
    assert Numbers("US").canonical("030 901820", "DE") == "+4930901820"


@given(st.text(max_size=60))
def test_no_text_is_too_strange(text: str) -> None:
    found = Numbers("GB").canonical(text)
    assert Numbers("GB").canonical(found) == found, "a canonical form is its own canonical form"
