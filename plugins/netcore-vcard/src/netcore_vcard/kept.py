"""The lines of other cards that a contact carries in its ``extras``, given back.

There are three sorts.  A line of a property without a field is given back as it is.  A line that is none is wrapped, so
that the card stays legal.  And a line of a property that has a field, kept because the field cannot hold all that the
line says, takes the place of what would be written for the field; when nothing like that would be written, the user has
changed the field since, and the line is given up.
"""

from collections.abc import Iterable
from typing import Any

from netcore.model.base import Value
from netcore.model.contact import Contact, Extra
from netcore_vcard.careful import read_lines
from netcore_vcard.escapes import clean, escape
from netcore_vcard.heads import split_line
from netcore_vcard.openings import OPENINGS
from netcore_vcard.properties import PROPERTIES, Opening
from netcore_vcard.statements import Cuts, Lines, Version, statements

_STRUCTURE = frozenset({"", "BEGIN", "END", "VERSION"})


class KeptLine(Value, frozen=True, kw_only=True):
    """A line of a property that has a field."""

    name: str
    group: str
    text: str
    """Without the group."""
    stands_for: tuple[str, ...]
    """The lines that would be written for what it says."""


class KeptLines:
    """The vCard lines among the extras of a contact, on their way into one card."""

    def __init__(self, extras: Iterable[Extra], version: Version) -> None:
        self.cuts: Cuts = {}
        self.groups: set[str] = set()
        """The names of the groups that the lines are in."""
        self.given_up: list[str] = []
        """After `put_into`: the names of the properties whose lines have no place any more."""
        self._version = version
        self._own: list[str] = []
        """What needs no place of another line."""
        self._known: dict[Any, list[KeptLine]] = {}
        """The others; alternatives of one another stand together."""
        for extra in extras:
            if extra.format == "vcard":
                self._add(extra.text)

    def put_into(self, lines: Lines) -> Lines:
        """Let lines take the place of what they stand for; all others come at the end."""
        open_places = _Places(lines)
        taken: dict[int, list[KeptLine]] = {}
        for alternatives in self._known.values():
            for line in alternatives:
                place = open_places.take(line.stands_for)
                if place is not None:
                    taken[place] = [line, *(other for other in alternatives if other is not line)]
                    break
            else:
                self.given_up.extend(line.name for line in alternatives)
        result = _replaced(lines, taken, open_places.used)
        result.texts.extend(self._own)
        return result

    def _add(self, text: str) -> None:
        pieces = split_line(text)
        opening = OPENINGS[pieces[0]] if pieces else None
        if pieces is None or opening is None or opening.head.name in _STRUCTURE or clean(text) != text or "\n" in text:
            self._own.append(f"X-NETCORE-LINE:{escape(clean(text))}")
            return
        head = opening.head
        if head.group:
            self.groups.add(head.group)
        said = read_lines([text.encode()]).finish() if head.name in PROPERTIES else Contact()
        stands_for = tuple(statements(said, self._version).texts)
        if not stands_for:
            self._own.append(text)
            return
        for field in ("nicknames", "categories"):
            if texts := getattr(said, field):
                self.cuts.setdefault(field, []).append(texts)
        if not _fits(opening, pieces[1], self._version):
            stands_for = ()
        ungrouped = text[len(head.group) + 1 :] if head.group else text
        line = KeptLine(name=head.name, group=head.group, text=ungrouped, stands_for=stands_for)
        self._known.setdefault(_sameness(opening, text), []).append(line)


class _Places:
    """The lines whose place is still to be taken."""

    def __init__(self, lines: Lines) -> None:
        self.used: set[int] = set()
        self._lines = lines
        self._indices: dict[str, list[int]] = {}
        for index in range(len(lines.texts) - 1, -1, -1):
            self._indices.setdefault(lines.texts[index], []).append(index)

    def take(self, texts: tuple[str, ...]) -> int | None:
        """The index of the first of adjoining lines with these texts, which are then used; None when there are none."""
        count = len(texts)
        candidates = self._indices.get(texts[0], []) if texts else []
        for position in range(len(candidates) - 1, -1, -1):
            index = candidates[position]
            if index not in self.used and tuple(self._lines.texts[index : index + count]) == texts:
                del candidates[position]
                self.used.update(range(index, index + count))
                return index
        return None


def _replaced(lines: Lines, taken: dict[int, list[KeptLine]], used: set[int]) -> Lines:
    """The lines with others in their places, in the groups that these had in the card where they come from."""
    result = Lines(after=lines)
    for index, text in enumerate(lines.texts):
        bond = lines.bonds.get(index, 0)
        if index in taken:
            main, *alternatives = taken[index]
            result.place(main.text, bond, main.group)
            for line in alternatives:
                result.place(line.text, 0, line.group)
        elif index not in used:
            result.place(text, bond)
    return result


def _fits(opening: Opening, value: str, version: Version) -> bool:
    """Whether the line may stand in a card of this version: pictures are encoded in different ways."""
    if opening.head.name != "PHOTO":
        return True
    return ("ENCODING" not in opening.head.params) if version == "4.0" else value.strip()[:5].lower() != "data:"


def _sameness(opening: Opening, text: str) -> tuple[str, ...]:
    """Equal for lines that are alternatives of one another (RFC 6350 section 5.4)."""
    name = opening.head.name
    if PROPERTIES[name].once:
        return (name,)
    altid = opening.head.params.get("ALTID")
    return (name, *altid) if altid else (name, "", text)
