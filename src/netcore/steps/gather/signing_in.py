"""Accounts whose owner has to sign in: what a sign-in brings is kept only when it is the right owner's."""

from collections.abc import Collection, Mapping
from dataclasses import replace

import msgspec

from netcore.errors import NetcoreError, NotPossibleNow, SignInNeeded
from netcore.plugins.context import Context, Secrets
from netcore.plugins.descriptors import Descriptor
from netcore.plugins.kinds import KINDS
from netcore.plugins.signing_in import SignInUi, Use
from netcore.steps.base import Desk
from netcore.store.accounts import AccountState, StoredAccount


def signed_in(
    desk: Desk,
    descriptor: Descriptor,
    stored: StoredAccount,
    settings: Mapping[str, object],
    *,
    uses: Collection[Use],
    ui: SignInUi | None,
    named: bool,
) -> StoredAccount:
    """Let the owner sign in; an account that the user did not name comes back under the name of its owner.

    A known account is asked for no more than it lacks.  Raises what `netcore.plugins.SignIn.sign_in` raises, and
    `NotPossibleNow` when somebody else than the owner of a named, known account signed in: nothing is kept then.
    """
    if ui is None:
        raise SignInNeeded(
            f"{descriptor.name} wants its owner to sign in. Run: netcore accounts add {descriptor.name}, or give "
            "add_account a way to talk to them (ui=…)."
        )
    with desk.store.read() as tx:
        known = tx.accounts.get(stored.id)
    owner = known.location if known is not None and known.removed_at is None else None
    context = desk.surroundings.context(
        descriptor,
        account=stored.id,
        explicit=settings,
        stored=stored.settings,
        state=dict(AccountState(desk.store, stored.id)) if owner is not None else {},
    )
    pending = _Pending(context.secrets)
    who = desk.registry.create_sign_in(descriptor, replace(context, secrets=pending)).sign_in(uses, ui)
    if owner is None or owner not in {"", who.identity}:
        if owner is not None and named:
            raise NotPossibleNow(
                f"You signed in as {who.identity}, but the account {stored.id} belongs to {owner}. Nothing was changed."
                f" For another account, run: netcore accounts add {descriptor.name} --name NAME"
            )
        if not named:
            name = who.identity
            stored = msgspec.structs.replace(stored, id=f"{descriptor.name}:{name}", name=name, created_at=desk.now())
    pending.keep(desk.surroundings.safe.of(stored.id))
    if who.note:
        ui.tell(who.note)
    return msgspec.structs.replace(stored, location=who.identity, uses=who.uses)


def sign_out(desk: Desk, stored: StoredAccount) -> str:
    """Take the permission back at the provider, if there is one; returns what the user should know when that failed.

    Whatever fails, the account can be forgotten here: also that of a plugin which is not installed any more.
    """
    try:
        descriptor = _signing_in(desk, stored)
        if descriptor is not None:
            context = account_context(desk, descriptor, stored)
            desk.registry.create_sign_in(descriptor, context).sign_out()
    except NetcoreError as error:
        return str(error)
    return ""


def _signing_in(desk: Desk, stored: StoredAccount) -> Descriptor | None:
    """A component of the account that wants a sign-in; they all want the same one."""
    offered = (descriptor for kind in KINDS for descriptor in desk.registry.offered(kind))
    return next((one for one in offered if one.name == stored.component and one.sign_in), None)


def check_sign_in(desk: Desk, descriptor: Descriptor, stored: StoredAccount) -> str:
    """What the provider says of the permission, in a sentence; raises `SignInNeeded` and `Unreachable`."""
    return desk.registry.create_sign_in(descriptor, account_context(desk, descriptor, stored)).check()


def account_context(desk: Desk, descriptor: Descriptor, stored: StoredAccount) -> Context:
    """The context of a known account's component."""
    state = AccountState(desk.store, stored.id)
    return desk.surroundings.context(descriptor, account=stored.id, stored=stored.settings, state=state)


class _Pending:
    """Secrets that are kept at the end or not at all, in front of those that are kept already."""

    def __init__(self, kept: Secrets) -> None:
        self._kept = kept
        self._new: dict[str, str | None] = {}

    def get(self, name: str) -> str | None:
        return self._new[name] if name in self._new else self._kept.get(name)

    def set(self, name: str, value: str) -> None:
        self._new[name] = value

    def delete(self, name: str) -> None:
        self._new[name] = None

    def keep(self, secrets: Secrets) -> None:
        """Write down what changed."""
        for name, value in self._new.items():
            if value is None:
                secrets.delete(name)
            else:
                secrets.set(name, value)
