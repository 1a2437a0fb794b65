"""Making deleted rows unreadable: a database engine leaves their bytes where they were."""

from contextlib import closing

from sqlalchemy import Engine

from netcore.errors import StoreBusy
from netcore.store.place import Place
from netcore.store.schema import metadata


def rebuild(engine: Engine, place: Place) -> None:
    """Build a SQLite file anew from its rows, then empty the write-ahead log, where old pages live on."""
    connection = engine.raw_connection()
    with closing(connection), closing(connection.cursor()) as cursor:
        cursor.execute("PRAGMA temp_store = FILE")  # a large network does not fit into memory twice
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy, _, _ = cursor.fetchone() or (1, 0, 0)
        if busy:
            raise StoreBusy(
                f"{place} is read by another netcore, so that the bytes of what was erased could not be overwritten "
                "yet. Close the other one, then run `netcore forget --finish`."
            )


def rewrite_tables(engine: Engine) -> None:
    """Give each PostgreSQL table a new file without the dead rows."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in metadata.sorted_tables:
            connection.exec_driver_sql(f'VACUUM (FULL) "{table.name}"')
