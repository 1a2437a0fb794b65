"""The laws of contact sources."""

from collections.abc import Callable, Sequence

import pytest

from netcore.plugins import Checkpoint, ContactSource, Record, Removed, Unreadable
from netcore.testing.nasty import NASTY_NAMES
from netcore.testing.records import Parser, RecordLaws, names_in, read

Item = Record | Removed | Checkpoint | Unreadable


class ContactSourceContract(RecordLaws):
    """Give the fixture ``make_source_of``, or, where a test cannot choose who is in the source, ``make_source``."""

    @pytest.fixture
    def make_source_of(self) -> Callable[[Sequence[str]], ContactSource] | None:
        """Makes a source that holds people of these names; called again with the same names, the same source anew."""
        return None

    @pytest.fixture
    def make_source(
        self, make_source_of: Callable[[Sequence[str]], ContactSource] | None
    ) -> Callable[[], ContactSource]:
        """Makes a source that holds some people; called again, the same source anew, as after a restart."""
        assert make_source_of is not None, "give the fixture make_source_of or make_source"
        return lambda: make_source_of(("Ada Lovelace", "Grace Hopper", "José Ñandú", "李小龍"))

    @pytest.fixture
    def make_source_with_a_bad_record(self) -> Callable[[], ContactSource] | None:
        """Makes a source with at least one good record, and before it one that is none; optional."""
        return None

    @pytest.fixture
    def make_parser(self, make_source: Callable[[], ContactSource]) -> Callable[[], Parser]:
        """Any source parses."""
        return make_source

    @pytest.fixture
    def listings(self, make_source: Callable[[], ContactSource]) -> Sequence[Sequence[Record]]:
        """One first pull."""
        return [_records(_pull(make_source(), None))]

    def test_it_is_a_contact_source(self, make_source: Callable[[], ContactSource]) -> None:
        assert isinstance(make_source(), ContactSource)

    def test_a_pull_hands_out_items_one_by_one(self, make_source: Callable[[], ContactSource]) -> None:
        items = make_source().pull(None)
        assert iter(items) is items, "pull must return an iterator, not everything at once"

    def test_a_second_pull_gives_the_same_records(self, make_source: Callable[[], ContactSource]) -> None:
        first, second = (_bytes_by_id(_pull(make_source(), None)) for _ in range(2))
        assert first == second, "ids or bytes differ between two pulls of an unchanged source"

    def test_a_pull_ends_with_a_checkpoint(self, make_source: Callable[[], ContactSource]) -> None:
        items = _pull(make_source(), None)
        assert items, "the pull gives nothing"
        assert isinstance(items[-1], Checkpoint), "the last item of a pull must be a Checkpoint"

    def test_only_the_end_of_a_listing_says_that_it_is_full(self, make_source: Callable[[], ContactSource]) -> None:
        items = _pull(make_source(), None)
        early = [item for item in items[:-1] if isinstance(item, Checkpoint) and item.full]
        assert not early, "a checkpoint says full=True before the end: the people behind it would count as gone"

    def test_an_interrupted_pull_goes_on_and_loses_nobody(self, make_source: Callable[[], ContactSource]) -> None:
        items = _pull(make_source(), None)
        for position, item in enumerate(items[:-1]):
            if isinstance(item, Checkpoint):
                found = _bytes_by_id([*items[:position], *_pull(make_source(), item.cursor)])
                lost = _bytes_by_id(items).keys() - found.keys()
                assert not lost, f"going on from the checkpoint at item {position} loses {sorted(lost)[:3]}"

    def test_a_pull_from_the_last_checkpoint_takes_nobody_away(self, make_source: Callable[[], ContactSource]) -> None:
        items = _pull(make_source(), None)
        cursors = [item.cursor for item in items if isinstance(item, Checkpoint)]
        if not cursors:
            return  # another law says so
        changes = _pull(make_source(), cursors[-1])
        everybody, seen = _bytes_by_id(items), _bytes_by_id(changes)
        removed = [item.source_id for item in changes if isinstance(item, Removed)]
        assert not everybody.keys() & set(removed), f"{removed} are said to be removed, and are still there"
        assert seen.items() <= everybody.items(), "an unchanged record comes with other bytes or another id"
        full = any(isinstance(item, Checkpoint) and item.full for item in changes)
        assert not full or seen.keys() == everybody.keys(), (
            "a pull that lists only changes says full=True: everybody else would count as gone"
        )

    def test_a_cursor_that_means_nothing_starts_over(self, make_source: Callable[[], ContactSource]) -> None:
        found = _bytes_by_id(_pull(make_source(), "no cursor of this source"))
        assert found == _bytes_by_id(_pull(make_source(), None)), "an unknown cursor does not give everything"

    def test_nasty_names_survive(self, make_source_of: Callable[[Sequence[str]], ContactSource] | None) -> None:
        if make_source_of is None:
            pytest.skip("the fixture make_source_of is not given")
        source = make_source_of(NASTY_NAMES)
        found = names_in(read(source, record) for record in _records(_pull(source, None)))
        assert found == sorted(NASTY_NAMES), "names changed on the way"

    def test_a_bad_record_does_not_end_the_pull(
        self, make_source_with_a_bad_record: Callable[[], ContactSource] | None
    ) -> None:
        if make_source_with_a_bad_record is None:
            pytest.skip("the fixture make_source_with_a_bad_record is not given")
        source = make_source_with_a_bad_record()
        items = _pull(source, None)
        contacts = [read(source, record) for record in _records(items)]
        told = any(isinstance(item, Unreadable) for item in items) or None in contacts
        assert told, "the bad record is neither reported as Unreadable nor refused"
        assert any(contact is not None for contact in contacts), "the good record behind the bad one is lost"


def _pull(source: ContactSource, cursor: str | None) -> list[Item]:
    return list(source.pull(cursor))


def _records(items: Sequence[Item]) -> list[Record]:
    return [item for item in items if isinstance(item, Record)]


def _bytes_by_id(items: Sequence[Item]) -> dict[str, bytes]:
    return {record.source_id: record.raw for record in _records(items)}
