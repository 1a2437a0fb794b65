"""WebDAV's XML: what we ask, and what servers answer, read with care.

A document type definition is refused before it can define anything, so no entity is ever expanded and nothing is
fetched; elements may not be nested without end; how large an answer may be is for the HTTP client to say.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers.expat import ExpatError, ParserCreate
from xml.sax.saxutils import escape

DAV, CARDDAV, SERVER = "DAV:", "urn:ietf:params:xml:ns:carddav", "http://calendarserver.org/ns/"
_PREFIXES = ((DAV, "D"), (CARDDAV, "C"), (SERVER, "S"))
_DEEPEST = 60
_STATUS = re.compile(r"\s*HTTP/\S+\s+(\d{3})\b")


def dav(name: str) -> str:
    """A name of WebDAV itself, as ElementTree writes it."""
    return f"{{{DAV}}}{name}"


def card(name: str) -> str:
    """A name of CardDAV."""
    return f"{{{CARDDAV}}}{name}"


GETCTAG = f"{{{SERVER}}}getctag"
"""A version of a whole collection, older than sync-token and of the same use."""


class BadXml(Exception):
    """This is no XML, or not of a kind that is read here."""


class Resource(NamedTuple):
    """What is said of one href."""

    href: str
    status: int
    props: Mapping[str, Element]
    """The properties that were found, by name."""


class Multistatus(NamedTuple):
    """A whole answer (RFC 4918 section 13), and the sync-token of one to a sync-collection (RFC 6578)."""

    resources: tuple[Resource, ...]
    token: str = ""


def read_xml(data: bytes) -> Element:
    """The root; raises `BadXml`."""
    builder = TreeBuilder()
    parser = ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    depth = 0

    def start(tag: str, _: Any) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise BadXml("it is nested too deeply")
        builder.start(f"{{{tag}" if "}" in tag else tag, {})

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(tag)

    def refuse(*_: Any) -> None:
        raise BadXml("it has a document type definition, which is not read")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(data, True)
        root: Element = builder.close()
    except (ExpatError, AssertionError, LookupError, UnicodeError, ValueError) as error:
        raise BadXml(str(error)) from None
    return root


def read_multistatus(data: bytes) -> Multistatus:
    """What is said of every resource; raises `BadXml`."""
    root = read_xml(data)
    if root.tag != dav("multistatus"):
        raise BadXml(f"it is {root.tag[:60]}, not a multistatus")
    token = (root.findtext(dav("sync-token")) or "").strip()
    return Multistatus(tuple(found for response in root.findall(dav("response")) for found in _read(response)), token)


def read_conditions(data: bytes) -> frozenset[str]:
    """Which conditions an error says have failed (RFC 4918 section 16), by name."""
    try:
        root = read_xml(data)
    except BadXml:
        return frozenset()
    return frozenset(child.tag for child in root) if root.tag == dav("error") else frozenset()


def text(element: Element | None) -> str:
    """All the text in an element."""
    return "".join(element.itertext()) if element is not None else ""


def hrefs(element: Element | None) -> tuple[str, ...]:
    """The hrefs in an element."""
    if element is None:
        return ()
    return tuple(href for one in element.iter(dav("href")) if (href := text(one).strip()))


def propfind(names: Iterable[str]) -> bytes:
    """A question for properties."""
    return _document("D:propfind", _props(names))


def sync_collection(token: str) -> bytes:
    """What changed since the token; everything when it is empty.  No limit: some servers fail when they see one."""
    inner = f"<D:sync-token>{escape(token)}</D:sync-token><D:sync-level>1</D:sync-level>"
    return _document("D:sync-collection", inner + _props((dav("getetag"),)))


def multiget(paths: Iterable[str]) -> bytes:
    """Some cards, by path: iCloud refuses whole addresses."""
    inner = "".join(f"<D:href>{escape(path)}</D:href>" for path in paths)
    return _document("C:addressbook-multiget", _props((dav("getetag"), card("address-data"))) + inner)


def _document(root: str, inner: str) -> bytes:
    spaces = "".join(f' xmlns:{prefix}="{space}"' for space, prefix in _PREFIXES)
    return f'<?xml version="1.0" encoding="utf-8"?>\n<{root}{spaces}>{inner}</{root}>'.encode()


def _props(names: Iterable[str]) -> str:
    prefixes = dict(_PREFIXES)
    split = (name[1:].split("}") for name in names)
    return f"<D:prop>{''.join(f'<{prefixes[space]}:{name}/>' for space, name in split)}</D:prop>"


def _read(response: Element) -> Iterable[Resource]:
    """What a response says: one status for some hrefs, or for one href the properties with a status each."""
    names = [text(href).strip() for href in response.findall(dav("href"))]
    status = _status(response.findtext(dav("status")))
    props: dict[str, Element] = {}
    worst = 0
    for propstat in response.findall(dav("propstat")):
        its = _status(propstat.findtext(dav("status"))) or 200
        if 200 <= its < 300:
            props.update((child.tag, child) for one in propstat.findall(dav("prop")) for child in one)
        else:
            worst = max(worst, its)
    for name in names:
        yield Resource(name, status or (200 if props else worst or 200), props)


def _status(line: str | None) -> int:
    found = _STATUS.match(line or "")
    return int(found[1]) if found else 0
