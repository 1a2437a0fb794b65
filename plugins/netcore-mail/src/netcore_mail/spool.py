"""Prepared letters, and what is known of each: kept in files, so that a crash at any moment leaves the truth.

A letter is ``LETTER.eml``; its first line names the attempt that prepared it.  ``LETTER-TO.handed`` is made, by one
process only, right before the dot that ends the transmission: without it the server cannot have taken the letter.  It
names the attempt, too.  ``LETTER-TO.sent`` says that the server took it.  LETTER stands for the message's key, and TO
for the recipient's mailbox: what is known of a letter to one mailbox says nothing of the same letter to another.
"""

import errno
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Literal, TypeVar
from uuid import uuid4

import msgspec

from netcore.errors import StoreNotWritable
from netcore.model.address_key import mailbox_key
from netcore.model.base import Value
from netcore.model.message import Receipt
from netcore.plugins.durable import sync_folder, write_new

Stage = Literal["prepared", "handed", "sent", "gone"]
Note = TypeVar("Note", bound=Value)

_FIRST_LINE = b"X-Netcore-Attempt: "


class Attempt(Value, frozen=True, kw_only=True):
    """One attempt to send a letter: made by one spool, and known to no other."""

    letter: str
    to: str
    tag: str
    """What tells it from every other attempt; empty for one whose note cannot be read."""


class Handed(Value, frozen=True, kw_only=True):
    """That an attempt handed the letter to the server."""

    tag: str
    at: datetime
    text: str


class Accepted(Value, frozen=True, kw_only=True):
    """That the server took the letter from an attempt."""

    tag: str
    receipt: Receipt
    text: str
    """The digest of what it said."""


class Spool:
    """The letters of one account, in one folder; several processes may use it at once."""

    def __init__(self, folder: Path) -> None:
        """Use the folder; it is made when the first letter is kept."""
        self._folder = folder

    def keep(self, key: str, address: str, letter: bytes, *, unsent: Attempt | None = None) -> Attempt:
        """Store the letter under the message's key, instead of one that was not sent; returns the attempt to commit.

        That is a new one; or, when an earlier one has reached the mailbox or is in doubt, that one, which does not
        leave again: a network that was restored from an old backup does not know of it.  ``unsent`` is the attempt of
        which it is certain that it did not leave: it is in doubt no more.
        Raises `StoreNotWritable` when the letter cannot be kept; then nothing has changed.
        """
        new = Attempt(
            letter=_digest(key, 32),
            to=_digest(mailbox_key(address), 16),
            tag=uuid4().hex[:16],
        )
        part = self._folder / f"{new.letter}-{uuid4().hex}.part"
        try:
            if (accepted := self.accepted(new)) or self._sent(new).exists():
                return msgspec.structs.replace(new, tag=accepted.tag if accepted else "")
            attempt = self._in_doubt(new, unsent) or new
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_new(part, _FIRST_LINE + attempt.tag.encode() + b"\r\n" + letter)
            if unsent is not None and self.stage(unsent) == "handed":
                self._handed(unsent).unlink(missing_ok=True)
            part.replace(self._eml(new))
            sync_folder(self._folder)
        except OSError as error:
            raise StoreNotWritable(
                f"The letter cannot be kept in {self._folder}: {error.strerror}. Make room there, or make the folder"
                " writable; nothing was sent."
            ) from error
        return attempt

    def stage(self, attempt: Attempt) -> Stage:
        """How far the attempt is known to be; of another spool's, or one that a later one replaced, only "gone".

        A letter that was accepted from any attempt is "sent" to that mailbox.
        """
        if self._sent(attempt).exists():
            return "sent"
        if self._handed(attempt).exists():
            return "handed" if self._tag_handed(attempt) == attempt.tag else "gone"
        return "prepared" if self._tag_kept(attempt) == attempt.tag else "gone"

    def letter(self, attempt: Attempt) -> bytes:
        """The bytes of the letter; raises `OSError` when they are gone."""
        first, _, letter = self._eml(attempt).read_bytes().partition(b"\r\n")
        if first != _FIRST_LINE + attempt.tag.encode():
            raise FileNotFoundError(errno.ENOENT, "a later attempt has replaced it")
        return letter

    def hand_over(self, attempt: Attempt, at: datetime, text: str) -> bool:
        """Note for good that the letter is about to be the server's; False when it is for another process to send.

        ``text`` is the digest of what it says.  Raises `OSError` when it cannot be noted.
        """
        try:
            write_new(self._handed(attempt), msgspec.json.encode(Handed(tag=attempt.tag, at=at, text=text)))
        except FileExistsError:
            return False
        if self._tag_kept(attempt) != attempt.tag:  # prepared anew while this process was at it
            self._handed(attempt).unlink(missing_ok=True)
            return False
        sync_folder(self._folder)
        return True

    def take_back(self, attempt: Attempt) -> None:
        """Note that the server does not have what was handed over; raises `OSError` when it cannot be noted."""
        self._handed(attempt).unlink(missing_ok=True)
        sync_folder(self._folder)

    def handed_at(self, attempt: Attempt) -> datetime | None:
        """When the letter was handed over; None when that cannot be read."""
        handed = _read(self._handed(attempt), Handed)
        return handed.at if handed else None

    def sent(self, attempt: Attempt, receipt: Receipt, text: str) -> None:
        """Note for good that the server took the letter; raises `OSError` when it cannot be noted.

        ``text`` is the digest of what it says, where that was not noted before.
        """
        handed = _read(self._handed(attempt), Handed)
        known = handed.text if handed is not None and handed.tag == attempt.tag else text
        part = self._folder / f"{attempt.letter}-{uuid4().hex}.part"
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_new(part, msgspec.json.encode(Accepted(tag=attempt.tag, receipt=receipt, text=known)))
        part.replace(self._sent(attempt))
        sync_folder(self._folder)

    def accepted(self, attempt: Attempt) -> Accepted | None:
        """What `sent` noted of the letter to this mailbox; None when that cannot be read."""
        return _read(self._sent(attempt), Accepted)

    def drop_letter(self, attempt: Attempt) -> None:
        """Remove the text of a letter that has left, and keep what is known of it."""
        if self._tag_kept(attempt) == attempt.tag:
            self._eml(attempt).unlink(missing_ok=True)

    def forget(self, attempt: Attempt) -> None:
        """Remove a letter that is prepared and no more; one that was handed over stays."""
        if self.stage(attempt) == "prepared":
            self.drop_letter(attempt)

    def tidy(self, before: datetime) -> None:
        """Remove letters prepared before then, and notes of those sent before then; what is in doubt stays."""
        paths = sorted(self._folder.glob("*"), key=lambda path: path.suffix == ".sent")  # the proof goes last
        doubted = {path.stem for path in paths if path.suffix == ".handed" and not path.with_suffix(".sent").exists()}
        doubted |= {stem.partition("-")[0] for stem in doubted}
        for path in paths:
            with suppress(FileNotFoundError):  # another process tidies, too
                if path.stem not in doubted and path.stat().st_mtime < before.timestamp():
                    path.unlink()

    def _in_doubt(self, new: Attempt, unsent: Attempt | None) -> Attempt | None:
        """The attempt that may have brought the letter to the same mailbox, unless it is known not to have left."""
        if not self._handed(new).exists():
            return None
        doubted = msgspec.structs.replace(new, tag=self._tag_handed(new))
        return None if doubted == unsent else doubted

    def _tag_handed(self, attempt: Attempt) -> str:
        """Which attempt was handed over; that of the letter when a power cut took the words of the note."""
        handed = _read(self._handed(attempt), Handed)
        return handed.tag if handed else self._tag_kept(attempt) or ""

    def _tag_kept(self, attempt: Attempt) -> str | None:
        """Which attempt prepared the letter that is there; None when there is none."""
        try:
            with self._eml(attempt).open("rb") as file:
                return file.readline(200).removeprefix(_FIRST_LINE).strip().decode("ascii", "replace")
        except FileNotFoundError:
            return None

    def _eml(self, attempt: Attempt) -> Path:
        return self._folder / f"{attempt.letter}.eml"

    def _handed(self, attempt: Attempt) -> Path:
        return self._folder / f"{attempt.letter}-{attempt.to}.handed"

    def _sent(self, attempt: Attempt) -> Path:
        return self._folder / f"{attempt.letter}-{attempt.to}.sent"


def _digest(text: str, length: int) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:length]


def _read(path: Path, note: type[Note]) -> Note | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=note)
    except (OSError, msgspec.DecodeError):  # missing, or cut short by a crash
        return None
