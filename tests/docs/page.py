"""What a page of the documentation tells its reader to type, in the order of reading.

Some kinds of fenced block mean something here; all others are only text:

``console``
    Lines that begin with ``$`` are typed into a shell; what stands below is what it answers.  ``...`` stands for
    anything, within a line or for whole lines.
``bash``
    Lines that are typed into a shell; what they answer is not shown.  (A block ``sh`` is only text.)
``python``
    A program, or with ``>>>`` a conversation with Python.  All blocks of a page share their names.
a block with a ``:caption:``
    A file: the caption is its path, the block is what it holds.
``<!-- at: 2026-03-05 16:30 -->``
    It is that time from here on (UTC).
``<!-- after: plugin-tutorial.md -->``
    The reader has followed that page before.

The reader's folder holds the address books of the demo from the beginning.

Why our own and not a library: a reader's page is one story told in two languages.  The libraries that we looked at
test the Python in it, and none types the shell lines in the same folder, under the same clock.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

_BLOCK = re.compile(
    r"^(?P<fence>`{3,}|:{3,})[ ]*(?P<info>[^\n`]*)\n(?P<body>.*?)^(?P=fence)[ ]*$"
    r"|^<!-- (?P<word>at|after): (?P<what>[^>]+?) -->$",
    re.MULTILINE | re.DOTALL,
)
_CAPTION = re.compile(r"\A(?::[a-z-]+:[^\n]*\n)*?:caption:[ ]*(?P<path>[^\n]+)\n(?::[a-z-]+:[^\n]*\n)*\n?")


@dataclass(frozen=True, kw_only=True)
class Block:
    """One thing that the reader does.  ``text`` is the command, the program, the file's content or the time."""

    kind: Literal["command", "python", "file", "time"]
    text: str
    page: Path
    line: int
    expected: str = ""
    """What a command answers."""
    path: str = ""
    """Where a file is."""
    span: tuple[int, int] = (0, 0)
    """Where ``expected`` stands in the page."""


def blocks(page: Path) -> Iterator[Block]:
    """All that the page tells its reader to do."""
    text = page.read_text(encoding="utf-8")
    for match in _BLOCK.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        if match["word"] == "at":
            yield Block(kind="time", text=match["what"], line=line, page=page)
            continue
        if match["word"] == "after":
            yield from blocks(page.parent / match["what"])
            continue
        body, info = match["body"], match["info"].strip()
        if caption := _CAPTION.match(body):
            yield Block(kind="file", text=body[caption.end() :], path=caption["path"].strip(), line=line, page=page)
        elif info == "console":
            yield from _commands(page, body, line + 1, match.start("body"))
        elif info == "bash":
            yield from (
                Block(kind="command", text=typed[0].strip(), expected="...", line=line + 1, page=page)
                for typed in re.finditer(r"^(?!#)\S(?:[^\n]*\\\n)*[^\n]*$", body, re.MULTILINE)
            )
        elif info == "python":
            yield Block(kind="python", text=body, line=line + 1, page=page)


def _commands(page: Path, body: str, line: int, offset: int) -> Iterator[Block]:
    """The typed lines of a console block, each with the answer below it."""
    starts = [match.start() for match in re.finditer(r"^\$ ", body, re.MULTILINE)]
    for start, end in zip(starts, [*starts[1:], len(body)], strict=True):
        typed = re.match(r"\$ (?:[^\n]*\\\n)*[^\n]*\n", body[start:end])
        assert typed is not None
        after = start + typed.end()
        yield Block(
            kind="command",
            text=typed[0][2:].rstrip("\n"),
            expected=body[after:end],
            line=line + body.count("\n", 0, start),
            page=page,
            span=(offset + after, offset + end),
        )


def answers(expected: str, real: str) -> bool:
    """Whether the real answer is the one on the page; ``...`` stands for anything.

    How much white space stands between words does not count: where a line breaks depends on the length of a folder.
    """
    pattern, found = (" ".join(text.split()) for text in (expected, real))
    parts = [re.escape(part) for part in pattern.split("...")]
    return re.fullmatch("(?s:.*?)".join(parts), found) is not None
