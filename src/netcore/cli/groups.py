"""Groups of commands that import a command only when it is called."""

from importlib import import_module
from typing import Any

import click

from netcore.cli.table import COMMANDS_GROUP, GROUPS, find


class Steps(click.Group):
    """`netcore` itself: the commands of the table, under the seven steps; then those that plugins add."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order of the work."""
        return [listed.name for group in GROUPS for listed in group.commands]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command of that name; a name that is not in the table may be a plugin's."""
        listed = find(cmd_name)
        if listed is None:
            return _of_a_plugin(cmd_name)
        module, _, attribute = listed.home.partition(":")
        command: click.Command = getattr(import_module(f"netcore.cli.{module}"), attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; for a mistyped name, say what may have been meant."""
        if not args[0].startswith("-") and not ctx.resilient_parsing and self.get_command(ctx, args[0]) is None:
            raise click.UsageError(_unknown(args[0], self.list_commands(ctx)), ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table, then the commands of plugins by name, without importing a single command."""
        added = _of_plugins()
        width = max(len(name) for name in [*self.list_commands(ctx), *(name for name, _ in added)])
        for group in GROUPS:
            with formatter.section(f"{group.step} · {group.what}"):
                formatter.write_dl([(listed.name.ljust(width), listed.help) for listed in group.commands])
        if added:
            with formatter.section("more · added by plugins"):
                formatter.write_dl([(name.ljust(width), by) for name, by in added])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[Any]:
        """Complete from the table."""
        from click.shell_completion import CompletionItem

        rows = [(listed.name, listed.help) for group in GROUPS for listed in group.commands] + _of_plugins()
        items = [CompletionItem(name, help=help_) for name, help_ in rows if name.startswith(incomplete)]
        return items + (click.Command.shell_complete(self, ctx, incomplete) if incomplete.startswith("-") else [])


class Family(click.Group):
    """A command with sub-commands, one of which is meant when none is named: `netcore people` lists people."""

    usual: str = "list"

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the usual sub-command in front of arguments that name none."""
        named = args[0] in {*self.commands, *ctx.help_option_names} if args else ctx.resilient_parsing
        return super().parse_args(ctx, args if named else [self.usual, *args])

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which they are written, which is the order of the work."""
        return list(self.commands)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[Any]:
        """The sub-commands; and the options of the usual one, which needs no word of its own."""
        options = self.commands[self.usual].shell_complete(ctx, incomplete) if incomplete.startswith("-") else []
        return super().shell_complete(ctx, incomplete) + options


def _of_plugins() -> list[tuple[str, str]]:
    """Names of the commands that plugins add, each with who adds it; read from metadata."""
    from importlib.metadata import entry_points

    try:
        points = entry_points(group=COMMANDS_GROUP)
    except Exception:  # a damaged installation is told by `netcore plugins`; the help is needed all the same
        return []
    adders: dict[str, set[str]] = {}
    for point in points:
        adders.setdefault(point.name, set()).add(point.dist.name if point.dist else point.value)
    return [(name, f"From {' and '.join(sorted(by))}.") for name, by in sorted(adders.items())]


def _of_a_plugin(name: str) -> click.Command | None:
    from netcore.cli.plugins import plugin_command

    return plugin_command(name)


def _unknown(name: str, known: list[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, known)
    hint = f"Did you mean {' or '.join(close)}?" if close else "`netcore --help` lists all of them."
    return f"There is no command {name!r}. {hint}"
