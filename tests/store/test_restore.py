"""A backup comes back whole, or nothing is changed; what was there before is never lost."""

import sqlite3
import stat
from pathlib import Path

import pytest

from netcore.errors import StoreBusy, StoreError, StoreTooNew, UsageError
from netcore.network import Network, restore
from netcore.store import Store
from netcore.store.backup import copy_file
from tests.conftest import Clock
from tests.steps.write.post import Post, ScriptedOutbox, queued, raising, send, states


@pytest.fixture
def live(tmp_path: Path, clock: Clock) -> Path:
    """A network with one line in its journal."""
    write_line(tmp_path / "n.db", clock, "first")
    return tmp_path / "n.db"


@pytest.fixture
def backup(live: Path, tmp_path: Path, clock: Clock) -> Path:
    """A backup of it, made before a second line was written."""
    copy_file(live, tmp_path / "n.backup")
    write_line(live, clock, "second")
    return tmp_path / "n.backup"


def write_line(file: Path, clock: Clock, text: str) -> None:
    store = Store(file, now=clock)
    with store.write() as tx:
        tx.journal.add("test.happened", text)
    store.close()


def lines(file: Path, clock: Clock) -> list[str]:
    store = Store(file, now=clock)
    with store.read() as tx:
        found = [entry.text for entry in tx.journal.latest()]
    store.close()
    return found


def test_a_backup_brings_back_what_was_and_keeps_what_is(live: Path, backup: Path, clock: Clock) -> None:
    kept = restore(backup, live, now=clock).kept
    assert lines(live, clock) == ["first"]
    assert kept is not None
    assert lines(kept, clock) == ["second", "first"]
    assert stat.S_IMODE(live.stat().st_mode) == 0o600


def test_a_backup_comes_back_where_nothing_is(live: Path, backup: Path, tmp_path: Path, clock: Clock) -> None:
    assert restore(backup, tmp_path / "new" / "n.db", now=clock).kept is None
    assert lines(tmp_path / "new" / "n.db", clock) == ["first"]


@pytest.mark.parametrize("damage", [b"not a database at all " * 300, b"", None])
def test_a_damaged_network_is_moved_aside(live: Path, backup: Path, clock: Clock, damage: bytes | None) -> None:
    content = live.read_bytes()[:5000] if damage is None else damage
    live.write_bytes(content)
    kept = restore(backup, live, now=clock).kept
    assert lines(live, clock) == ["first"]
    assert kept is not None
    assert kept.exists()


def test_a_network_that_somebody_writes_to_is_left_alone(
    live: Path, backup: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("netcore.store.restore.BUSY_SECONDS", 0.3)
    with sqlite3.connect(live) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy):
            restore(backup, live, now=clock)
    assert lines(live, clock) == ["second", "first"]


@pytest.mark.parametrize("content", [b"Dear Ada, " * 500, b""])
def test_a_file_that_is_no_backup_changes_nothing(live: Path, tmp_path: Path, clock: Clock, content: bytes) -> None:
    (tmp_path / "letter.txt").write_bytes(content)
    with pytest.raises(StoreError, match="no backup of a netcore network; nothing was changed"):
        restore(tmp_path / "letter.txt", live, now=clock)
    assert lines(live, clock) == ["first"]


def test_a_backup_of_a_newer_netcore_changes_nothing(live: Path, backup: Path, clock: Clock) -> None:
    with sqlite3.connect(backup) as other:
        other.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreTooNew, match="nothing was changed"):
        restore(backup, live, now=clock)
    assert lines(live, clock) == ["second", "first"]


def test_a_torn_backup_changes_nothing(live: Path, backup: Path, clock: Clock) -> None:
    content = bytearray(backup.read_bytes())
    content[40960:90000] = bytes(90000 - 40960)
    backup.write_bytes(content)
    with pytest.raises(StoreError, match="damaged"):
        restore(backup, live, now=clock)
    assert lines(live, clock) == ["second", "first"]


def test_a_missing_backup_and_the_network_itself_are_refused(live: Path, tmp_path: Path, clock: Clock) -> None:
    with pytest.raises(UsageError, match="There is no file"):
        restore(tmp_path / "missing", live, now=clock)
    with pytest.raises(UsageError, match="the network itself"):
        restore(live, live, now=clock)
    with pytest.raises(UsageError, match="There is no file"):
        restore(tmp_path, live, now=clock)


def test_a_backup_is_one_file_that_nobody_else_can_read(backup: Path) -> None:
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    with sqlite3.connect(f"{backup.as_uri()}?immutable=1", uri=True) as other:
        assert other.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_a_backup_never_overwrites_a_file(live: Path, backup: Path) -> None:
    with pytest.raises(UsageError, match="exists already"):
        copy_file(live, backup)


def test_letters_that_left_since_the_backup_do_not_wait_again(tmp_path: Path, clock: Clock) -> None:
    live, backup = tmp_path / "n.db", tmp_path / "n.backup"
    with Network(live, home=tmp_path, now=clock) as network:
        queued(network, "Ada", "Bo", "Cy")
        network.backup(backup)
        outbox = ScriptedOutbox(Post(now=clock))
        outbox.before = raising(ConnectionError("cut off"), on="commit", to="bo@example.org")
        outbox.tells = lambda handle: "cannot tell"
        send(network, outbox, limit=2)
    assert restore(backup, live, now=clock).held == 1
    with Network(live, home=tmp_path, now=clock) as network:
        assert states(network) == {"Ada": "sent", "Bo": "uncertain", "Cy": "draft"}
        assert "may have left since" in network.write.messages(state="draft")[0].reason


def test_where_nobody_knows_what_left_since_the_backup_nothing_waits(tmp_path: Path, clock: Clock) -> None:
    with Network(tmp_path / "n.db", home=tmp_path, now=clock) as network:
        queued(network, "Ada", "Bo")
        backup_in_the_middle = tmp_path / "n.backup"
        outbox = ScriptedOutbox(Post(now=clock))
        outbox.before = lambda call, _: network.backup(backup_in_the_middle) if call == "commit" else None
        send(network, outbox, limit=1)
    restored = tmp_path / "elsewhere" / "n.db"
    assert restore(backup_in_the_middle, restored, now=clock).held == 1
    with Network(restored, home=tmp_path, now=clock) as network:
        assert states(network) == {"Ada": "uncertain", "Bo": "draft"}


def test_whoever_was_taken_off_since_the_backup_is_off_and_stays_off(tmp_path: Path, clock: Clock) -> None:
    live, backup = tmp_path / "n.db", tmp_path / "n.backup"
    with Network(live, home=tmp_path, now=clock) as network:
        queued(network, "Ada")
        network.backup(backup)
        network.choose.eliminate(["Ada"])
        network.choose.eliminate([network.gather.add("Leo", email="leo@example.org").id])
    restore(backup, live, now=clock)
    with Network(live, home=tmp_path, now=clock) as network:
        assert "off your list" in network.choose.contactable("Ada")[0]
        leo = network.gather.add("Leo Again", email="leo@example.org").id
        assert network.choose.contactable(leo), "known by the address, though the backup never knew Leo"
