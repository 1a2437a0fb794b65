"""Where secrets live: the keyring where there is one, else a file that only the user can read."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from netcore.errors import StoreBusy, StoreNotWritable
from netcore.plugins.file_vault import FILE_NAME, FileVault
from netcore.plugins.keyring_vault import KeyringVault, system_keyring

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SecretsPlace = Literal["auto", "keyring", "file"]

_PATIENCE = 20.0  # seconds; a keyring may be waiting for its owner to type a password


class Vault(Protocol):
    """Keeps the secrets of accounts."""

    def read(self, account: str) -> dict[str, str]:
        """The account's secrets by name."""

    def write(self, account: str, values: Mapping[str, str]) -> None:
        """Replace all of the account's secrets at once; no values: forget the account."""


class Safe:
    """The secrets of one network's accounts.

    New secrets go to the keyring where this machine has one; those that an earlier time left in the file are found, and
    move with the next change.  Changes are made under a lock that all processes respect.
    """

    def __init__(self, home: Path, *, prefer: SecretsPlace = "auto", keyring: "KeyringBackend | None" = None) -> None:
        """A safe for the network in ``home``.

        ``prefer``: "auto" is the keyring where there is one, else the file.
        ``keyring``: the backend to use in place of the machine's own.
        """
        self._home = home
        self._prefer = prefer
        self._keyring = keyring

    def __repr__(self) -> str:
        return f"Safe({str(self._home)!r})"

    def of(self, account: str, given: Mapping[str, str] | None = None) -> "AccountSecrets":
        """The account's secrets; ``given`` ones (from the environment, just typed) win and are not kept."""
        return AccountSecrets(account=account, safe=self, given=dict(given or {}))

    def read(self, account: str) -> dict[str, str]:
        """All secrets of the account; raises `StoreError`."""
        found: dict[str, str] = {}
        for vault in reversed(self._vaults()):
            found.update(vault.read(account))
        return found

    def change(self, account: str, name: str, value: str | None) -> None:
        """Set one secret, or forget it (None); raises `StoreError`."""
        with self._lock():
            values = self.read(account)
            if values.get(name) != value:
                values.pop(name, None)
                self._write(account, values if value is None else {**values, name: value})

    def forget(self, account: str) -> None:
        """Forget everything of the account, wherever it is kept; raises `StoreError`."""
        with self._lock():
            self._write(account, {})

    def _write(self, account: str, values: Mapping[str, str]) -> None:
        first, *others = self._vaults()
        first.write(account, values)
        for vault in others:
            vault.write(account, {})

    def _vaults(self) -> list[Vault]:
        """The one to write to first."""
        file = FileVault(self._home / FILE_NAME)
        if self._prefer == "file":
            return [file]
        backend = self._keyring or system_keyring()
        if backend is None:
            if self._prefer == "keyring":
                raise StoreNotWritable(
                    'The configuration wants secrets = "keyring", but this machine has no keyring. '
                    'Install one, or write "auto" there.'
                )
            return [file]
        return [KeyringVault(backend, f"netcore {self._home}"), file]

    @contextmanager
    def _lock(self) -> Iterator[None]:
        from filelock import FileLock, Timeout

        path = self._home / f"{FILE_NAME}.lock"
        try:
            self._home.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = FileLock(path, timeout=_PATIENCE, mode=0o600)
            lock.acquire()
        except Timeout:
            raise StoreBusy(f"Another netcore holds {path}. Wait for it to finish, then retry.") from None
        except OSError as error:
            raise StoreNotWritable(f"{path} cannot be written: {error.strerror}. Make its folder writable.") from None
        try:
            yield
        finally:
            lock.release()


@dataclass(frozen=True, kw_only=True)
class AccountSecrets:
    """What `Context.secrets` is at work.  Shows no value, in no form."""

    account: str
    safe: Safe
    given: dict[str, str] = field(default_factory=dict, repr=False)

    def get(self, name: str) -> str | None:
        """The secret, or None when there is none."""
        return self.given.get(name) or self.safe.read(self.account).get(name)

    def set(self, name: str, value: str) -> None:
        """Keep the secret."""
        self.given.pop(name, None)
        self.safe.change(self.account, name, value)

    def delete(self, name: str) -> None:
        """Forget the secret."""
        self.given.pop(name, None)
        self.safe.change(self.account, name, None)
