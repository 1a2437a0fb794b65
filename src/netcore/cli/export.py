"""`netcore export`."""

import sys
from pathlib import Path

import click

from netcore.cli.output import json_option, note, say, show_json
from netcore.cli.parameters import circle_option, person_option
from netcore.cli.progress import watching
from netcore.cli.session import Session, pass_session
from netcore.errors import UsageError


@click.command()
@click.argument(
    "file",
    type=click.Path(path_type=Path, allow_dash=True),
    required=False,
    help="Where to; - is the standard output.",
)
@click.option("--to", "account", metavar="ACCOUNT", default="", help="Not a file, but this online address book.")
@click.option("--preview", is_flag=True, help="With --to: show what would be written, and write nothing.")
@click.option(
    "--format",
    "format_",
    default="",
    help="vcard, vcard.4, csv…: netcore plugins lists them; json is the whole network.  [default: as FILE ends]",
)
@person_option("--person", "people", multiple=True, help="Only this person. May be repeated.")
@circle_option("--circle", help="Only those in this circle.")
@click.option("--with-eliminated", is_flag=True, help="Also those whom you took off the list.")
@click.option("--replace", is_flag=True, help="Overwrite a file that is there.")
@json_option
@pass_session
def command(
    session: Session,
    *,
    file: Path | None,
    account: str,
    preview: bool,
    format_: str,
    people: tuple[str, ...],
    circle: str,
    with_eliminated: bool,
    replace: bool,
    as_json: bool,
) -> int:
    """Write your people into a file that other programs read, one card each. Nothing in your network changes.

    Whom you eliminated is left out, and why you did is in no export. With --format json, the file holds the whole
    network with all your work in it; `netcore import` brings it into an empty one.

    With --to ACCOUNT, what you corrected goes back into the online address book it came from; whoever is named with
    --person or --circle and is not in it gets a card there. What others changed there meanwhile is left alone.
    """
    if account:
        from netcore.cli.write_back import write_back

        if file is not None:
            raise UsageError("Name a file, or an account with --to, not both.")
        return write_back(session, account, people=people, circle=circle, preview=preview, as_json=as_json)
    if file is None or preview:
        raise UsageError("Name a file to write, or an account with --to (--preview is for that).")
    to_stdout = str(file) == "-"
    if to_stdout and as_json:
        raise UsageError("The standard output cannot hold the export and the JSON: name a file.")
    if file.exists() and not replace and not to_stdout:
        raise UsageError(f"{file} exists already. Name another file, or say --replace.")
    with session.network() as network, watching() as progress:
        if circle:
            people += tuple(person.id for person in network.gather.people(circle=circle))
        notes = network.gather.export(
            sys.stdout.buffer if to_stdout else file,
            format=format_,
            people=people or (() if circle else None),
            with_eliminated=with_eliminated,
            progress=progress,
        )
    if as_json:
        show_json({"file": file.absolute(), "notes": notes})
        return 0
    for line in notes:
        note(line)
    if not to_stdout:
        say(f"Written: {file}")
    return 0
