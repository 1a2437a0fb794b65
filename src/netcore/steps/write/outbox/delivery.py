"""One letter through its two phases: it is prepared, its handle is stored, it is committed, the receipt is stored."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple, Unpack
from uuid import UUID

from netcore.errors import NetcoreError, StoreError
from netcore.model.message import Message, Outgoing, Receipt, Sender
from netcore.plugins.outboxes import Deferred, Outbox, Rejected, Whereabouts
from netcore.steps.write.outbox.brakes import Limits, Stop, brake, quiet
from netcore.steps.write.outbox.envelope import outgoing
from netcore.steps.write.outbox.questions import BEFORE_CLAIMING, BEFORE_COMMITTING, why_not
from netcore.steps.write.outbox.report import Fate, Tally
from netcore.steps.write.outbox.worker import LEASE, Worker
from netcore.steps.write.rhythm import Rhythm
from netcore.steps.write.text import one_line
from netcore.store import Store, Transaction
from netcore.store.moves import Changes, MoveName, Place
from netcore.store.outbox import Held
from netcore.store.transaction import Mark

FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=15), timedelta(hours=24)
"""How long a deferred letter waits when the provider names no time; it doubles with each attempt."""


_TRIES = 3
"""How often storing a receipt is tried: a store that is busy is waited for each time."""


class Claimed(NamedTuple):
    """A message, and what to give to the outbox; None for that when it is held back, or somebody else's by now."""

    message: Message
    letter: Outgoing | None
    mark: Mark | None = None
    """The store as it was when the last questions had been asked."""


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """Moves messages of one outbox on, as one worker, and keeps tally.

    Whatever the outbox does, a message ends in a place from which the next run can go on: each move is stored before
    the next call to the outbox, and nothing but the outbox's own word makes a letter *sent* or *not sent*.
    """

    store: Store
    outbox: Outbox
    name: str
    """The account through which the letters leave."""
    can_tell: bool
    """Whether the outbox always knows what became of a handle."""
    sender: Sender
    network: UUID
    worker: Worker
    tally: Tally
    now: Callable[[], datetime]
    rhythm: Rhythm = field(default_factory=Rhythm)
    """The pace and the quiet hours that the user keeps."""
    daily_cap: int = 0
    """How many letters may leave through the account on one day of the user's; 0: no limit."""

    def claim(self, after: tuple[datetime, str] | None) -> Claimed | None:
        """Take the next message that waits, or hold it back; None when none waits.

        Asks the last questions in the transaction that claims.  A power cut may undo it: nothing has left by then.
        """
        with self._asking(durable=False) as tx:
            message = tx.outbox.next_queued(self.name, after=after)
            if message is None:
                return None
            letter = mark = None
            if stop := self._stop(tx, message, BEFORE_CLAIMING):
                self._hold(tx, message, stop)
            elif self._move(tx, message, "claim", lease_until=tx.now + LEASE, attempts=message.attempts + 1):
                letter = outgoing(tx, message, sender=self.sender, network=self.network, date=tx.now)
                mark = tx.mark()
        if stop:
            self._tell(message, stop)
        return Claimed(message, letter, mark)

    def take_over(self, held: Held) -> bool:
        """Become the holder of a message that another worker left in the middle."""
        with self.store.write() as tx:
            return tx.outbox.take_over(held, str(self.worker), tx.now + LEASE)

    def deliver(self, message: Message, letter: Outgoing, mark: Mark | None) -> None:
        """Bring a claimed message out, unless an attempt that counts as not sent turns out to have left.

        So says its author of one in doubt, and its author can be wrong: a copy may have come late, to another folder.
        ``mark`` is from its claim.
        """
        if message.handle and isinstance(found := self.lookup(message.handle), Receipt):
            self._sent(message, found)
            return
        try:
            handle = _checked_handle(self.outbox.prepare(letter))
        except Rejected as error:
            self.end(message, "refuse", "refused", _words(error))
        except Deferred as error:
            self._defer(message, error)
        except NetcoreError as error:
            self.end(message, "give back", "left", _words(error))
            self.tally.stopped = _words(error)
        except Exception as error:
            self.end(message, "give back", "left", f"The outbox {self.name!r} failed before sending: {_words(error)}.")
        else:
            self.commit(message, handle, message_id=letter.message_id, mark=mark)

    def commit(self, message: Message, handle: str, *, message_id: str, mark: Mark | None = None) -> None:
        """Send what was prepared, after the same questions again; the handle is stored before anything can leave.

        The answers from the claim still hold when nothing was written since its ``mark``: it asked for no less.  Only
        the quiet hours may have begun.
        """
        with self._asking() as tx:
            if mark is not None and tx.mark() == mark:
                stop = quiet(self.rhythm, tx.now)
            else:
                stop = self._stop(tx, tx.outbox.lock(message), BEFORE_COMMITTING)
            if stop:
                kept = self._hold(tx, message, stop)
            else:
                kept = self._move(
                    tx,
                    message,
                    "commit",
                    handle=handle,
                    message_id=message_id,
                    lease_until=tx.now + LEASE,
                    committed_at=tx.now,
                )
        if not kept:
            self._lost(message)
        elif stop:
            self._discard(handle)
            self._tell(message, stop)
        else:
            self._commit(message, handle)

    def _commit(self, message: Message, handle: str) -> None:
        try:
            receipt = self.outbox.commit(handle)
        except Rejected as error:
            self.end(message, "refuse", "refused", _words(error))
        except Deferred as error:
            self._defer(message, error)
        except Exception as error:
            self.settle(message, self.lookup(handle), _words(error))
        else:
            # An outbox that returns has sent, even when its receipt is no receipt.
            self._sent(message, receipt if isinstance(receipt, Receipt) else Receipt(sent_at=self.now()))

    def lookup(self, handle: str) -> Receipt | Whereabouts | None:
        """What became of a handle; None when the outbox could not be asked."""
        try:
            found = self.outbox.lookup(handle)
        except Exception:
            return None
        return found if isinstance(found, Receipt) or found == "not sent" else "cannot tell"

    def look_again(self, message: Message, *, quiet: bool) -> None:
        """Ask once more about a letter that the outbox could not tell of: a Sent folder may be late.

        ``quiet``: no sender can still be at it, so that "not sent" may be believed, and the letter waits again.
        Where nothing new is known, nothing is told: it is told of by `netcore outbox`.
        """
        found = self.lookup(message.handle)
        if isinstance(found, Receipt):
            self._sent(message, found)
            return
        if found == "not sent" and quiet:
            with self.store.write() as tx:
                self._move(tx, message, "find not sent")

    def settle(self, message: Message, found: Receipt | Whereabouts | None, why: str) -> None:
        """Put a message that may have left where it belongs by what the outbox said of it; ``why`` it may have."""
        if isinstance(found, Receipt):
            self._sent(message, found)
        elif found == "cannot tell":
            self.end(message, "doubt", "uncertain", f"It may have left ({why}), and the outbox cannot tell.")
        elif found == "not sent":
            self.end(message, "park", "left", f"It has not left ({why}). The next run tries it again.")
        else:
            self.end(message, "park", "left", f"It may have left ({why}). The next run asks the outbox again.")

    def end(
        self, message: Message, move: MoveName, fate: Fate, why: str, *, not_before: datetime | None = None
    ) -> None:
        """Let go of a message by a move, and tell why."""
        with self.store.write() as tx:
            kept = self._move(tx, message, move, reason=why, not_before=not_before)
        if kept:
            self.tally.add(fate, message, why, not_before)
        else:
            self._lost(message)

    def _sent(self, message: Message, receipt: Receipt) -> None:
        sent_at = receipt.sent_at if receipt.sent_at.tzinfo is not None else self.now()
        changes = Changes(sent_at=sent_at, detail=one_line(receipt.detail))
        if receipt.thread:
            changes["thread"] = one_line(receipt.thread)
        if receipt.message_id:
            changes["message_id"] = one_line(receipt.message_id)
        if self._keep(message, changes):
            self.tally.add("sent", message, one_line(receipt.detail), sent_at)
        else:
            self._lost(message)

    def _keep(self, message: Message, changes: Changes) -> bool:
        """Store a receipt.  Without it nobody may know any more that the letter has left: so it is tried a few times.

        Another sender may have taken the letter over and be in doubt by now; the receipt ends the doubt.  A power cut
        may undo it, until the next handle is stored: then the handle, which is there, is asked about.
        """
        for _ in range(_TRIES - 1):
            with suppress(StoreError):
                return self._keep_once(message, changes)
        return self._keep_once(message, changes)

    def _keep_once(self, message: Message, changes: Changes) -> bool:
        with self.store.write(durable=False) as tx:
            return self._move(tx, message, "sent", **changes) or self._move(tx, message, "find sent", **changes)

    def _defer(self, message: Message, error: Deferred) -> None:
        until = error.until
        if until is None or until.tzinfo is None:
            until = self.now() + min(FIRST_PAUSE * 2 ** min(message.attempts, 10), LONGEST_PAUSE)
        self.end(message, "defer", "deferred", _words(error), not_before=until)

    def _stop(self, tx: Transaction, message: Message, rivals: Collection[Place]) -> Stop | None:
        """Why the message may not go on now: by the last questions, else by the rhythm."""
        if why := why_not(tx, message, rivals):
            return Stop(why)
        return brake(tx, message, Limits(self.rhythm, self.name, self.daily_cap))

    def _hold(self, tx: Transaction, message: Message, stop: Stop) -> bool:
        if stop.defers:
            return self._move(tx, message, "put off", reason=stop.why, not_before=stop.until)
        return self._move(tx, message, "hold back", reason=stop.why)

    def _tell(self, message: Message, stop: Stop) -> None:
        self.tally.add("deferred" if stop.defers else "blocked", message, stop.why, stop.until)

    def _lost(self, message: Message) -> None:
        self.tally.add("left", message, "Another sender has taken it over.")

    def _discard(self, handle: str) -> None:
        with suppress(Exception):  # what stays at the provider was not sent, and is replaced when it is prepared anew
            self.outbox.discard(handle)

    def _move(self, tx: Transaction, message: Message, name: MoveName, **changes: Unpack[Changes]) -> bool:
        return tx.messages.move(message, name, worker=str(self.worker), **changes)

    @contextmanager
    def _asking(self, *, durable: bool = True) -> Iterator[Transaction]:
        """A transaction in which the last questions can be asked: nothing that answers them can change meanwhile."""
        with self.store.write(durable=durable) as tx:
            tx.lock_gate(alone=False)
            yield tx


def _checked_handle(handle: object) -> str:
    if not isinstance(handle, str) or not handle or one_line(handle) != handle:
        raise TypeError(f"prepare gave {handle!r} as a handle, which is no text on one line")
    return handle


def _words(error: Exception) -> str:
    words = one_line(str(error)).rstrip(".")
    return words or type(error).__name__
