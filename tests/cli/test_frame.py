"""What all commands have in common: the table, help, JSON, exit codes, and sentences instead of tracebacks."""

import json
import os
import select
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import click
import pytest

from netcore.cli.output import clean, plain, width_of
from netcore.cli.root import netcore as root
from netcore.cli.running import run
from netcore.cli.session import Session
from netcore.cli.table import GROUPS
from netcore.errors import Ambiguous, NotPossibleNow, PluginError
from tests.cli.conftest import Command

NETCORE = [sys.executable, "-m", "netcore"]
SHOWS_NOTHING = {"config completion"}
"""Commands whose text is for a shell, not for a reader."""


def every_command() -> Iterator[tuple[str, click.Command]]:
    context = click.Context(root)
    for group in GROUPS:
        for listed in group.commands:
            command = root.get_command(context, listed.name)
            assert command is not None, f"{listed.name} is listed and has no code"
            yield from below(listed.name, command)


def below(path: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group) and command.commands:
        for name, inner in command.commands.items():
            yield from below(f"{path} {name}", inner)
    else:
        yield path, command


ALL = dict(every_command())
FIXED_BY_THE_DESIGN = """
    import, undo, accounts add, accounts list, accounts check, accounts remove, people list, people show, people add,
    people edit, circles list, recall, duplicates, same, different, split, export, keep, eliminate, choose, clarify,
    draft, check, review, approve, send, outbox list, outbox resolve, replies list, meet offer, meet agree,
    meet prepare, meet start, meet held, meet cancel, thank, give ask, give promise, give done, give list, lead,
    arrived, next, journal, plugins list, plugins check, plugins new, doctor, backup, restore, forget, demo
"""


def test_every_name_of_the_design_is_a_command() -> None:
    names = {" ".join(name.split()) for name in FIXED_BY_THE_DESIGN.split(",")}
    assert names - ALL.keys() == set()


@pytest.mark.parametrize("path", ALL)
def test_a_command_and_each_of_its_options_and_arguments_is_explained(path: str) -> None:
    command = ALL[path]
    context = click.Context(command)
    assert command.help, f"{path} has no help"
    for parameter in command.get_params(context):
        explained = parameter.get_help_record(context)
        assert parameter.hidden if isinstance(parameter, click.Option) and not explained else explained
        if explained:
            assert explained[1].strip(), f"{path}: {parameter.name} is not explained"


@pytest.mark.parametrize("path", sorted(ALL.keys() - SHOWS_NOTHING))
def test_a_command_that_shows_something_can_show_it_as_json(path: str) -> None:
    assert any("--json" in parameter.opts for parameter in ALL[path].params)


@pytest.mark.parametrize("path", ALL)
def test_help_fits_a_terminal_of_80_columns(path: str, netcore: Command) -> None:
    for line in netcore.ok(*path.split(), "--help").splitlines():
        assert width_of(line) <= 80, line


def test_the_first_page_shows_the_steps_in_order_and_all_commands(netcore: Command) -> None:
    page = netcore.ok("--help")
    places = [page.index(f"\n{group.step} · ") for group in GROUPS]
    assert places == sorted(places)
    assert all(f"\n  {listed.name} " in page for group in GROUPS for listed in group.commands)
    assert all(len(line) <= 80 for line in page.splitlines())


def test_no_command_at_all_shows_the_first_page(netcore: Command) -> None:
    assert netcore.ok() == netcore.ok("--help")


def test_a_mistyped_command_is_told_what_was_meant(netcore: Command) -> None:
    result = netcore("imprt", "phone.vcf")
    assert (result.code, result.out) == (2, "")
    assert "Did you mean import" in result.err


def test_a_command_of_several_words_means_its_usual_one(netcore: Command) -> None:
    assert netcore.ok("people") == netcore.ok("people", "list")
    assert netcore.json("people") == []


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (NotPossibleNow("First clarify."), 3),
        (PluginError("It fell over."), 4),
        (click.UsageError("That means nothing."), 2),
        (click.Abort(), 130),
        (KeyboardInterrupt(), 130),
        (BrokenPipeError(), 0),
        (OSError(28, "No space left on device"), 3),
    ],
)
def test_each_failure_ends_in_a_sentence_and_its_exit_code(
    error: BaseException, code: int, netcore: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("netcore.network.Network.journal", fails)
    result = netcore("journal", "--json")
    assert (result.code, result.out) == (code, "")
    assert "Traceback" not in result.err
    assert bool(result.err.strip()) == (code != 0)


def test_a_fault_of_the_program_is_one_sentence_and_a_private_file_with_the_details(
    netcore: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise ZeroDivisionError("by an oversight")

    monkeypatch.setattr("netcore.network.Network.journal", fails)
    result = netcore("journal")
    assert result.code == 3
    assert "by an oversight" in result.err
    assert "Traceback" not in result.err
    log = netcore.home / "netcore-errors.log"
    assert str(log) in result.err
    assert "Traceback" in log.read_text("utf-8")
    assert log.stat().st_mode & 0o077 == 0


def test_the_author_of_a_plugin_gets_the_traceback(netcore: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise PluginError("It fell over.")

    monkeypatch.setattr("netcore.network.Network.journal", fails)
    with pytest.raises(PluginError):
        netcore("journal", environment={"NETCORE_PLUGIN_ERRORS": "raise"})


def test_when_several_people_fit_they_are_shown(netcore: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise Ambiguous("Two people are called Anna.", candidates=(("a1", "Anna Berg"), ("b22", "Anna Kern")))

    monkeypatch.setattr("netcore.network.Network.journal", fails)
    result = netcore("journal")
    assert result.code == 2
    assert (
        result.err
        == "Two people are called Anna. Say more of the name, or the id:\n  a1   Anna Berg\n  b22  Anna Kern\n"
    )


@pytest.mark.parametrize(
    "name", ["two words", "", "-x", "a\0b", "mysql://localhost/x", "{folder}/notes.txt", "{folder}/notes.txt/own.db"]
)
def test_a_network_that_cannot_be_is_refused_in_one_sentence(name: str, netcore: Command, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("Not a network.\n")
    name = name.replace("{folder}", str(tmp_path))
    result = netcore(f"--network={name}", "journal", environment={"NETCORE_NETWORK": "../"})
    assert result.code in {2, 3}
    assert "Traceback" not in result.err
    assert len(result.err.strip().splitlines()) == 1


def test_the_network_can_be_named_on_the_command_line_and_in_the_environment(netcore: Command, tmp_path: Path) -> None:
    netcore.ok("--network", "club", "people", "add", "Ada Lovelace")
    assert [person["name"] for person in netcore.json("--network", "club", "people")] == ["Ada Lovelace"]
    assert netcore.json("people") == []
    assert netcore("people", "--json", environment={"NETCORE_NETWORK": "club"}).json != []
    netcore.ok("--network", str(tmp_path / "own.db"), "people")
    assert (tmp_path / "own.db").exists()


def test_a_network_on_a_server_is_named_after_a_hash(netcore: Command, postgres_url: str) -> None:
    mine, yours = (f"{postgres_url}#t{uuid4().hex[:12]}" for _ in range(2))
    netcore.ok("--network", mine, "people", "add", "Ada Lovelace")
    assert [person["name"] for person in netcore.json("--network", mine, "people")] == ["Ada Lovelace"]
    assert netcore.json("--network", yours, "people") == []
    assert "gather.added" in netcore.ok("--network", mine, "journal", "--json")
    for command in (["backup"], ["restore", "x.backup", "--yes"]):
        result = netcore("--network", mine, *command)
        assert (result.code, "on a database server" in result.err) == (3, True)


def test_only_the_wanted_plugins_are_loaded(netcore: Command) -> None:
    result = netcore("plugins", "--json", environment={"NETCORE_PLUGINS": "-folder"})
    assert {plugin["name"]: plugin["state"] for plugin in result.json}["folder"] == "disabled"


# -- text ----------------------------------------------------------------------------------------------------------


def test_what_could_mislead_a_terminal_is_not_shown() -> None:
    assert clean("Ada\x1b[2J\x07 \u202eecalevoL") == "Ada\ufffd[2J\ufffd \ufffdecalevoL"
    assert clean("Zoë\tÅse\n李") == "Zoë\tÅse\n李"


def test_a_name_from_an_address_book_cannot_move_the_cursor(netcore: Command) -> None:
    netcore.ok("people", "add", "Eve \x1b]0;owned\x07\x1b[31mRed")
    assert "\x1b" not in netcore.ok("people")
    assert "\x1b" not in netcore.ok("people", "--json")


def test_json_holds_every_field_and_survives_lone_surrogates() -> None:
    from netcore.model.person import Person

    shown = plain(Person(id="a", name="x\udcff"))
    assert shown["circles"] == []
    assert shown["held"] is False
    assert json.dumps(shown, ensure_ascii=False).encode("utf-8")


# -- processes -----------------------------------------------------------------------------------------------------


def test_a_reader_who_has_had_enough_is_no_failure(tmp_path: Path) -> None:
    environment = {**os.environ, "NETCORE_HOME": str(tmp_path)}
    with subprocess.Popen(
        [*NETCORE, "--help"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0


def test_a_reader_who_leaves_in_the_middle_of_an_export_is_no_fault_of_the_store(netcore: Command) -> None:
    for number in range(40):
        netcore.ok("people", "add", f"Ada {number}", "--note", "x" * 9_000)
    environment = {**os.environ, "NETCORE_HOME": str(netcore.home)}
    with subprocess.Popen(
        [*NETCORE, "export", "-"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.read(11) == b"BEGIN:VCARD"
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_a_terminal_that_lacks_letters_still_gets_an_answer(tmp_path: Path, encoding: str) -> None:
    environment = {**os.environ, "NETCORE_HOME": str(tmp_path), "PYTHONIOENCODING": encoding}
    for command in (["--help"], ["people", "add", "Zoë Åkerström 李"], ["people"], ["people", "--json"]):
        done = subprocess.run([*NETCORE, *command], env=environment, capture_output=True, check=False)
        assert (done.returncode, b"Traceback" in done.stderr) == (0, False)
    assert json.loads(done.stdout)[0]["name"] == "Zoë Åkerström 李"


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_full_disk_under_the_answer_is_one_sentence(tmp_path: Path, unbuffered: str) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no device that is always full")
    environment = {**os.environ, "NETCORE_HOME": str(tmp_path), "PYTHONUNBUFFERED": unbuffered}
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*NETCORE, "people", "--json"], stdout=full, stderr=subprocess.PIPE, env=environment, check=False
        )
    assert done.returncode == 3
    assert b"No space left" in done.stderr
    assert b"Traceback" not in done.stderr
    assert b"Exception ignored" not in done.stderr


@pytest.mark.parametrize("command", [["choose"], ["recall"], ["forget", "ada"], ["clarify"]])
def test_ctrl_c_at_a_question_ends_with_130_and_a_sentence(tmp_path: Path, command: list[str]) -> None:
    pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")
    environment = {**os.environ, "NETCORE_HOME": str(tmp_path), "TERM": "dumb"}
    subprocess.run([*NETCORE, "people", "add", "Ada Lovelace"], env=environment, check=True, capture_output=True)
    child, terminal = pty.fork()
    if child == 0:
        os.execve(NETCORE[0], [*NETCORE, *command], environment)
    shown = read_until(terminal, "stop ", "> ", "]: ", "Goal: ")
    more: str | None = ""
    while more is not None:  # a line editor that is just starting may miss the key: then it is pressed again
        more = read_some(terminal, patience=15, press="" if more or "Interrupted." in shown else "\x03")
        shown += more or ""
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 130
    assert "Interrupted." in shown
    assert "Traceback" not in shown


def read_until(terminal: int, *ends: str) -> str:
    """What the terminal shows until it waits with one of these."""
    shown = ""
    while not shown.endswith(ends):
        more = read_some(terminal, patience=60)
        assert more, f"nothing more came after {shown!r}"
        shown += more
    return shown


def read_some(terminal: int, *, patience: float, press: str = "") -> str | None:
    """Press a key, and see what comes; "" when nothing does, None when the process is gone."""
    try:
        os.write(terminal, press.encode())
        return (
            os.read(terminal, 1000).decode(errors="replace") if select.select([terminal], [], [], patience)[0] else ""
        )
    except OSError:  # how Linux says that nobody is at the other end
        return None


def test_run_keeps_the_session_it_is_given(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["people", "--json"], Session(environment={"NETCORE_HOME": str(tmp_path)})) == 0
    assert capsys.readouterr().out == "[]\n"
