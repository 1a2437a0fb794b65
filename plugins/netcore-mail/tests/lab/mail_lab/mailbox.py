"""The mail of one user, as an IMAP server keeps it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime


@dataclass
class Mail:
    """One mail in a folder."""

    uid: int
    raw: bytes
    at: datetime
    flags: set[str] = field(default_factory=set)


@dataclass
class Folder:
    """A folder; ``use`` is what it says it is for (RFC 6154), such as \\Sent."""

    use: str = ""
    validity: int = 1
    next: int = 1
    mails: list[Mail] = field(default_factory=list)

    def add(self, raw: bytes, at: datetime, flags: set[str] | None = None) -> Mail:
        mail = Mail(uid=self.next, raw=raw, at=at, flags=flags or set())
        self.mails.append(mail)
        self.next += 1
        return mail

    def renumber(self) -> None:
        """What a server does that was restored from a backup: other numbers, and it says so."""
        self.validity += 1
        for number, mail in enumerate(self.mails, start=1):
            mail.uid = number
        self.next = len(self.mails) + 1


class Mailbox:
    """All folders of one user."""

    def __init__(self, *, now: Callable[[], datetime] = lambda: datetime(2026, 3, 2, 9, 0, tzinfo=UTC)) -> None:
        self.now = now
        self.folders = {"INBOX": Folder(), "Sent": Folder(use="\\Sent"), "Trash": Folder(use="\\Trash")}

    def receive(self, raw: bytes, folder: str = "INBOX", at: datetime | None = None) -> Mail:
        """Put a mail into a folder, as if it had just arrived."""
        return self.folders[folder].add(raw, at or self.now())

    def file_sent(self, raw: bytes) -> None:
        """What servers do that keep copies of accepted mail by themselves."""
        self.folders["Sent"].add(raw, self.now(), {"\\Seen"})

    def copies(self, message_id: str, folder: str = "Sent") -> int:
        """How many mails with this id a folder holds."""
        return sum(f"Message-ID: {message_id}".encode() in mail.raw for mail in self.folders[folder].mails)
