"""Declared settings as options of a command."""

import os
import subprocess
import sys
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from netcore.cli.options import settings_command
from netcore.plugins import ContactSourceDescriptor, Setting

DESCRIPTOR = ContactSourceDescriptor(
    name="carddav.work",
    summary="Contacts from a CardDAV server.",
    factory="a:b",
    settings=(
        Setting(name="url", help="The server's address.", type="url", required=True),
        Setting(name="sent-folder", help="A folder", default="Sent"),
        Setting(name="days", help="How far back", type="integer", default=7),
        Setting(name="groups", help="Whether groups come, too.", type="boolean", default=True),
        Setting(name="depth", help="How deep.", type="choice", choices=("one", "all")),
        Setting(name="path", help="A file.", type="path"),
        Setting(name="password", help="Your password there.", secret=True),
        Setting(name="preview", help="A setting named as one of our options."),
        Setting(name="json", help="Another."),
    ),
)


@pytest.fixture
def run() -> Any:
    """Runs the command and returns what the core's function was given."""

    def run(*arguments: str, input: str | None = None) -> dict[str, Any]:  # noqa: A002 -- as click calls it
        given: dict[str, Any] = {}
        result = _invoke(lambda **values: given.update(values), arguments, input)
        assert result.exit_code == 0, result.output
        return given

    return run


def _invoke(function: Any, arguments: tuple[str, ...], text: str | None = None) -> Result:
    preview = click.Option(["--preview"], is_flag=True, help="Only look.")
    command = settings_command(DESCRIPTOR, function, params=[preview])
    return CliRunner().invoke(command, arguments, input=text)


def test_what_the_user_says_is_passed_on_with_its_type_and_nothing_else(run: Any) -> None:
    assert run() == {"preview": False, "settings": {}}
    given = run("--url", "https://x.org", "--sent-folder", "Gesendet", "--days", "3", "--no-groups", "--depth", "all")
    assert given["settings"] == {
        "url": "https://x.org",
        "sent-folder": "Gesendet",
        "days": 3,
        "groups": False,
        "depth": "all",
    }


def test_an_option_of_the_command_keeps_its_name_and_the_plugins_gets_a_longer_one(run: Any) -> None:
    given = run("--preview", "--carddav-preview", "x", "--carddav-json", "y")
    assert given == {"preview": True, "settings": {"preview": "x", "json": "y"}}


@pytest.mark.parametrize("arguments", [("--days", "many"), ("--depth", "some"), ("--nonsense",), ("--password=x",)])
def test_what_cannot_be_meant_is_wrong_usage(arguments: tuple[str, ...]) -> None:
    assert _invoke(lambda **values: None, arguments).exit_code == 2


def test_the_help_says_what_each_is_for_and_where_else_it_may_stand() -> None:
    text = " ".join(_invoke(lambda **values: None, ("--help",)).output.split())
    assert "Contacts from a CardDAV server." in text
    assert "--url URL The server's address. [required; NETCORE_CARDDAV_URL]" in text
    assert "--sent-folder TEXT A folder. [default: Sent; NETCORE_CARDDAV_SENT_FOLDER]" in text
    assert "--groups / --no-groups Whether groups come, too. [default: yes; NETCORE_CARDDAV_GROUPS]" in text
    assert "--password Ask for it: Your password there." in text
    assert "[one|all]" in text


def test_a_secret_comes_from_the_standard_input_when_nobody_sits_there(run: Any) -> None:
    assert run("--password", input="hunter2\nmore\n")["settings"] == {"password": "hunter2"}


def test_a_secret_that_is_not_there_is_wrong_usage() -> None:
    result = _invoke(lambda **values: None, ("--password",), "")
    assert result.exit_code == 2
    assert "standard input, which is empty" in result.output


TYPED = """
from netcore.cli.options import settings_command
from tests.cli.test_options import DESCRIPTOR
settings_command(DESCRIPTOR, lambda settings: print("got", len(settings["password"])))()
"""


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
def test_a_secret_typed_at_a_terminal_is_not_shown() -> None:
    import pty

    terminal, its_side = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-c", TYPED, "--password"],
        stdin=its_side,
        stdout=its_side,
        stderr=its_side,
        start_new_session=True,
    )
    os.close(its_side)  # so that the terminal fails, and does not wait for ever, once the child is gone
    screen = b""
    while b"password: " not in screen:
        screen += os.read(terminal, 1000)
    os.write(terminal, b"hunter2\n")
    while not screen.endswith(b"got 7\r\n"):  # a line may come in pieces
        screen += os.read(terminal, 1000)
    assert child.wait() == 0
    os.close(terminal)
    assert b"hunter2" not in screen
