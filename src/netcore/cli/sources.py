"""Commands whose first word may be a plugin's source, and whose options are then the settings it declares."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from netcore.cli.session import Session

if TYPE_CHECKING:
    from netcore.plugins import ContactSourceDescriptor


def sources_of(context: click.Context | None) -> "list[ContactSourceDescriptor]":
    """The sources that are no files, of the plugins that work here."""
    session = (context.find_object(Session) if context else None) or Session()
    return [source for source in session.plugins().sources() if not source.patterns]


def source_command(
    word: str,
    context: click.Context | None,
    *,
    run: Callable[..., Any],
    params: list[click.Parameter],
) -> click.Command | None:
    """The command for a source, named by itself or by an account of it ("google:ada@example.org"); None for another.

    ``run`` is called with the session, the word, the values of ``params`` and the ``settings`` that were given.
    """
    component = word.partition(":")[0]
    found = next((source for source in sources_of(context) if source.name == component), None)
    if found is None:
        return None
    from netcore.cli.options import settings_command

    def callback(**how: Any) -> Any:
        return run(click.get_current_context().ensure_object(Session), word, **how)

    return settings_command(found, callback, params=params)


def list_sources(context: click.Context, formatter: click.HelpFormatter, command: str) -> None:
    """Add the sources to a help page."""
    rows = [(source.name, source.summary) for source in sources_of(context)]
    if rows:
        with formatter.section(f"Sources ({command} SOURCE --help)"):
            formatter.write_dl(rows)
