"""Secrets in a file that only the user can read: for machines without a keyring."""

import os
import stat
from collections.abc import Mapping
from pathlib import Path
from uuid import uuid4

import msgspec

from netcore.errors import StoreError, StoreNotWritable
from netcore.plugins.durable import sync_folder, write_new

FILE_NAME = "secrets.json"


class _Content(msgspec.Struct, forbid_unknown_fields=True):
    version: int = 1
    accounts: dict[str, dict[str, str]] = {}  # msgspec copies mutable defaults


class FileVault:
    """All accounts' secrets in one JSON file, mode 0600, replaced as a whole.

    Refuses a file that anybody else can read, that is not the user's own, or that is a link: nothing in it is a secret
    any more.  Nothing that is raised holds a value.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def __repr__(self) -> str:
        return f"FileVault({str(self._path)!r})"

    def read(self, account: str) -> dict[str, str]:
        """The account's secrets by name; raises `StoreError` when the file cannot be trusted or read."""
        return self._content().accounts.get(account, {})

    def write(self, account: str, values: Mapping[str, str]) -> None:
        """Replace all of the account's secrets; raises `StoreNotWritable`, and then the old ones are still there."""
        content = self._content()
        if not values and account not in content.accounts:
            return
        content.accounts.pop(account, None)
        if values:
            content.accounts[account] = dict(values)
        new = self._path.with_name(f".{self._path.name}.{uuid4().hex}")
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_new(new, msgspec.json.format(msgspec.json.encode(content)))
            new.replace(self._path)
            sync_folder(self._path.parent)
        except OSError as error:
            new.unlink(missing_ok=True)
            raise StoreNotWritable(
                f"The secret cannot be kept in {self._path}: {error.strerror}. Make that folder writable, then retry."
            ) from None

    def _content(self) -> _Content:
        try:
            descriptor = os.open(self._path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
        except FileNotFoundError:
            return _Content()
        except OSError as error:
            raise StoreError(f"The secrets in {self._path} cannot be read: {error.strerror}.") from None
        with os.fdopen(descriptor, "rb") as file:
            self._refuse_what_others_can_read(os.fstat(file.fileno()))
            data = file.read()
        try:
            return msgspec.json.decode(data, type=_Content)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise StoreError(
                f"The secrets in {self._path} are damaged. Move the file away, then give the accounts' secrets again "
                "(`netcore accounts check` says which are missing)."
            ) from None

    def _refuse_what_others_can_read(self, facts: os.stat_result) -> None:
        if os.name != "posix":
            return  # elsewhere the user's own folder is private, and the mode says nothing
        mode = stat.S_IMODE(facts.st_mode)
        if not stat.S_ISREG(facts.st_mode) or facts.st_uid != os.geteuid():
            raise StoreError(f"{self._path} is not a file of your own: no secret is read from it. Move it away.")
        if mode & 0o077:
            raise StoreError(
                f"Others can read {self._path} (its mode is {mode:04o}), so it is not used. Run `chmod 600 "
                f"{self._path}`, and change the passwords in it if others use this machine."
            )
