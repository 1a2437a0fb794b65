"""The contact source ``carddav``: every address book of an account."""

from collections.abc import Generator, Iterator

import msgspec

from netcore.errors import Unreachable
from netcore.plugins import Checkpoint, ContactSource, Context, Reading, Record, Removed, Unreadable
from netcore.plugins.http import HttpPatience, read_cursor, write_cursor
from netcore_carddav.account import Account
from netcore_carddav.changes import Card, Page, TokenDead, next_page
from netcore_carddav.cursor import Cursor, Place
from netcore_carddav.dav import Dav, Refused
from netcore_carddav.discovery import Book, find_books
from netcore_carddav.fetching import BATCH, Fetcher
from netcore_vcard import parse

Item = Record | Removed | Checkpoint | Unreadable

_FROM_THE_START = Cursor(listing=True)

BETWEEN_CHECKPOINTS = 500
"""Cards that an interruption may cost at most."""


class CardDavSource(ContactSource):
    """Reads the address books of one account.

    A record's id is the path of its card on the server, its revision the card's etag, its bytes the card.  Nothing new
    costs one request, however many address books there are.
    """

    def __init__(self, context: Context, *, patience: HttpPatience | None = None) -> None:
        """Read the settings; raises `UsageError` in a sentence when they make no sense.  Nothing is asked yet."""
        self._context = context
        self._account = Account.of(context, patience)
        self._wanted = context.text("books")

    def pull(self, cursor: str | None) -> Iterator[Item]:
        """What changed since the cursor.  An address book that cannot be listed is reported, and the others are read.

        Raises `SignInNeeded`, `NotFound`, `NotPossibleNow` or `Unreachable`; after that, go on from the last
        checkpoint.
        """
        server = Dav(self._context, self._account)
        try:
            books = find_books(server, self._context.state, self._wanted)
            known = read_cursor(cursor, Cursor)
            if known is not None and known.books.keys() - {book.path for book in books}:
                known = None  # a book is gone: only a listing of all tells who was in it
            anew = known is None and cursor is not None
            for begin in (known or _FROM_THE_START, _FROM_THE_START):
                try:
                    run = _Run(self._context, server, books, begin)
                    if anew:
                        yield Checkpoint(cursor=write_cursor(begin), begins=True)
                    yield from run.items()
                except TokenDead:
                    anew = True
                else:
                    return
            raise Unreachable(f"{self._account.trust.host} forgets what it has just said. Try later.")
        finally:
            server.http.close()

    def parse(self, record: Record) -> Reading:
        """The contact in a card."""
        return parse(record.raw)


class _Run:
    """One pull, from the first question about each book on.  Raises `TokenDead`, mostly before anything is said."""

    def __init__(self, context: Context, server: Dav, books: tuple[Book, ...], cursor: Cursor) -> None:
        self._context = context
        self._server = server
        self._cursor = cursor
        self._fetcher = Fetcher(server)
        self._refusals: dict[str, Refused] = {}
        self._pages: list[tuple[Book, Page]] = []
        self._done = 0
        for book in books:
            try:
                page = next_page(server, book, self._place(book))
            except Refused as error:
                self._refusals[book.name] = error
                continue
            if page is not None:
                self._require_the_same(book, page)
                self._pages.append((book, page))
        if len(self._refusals) == len(books):
            raise next(iter(self._refusals.values()))
        self._total = sum(len(page.changed) for _, page in self._pages)

    def items(self) -> Iterator[Item]:
        """Everything, and checkpoints."""
        for name, error in self._refusals.items():
            yield Unreadable(reason=str(error), place=name)
        for book, page in self._pages:
            yield from self._book(book, page)
        whole = self._cursor.listing and not self._refusals
        self._cursor = msgspec.structs.replace(self._cursor, listing=False)
        yield Checkpoint(cursor=write_cursor(self._cursor), full=whole)

    def _book(self, book: Book, page: Page) -> Iterator[Item]:
        while True:
            state = yield from self._page(book, page)
            listed, etags = page.etags is not None, page.etags or {}
            place = Place(token=state, listed=listed, etags=etags, again=tuple(self._fetcher.failed))
            self._cursor = self._cursor.moved(book.path, place)
            if listed or (state == page.state and not page.more):
                return
            yield self._checkpoint(book, place)
            page = self._following(book, place, page)

    def _following(self, book: Book, place: Place, before: Page) -> Page:
        """The page after a state; raises `TokenDead`, and `Unreachable` when the server turns in a circle."""
        current = msgspec.structs.replace(book, token="")  # what it said of itself is not of now
        page = next_page(self._server, current, place)
        if page is None or (before.more and page.more and page.state == place.token):
            raise Unreachable(f"The server does not get to the end of {book.name}. Try later.")
        return page

    def _require_the_same(self, book: Book, page: Page) -> None:
        """Raise `TokenDead` when a listing was interrupted, and the book is another by now, or does not tell.

        Who was in what was read of it and is not there any more, only another listing of everything can tell.
        """
        place = self._place(book)
        if place.listed and place.after and not (place.target == page.state != ""):
            raise TokenDead

    def _page(self, book: Book, page: Page) -> Generator[Item, None, str]:
        """One page of changes; returns the state that the book is read up to after it."""
        place, listed = self._place(book), page.etags is not None
        same = place.target == page.state and bool(page.state)
        resumed = bool(place.after) and (same or not (listed or page.more))
        target = place.target if resumed else page.state
        changed = {one.path for one in page.changed}
        todo = [Card(path=path, href=path) for path in place.again if path not in changed]
        todo += [one for one in page.changed if not resumed or one.path > place.after]
        yield from (Removed(source_id=path) for path in page.gone)
        self._fetcher.failed = []
        for start in range(0, len(todo), BATCH):
            batch = todo[start : start + BATCH]
            yield from self._fetcher.fetch(book, batch)
            self._done += len(batch)
            self._context.progress(self._done, max(self._total, self._done), f"reading {book.name}")
            end = start + len(batch)
            if end % BETWEEN_CHECKPOINTS == 0 and end < len(todo):
                at = msgspec.structs.replace(place, target=target, after=batch[-1].path, listed=listed)
                yield self._checkpoint(book, msgspec.structs.replace(at, again=tuple(self._fetcher.failed)))
        return target

    def _checkpoint(self, book: Book, place: Place) -> Checkpoint:
        self._cursor = self._cursor.moved(book.path, place)
        return Checkpoint(cursor=write_cursor(self._cursor))

    def _place(self, book: Book) -> Place:
        return self._cursor.books.get(book.path, Place())
