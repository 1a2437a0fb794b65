"""The shell completes commands, options, people and circles."""

import shlex
import subprocess

import pytest

from tests.cli.conftest import Command
from tests.plugins import installing
from tests.plugins.installing import Install

install, site = installing.install, installing.site


def completed(netcore: Command, line: str, *, words: int | None = None) -> list[str]:
    """What bash would be offered for the last word of the line; ``words``: how many there are before it."""
    count = len(line.split()) - 1 if words is None else words
    netcore.environment |= {"COMP_WORDS": line, "COMP_CWORD": str(count), "_NETCORE_COMPLETE": "bash_complete"}
    with pytest.MonkeyPatch.context() as patched:  # click reads them from the process
        for name in ("COMP_WORDS", "COMP_CWORD"):
            patched.setenv(name, netcore.environment[name])
        result = netcore()
    for name in ("COMP_WORDS", "COMP_CWORD", "_NETCORE_COMPLETE"):
        del netcore.environment[name]
    return [line.partition(",")[2] for line in result.out.splitlines() if line]


@pytest.fixture
def people(netcore: Command) -> Command:
    for name in ("Ada Lovelace", "Ada Yonath", "Ben Okri"):
        netcore.ok("people", "add", name, "--circle", "science")
    return netcore


def test_commands_are_completed_in_the_order_of_the_work(netcore: Command) -> None:
    assert completed(netcore, "netcore re") == ["recall", "review", "replies", "restore"]
    assert completed(netcore, "netcore people s") == ["show"]
    assert completed(netcore, "netcore send --d") == ["--dry-run"]
    assert completed(netcore, "netcore people --ci") == ["--circle"]
    assert not netcore.home.exists()


def test_commands_of_plugins_are_completed(netcore: Command, install: Install) -> None:
    install("wave", "", module="dist_wave:wave", group="netcore.commands")
    assert completed(netcore, "netcore wa") == ["wave"]


def test_names_of_people_are_completed(people: Command) -> None:
    assert completed(people, "netcore people show ada") == [r"Ada\ Lovelace", r"Ada\ Yonath"]
    assert completed(people, "netcore keep Ben") == [r"Ben\ Okri"]
    assert completed(people, r"netcore keep Ben\ O", words=2) == [r"Ben\ Okri"]
    assert completed(people, 'netcore keep "Ben O', words=2) == ["Ben Okri"]
    assert completed(people, "netcore journal --person yon") == [r"Ada\ Yonath"]
    assert completed(people, "netcore keep nobody-like-that") == []


def test_circles_are_completed(people: Command) -> None:
    assert completed(people, "netcore circles show sc") == ["science"]
    assert completed(people, "netcore people list --circle sci") == ["science"]


def test_people_of_the_network_that_is_named_are_completed(people: Command) -> None:
    people.ok("--network", "club", "people", "add", "Cy Twombly")
    assert completed(people, "netcore --network club keep cy") == [r"Cy\ Twombly"]
    assert completed(people, "netcore keep cy") == []


def test_a_network_that_cannot_be_opened_completes_nothing_and_says_nothing(people: Command) -> None:
    (people.home / "default.db").write_bytes(b"no database " * 100)
    result = completed(people, "netcore keep ada")
    assert result == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_for_each_shell_is_printed(netcore: Command, shell: str) -> None:
    script = netcore.ok("config", "completion", shell)
    assert "_NETCORE_COMPLETE" in script
    assert not netcore.home.exists()


def test_what_is_completed_can_hold_whatever_a_name_holds(netcore: Command) -> None:
    name = 'Rosa $HOME; \'D`x` "Q" & (Co)'
    netcore.ok("people", "add", name)
    (offered,) = completed(netcore, "netcore keep ros")
    assert shlex.split(offered) == netcore.json("people", "list")[0]["name"].splitlines()
    assert (
        subprocess.run(["bash", "-c", f"printf %s {offered}"], capture_output=True, check=True).stdout.decode()
        == (netcore.json("people", "list")[0]["name"])
    )


@pytest.mark.parametrize("command", ["keep", "eliminate"])
def test_a_name_that_the_shell_took_apart_is_not_two_other_people(netcore: Command, command: str) -> None:
    for name in ("Rosa", "Rosa Delgado", "Delgado", "Ben Okri", "Zoe"):
        netcore.ok("people", "add", name)
    refused = netcore(command, "Rosa", "Delgado", "Zoe")
    assert refused.code == 2
    assert (
        'Do you mean Rosa Delgado, or Rosa and Delgado? Put a name in quotation marks ("Rosa Delgado")' in refused.err
    )
    assert {person["standing"] for person in netcore.json("people", "list")} == {"undecided"}
    answer = netcore.ok(command, "Rosa Delgado", "Ben", "Okri", "Zoe")
    assert "Rosa Delgado, Ben Okri, Zoe" in answer
    assert {one["name"] for one in netcore.json("people", "list") if one["standing"] == "undecided"} == {
        "Rosa",
        "Delgado",
    }


def test_a_name_whose_words_fit_several_people_is_that_person(netcore: Command) -> None:
    for name in ("Rosa Delgado", "Rosa Marín", "Pia Delgado"):
        netcore.ok("people", "add", name)
    assert netcore.ok("keep", "Rosa", "Delgado").startswith("Kept: Rosa Delgado.")
    assert netcore("keep", "Rosa", "Pia").code == 2
