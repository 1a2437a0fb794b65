"""A way out: which one is meant, and made ready."""

from collections.abc import Mapping
from typing import NamedTuple

from netcore.errors import Ambiguous, NotPossibleNow
from netcore.plugins.context import Progress
from netcore.plugins.descriptors import OutboxDescriptor
from netcore.steps.base import Desk
from netcore.steps.write.outbox.delivery import Delivery
from netcore.steps.write.outbox.envelope import network_id
from netcore.steps.write.outbox.report import Tally
from netcore.steps.write.outbox.worker import Worker
from netcore.steps.write.rhythm import rhythm_of
from netcore.steps.write.sender import require_sender
from netcore.store import Store
from netcore.store.accounts import AccountState, StoredAccount


class WayOut(NamedTuple):
    """An outbox, and the account that it is used for: None for one that needs none."""

    name: str
    """What messages are queued for: the account's id, or the outbox's name."""
    descriptor: OutboxDescriptor
    account: StoredAccount | None


def way_out(desk: Desk, outbox: str) -> WayOut:
    """The outbox that is meant: by an account, or by its own name, with its account when it has exactly one.

    Raises `PluginError` when there is none of that name, `Ambiguous` when it has several accounts.
    """
    with desk.store.read() as tx:
        accounts = {one.id: one for one in tx.accounts.all()}
    named = accounts.get(outbox)
    if named is None:
        own = [one for one in accounts.values() if one.component == outbox]
        if len(own) > 1:
            names = ", ".join(one.id for one in own)
            raise Ambiguous(
                f"{outbox!r} has {len(own)} accounts: name one of {names}.", tuple((one.id, one.name) for one in own)
            )
        named = own[0] if own else None
    descriptor = desk.registry.outbox(named.component if named else outbox)
    return WayOut(named.id if named else outbox, descriptor, named)


def accounts_that_send(desk: Desk) -> tuple[str, ...]:
    """The accounts through which letters can leave, by id."""
    names = {descriptor.name for descriptor in desk.registry.outboxes()}
    with desk.store.read() as tx:
        return tuple(one.id for one in tx.accounts.all() if one.component in names and one.serves("send"))


def open_delivery(
    desk: Desk, store: Store, way: WayOut, *, settings: Mapping[str, object], progress: Progress
) -> Delivery:
    """Make an outbox ready to send through ``store``.

    Raises `NotPossibleNow` without a sender or with a broken plugin that may have a say, `PluginError` when it cannot
    be made, and what the outbox says of its settings.
    """
    if broken := desk.registry.holds():
        raise NotPossibleNow(
            f"{' '.join(map(str, broken))} It may hold a check, so nothing can leave: mend the plugin, or leave it out "
            "(`netcore plugins` tells how)."
        )
    with store.read() as tx:
        require_sender(tx)
    context = desk.surroundings.context(
        way.descriptor,
        account=way.name,
        explicit=settings,
        stored=way.account.settings if way.account else {},
        state=AccountState(desk.store, way.name),
        progress=progress,
    )
    desk.home.mkdir(mode=0o700, parents=True, exist_ok=True)  # where an outbox may put letters by default
    component = desk.registry.create(way.descriptor, context)
    with store.write() as tx:
        rhythm = rhythm_of(tx)
        return Delivery(
            store=store,
            outbox=component,
            name=way.name,
            can_tell=way.descriptor.can_tell,
            sender=require_sender(tx),
            network=network_id(tx),
            worker=Worker.here(),
            tally=Tally(),
            now=desk.now,
            rhythm=rhythm,
            daily_cap=rhythm.cap_of(way.descriptor.daily_cap),
        )
