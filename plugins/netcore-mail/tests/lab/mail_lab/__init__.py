"""Mail servers for tests, on the loopback: they do what a script says at any step, and count what they really took.

    with SmtpLab(certificates) as smtp, ImapLab(certificates, mailbox) as imap:
        smtp.on("dot", Take(), HangUp())       # takes the letter, and drops the connection before it says so
        ...
        assert len(smtp.taken) == 1

pytest finds this package through ``pythonpath`` in the repository's pyproject.toml: ``from mail_lab import SmtpLab``.
"""

from mail_lab.certificates import Certificates
from mail_lab.imap import ImapLab
from mail_lab.mailbox import Folder, Mailbox
from mail_lab.script import Action, Drip, HangUp, Reset, Say, Stall, Take, Usual
from mail_lab.smtp import STEPS, Letter, SmtpLab

__all__ = [
    "STEPS",
    "Action",
    "Certificates",
    "Drip",
    "Folder",
    "HangUp",
    "ImapLab",
    "Letter",
    "Mailbox",
    "Reset",
    "Say",
    "SmtpLab",
    "Stall",
    "Take",
    "Usual",
]
