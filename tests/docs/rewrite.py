"""Writes into pages what their commands answer today: `python -m tests.docs.rewrite docs/tutorial.md`.

Answers that hold a ``...`` and still fit are left alone.  Read the difference before you commit it.
"""

import os
import sys
import tempfile
from pathlib import Path

from tests.docs.page import answers, blocks
from tests.docs.sandbox import Desk


def rewrite(page: Path) -> None:
    """Follow one page and put the answers in."""
    text = page.read_text(encoding="utf-8")
    fresh: list[tuple[tuple[int, int], str]] = []
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        here = Path.cwd()
        os.chdir(desk.folder)
        try:
            for step in blocks(page):
                answer = desk.do(step, page)
                if step.kind == "command" and not answers(step.expected, answer):
                    blank = "\n" if step.expected.endswith("\n\n") else ""
                    fresh.append((step.span, answer.rstrip() + "\n" * bool(answer.strip()) + blank))
        finally:
            os.chdir(here)
    for (start, end), answer in reversed(fresh):
        text = text[:start] + answer + text[end:]
    page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    for name in sys.argv[1:]:
        rewrite(Path(name).resolve())
