"""The contract of an inbox: find answers, and read no more than that takes."""

from abc import ABC, abstractmethod
from collections.abc import Iterator

from netcore.model.message import IncomingMail
from netcore.plugins.sources import Checkpoint


class Inbox(ABC):
    """A mailbox to look for answers in.  Created with one `Context`."""

    @abstractmethod
    def messages(self, cursor: str | None) -> Iterator[IncomingMail | Checkpoint]:
        """Mail that came since ``cursor`` (None: from now on), headers only, oldest first, with checkpoints.

        The last item is a checkpoint, when nothing came, too.  A mail has one key for ever, shared with no other.  A
        cursor that is refused or means nothing starts a bounded re-read.  Mail that cannot be understood is handed out
        as far as it can be, and never ends the reading.
        """

    @abstractmethod
    def text(self, key: str) -> str:
        """The plain text of one mail; called only for mail that was matched to one of our people."""
