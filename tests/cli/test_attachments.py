"""Files that go with a letter."""

from email import message_from_bytes, policy
from pathlib import Path

import pytest

from tests.cli.conftest import Command

GOAL = "By next spring I want to run a library of things in Bristol."
BODY = """\
Dear Ada,

Do you remember the evening in the boathouse, when the oar went down the river? By next spring I want to run a library
of things in Bristol. I attach the plan. Could we talk for twenty minutes, by phone or over a coffee? And what can I do
for you?

Thank you, and warmly,
Mara
"""


@pytest.fixture
def ada(netcore: Command) -> Command:
    netcore.ok("config", "set", "address", "mara@example.org")
    netcore.ok("clarify", "--goal", GOAL)
    netcore.ok("people", "add", "Ada", "--email", "ada@example.org")
    netcore.ok("keep", "Ada")
    return netcore


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    file = tmp_path / "Plan für Ada.pdf"
    file.write_bytes(b"%PDF-1.7 plan")
    return file


def draft(netcore: Command, *more: str) -> str:
    return str(
        netcore.json("draft", "--person", "Ada", "--subject", "A library of things", "--body", BODY, *more)["id"]
    )


def test_a_letter_that_speaks_of_a_file_leaves_with_it(ada: Command, plan: Path) -> None:
    message = draft(ada)
    assert "--attach" in " ".join(ada("approve", message).out.split())
    shown = ada.ok("draft", "--edit", message, "--attach", str(plan))
    assert "Files:   Plan für Ada.pdf" in shown
    assert "Files:   Plan für Ada.pdf" in ada("review", input="q").out
    ada.ok("approve", message)
    ada.ok("send")
    (letter,) = (ada.home / "letters").glob("*.eml")
    parts = message_from_bytes(letter.read_bytes(), policy=policy.default).iter_attachments()
    assert [(part.get_filename(), part.get_content()) for part in parts] == [(plan.name, b"%PDF-1.7 plan")]


def test_a_file_is_taken_away_again_and_the_approval_with_it(ada: Command, plan: Path) -> None:
    message = draft(ada, "--attach", str(plan))
    ada.ok("approve", message)
    assert "Files" not in ada.ok("draft", "--edit", message, "--detach", plan.name)
    assert ada.json("outbox", "show", message)["state"] == "draft"
    assert ada("draft", "--edit", message, "--detach", plan.name).code == 2


def test_a_file_that_is_not_there_or_empty_changes_nothing(ada: Command, plan: Path, tmp_path: Path) -> None:
    message = draft(ada)
    before = ada.json("outbox", "show", message)
    (tmp_path / "empty.txt").touch()
    for wrong in ("nowhere.pdf", "empty.txt", "."):
        files = "--attach", str(plan), "--attach", str(tmp_path / wrong)
        result = ada("draft", "--edit", message, "--subject", "Hi", *files)
        assert (result.code, result.out, len(result.err.splitlines())) == (2, "", 1)
    assert ada.json("outbox", "show", message) == before


@pytest.mark.parametrize("words", [("A round", "--attach"), ("--person", "Ada", "--detach"), ("--attach",)])
def test_files_are_given_to_one_letter(ada: Command, plan: Path, words: tuple[str, ...]) -> None:
    result = ada("draft", *words, str(plan))
    assert (result.code, "one letter" in result.err) == (2, True)
