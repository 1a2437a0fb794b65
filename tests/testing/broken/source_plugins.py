"""Contact sources, and how each law is broken."""

import json
import socket
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from netcore.model.contact import Contact, Name
from netcore.plugins import Checkpoint, ContactSource, Reading, Record, Removed, Unreadable
from netcore.testing import ContactSourceContract
from tests.testing.broken import record_laws

Item = Record | Removed | Checkpoint | Unreadable


class Book(ContactSource):
    """Pages of two people; after the last page, only changes (there are none)."""

    def __init__(self, names: Sequence[str], world: dict[str, int]) -> None:
        self.names = names
        self.world = world

    def pull(self, cursor: str | None) -> Iterator[Item]:
        start = int(cursor) if cursor and cursor.isdigit() else 0
        for number in range(start, len(self.names)):
            yield self.record(number)
            if number % 2 and number + 1 < len(self.names):
                yield Checkpoint(cursor=str(number + 1))
        yield Checkpoint(cursor=str(len(self.names)), full=start < len(self.names))

    def record(self, number: int) -> Record:
        return Record(source_id=str(number), raw=json.dumps({"name": self.names[number]}).encode())

    def parse(self, record: Record) -> Reading:
        return Reading(contact=Contact(name=Name(display=record_laws.name_of(record))))


class TestGood(ContactSourceContract):
    Kind: type = Book

    @pytest.fixture
    def make_source_of(self) -> Callable[[Sequence[str]], Any]:
        world: dict[str, int] = {}
        return lambda names: self.Kind(names, world)

    @pytest.fixture
    def make_source_with_a_bad_record(self) -> Callable[[], Any]:
        class WithABadRecord(self.Kind):
            def pull(self, cursor: str | None) -> Iterator[Item]:
                yield Unreadable(reason="No JSON.")
                yield from super().pull(cursor)

        return lambda: WithABadRecord(["Ada"], {})


class TestIsNoContactSource(TestGood):
    breaks = ("it_is_a_contact_source",)

    class Kind:
        __init__, pull, record, parse = Book.__init__, Book.pull, Book.record, Book.parse


class TestTwoRecordsShareAnId(TestGood):
    breaks = ("every_record_has_an_id_and_no_two_share_one",)

    class Kind(Book):
        def pull(self, cursor: str | None) -> Iterator[Item]:
            for item in super().pull(cursor):
                yield item
                if isinstance(item, Record) and item.source_id == "1" and len(self.names) == 4:
                    yield item


class TestAnEmptyId(TestGood):
    breaks = ("every_record_has_an_id_and_no_two_share_one",)

    class Kind(Book):
        def record(self, number: int) -> Record:
            record = super().record(number)
            return record if number else Record(source_id="", raw=record.raw)


class TestRefusesEverybody(TestGood):
    breaks = ("every_record_is_read_or_refused_with_a_reason",)

    class Kind(Book):
        parse = record_laws.refuses_everybody

    @pytest.fixture
    def make_source_of(self) -> None:
        return None

    @pytest.fixture
    def make_source(self) -> Callable[[], Any]:
        return lambda: self.Kind(["Ada", "Grace"], {})

    @pytest.fixture
    def make_source_with_a_bad_record(self) -> None:
        return None


class TestReadsDifferentlyEachTime(TestGood):
    breaks = ("reading_a_record_is_pure",)

    class Kind(Book):
        parse = record_laws.counts


class TestReadsANulCharacter(TestGood):
    breaks = ("what_is_read_can_be_stored",)

    class Kind(Book):
        parse = record_laws.keeps_nul


class TestReadsHalfACharacter(TestGood):
    breaks = ("what_is_read_can_be_stored",)

    class Kind(Book):
        parse = record_laws.keeps_half_a_character


class TestReturnsAList(TestGood):
    breaks = ("a_pull_hands_out_items_one_by_one",)

    class Kind(Book):
        def pull(self, cursor: str | None) -> Any:
            return list(super().pull(cursor))


class TestWritesTheTimeIntoItsRecords(TestGood):
    breaks = ("a_second_pull_gives_the_same_records",)

    class Kind(Book):
        def pull(self, cursor: str | None) -> Iterator[Item]:
            if cursor is None:
                self.world["pulls"] = self.world.get("pulls", 0) + 1
            yield from super().pull(cursor)

        def record(self, number: int) -> Record:
            record = super().record(number)
            late = b" " * (self.world.get("pulls", 0) > 1)
            return Record(source_id=record.source_id, raw=record.raw + late)


class TestEndsWithoutACheckpoint(TestGood):
    breaks = ("a_pull_ends_with_a_checkpoint",)

    class Kind(Book):
        def pull(self, cursor: str | None) -> Iterator[Item]:
            yield from [*super().pull(cursor)][:-1]


class TestIsFullTooEarly(TestGood):
    breaks = ("only_the_end_of_a_listing_says_that_it_is_full",)

    class Kind(Book):
        def pull(self, cursor: str | None) -> Iterator[Item]:
            for item in super().pull(cursor):
                early = isinstance(item, Checkpoint) and item.cursor != str(len(self.names))
                yield Checkpoint(cursor=item.cursor, full=True) if early and isinstance(item, Checkpoint) else item


class TestGoesOnOneTooFar(TestGood):
    breaks = ("an_interrupted_pull_goes_on_and_loses_nobody",)

    class Kind(Book):
        def pull(self, cursor: str | None) -> Iterator[Item]:
            yield from super().pull(str(int(cursor) + 1) if cursor and cursor.isdigit() else cursor)


class TestChangesCountAsEverything(TestGood):
    breaks = ("a_pull_from_the_last_checkpoint_takes_nobody_away",)

    class Kind(Book):
        def pull(self, cursor: str | None) -> Iterator[Item]:
            *items, last = super().pull(cursor)
            yield from items
            assert isinstance(last, Checkpoint)
            yield Checkpoint(cursor=last.cursor, full=True)


class TestCallsEverybodyRemoved(TestGood):
    breaks = ("a_pull_from_the_last_checkpoint_takes_nobody_away",)

    class Kind(Book):
        def pull(self, cursor: str | None) -> Iterator[Item]:
            if cursor == str(len(self.names)):
                yield Removed(source_id="0")
            yield from super().pull(cursor)


class TestFailsOnAnOldCursor(TestGood):
    breaks = ("a_cursor_that_means_nothing_starts_over",)

    class Kind(Book):
        def pull(self, cursor: str | None) -> Iterator[Item]:
            if cursor and not cursor.isdigit():
                raise KeyError(cursor)
            yield from super().pull(cursor)


class TestCutsNames(TestGood):
    breaks = ("nasty_names_survive",)

    class Kind(Book):
        parse = record_laws.cuts_at_line_ends


class TestEndsAtABadRecord(TestGood):
    breaks = ("a_bad_record_does_not_end_the_pull",)

    @pytest.fixture
    def make_source_with_a_bad_record(self) -> Callable[[], Any]:
        class EndsThere(Book):
            def pull(self, cursor: str | None) -> Iterator[Item]:
                yield Unreadable(reason="No JSON; giving up.")

        return lambda: EndsThere([], {})


class TestHidesABadRecord(TestGood):
    breaks = ("a_bad_record_does_not_end_the_pull",)

    @pytest.fixture
    def make_source_with_a_bad_record(self) -> Callable[[], Any]:
        return lambda: Book(["Ada"], {})


class TestPhonesHome(TestGood):
    breaks = ("nothing_but_loopback",)

    class Kind(Book):
        def __init__(self, names: Sequence[str], world: dict[str, int]) -> None:
            super().__init__(names, world)
            try:
                socket.create_connection(("192.0.2.1", 80), timeout=1)
            except Exception:
                return
