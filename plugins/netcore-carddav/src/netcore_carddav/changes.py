"""What changed in an address book: by sync-token (RFC 6578), or by comparing etags where there is none."""

from collections.abc import Mapping
from hashlib import blake2b

from netcore.model.base import Value
from netcore_carddav.cursor import Place
from netcore_carddav.dav import Dav, Refused
from netcore_carddav.dav_xml import Multistatus, dav, sync_collection, text
from netcore_carddav.discovery import Book
from netcore_carddav.hrefs import inside, path_of

_ETAG, _TYPE = dav("getetag"), dav("resourcetype")
_VALID_TOKEN, _LIMITS = dav("valid-sync-token"), dav("number-of-matches-within-limits")
_TOKEN_IS_DEAD = frozenset({400, 403, 404, 409, 410, 412})
"""With what servers answer a token that they have forgotten; RFC 6578 section 3.2 wants 403 and a condition."""
_CANNOT_SYNC = frozenset({400, 403, 405, 415, 501, 507})
"""With what servers answer a first sync-collection that they do not do after all."""


class TokenDead(Exception):
    """The server no longer knows the state that we have read: everything has to be read again."""


class Card(Value, frozen=True, kw_only=True):
    """A card that is new or changed."""

    path: str
    href: str
    """As the server spells it: what it is asked with."""
    etag: str = ""


class Page(Value, frozen=True, kw_only=True):
    """Changes of a book, sorted by path."""

    changed: tuple[Card, ...] = ()
    gone: tuple[str, ...] = ()
    state: str = ""
    """The one that they lead to."""
    more: bool = False
    """Whether there are others after it."""
    etags: Mapping[str, str] | None = None
    """In a listed book: what it holds now, as in `Place.etags`."""


def next_page(server: Dav, book: Book, place: Place) -> Page | None:
    """What changed since ``place``; None when nothing did, as far as the book's own description tells.

    Raises `TokenDead`, or `Refused` for a book that cannot be listed.
    """
    now = book.ctag if place.listed else book.token
    if place.token and place.token == now and not place.after and not place.again:
        return None
    if place.listed:
        return _listed(server, book, place)
    if book.syncs:
        try:
            page = _page(book, server.report(book.url, sync_collection(place.token)))
        except Refused as error:
            _consider(error, place)
        else:
            if page.state:
                return page
    if place.token:
        raise TokenDead
    return _listed(server, book, place)


def _consider(error: Refused, place: Place) -> None:
    """Raise what a refused sync-collection means, unless it is that the book has to be listed."""
    if place.token and (error.status in _TOKEN_IS_DEAD or _VALID_TOKEN in error.conditions):
        raise TokenDead from None
    if error.status not in _CANNOT_SYNC and _LIMITS not in error.conditions:
        raise error


def digest(etag: str) -> str:
    """Enough of an etag to tell that it is another."""
    return blake2b(etag.encode("utf-8", "replace"), digest_size=6).hexdigest()


def _page(book: Book, answer: Multistatus) -> Page:
    changed: dict[str, Card] = {}
    gone: dict[str, None] = {}
    more = False
    for resource in answer.resources:
        path = path_of(resource.href, book.url)
        if resource.status == 507:
            more = True
        elif not inside(path, book.path):
            continue
        elif resource.status in {404, 410}:
            gone[path] = None
        elif resource.status < 300:
            changed[path] = Card(path=path, href=resource.href, etag=text(resource.props.get(_ETAG)).strip())
    return Page(
        changed=tuple(changed[path] for path in sorted(changed)),
        gone=tuple(gone),
        state=answer.token,
        more=more,
    )


def _listed(server: Dav, book: Book, place: Place) -> Page:
    """All cards with their etags, compared with those that were read."""
    where, answer = server.propfind(book.url, (_ETAG, _TYPE), depth=1)
    cards = {}
    for resource in answer.resources:
        path = path_of(resource.href, where)
        kind = resource.props.get(_TYPE)
        if inside(path, book.path) and resource.status < 300 and (kind is None or len(kind) == 0):
            cards[path] = Card(path=path, href=resource.href, etag=text(resource.props.get(_ETAG)).strip())
    etags = {path.removeprefix(book.path): digest(one.etag) if one.etag else "" for path, one in cards.items()}
    known = place.etags
    changed = {name for name, etag in etags.items() if not etag or etag != known.get(name)}
    return Page(
        changed=tuple(cards[path] for path in sorted(cards) if path.removeprefix(book.path) in changed),
        gone=tuple(book.path + name for name in sorted(known.keys() - etags.keys())),
        state=book.ctag,
        etags=etags,
    )
