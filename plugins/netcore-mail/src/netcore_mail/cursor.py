"""Where the inbox stopped reading."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from netcore.model.base import Value


class Place(Value, frozen=True, kw_only=True):
    """A place in a folder: every mail whose UID is below ``next`` was seen, while the numbering is ``validity``."""

    validity: int
    next: int


NOT_READ_YET = Place(validity=0, next=0)
"""A folder whose mail of the last days is still to be read (no server numbers a folder with 0: RFC 3501, nz-number)."""


class Cursor(Value, frozen=True, kw_only=True):
    """A place in every folder, and when all of them were last complete."""

    at: datetime
    folders: Mapping[str, Place] = {}

    def moved(self, folder: str, place: Place) -> "Cursor":
        """The same with one folder further on."""
        return msgspec.structs.replace(self, folders={**self.folders, folder: place})

    def __str__(self) -> str:
        """The text that the core keeps."""
        return msgspec.json.encode(self).decode()


def parsed(text: str) -> Cursor | None:
    """The cursor that the text was made from; None when it is none of ours."""
    try:
        cursor = msgspec.json.decode(text, type=Cursor)
    except (msgspec.DecodeError, UnicodeError):
        return None
    return cursor if cursor.at.tzinfo else None
