"""Where an account's address books are (RFC 6764, RFC 5397, RFC 6352 section 7.1), and what each of them can do."""

from collections.abc import Iterator, MutableMapping
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

import msgspec

from netcore.errors import NotFound, NotPossibleNow, SignInNeeded, UsageError
from netcore.model.base import Value
from netcore_carddav.dav import Dav, Refused
from netcore_carddav.dav_xml import GETCTAG, Resource, card, dav, hrefs, text
from netcore_carddav.hrefs import path_of

_PRINCIPAL, _HOME_SET, _TYPE = dav("current-user-principal"), card("addressbook-home-set"), dav("resourcetype")
_REPORTS, _PRIVILEGES, _NAME = dav("supported-report-set"), dav("current-user-privilege-set"), dav("displayname")
_TOKEN = dav("sync-token")
_OF_A_BOOK = (_TYPE, _NAME, _TOKEN, GETCTAG, _REPORTS, _PRIVILEGES)
_WRITING = frozenset({dav("all"), dav("write"), dav("bind"), dav("write-content")})
_WELL_KNOWN = "/.well-known/carddav"
_NO_BOOK_OF_THE_USER = frozenset({"z-server-generated--system"})
"""Nextcloud's list of everybody who has an account there: strangers, most of them.  Read only when it is named."""

_KEPT = "homes"


class Book(Value, frozen=True, kw_only=True):
    """An address book as its server describes it at present."""

    path: str
    url: str
    name: str
    token: str = ""
    """Its state, when it is one that can be asked for changes."""
    ctag: str = ""
    syncs: bool = False
    writable: bool = True


class _Homes(Value, frozen=True, kw_only=True):
    """What was found out for which account; ``book``: the address is that of one book, not of a home."""

    user: str
    url: str
    homes: tuple[str, ...]
    book: bool = False


def find_books(server: Dav, state: MutableMapping[str, str], wanted: str = "") -> tuple[Book, ...]:
    """The account's address books, by path; ``wanted`` are names, separated by commas.

    Where they are is kept in ``state``, so that asking again takes one request.  Raises `NotFound` when there is no
    CardDAV at the address, `NotPossibleNow` when there is and it shows no address book, `UsageError` when one of those
    wanted is not there, and what the server says.
    """
    homes, known = _remembered(server, state), True
    if homes is None:
        homes, known = _discover(server), False
    try:
        books = _list(server, homes)
    except Refused:
        if not known:
            raise
        homes = _discover(server)  # they have moved
        books = _list(server, homes)
    remember = msgspec.json.encode(homes).decode()
    if state.get(_KEPT) != remember:
        state[_KEPT] = remember
    host = server.account.trust.host
    if not books:
        raise NotPossibleNow(
            f"{host} shows no address book for {server.account.user}, so nothing was read and nothing was changed here."
            " Make one there, or check the user."
        )
    return _chosen(books, wanted, host)


def _remembered(server: Dav, state: MutableMapping[str, str]) -> _Homes | None:
    try:
        kept = msgspec.json.decode(state.get(_KEPT, ""), type=_Homes)
    except (msgspec.DecodeError, UnicodeError):
        return None
    account = server.account
    return kept if (kept.user, kept.url) == (account.user, account.url) and kept.homes else None


def _chosen(books: dict[str, Book], wanted: str, host: str) -> tuple[Book, ...]:
    names = [name.strip().casefold() for name in wanted.split(",") if name.strip()]
    if not names:
        own = tuple(book for book in books.values() if last(book.path) not in _NO_BOOK_OF_THE_USER)
        return own or tuple(books.values())
    chosen = {path: b for path, b in books.items() if b.name.casefold() in names or last(path).casefold() in names}
    found = {name for book in chosen.values() for name in (book.name.casefold(), last(book.path).casefold())}
    if missing := [name for name in names if name not in found]:
        there = ", ".join(sorted(book.name for book in books.values()))
        raise UsageError(f"{host} has no address book called {', '.join(missing)}. It has: {there}.")
    return tuple(chosen.values())


def last(path: str) -> str:
    """The last part of a path: what an address book is called where it has no name."""
    return path.rstrip("/").rpartition("/")[2]


# -- where they are ----------------------------------------------------------------------------------------------------


def _discover(server: Dav) -> _Homes:
    """Ask at the address itself when it has a path, at the well-known one, and at the root."""
    account = server.account
    reasons = []
    for url in _places_to_ask(account.url):
        try:
            found = _homes_at(server, url)
        except Refused as error:
            reasons.append(str(error))
            continue
        if found is not None:
            return found
    why = f" {reasons[0]}" if reasons else ""
    raise NotFound(
        f"There are no address books of {account.user} to be found at {account.url}.{why} Give the address that your"
        " provider names for CardDAV."
    )


def _places_to_ask(url: str) -> list[str]:
    own = [url] if urlsplit(url).path.strip("/") else []
    return [*own, urljoin(url, _WELL_KNOWN), urljoin(url, "/")]


def _homes_at(server: Dav, url: str) -> _Homes | None:
    where, answer = server.propfind(url, (_PRINCIPAL, _HOME_SET, _TYPE), depth=0)
    account = server.account
    for resource in answer.resources:
        if _is_book(resource):
            return _Homes(user=account.user, url=account.url, homes=(where,), book=True)
    for resource in answer.resources:
        if homes := _all_of(server, resource.props.get(_HOME_SET), where):
            return _Homes(user=account.user, url=account.url, homes=homes)
    for resource in answer.resources:
        said = resource.props.get(_PRINCIPAL)
        if said is not None and said.find(dav("unauthenticated")) is not None:
            raise SignInNeeded(f"{account.trust.host} does not know {account.user}. {account.advice}")
        for principal in _all_of(server, said, where):
            there, its = server.propfind(principal, (_HOME_SET,), depth=0)
            for one in its.resources:
                if homes := _all_of(server, one.props.get(_HOME_SET), there):
                    return _Homes(user=account.user, url=account.url, homes=homes)
    return None


def _all_of(server: Dav, said: Element | None, base: str) -> tuple[str, ...]:
    return tuple(server.account.trust.check(urljoin(base, href)) for href in hrefs(said))


# -- what they are -----------------------------------------------------------------------------------------------------


def _list(server: Dav, homes: _Homes) -> dict[str, Book]:
    found = {book.path: book for home in homes.homes for book in _books_in(server, home, alone=homes.book)}
    return dict(sorted(found.items()))


def _books_in(server: Dav, home: str, *, alone: bool) -> Iterator[Book]:
    where, answer = server.propfind(home, _OF_A_BOOK, depth=0 if alone else 1)
    for resource in answer.resources:
        path = path_of(resource.href, where)
        if path and _is_book(resource):
            yield _book(resource, path, server.account.trust.check(urljoin(where, path)))


def _is_book(resource: Resource) -> bool:
    kind = resource.props.get(_TYPE)
    return kind is not None and kind.find(card("addressbook")) is not None


def _book(resource: Resource, path: str, url: str) -> Book:
    props = resource.props
    reports = props.get(_REPORTS)
    privileges = props.get(_PRIVILEGES)
    token = text(props.get(_TOKEN)).strip()
    path = path if path.endswith("/") else f"{path}/"
    return Book(
        path=path,
        url=url if url.endswith("/") else f"{url}/",
        name=" ".join(text(props.get(_NAME)).split()) or last(path),
        token=token,
        ctag=text(props.get(GETCTAG)).strip(),
        syncs=bool(token) or (reports is not None and next(reports.iter(dav("sync-collection")), None) is not None),
        writable=privileges is None or any(one.tag in _WRITING for one in privileges.iter()),
    )
