"""One network's store: opens it, and gives transactions."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, update

from netcore.model.work import Entry
from netcore.store.backup import copy_file
from netcore.store.faults import translated, usable
from netcore.store.migrate import bring_up_to_date
from netcore.store.place import Place
from netcore.store.schema import gate
from netcore.store.scrubbing import rebuild, rewrite_tables
from netcore.store.transaction import Transaction


def _nobody(_: Entry) -> None:
    pass


class Store:
    """The rows of one network.  Safe to share between threads; each transaction belongs to one thread."""

    def __init__(
        self,
        where: str | Path,
        *,
        network: str = "default",
        now: Callable[[], datetime],
        observe: Callable[[Entry], None] = _nobody,
    ) -> None:
        """Open, create or migrate the store at a path or database URL.

        ``observe`` is called with each journal entry after its transaction was kept.
        Raises `netcore.errors.StoreError` with one sentence when that is impossible.
        """
        self.place = Place.of(where, network)
        self.now = now
        self._observe = observe
        self._lasting: Connection | None = None
        with usable(str(self.place)):
            self._engine = self.place.engine()
            try:
                bring_up_to_date(self._engine, self.place, now)
            except BaseException:
                self._engine.dispose()
                raise

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """A view of one moment, that of its first question; nothing can be changed through it that would last."""
        with translated(str(self.place)), self._connection("") as connection:
            if self.place.file is None:  # in SQLite a transaction never sees anything else
                connection.execution_options(isolation_level="REPEATABLE READ")
            yield Transaction(connection, self.now())

    @contextmanager
    def write(self, *, durable: bool = True) -> Iterator[Transaction]:
        """A transaction that is kept when the block ends well and vanishes when it raises.

        ``durable=False``: it outlives the process, and a power cut only together with the next durable one, or `flush`.
        """
        writes = "durable" if durable else "soon durable"
        with (
            translated(str(self.place)),
            self._connection(writes) as connection,
            connection.begin(),
        ):
            transaction = Transaction(connection, self.now())
            yield transaction
        for entry in transaction.journal.fresh:
            self._observe(entry)

    def flush(self) -> None:
        """Let everything that was kept until now outlive a power cut."""
        if self.place.file is not None:
            with self.write() as tx:  # SQLite brings its log to the disk together with a row that was written
                tx.connection.execute(update(gate).values(id=gate.c.id))

    @contextmanager
    def rehearse(self) -> Iterator[Transaction]:
        """A transaction that vanishes in any case: to see what would be.  Nobody else has to wait for it.

        A file is copied (to the system's folder for temporary files, readable by its owner only), and the work is done
        on the copy; on PostgreSQL it is rolled back.
        """
        if self.place.file is None:
            with self._vanishing() as tx:
                yield tx
            return
        with TemporaryDirectory(prefix="netcore-preview-", ignore_cleanup_errors=True) as folder:
            copied = copy(self)
            copied.place, copied._lasting = Place(file=Path(folder, "copy.db")), None
            copy_file(self.place.file, Path(folder, "copy.db"))
            copied._engine = copied.place.engine()
            try:
                with copied._vanishing() as tx:
                    yield tx
            finally:
                copied.close()

    @contextmanager
    def _vanishing(self) -> Iterator[Transaction]:
        with (
            translated(str(self.place)),
            self._connection("durable") as connection,
        ):
            trial = connection.begin()
            try:
                yield Transaction(connection, self.now())
            finally:
                trial.rollback()

    @contextmanager
    def at_length(self) -> Iterator["Store"]:
        """The same store, for many transactions in a row of one thread: its one connection stays open meanwhile.

        To SQLite, opening and closing a connection costs more than a small transaction.  On PostgreSQL a pool keeps
        connections open, and opens another when the server has dropped one.
        """
        if self.place.file is None:
            yield self
            return
        lasting = copy(self)
        with self._connection("") as lasting._lasting:
            yield lasting

    @contextmanager
    def _connection(self, writes: str) -> Iterator[Connection]:
        """A connection for a transaction that writes in this way; "": it only reads."""
        if self._lasting is None:
            with self._engine.connect() as connection:
                yield connection.execution_options(netcore_writes=writes)
            return
        try:
            yield self._lasting.execution_options(netcore_writes=writes)
        finally:
            self._lasting.rollback()

    def scrub(self) -> None:
        """Write the tables anew, so that nothing of a deleted row is left in the files of the store.

        SQLite: the file is rebuilt and its write-ahead log emptied.  PostgreSQL: each table gets a new file.  Raises
        `netcore.errors.StoreBusy` while another process reads or writes; what was deleted stays deleted, call it again.
        """
        with usable(str(self.place)):
            if self.place.file is not None:
                rebuild(self._engine, self.place)
            else:
                rewrite_tables(self._engine)

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()
