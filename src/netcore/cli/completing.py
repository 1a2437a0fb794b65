"""What the shell is offered to complete: in bash, escaped so that a name stays one word."""

import os
import re
from typing import TYPE_CHECKING

import click
from click.shell_completion import BashComplete, CompletionItem, shell_complete

if TYPE_CHECKING:
    from netcore.cli.session import Session

VARIABLE = "_NETCORE_COMPLETE"
_SPECIAL = re.compile(r"([^\w@%+=:,./-])")


class _Bash(BashComplete):
    """Bash inserts what it is given as it stands; zsh and fish quote it themselves."""

    def format_completion(self, item: CompletionItem) -> str:
        """A name with spaces, as the words of a command line."""
        if item.type != "plain" or _within_quotes(os.environ.get("COMP_WORDS", "")):
            return super().format_completion(item)
        escaped = _SPECIAL.sub(r"\\\1", item.value)
        return f"{item.type},{escaped}"


def complete(command: click.Command, session: "Session", instruction: str) -> int:
    """Answer the shell; returns the exit code."""
    if instruction == "bash_complete":
        click.echo(_Bash(command, {"obj": session}, "netcore", VARIABLE).complete())
        return 0
    return shell_complete(command, {"obj": session}, "netcore", VARIABLE, instruction)


def _within_quotes(words: str) -> bool:
    """Whether the last word was begun with a quotation mark: then everything stands for itself."""
    plain = re.sub(r"\\.", "", words)
    return plain.count('"') % 2 == 1 or plain.count("'") % 2 == 1
