"""What an update takes along: Google replaces each field whole, and knows more of a value than netcore has words for.

https://developers.google.com/people/api/rest/v1/people/updateContact
"""

from collections.abc import Mapping, Sequence
from typing import Any

_Value = dict[str, Any]

_TAKEN_ALONG: dict[str, tuple[str, frozenset[str]]] = {
    "emailAddresses": ("value", frozenset({"displayName"})),
    "nicknames": ("value", frozenset({"type"})),
    "organizations": (
        "name",
        frozenset(
            {
                "costCenter",
                "current",
                "domain",
                "endDate",
                "fullTimeEquivalentMillipercent",
                "location",
                "phoneticName",
                "startDate",
                "symbol",
                "type",
            }
        ),
    ),
}
"""By which part a value is known again, and the parts that a contact does not speak of."""


def carried(field: str, values: Sequence[_Value], person: Mapping[str, Any]) -> list[_Value]:
    """The values to write in a field, each with what the person says of it and the contact cannot."""
    known_by, parts = _TAKEN_ALONG.get(field, ("", frozenset()))
    there = {_fold(one[known_by]): one for one in reversed(person.get(field) or ()) if one.get(known_by)}
    return [
        {**{part: old for part, old in there.get(_fold(value.get(known_by)), {}).items() if part in parts}, **value}
        for value in values
    ]


def _fold(text: object) -> str:
    return str(text or "").strip().casefold()
