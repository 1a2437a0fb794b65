"""What goes wrong below SQL, told in one sentence."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DatabaseError, DBAPIError

from netcore.errors import StoreBusy, StoreError, StoreNotWritable


@contextmanager
def translated(place: str) -> Iterator[None]:
    """Turn what the database driver raises inside into a `StoreError` that names ``place``; the cause is kept.

    What else fails inside (a file that the caller writes, a reader who left) is no fault of the store and passes.
    """
    try:
        yield
    except (DatabaseError, sqlite3.DatabaseError) as error:
        raise _sentence(place, error) from error


@contextmanager
def usable(place: str) -> Iterator[None]:
    """As `translated`, and what the system says of the store's own files is told in the same way."""
    try:
        with translated(place):
            yield
    except PermissionError as error:
        raise StoreNotWritable(
            f"{place} cannot be opened: you have no permission there. Choose another place."
        ) from error
    except OSError as error:
        raise StoreNotWritable(f"{place} cannot be used: {error.strerror or error}.") from error


_NO_ROOM = 256 * 1024
"""With less, SQLite cannot even make the files that it keeps beside its own to read it."""

_SENTENCES: tuple[tuple[tuple[str, ...], type[StoreError], str], ...] = (
    (
        ("locked", "lock timeout"),
        StoreBusy,
        "{place} is in use by another netcore that does not let go. Wait for it to finish, then retry.",
    ),
    (
        ("full", "no space"),
        StoreNotWritable,
        "The disk with {place} is full; nothing of this step was kept. Free some room, then retry.",
    ),
    (
        ("readonly", "read-only"),
        StoreNotWritable,
        "{place} may only be read. Give yourself write permission, or choose another place.",
    ),
    (
        ("unable to open",),
        StoreNotWritable,
        "{place} cannot be opened: its folder is missing or closed to you.",
    ),
    (
        ("not a database", "malformed"),
        StoreError,
        "{place} is not a netcore network, or it is damaged. `netcore restore` brings back a backup.",
    ),
    (
        ("disk i/o error",),
        StoreError,
        "The disk with {place} does not read or write as it should; nothing of this step was kept. Look after the disk "
        "(`netcore doctor` tells what of your network is whole), then retry.",
    ),
    (("connect",), StoreError, "The database server of {place} does not answer: {text}."),
)


def _sentence(place: str, error: Exception) -> StoreError:
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    text = (str(cause).strip() or type(cause).__name__).splitlines()[0]
    if "disk i/o error" in text.lower() and _is_full(place):
        text = "disk is full"
    for words, kind, sentence in _SENTENCES:
        if any(word in text.lower() for word in words):
            return kind(sentence.format(place=place, text=text))
    return StoreError(f"The database refused: {text} ({place}).")


def _is_full(place: str) -> bool:
    """Whether there is no room left where the file is; SQLite does not always say so."""
    try:
        return shutil.disk_usage(Path(place).parent).free < _NO_ROOM
    except (OSError, ValueError):  # it is no file, or cannot even be asked
        return False
