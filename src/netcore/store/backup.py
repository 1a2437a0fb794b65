"""Copies of a whole network: taken before each migration, and when the user asks."""

import contextlib
import os
import sqlite3
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from netcore.errors import UsageError
from netcore.store.faults import usable
from netcore.store.place import Place


def copy_before_migration(connection: Connection, place: Place, revision: str, now: datetime) -> None:
    """Keep the store as it was at ``revision``: a file beside it, or a schema beside it."""
    if place.file is not None:
        copy_file(place.file, place.file.with_name(f"{place.file.stem}-before-{revision}-{now:%Y%m%dT%H%M%S}.backup"))
        return
    keep = f"{place.schema}_before_{revision}_{now:%Y%m%dT%H%M%S}"
    connection.execute(text(f'CREATE SCHEMA "{keep}"'))
    for table in inspect(connection).get_table_names():
        connection.execute(text(f'CREATE TABLE "{keep}"."{table}" AS TABLE "{table}"'))


def copy_file(source: Path, target: Path) -> None:
    """Copy a SQLite store, also while others use it; the copy appears whole, readable by its owner only, or not at all.

    Raises `UsageError` when ``target`` exists, `StoreError` when it cannot be written.
    """
    if target.exists():
        raise UsageError(f"{target} exists already. Name another file for the backup.")
    part = target.with_name(f".{target.name}.part")
    try:
        with usable(str(target)):
            os.close(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600))
            with contextlib.closing(sqlite3.connect(source)) as old, contextlib.closing(sqlite3.connect(part)) as new:
                old.backup(new)
                new.execute("PRAGMA journal_mode = DELETE")  # one file, which a read-only disk can give back
            part.replace(target)
    finally:
        part.unlink(missing_ok=True)
