"""Cards from the server: many at a time, and one by one where that does not work."""

from collections.abc import Iterator, Sequence

from netcore.errors import Unreachable
from netcore.plugins import Record, Unreadable
from netcore.plugins.http import Answer, TooLarge
from netcore_carddav.changes import Card
from netcore_carddav.dav import Dav, Refused
from netcore_carddav.dav_xml import card, dav, multiget, text
from netcore_carddav.discovery import Book
from netcore_carddav.hrefs import at, path_of

BATCH = 100
"""Cards in one question."""

_HOPELESS = 10
"""When so many cards in a row cannot be had, the others are not asked for."""
_ETAG, _DATA = dav("getetag"), card("address-data")


class Fetcher:
    """Fetches cards of one pull.  Remembers when a server cannot give many at a time."""

    def __init__(self, server: Dav) -> None:
        self.failed: list[str] = []
        """Paths of the cards that could not be had."""
        self._server = server
        self._one_by_one = False

    def fetch(self, book: Book, cards: Sequence[Card]) -> Iterator[Record | Unreadable]:
        """The cards in their order; one that is no longer there is left out, one that cannot be had is reported.

        Raises `Unreachable` when none of several can be had.
        """
        found = {} if self._one_by_one else self._many(book, cards)
        failures = 0
        for number, one in enumerate(cards, 1):
            item = found.get(one.path) or self._alone(book, one)
            if isinstance(item, Unreadable):
                failures += 1
                self.failed.append(one.path)
                if failures == number == min(len(cards), _HOPELESS) > 1:
                    raise Unreachable(f"No card could be had: {item.reason}")
            if item is not None:
                yield item

    def _many(self, book: Book, cards: Sequence[Card]) -> dict[str, Record]:
        try:
            answer = self._server.report(book.url, multiget(_asked(one) for one in cards))
        except TooLarge:
            if len(cards) < 2:
                return {}
            half = len(cards) // 2
            return self._many(book, cards[:half]) | self._many(book, cards[half:])
        except Refused as error:
            # XML that cannot be read is the fault of one card; what is refused otherwise is the way of asking
            self._one_by_one = error.status in {400, 403, 405, 415, 501}
            return {}
        etags = {one.path: one.etag for one in cards}
        found = {}
        for resource in answer.resources:
            path, data = path_of(resource.href, book.url), text(resource.props.get(_DATA))
            if path in etags and data.strip():
                etag = text(resource.props.get(_ETAG)).strip() or etags[path]
                found[path] = _record(book, path, data.encode("utf-8", "replace"), etag)
        return found

    def _alone(self, book: Book, one: Card) -> Record | Unreadable | None:
        try:
            answer = self._server.get(at(one.path, book.url))
        except TooLarge as error:
            return Unreadable(reason=str(error), place=_place(book, one.path))
        if answer.status in {404, 410}:
            return None
        if not answer.good or answer.is_page:
            reason = str(self._server.complaint(answer, "give a card"))
            return Unreadable(reason=reason, place=_place(book, one.path))
        return _record(book, one.path, answer.body, etag_of(answer) or one.etag)


def etag_of(answer: Answer) -> str:
    """The version of what came in an answer, or was just written; "" when the server names none."""
    return answer.header("etag").strip()


def whole_lines(raw: bytes) -> bytes:
    """The card with the line ends that a card has (RFC 6350 section 3.2): XML readers make others of them."""
    return raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\n", b"\r\n")


def _asked(one: Card) -> str:
    """The href to ask with: a path, since iCloud takes nothing else."""
    return one.href if one.href.startswith("/") else one.path


def _record(book: Book, path: str, data: bytes, etag: str) -> Record:
    return Record(source_id=path, raw=whole_lines(data), revision=etag, place=_place(book, path))


def _place(book: Book, path: str) -> str:
    return f"{book.name}, {path.removeprefix(book.path)}"
