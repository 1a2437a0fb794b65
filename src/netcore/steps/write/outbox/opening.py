"""A way out, made ready; and a look at what would leave."""

from collections.abc import Mapping, Sequence

from netcore.errors import NotPossibleNow
from netcore.model.message import Message
from netcore.plugins.context import Progress
from netcore.steps.base import Desk
from netcore.steps.write.outbox.delivery import Delivery
from netcore.steps.write.outbox.envelope import network_id
from netcore.steps.write.outbox.questions import BEFORE_CLAIMING, reasons
from netcore.steps.write.outbox.report import SendReport, Tally
from netcore.steps.write.outbox.worker import Worker
from netcore.steps.write.sender import require_sender
from netcore.store import Store, Transaction
from netcore.store.accounts import AccountState


def open_delivery(
    desk: Desk, store: Store, outbox: str, *, settings: Mapping[str, object], progress: Progress
) -> Delivery:
    """Make an outbox ready to send through ``store``: an account, or the name of an outbox that needs none.

    Raises `NotPossibleNow` without a sender or with a broken plugin that may have a say, `PluginError` when there is no
    such outbox or it cannot be made, and what the outbox says of its settings.
    """
    if broken := desk.registry.holds():
        raise NotPossibleNow(
            f"{' '.join(map(str, broken))} It may hold a check, so nothing can leave: mend the plugin, or leave it out "
            "(`netcore plugins` tells how)."
        )
    with store.read() as tx:
        require_sender(tx)
        account = next((one for one in tx.accounts.all() if one.id == outbox), None)
    descriptor = desk.registry.outbox(account.component if account else outbox)
    context = desk.surroundings.context(
        descriptor,
        account=outbox,
        explicit=settings,
        stored=account.settings if account else {},
        state=AccountState(desk.store, outbox),
        progress=progress,
    )
    desk.home.mkdir(mode=0o700, parents=True, exist_ok=True)  # where an outbox may put letters by default
    component = desk.registry.create(descriptor, context)
    with store.write() as tx:
        return Delivery(
            store=store,
            outbox=component,
            name=outbox,
            can_tell=descriptor.can_tell,
            sender=require_sender(tx),
            network=network_id(tx),
            worker=Worker.here(),
            tally=Tally(),
            now=desk.now,
        )


def preview(tx: Transaction, outbox: str, approved: Sequence[Message], tally: Tally) -> SendReport:
    """What a run would do: adds to the tally what would leave (``left``) and what would not (``blocked``)."""
    require_sender(tx)
    waiting = [one for one in tx.outbox.unfinished(outbox) if one.state == "queued"]
    for message in (*waiting, *tx.outbox.due(outbox), *approved):
        why = " ".join(reasons(tx, message, BEFORE_CLAIMING))
        tally.add("blocked" if why else "left", message, why)
    for held in tx.outbox.held(outbox):
        tally.add("left", held.message, _HALF_DONE)
    return tally.report(outbox, dry_run=True)


_HALF_DONE = "It is on its way since an earlier run, which is settled first."
