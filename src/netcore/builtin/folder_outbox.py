"""The ``folder`` outbox: each letter becomes a file, whole or not at all, exactly once."""

import os
import re
import unicodedata
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.parser import BytesHeaderParser
from hashlib import sha256
from pathlib import Path

from netcore.model.message import Outgoing, Receipt
from netcore.plugins import Context, Deferred, Outbox, Uncertain, Whereabouts
from netcore.plugins.durable import sync_folder, write_new
from netcore.plugins.eml import KEY_HEADER, to_eml

_HANDLE = re.compile(r"\d{4}-\d\d-\d\d-(?:[A-Za-z0-9]+-)*(?P<tag>[0-9a-z]{1,64})\.eml")
_LONGEST_NAME = 40
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class FolderOutbox(Outbox):
    """Writes letters into the folder of the setting ``path``.

    `prepare` leaves a hidden file, named after the key; `commit` gives it its final name, which is the handle
    ("2026-03-02-Ada-Lovelace-k7q2.eml"), and never replaces another file.  All of a letter's life is in these two
    names, so `lookup` can tell after any crash.
    """

    def __init__(self, context: Context) -> None:
        self._folder = Path(context.text("path"))
        self._now = context.now
        self._log = context.log

    def prepare(self, message: Outgoing) -> str:
        """Write the letter under its hidden name and return the final one."""
        data = to_eml(message, {"X-Unsent": "1"})  # mail programs open it ready to send
        tag = _tag(message.key)
        handle = "-".join([f"{message.date:%Y-%m-%d}", *_words(message), tag]) + ".eml"
        hidden = self._hidden(handle)
        try:
            if _is_folder(self._folder.parent):
                self._folder.mkdir(mode=0o700, exist_ok=True)
            hidden.unlink(missing_ok=True)
            write_new(hidden, data)
            sync_folder(self._folder)
        except OSError as error:
            raise self._deferred(error) from None
        return handle

    def commit(self, handle: str) -> Receipt:
        """Give the file its final name."""
        hidden, final = self._hidden(handle), self._folder / handle
        moment = (self._now() - _EPOCH) // timedelta(microseconds=1) * 1000
        try:
            os.utime(hidden, ns=(moment, moment))
            _rename_to_new(hidden, final)
        except FileExistsError:
            return self._receipt_of_what_is_there(handle)
        except FileNotFoundError as error:
            if not _is_folder(self._folder):
                raise self._deferred(error) from None
            return self._receipt_of_what_is_there(handle)
        except OSError as error:
            raise self._deferred(error) from None
        try:
            sync_folder(self._folder)
        except OSError as error:
            raise Uncertain(f"{final} was written, but the disk may lose it: {error.strerror}.") from None
        return self._receipt(final)

    def lookup(self, handle: str) -> Receipt | Whereabouts:
        """Final name there: sent.  Hidden name there: not sent.  Neither, or another file: cannot tell."""
        final = self._folder / handle
        try:
            if self._is_ours(handle):
                self._hidden(handle).unlink(missing_ok=True)  # left over when the power went between two names
                return self._receipt(final)
            if not final.exists() and self._hidden(handle).exists():
                return "not sent"
        except OSError as error:
            self._log.warning("Cannot look at %s: %s", final, error.strerror)
        return "cannot tell"

    def discard(self, handle: str) -> None:
        """Remove the hidden file; a letter under its final name stays."""
        try:
            self._hidden(handle).unlink(missing_ok=True)
        except OSError as error:
            raise self._deferred(error) from None

    def _hidden(self, handle: str) -> Path:
        match = _HANDLE.fullmatch(handle)
        tag = match["tag"] if match else sha256(handle.encode()).hexdigest()  # no handle of ours: a name nobody has
        return self._folder / f".netcore-{tag}.part"

    def _is_ours(self, handle: str) -> bool:
        """Whether the final name is a file that holds the letter of that key."""
        match = _HANDLE.fullmatch(handle)
        if match is None:
            return False
        try:
            with (self._folder / handle).open("rb") as file:
                return _tag(BytesHeaderParser().parse(file).get(KEY_HEADER, "")) == match["tag"]
        except FileNotFoundError:
            return False

    def _receipt_of_what_is_there(self, handle: str) -> Receipt:
        """For a commit that found no hidden file, or a final one: the receipt when the letter is there already."""
        found = self.lookup(handle)
        if isinstance(found, Receipt):
            return found
        raise Uncertain(
            f"The letter {handle} is not where it was prepared. Look in {self._folder} whether you have it, "
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
