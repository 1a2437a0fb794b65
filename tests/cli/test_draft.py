"""Drafting: what is wrong with a template is told so that it can be found."""

from pathlib import Path

from tests.cli.conftest import Command


def test_a_mistake_in_a_template_is_told_with_its_line_in_the_file(netcore: Command, tmp_path: Path) -> None:
    netcore.ok("people", "add", "Ada Lovelace", "--email", "ada@example.org")
    netcore.ok("keep", "Ada")
    netcore.ok("clarify", "--goal", "By spring I want to run a library of things.")
    letter = tmp_path / "letter.txt"
    letter.write_text("Subject: Hello\n\nDear {{ person.given }},\n\n{{ person.nope }}\n", "utf-8")
    answer = netcore("draft", "First", "--template", str(letter))
    assert answer.code == 2
    assert "line 5: person has no 'nope', but given, family" in answer.err
    letter.write_text("Subject: Hello {{ person.nope }}\n\nDear {{ person.given }},\n", "utf-8")
    assert "subject, line 1: person has no 'nope'" in netcore("draft", "First", "--template", str(letter)).err


def test_the_example_of_a_template_comes_as_json_too(netcore: Command) -> None:
    assert netcore.json("draft", "--example")["template"].startswith("Subject: {{ slot.subject }}\n")
