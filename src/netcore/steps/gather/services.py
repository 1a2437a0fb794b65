"""What an account is good for: an address book, a way out, a mailbox for answers, a calendar; several at once."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from msgspec.structs import replace

from netcore.errors import NetcoreError, PluginError, Unreachable, UsageError
from netcore.plugins import (
    Calendar,
    CalendarDescriptor,
    ContactSource,
    ContactSourceDescriptor,
    Context,
    Deferred,
    Inbox,
    InboxDescriptor,
    Outbox,
    OutboxDescriptor,
    Record,
    Rejected,
    Use,
)
from netcore.plugins.descriptors import Descriptor
from netcore.plugins.registry import Registry
from netcore.steps.base import Desk
from netcore.store.accounts import AccountState, Settings, StoredAccount


def services_of(registry: Registry, component: str) -> tuple[Descriptor, ...]:
    """All that a component offers to an account of its own; a source that reads files needs none."""
    offered = (registry.sources(), registry.outboxes(), registry.inboxes(), registry.calendars())
    return tuple(one for some in offered for one in some if one.name == component and not _reads_files(one))


def configured(desk: Desk, component: str, settings: Mapping[str, object], name: str) -> StoredAccount:
    """The account that the user means, with these settings, and its secrets kept; it is not stored yet.

    ``component``: what it is an account of, or an account's id.  Without a name it is called after its first setting.
    Raises `UsageError` and `SettingMissing` when one of its services cannot be made with these settings.
    """
    with desk.store.read() as tx:
        known = tx.accounts.get(component)
        component = known.component if known else component
        services = services_of(desk.registry, component)
        _require_known(services, settings)
        plain = {setting.name for service in services for setting in service.settings if not setting.secret}
        said = {key: value for key, value in settings.items() if key in plain and value is not None}
        first = next((str(value) for value in said.values() if isinstance(value, str)), "")
        wanted = f"{component}:{name.removeprefix(f'{component}:') or first or 'default'}"
        known = known or tx.accounts.get(wanted)
    if known is not None:
        account = replace(known, settings={**known.settings, **_plain(said)})
    else:
        label = wanted.partition(":")[2]
        account = StoredAccount(
            id=wanted, component=component, name=label, location=first, settings=_plain(said), created_at=desk.now()
        )
    contexts = [context_for(desk, service, account, settings) for service in services]
    for service, context in zip(services, contexts, strict=True):
        for setting in service.settings:
            if setting.secret and settings.get(setting.name) is not None:
                context.secrets.set(setting.name, str(settings[setting.name]))
    return account


def context_for(
    desk: Desk, service: Descriptor, account: StoredAccount, settings: Mapping[str, object] | None = None
) -> Context:
    """What a service of an account is made with; ``settings`` are those said in this call, others' among them."""
    own = {setting.name for setting in service.settings}
    return desk.surroundings.context(
        service,
        account=account.id,
        explicit={key: value for key, value in (settings or {}).items() if key in own},
        stored=account.settings,
        state=dict(AccountState(desk.store, account.id)),
    )


def check(desk: Desk, account: StoredAccount) -> str:
    """Try everything that the account is good for, and change nothing; what was found, in sentences.

    Raises what a service says when it cannot be used, after trying them all.
    """
    told, failed = [], []
    for service in services_of(desk.registry, account.component):
        if not account.serves(_USES[type(service)]):
            continue
        try:
            component = desk.registry.create(service, context_for(desk, service, account))
            told.append(_TRIALS[type(service)](desk, account, component))
        except NetcoreError as error:
            failed.append(error)
        except (Deferred, Rejected) as error:
            failed.append(Unreachable(str(error)))
        except Exception as error:
            failed.append(PluginError(f"{service.name} failed: {type(error).__name__}: {error}."))
    if len({str(error) for error in failed}) > 1:
        raise type(failed[0])(" ".join(dict.fromkeys(str(error) for error in failed)))
    if failed:
        raise failed[0]
    return " ".join(told)


def _try_source(_: Desk, account: StoredAccount, component: object) -> str:
    assert isinstance(component, ContactSource)
    first = next((item for item in component.pull(account.cursor) if isinstance(item, Record)), None)
    return f"{account.id} can be read." if first is not None else f"{account.id} can be read; it shows nothing new."


def _try_outbox(_: Desk, account: StoredAccount, component: object) -> str:
    assert isinstance(component, Outbox)
    return component.check() or f"Letters can leave through {account.id}, as far as can be told without sending one."


def _try_inbox(_: Desk, account: StoredAccount, component: object) -> str:
    assert isinstance(component, Inbox)
    next(iter(component.messages(None)), None)
    return f"Answers can be read in {account.id}."


def _try_calendar(desk: Desk, account: StoredAccount, component: object) -> str:
    assert isinstance(component, Calendar)
    tuple(component.busy(desk.now(), desk.now() + timedelta(days=1)))
    return f"The calendar of {account.id} can be read."


_TRIALS: Mapping[type[Descriptor], Callable[[Desk, StoredAccount, object], str]] = {
    ContactSourceDescriptor: _try_source,
    OutboxDescriptor: _try_outbox,
    InboxDescriptor: _try_inbox,
    CalendarDescriptor: _try_calendar,
}


_USES: Mapping[type[Descriptor], Use] = {
    ContactSourceDescriptor: "contacts",
    OutboxDescriptor: "send",
    InboxDescriptor: "replies",
    CalendarDescriptor: "calendar",
}


def _require_known(services: tuple[Descriptor, ...], settings: Mapping[str, object]) -> None:
    names = list(dict.fromkeys(setting.name for service in services for setting in service.settings))
    for name in settings:
        if name not in names:
            raise UsageError(f"{services[0].name} has no setting {name!r}; it has {', '.join(names)}.")


def _plain(said: Mapping[str, object]) -> Settings:
    return dict(said)  # type: ignore[arg-type]  # checked when the contexts are made


def _reads_files(descriptor: Descriptor) -> bool:
    return isinstance(descriptor, ContactSourceDescriptor) and bool(descriptor.patterns)
