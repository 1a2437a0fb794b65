"""The address books that the network reads: configured, checked, removed."""

from collections.abc import Collection, Mapping
from pathlib import Path

from netcore.errors import NotFound, UnreadableFile
from netcore.model.person import Account
from netcore.plugins import ContactSource, Record
from netcore.plugins.ownership import owner_of
from netcore.plugins.signing_in import USES, SignInUi, Use
from netcore.steps.base import Desk
from netcore.steps.gather.book import BY_HAND
from netcore.steps.gather.intake import ensure_account
from netcore.steps.gather.pull import keep_secrets, source_account
from netcore.steps.gather.signing_in import check_sign_in, sign_out, signed_in
from netcore.store import Transaction
from netcore.store.accounts import AccountState, StoredAccount

_USUAL: tuple[Use, ...] = ("contacts",)


def listed(tx: Transaction) -> tuple[Account, ...]:
    """All but the user's own."""
    return tuple(_shown(account) for account in tx.accounts.all() if account.id != BY_HAND)


def add(
    desk: Desk,
    component: str,
    settings: Mapping[str, object],
    name: str,
    *,
    uses: Collection[Use] = (),
    ui: SignInUi | None = None,
) -> Account:
    """Configure a source: see `Gather.add_account`."""
    descriptor, stored = source_account(desk, component, settings, name)
    if descriptor.sign_in:
        named = bool(name) or component == stored.id
        wanted = uses or tuple(use for use in USES if use in stored.uses) or _USUAL
        stored = signed_in(desk, descriptor, stored, settings, uses=wanted, ui=ui, named=named)
    context = desk.surroundings.context(descriptor, account=stored.id, explicit=settings, stored=stored.settings)
    keep_secrets(descriptor, context, settings)
    with desk.store.write() as tx, tx.operations.one("account", f"Added the account {stored.id}"):
        ensure_account(tx, stored)
        if descriptor.sign_in:
            tx.accounts.set(stored.id, location=stored.location, uses=stored.uses)
    return _shown(stored)


def remove(desk: Desk, account: str) -> str:
    """Forget how to reach an address book: see `Gather.remove_account`."""
    with desk.store.read() as tx:
        stored = _known(tx, account)
    left = sign_out(desk, stored)
    with desk.store.write() as tx, tx.operations.one("account", f"Removed the account {account}"):
        _known(tx, account)
        tx.accounts.set(account, removed_at=tx.now, cursor=None, settings={}, uses=())
        tx.accounts.forget_state(account)
    desk.surroundings.safe.forget(account)
    return left


def check(desk: Desk, account: str) -> str:
    """Read the first record: see `Gather.check_account`."""
    with desk.store.read() as tx:
        stored = _known(tx, account)
    descriptor = desk.registry.source(stored.component)
    if descriptor.patterns:
        if not Path(stored.location).exists():
            raise UnreadableFile(
                f"{account} reads {stored.location}, which is not there any more. Import it from its new place."
            )
        return f"{account} reads {stored.location}, which is there."
    allowed = check_sign_in(desk, descriptor, stored) if descriptor.sign_in else ""
    if not stored.serves("contacts"):
        return allowed
    state = dict(AccountState(desk.store, account))
    context = desk.surroundings.context(descriptor, account=account, stored=stored.settings, state=state)
    source = desk.registry.create(descriptor, context)
    assert isinstance(source, ContactSource)
    first = next((item for item in source.pull(stored.cursor) if isinstance(item, Record)), None)
    found = f"{account} can be read." if first is not None else f"{account} can be read; it shows nothing new."
    return f"{allowed} {found}".strip()


def _known(tx: Transaction, account: str) -> StoredAccount:
    found = tx.accounts.get(account)
    if found is None or found.removed_at is not None or found.id == BY_HAND:
        raise NotFound(f"There is no account {account!r}. `netcore accounts list` shows them.")
    return found


def _shown(account: StoredAccount) -> Account:
    return Account(
        id=account.id,
        plugin=owner_of(account.component),
        name=account.name,
        location=account.location,
        uses=account.uses,
    )
