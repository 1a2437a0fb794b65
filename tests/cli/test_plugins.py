"""`netcore plugins`, and commands that plugins add."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from netcore.cli.plugins import load_plugin_command, plugin_command, plugin_commands
from netcore.errors import PluginError
from tests.cli.conftest import Command
from tests.plugins import installing
from tests.plugins.installing import Install

install, site = installing.install, installing.site

WORKS = """
    from netcore.plugins import MessageCheck, MessageCheckDescriptor, Setting, hookimpl

    class Check(MessageCheck):
        def __init__(self, context):
            assert context.text("url") and context.secrets.get("token")

        def run(self, draft):
            return []

    def ask(context):
        from netcore.errors import SignInNeeded
        raise SignInNeeded("Run `netcore accounts check`.")

    def fail(context):
        raise RuntimeError("no luck")

    SETTINGS = (
        Setting(name="url", help="Where.", type="url", required=True),
        Setting(name="token", help="What.", secret=True, required=True),
    )

    @hookimpl
    def netcore_message_checks():
        return [
            MessageCheckDescriptor(name="{name}", summary="A check.", factory="{module}:Check", settings=SETTINGS),
            MessageCheckDescriptor(name="{name}.asks", summary="A check.", factory="{module}:ask"),
        ]
"""
FAILS = WORKS.replace(":ask", ":fail")


# -- list ------------------------------------------------------------------------------------------------------------


def test_the_list_shows_what_is_there_and_why_something_is_not(netcore: Command, install: Install) -> None:
    install("alpha", WORKS, version="1.5")
    install("broken", "import no_such_module")
    netcore.environment["NETCORE_PLUGINS"] = "alpha,broken,folder"
    for arguments in (("plugins",), ("plugins", "list")):
        out = netcore.ok(*arguments)
        assert ["alpha", "dist-alpha", "1.5", "loaded", "check", "2"] in [line.split() for line in out.splitlines()]
        assert "broken (failed): The plugin 'broken' (dist-broken 1.0) cannot be imported" in " ".join(out.split())


def test_the_list_as_json_is_one_array_with_every_field(netcore: Command, install: Install) -> None:
    install("alpha", WORKS)
    install("beta")
    netcore.environment["NETCORE_PLUGINS"] = "alpha"
    for arguments in (("plugins",), ("plugins", "list")):
        found = {info["name"]: info for info in netcore.json(*arguments)}
        assert found["alpha"] == {
            "name": "alpha",
            "distribution": "dist-alpha",
            "version": "1.0",
            "components": [
                {"kind": "check", "name": "alpha", "summary": "A check."},
                {"kind": "check", "name": "alpha.asks", "summary": "A check."},
            ],
            "state": "loaded",
            "reason": "",
        }
        assert found["beta"]["state"] == "disabled"
        assert found["beta"]["reason"]


def test_the_configuration_selects_plugins_unless_the_environment_does(netcore: Command, install: Install) -> None:
    install("alpha")
    netcore.home.mkdir()
    (netcore.home / "config.toml").write_text('[netcore]\nplugins = ["-alpha"]\n')
    assert {info["name"]: info["state"] for info in netcore.json("plugins")}["alpha"] == "disabled"
    netcore.environment["NETCORE_PLUGINS"] = "alpha"
    assert {info["name"]: info["state"] for info in netcore.json("plugins")}["alpha"] == "loaded"


# -- check -----------------------------------------------------------------------------------------------------------


def test_checking_makes_every_component_with_invented_settings(netcore: Command, install: Install) -> None:
    install("alpha", WORKS)
    checked = {one["component"]: one for one in netcore.json("plugins", "check", "alpha")}
    assert checked["alpha"]["outcome"] == "works"
    assert checked["alpha.asks"]["outcome"] == "works"
    assert "accounts check" in checked["alpha.asks"]["detail"]


def test_checking_ends_with_4_when_a_component_fails(netcore: Command, install: Install) -> None:
    install("alpha", FAILS)
    result = netcore("plugins", "check", "alpha")
    assert result.code == 4
    assert "works     check alpha\n" in result.out
    assert "failed    check alpha.asks\n" in result.out
    assert "RuntimeError: no luck" in result.out


def test_checking_ends_with_4_when_a_plugin_cannot_come_in(netcore: Command, install: Install) -> None:
    install("alpha", "import sys; sys.exit(0)")
    result = netcore("plugins", "check")
    assert result.code == 4
    assert "SystemExit" in result.out


def test_checking_shows_what_is_left_out_and_does_not_mind(netcore: Command, install: Install) -> None:
    install("alpha", "import no_such_module")
    netcore.environment["NETCORE_PLUGINS"] = "-alpha"
    result = netcore("plugins", "check", "alpha")
    assert result.code == 0
    assert result.out.startswith("left out  alpha\n")


def test_checking_tells_slips_of_the_pen_in_the_configuration(netcore: Command, install: Install) -> None:
    install("alpha", WORKS)
    netcore.home.mkdir()
    (netcore.home / "config.toml").write_text('[plugins.alpha]\nulr = "x"\n[plugins.alhpa]\nurl = "x"\n')
    result = netcore("plugins", "check", "alpha")
    assert result.code == 0
    assert "[plugins.alpha]: the plugin has no setting 'ulr'; it has token, url." in result.err
    assert "[plugins.alhpa]: no plugin of that name is loaded." in result.err


def test_checking_what_is_not_there_is_wrong_usage(netcore: Command) -> None:
    result = netcore("plugins", "check", "nobody")
    assert (result.code, result.out) == (2, "")
    assert "There is no plugin 'nobody'. There are: " in result.err


def test_an_author_sees_the_whole_error_when_asking_for_it(netcore: Command, install: Install) -> None:
    install("alpha", "1 / 0")
    netcore.environment.update(NETCORE_PLUGINS="alpha", NETCORE_PLUGIN_ERRORS="raise")
    with pytest.raises(PluginError) as caught:
        netcore("plugins")
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


# -- new -------------------------------------------------------------------------------------------------------------


def test_a_new_plugin_passes_its_own_tests_and_works_as_it_is(netcore: Command, tmp_path: Path) -> None:
    out = netcore.ok("plugins", "new", "my-book", "--into", str(tmp_path))
    folder = tmp_path / "netcore-my-book"
    assert str(folder) in out
    tests = [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider", "-p", "no:xdist"]
    done = subprocess.run(tests, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    written = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.suffix != ".pyc"}
    assert {"pyproject.toml", "README.md", "src/netcore_my_book/source.py", "tests/test_my_book.py"} <= written
    texts = [path for path in folder.rglob("*") if path.suffix in {".py", ".md", ".toml"}]
    assert not any("${" in path.read_text() for path in texts)


@pytest.mark.parametrize("name", ["My Book", "my_book", "../book", "-book", "9book", ""])
def test_a_name_that_can_be_no_plugins_is_wrong_usage(netcore: Command, tmp_path: Path, name: str) -> None:
    result = netcore("plugins", "new", "--into", str(tmp_path / "new"), "--", name)
    assert result.code == 2
    assert "cannot name a plugin" in result.err
    assert not (tmp_path / "new").exists()


def test_a_new_plugin_replaces_nothing(netcore: Command, tmp_path: Path) -> None:
    (tmp_path / "netcore-book").mkdir()
    result = netcore("plugins", "new", "book", "--into", str(tmp_path))
    assert result.code == 2
    assert "exists already" in result.err
    assert list((tmp_path / "netcore-book").iterdir()) == []


def test_a_place_where_nothing_can_be_written_is_one_sentence(netcore: Command, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = netcore("plugins", "new", "book", "--into", str(tmp_path / "file"))
    assert result.code == 3
    assert "cannot be written: Not a directory." in result.err


# -- commands of plugins ---------------------------------------------------------------------------------------------

COMMAND = """
    import click

    @click.command()
    def wave():
        "Wave."
        click.echo("hello")
"""


def test_a_plugins_command_is_found_without_importing_it(install: Install) -> None:
    install("wave", COMMAND, module="dist_wave:wave", group="netcore.commands")
    assert "wave" in plugin_commands()
    assert "dist_wave" not in sys.modules
    command = plugin_command("wave")
    assert command is not None
    assert command.name == "wave"
    assert plugin_command("no-such-command") is None


def test_the_help_names_the_commands_of_plugins_without_importing_them(netcore: Command, install: Install) -> None:
    install("wave", COMMAND, module="dist_wave:wave", group="netcore.commands")
    shown = netcore.ok("--help")
    assert "more · added by plugins:" in shown
    assert re.search(r"^  wave +From dist-wave\.$", shown, re.MULTILINE)
    assert "dist_wave" not in sys.modules


def test_a_plugins_command_runs_as_one_of_ours(netcore: Command, install: Install) -> None:
    install("wave", COMMAND, module="dist_wave:wave", group="netcore.commands")
    assert netcore.ok("wave") == "hello\n"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("import no_such_module", "No module named 'no_such_module'"),
        ("import sys; sys.exit(0)", "SystemExit: 0"),
        ("wave = 5", "is a int, not a click command"),
        ("", "AttributeError"),
    ],
)
def test_a_broken_command_is_one_sentence(netcore: Command, install: Install, code: str, words: str) -> None:
    install("wave", code, module="dist_wave:wave", group="netcore.commands")
    result = netcore("wave")
    assert (result.code, result.out) == (4, "")
    assert words in result.err
    assert result.err.count("\n") == 1


def test_a_command_that_two_distributions_add_is_neither(install: Install) -> None:
    for distribution in ("first", "second"):
        module = f"{distribution}:wave"
        install("wave", COMMAND, distribution=distribution, module=module, group="netcore.commands")
    with pytest.raises(PluginError, match=r"added by first 1\.0 and second 1\.0, so neither"):
        load_plugin_command("wave")
