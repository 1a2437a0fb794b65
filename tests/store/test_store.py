"""A store opens, keeps what it was given, and fails in one sentence."""

import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from netcore.errors import StoreBusy, StoreError, StoreNotWritable, StoreTooNew
from netcore.store import Store
from tests.conftest import Clock


def test_what_is_written_is_there_after_opening_again(open_store: Callable[[], Store]) -> None:
    with open_store().write() as tx:
        tx.journal.add("test.happened", "Something happened.")
    with open_store().read() as tx:
        assert [entry.text for entry in tx.journal.latest()] == ["Something happened."]


def test_a_transaction_that_raises_leaves_nothing(store: Store) -> None:
    with pytest.raises(RuntimeError), store.write() as tx:
        tx.journal.add("test.happened", "Something happened.")
        raise RuntimeError
    with store.read() as tx:
        assert tx.journal.latest() == ()


def test_only_what_may_be_lost_in_a_power_cut_is_not_flushed(tmp_path: Path, clock: Clock) -> None:
    flushed = []
    with Store(tmp_path / "x.db", now=clock).at_length() as store:  # one connection for all of them
        for durable in (True, False, True):
            with store.write(durable=durable) as tx:
                flushed.append(tx.connection.execute(text("PRAGMA synchronous")).scalar_one())
    assert flushed == [2, 1, 2]  # FULL, NORMAL, FULL


def test_a_flush_writes_a_row_for_without_one_sqlite_flushes_nothing(tmp_path: Path, clock: Clock) -> None:
    with Store(tmp_path / "x.db", now=clock).at_length() as store:
        with store.read() as tx:
            before = tx.mark()
        store.flush()
        with store.read() as tx:
            after = tx.mark()
    assert before is not None
    assert after is not None
    assert after.own > before.own


def test_a_store_at_length_goes_on_after_a_transaction_that_failed(store: Store) -> None:
    with store.at_length() as lasting:
        with pytest.raises(RuntimeError), lasting.write() as tx:
            tx.journal.add("test.happened", "Undone.")
            raise RuntimeError
        with lasting.write() as tx:
            tx.journal.add("test.happened", "Kept.")
        with lasting.read() as tx:
            assert [entry.text for entry in tx.journal.latest()] == ["Kept."]
    with store.read() as tx:
        assert [entry.text for entry in tx.journal.latest()] == ["Kept."]


def test_what_is_rehearsed_at_length_vanishes_and_keeps_nobody_waiting(store: Store) -> None:
    with store.at_length() as lasting:
        with lasting.rehearse() as tx, store.write() as other:
            tx.journal.add("test.happened", "What would be.")
            other.journal.add("test.happened", "What is.")
        with lasting.read() as tx:
            assert [entry.text for entry in tx.journal.latest()] == ["What is."]


def test_reading_sees_one_moment(store: Store) -> None:
    with store.read() as tx:
        assert tx.journal.latest() == ()
        with store.write() as other:
            other.journal.add("test.happened", "Meanwhile.")
        assert tx.journal.latest() == ()
    with store.read() as tx:
        assert len(tx.journal.latest()) == 1


def test_writing_on_postgresql_is_not_what_reading_left(store: Store) -> None:
    """A connection comes back to the pool as it was: a writer waits for another one, and does not give up."""
    with store.read() as tx:
        tx.journal.latest()
    with store.write() as tx:
        assert not tx.on_postgresql or tx.connection.get_isolation_level() == "READ COMMITTED"


def test_reading_at_length_keeps_nobody_from_writing(store: Store) -> None:
    with store.at_length() as lasting:
        with lasting.write() as tx:
            tx.journal.add("test.happened", "First.")
        with lasting.read() as tx, store.write() as other:
            assert len(tx.journal.latest()) == 1
            other.journal.add("test.happened", "Second.")
        with lasting.read() as tx:
            assert len(tx.journal.latest()) == 2


def test_a_mark_stays_the_same_as_long_as_nothing_is_written(tmp_path: Path, clock: Clock) -> None:
    others = Store(tmp_path / "x.db", now=clock)
    with Store(tmp_path / "x.db", now=clock).at_length() as store:
        with store.write() as tx:
            tx.journal.add("test.happened", "Something happened.")
            before = tx.mark()
        with others.read() as tx:
            tx.journal.latest()
        with store.write() as tx:
            assert tx.mark() == before is not None
            tx.journal.add("test.happened", "By the same connection.")
        with store.write() as tx:
            between = tx.mark()
            assert between != before
        with others.write() as tx:
            tx.journal.add("test.happened", "By another one.")
        with store.write() as tx:
            assert tx.mark() != between


def test_a_mark_says_nothing_to_another_connection(store: Store) -> None:
    with store.write() as tx:
        before = tx.mark()
    with store.at_length() as another, another.write() as tx:
        assert before is None or tx.mark() != before


def test_moments_come_back_with_their_time_zone(store: Store, clock: Clock) -> None:
    with store.write() as tx:
        tx.journal.add("test.happened", "Something happened.")
    with store.read() as tx:
        assert tx.journal.latest()[0].at == clock()
        assert tx.journal.latest()[0].at.tzinfo is not None


def test_observers_hear_of_what_was_kept_and_of_nothing_else(tmp_path: Path, clock: Clock) -> None:
    heard: list[str] = []
    store = Store(tmp_path / "n.db", now=clock, observe=lambda entry: heard.append(entry.event))
    with pytest.raises(RuntimeError), store.write() as tx:
        tx.journal.add("test.lost", "")
        raise RuntimeError
    with store.write() as tx:
        tx.journal.add("test.kept", "")
        assert heard == []
    assert heard == ["test.kept"]


def test_only_the_owner_can_read_the_file(tmp_path: Path, clock: Clock) -> None:
    place = tmp_path / "folder" / "n.db"
    with Store(place, now=clock).write() as tx:
        tx.journal.add("test.happened", "")
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in place.parent.iterdir()}
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700


def test_a_store_of_a_newer_netcore_is_refused_and_untouched(open_store: Callable[[], Store]) -> None:
    with open_store().write() as tx:
        tx.connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreTooNew, match="newer netcore"):
        open_store()


def test_a_file_that_is_no_network_is_refused_in_one_sentence(tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "letter.txt").write_bytes(b"Dear Ada, " * 500)
    with pytest.raises(StoreError, match="not a netcore network"):
        Store(tmp_path / "letter.txt", now=clock)


def test_somebody_elses_database_is_not_taken_over(tmp_path: Path, clock: Clock) -> None:
    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("CREATE TABLE songs (name TEXT)")
    with pytest.raises(StoreError, match="not netcore's"):
        Store(tmp_path / "other.db", now=clock)


def test_a_store_held_by_another_process_is_busy(tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("netcore.store.place.BUSY_SECONDS", 0.05)
    store = Store(tmp_path / "n.db", now=clock)
    with sqlite3.connect(tmp_path / "n.db") as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy, match="in use by another"), store.write():
            pass


def test_a_place_without_permission_is_one_sentence(tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreNotWritable):
        Store(tmp_path / "file" / "n.db", now=clock)


def test_a_file_that_could_only_be_read_for_a_while_can_be_written_again(tmp_path: Path, clock: Clock) -> None:
    store = Store(tmp_path / "n.db", now=clock)
    sides = [tmp_path / "n.db-wal", tmp_path / "n.db-shm"]
    with store.read():
        for side in sides:
            side.chmod(0o444)  # as SQLite makes them beside a file that may only be read
        Store(tmp_path / "n.db", now=clock).close()
        assert [stat.S_IMODE(side.stat().st_mode) for side in sides] == [0o600, 0o600]
        (tmp_path / "n.db").chmod(0o444)
        sides[0].chmod(0o444)
        Store(tmp_path / "n.db", now=clock).close()
        assert stat.S_IMODE(sides[0].stat().st_mode) == 0o444


@pytest.mark.parametrize(("free", "words"), [(0, "is full"), (1 << 40, "does not read or write as it should")])
def test_a_disk_that_refuses_is_told_of_as_full_or_broken(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch, free: int, words: str
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=free))
    store = Store(tmp_path / "n.db", now=clock)
    with pytest.raises(StoreError, match=f"The disk with .*n.db {words}"), store.write():
        raise sqlite3.OperationalError("disk I/O error")
