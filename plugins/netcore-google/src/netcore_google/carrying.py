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

_SOUNDS = {
    "phoneticGivenName": "givenName",
    "phoneticMiddleName": "middleName",
    "phoneticFamilyName": "familyName",
}
"""How a part of a name is spoken, and which part that is."""


def carried(field: str, values: Sequence[_Value], person: Mapping[str, Any]) -> list[_Value]:
    """The values to write in a field, each with what the person says of it and the contact cannot."""
    if field == "names":
        return [_spoken(value, one) for value, one in zip(values, person.get(field) or ({},), strict=False)]
    known_by, parts = _TAKEN_ALONG.get(field, ("", frozenset()))
    there = {_fold(one[known_by]): one for one in reversed(person.get(field) or ()) if one.get(known_by)}
    return [
        {**{part: old for part, old in there.get(_fold(value.get(known_by)), {}).items() if part in parts}, **value}
        for value in values
    ]


def _spoken(name: _Value, there: _Value) -> _Value:
    """A name, with how those of its parts sound that stay as they are."""
    sounds = {
        sound: there[sound]
        for sound, part in _SOUNDS.items()
        if there.get(sound) and part in name and there.get(part) == name[part]
    }
    return {**sounds, **name}


def _fold(text: object) -> str:
    return str(text or "").strip().casefold()
