"""Whoever follows a page of the documentation to the letter sees what the page says."""

from pathlib import Path

import pytest

from tests.docs.page import Block, answers, blocks
from tests.docs.sandbox import Desk

ROOT = Path(__file__).parents[2]
PAGES = [
    page
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), *sorted(ROOT.glob("plugins/*/README.md"))]
    if "generated" not in page.parts and "_build" not in page.parts and any(blocks(page))
]


@pytest.mark.timeout(900)  # forty commands, one process each, on a machine that may be busy
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_what_the_page_says_is_what_happens(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(tmp_path)
    monkeypatch.chdir(desk.folder)
    monkeypatch.setenv("HOME", desk.environment["HOME"])
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    steps = list(blocks(page))
    try:
        for step, following in zip(steps, [*steps[1:], None], strict=True):
            follow(desk, step, following)
    finally:
        desk.leave()


def follow(desk: Desk, step: Block, following: Block | None) -> None:
    """Do what one block says."""
    answer = desk.do(step)
    if step.kind == "command":
        told = f"{step.page.relative_to(ROOT)}, line {step.line}: $ {step.text}\n{answer}"
        assert answers(step.expected, answer), f"{told}\n--- but the page says:\n{step.expected}"
        # A command may fail only where the page shows that it does.
        asked = following is not None and following.text == "echo $?"
        assert desk.status == 0 or asked, f"{told}\nended with {desk.status}"


def test_three_dots_stand_for_anything_and_nothing_else_does() -> None:
    assert answers("one ... three\n", "one two three")
    assert answers("first\n...\nlast", "first\nand\nmore\nlast\n")
    assert not answers("one ... three", "one two four")
    assert not answers("3 people", "33 people")


def test_a_page_is_read_as_its_reader_would(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "<!-- at: 2026-03-05 16:30 -->\n```console\n$ one \\\n  more\nanswer\n$ two\n```\n"
        "```{code-block} toml\n:caption: a/b.toml\n\nx = 1\n```\n```python\nprint()\n```\n```text\n$ never\n```\n"
        "```bash\n# note\nthree \\\n  more\nfour  # five\n```\n",
        encoding="utf-8",
    )
    assert [(block.kind, block.text, block.expected, block.path) for block in blocks(page)] == [
        ("time", "2026-03-05 16:30", "", ""),
        ("command", "one \\\n  more", "answer\n", ""),
        ("command", "two", "", ""),
        ("file", "x = 1\n", "", "a/b.toml"),
        ("python", "print()\n", "", ""),
        ("command", "three \\\n  more", "...", ""),
        ("command", "four  # five", "...", ""),
    ]
