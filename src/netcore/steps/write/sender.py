"""Who the letters come from."""

from netcore.errors import NotPossibleNow
from netcore.model.message import Sender
from netcore.store import Transaction

_NAME, _ADDRESS = "me.name", "me.address"


def sender_of(tx: Transaction) -> Sender:
    """The user as they stated themselves; what they did not state is empty."""
    return Sender(name=tx.facts.get(_NAME), address=tx.facts.get(_ADDRESS))


def keep_sender(tx: Transaction, *, name: str | None, address: str | None) -> None:
    """Remember what the user states of themselves; None leaves as it is."""
    if name is not None:
        tx.facts.set(_NAME, name)
    if address is not None:
        tx.facts.set(_ADDRESS, address)


def require_sender(tx: Transaction) -> Sender:
    """The user, able to send; raises `NotPossibleNow` without an address."""
    sender = sender_of(tx)
    if not sender.address:
        raise NotPossibleNow(
            "Nobody knows yet who the letters come from. State it with `netcore config set name NAME` and "
            "`netcore config set address ADDRESS`."
        )
    return sender
