"""The conversations that our letters began: where answers are looked for when Gmail forgot its history."""

from collections.abc import MutableMapping
from datetime import datetime

_WATCH = "watch/"
_NAME = "mail/"
MOST = 500
"""So many of the newest conversations are read again at most."""


class Watched:
    """Shared by outbox and inbox of one account."""

    def __init__(self, state: MutableMapping[str, str]) -> None:
        self._state = state

    def add(self, thread: str, at: datetime, message_id: str = "") -> None:
        """A letter left in this conversation, under this Message-ID."""
        if thread and self._state.get(_WATCH + thread) != at.isoformat():
            self._state[_WATCH + thread] = at.isoformat()
        self.name(message_id, thread)

    def name(self, message_id: str, thread: str) -> None:
        """A mail that may be answered is in this conversation."""
        if thread and message_id and self._state.get(_NAME + message_id) != thread:
            self._state[_NAME + message_id] = thread

    def thread_of(self, message_id: str) -> str:
        """The conversation of a mail; "" when it is not known."""
        return self._state.get(_NAME + message_id, "") if message_id else ""

    def knows(self, thread: str) -> bool:
        """Whether one of our letters began the conversation."""
        return bool(thread) and _WATCH + thread in self._state

    def newest(self) -> list[str]:
        """The conversations, the newest letter first."""
        found = [(self._state[key], key.removeprefix(_WATCH)) for key in list(self._state) if key.startswith(_WATCH)]
        return [thread for _, thread in sorted(found, reverse=True)[:MOST]]
