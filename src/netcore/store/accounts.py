"""Configured sources, outboxes, inboxes and calendars, and what their components keep."""

from collections.abc import Iterator, Mapping, MutableMapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select, update

from netcore.model.base import Value
from netcore.store.schema import account_state, accounts, records

if TYPE_CHECKING:
    from netcore.store.store import Store
    from netcore.store.transaction import Transaction

Settings = Mapping[str, str | int | bool | None]


class StoredAccount(Value, frozen=True, kw_only=True):
    """An account as its row says."""

    id: str
    component: str
    name: str
    location: str = ""
    settings: Settings = {}  # noqa: RUF012 -- msgspec copies mutable defaults
    uses: tuple[str, ...] = ()
    """What its owner allowed when they signed in; empty when nobody has to sign in."""
    cursor: str | None = None
    created_at: datetime
    removed_at: datetime | None = None

    def serves(self, use: str) -> bool:
        """Whether its owner allowed this use, as far as anybody was asked."""
        return not self.uses or use in self.uses


class AccountRows:
    """Accounts, found by id, or by component and location."""

    def __init__(self, tx: "Transaction") -> None:
        self._tx = tx

    def all(self) -> tuple[StoredAccount, ...]:
        """Those that the user did not remove, sorted by id."""
        rows = self._tx.connection.execute(select(accounts).where(accounts.c.removed_at.is_(None)))
        return tuple(sorted((_account(row) for row in rows), key=lambda account: account.id))

    def get(self, account: str) -> StoredAccount | None:
        """The account with this id, also a removed one."""
        row = self._tx.connection.execute(select(accounts).where(accounts.c.id == account)).first()
        return _account(row) if row is not None else None

    def at(self, component: str, location: str) -> StoredAccount | None:
        """The account that reads this place with this component: the oldest, when there are several."""
        query = select(accounts).where(accounts.c.component == component, accounts.c.location == location)
        row = self._tx.connection.execute(query.order_by(accounts.c.created_at, accounts.c.id)).first()
        return _account(row) if row is not None else None

    def add(
        self, account: str, *, component: str, name: str, location: str = "", settings: Settings | None = None
    ) -> None:
        """Make an account, or take a removed one back into use."""
        row = {
            "id": account,
            "component": component,
            "name": name,
            "location": location,
            "settings": dict(settings or {}),
            "uses": (),
            "cursor": None,
            "created_at": self._tx.now,
            "removed_at": None,
        }
        known = self.get(account)
        if known is not None:
            row["created_at"] = known.created_at
        self._tx.operations.put(accounts, [row])

    def set(self, account: str, **values: Any) -> None:
        """Change columns of an account."""
        self._tx.operations.change(accounts, [{"id": account, **values}])

    def count_records(self, account: str) -> int:
        """How many records the account has, those that are gone included."""
        query = select(func.count()).select_from(records).where(records.c.account == account)
        return int(self._tx.connection.execute(query).scalar_one())

    def forget_state(self, account: str) -> None:
        """Drop what the account's component kept."""
        self._tx.connection.execute(delete(account_state).where(account_state.c.account == account))


class AccountState(MutableMapping[str, str]):
    """`netcore.plugins.Context.state` of one account: each change is kept at once, in a transaction of its own."""

    def __init__(self, store: "Store", account: str) -> None:
        self._store = store
        self._account = account

    def __getitem__(self, name: str) -> str:
        with self._store.read() as tx:
            value: str | None = tx.connection.execute(select(account_state.c.value).where(*self._this(name))).scalar()
        if value is None:
            raise KeyError(name)
        return value

    def __setitem__(self, name: str, value: str) -> None:
        with self._store.write() as tx:
            if not tx.connection.execute(update(account_state).where(*self._this(name)).values(value=value)).rowcount:
                tx.connection.execute(insert(account_state).values(account=self._account, name=name, value=value))

    def __delitem__(self, name: str) -> None:
        with self._store.write() as tx:
            if not tx.connection.execute(delete(account_state).where(*self._this(name))).rowcount:
                raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        with self._store.read() as tx:
            query = select(account_state.c.name).where(account_state.c.account == self._account)
            return iter(tx.connection.scalars(query.order_by(account_state.c.name)).all())

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _this(self, name: str) -> tuple[Any, Any]:
        return account_state.c.account == self._account, account_state.c.name == name


def _account(row: Any) -> StoredAccount:
    return StoredAccount(**row._asdict())
