"""One-key questions: at a terminal the key itself, in a pipe the next character that is no white space."""

import sys
from collections.abc import Mapping

import click

from netcore.errors import UsageError


def ask(question: str, answers: Mapping[str, str]) -> str:
    """Ask, and return the key of the answer chosen.

    ``answers`` are key → what it does.  A key that is none of them shows them again; the end of the input, Esc and
    Ctrl-D choose "q" when that is an answer.
    """
    offer = "  ".join(f"[{key}] {what}" for key, what in answers.items())
    while True:
        click.echo(f"{question} {offer} ".lstrip(" "), nl=False, err=True)
        key = _key()
        click.echo(key if key.isprintable() else "", err=True)
        if key in answers:
            return key
        if key in {"", "\x1b", "\x04"} and "q" in answers:
            return "q"
        if key == "":
            raise EOFError


def at_terminal() -> bool:
    """Whether a person sits at all ends: questions make sense."""
    return sys.stdin.isatty() and sys.stdout.isatty() and sys.stderr.isatty()


def _key() -> str:
    """The next key, in lower case; "" at the end of the input."""
    if sys.stdin.isatty():
        try:
            return click.getchar().lower()
        except EOFError:
            return ""
    while character := sys.stdin.read(1):
        if not character.isspace():
            return character.lower()
    return ""


def confirm(question: str) -> bool:
    """Whether the user says yes; where nobody can be asked, the command must have been told ``--yes``."""
    if not sys.stdin.isatty() and not (answer := sys.stdin.readline().strip().lower()):
        raise UsageError(f"{question} Nobody is here to answer: say --yes if you mean it.")
    if not sys.stdin.isatty():
        return answer in {"y", "yes"}
    return click.confirm(question, err=True)
