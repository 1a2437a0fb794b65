"""`netcore export`."""

import sys
from pathlib import Path

import click

from netcore.cli.output import json_option, note, say, show_json
from netcore.cli.parameters import circle_option, person_option
from netcore.cli.session import Session, pass_session
from netcore.errors import UsageError


@click.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True), help="Where to; - is the standard output.")
@click.option("--format", "format_", default="vcard", show_default=True, help="netcore plugins lists the exporters.")
@person_option("--person", "people", multiple=True, help="Only this person. May be repeated.")
@circle_option("--circle", help="Only those in this circle.")
@click.option("--with-eliminated", is_flag=True, help="Also those whom you took off the list.")
@click.option("--replace", is_flag=True, help="Overwrite a file that is there.")
@json_option
@pass_session
def command(
    session: Session,
    *,
    file: Path,
    format_: str,
    people: tuple[str, ...],
    circle: str,
    with_eliminated: bool,
    replace: bool,
    as_json: bool,
) -> None:
    """Write your people into a file that other programs read, one card each. Nothing in your network changes.

    Whom you eliminated is left out, and why you did is in no export.
    """
    to_stdout = str(file) == "-"
    if to_stdout and as_json:
        raise UsageError("The standard output cannot hold the export and the JSON: name a file.")
    if file.exists() and not replace and not to_stdout:
        raise UsageError(f"{file} exists already. Name another file, or say --replace.")
    with session.network() as network:
        if circle:
            people += tuple(person.id for person in network.gather.people(circle=circle))
        notes = network.gather.export(
            sys.stdout.buffer if to_stdout else file,
            format=format_,
            people=people or (() if circle else None),
            with_eliminated=with_eliminated,
        )
    if as_json:
        show_json({"file": file.absolute(), "notes": notes})
        return
    for line in notes:
        note(line)
    if not to_stdout:
        say(f"Written: {file}")
