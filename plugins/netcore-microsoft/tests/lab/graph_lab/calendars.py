"""Placeholder."""

from graph_lab.answers import Said
from graph_lab.mailbox import Mailbox
from graph_lab.requests import Request


class Calendars:
    """Nothing yet."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    def handle(self, request: Request) -> Said | None:
        """Nothing yet."""
        return None
