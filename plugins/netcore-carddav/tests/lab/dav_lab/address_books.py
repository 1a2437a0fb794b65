"""A CardDAV server in memory that keeps every byte, and does as other servers do."""

import re
from base64 import b64encode
from collections.abc import Callable, Iterator
from urllib.parse import unquote, urlsplit
from xml.sax.saxutils import escape

from netcore.testing.http_lab import Asked, Told

_HREF = re.compile(rb"<D:href>([^<]*)</D:href>")
_TOKEN = re.compile(rb"<D:sync-token>([^<]*)</D:sync-token>")
_XML = {"Content-Type": "application/xml; charset=utf-8"}


class AddressBooks:
    """Ada's address books, below ``/dav/ada/``; her password is "secret".

    The attributes are how the server behaves; change them at any time.
    """

    def __init__(self) -> None:
        self.books: dict[str, dict[str, bytes]] = {"/dav/ada/contacts/": {}}
        self.names = {"/dav/ada/contacts/": "Contacts"}
        self.syncs = True
        """Whether it does sync-collection."""
        self.tells_state = True
        """Whether an address book's properties say its sync-token and its ctag."""
        self.page = 0
        """So many changes are told at once; 0: all."""
        self.etag: Callable[[str], str] = lambda version: f'"{version}"'
        """How a version is written; "" for not at all."""
        self.tells_etag_of_put = True
        self.href: Callable[[str], str] = lambda path: path.replace(" ", "%20")
        """How a path is written."""
        self.rewrites: Callable[[bytes], bytes] = lambda data: data
        """What becomes of a card that is put."""
        self.multiget = True
        self.omits: set[str] = set()
        """Names of cards that a multiget leaves out."""
        self.home_host = ""
        """In front of the address book home's path, as iCloud does it."""
        self.read_only: set[str] = set()
        self.closed: set[str] = set()
        """Paths of address books that say 403 to everything."""
        self._clock = 0
        self._versions: dict[str, int] = {}
        self._log: list[tuple[int, str]] = []
        self._oldest = 0

    # -- what a person does at the server ------------------------------------------------------------------------------

    def put(self, name: str, data: bytes, book: str = "/dav/ada/contacts/") -> str:
        """Make or change a card; returns its path."""
        self.books[book][name] = data
        return self._touch(book + name)

    def remove(self, name: str, book: str = "/dav/ada/contacts/") -> None:
        """Delete a card."""
        del self.books[book][name]
        self._touch(book + name)

    def add_book(self, name: str) -> str:
        """Make an address book; returns its path."""
        path = f"/dav/ada/{name.lower().replace(' ', '-')}/"
        self.books[path] = {}
        self.names[path] = name
        return path

    def forget_history(self) -> None:
        """Let all sync-tokens so far be worth nothing."""
        self._clock += 1
        self._oldest = self._clock

    # -- the server ----------------------------------------------------------------------------------------------------

    def __call__(self, asked: Asked) -> Told:
        """Answer a request."""
        if asked.headers.get("authorization") != "Basic " + b64encode(b"ada:secret").decode():
            return Told(401, headers={"WWW-Authenticate": 'Basic realm="contacts"'})
        path = unquote(urlsplit(asked.path).path)
        if path == "/.well-known/carddav":
            return Told(301, headers={"Location": "/dav/"})
        book = next((book for book in self.books if path.startswith(book)), "")
        if book in self.closed:
            return Told(403)
        method = getattr(self, f"_{asked.method.lower()}", None)
        return method(path, book, asked) if method else Told(405)

    def _propfind(self, path: str, book: str, asked: Asked) -> Told:
        if book and path != book:
            known = path.removeprefix(book) in self.books[book]
            return _multistatus([self._card(path)]) if known else Told(404)
        if book and asked.headers["depth"] == "1":
            return _multistatus([self._book(book), *(self._card(book + name) for name in self.books[book])])
        if book:
            return _multistatus([self._book(book)])
        if path == "/dav/ada/":
            books = [self._book(one) for one in self.books] if asked.headers["depth"] == "1" else []
            return _multistatus([_response(path, "<d:resourcetype><d:collection/></d:resourcetype>"), *books])
        if path in {"/dav/", "/principals/ada/"}:
            home = f"<c:addressbook-home-set><d:href>{self.home_host}/dav/ada/</d:href></c:addressbook-home-set>"
            principal = "<d:current-user-principal><d:href>/principals/ada/</d:href></d:current-user-principal>"
            return _multistatus([_response(path, home if path == "/principals/ada/" else principal)])
        return Told(404)

    def _report(self, path: str, book: str, asked: Asked) -> Told:
        if book and b"sync-collection" in asked.body and self.syncs:
            return self._sync(book, asked)
        if book and b"addressbook-multiget" in asked.body and self.multiget:
            return self._multiget(book, asked)
        return Told(501)

    def _sync(self, book: str, asked: Asked) -> Told:
        found = _TOKEN.search(asked.body)
        token = found[1].decode() if found else ""
        since = int(token.rpartition("/")[2]) if token else 0
        if token and since < self._oldest:
            return Told(403, b'<d:error xmlns:d="DAV:"><d:valid-sync-token/></d:error>', _XML)
        ours = [entry for entry in self._log if entry[1].startswith(book)]
        latest = {path: moment for moment, path in ours if moment > since}
        changes = sorted((moment, path) for path, moment in latest.items())
        told = changes[: self.page] if self.page else changes
        told += [change for change in changes[len(told) :] if change[0] <= self._oldest]  # no state before that
        more = len(told) < len(changes)
        state = max(told[-1][0], self._oldest) if more else self._clock
        lines = [self._change(book, path) for _, path in told if token or path.removeprefix(book) in self.books[book]]
        if more:
            lines.append(f"<d:response><d:href>{book}</d:href><d:status>HTTP/1.1 507 Too Many</d:status></d:response>")
        lines.append(_response(book, "<d:getetag>irrelevant</d:getetag>"))  # as iCloud and others do
        return _multistatus([*lines, f"<d:sync-token>{_token(state)}</d:sync-token>"])

    def _change(self, book: str, path: str) -> str:
        if path.removeprefix(book) in self.books[book]:
            return self._card(path)
        href = escape(self.href(path))
        return f"<d:response><d:href>{href}</d:href><d:status>HTTP/1.1 404 Not Found</d:status></d:response>"

    def _multiget(self, book: str, asked: Asked) -> Told:
        lines = []
        for href in _HREF.findall(asked.body):
            text = href.decode().replace("&amp;", "&")
            if not text.startswith("/"):
                return Told(400)  # as iCloud does
            path = unquote(text)
            data = self.books[book].get(path.removeprefix(book))
            if path.removeprefix(book) in self.omits:
                continue
            if data is None:
                lines.append(self._change(book, path))
            else:
                lines.append(self._card(path, f"<c:address-data>{escape(data.decode())}</c:address-data>"))
        return _multistatus(lines)

    def _get(self, path: str, book: str, asked: Asked) -> Told:
        data = self.books[book].get(path.removeprefix(book)) if book else None
        if data is None:
            return Told(404)
        etag = self._etag(path)
        return Told(200, data, {"Content-Type": "text/vcard; charset=utf-8"} | ({"ETag": etag} if etag else {}))

    def _put(self, path: str, book: str, asked: Asked) -> Told:
        if not book or book in self.read_only:
            return Told(403)
        known = path.removeprefix(book) in self.books[book]
        if asked.headers.get("if-none-match") == "*" and known:
            return Told(412)
        wanted = asked.headers.get("if-match")
        if wanted is not None and (not known or wanted.strip('"') != str(self._versions[path])):
            return Told(412)
        self.put(path.removeprefix(book), self.rewrites(asked.body), book)
        etag = self._etag(path) if self.tells_etag_of_put else ""
        return Told(204 if known else 201, headers={"ETag": etag} if etag else {})

    # -- inside --------------------------------------------------------------------------------------------------------

    def _touch(self, path: str) -> str:
        self._clock += 1
        self._versions[path] = self._clock
        self._log.append((self._clock, path))
        return path

    def _etag(self, path: str) -> str:
        return self.etag(str(self._versions[path]))

    def _card(self, path: str, more: str = "") -> str:
        etag = self._etag(path)
        tag = f"<d:getetag>{escape(etag)}</d:getetag>" if etag else ""
        return _response(escape(self.href(path)), f"<d:resourcetype/>{tag}{more}")

    def _book(self, path: str) -> str:
        state = max((moment for moment, changed in self._log if changed.startswith(path)), default=0)
        reports = "<d:supported-report><d:report><d:sync-collection/></d:report></d:supported-report>"
        token = f"<d:sync-token>{_token(self._clock)}</d:sync-token>" if self.syncs else ""
        tags = f"{token}<s:getctag>{state}</s:getctag>" if self.tells_state else ""
        rights = "<d:read/>" if path in self.read_only else "<d:read/></d:privilege><d:privilege><d:write/>"
        return _response(
            escape(self.href(path)),
            "<d:resourcetype><d:collection/><c:addressbook/></d:resourcetype>"
            f"<d:displayname>{escape(self.names[path])}</d:displayname>{tags}"
            f"<d:supported-report-set>{reports if self.syncs else ''}</d:supported-report-set>"
            f"<d:current-user-privilege-set><d:privilege>{rights}</d:privilege></d:current-user-privilege-set>",
        )


def a_card(number: int | str = 0, *, name: str = "", more: str = "") -> bytes:
    """A small card with lines of other programs in it."""
    name = name or f"Person {number}"
    lines = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        "PRODID:-//Example//Phone 1.0//EN",
        f"UID:uid-{number}",
        f"FN:{name}",
        f"N:{number};Person;;;",
        f"EMAIL;type=INTERNET;type=HOME:person{number}@example.org",
        "X-PHONE-RINGTONE;x-kind=loud:old  telephone",
        *([more] if more else []),
        "END:VCARD",
    ]
    return "\r\n".join([*lines, ""]).encode()


def _token(state: int) -> str:
    return f"https://example.org/ns/sync/{state}"


def _response(href: str, props: str) -> str:
    return (
        f"<d:response><d:href>{href}</d:href><d:propstat><d:prop>{props}</d:prop>"
        "<d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>"
    )


def _multistatus(lines: Iterator[str] | list[str]) -> Told:
    spaces = 'xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:carddav" xmlns:s="http://calendarserver.org/ns/"'
    body = f'<?xml version="1.0" encoding="utf-8"?><d:multistatus {spaces}>{"".join(lines)}</d:multistatus>'
    return Told(207, body.encode(), _XML)
