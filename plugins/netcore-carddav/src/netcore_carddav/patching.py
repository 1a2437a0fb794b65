"""A card changed in as few lines as possible: all others stay byte for byte as the server has them.

A card on a server holds more than any contact does: properties of its other clients, their parameters, the order and
folding of lines.  So it is not written anew.  Lines that belong together (by their group, as ``item1.TEL`` and
``item1.X-ABLabel``) are read on their own, which shows what they say of the contact; those that say something that is
no longer so leave, what nobody says yet is added at the end, and the rest stays.  The result is read again, to be sure.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple

import msgspec

from netcore.model.contact import Contact
from netcore.plugins import RefusedRecord
from netcore_vcard import parse, write
from netcore_vcard.writer import DERIVED

Version = Literal["3.0", "4.0"]

_WHOLE = ("name", "organizations", "addresses", "birthday", "gender")
"""Fields that several lines make up together: they stay or leave together."""
_MANY = (
    "nicknames",
    "emails",
    "phones",
    "links",
    "handles",
    "occasions",
    "relations",
    "notes",
    "categories",
    "photos",
    "languages",
    "members",
)
FIELDS = (*_WHOLE, *_MANY)
"""What a change may be about; who the card is (uid, kind), when it was revised and what no field holds is not."""

_NOTHING = Contact()
_STRUCTURE = frozenset({b"BEGIN", b"END", b"VERSION"})
_LINE = re.compile(rb"[^\n]*(?:\n[ \t][^\n]*)*\n?")
_HEAD = re.compile(rb"(?:([A-Za-z0-9-]+)\.)?([A-Za-z0-9-]+)(?=[;:])")
_GROUP = re.compile(rb"^([A-Za-z0-9-]+)\.(?=[A-Za-z0-9-]+[;:])")


class _Unit(NamedTuple):
    """Lines that belong together, and what they say."""

    lines: list[int]
    says: Contact


def version_of(raw: bytes) -> Version | None:
    """The card's version when it is one that is written today."""
    found = re.search(rb"^VERSION:(3\.0|4\.0)\s*$", raw, re.MULTILINE | re.IGNORECASE)
    return None if found is None else "4.0" if found[1] == b"4.0" else "3.0"


def differences(one: Contact, other: Contact) -> tuple[str, ...]:
    """The fields in which two contacts differ; the order of values does not count."""
    return tuple(field for field in FIELDS if not _same(getattr(one, field), getattr(other, field)))


def patch(raw: bytes, wanted: Contact, now: datetime) -> bytes:
    """The card, saying of the contact's `FIELDS` what ``wanted`` says; the same bytes when it does already.

    Where that cannot be had by changing lines (a card of another version, or in another encoding), the card is written
    anew, with all that it held and no field has.
    """
    before = parse(raw).contact
    changed = differences(before, wanted)
    if not changed:
        return raw
    version = version_of(raw)
    if version is not None and _is_text(raw):
        result = _patched(raw, wanted, version, set(changed), now)
        after = _read(result)
        if after.uid == before.uid and not differences(after, wanted):
            return result
    anew = msgspec.structs.replace(wanted, uid=before.uid, kind=before.kind, extras=before.extras, revised=_moment(now))
    return write(anew, version or "3.0")


def _patched(raw: bytes, wanted: Contact, version: Version, changed: set[str], now: datetime) -> bytes:
    lines = [found[0] for found in _LINE.finditer(raw) if found[0]]
    leaving: set[int] = set()
    staying: list[Contact] = []
    touched = set(changed)
    for unit in _units(lines, version):
        said = differences(unit.says, _NOTHING)
        if all(field not in changed or _holds(field, unit.says, wanted) for field in said):
            staying.append(unit.says)
        else:
            leaving.update(unit.lines)
            touched.update(said)
    missing = {field: _missing(field, wanted, staying) for field in touched}
    there = {_name(line) for number, line in enumerate(lines) if number not in leaving}
    new = _written(Contact(**missing), version, _groups(lines), there)
    result: list[bytes] = []
    for number, line in enumerate(lines):
        name = _name(line)
        if name == b"END":
            result.extend(new)
        if name == b"REV":
            line = b"REV:" + _moment(now).encode() + _line_end(line)  # noqa: PLW2901 -- the line as it is from now on
        if number not in leaving:
            result.append(line)
    return b"".join(result)


def _units(lines: Sequence[bytes], version: str) -> Iterator[_Unit]:
    grouped: dict[bytes, list[int]] = {}
    for number, line in enumerate(lines):
        head = _HEAD.match(line)
        if head is None or head[2].upper() in _STRUCTURE:
            continue
        grouped.setdefault(head[1].upper() if head[1] else b"%d" % number, []).append(number)
    for key, numbers in grouped.items():
        if not key.isdigit() or len(numbers) == 1:
            alone = b"".join(_ended(lines[number]) for number in numbers)
            says = _read(b"BEGIN:VCARD\r\nVERSION:" + version.encode() + b"\r\n" + alone + b"END:VCARD\r\n")
            yield _Unit(numbers, says)


def _holds(field: str, says: Contact, wanted: Contact) -> bool:
    """Whether what some lines say of a changed field is still so."""
    if field in _WHOLE:
        return False
    return not Counter(getattr(says, field)) - Counter(getattr(wanted, field))


def _missing(field: str, wanted: Contact, staying: Sequence[Contact]) -> Any:
    """What of a field has to be added to the lines that stay."""
    value = getattr(wanted, field)
    if field in _WHOLE:
        return value
    there = Counter(item for says in staying for item in getattr(says, field))
    found = []
    for item in value:
        if there[item] > 0:
            there[item] -= 1
        else:
            found.append(item)
    return tuple(found)


def _written(contact: Contact, version: Version, taken: set[bytes], there: set[bytes]) -> Iterator[bytes]:
    """The lines for a contact's fields, in groups that the card does not have yet.

    Lines that only stand in for a missing FN or N are left out when the card has those (``there``).
    """
    names: dict[bytes, bytes] = {}
    stand_in_name = f"FN;{DERIVED[version]}=TRUE:".encode()
    for found in _LINE.finditer(write(contact, version)):
        line = found[0]
        name = _name(line)
        stand_in = line.startswith(stand_in_name) or line.rstrip() == b"N:;;;;"
        if not line or name in _STRUCTURE or (stand_in and name in there):
            continue
        group = _GROUP.match(line)
        if group:
            line = names.setdefault(group[1], _free(taken)) + b"." + line[group.end() :]
        yield line


def _groups(lines: Sequence[bytes]) -> set[bytes]:
    return {found[1].upper() for line in lines if (found := _GROUP.match(line))}


def _free(taken: set[bytes]) -> bytes:
    number = 1
    while b"ITEM%d" % number in taken:
        number += 1
    taken.add(b"ITEM%d" % number)
    return b"item%d" % number


def _name(line: bytes) -> bytes:
    head = _HEAD.match(line)
    return head[2].upper() if head else b""


def _ended(line: bytes) -> bytes:
    return line if line.endswith(b"\n") else line + b"\r\n"


def _line_end(line: bytes) -> bytes:
    return b"\r\n" if line.endswith(b"\r\n") else b"\n"


def _is_text(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def _moment(now: datetime) -> str:
    return f"{now:%Y%m%dT%H%M%SZ}"


def _read(raw: bytes) -> Contact:
    try:
        return parse(raw).contact
    except RefusedRecord:
        return Contact()


def _same(one: Any, other: Any) -> bool:
    return Counter(one) == Counter(other) if isinstance(one, tuple) else bool(one == other)
