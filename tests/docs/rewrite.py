"""Writes into pages what their commands answer today: `python -m tests.docs.rewrite docs/tutorial.md`.

Each page is followed twice: what differs between the two (folders, moments) becomes ``...``; so do ids.  Answers that
hold a ``...`` and still fit are left alone, unless they are nothing else.  Read the difference before you commit it.
"""

import os
import re
import sys
import tempfile
from pathlib import Path

from tests.docs.page import Block, answers, blocks
from tests.docs.sandbox import Desk

_ID = re.compile(r"(?=.*\d)[a-z2-7]{12}")


def rewrite(page: Path) -> None:
    """Put the answers into one page."""
    text = page.read_text(encoding="utf-8")
    runs = zip(_follow(page), _follow(page), strict=True)
    for (step, first), (_, second) in reversed([*runs]):
        answer = _common(first, second)
        if step.page == page and step.span[1] and (step.expected.strip() == "..." or not answers(step.expected, first)):
            blank = "\n" if step.expected.endswith("\n\n") else ""
            start, end = step.span
            text = text[:start] + (f"{answer}\n" if answer else "") + blank + text[end:]
    page.write_text(text, encoding="utf-8")


def _follow(page: Path) -> list[tuple[Block, str]]:
    """The commands of the page and what each answers."""
    here = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        os.chdir(desk.folder)
        try:
            return [(step, answer) for step in blocks(page) for answer in [desk.do(step)] if step.kind == "command"]
        finally:
            desk.leave()
            os.chdir(here)


def _common(first: str, second: str) -> str:
    """The first answer, with dots for the words that are others in the second."""
    lines, others = first.strip().splitlines(), second.strip().splitlines()
    if len(lines) != len(others):
        return "..."
    return "\n".join(_common_words(line, other) for line, other in zip(lines, others, strict=True))


def _common_words(line: str, other: str) -> str:
    words, others = (re.split(r"([\s/()\[\]]+)", text.rstrip()) for text in (line, other))
    if len(words) != len(others):
        return "..."
    return "".join(
        word if word == same and not _ID.fullmatch(word) else "..." for word, same in zip(words, others, strict=True)
    )


if __name__ == "__main__":
    for name in sys.argv[1:]:
        rewrite(Path(name).resolve())
