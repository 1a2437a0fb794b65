"""A contact's picture: what Outlook takes, and when it is written.

https://learn.microsoft.com/graph/api/profilephoto-update: bytes by PUT, less than 4 MB; not in personal accounts; no
way to take a contact's picture away.
"""

from collections.abc import Sequence
from hashlib import blake2b
from typing import NamedTuple

from netcore.model.contact import Photo
from netcore_microsoft.graph import Graph, segment
from netcore_microsoft.troubles import GraphError

LARGEST = 4_000_000
"""Bytes of a picture, which have to be fewer."""

_KINDS = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"))
"""How a picture begins, whatever its card says that it is."""


class Picture(NamedTuple):
    """The picture to write, and what of the pictures cannot be written."""

    data: bytes = b""
    media_type: str = ""
    dropped: tuple[str, ...] = ()


def picture_of(photos: Sequence[Photo]) -> Picture:
    """The first of the pictures that Outlook takes; no data when there is none."""
    found = Picture()
    dropped = []
    for photo in photos:
        kind = next((kind for begins, kind in _KINDS if photo.data.startswith(begins)), "")
        if not photo.data:
            dropped.append(f"the picture at {photo.url}: only its address is known here")
        elif not kind:
            dropped.append(f"the picture ({photo.media_type or 'of an unknown kind'}): Outlook takes JPEG and PNG")
        elif len(photo.data) >= LARGEST:
            dropped.append(f"the picture: it has {len(photo.data) / 1e6:.1f} MB, and Outlook takes less than 4 MB")
        elif found.data:
            dropped.append("another picture: Outlook has room for one")
        else:
            found = Picture(photo.data, kind)
    return found._replace(dropped=tuple(dict.fromkeys(dropped)))


class Seen(NamedTuple):
    """What a look at the picture that is there came to."""

    revision: str
    """The version that netcore saw, or what is left of it."""
    write: bool = False
    """Whether the new picture is to be put in its place."""
    dropped: tuple[str, ...] = ()


class Pictures:
    """Reads and writes the pictures of one mailbox's contacts, whichever folder they are in."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    def look(self, contact: str, new: Picture, revision: str) -> Seen:
        """Whether to write a picture: not where it is there, nor over one that is not what the ``revision`` knew."""
        if not new.data:
            return Seen(revision)
        try:
            there = self._get(contact)
        except GraphError as error:
            return Seen(revision, dropped=(f"the picture: what is there cannot be seen ({_why(error)})",))
        if there == new.data:
            return Seen(revision_of(etag_in(revision), there))
        if picture_in(revision) != _digest(there):
            return Seen(revision, dropped=("the picture: Outlook has another one by now, which stays",))
        return Seen(revision, write=True)

    def put(self, contact: str, picture: Picture) -> tuple[str, ...]:
        """Write the picture; returns why Outlook does not take it, nothing when it did."""
        try:
            self._graph.put(_path(contact), picture.data, picture.media_type)
        except GraphError as error:
            return (
                f"the picture: Outlook refuses it ({_why(error)}); in personal accounts it takes none from programs",
            )
        return ()

    def _get(self, contact: str) -> bytes:
        try:
            return self._graph.octets(_path(contact))
        except GraphError as error:
            if error.gone:
                return b""
            raise


def revision_of(etag: str, picture: bytes) -> str:
    """The version of a contact as netcore keeps it: Graph's own, and by what its picture is known again.

    Graph does not promise that a new picture gives the contact a new version.
    """
    return f"{etag} {_digest(picture)}".strip()


def etag_in(revision: str) -> str:
    """Graph's own part of a version."""
    return revision.partition(" ")[0]


def picture_in(revision: str) -> str:
    """By what the picture is known again that belongs to a version; "" for none, and for one that was not looked at."""
    return revision.partition(" ")[2]


def _digest(picture: bytes) -> str:
    return blake2b(picture, digest_size=8).hexdigest() if picture else ""


def _why(error: GraphError) -> str:
    return f"{error.status} {error.code}".strip()


def _path(contact: str) -> str:
    return f"/me/contacts/{segment(contact)}/photo/$value"
