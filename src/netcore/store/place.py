"""Where a network lives: one SQLite file, or one schema of a PostgreSQL database."""

import os
import re
import sqlite3
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.engine import Connection
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from netcore.errors import UsageError

BUSY_SECONDS = 20.0
_NETWORK_NAME = re.compile(r"[a-z][a-z0-9_]{0,40}")


@dataclass(frozen=True, kw_only=True)
class Place:
    """An address of a network: ``file`` for SQLite, else ``url`` and ``schema`` for PostgreSQL."""

    file: Path | None = None
    url: URL | None = None
    schema: str = ""

    def __str__(self) -> str:
        """For messages; never shows a password."""
        if self.file is not None:
            return str(self.file)
        assert self.url is not None
        return f"network {self.schema!r} at {self.url.render_as_string(hide_password=True)}"

    @classmethod
    def of(cls, where: str | Path, network: str) -> "Place":
        """The place that a path or a database URL means; raises `UsageError` when it can mean none."""
        text = str(where)
        if "://" not in text:
            return cls(file=Path(where).expanduser())
        url = make_url(text)
        if url.get_backend_name() != "postgresql":
            raise UsageError(
                f"{url.get_backend_name()!r} is no engine that netcore knows: give a file or postgresql://…"
            )
        if not _NETWORK_NAME.fullmatch(network):
            raise UsageError(f"{network!r} cannot name a network: use a-z, 0-9 and _, beginning with a letter.")
        return cls(url=url.set(drivername="postgresql+psycopg"), schema=network)

    def engine(self) -> Engine:
        """An engine whose connections are ready to use."""
        return self._sqlite(self.file) if self.file is not None else self._postgresql()

    def _sqlite(self, file: Path) -> Engine:
        _make_private(file)
        engine = create_engine(
            URL.create("sqlite", database=str(file)),
            poolclass=NullPool,
            connect_args={"timeout": BUSY_SECONDS},
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine

    def _postgresql(self) -> Engine:
        assert self.url is not None
        engine = create_engine(self.url, pool_pre_ping=True, pool_size=4)

        def enter_schema(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
            cursor = connection.cursor()
            cursor.execute(f'SET search_path TO "{self.schema}"')
            cursor.execute(f"SET lock_timeout TO '{int(BUSY_SECONDS)}s'")
            cursor.close()
            connection.commit()

        event.listen(engine, "connect", enter_schema)
        return engine


def _make_private(file: Path) -> None:
    """Create the file so that only its owner can read it; SQLite gives its side files the same mode."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not file.exists():
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
    _open_side_files(file)


def _open_side_files(file: Path) -> None:
    """Let what SQLite keeps beside the file be written when the file may be.

    It gives them the file's mode as it makes them, and so a file that could only be read for a while would stay so.
    """
    mode = stat.S_IMODE(file.stat().st_mode)
    for suffix in ("-wal", "-shm"):
        side = file.with_name(file.name + suffix)
        with suppress(OSError):  # it is not there, or is somebody else's
            if mode & stat.S_IWUSR and not side.stat().st_mode & stat.S_IWUSR:
                side.chmod(mode)


def _prepare_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # transactions begin where we say so, not where the driver guesses
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA cache_size = -131072")  # 128 MiB at most: the trees that a large import fills
    cursor.execute("PRAGMA temp_store = MEMORY")
    # 32 MB of log before it is worked into the file: a letter writes 20 pages, and most of them again with the next.
    cursor.execute("PRAGMA wal_autocheckpoint = 8000")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("netcore_writes")
    driver = cast("sqlite3.Connection", connection.connection.dbapi_connection)
    if writes:
        # FULL: what was stored before a letter leaves must survive a power cut.
        driver.execute(f"PRAGMA synchronous = {'FULL' if writes == 'durable' else 'NORMAL'}")
    driver.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
