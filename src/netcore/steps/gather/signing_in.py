"""Accounts whose owner has to sign in: what a sign-in brings is kept only when it is the right owner's."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import msgspec

from netcore.errors import NetcoreError, NotPossibleNow, SignInNeeded
from netcore.plugins import USES, Descriptor, SignIn, SignInUi, Use
from netcore.plugins.context import Context, Secrets
from netcore.steps.base import Desk
from netcore.steps.gather.services import services_of
from netcore.store.accounts import AccountState, StoredAccount

_USUAL: tuple[Use, ...] = ("contacts",)


def signed_in(
    desk: Desk,
    word: str,
    services: Sequence[Descriptor],
    settings: Mapping[str, object],
    *,
    name: str,
    uses: Collection[Use],
    ui: SignInUi | None,
) -> StoredAccount:
    """Let the owner sign in; an account that the user did not name comes back under the name of its owner.

    ``word`` is an account's id, or what ``services`` are called.  A known account is asked for no more than it lacks;
    the only account of its kind is meant when none is named, and else that of whoever signs in.  What an account was
    allowed to be used for is asked for again with whatever is new: only its owner takes a use away, or the removal of
    the account.  Raises what `netcore.plugins.SignIn.sign_in` raises, and
    `NotPossibleNow` when somebody else than the owner of a named, known account signed in: nothing is kept then.
    """
    together = _together(services)
    if ui is None:
        raise SignInNeeded(
            f"{together.name} wants its owner to sign in. Run: netcore accounts add {together.name}, or give "
            "add_account a way to talk to them (ui=…)."
        )
    stored, named = _meant(desk, word, together, name)
    owner = stored.location if stored.uses else None
    secret = {setting.name for setting in together.settings if setting.secret}
    said = {key: value for key, value in settings.items() if value is not None and key not in secret}
    stored = msgspec.structs.replace(stored, settings={**stored.settings, **said})
    context = _context(desk, together, stored, settings)
    pending = _Pending(context.secrets)
    wanted = tuple(use for use in USES if use in {*uses, *stored.uses}) or _USUAL
    who = _sign_in(desk, together, replace(context, secrets=pending)).sign_in(wanted, ui)
    if owner != who.identity:
        if owner is not None and named:
            raise NotPossibleNow(
                f"You signed in as {who.identity}, but the account {stored.id} belongs to {owner}. Nothing was changed."
                f" For another account, run: netcore accounts add {together.name} --name NAME"
            )
        if not named and (known := _of_owner(desk, together, who.identity)) is not None:
            ui.tell(f"{who.identity} has the account {known.id}: what it may be used for stays.")
            return signed_in(desk, known.id, services, settings, name="", uses=wanted, ui=ui)
        if not named:
            account = f"{together.name}:{who.identity}"
            stored = msgspec.structs.replace(stored, id=account, name=who.identity, created_at=desk.now())
    for key in secret & settings.keys():
        if settings[key] is not None:
            pending.set(key, str(settings[key]))
    pending.keep(desk.surroundings.safe.of(stored.id))
    lost = [use for use in stored.uses if use not in who.uses] if owner == who.identity else []
    if who.note or lost:
        ui.tell(who.note or f"{stored.id} cannot be used for {', '.join(lost)} any more: it was not allowed.")
    return msgspec.structs.replace(stored, location=who.identity, uses=who.uses)


def sign_out(desk: Desk, stored: StoredAccount) -> str:
    """Take the permission back at the provider, if there is one; returns what the user should know when that failed.

    Whatever fails, the account can be forgotten here: also that of a plugin which is not installed any more.
    """
    try:
        found = _of(desk, stored)
        if found is not None:
            found.sign_out()
    except NetcoreError as error:
        return str(error)
    return ""


def check_sign_in(desk: Desk, stored: StoredAccount) -> str:
    """What the provider says of the permission, in a sentence; "" when there is none to ask for.

    Raises `SignInNeeded` and `Unreachable`.
    """
    found = _of(desk, stored)
    return found.check() if found is not None else ""


def _of(desk: Desk, stored: StoredAccount) -> SignIn | None:
    services = services_of(desk.registry, stored.component)
    if not any(service.sign_in for service in services):
        return None
    together = _together(services)
    return _sign_in(desk, together, _context(desk, together, stored, {}))


def _sign_in(desk: Desk, together: Descriptor, context: Context) -> SignIn:
    return desk.registry.create_sign_in(together, context)


def _together(services: Sequence[Descriptor]) -> Descriptor:
    """One descriptor with the settings of all services of an account."""
    first = next(service for service in services if service.sign_in)
    settings = {setting.name: setting for service in services for setting in service.settings}
    return Descriptor(
        name=first.name,
        summary=first.summary,
        factory=first.factory,
        settings=tuple(settings.values()),
        sign_in=first.sign_in,
    )


def _meant(desk: Desk, word: str, together: Descriptor, name: str) -> tuple[StoredAccount, bool]:
    """The account that the user means, and whether they named it; a new one has no uses yet."""
    component = together.name
    account = f"{component}:{name.removeprefix(f'{component}:')}" if name else word
    with desk.store.read() as tx:
        known = tx.accounts.get(account)
        if known is None and not name:
            ours = [one for one in tx.accounts.all() if one.component == component]
            if len(ours) == 1:
                return ours[0], False
    if known is not None:
        return known, True
    label = name.removeprefix(f"{component}:") or "default"
    made = StoredAccount(id=f"{component}:{label}", component=component, name=label, created_at=desk.now())
    return made, bool(name)


def _of_owner(desk: Desk, together: Descriptor, identity: str) -> StoredAccount | None:
    """The account that somebody has already: the one that is called after them, or that they signed in to."""
    with desk.store.read() as tx:
        theirs = [one for one in tx.accounts.all() if one.component == together.name and one.location == identity]
    return next((one for one in theirs if one.name == identity), theirs[0] if theirs else None)


def _context(desk: Desk, together: Descriptor, stored: StoredAccount, settings: Mapping[str, object]) -> Context:
    return desk.surroundings.context(
        together,
        account=stored.id,
        explicit=settings,
        stored=stored.settings,
        state=dict(AccountState(desk.store, stored.id)),
    )


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
