"""Prepared letters, and what is known of each: kept in files, so that a crash at any moment leaves the truth.

A letter is ``NAME.eml``.  ``NAME.handed`` is made, by one process only, right before the dot that ends its
transmission: without it the server cannot have taken the letter.  ``NAME.sent`` says that the server took it.
"""

from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Literal, TypeVar
from uuid import uuid4

import msgspec

from netcore.errors import StoreNotWritable
from netcore.model.base import Value
from netcore.model.message import Receipt
from netcore.plugins.durable import sync_folder, write_new

Stage = Literal["prepared", "handed", "sent", "gone"]
Note = TypeVar("Note", bound=Value)


class Handed(Value, frozen=True, kw_only=True):
    """When the letter was handed to the server."""

    at: datetime


class Spool:
    """The letters of one account, in one folder; several processes may use it at once."""

    def __init__(self, folder: Path) -> None:
        """Use the folder; it is made when the first letter is kept."""
        self._folder = folder

    def keep(self, key: str, letter: bytes) -> str:
        """Store the letter under the message's key, instead of one that was not sent; returns its name.

        That a letter of this key was sent stays known: a network that was restored from an old backup sends no second.
        Raises `StoreNotWritable` when it cannot be kept; then nothing has changed.
        """
        name = sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        part = self._folder / f"{name}-{uuid4().hex}.part"
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_new(part, letter)
            self._handed(name).unlink(missing_ok=True)
            part.replace(self._eml(name))
            sync_folder(self._folder)
        except OSError as error:
            raise StoreNotWritable(
                f"The letter cannot be kept in {self._folder}: {error.strerror}. Make room there, or make the folder"
                " writable; nothing was sent."
            ) from error
        return name

    def stage(self, name: str) -> Stage:
        """How far the letter is known to be."""
        if self._sent(name).exists():
            return "sent"
        if self._handed(name).exists():
            return "handed"
        return "prepared" if self._eml(name).exists() else "gone"

    def letter(self, name: str) -> bytes:
        """The bytes of the letter; raises `OSError` when they are gone."""
        return self._eml(name).read_bytes()

    def hand_over(self, name: str, at: datetime) -> bool:
        """Note for good that the letter is about to be the server's; False when another process noted it before.

        Raises `OSError` when it cannot be noted.
        """
        try:
            write_new(self._handed(name), msgspec.json.encode(Handed(at=at)))
        except FileExistsError:
            return False
        sync_folder(self._folder)
        return True

    def take_back(self, name: str) -> None:
        """Note that the server refused what was handed over; raises `OSError` when it cannot be noted."""
        self._handed(name).unlink(missing_ok=True)
        sync_folder(self._folder)

    def handed_at(self, name: str) -> datetime | None:
        """When the letter was handed over; None when that cannot be read."""
        handed = _read(self._handed(name), Handed)
        return handed.at if handed else None

    def sent(self, name: str, receipt: Receipt) -> None:
        """Note for good that the server took the letter; raises `OSError` when it cannot be noted."""
        part = self._folder / f"{name}-{uuid4().hex}.part"
        write_new(part, msgspec.json.encode(receipt))
        part.replace(self._sent(name))
        sync_folder(self._folder)

    def receipt(self, name: str) -> Receipt | None:
        """What `sent` noted; None when that cannot be read."""
        return _read(self._sent(name), Receipt)

    def drop_letter(self, name: str) -> None:
        """Remove the text of a letter that has left, and keep what is known of it."""
        self._eml(name).unlink(missing_ok=True)

    def forget(self, name: str) -> None:
        """Remove a letter that is prepared and no more; one that was handed over stays."""
        if self.stage(name) == "prepared":
            self.drop_letter(name)

    def tidy(self, before: datetime) -> None:
        """Remove letters prepared before then, and notes of those sent before then; what is in doubt stays."""
        for path in sorted(self._folder.glob("*"), key=lambda path: path.suffix == ".sent"):  # the proof goes last
            doubted = path.with_suffix(".handed").exists() and not path.with_suffix(".sent").exists()
            with suppress(FileNotFoundError):  # another process tidies, too
                if not doubted and path.stat().st_mtime < before.timestamp():
                    path.unlink()

    def _eml(self, name: str) -> Path:
        return self._folder / f"{name}.eml"

    def _handed(self, name: str) -> Path:
        return self._folder / f"{name}.handed"

    def _sent(self, name: str) -> Path:
        return self._folder / f"{name}.sent"


def _read(path: Path, note: type[Note]) -> Note | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=note)
    except (OSError, msgspec.DecodeError):  # missing, or cut short by a crash
        return None
