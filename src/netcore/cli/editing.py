"""A letter as plain text that an editor can change: a line "Subject: …", an empty line, the text."""

import click

from netcore.errors import NotPossibleNow, UsageError

_HEAD = "Subject:"


def as_text(subject: str, body: str) -> str:
    """The letter for an editor or a file."""
    return f"{_HEAD} {subject}\n\n{body}"


def from_text(text: str) -> tuple[str | None, str]:
    """Subject and text; the subject is None when the first line is none."""
    text = text.replace("\r\n", "\n").lstrip("\ufeff")
    first, _, rest = text.lstrip("\n").partition("\n")
    if not first.lower().startswith(_HEAD.lower()):
        return None, text
    return first[len(_HEAD) :].strip(), rest.removeprefix("\n")


def in_editor(subject: str, body: str) -> tuple[str, str] | None:
    """What the user makes of the letter in their own editor; None when they leave it as it is.

    Raises `NotPossibleNow` when there is no editor that works, `UsageError` when the line of the subject is gone.
    """
    try:
        changed = click.edit(as_text(subject, body), extension=".txt")
    except click.ClickException as error:
        raise NotPossibleNow(
            f"The editor cannot be used: {error.message}. Name one that works in the variable EDITOR."
        ) from None
    if changed is None:
        return None
    new_subject, new_body = from_text(changed)
    if new_subject is None:
        raise UsageError('The first line must begin with "Subject:". Nothing was changed.')
    return new_subject, new_body
