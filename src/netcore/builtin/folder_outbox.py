"""The ``folder`` outbox: each letter becomes a file, whole or not at all, exactly once."""

import os
import re
import unicodedata
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.parser import HeaderParser
from email.utils import parseaddr
from functools import cached_property
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import msgspec

from netcore.model.address_key import mailbox_key
from netcore.model.message import Outgoing, Receipt
from netcore.plugins import Context, Deferred, Outbox, Uncertain, Whereabouts
from netcore.plugins.durable import sync_folder, write_new
from netcore.plugins.eml import KEY_HEADER, to_eml

ATTEMPT_HEADER = "X-Netcore-Attempt"

_NAME = re.compile(r"\d{4}-\d\d-\d\d-(?:[A-Za-z0-9]+-)*(?P<tag>[0-9a-z]{1,64})\.eml")
_HIDDEN = re.compile(r"\.netcore-(?P<tag>[0-9a-z]{1,64})-[0-9a-f]{16}\.part")
_HANDLE = re.compile(rf"(?P<name>{_NAME.pattern})#(?P<attempt>[0-9a-f]{{16}})(?P<before>\+same|\+other)?")
_LONGEST_NAME = 40
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BEFORE = {
    "+same": ". It was written before, and not a second time",
    "+other": ". It was written before, in other words, and not a second time",
}


class _Attempt(NamedTuple):
    """What a handle names."""

    name: str
    tag: str
    attempt: str
    before: str = ""
    """That the file was there when the letter was prepared: with the same words, or with others."""

    def __str__(self) -> str:
        return f"{self.name}#{self.attempt}{self.before}"


class FolderOutbox(Outbox):
    """Writes letters into the folder of the setting ``path``.

    `prepare` leaves a hidden file, named after the key and the attempt; `commit` gives it its final name
    ("2026-03-02-Ada-Lovelace-k7q2.eml"), and never replaces another file.  The letter itself says in a header from
    which attempt it is.  So `lookup` can tell after any crash, and knows nothing of an attempt that was made for
    another folder, or that a later one replaced.

    A letter that is there already, by its key and to the same mailbox, is not written a second time.
    """

    def __init__(self, context: Context) -> None:
        self._folder = Path(context.text("path"))
        self._now = context.now
        self._log = context.log

    def prepare(self, message: Outgoing) -> str:
        """Write the letter under its hidden name and return the handle; or that of the letter which is there."""
        tag, attempt = _tag(message.key), uuid4().hex[:16]
        data = to_eml(message, {"X-Unsent": "1", ATTEMPT_HEADER: attempt})  # mail programs open it ready to send
        try:
            if _is_folder(self._folder.parent):
                self._folder.mkdir(mode=0o700, exist_ok=True)
            known = self._names.setdefault(tag, set())
            if (there := self._written(known, message, data)) is not None:
                return str(there)
            for name in [name for name in known if _HIDDEN.fullmatch(name)]:
                (self._folder / name).unlink(missing_ok=True)
                known.remove(name)
            what = _Attempt(self._free_name(message, tag), tag, attempt)
            write_new(self._hidden(what), data)
            sync_folder(self._folder)
        except OSError as error:
            raise self._deferred(error) from None
        known |= {what.name, self._hidden(what).name}
        return str(what)

    def commit(self, handle: str) -> Receipt:
        """Give the file its final name."""
        what = _parsed(handle)
        if what is None:
            raise self._nowhere(handle)
        hidden, final = self._hidden(what), self._folder / what.name
        moment = (self._now() - _EPOCH) // timedelta(microseconds=1) * 1000
        try:
            os.utime(hidden, ns=(moment, moment))
            _rename_to_new(hidden, final)
        except FileExistsError:
            return self._receipt_of_what_is_there(what)
        except FileNotFoundError as error:
            if not _is_folder(self._folder):
                raise self._deferred(error) from None
            return self._receipt_of_what_is_there(what)
        except OSError as error:
            raise self._deferred(error) from None
        try:
            sync_folder(self._folder)
        except OSError as error:
            raise Uncertain(f"{final} was written, but the disk may lose it: {error.strerror}.") from None
        return self._receipt(final)

    def lookup(self, handle: str) -> Receipt | Whereabouts:
        """Final name there: sent.  Hidden name there: not sent.  Neither, or another file: cannot tell."""
        what = _parsed(handle)
        if what is None:
            return "cannot tell"
        final = self._folder / what.name
        try:
            if final.exists() and _attempt(_headers(final.read_bytes())) == what.attempt:
                self._hidden(what).unlink(missing_ok=True)  # left over when the power went between two names
                return self._receipt(final)
            if not final.exists() and self._hidden(what).exists():
                return "not sent"
        except OSError as error:
            self._log.warning("Cannot look at %s: %s", final, error.strerror)
        return "cannot tell"

    def discard(self, handle: str) -> None:
        """Remove the hidden file; a letter under its final name stays."""
        what = _parsed(handle)
        if what is None:
            return
        try:
            self._hidden(what).unlink(missing_ok=True)
        except OSError as error:
            raise self._deferred(error) from None

    @cached_property
    def _names(self) -> dict[str, set[str]]:
        """The files of each letter, by its tag: those that were there at first, and those that we made since."""
        found: dict[str, set[str]] = {}
        for path in self._folder.iterdir():
            if match := _NAME.fullmatch(path.name) or _HIDDEN.fullmatch(path.name):
                found.setdefault(match["tag"], set()).add(path.name)
        return found

    def _written(self, names: set[str], message: Outgoing, data: bytes) -> _Attempt | None:
        """The letter with this key to this mailbox, when it is there."""
        tag = _tag(message.key)
        for name in sorted(name for name in names if _NAME.fullmatch(name)):
            try:
                there = (self._folder / name).read_bytes()
            except FileNotFoundError:  # its reader has moved it
                continue
            headers = _headers(there)
            same_mailbox = mailbox_key(parseaddr(headers.get("To", ""))[1]) == mailbox_key(message.to_address)
            attempt = _attempt(headers)
            if attempt and same_mailbox and _tag(headers.get(KEY_HEADER, "")) == tag:
                return _Attempt(name, tag, attempt, "+same" if _said(there) == _said(data) else "+other")
        return None

    def _free_name(self, message: Outgoing, tag: str) -> str:
        """A name that no file has: a letter that was readdressed may be there under the first one."""
        stem = "-".join([f"{message.date:%Y-%m-%d}", *_words(message)])
        names = (f"{stem}-{tag}.eml" if number == 1 else f"{stem}-{number}-{tag}.eml" for number in count(1))
        return next(name for name in names if not (self._folder / name).exists())

    def _hidden(self, what: _Attempt) -> Path:
        return self._folder / f".netcore-{what.tag}-{what.attempt}.part"

    def _receipt_of_what_is_there(self, what: _Attempt) -> Receipt:
        """For a commit that found no hidden file, or a final one: the receipt when the letter is there already."""
        found = self.lookup(str(what))
        if isinstance(found, Receipt):
            return msgspec.structs.replace(found, detail=found.detail + _BEFORE.get(what.before, ""))
        raise self._nowhere(what.name)

    def _nowhere(self, name: str) -> Uncertain:
        return Uncertain(
            f"The letter {name} is not where it was prepared. Look in {self._folder} whether you have it, "
            "then say so with `netcore outbox`."
        )

    def _receipt(self, final: Path) -> Receipt:
        moment = _EPOCH + timedelta(microseconds=final.stat().st_mtime_ns // 1000)
        return Receipt(sent_at=moment, detail=f"The letter is in {final}")

    def _deferred(self, error: OSError) -> Deferred:
        if not _is_folder(self._folder):
            return Deferred(
                f"The folder {self._folder} is not there and cannot be made ({error.strerror}); nothing was written. "
                "Make it, or choose another with the setting path of the folder outbox."
            )
        return Deferred(
            f"The letter cannot be written to {self._folder} ({error.strerror}); nothing was written. "
            "Make room and the folder writable, or choose another with the setting path of the folder outbox."
        )


def _parsed(handle: str) -> _Attempt | None:
    """What a handle names; None for what is none of ours."""
    match = _HANDLE.fullmatch(handle)
    return _Attempt(match["name"], match["tag"], match["attempt"], match["before"] or "") if match else None


def _headers(letter: bytes) -> Message:
    head = letter.partition(b"\r\n\r\n")[0]
    return HeaderParser().parsestr(head.decode("utf-8", "replace"))  # addresses may be in UTF-8 (RFC 6532)


def _attempt(headers: Message) -> str:
    """From which attempt a letter is; "" when it does not say."""
    attempt = headers.get(ATTEMPT_HEADER, "")
    return attempt if re.fullmatch(r"[0-9a-f]{16}", attempt) else ""


def _said(letter: bytes) -> tuple[str, bytes]:
    """What its reader would tell it from another by."""
    return _headers(letter).get("Subject", ""), letter.partition(b"\r\n\r\n")[2]


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a folder on the way is closed to us
        return False


def _rename_to_new(old: Path, new: Path) -> None:
    """Rename, and fail with `FileExistsError` rather than replace a file."""
    if os.name == "nt":
        old.rename(new)  # fails there when the new name is taken
        return
    try:
        new.hardlink_to(old)
    except (FileExistsError, FileNotFoundError):
        raise
    except (OSError, NotImplementedError):  # no hard links on this file system (FAT, some shares)
        if new.exists():
            raise FileExistsError(str(new)) from None
        old.rename(new)
    else:
        with suppress(OSError):  # the letter is there; `lookup` clears away what is left
            old.unlink()


def _tag(key: str) -> str:
    """The key as the end of a file name: itself when it is short and safe on every file system, else its digest."""
    return key if re.fullmatch(r"[0-9a-z]{1,64}", key) else sha256(key.encode()).hexdigest()[:32]


def _words(message: Outgoing) -> list[str]:
    """Whose letter it is, in letters that every file system takes; the address, when the name has others."""
    local = message.to_address.partition("@")[0]
    for text in (message.to_name, local):
        bare = unicodedata.normalize("NFKD", text)
        plain = "".join(character for character in bare if not unicodedata.combining(character))
        if plain.isascii() and (words := re.findall(r"[A-Za-z0-9]+", plain)):
            return "-".join(words)[:_LONGEST_NAME].strip("-").split("-")
    return ["letter"]
