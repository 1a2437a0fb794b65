"""The contract of an outbox: take messages out, exactly once.

Delivery is two-phase.  `prepare` makes something at the provider that can be found again (a draft, a file under a
temporary name) and sends nothing; its handle is stored.  `commit` sends what the handle names.  After a crash
`lookup` tells which of the two happened.
"""

from abc import ABC, abstractmethod
from datetime import datetime
from typing import Literal

from netcore.model.message import Outgoing, Receipt

Whereabouts = Literal["not sent", "cannot tell"]


class Rejected(Exception):
    """The provider refuses this message for good (a bad address, too large): nothing was or will be sent."""


class Deferred(Exception):
    """The provider cannot take it now (throttled, daily cap, no connection yet): nothing was sent; safe to repeat.

    ``until`` is when to try again, timezone-aware, when the provider said so.
    """

    def __init__(self, message: str, until: datetime | None = None) -> None:
        super().__init__(message)
        self.until = until


class Uncertain(Exception):
    """The connection died at a moment when the message may have been accepted; nobody can tell yet."""


class Outbox(ABC):
    """A way out.  Created with one `Context`; used by one thread at a time.

    Any other exception than the three above counts as *uncertain* when raised by `commit`, and as a failure of the
    plugin (nothing sent, message kept) when raised by `prepare`.
    """

    @abstractmethod
    def prepare(self, message: Outgoing) -> str:
        """Make the message ready without sending it, and return a handle: short text, enough for the other calls.

        A handle names one attempt.  Preparing the same ``message.key`` again is another attempt and replaces what the
        first left, if that did not leave.  What has left for the same mailbox, or may have, does not leave again: the
        handle is then that of the attempt which is known, `commit` gives its receipt or raises `Uncertain`, and
        ``message.unsent`` ends the doubt about the attempt that it names.  For another mailbox it is another letter.
        """

    @abstractmethod
    def commit(self, handle: str) -> Receipt:
        """Send what was prepared.  Called at most once per handle, unless `lookup` said "not sent" in between.

        An outbox that can tell sends nothing when it is called again all the same.
        """

    @abstractmethod
    def lookup(self, handle: str) -> Receipt | Whereabouts:
        """What became of the handle: the receipt when it was sent, "not sent", or "cannot tell".

        What is left of another attempt says nothing of this one.  Networks are used from several machines: of an
        attempt that was made elsewhere, only what the provider knows can be told.
        """

    @abstractmethod
    def discard(self, handle: str) -> None:
        """Take back what `prepare` made; nothing happens when it is gone or sent already, or was never made."""

    def check(self) -> str:
        """Find out whether letters could leave at present, without sending any: connect, and sign in.

        What was found, in a sentence; empty when there is nothing to find out without sending.  Raises as `prepare`.
        """
        return ""
