"""Content lines that belong together because they share a group: ``item1.TEL:…`` and ``item1.X-ABLabel:Boat``.

A label, and the country code of an address, go into the items that they describe.  When a group holds a line that
the contact has no field for, all its lines are kept as they are, so that they can be given back together.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import msgspec

from netcore.model.contact import Occasion, PostalAddress, Relation
from netcore_vcard.escapes import unescape
from netcore_vcard.vocabulary import KINDS_OF_LABELS, RELATIONS, read_label

LABEL, COUNTRY = "X-ABLABEL", "X-ABADR"
_DESCRIPTIONS = frozenset({LABEL, COUNTRY})


GroupedLine = tuple[str, int, str, str, str]
"""The field of the contact and the index there of the item that came of the line ("" and -1 when none did); its name,
its head and its value."""

STRANGER: GroupedLine = ("", -1, "", "", "")
"""Stands for a line that the contact has no field for."""


def settle(groups: dict[str, list[GroupedLine]], fields: dict[str, Any]) -> tuple[list[GroupedLine], list[GroupedLine]]:
    """Put the descriptions into the items; returns those that describe nothing, and the other lines to keep.

    The first label and the first country code of a group count.
    """
    unused: list[GroupedLine] = []
    kept: list[GroupedLine] = []
    for lines in groups.values():
        seen = set()
        whole = STRANGER in lines
        for line in lines:
            name = line[2]
            if name in _DESCRIPTIONS:
                if name in seen or not _describe(fields, lines, name, line[4]):
                    unused.append(line)
                    whole = True
                seen.add(name)
        if whole:
            kept += [line for line in lines if line[2] and line[2] not in _DESCRIPTIONS]
    return unused, kept


def _describe(fields: dict[str, Any], lines: list[GroupedLine], name: str, value: str) -> bool:
    """Put a description into all items of its group that can have it; returns whether there are any."""
    text = unescape(value).strip()
    used = False
    for field, index, _, _, _ in lines:
        describe = _DESCRIBERS.get((field, name)) if index >= 0 else None
        if describe:
            used = True
            if text:
                fields[field][index] = describe(fields[field][index], text)
    return used


def _labelled(item: Any, text: str) -> Any:
    """Built-in labels that only say what TYPE says become kinds."""
    label = read_label(text)
    kinds = KINDS_OF_LABELS.get(label.lower())
    if kinds is None:
        return msgspec.structs.replace(item, label=label)
    return msgspec.structs.replace(item, kinds=tuple(dict.fromkeys((*item.kinds, *kinds))))


def _occasion(item: Occasion, text: str) -> Occasion:
    label = read_label(text)
    return msgspec.structs.replace(item, label="anniversary" if label.lower() == "anniversary" else label)


def _relation(item: Relation, text: str) -> Relation:
    kind = read_label(text)
    return msgspec.structs.replace(item, kind=kind.lower() if kind.lower() in RELATIONS else kind)


def _country(item: PostalAddress, text: str) -> PostalAddress:
    return msgspec.structs.replace(item, country_code=text.lower())


_DESCRIBERS: Mapping[tuple[str, str], Callable[[Any, str], Any]] = MappingProxyType(
    {
        **{(field, LABEL): _labelled for field in ("emails", "phones", "links", "addresses")},
        ("addresses", COUNTRY): _country,
        ("occasions", LABEL): _occasion,
        ("relations", LABEL): _relation,
    }
)
"""By field of the contact, and name of the line that describes an item there."""
