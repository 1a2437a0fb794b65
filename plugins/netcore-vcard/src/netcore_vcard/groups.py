"""Content lines that belong together because they share a group: ``item1.TEL:…`` and ``item1.X-ABLabel:Boat``.

A label, and the country code of an address, go into the items that they describe.  When a group holds a line that
the contact has no field for, all its lines are kept as they are, so that they can be given back together.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import msgspec

from netcore.model.contact import Occasion, PostalAddress, Relation
from netcore_vcard.vocabulary import KINDS_OF_LABELS, RELATIONS, read_label

LABEL, COUNTRY = "X-ABLABEL", "X-ABADR"


class Groups:
    """The grouped lines of one card."""

    def __init__(self) -> None:
        self.members: list[tuple[str, str, int, str, str]] = []
        """Lines of known properties: group, field of the contact, index of the item there (-1: none), name, line."""
        self.descriptions: dict[tuple[str, str], list[tuple[str, str]]] = {}
        """By group and name: what is said of the group's items, and the line that says it; the first counts."""
        self.whole: set[str] = set()
        """The groups that have a line that the contact has no field for."""

    def settle(self, fields: dict[str, Any]) -> list[tuple[str, str]]:
        """Put the descriptions into the items; returns (name, line) of those that describe nothing."""
        used = set()
        for group, field, index, _, _ in self.members:
            describers = _DESCRIBERS.get(field, _NONE) if index >= 0 else _NONE
            for name, describe in describers.items():
                if said := self.descriptions.get((group, name)):
                    used.add((group, name))
                    if text := said[0][0]:
                        fields[field][index] = describe(fields[field][index], text)
        unused = []
        for key, said in self.descriptions.items():
            lines = said[key in used :]
            unused += [(key[1], line) for _, line in lines]
            if lines:
                self.whole.add(key[0])
        return unused

    def lines_to_keep(self) -> list[tuple[str, str]]:
        """After `settle`: (name, line) of the known properties in groups that are kept whole."""
        return [(name, line) for group, _, _, name, line in self.members if group in self.whole]

    def of_addresses(self) -> dict[int, str]:
        """The groups of the addresses, by index."""
        return {index: group for group, field, index, _, _ in self.members if field == "addresses"}


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


_NONE: Mapping[str, Callable[[Any, str], Any]] = MappingProxyType({})
_LABELLED: Mapping[str, Callable[[Any, str], Any]] = MappingProxyType({LABEL: _labelled})
_DESCRIBERS: Mapping[str, Mapping[str, Callable[[Any, str], Any]]] = MappingProxyType(
    {
        "emails": _LABELLED,
        "phones": _LABELLED,
        "links": _LABELLED,
        "addresses": MappingProxyType({LABEL: _labelled, COUNTRY: _country}),
        "occasions": MappingProxyType({LABEL: _occasion}),
        "relations": MappingProxyType({LABEL: _relation}),
    }
)
