"""What became of each letter of one run."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from netcore.model.base import Value
from netcore.model.message import Message, Sender

_LINES, _LENGTH = 3, 160
"""How much of a letter a report shows."""

Fate = Literal["sent", "refused", "deferred", "uncertain", "blocked", "left"]


class Line(Value, frozen=True, kw_only=True):
    """One letter in a report."""

    message: str
    person: str
    name: str
    address: str
    subject: str
    begins: str = ""
    """The first lines of its text."""
    why: str = ""
    """Why it did not leave, or where it is now that it has: a sentence."""
    at: datetime | None = None
    """When it left, or when it will be tried again."""


class SendReport(Value, frozen=True, kw_only=True):
    """All letters of one run.

    A dry run lists in ``left`` what would leave, in ``deferred`` what would leave another day, and in ``blocked`` what
    would not.
    """

    outbox: str
    """Through what they leave: an account, or an outbox that needs none."""
    sender: Sender = Sender()
    """Who they come from."""
    dry_run: bool = False
    first: tuple[str, ...] = ()
    """The campaigns whose first letters these are, for which reason nothing was sent: they are shown first, once."""
    interrupted: bool = False
    """The user stopped it; what was on its way is in its right list, or in ``left``."""
    stopped: str = ""
    """Why the outbox could not go on at all, in a sentence."""
    sent: tuple[Line, ...] = ()
    refused: tuple[Line, ...] = ()
    """The provider will not take them: mend the letter or its address (`netcore draft --edit`), then send again."""
    deferred: tuple[Line, ...] = ()
    """The provider could not take them now; they are tried again, from ``at`` on, by the next run."""
    uncertain: tuple[Line, ...] = ()
    """They may have left and nobody can tell: look, then say what you found (`netcore outbox resolve`)."""
    blocked: tuple[Line, ...] = ()
    """They may not leave at present; each says what has to happen first."""
    left: tuple[Line, ...] = ()
    """Still waiting, or in the hands of another sender."""
    elsewhere: Mapping[str, int] = {}
    """How many letters wait for other outboxes, by their names: they leave when these are sent through."""

    @property
    def complete(self) -> bool:
        """Whether every letter has left."""
        return not (self.refused or self.deferred or self.uncertain or self.blocked or self.left or self.stopped)


def line(message: Message, why: str = "", at: datetime | None = None) -> Line:
    """The line of a message."""
    return Line(
        message=message.id,
        person=message.person,
        name=message.to_name,
        address=message.to_address,
        subject=message.subject,
        begins=_beginning(message.body),
        why=why,
        at=at,
    )


def _beginning(body: str) -> str:
    lines = [line.strip() for line in body.splitlines() if line.strip()][:_LINES]
    return "\n".join(line if len(line) <= _LENGTH else f"{line[:_LENGTH].rsplit(maxsplit=1)[0]} …" for line in lines)


class Tally:
    """A report in the making.  A message has one line: the last one said of it."""

    def __init__(self) -> None:
        self.stopped = ""
        self.elsewhere: Mapping[str, int] = {}
        self._lines: dict[str, tuple[Fate, Line]] = {}

    def add(self, fate: Fate, message: Message, why: str = "", at: datetime | None = None) -> None:
        """Say what became of a message."""
        self._lines.pop(message.id, None)
        self._lines[message.id] = (fate, line(message, why, at))

    def __contains__(self, message: Message) -> bool:
        return message.id in self._lines

    def report(
        self,
        outbox: str,
        *,
        sender: Sender | None = None,
        dry_run: bool = False,
        first: tuple[str, ...] = (),
        interrupted: bool = False,
    ) -> SendReport:
        """The report as it stands."""
        lists = {fate: tuple(text for kind, text in self._lines.values() if kind == fate) for fate in _FATES}
        return SendReport(
            outbox=outbox,
            sender=sender or Sender(),
            dry_run=dry_run,
            first=first,
            interrupted=interrupted,
            stopped=self.stopped,
            elsewhere=self.elsewhere,
            **lists,
        )


_FATES: tuple[Fate, ...] = ("sent", "refused", "deferred", "uncertain", "blocked", "left")
