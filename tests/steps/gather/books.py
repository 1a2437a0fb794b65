"""Address books for tests: a file format of our own (one JSON card a line), and a source that is no file."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, BinaryIO, ClassVar

from netcore.model.contact import Contact, Email, Name, Organization, Phone, PostalAddress
from netcore.model.partial_date import PartialDate
from netcore.plugins import (
    Checkpoint,
    ContactSource,
    ContactSourceDescriptor,
    Context,
    Exporter,
    ExporterDescriptor,
    FileSource,
    Reading,
    Record,
    RefusedRecord,
    Removed,
    Setting,
    Unreadable,
    hookimpl,
)
from netcore.plugins.registry import Registry
from netcore.steps.gather.by_hand import name_from


def card(key: str, name: str = "", **facts: Any) -> dict[str, Any]:
    """A card of the test's format: ``email``, ``phone``, ``cell``, ``home``, ``born``, ``uid``, ``categories``…"""
    return {"id": key, "name": name, **facts}


def write_book(path: Path, *cards: Mapping[str, Any]) -> Path:
    """An address book in a file, one card a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("CARDS\n" + "".join(json.dumps(one) + "\n" for one in cards), encoding="utf-8")
    return path


def contact_of(data: Mapping[str, Any]) -> Contact:
    """What the test's format says."""
    if "refuse" in data:
        raise RefusedRecord(data["refuse"])
    if "crash" in data:
        raise ZeroDivisionError
    emails = data.get("email", ())
    numbers = [(data[kind], (kind,) if kind != "phone" else ()) for kind in ("phone", "cell", "home") if kind in data]
    return Contact(
        kind=data.get("kind", "person"),
        name=name_from(data["name"]) if data["name"] else Name(),
        nicknames=tuple(data.get("nicknames", ())),
        emails=tuple(Email(address=one) for one in ([emails] if isinstance(emails, str) else emails)),
        phones=tuple(Phone(number=number, kinds=kinds) for number, kinds in numbers),
        organizations=(Organization(name=data["firm"]),) if "firm" in data else (),
        addresses=(PostalAddress(street=data["street"]),) if "street" in data else (),
        birthday=PartialDate(**dict(zip(("year", "month", "day"), data["born"], strict=True)))
        if "born" in data
        else None,
        categories=tuple(data.get("categories", ())),
        notes=(data["note"],) if "note" in data else (),
        uid=data.get("uid", ""),
        revised=data.get("revised", ""),
        members=tuple(data.get("members", ())),
    )


class CardFile(FileSource):
    """Reads the test's format; a line ``BOOM`` makes the reader fail, ``^C`` interrupts it."""

    parsed: ClassVar[int] = 0

    def __init__(self, context: Context) -> None:
        type(self).parsed = 0

    def identify(self, head: bytes, path: Path) -> bool:
        if head.startswith(b"TRAP"):
            raise ValueError("what is this")
        return head.startswith(b"CARD")

    def one_of_many(self, head: bytes) -> bool:
        return head.startswith(b"CARD\n")

    def read(self, stream: BinaryIO, name: str) -> Iterator[Record | Unreadable]:
        for number, line in enumerate(stream):
            place = f"{name}, line {number + 1}"
            if number == 0 or not line.strip():
                continue
            if line.startswith(b"BOOM"):
                raise ValueError("the reader stumbled")
            if line.startswith(b"^C"):
                raise KeyboardInterrupt
            if not line.startswith(b"{"):
                yield Unreadable(reason="this is no card", place=place, raw=line)
                continue
            yield Record(source_id=json.loads(line)["id"], raw=line.strip(), place=place)

    def parse(self, record: Record) -> Reading:
        type(self).parsed += 1
        data = json.loads(record.raw)
        return Reading(contact=contact_of(data), notes=tuple(data.get("notes", ())))


class Scripted(ContactSource):
    """Yields what the test put into ``script``; an exception in it is raised."""

    script: ClassVar[Sequence[Any]] = ()
    cursors: ClassVar[list[str | None]] = []

    def __init__(self, context: Context) -> None:
        self._context = context

    def pull(self, cursor: str | None) -> Iterator[Record | Removed | Checkpoint | Unreadable]:
        self.cursors.append(cursor)
        for item in self.script:
            if isinstance(item, BaseException):
                raise item
            if isinstance(item, dict):
                etag = item.pop("etag", "") if "etag" in item else ""
                yield Record(source_id=item["id"], raw=json.dumps(item).encode(), revision=etag)
            else:
                yield item

    def parse(self, record: Record) -> Reading:
        return Reading(contact=contact_of(json.loads(record.raw)))


class Names(Exporter):
    """Writes one name a line."""

    def __init__(self, context: Context) -> None:
        pass

    def write(self, contacts: Any, stream: BinaryIO) -> tuple[str, ...]:
        for contact in contacts:
            emails = " ".join(email.address for email in contact.emails)
            stream.write(f"{contact.label()} {emails} {','.join(contact.categories)}\n".encode())
        return ("photos are left out",)


class Broken(Exporter):
    """Writes something, and fails."""

    def __init__(self, context: Context) -> None:
        pass

    def write(self, contacts: Any, stream: BinaryIO) -> tuple[str, ...]:
        stream.write(b"half")
        raise OSError(28, "No space left on device")


def _here(name: str) -> str:
    return f"{__name__}:{name}"


@hookimpl
def _sources() -> Sequence[ContactSourceDescriptor]:
    return [
        ContactSourceDescriptor(name="cards", summary="Cards.", factory=_here("CardFile"), patterns=("*.cards",)),
    ]


@hookimpl
def _cloud() -> Sequence[ContactSourceDescriptor]:
    settings = (
        Setting(name="user", help="Who."),
        Setting(name="server", help="Where."),
        Setting(name="password", help="Key.", secret=True),
    )
    return [ContactSourceDescriptor(name="cloud", summary="Cloud.", factory=_here("Scripted"), settings=settings)]


@hookimpl
def _exporters() -> Sequence[ExporterDescriptor]:
    return [
        ExporterDescriptor(name="cards", summary="Names.", factory=_here("Names"), suffix=".txt"),
        ExporterDescriptor(name="cards.broken", summary="Fails.", factory=_here("Broken"), suffix=".txt"),
    ]


def registry() -> Registry:
    """The plugins of these tests."""
    return Registry.of(
        {
            "cards": SimpleNamespace(netcore_contact_sources=_sources, netcore_exporters=_exporters),
            "cloud": SimpleNamespace(netcore_contact_sources=_cloud),
        },
        raise_errors=True,
    )
