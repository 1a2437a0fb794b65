"""How far each account was read for answers, and which could not be read."""

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import func, insert, select, update

from netcore.store.schema import accounts, inboxes, messages

if TYPE_CHECKING:
    from netcore.store.transaction import Transaction


class Failing(NamedTuple):
    """An account whose last reading failed, and why: a sentence."""

    account: str
    problem: str


class InboxRows:
    """One row for each account that was ever read for answers."""

    def __init__(self, tx: "Transaction") -> None:
        self._tx = tx

    def cursor(self, account: str) -> str | None:
        """How far the account was read; None: not at all yet."""
        cursor: str | None = self._tx.connection.execute(
            select(inboxes.c.cursor).where(inboxes.c.account == account)
        ).scalar()
        return cursor

    def letters_since(self, moment: datetime) -> datetime | None:
        """When the first letter left, or may have, of those since then: it may have been answered."""
        left = func.coalesce(messages.c.sent_at, messages.c.committed_at, messages.c.changed_at)
        query = select(func.min(left)).where(messages.c.state.in_(("sent", "sending", "uncertain")), left >= moment)
        first: datetime | None = self._tx.connection.execute(query).scalar()
        return first

    def read_to(self, account: str, cursor: str) -> None:
        """Remember how far it was read, in the transaction that keeps what was found up to there."""
        self._set(account, cursor=cursor)

    def ended(self, account: str, *, problem: str = "") -> None:
        """Remember how the reading ended: to the end, or with a problem."""
        self._set(account, problem=problem)

    def accounts(self) -> frozenset[str]:
        """The accounts that were ever read, removed ones included."""
        return frozenset(self._tx.connection.scalars(select(inboxes.c.account)))

    def failing(self) -> tuple[Failing, ...]:
        """The accounts whose last reading failed, by id; those that the user removed are left out."""
        query = select(inboxes.c.account, inboxes.c.problem).join(accounts, accounts.c.id == inboxes.c.account)
        failed = inboxes.c.problem != "", accounts.c.removed_at.is_(None)
        return tuple(Failing(*row) for row in self._tx.connection.execute(query.where(*failed).order_by(accounts.c.id)))

    def _set(self, account: str, **values: str) -> None:
        row = {**values, "tried_at": self._tx.now}
        if not self._tx.connection.execute(update(inboxes).where(inboxes.c.account == account).values(row)).rowcount:
            self._tx.connection.execute(insert(inboxes).values(account=account, **row))
