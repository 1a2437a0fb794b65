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

        The same mail has the same key at every reading.  A refused cursor starts a bounded re-read of its own.
        """

    @abstractmethod
    def text(self, key: str) -> str:
        """The plain text of one mail; called only for mail that was matched to one of our people."""
