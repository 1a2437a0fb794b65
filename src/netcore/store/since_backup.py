"""What has happened since a backup was made and cannot be taken back: letters that left, people who were taken off.

A backup knows nothing of them.  Brought back as it is, it would send letters a second time, and write to people who
must not be written to.
"""

import contextlib
import sqlite3
from datetime import datetime
from pathlib import Path

from netcore.model.message import MessageState
from netcore.store.schema import messages, standings
from netcore.store.store import Store
from netcore.store.transaction import Transaction

_MAY_HAVE_LEFT = "It waited when the backup was made, and may have left since: approve it again if it has not."
_BEING_SENT: tuple[MessageState, ...] = ("sending",)
_NOBODY = "a restore"
_IN_DOUBT = "It was on its way when the backup was made, and may have left."


def bring_up_to_date(file: Path, former: Path | None, now: datetime) -> int:
    """Let the network in ``file``, from a backup, know what the ``former`` one knew; returns how many letters are held.

    Letters that left, or may have, are as they are in the former network.  Any other that waited is a draft again: only
    its author can know.  Who was off the list there is off the list here.
    """
    if former is not None:
        with contextlib.suppress(sqlite3.Error):  # it is damaged: nothing can be learnt from it
            _learn(file, former)
    store = Store(file, now=lambda: now)
    try:
        with store.write() as tx:
            tx.standings.follow()
            _let_go(tx)
            waiting = tx.messages.find(states=("approved", "queued", "deferred"))
            return sum(
                tx.messages.move(letter, "revise", approved_digest="", not_before=None, reason=_MAY_HAVE_LEFT)
                for letter in waiting
            )
    finally:
        store.close()


def _let_go(tx: Transaction) -> None:
    """Take the letters that were being sent from senders that are long gone."""
    for outbox in sorted({letter.outbox for letter in tx.messages.find(states=_BEING_SENT)}):
        for held in tx.outbox.held(outbox):
            tx.outbox.take_over(held, _NOBODY, tx.now)
            if held.phase == "committing":
                tx.messages.move(held.message, "doubt", worker=_NOBODY, reason=_IN_DOUBT)
            else:
                tx.messages.move(held.message, "hold back", worker=_NOBODY)


def _learn(file: Path, former: Path) -> None:
    """Copy the letters that left, and the eliminations, of people who are here, too."""
    letter = ", ".join(f'"{column.name}"' for column in messages.c if column.name not in {"id", "person", "campaign"})
    elimination = ", ".join(column.name for column in standings.c if column.name != "operation")
    with contextlib.closing(sqlite3.connect(file.absolute().as_uri(), uri=True)) as connection, connection:
        connection.execute("ATTACH ? AS former", (f"{former.absolute().as_uri()}?mode=ro",))
        connection.execute(
            f"UPDATE OR IGNORE messages SET ({letter}) = "  # noqa: S608 -- the names of our own columns
            f"(SELECT {letter} FROM former.messages AS there WHERE there.id = messages.id) "
            "WHERE id IN (SELECT id FROM former.messages WHERE state IN ('sent', 'sending', 'uncertain'))"
        )
        connection.execute(
            f"INSERT OR IGNORE INTO standings ({elimination}) "  # noqa: S608 -- the names of our own columns
            f"SELECT {elimination} FROM former.standings "
            "WHERE standing = 'eliminated' AND person IN (SELECT id FROM persons)"
        )
        connection.execute(
            "INSERT OR IGNORE INTO eliminated_identifiers (person, kind, value) "
            "SELECT person, kind, value FROM former.eliminated_identifiers"
        )
