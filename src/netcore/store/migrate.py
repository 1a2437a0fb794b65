"""Bring a store to the schema of this code: by itself, after a backup, all or nothing."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from netcore.errors import StoreError, StoreTooNew
from netcore.store.backup import copy_before_migration
from netcore.store.place import Place

HEAD = "0001"
"""The newest revision in ``migrations/versions``; a test compares."""

_MIGRATIONS = Path(__file__).parent / "migrations"


def bring_up_to_date(engine: Engine, place: Place, now: Callable[[], datetime]) -> None:
    """Create or migrate the tables; does nothing, and imports nothing, when they are up to date.

    Raises `StoreTooNew` when a newer netcore wrote the store, `StoreError` when the tables are not netcore's.
    """
    with engine.connect() as connection:
        if current_revision(connection) == HEAD:
            return
    with engine.connect().execution_options(netcore_writes="durable") as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text(f'CREATE SCHEMA IF NOT EXISTS "{place.schema}"'))
            # Two workers that open a new network at the same moment: one migrates, the other waits for it.
            connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": place.schema})
        revision = current_revision(connection)
        if revision == HEAD:
            return
        if revision is None and inspect(connection).get_table_names():
            raise StoreError(f"{place} holds tables that are not netcore's. Choose another place.")
        if revision is not None:
            if revision not in known_revisions():
                raise StoreTooNew(
                    f"{place} was written by a newer netcore (schema {revision}, this one knows {HEAD}). "
                    "Update netcore; nothing was changed."
                )
            copy_before_migration(connection, place, revision, now())
        _upgrade(connection)


def current_revision(connection: Connection) -> str | None:
    """The revision of the tables, or None in an empty place."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return revision


def known_revisions() -> set[str]:
    """The revisions that this netcore can read."""
    return {file.name.partition("_")[0] for file in (_MIGRATIONS / "versions").glob("[0-9]*.py")}


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
