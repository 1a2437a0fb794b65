"""`netcore plugins`, and the commands that plugins add."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from netcore.cli.groups import Family
from netcore.cli.output import columns, json_option, note, paragraph, say, show_json
from netcore.cli.session import Session, pass_session
from netcore.cli.table import COMMANDS_GROUP
from netcore.errors import PluginError

if TYPE_CHECKING:
    from netcore.plugins.checkup import CheckedComponent
    from netcore.plugins.discovery import Claim

_COLOURS = {"works": "green", "failed": "red", "left out": "yellow"}


@click.group(cls=Family)
def group() -> None:
    """What can be plugged in, and whether it works."""


@group.command("list")
@json_option
@pass_session
def list_(session: Session, as_json: bool) -> None:
    """Every installed plugin: what it offers, and why not when it does not work."""
    infos = session.plugins().plugins()
    if as_json:
        show_json(infos)
        return
    rows = [
        (info.name, info.distribution, info.version, info.state, _offers([c.kind for c in info.components]))
        for info in infos
    ]
    columns(rows, ("NAME", "DISTRIBUTION", "VERSION", "STATE", "COMPONENTS"))
    for name, state, reason in dict.fromkeys((info.name, info.state, info.reason) for info in infos if info.reason):
        say()
        paragraph(f"{name} ({state}): {reason}", fg="red" if state != "disabled" else None)


@group.command()
@click.argument("name", default="", help="Only this plugin.")
@json_option
@pass_session
def check(session: Session, name: str, as_json: bool) -> int:
    """Really load and make every component of every plugin (or of NAME), with invented settings.

    Nothing is sent, fetched or stored. Ends with exit code 4 when something does not work.
    """
    from tempfile import TemporaryDirectory

    from netcore.plugins.checkup import check_plugins, slips_of_the_pen
    from netcore.plugins.configuration import Configuration

    registry = session.plugins()
    with TemporaryDirectory(prefix="netcore-") as folder:
        checked = list(check_plugins(registry, folder=Path(folder), now=session.now, name=name))
    if as_json:
        show_json(checked)
    else:
        _show(checked)
    for sentence in slips_of_the_pen(registry, Configuration.read(session.home)):
        note(sentence)
    return PluginError.exit_code if any(one.outcome == "failed" for one in checked) else 0


@group.command()
@click.argument("name", help="What to call it: lower-case letters, digits and hyphens.")
@click.option("--into", type=click.Path(path_type=Path), default=Path(), help="The folder around it.  [default: here]")
@json_option
def new(name: str, into: Path, as_json: bool) -> None:
    """Write a complete plugin with a contact source called NAME, tests included, to start from."""
    from netcore.cli.skeleton import write_plugin

    folder, files = write_plugin(name, into)
    if as_json:
        show_json({"folder": folder, "files": files})
        return
    say(f"A plugin of your own is in {folder}:")
    for file in files:
        say(f"  {file}")
    note(f"Try it: cd {folder} && pip install -e '.[test]' && pytest && netcore plugins check {name}")


def plugin_commands() -> tuple[str, ...]:
    """The names of the commands that installed distributions add (entry-point group ``netcore.commands``), sorted.

    Reads metadata only.
    """
    return tuple(sorted({claim.name for claim in _claims()}))


def load_plugin_command(name: str) -> click.Command:
    """Import a command that a plugin adds; raises `PluginError`, in a sentence, when that fails or it is no command."""
    claims = [claim for claim in _claims() if claim.name == name]
    if not claims:
        raise PluginError(f"No installed distribution adds a command {name!r}.")
    if len(claims) > 1:
        rivals = " and ".join(str(claim) for claim in claims)
        raise PluginError(f"The command {name!r} is added by {rivals}, so neither is used. Uninstall one.")
    claim = claims[0]
    try:
        command = claim.load()
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # a module that calls sys.exit() must not end the program without a word
        from netcore.plugins.problems import one_line

        raise PluginError(f"The command {name!r} of {claim} cannot be loaded: {one_line(error)}.") from error
    if not isinstance(command, click.Command):
        raise PluginError(f"The command {name!r} of {claim} is a {type(command).__name__}, not a click command.")
    return command


def plugin_command(name: str) -> click.Command | None:
    """The command of that name that a plugin adds; None when none does."""
    return load_plugin_command(name) if name in plugin_commands() else None


def _claims() -> "tuple[Claim, ...]":
    from netcore.plugins.discovery import installed

    return installed(COMMANDS_GROUP)


def _offers(kinds: list[str]) -> str:
    """The kinds, in their order, with their numbers: "source, exporter 2"."""
    return ", ".join(kind if kinds.count(kind) == 1 else f"{kind} {kinds.count(kind)}" for kind in dict.fromkeys(kinds))


def _show(checked: "list[CheckedComponent]") -> None:
    for one in checked:
        what = f"{one.kind} {one.component}".strip() or one.plugin
        say(f"{one.outcome:8}  {what}", fg=_COLOURS[one.outcome])
        if one.detail:
            paragraph(one.detail, indent=" " * 10)
