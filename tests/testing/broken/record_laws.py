"""Broken ways to parse, for both kinds of sources."""

from collections.abc import Callable
from itertools import count
from typing import Any

from netcore.model.contact import Contact, Name
from netcore.plugins import Reading, Record, RefusedRecord


def refuses_everybody(self: Any, record: Record) -> Reading:
    raise RefusedRecord("Not today.")


_numbers = count()


def counts(self: Any, record: Record) -> Reading:
    return Reading(contact=Contact(name=Name(display=name_of(record)), revised=str(next(_numbers))))


def keeps_nul(self: Any, record: Record) -> Reading:
    return Reading(contact=Contact(name=Name(display=name_of(record)), notes=("\0",)))


def keeps_half_a_character(self: Any, record: Record) -> Reading:
    return Reading(contact=Contact(name=Name(display=name_of(record)), notes=("\ud83d",)))


def cuts_at_line_ends(self: Any, record: Record) -> Reading:
    return Reading(contact=Contact(name=Name(display=name_of(record).splitlines()[0])))


def guarded(parse: Callable[[Any, Record], Reading]) -> Callable[[Any, Record], Reading]:
    """The same, for records without a name."""

    def guard(self: Any, record: Record) -> Reading:
        try:
            return parse(self, record)
        except (KeyError, IndexError):
            raise RefusedRecord("It has no name.") from None

    return guard


def name_of(record: Record) -> str:
    import json

    return str(json.loads(record.raw)["name"])
