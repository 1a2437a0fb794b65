"""How the command shows things: clean text, columns, one JSON value, moments in words."""

import shutil
import sys
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TextIO, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

_KEPT = "\n\t"
_LONG = 4000
"""Characters that are two screens full: notes that people write are shorter, what a program put there is not."""
_DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def json_option(command: F) -> F:
    """Give a command the option ``--json``, as the parameter ``as_json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON value, for programs.")(command)


def clean(text: str) -> str:
    """Text that a terminal may be shown: what names and notes may contain to mislead a terminal becomes "\ufffd"."""
    if text.isprintable():
        return text
    return "".join(
        "\ufffd"
        if (unicodedata.category(character) in {"Cc", "Cs"} and character not in _KEPT) or character in _DIRECTIONS
        else character
        for character in text
    )


def say(text: str = "", **style: Any) -> None:
    """A line for the reader, broken between words on a terminal; ``style`` as `click.style` knows it."""
    text = _broken(clean(text), sys.stdout)
    click.echo(click.style(text, **style) if style else text)


def note(text: str, **style: Any) -> None:
    """A line beside the answer: warnings, and what was done to get there; goes to stderr."""
    click.secho(_broken(clean(text), sys.stderr), err=True, **(style or {"fg": "yellow"}))


def _broken(text: str, stream: TextIO) -> str:
    """The text in lines that fit the terminal; unchanged when the stream is none."""
    import textwrap

    room = shutil.get_terminal_size().columns if stream.isatty() else 0
    if not room or width_of(text) <= room:
        return text
    lines = (textwrap.fill(line, room, break_long_words=False, break_on_hyphens=False) for line in text.splitlines())
    return "\n".join(lines)


def show_json(value: Any) -> None:
    """Print one JSON value: UTF-8, two spaces of indent, every field present."""
    import msgspec

    click.echo(msgspec.json.format(msgspec.json.encode(plain(value)), indent=2))


def plain(value: Any) -> Any:
    """A value of the model as JSON has it: every field, moments in ISO 8601 with their offset, bytes left out."""
    fields: tuple[str, ...] = getattr(value, "__struct_fields__", ()) or getattr(value, "_fields", ())
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping) or fields:
        items = value.items() if isinstance(value, Mapping) else ((name, getattr(value, name)) for name in fields)
        return {str(name): plain(item) for name, item in items if not isinstance(item, bytes)}
    if isinstance(value, Iterable):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else str(value)


def width_of(text: str) -> int:
    """How many columns of a terminal the text takes."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return len(text) + wide - sum(unicodedata.combining(character) > 0 for character in text)


def columns(rows: Sequence[Sequence[str]], heads: Sequence[str] = ()) -> None:
    """Print rows in columns: cut to the width of a terminal; whole, one line a row, when piped."""
    if not rows:
        return
    cells = [[" ".join(clean(cell).split()) for cell in row] for row in ([heads, *rows] if heads else rows)]
    widths = [max(width_of(row[column]) for row in cells) for column in range(len(cells[0]))]
    _fit(widths)
    for number, row in enumerate(cells):
        line = "  ".join(_cell(text, width) for text, width in zip(row, widths, strict=True)).rstrip()
        click.echo(click.style(line, bold=True) if heads and number == 0 else line)


def _fit(widths: list[int]) -> None:
    """Make the widest columns narrower until a terminal holds them all."""
    room = terminal_width()
    while room and sum(widths) + 2 * (len(widths) - 1) > room and max(widths) > 8:
        widths[widths.index(max(widths))] -= 1


def _cell(text: str, width: int) -> str:
    if width_of(text) > width:
        while width_of(text) > width - 1:
            text = text[:-1]
        text += "…"
    return text + " " * (width - width_of(text))


def terminal_width() -> int:
    """The columns of the terminal that reads our answers; 0 when it is no terminal."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else 0


def paragraph(text: str, *, indent: str = "", hang: str | None = None, **style: Any) -> None:
    """Print text wrapped to the terminal, each line indented; ``hang`` is the indent of further lines."""
    import textwrap

    room = min(terminal_width() or 80, 100)
    after = indent if hang is None else hang
    wrapper = textwrap.TextWrapper(
        room, initial_indent=indent, subsequent_indent=after, break_long_words=False, break_on_hyphens=False
    )
    for line in clean(text).splitlines() or [""]:
        say(wrapper.fill(line), **style)


def details(head: str, texts: Iterable[str]) -> None:
    """What is known under one head, a paragraph a line; nothing when all of them are empty.

    Of a text as long as a book the beginning is shown, and how long it is.
    """
    for line in (line for text in texts for line in _beginning(text).splitlines()):
        if line.strip():
            paragraph(line, indent=f"  {head:<13} ", hang=" " * 16)
            head = ""


def _beginning(text: str) -> str:
    if len(text) <= _LONG:
        return text
    shown = text[:_LONG].rpartition(" ")[0] or text[:_LONG]
    return f"{shown} …\n({len(text):,} characters; --json shows all of them)"


def when(moment: datetime | None) -> str:
    """A moment as people say it, in the time of this machine: "Tue 3 Mar 2026, 14:30"."""
    if moment is None:
        return ""
    local = moment.astimezone()
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M}"


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 person", "3 people", "no cards"."""
    return f"{number or 'no'} {one if number == 1 else many or one + 's'}"
