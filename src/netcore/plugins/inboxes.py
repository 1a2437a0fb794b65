"""The contract of an inbox: find answers, and read no more than that takes."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from datetime import datetime

from netcore.model.message import IncomingMail
from netcore.plugins.sources import Checkpoint

_SINCE = "since "


def since(moment: datetime) -> str:
    """The cursor with which the core asks for mail from a moment on: at the first reading, when letters have left.

    ``moment`` is timezone-aware.
    """
    return f"{_SINCE}{moment.isoformat()}"


def asked_since(cursor: str | None) -> datetime | None:
    """The moment from which on the core asks for mail; None for every other cursor."""
    if cursor is None or not cursor.startswith(_SINCE):
        return None
    moment = datetime.fromisoformat(cursor.removeprefix(_SINCE))
    return moment if moment.tzinfo is not None else None


class Inbox(ABC):
    """A mailbox to look for answers in.  Created with one `Context`."""

    @abstractmethod
    def messages(self, cursor: str | None) -> Iterator[IncomingMail | Checkpoint]:
        """Mail that came since ``cursor`` (None: from now on), headers only, oldest first, with checkpoints.

        The first time the core may ask for mail from a moment on: `asked_since` tells.
        The last item is a checkpoint, when nothing came, too.  A mail has one key for ever, shared with no other.  A
        cursor that is refused or means nothing starts a bounded re-read.  Mail that cannot be understood is handed out
        as far as it can be, and never ends the reading.
        """

    @abstractmethod
    def text(self, key: str) -> str:
        """The plain text of one mail; called only for mail that was matched to one of our people."""
