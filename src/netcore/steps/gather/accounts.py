"""The accounts of the network, of address books, mail and calendars: configured, checked, removed."""

from collections.abc import Collection, Mapping
from pathlib import Path

from netcore.errors import NotFound, NotPossibleNow, UnreadableFile
from netcore.model.person import Account
from netcore.plugins import ContactSourceDescriptor
from netcore.plugins.ownership import owner_of
from netcore.plugins.signing_in import SignInUi, Use
from netcore.steps.base import Desk
from netcore.steps.gather.book import BY_HAND
from netcore.steps.gather.intake import ensure_account
from netcore.steps.gather.pull import keep_secrets, source_account
from netcore.steps.gather.services import check as try_all
from netcore.steps.gather.services import configured, services_of
from netcore.steps.gather.signing_in import check_sign_in, sign_out, signed_in
from netcore.store import Transaction
from netcore.store.accounts import StoredAccount


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
    """Configure an account: see `Gather.add_account`."""
    services = services_of(desk.registry, _component(desk, component))
    if any(one.sign_in for one in services):
        stored = signed_in(desk, component, services, settings, name=name, uses=uses, ui=ui)
    elif any(not isinstance(one, ContactSourceDescriptor) for one in services):
        stored = configured(desk, component, settings, name)
    else:
        descriptor, stored = source_account(desk, component, settings, name)
        context = desk.surroundings.context(descriptor, account=stored.id, explicit=settings, stored=stored.settings)
        keep_secrets(descriptor, context, settings)
    with desk.store.write() as tx, tx.operations.one("account", f"Added the account {stored.id}"):
        ensure_account(tx, stored)
        if stored.uses:
            tx.accounts.set(stored.id, location=stored.location, uses=stored.uses)
    return _shown(stored)


def remove(desk: Desk, account: str) -> str:
    """Forget how to reach an account: see `Gather.remove_account`."""
    with desk.store.read() as tx:
        stored = _known(tx, account)
        _require_no_letters(tx, account)
    left = sign_out(desk, stored)
    with desk.store.write() as tx, tx.operations.one("account", f"Removed the account {account}"):
        _known(tx, account)
        _require_no_letters(tx, account)
        tx.accounts.set(account, removed_at=tx.now, cursor=None, settings={}, uses=())
        tx.accounts.forget_state(account)
    desk.surroundings.safe.forget(account)
    return left


def check(desk: Desk, account: str) -> str:
    """Try all that it is good for: see `Gather.check_account`."""
    with desk.store.read() as tx:
        stored = _known(tx, account)
    if not services_of(desk.registry, stored.component):
        desk.registry.source(stored.component)  # tells why there is none, when there is none
        place = Path(stored.location)
        if not place.exists() and not any(archive.is_file() for archive in place.parents):
            raise UnreadableFile(
                f"{account} reads {stored.location}, which is not there any more. Import it from its new place."
            )
        return f"{account} reads {stored.location}, which is there."
    return f"{check_sign_in(desk, stored)} {try_all(desk, stored)}".strip()


def _component(desk: Desk, word: str) -> str:
    """What an account's id, or a component's own name, is an account of."""
    with desk.store.read() as tx:
        known = tx.accounts.get(word)
    return known.component if known else word


def _known(tx: Transaction, account: str) -> StoredAccount:
    found = tx.accounts.get(account)
    if found is None or found.removed_at is not None or found.id == BY_HAND:
        raise NotFound(f"There is no account {account!r}. `netcore accounts list` shows them.")
    return found


def _require_no_letters(tx: Transaction, account: str) -> None:
    """Without its account nobody could send a letter that waits, or find out about one that is in doubt."""
    on_their_way = tx.messages.find(states=("queued", "sending", "deferred", "uncertain"))
    found = [message for message in on_their_way if message.outbox == account]
    if found:
        letters = "1 letter waits" if len(found) == 1 else f"{len(found)} letters wait"
        raise NotPossibleNow(
            f"{letters} to leave through {account!r}, or may have left. Let them leave (`netcore send --outbox "
            f"{account}`), take them back (`netcore outbox withdraw ID`), and say what became of those in doubt "
            "(`netcore outbox resolve ID`); then remove it. `netcore outbox` lists them."
        )


def _shown(account: StoredAccount) -> Account:
    return Account(
        id=account.id,
        plugin=owner_of(account.component),
        name=account.name,
        location=account.location,
        uses=account.uses,
    )
