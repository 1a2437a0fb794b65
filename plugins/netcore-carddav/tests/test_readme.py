"""What the README shows is what happens, with a real server."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner
from dav_lab import a_card
from dav_lab.radicale import RadicaleUser

from netcore.cli.running import run
from netcore.cli.session import Session
from netcore.testing import FixedClock
from netcore_carddav.manifest import ACCOUNT

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
GROUP = b"BEGIN:VCARD\r\nVERSION:4.0\r\nKIND:group\r\nUID:choir\r\nFN:Choir\r\nMEMBER:urn:uuid:uid-3\r\nEND:VCARD\r\n"


def test_the_example_does_what_it_says(ada: RadicaleUser, tmp_path: Path) -> None:
    ada.fill("contacts", [*(a_card(number) for number in range(40)), GROUP])
    (example,) = re.findall(r"```text\n(\$ netcore.*?)```", README, re.DOTALL)
    (tmp_path / "config.toml").write_text('[netcore]\nsecrets = "file"\n')
    steps = re.findall(r"^\$ netcore (.*)\n((?:(?!\$ ).*\n)*)", example, re.MULTILINE)
    assert len(steps) == 7
    for command, expected in steps:
        spoken = command.replace("--user ada", f"--user {ada.name}").replace("https://dav.example.org", ada.url)
        arguments = shlex.split(spoken.replace("carddav:ada", f"carddav:{ada.name}"))
        session = Session(environment={"NETCORE_HOME": str(tmp_path), "NO_COLOR": "1"}, clock=FixedClock())
        with CliRunner().isolation(input="secret\n") as (out, err, _):
            code = run(arguments, session)
            answer, notes = out.getvalue().decode(), err.getvalue().decode()
        assert code == 0, (command, notes)
        pattern = re.escape(expected.strip()).replace(re.escape("[...]"), ".*")
        assert re.fullmatch(pattern, answer.replace(ada.name, "ada").strip(), re.DOTALL), (command, answer)


def test_every_setting_is_in_the_table() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \|", README, re.MULTILINE)
    assert sorted(rows) == sorted(setting.name for setting in ACCOUNT)


@pytest.mark.parametrize("name", ["iCloud", "Fastmail", "Nextcloud", "Radicale"])
def test_the_large_providers_have_their_lines(name: str) -> None:
    assert f"- **{name}" in README
