"""A contact's picture: what Google takes, and when it is written.

https://developers.google.com/people/api/rest/v1/people/updateContactPhoto: JPEG or PNG in base64; it asks for no
version, so that what is there has to be looked at first.  A picture comes back as an address only.
"""

from base64 import b64encode
from collections.abc import Collection, Mapping, MutableMapping, Sequence
from hashlib import blake2b
from typing import Any, NamedTuple

from netcore.model.contact import Photo
from netcore_google.api import Api, Refused
from netcore_google.people import revision

_BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
"""How a picture begins that Google takes, whatever its card says that it is."""

_NOTED = "picture/"

Person = Mapping[str, Any]


class Picture(NamedTuple):
    """The picture to write, and what of the pictures cannot be written."""

    data: bytes = b""
    dropped: tuple[str, ...] = ()


class Written(NamedTuple):
    """What became of a picture."""

    revision: str
    """The contact's version after it."""
    done: bool = False
    dropped: tuple[str, ...] = ()


def picture_of(photos: Sequence[Photo], there: Collection[str] = ()) -> Picture:
    """The first of the pictures that Google takes; ``there`` are the addresses of those that the contact has."""
    found, dropped = b"", []
    for photo in photos:
        if not photo.data:
            if photo.url not in there:
                dropped.append(f"the picture at {photo.url}: only its address is known here")
        elif not photo.data.startswith(_BEGINNINGS):
            dropped.append(f"the picture ({photo.media_type or 'of an unknown kind'}): Google takes JPEG and PNG")
        elif found:
            dropped.append("another picture: Google has room for one")
        else:
            found = photo.data
    return Picture(found, tuple(dict.fromkeys(dropped)))


class Pictures:
    """Writes the pictures of one account's contacts, over none that it did not write itself."""

    def __init__(self, api: Api, state: MutableMapping[str, str]) -> None:
        """``state``: where it is noted which pictures are ours."""
        self._api = api
        self._state = state

    def write(self, first: str, person: Person, photos: Sequence[Photo]) -> Written:
        """Write the picture to a contact as it is at Google now, whose ``first`` name is the one it is noted by.

        A contact without a picture gets it; one with a picture keeps it, unless we wrote it.  What Google refuses is
        told, and takes nothing of the contact back.  Raises `SignInNeeded`, `ServerBusy` and other `Unreachable`s.
        """
        there = own_pictures(person)
        picture = picture_of(photos, there)
        before = Written(revision(person), dropped=picture.dropped)
        noted, _, digest = self._state.get(_NOTED + first, "").partition(" ")
        if not picture.data or (there and digest == _digest(picture.data) and noted in there):
            return before
        if there and noted not in there:
            return before._replace(dropped=(*picture.dropped, "the picture: Google has another one, which stays"))
        try:
            answer = self._api.call(
                self._api.service.people().updateContactPhoto,
                resourceName=str(person["resourceName"]),
                body={
                    "photoBytes": b64encode(picture.data).decode(),
                    "personFields": "metadata,photos",
                    "sources": ["READ_SOURCE_TYPE_CONTACT"],
                },
            )
        except Refused as refused:
            return before._replace(dropped=(*picture.dropped, f"the picture: Google refuses it ({refused.problem})"))
        shown = answer.get("person") or {}
        url = next(iter(own_pictures(shown)), "")
        self._state[_NOTED + first] = f"{url} {_digest(picture.data)}"
        return Written(revision(shown) or before.revision, done=True, dropped=picture.dropped)


def own_pictures(person: Person) -> tuple[str, ...]:
    """The addresses of a person's pictures, without those that Google draws itself."""
    return tuple(str(one["url"]) for one in person.get("photos") or () if one.get("url") and not one.get("default"))


def _digest(picture: bytes) -> str:
    return blake2b(picture, digest_size=8).hexdigest()
