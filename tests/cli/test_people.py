"""`netcore people show`: a person in full, each fact under its own head."""

from pathlib import Path

import pytest

from tests.cli.conftest import Command


def test_a_note_of_several_lines_stands_under_one_head_with_the_others(netcore: Command, tmp_path: Path) -> None:
    note = r"NOTE:Sings alto\nPlays the cello"
    card = f"BEGIN:VCARD\nVERSION:3.0\nFN:Ada King\nNICKNAME:Addie,Countess\n{note}\nEND:VCARD\n"
    (tmp_path / "a.vcf").write_text(card)
    netcore.ok("import", str(tmp_path / "a.vcf"))
    netcore.ok("people", "edit", "Ada", "--note", "Met in Turin")
    shown = netcore.ok("people", "show", "Ada").splitlines()
    first = next(number for number, line in enumerate(shown) if line.startswith("  notes "))
    assert [line.removeprefix("  notes").strip() for line in shown[first : first + 3]] == [
        "Met in Turin",
        "Sings alto",
        "Plays the cello",
    ]
    assert sum(line.startswith("  notes") for line in shown) == 1
    assert any(line.split() == ["also", "called", "Addie,", "Countess"] for line in shown)


@pytest.mark.parametrize("text", ["la " * 1_000_000, "x" * 3_000_000, "x" + " " * 9_000 + "x"])
def test_of_a_note_as_long_as_a_book_the_beginning_is_shown_and_json_has_it_whole(
    netcore: Command, tmp_path: Path, text: str
) -> None:
    (tmp_path / "a.vcf").write_text(f"BEGIN:VCARD\nVERSION:3.0\nFN:Ada King\nNOTE:{text}\nEND:VCARD\n")
    netcore.ok("import", str(tmp_path / "a.vcf"))
    shown = netcore.ok("people", "show", "Ada")
    assert text[:50].strip() in shown
    assert len(shown) < 10_000
    (note,) = netcore.json("people", "show", "Ada")["card"]["notes"]
    assert f"({len(note):,} characters; --json shows all of them)" in " ".join(shown.split())
    assert note.strip() == text.strip()
