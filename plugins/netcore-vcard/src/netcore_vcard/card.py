"""What the content lines of one card have said so far, and the contact that comes of it."""

from collections import Counter, defaultdict, deque
from typing import Any

import msgspec

from netcore.model.contact import Contact, Extra, Name, Organization, PostalAddress
from netcore_vcard.escapes import split
from netcore_vcard.groups import GroupedLine, settle

_ABOUT_THE_CARD = frozenset({"uid", "revised", "kind", "extras"})
_SAID_TWICE = frozenset({"occasions", "relations"})
"""Programs write one day, or one spouse, under several names."""
_MOST_NOTES = 20
_NO_PARTS = [""] * 5


class Irregular(Exception):
    """The card has something that only the careful reader understands."""


class Aside:
    """What many cards do not have, and what has to wait for the end of the card."""

    def __init__(self) -> None:
        self.name: dict[str, str] = {}
        """Fields of the name that have properties of their own."""
        self.labels: list[tuple[str, int]] = []
        """Group and index of the addresses that came from LABEL lines."""
        self.kept: dict[str, str] = {}
        """Lines of known properties that say more than the contact can hold, each with its name."""


class Card:
    """Collects what the properties of one card say.  `take` functions fill it; then `finish` is called, once."""

    __slots__ = ("_aside", "display", "fields", "groups", "literal_commas", "notes", "parts", "works")

    def __init__(self) -> None:
        self.fields: defaultdict[str, Any] = defaultdict(list)
        """Fields of the contact: lists of items, and single values."""
        self.display = ""
        self.parts: list[str] | None = None
        """Family, given, additional, prefix, suffix."""
        self.works: list[tuple[str, str, Any]] = []
        """What each ORG, TITLE and ROLE said: its group, a field of an organisation, and what is in it; "units" come
        behind their "name"."""
        self.literal_commas = False
        """In 2.1 a comma separates nothing."""
        self.notes: tuple[str, ...] = ()
        self.groups: dict[str, list[GroupedLine]] = {}
        """The lines of each group."""
        self._aside: Aside | None = None

    @property
    def aside(self) -> Aside:
        """What is rare, begun when it is first asked for."""
        if self._aside is None:
            self._aside = Aside()
        return self._aside

    def unknown(self, name: str, line: str) -> None:
        """A line that the contact has no field for."""
        self.fields["extras"].append(Extra(format="vcard", name=name, text=line))

    def line(self, name: str, head: str, value: str) -> str:
        """The line of a property as it can be read again in a card of 3.0 or 4.0, where commas separate."""
        if self.literal_commas and "," in value and not name.endswith("CATEGORIES"):
            value = "\\,".join(split(value, ","))
        return f"{head}:{value}"

    def keep(self, name: str, line: str) -> None:
        """Keep a line of a property that has a field, because the field cannot hold all that the line says."""
        self.aside.kept[line] = name

    def note(self, text: str) -> None:
        """Tell the user of something guessed or repaired, once."""
        if text not in self.notes and len(self.notes) < _MOST_NOTES:
            self.notes += (text,)

    def says_something(self) -> bool:
        """Whether the card is about anybody at all; lines that are none do not count."""
        return bool(
            self.display
            or any(value for field, value in self.fields.items() if field not in _ABOUT_THE_CARD)
            or any(self.parts or ())
            or self.works
            or any(extra.name for extra in self.fields.get("extras", ()))
            or (self._aside and (self._aside.name or self._aside.kept))
        )

    def finish(self) -> Contact:
        """The contact that the lines describe."""
        fields = self.fields
        if self.works:
            fields["organizations"] = _organizations(self.works)
        if self.groups:
            self._settle_groups()
        if self._aside is not None:
            self._settle(self._aside)
        for field, value in fields.items():
            if type(value) is list:
                fields[field] = tuple(dict.fromkeys(value) if field in _SAID_TWICE else value)
        family, given, additional, prefix, suffix = self.parts or _NO_PARTS
        name = Name(
            display=self.display, family=family, given=given, additional=additional, prefix=prefix, suffix=suffix
        )
        if self._aside is not None and self._aside.name:
            name = msgspec.structs.replace(name, **self._aside.name)
        fields["name"] = name
        return Contact(**fields)

    def _settle_groups(self) -> None:
        unused, kept = settle(self.groups, self.fields)
        for _, _, name, head, value in unused:
            self.unknown(name, f"{head}:{value}")
        for _, _, name, head, value in kept:
            self.keep(name, self.line(name, head, value))

    def _settle(self, aside: Aside) -> None:
        if aside.labels:
            of_addresses = {
                line[1]: group for group, lines in self.groups.items() for line in lines if line[0] == "addresses"
            }
            _settle_labels(self.fields["addresses"], aside.labels, of_addresses)
        if aside.kept:
            there = {extra.text for extra in self.fields["extras"]}
            for line, name in sorted(aside.kept.items()):
                if line not in there:
                    self.unknown(name, line)


def _organizations(works: list[tuple[str, str, Any]]) -> tuple[Organization, ...]:
    """Titles and roles join the organisation of their group, or else the one at the same place in the order."""
    only: dict[str, Any] = {}
    for group, field, value in works:
        if group or field in only:
            break
        only[field] = value
    else:
        return (Organization(**only),) if any(only.values()) else ()
    places: Counter[tuple[str, str]] = Counter()
    joined: defaultdict[tuple[str, int], dict[str, Any]] = defaultdict(dict)
    for group, field, value in works:
        if field != "units":
            places[group, field] += 1
        place = places[group, "name" if field == "units" else field]
        joined[group, place][field] = value
    return tuple(Organization(**fields) for fields in joined.values() if any(fields.values()))


def _settle_labels(addresses: list[PostalAddress], labels: list[tuple[str, int]], groups: dict[int, str]) -> None:
    """Give each LABEL to the address of its group, or else to one of the same kinds; the rest stand alone."""
    own = {index for _, index in labels}
    waiting: defaultdict[object, deque[int]] = defaultdict(deque)
    for index, address in enumerate(addresses):
        if index not in own and not address.formatted:
            waiting[frozenset(address.kinds)].append(index)
            if index in groups:
                waiting[groups[index]].append(index)
    given: set[int] = set()
    for group, index in labels:
        queue = waiting[group or frozenset(addresses[index].kinds)]
        while queue and queue[0] in given:
            queue.popleft()
        if queue:
            taker = queue.popleft()
            addresses[taker] = msgspec.structs.replace(addresses[taker], formatted=addresses[index].formatted)
            given.update((taker, index))
    merged = own & given
    addresses[:] = [address for index, address in enumerate(addresses) if index not in merged]
