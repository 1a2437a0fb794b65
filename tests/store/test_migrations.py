"""The migrations lead to the schema that the code works with."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import text

import netcore.store.migrations
from netcore.store import Store
from netcore.store.migrate import HEAD, current_revision
from netcore.store.schema import CONDITIONAL_INDEXES, metadata


def test_the_migrations_make_the_tables_of_the_schema(open_store: Callable[[], Store]) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    def expected(_: object, name: str | None, kind: str, *__: object) -> bool:
        return kind != "index" or name not in CONDITIONAL_INDEXES

    with open_store().read() as tx:
        context = MigrationContext.configure(tx.connection, opts={"compare_type": False, "include_object": expected})
        different = [
            change
            for change in compare_metadata(context, metadata)
            if not (isinstance(change, tuple) and change[0] == "remove_table" and change[1].name == "alembic_version")
        ]
        assert different == []
        assert current_revision(tx.connection) == HEAD


def test_the_migrations_make_what_is_unique_on_a_condition(open_store: Callable[[], Store]) -> None:
    with open_store().read() as tx:
        table = "pg_indexes" if tx.on_postgresql else "sqlite_master"
        schema = "WHERE schemaname = current_schema()" if tx.on_postgresql else ""
        column = "indexdef" if tx.on_postgresql else "sql"
        made = [one or "" for one in tx.connection.scalars(text(f"SELECT {column} FROM {table} {schema}"))]
    for name, words in CONDITIONAL_INDEXES.items():
        assert any(one.startswith(f"CREATE UNIQUE INDEX {name} ") and " WHERE " in one for one in made), (name, made)
        assert words.startswith(f"CREATE UNIQUE INDEX {name} ")


def test_the_newest_migration_is_the_one_that_the_code_expects() -> None:
    versions = Path(netcore.store.migrations.__path__[0]) / "versions"
    assert max(file.name.partition("_")[0] for file in versions.glob("[0-9]*.py")) == HEAD
