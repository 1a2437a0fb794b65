"""The laws of records, which contact sources and file sources share."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

import pytest

from netcore.model.contact import Contact, decode_contact, encode_contact
from netcore.plugins import Reading, Record, RefusedRecord
from netcore.testing.contract import Contract
from netcore.testing.loopback import LoopbackGuard

_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")  # as JSON writes it, not a backslash and "u0000"


class Parser(Protocol):
    """What makes contacts of records."""

    def parse(self, record: Record) -> Reading:
        """The contact in a record."""


class RecordLaws(Contract):
    """The laws of `parse`.  A contract that includes them says where records come from."""

    @pytest.fixture
    def make_parser(self) -> Callable[[], Parser]:
        """Given by the contract: makes a new source."""
        raise NotImplementedError

    @pytest.fixture
    def listings(self) -> Sequence[Sequence[Record]]:
        """Given by the contract: the records of each pull, or of each file."""
        raise NotImplementedError

    @pytest.fixture
    def records(self, listings: Sequence[Sequence[Record]]) -> Sequence[Record]:
        """All of them."""
        return [record for listing in listings for record in listing]

    def test_every_record_has_an_id_and_no_two_share_one(self, listings: Sequence[Sequence[Record]]) -> None:
        for listing in listings:
            assert listing, "there is no record at all: give the tests at least one"
            assert all(record.source_id for record in listing), "a record has an empty id"
            twice = [id_ for id_, count in Counter(record.source_id for record in listing).items() if count > 1]
            assert not twice, f"several records share an id: {twice[:3]}"

    def test_every_record_is_read_or_refused_with_a_reason(
        self, make_parser: Callable[[], Parser], records: Sequence[Record]
    ) -> None:
        parser = make_parser()
        assert any(read(parser, record) is not None for record in records), "every single record was refused"

    def test_reading_a_record_is_pure(
        self, make_parser: Callable[[], Parser], records: Sequence[Record], nothing_but_loopback: LoopbackGuard
    ) -> None:
        one, other = make_parser(), make_parser()
        nothing_but_loopback.closed = True
        for record in records:
            assert read(one, record) == read(one, record) == read(other, record), f"{record.source_id} differs"

    def test_what_is_read_can_be_stored(self, make_parser: Callable[[], Parser], records: Sequence[Record]) -> None:
        parser = make_parser()
        for contact in filter(None, (read(parser, record) for record in records)):
            try:
                data = encode_contact(contact)
            except UnicodeEncodeError as error:
                raise AssertionError(f"{contact.label()!r} holds half a character, which cannot be stored") from error
            assert decode_contact(data) == contact, f"{contact.label()!r} changes when it is stored"
            assert not _NUL.search(data), f"{contact.label()!r} holds a NUL character, which PostgreSQL cannot store"


def read(parser: Parser, record: Record) -> Contact | None:
    """The contact, or None when it is refused with a reason."""
    try:
        reading = parser.parse(record)
    except RefusedRecord as error:
        assert str(error).strip(), f"{record.source_id} is refused without a reason"
        return None
    assert isinstance(reading, Reading), f"parse returned a {type(reading).__name__}, not a Reading"
    return reading.contact


def names_in(contacts: Iterable[Contact | None]) -> list[str]:
    """The names as shown, sorted."""
    return sorted(str(contact.name) for contact in contacts if contact is not None)
