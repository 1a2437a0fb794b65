"""Bring a backup back in place of what is there, keeping what was there."""

import contextlib
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from netcore.errors import StoreError, StoreTooNew, UsageError
from netcore.store.backup import copy_file
from netcore.store.erasing_again import erase_again, erased_from
from netcore.store.faults import usable
from netcore.store.migrate import known_revisions
from netcore.store.place import BUSY_SECONDS
from netcore.store.since_backup import bring_up_to_date

_PAUSE = 0.25


class Restored(NamedTuple):
    """What came of a restore."""

    kept: Path | None
    """Where the former network is; None: there was none."""
    held: int
    """How many letters that waited are drafts again, since they may have left since the backup was made."""


def restore(backup: Path, target: Path, now: datetime) -> Restored:
    """Make ``target`` what ``backup`` holds, but for what cannot be taken back.

    Whoever was erased or eliminated since the backup was made is so in what comes back, too; a letter that left since
    then has left, and one of which nobody can know is a draft.

    Raises `UsageError` when there is no such backup, `StoreError` when it is damaged or no netcore network,
    `StoreTooNew` when this netcore cannot read it, `StoreBusy` when another process holds ``target``; nothing is
    changed then.
    """
    if not backup.is_file():
        raise UsageError(f"There is no file {backup}. Name the backup that you want back.")
    if target.exists() and backup.samefile(target):
        raise UsageError(f"{backup} is the network itself. Name the backup that you want back.")
    with usable(str(backup)), contextlib.closing(_read_only(backup)) as source:
        _refuse_what_is_no_backup(source, backup)
        kept = _keep(target, target.with_name(f"{target.stem}-before-restore-{now:%Y%m%dT%H%M%S}.backup"))
        with usable(str(target)):
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(target, os.O_CREAT | os.O_WRONLY, 0o600))
            with _up_to_date(source, kept, target, now) as (wanted, held):
                with contextlib.closing(sqlite3.connect(target, timeout=0)) as current:
                    wanted.backup(current, pages=-1, progress=_patience(), sleep=_PAUSE)
                return Restored(kept, held)


@contextlib.contextmanager
def _up_to_date(
    source: sqlite3.Connection, former: Path | None, target: Path, now: datetime
) -> Iterator[tuple[sqlite3.Connection, int]]:
    """What to bring back, a copy of the backup that knows what happened since; and how many letters are held."""
    erased = erased_from(former) if former is not None else None
    with tempfile.TemporaryDirectory(prefix=".netcore-restore-", dir=target.parent) as folder:
        copied = Path(folder, "copy.db")
        os.close(os.open(copied, os.O_CREAT | os.O_WRONLY, 0o600))
        with contextlib.closing(sqlite3.connect(copied)) as copy:
            source.backup(copy)
        held = bring_up_to_date(copied, former, now)
        if erased is not None:
            erase_again(copied, erased, now)
        with contextlib.closing(sqlite3.connect(copied)) as copy:
            yield copy, held


def _read_only(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)


def _refuse_what_is_no_backup(source: sqlite3.Connection, backup: Path) -> None:
    try:
        known = source.execute("SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'").fetchone()[0]
        revision = source.execute("SELECT version_num FROM alembic_version").fetchone() if known else None
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        revision = None
    if revision is None:
        raise StoreError(f"{backup} is no backup of a netcore network; nothing was changed.")
    if revision[0] not in known_revisions():
        raise StoreTooNew(f"{backup} was written by a newer netcore. Update netcore; nothing was changed.")
    if (found := source.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
        raise StoreError(f"{backup} is damaged ({found.splitlines()[0]}); nothing was changed. Try an older backup.")


def _keep(target: Path, kept: Path) -> Path | None:
    """Copy what is there, or, when it is no longer a database, move it out of the way."""
    if not target.exists():
        return None
    try:
        copy_file(target, kept)
    except StoreError as error:
        if not isinstance(error.__cause__, sqlite3.DatabaseError) or isinstance(
            error.__cause__, sqlite3.OperationalError
        ):
            raise
        with usable(str(target)):
            target.replace(kept)
            for side in ("-wal", "-shm"):
                target.with_name(target.name + side).unlink(missing_ok=True)
    return kept


def _patience() -> Callable[[int, int, int], None]:
    """Wait as long for another process as every write does, then give up."""
    left = int(BUSY_SECONDS / _PAUSE)

    def wait(status: int, _remaining: int, _total: int) -> None:
        nonlocal left
        left -= status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
        if left < 0:
            raise sqlite3.OperationalError("database is locked")

    return wait
