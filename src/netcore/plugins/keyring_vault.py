"""Secrets in the system's own safe: Keychain, Credential Manager, Secret Service."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from typing import TYPE_CHECKING

import msgspec

from netcore.errors import StoreError, StoreNotWritable

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

_PART = 1000  # Windows keeps at most 2,560 bytes of UTF-16 in one entry (CRED_MAX_CREDENTIAL_BLOB_SIZE)
_PARTS = "parts"
_INSTEAD = (
    'Mend or unlock it and retry, or keep secrets in a file: secrets = "file" under [netcore] in the configuration.'
)


def system_keyring() -> "KeyringBackend | None":
    """The keyring of this machine, or None when it has none that keeps anything safe.

    (Priorities under 1 are, by keyring's own rule, not recommended: none at all, or plain text.)  Raises `StoreError`
    when the one that somebody configured does not work.
    """
    try:
        import keyring

        backend = keyring.get_keyring()
        safe = backend.priority >= 1
    except Exception as error:  # a backend that somebody configured and that does not load raises anything
        raise StoreError(f"The keyring of this machine cannot be used ({type(error).__name__}). {_INSTEAD}") from None
    return backend if safe else None


class KeyringVault:
    """An account's secrets as one keyring entry; a long one is cut into parts, replaced all or nothing.

    Nothing that is raised holds a value.
    """

    def __init__(self, backend: "KeyringBackend", service: str) -> None:
        self._backend = backend
        self._service = service

    def __repr__(self) -> str:
        return f"KeyringVault({self._backend.name!r}, {self._service!r})"

    def read(self, account: str) -> dict[str, str]:
        """The account's secrets by name; raises `StoreError` when the keyring stays shut or its entry is damaged."""
        with self._told(StoreError, f"The secrets of {account} cannot be read from the keyring"):
            for _ in range(3):  # another process may replace the parts between two readings
                head = self._backend.get_password(self._service, account)
                text = head if head is None else self._joined(head, account)
                if text is not None:
                    return msgspec.json.decode(text, type=dict[str, str])
                if head is None:
                    return {}
            raise ValueError("parts of the entry are missing")

    def write(self, account: str, values: Mapping[str, str]) -> None:
        """Replace all of the account's secrets; raises `StoreNotWritable`, and then the old ones are still there."""
        with self._told(StoreNotWritable, f"The secrets of {account} cannot be kept in the keyring"):
            old = self._backend.get_password(self._service, account) or ""
            text = msgspec.json.encode(values).decode()
            head = (
                text if len(text) <= _PART else f"{_PARTS} {-(-len(text) // _PART)} {sha256(text.encode()).hexdigest()}"
            )
            for index, name in enumerate(_part_names(head, account)):
                self._backend.set_password(self._service, name, text[index * _PART : (index + 1) * _PART])
            if values:
                self._backend.set_password(self._service, account, head)
            elif old:
                self._backend.delete_password(self._service, account)
            for name in set(_part_names(old, account)) - set(_part_names(head, account)):
                self._backend.delete_password(self._service, name)

    def _joined(self, head: str, account: str) -> str | None:
        names = _part_names(head, account)
        if not names:
            return head
        text = "".join(self._backend.get_password(self._service, name) or "" for name in names)
        return text if head.endswith(sha256(text.encode()).hexdigest()) else None

    @contextmanager
    def _told(self, kind: type[StoreError], what: str) -> Iterator[None]:
        try:
            yield
        except Exception as error:  # each backend has errors of its own; their texts may hold anything
            raise kind(f"{what} ({type(error).__name__}). {_INSTEAD}") from None


def _part_names(head: str, account: str) -> list[str]:
    """The entries that hold the parts which a head names; none for a head that is the text itself."""
    if not head.startswith(f"{_PARTS} "):
        return []
    _, count, digest = head.split(" ")
    return [f"{account} {digest[:12]} {index}" for index in range(int(count))]
