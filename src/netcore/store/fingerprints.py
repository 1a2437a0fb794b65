"""What is left of an erased person: enough to recognise them, not enough to read."""

import hmac
import secrets
from collections.abc import Collection, Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from netcore.store.chunks import SIZE
from netcore.store.identifier_keys import Key
from netcore.store.schema import erased, facts

if TYPE_CHECKING:
    from netcore.store.transaction import Transaction

FACT = "erasure.key"
"""The fact that holds the secret."""


class Fingerprints:
    """HMAC-SHA-256 of kind and key, under a secret that each network has of its own.

    Whoever reads the digests without the network cannot test addresses against them.
    """

    def __init__(self, tx: "Transaction") -> None:
        self._tx = tx

    def of(self, key: Key) -> bytes:
        """The digest of a key; the secret is made when the first one is asked for."""
        return fingerprint(self._secret, key)

    def among_erased(self, keys: Iterable[Key]) -> dict[Key, bytes]:
        """Those of the keys that an erased person had, with their digests."""
        digests = {self.of(key): key for key in keys}
        return {digests[digest]: digest for digest in self._known(digests)}

    def anybody_erased(self) -> bool:
        """Whether there is anything to compare with."""
        return self._tx.connection.execute(select(erased.c.digest).limit(1)).first() is not None

    def keep(self, keys: Iterable[Key]) -> None:
        """Remember the keys of a person who is being erased."""
        digests = {self.of(key) for key in keys}
        rows = [{"digest": digest, "erased_at": self._tx.now} for digest in digests - set(self._known(digests))]
        if rows:
            self._tx.connection.execute(insert(erased), rows)

    def _known(self, digests: Collection[bytes]) -> Iterable[bytes]:
        if len(digests) > SIZE:  # an import: those who were erased are far fewer than those who come in
            yield from set(self._tx.connection.scalars(select(erased.c.digest))) & set(digests)
        elif digests:
            yield from self._tx.connection.scalars(select(erased.c.digest).where(erased.c.digest.in_(digests)))

    @cached_property
    def _secret(self) -> bytes:
        stored = self._tx.connection.execute(select(facts.c.value).where(facts.c.name == FACT)).scalar()
        if stored is None:
            stored = secrets.token_hex(32)
            self._tx.connection.execute(insert(facts).values(name=FACT, value=stored))
        return bytes.fromhex(stored)


def fingerprint(secret: bytes, key: Key) -> bytes:
    """The digest of a key under a network's secret."""
    return hmac.digest(secret, "\0".join(key).encode(), "sha256")
