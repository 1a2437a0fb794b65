"""A post office on the loopback: servers that do as they are told, and how `netcore` reaches them."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path
from typing import Literal

from mail_lab import Certificates, ImapLab, Letter, Mailbox, SmtpLab

SAM = "sam@example.org"
PASSWORD = "péssword 1"

Security = Literal["starttls", "tls", "none"]

_AUTH = "PLAIN LOGIN XOAUTH2"
_EXTENSIONS = ("SIZE 1000000", "8BITMIME", "SMTPUTF8")


@dataclass(frozen=True, kw_only=True)
class Office:
    """The servers of one mail account, and what they have."""

    certificates: Certificates
    smtp: SmtpLab
    imap: ImapLab
    mailbox: Mailbox
    security: tuple[Security, Security]

    def settings(self, **more: str) -> dict[str, str]:
        """The account, as variables of the environment; ``more`` adds to them, an empty value takes one away."""
        given = {
            "from_address": SAM,
            "password": PASSWORD,
            "smtp_host": "localhost",
            "smtp_port": str(self.smtp.port),
            "security": self.smtp.security,
            "ca_file": str(self.certificates.ca_file),
            **more,
        }
        return {f"NETCORE_MAIL_{name.upper()}": value for name, value in given.items() if value}

    def with_imap(self, **more: str) -> dict[str, str]:
        """The same with the server that keeps the mail."""
        reach = {"imap_host": "localhost", "imap_port": str(self.imap.port), "imap_security": self.imap.security}
        return self.settings(**reach | more)

    def copies(self) -> Counter[str]:
        """How many letters the server took, by recipient."""
        return Counter(address for letter in self.smtp.taken for address in letter.recipients)

    def filed(self) -> Counter[str]:
        """How many copies are in the Sent folder, by recipient."""
        mails = self.mailbox.folders["Sent"].mails
        return Counter(str(message_from_bytes(mail.raw)["To"]).rpartition("<")[2].rstrip(">") for mail in mails)

    def file_copies(self) -> None:
        """From now on the server keeps a copy of what it takes, as the large providers do."""

        def file(letter: Letter) -> None:
            self.mailbox.file_sent(letter.data)

        self.smtp.on_letter = file

    def rest(self) -> None:
        """Wait until all that clients said was understood."""
        self.smtp.rest()
        self.imap.rest()

    def behave(self) -> None:
        """Do everything as usual again."""
        self.smtp.refused.clear()
        self.smtp.clear()
        self.imap.clear()
        self.smtp.certificate = None
        self.smtp.auth, self.smtp.extensions = _AUTH, _EXTENSIONS
        self.smtp.security, self.imap.security = self.security

    def forget(self) -> None:
        """Be as new."""
        self.rest()
        self.behave()
        self.smtp.on_letter = None
        self.forget_letters()

    def forget_letters(self) -> None:
        """Have no mail."""
        self.rest()
        self.smtp.taken.clear()
        self.smtp.heard.clear()
        fresh = Mailbox(now=self.mailbox.now)
        self.mailbox.folders.clear()
        self.mailbox.folders.update(fresh.folders)


@contextmanager
def office(certificates: Certificates, *, security: Security = "starttls") -> Iterator[Office]:
    """Open one; with security "none" the conversations are short."""
    mailbox = Mailbox()
    passwords: Mapping[str, str] = {SAM: PASSWORD}
    at_imap: Security = "none" if security == "none" else "tls"
    with (
        SmtpLab(certificates, security=security, passwords=passwords, tokens={SAM: "ya29.token"}) as smtp,
        ImapLab(certificates, mailbox, security=at_imap, passwords=passwords, tokens={SAM: "ya29.token"}) as imap,
    ):
        yield Office(certificates=certificates, smtp=smtp, imap=imap, mailbox=mailbox, security=(security, at_imap))


def letters_in(folder: Path) -> Counter[str]:
    """How many letters the outbox ``folder`` has left there, by recipient; whatever else is there counts as ""."""
    found: Counter[str] = Counter()
    for file in folder.iterdir() if folder.exists() else ():
        whole = message_from_bytes(file.read_bytes())["To"] if file.suffix == ".eml" else ""
        found[str(whole or "").rpartition("<")[2].rstrip(">")] += 1
    return found
