"""CSV as a format to export contacts in: the columns of Google Contacts (2024 and later), which most programs read."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import BinaryIO

from netcore.model.contact import Contact, Name
from netcore.plugins import Context, Exporter
from netcore_csv.reader import FORMAT
from netcore_csv.values import JOINT, guarded, label_of_kinds, shown_name

_FIXED = (
    *("First Name", "Middle Name", "Last Name", "Phonetic First Name", "Phonetic Middle Name", "Phonetic Last Name"),
    *("Name Prefix", "Name Suffix", "Nickname", "File As"),
    *("Organization Name", "Organization Title", "Organization Department"),
    *("Birthday", "Notes", "Photo", "Labels"),
)
_ADDRESS = (
    *("Label", "Formatted", "Street", "City", "PO Box", "Region", "Postal Code", "Country", "Extended Address"),
)
_PAIR = ("Label", "Value")
_REPEATED: Mapping[str, tuple[int, tuple[str, ...]]] = MappingProxyType(
    {
        "E-mail": (5, _PAIR),
        "Phone": (6, _PAIR),
        "Address": (3, _ADDRESS),
        "Website": (4, _PAIR),
        "Event": (3, _PAIR),
        "Relation": (4, _PAIR),
        "Custom Field": (6, _PAIR),
    }
)
"""How many of each there are: the rows are written as they come, so the header must be known before."""
COLUMNS = (
    *_FIXED,
    *(
        f"{field} {number} - {part}"
        for field, (most, parts) in _REPEATED.items()
        for number in range(1, most + 1)
        for part in parts
    ),
)

_Item = tuple[str, tuple[str, ...]]
"""A label, and the values of the other columns."""


class CsvExporter(Exporter):
    """Writes one row a contact; no cell can run in a spreadsheet."""

    def __init__(self, context: Context) -> None:
        """Writing needs nothing of the ``context``."""

    def write(self, contacts: Iterable[Contact], stream: BinaryIO) -> tuple[str, ...]:
        """Write the contacts one after the other, none of which is held."""
        left_out: Counter[str] = Counter()
        stream.write(_line(COLUMNS))
        for contact in contacts:
            if contact.kind == "group":
                left_out["group cards"] += 1
                continue
            row = _Row(contact, left_out)
            stream.write(_line([guarded(row.cells.get(name, "")) for name in COLUMNS]))
        return tuple(f"CSV has no place for {what} ({count})" for what, count in left_out.items() if count)


class _Row:
    """The cells of one contact."""

    def __init__(self, contact: Contact, left_out: Counter[str]) -> None:
        self._contact = contact
        self._left_out = left_out
        self.cells: dict[str, str] = {}
        self._name(contact.name)
        self._work()
        self._fixed()
        self._put("E-mail", [(_label(one), (one.address,)) for one in contact.emails])
        self._put("Phone", [(_label(one), (one.number,)) for one in contact.phones])
        self._put("Address", self._addresses())
        self._put("Website", self._pages())
        self._put(
            "Event",
            [
                ("Anniversary" if one.label == "anniversary" else one.label, (str(one.date),))
                for one in contact.occasions
            ],
        )
        self._put("Relation", [(one.kind.title(), (one.name,)) for one in contact.relations])
        self._put("Custom Field", self._others())
        self._count()

    def _name(self, name: Name) -> None:
        given, family = name.given, name.family
        bare = Name(prefix=name.prefix, given=given, additional=name.additional, family=family, suffix=name.suffix)
        if not str(bare):
            given, family = _two_names(name.display)
        elif name.display and name.display not in {str(bare), shown_name(bare)}:
            self._left_out["names that are shown in another way than their parts say"] += 1
        self.cells |= {
            "First Name": given,
            "Middle Name": name.additional,
            "Last Name": family,
            "Phonetic First Name": name.phonetic_given,
            "Phonetic Last Name": name.phonetic_family,
            "Name Prefix": name.prefix,
            "Name Suffix": name.suffix,
            "File As": name.sort_as,
        }

    def _work(self) -> None:
        for organization in self._contact.organizations[:1]:
            self.cells["Organization Name"] = organization.name
            self.cells["Organization Title"] = organization.title
            self.cells["Organization Department"] = ", ".join(organization.units)
            self._left_out["roles at work"] += bool(organization.role)
        self._left_out["further places of work"] += max(len(self._contact.organizations) - 1, 0)

    def _fixed(self) -> None:
        contact = self._contact
        urls = [photo.url for photo in contact.photos if photo.url]
        self.cells |= {
            "Nickname": _joined(contact.nicknames),
            "Birthday": str(contact.birthday or ""),
            "Notes": "\n\n".join(contact.notes),
            "Photo": urls[0] if urls else "",
            "Labels": _joined(contact.categories),
        }

    def _addresses(self) -> list[_Item]:
        return [
            (
                _label(one),
                (
                    one.formatted,
                    one.street,
                    one.locality,
                    one.po_box,
                    one.region,
                    one.postcode,
                    one.country or one.country_code,
                    one.extended,
                ),
            )
            for one in self._contact.addresses
        ]

    def _pages(self) -> list[_Item]:
        pages: list[_Item] = [(_label(link), (link.url,)) for link in self._contact.links]
        return pages + [(one.service.title(), (one.url,)) for one in self._contact.handles if one.url]

    def _others(self) -> list[_Item]:
        found: list[_Item] = [(one.service.title(), (one.name,)) for one in self._contact.handles if not one.url]
        return found + [(one.name, (one.text,)) for one in self._contact.extras if one.format == FORMAT]

    def _put(self, field: str, items: Sequence[_Item]) -> None:
        """Each in columns of its own while there are any; else all of one label in one cell, as Google does."""
        most, parts = _REPEATED[field]
        if len(items) > most:
            by_label: dict[str, list[tuple[str, ...]]] = {}
            for label, values in items:
                by_label.setdefault(label, []).append(values)
            groups = list(by_label.items())
            if len(groups) > most:
                rest = groups[most - 1 :]
                self._left_out[f"labels of those who have very many {field.lower()} entries"] += len(rest)
                groups = [*groups[: most - 1], ("", [values for _, group in rest for values in group])]
            items = [(label, tuple(map(_joined, zip(*values, strict=True)))) for label, values in groups]
        else:
            items = [(label, tuple(map(_single, values))) for label, values in items]
        for number, (label, values) in enumerate(items, 1):
            for part, text in zip(parts, (label, *values), strict=True):
                self.cells[f"{field} {number} - {part}"] = text

    def _count(self) -> None:
        """What there is no column for."""
        contact, left = self._contact, self._left_out
        left["pictures"] += sum(bool(photo.data) for photo in contact.photos)
        left["sexes and languages"] += bool(contact.gender) + len(contact.languages)
        left["statements of other formats"] += sum(extra.format != FORMAT for extra in contact.extras)


def _line(cells: Iterable[str]) -> bytes:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\r\n").writerow([cell.replace("\0", "") for cell in cells])
    return stream.getvalue().encode("utf-8", "replace")


def _label(one: object) -> str:
    return label_of_kinds(getattr(one, "kinds", ()), getattr(one, "label", ""), getattr(one, "preference", 0))


def _two_names(display: str) -> tuple[str, str]:
    """A name in one piece, in two that make the same name again."""
    given, space, family = display.rpartition(" ")
    whole = not space or "," in display or given != given.strip() or not given or not family
    return (display, "") if whole else (given, family)


def _joined(values: Iterable[str]) -> str:
    return JOINT.join(map(_single, values))


def _single(value: str) -> str:
    """A value that is not taken for several."""
    return value.replace(":::", ": : :") if ":::" in value else value
