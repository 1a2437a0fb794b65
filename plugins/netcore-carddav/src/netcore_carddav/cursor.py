"""Where a pull stopped."""

from collections.abc import Mapping

import msgspec

from netcore.model.base import Value


class Place(Value, frozen=True, kw_only=True):
    """How far one address book was read.

    The state ``token`` is complete (a sync-token; in a ``listed`` book the tag of the collection); of the changes after
    it, which lead to the state ``target``, all cards up to the path ``after`` were read, too.
    """

    token: str = ""
    target: str = ""
    after: str = ""
    listed: bool = False
    """There is no sync-token: what changed is found by comparing etags."""
    etags: Mapping[str, str] = {}
    """In a listed book: what is complete, by name in the book, each with a digest of its etag."""
    again: tuple[str, ...] = ()
    """Paths of cards that could not be had, to be asked for again."""


class Cursor(Value, frozen=True, kw_only=True):
    """A place in every address book, by path; ``listing`` while a complete listing of all of them is under way."""

    books: Mapping[str, Place] = {}
    listing: bool = False

    def moved(self, book: str, place: Place) -> "Cursor":
        """The same with one book further on."""
        return msgspec.structs.replace(self, books={**self.books, book: place})
