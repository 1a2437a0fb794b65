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


def file_sources_of(context: click.Context | None) -> "list[ContactSourceDescriptor]":
    """The sources that read files, of the plugins that work here."""
    session = (context.find_object(Session) if context else None) or Session()
    return list(session.plugins().file_sources())


def file_options(context: click.Context, taken: list[click.Parameter]) -> list[click.Parameter]:
    """The settings of the sources that read files, as options; of two with one name, the first plugin's."""
    from netcore.cli.options import setting_options

    names = {option for parameter in taken for option in (*parameter.opts, *parameter.secondary_opts)}
    found: dict[str | None, click.Parameter] = {}
    for source in file_sources_of(context):
        for option in setting_options(source, taken=names):
            found.setdefault(option.name, option)
    return list(found.values())


def file_settings(context: click.Context, values: dict[str, Any]) -> dict[str, Any]:
    """What was said in these options."""
    from netcore.cli.options import said

    return {name: value for source in file_sources_of(context) for name, value in said(source, values).items()}


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
