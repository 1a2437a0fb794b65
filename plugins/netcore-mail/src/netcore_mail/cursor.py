"""Where the inbox stopped reading."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from netcore.model.base import Value


class Place(Value, frozen=True, kw_only=True):
    """A place in a folder: every mail whose UID is below ``next`` was seen, while the numbering is ``validity``."""

    validity: int
    next: int


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
