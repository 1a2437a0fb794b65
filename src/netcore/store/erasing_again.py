"""Whoever was erased stays erased, also when a backup from before comes back."""

import contextlib
import sqlite3
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import insert, select

from netcore.store.erasure import Erasure
from netcore.store.fingerprints import FACT, fingerprint
from netcore.store.inserting import insert_missing
from netcore.store.schema import erased, facts, persons, recognitions
from netcore.store.store import Store
from netcore.store.transaction import Transaction


class Erased(NamedTuple):
    """What a network remembers of those who were erased from it."""

    secret: str
    digests: frozenset[bytes]
    recognised: tuple[tuple[str, bytes, str], ...]
    """Who has something in common with them: anchor, digest, state."""


def erased_from(network: Path) -> Erased | None:
    """Who was erased from this network; None when it cannot be read, or nobody was."""
    uri = f"{network.absolute().as_uri()}?mode=ro"
    try:
        with contextlib.closing(sqlite3.connect(uri, uri=True)) as connection:
            secret = connection.execute("SELECT value FROM facts WHERE name = ?", (FACT,)).fetchone()
            digests = frozenset(row[0] for row in connection.execute("SELECT digest FROM erased"))
            recognised = connection.execute("SELECT anchor, digest, state FROM recognitions").fetchall()
    except sqlite3.Error:
        return None
    return Erased(secret[0], digests, tuple(recognised)) if secret and digests else None


def erase_again(file: Path, gone: Erased, now: datetime) -> None:
    """Erase these from the network in the file, and let it remember them; nothing of them is left in its bytes."""
    store = Store(file, now=lambda: now)
    try:
        with store.write() as tx:
            _remember(tx, gone)
            anchors = tx.connection.scalars(select(persons.c.id)).all()
            secret = bytes.fromhex(gone.secret)
            back = {anchor for anchor in anchors if fingerprint(secret, ("anchor", anchor)) in gone.digests}
            for cluster in sorted(set(tx.people.current(back).values())):
                _erase(tx, cluster, back)
            tx.standings.follow()
        store.scrub()
    finally:
        store.close()


def _remember(tx: Transaction, gone: Erased) -> None:
    """Take over what is remembered; a network with a secret of its own is another one, which could not read it."""
    own = tx.connection.execute(select(facts.c.value).where(facts.c.name == FACT)).scalar()
    if own is None:
        tx.connection.execute(insert(facts).values(name=FACT, value=gone.secret))
    elif own != gone.secret:
        return
    insert_missing(tx.connection, erased, [{"digest": digest, "erased_at": tx.now} for digest in sorted(gone.digests)])
    rows = [{"anchor": anchor, "digest": digest, "state": state} for anchor, digest, state in gone.recognised]
    insert_missing(tx.connection, recognitions, rows)


def _erase(tx: Transaction, cluster: str, back: set[str]) -> None:
    """Erase those anchors of the person who were erased; the others are somebody else, as they were told apart."""
    anchors = [anchor.id for anchor in tx.people.anchors([cluster])[cluster]]
    mine, others = [a for a in anchors if a in back], [a for a in anchors if a not in back]
    if others:
        tx.people.join(dict.fromkeys(mine, mine[0]) | dict.fromkeys(others, others[0]))
        tx.people.refresh([others[0]])
    Erasure(tx).erase(mine[0] if others else cluster, mine)
