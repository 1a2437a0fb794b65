"""The command reference, read off the commands themselves."""

from collections.abc import Iterator

import click

from netcore.cli.groups import Family
from netcore.cli.root import netcore
from netcore.cli.table import GROUPS


def commands_page() -> str:
    """Every command with its arguments and options, under the seven steps."""
    root = click.Context(netcore, info_name="netcore")
    lines = ["# Commands", "", "The same as `netcore COMMAND --help` shows, on one page.", ""]
    lines += ["## For all commands", "", *_options(netcore, root)]
    for group in GROUPS:
        lines += [f"## {group.step.capitalize()}", "", f"*{group.what.capitalize()}.*", ""]
        for listed in group.commands:
            command = netcore.get_command(root, listed.name)
            assert command is not None, f"{listed.name} is listed and has no code"
            lines += _command(command, click.Context(command, info_name=listed.name, parent=root), 3)
    return "\n".join(lines)


def _command(command: click.Command, context: click.Context, level: int) -> Iterator[str]:
    usage = command.get_usage(context).removeprefix("Usage: ")
    yield from (f"{'#' * level} {context.command_path}", "", "```text", " ".join(usage.split()), "```", "")
    yield from (_prose(command), "")
    if isinstance(command, click.Group):
        if isinstance(command, Family) and command.usual in command.commands:
            yield from (f"Without a further word it means `{context.command_path} {command.usual}`.", "")
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if below is not None and not below.hidden:
                yield from _command(below, click.Context(below, info_name=name, parent=context), level + 1)
    else:
        yield from _options(command, context)


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    rows = [record for parameter in command.get_params(context) if (record := parameter.get_help_record(context))]
    if not rows:
        return
    for names, help_text in rows:
        yield from (f"`{' '.join(names.split())}`", f": {_plain(help_text) or 'see above'}", "")


def _prose(command: click.Command) -> str:
    text = (command.help or command.short_help or "").split("\f")[0]
    paragraphs = [" ".join(part.replace("\b", "").split()) for part in text.split("\n\n")]
    return "\n\n".join(_plain(part) for part in paragraphs if part)


def _plain(text: str) -> str:
    """Text that Markdown shows as it is, but for the marked code in it."""
    parts = text.split("`")
    for number in range(0, len(parts), 2):
        for mark in "\\<>[]*_":
            parts[number] = parts[number].replace(mark, "\\" + mark)
    return " ".join("`".join(parts).split())
