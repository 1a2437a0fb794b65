"""One call to import something: its operation, its transactions, and what outlives each of them."""

import gc
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager

from netcore.model.importing import RecordReport
from netcore.plugins.context import Progress
from netcore.steps.base import Desk
from netcore.steps.gather.book import Book
from netcore.steps.gather.identifiers import Identifiers
from netcore.steps.gather.identity.shelf import Shelf
from netcore.steps.gather.joining import Joiner, policy_of
from netcore.steps.gather.matchers import Matchers
from netcore.store import Store, Transaction

REGION = "gather.region"
"""The fact that says where numbers without calling code are dialled from."""

MANY = 2000
"""From so many fresh cards on at once, all cards are kept at hand: looking each up would take longer…"""
LARGER = 40
"""…unless the network is so many times larger."""


@contextmanager
def _without_collecting() -> Iterator[None]:
    """An import makes many objects and few cycles: looking for garbage all the time would cost a fifth of it."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


class Run:
    """Hands out transactions: many that are kept, or one that vanishes (a preview).

    All that is stored belongs to one operation, which begins with the first transaction.
    """

    def __init__(
        self,
        desk: Desk,
        summary: str,
        *,
        preview: bool,
        progress: Progress,
        on_record: Callable[[RecordReport], None],
    ) -> None:
        self.store: Store = desk.store
        self.preview = preview
        self.progress = progress
        self.on_record = on_record
        self._matchers = Matchers(desk)
        self._shelf: Shelf | None = None
        self._compared = False
        self.done = 0
        self._pieces = 0
        self._summary = summary
        self._operation: int | None = None
        self._identifiers: Identifiers | None = None
        self._open = ExitStack()
        self._trial: Transaction | None = None

    def __enter__(self) -> "Run":
        self._open.enter_context(_without_collecting())
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """The next piece of work: kept as a whole, or not at all."""
        if self.preview:
            if self._trial is None:
                self._trial = self._open.enter_context(self.store.rehearse())
                self._begin(self._trial)
            yield self._trial
            return
        with self.store.write() as tx:
            tx.lock_gate(alone=True)
            begun = self._begin(tx)
            yield tx
        self._operation = begun

    def identifiers(self, tx: Transaction) -> Identifiers:
        """Canonical forms, for the region that the user stated."""
        if self._identifiers is None:
            self._identifiers = Identifiers(tx.facts.get(REGION))
        return self._identifiers

    def book(self, tx: Transaction, fresh: int) -> Book:
        """The network to compare so many fresh cards with; call it before they are stored.

        For very many, all cards are read once and kept at hand.
        """
        if self._shelf is not None and tx.operations.interleaved:
            self._shelf = None  # somebody else may have changed a card meanwhile
        book = Book(tx, self._matchers, self._shelf)
        if self._shelf is None and fresh >= MANY and fresh * LARGER > tx.records.count():
            self._shelf = Shelf()
            book.fill(self._shelf)
        return book

    def compare(self, tx: Transaction, book: Book, fresh: Collection[str], changed: Collection[str]) -> None:
        """Compare new and changed cards with all others."""
        Joiner(tx, book, policy_of(tx)).compare(fresh, changed=changed)
        self._compared = True

    @property
    def in_many_pieces(self) -> bool:
        """Whether there was more than one transaction's work, so that a later one may concern an earlier one."""
        return self._pieces > 1

    def weigh(self) -> None:
        """Let the policy decide again, now that everything is in."""
        if self._compared:
            with self.transaction() as tx:
                Joiner(tx, Book(tx, self._matchers), policy_of(tx)).weigh_again()

    def finish(self, summary: str, tell: Callable[[Transaction], None]) -> str:
        """End the operation; returns its number, or "" when nothing was changed.  ``tell`` writes the journal."""
        if self._operation is None:
            return ""
        with self.store.write() as tx:
            tx.lock_gate(alone=True)
            tx.operations.resume(self._operation)
            for failure in self._matchers.failures:
                tx.journal.add("gather.matcher-failed", failure)
            if not tx.operations.finish(summary):
                return ""
            tell(tx)
        return str(self._operation)

    def tick(self, records: int, what: str) -> None:
        """Say that a piece of work is done."""
        self._pieces += 1
        self.done += records
        gc.collect(0)  # what the source left in cycles since the last piece, such as its answers from the network
        self.progress(self.done, None, what)

    def _begin(self, tx: Transaction) -> int:
        if self._operation is not None:
            tx.operations.resume(self._operation)
            return self._operation
        return tx.operations.begin("import", self._summary)
