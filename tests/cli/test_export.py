"""`netcore export`, and the whole network as one file."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command


@pytest.fixture
def two(netcore: Command) -> Command:
    netcore.ok("people", "add", "Ada Lovelace", "--email", "ada@x.example", "--circle", "choir")
    netcore.ok("people", "add", "Bob King")
    return netcore


def test_the_ending_of_the_name_says_the_format(two: Command, tmp_path: Path) -> None:
    for name, beginning in (("p.vcf", "BEGIN:VCARD"), ("p.csv", "First Name,"), ("p.txt", "BEGIN:VCARD")):
        assert two.ok("export", str(tmp_path / name)) == f"Written: {tmp_path / name}\n"
        assert (tmp_path / name).read_text().startswith(beginning)
    two.ok("export", str(tmp_path / "q.vcf"), "--format", "csv")
    assert (tmp_path / "q.vcf").read_text().startswith("First Name,")


def test_a_whole_network_goes_into_an_empty_one_and_no_other(two: Command, tmp_path: Path) -> None:
    file = tmp_path / "all.json"
    told = two.json("export", str(file))
    assert told["notes"] == ["Passwords, and why people were taken off the list, are not in the file."]
    assert json.loads(file.read_text())["netcore"] == "network"
    answer = two.json("--network", "other", "import", str(file))
    assert [(line["name"], line["outcome"]) for line in answer] == [("Ada Lovelace", "new"), ("Bob King", "new")]
    assert two.json("--network", "other", "people") == two.json("people")
    refused = two("import", str(file))
    assert (refused.code, refused.out) == (3, "")
    assert "comes into an empty one only" in refused.err


def test_only_some_of_a_whole_network_is_asked_for_in_vain(two: Command, tmp_path: Path) -> None:
    refused = two("export", str(tmp_path / "some.json"), "--circle", "choir")
    assert refused.code == 2
    assert "JSON is the whole network" in refused.err
    assert not (tmp_path / "some.json").exists()


def test_what_a_plugin_wants_to_know_of_a_file_is_an_option(two: Command, tmp_path: Path) -> None:
    table = tmp_path / "club.csv"
    table.write_text("Wer,Chor hier\nUte Abel,Alt\n")
    assert "--columns" in two.ok("import", "--help")
    assert two("import", str(table)).code == 1
    two.ok("import", str(table), "--columns", "Wer=name, Chor hier=circle")
    assert two.json("people", "list", "--circle", "alt")[0]["name"] == "Ute Abel"
    wrong = two("import", str(table), "--columns", "Wer=nobody")
    assert (wrong.code, "is no meaning of a column" in wrong.err) == (2, True)
