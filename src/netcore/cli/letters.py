"""How messages and what a check says of them are shown."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from netcore.cli.output import note, paragraph, say

if TYPE_CHECKING:
    from netcore.model.message import Finding, Message, MessageState
    from netcore.network import Network

COLOURS = {"block": "red", "warn": "yellow", "hint": "cyan"}
STATES: "tuple[MessageState, ...]" = (
    *("draft", "approved", "queued", "sending", "sent"),
    *("refused", "deferred", "uncertain", "discarded"),
)
"""In the order of a message's life."""


def show_letter(message: "Message") -> None:
    """A message as it will be read."""
    to = f"{message.to_name} <{message.to_address}>" if message.to_name else message.to_address
    say(f"To:      {to}", bold=True)
    say(f"Subject: {message.subject}", bold=True)
    if message.attachments:
        paragraph(f"Files:   {', '.join(message.attachments)}", hang=" " * 9)
    say()
    for line in message.body.rstrip("\n").split("\n"):
        paragraph(line, indent="  ")
    say()


def tell_how_to_send(network: "Network") -> None:
    """What to type so that approved letters leave: as files, or through the accounts that there are."""
    note("They leave with: netcore send")
    for account in network.write.accounts_that_send():
        note(f"Through {account}: netcore send --outbox {account}")


def show_findings(findings: "Iterable[Finding]", indent: str = "  ") -> None:
    """What the checks say, what blocks first."""
    for finding in sorted(findings, key=lambda finding: list(COLOURS).index(finding.level)):
        paragraph(
            f"{finding.level}: {finding.text} [{finding.id}]",
            indent=indent,
            hang=indent + "  ",
            fg=COLOURS[finding.level],
        )


def sentences(*parts: str) -> str:
    """Texts after each other, each ended with a full stop where it has no end of its own; empty ones are left out."""
    return " ".join(part if part.endswith((".", "!", "?", "…", ")")) else f"{part}." for part in parts if part)
