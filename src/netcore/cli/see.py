"""`netcore next` and `netcore journal`: where you are."""

import click

from netcore.cli.output import columns, json_option, paragraph, say, show_json, when
from netcore.cli.parameters import Number, person_option
from netcore.cli.session import Session, pass_session


@click.command("next")
@click.option("--limit", type=Number(), default=7, show_default=True, help="How many things to name.")
@json_option
@pass_session
def agenda(session: Session, limit: int, as_json: bool) -> None:
    """What to do next, why, and the command that does it. The most urgent comes first."""
    with session.network() as network:
        items = network.agenda(limit=limit)
    if as_json:
        show_json(items)
        return
    if not items:
        say("Nothing is waiting. Enjoy the day, or think of somebody new: netcore recall")
    for number, item in enumerate(items, start=1):
        due = f" ({'from' if item.kind == 'wait' else 'by'} {when(item.due)})" if item.due else ""
        paragraph(f"{item.what}{due}", indent=f"{number:>2}. ", hang="    ", bold=True)
        paragraph(item.why, indent="    ")
        paragraph(item.do, indent="    → ", hang="      ", fg="cyan")


@click.command()
@person_option("--person", help="Only what happened with this person.")
@click.option("--limit", type=Number(), default=20, show_default=True, help="How many lines.")
@json_option
@pass_session
def journal(session: Session, person: str, limit: int, as_json: bool) -> None:
    """What happened, newest first."""
    with session.network() as network:
        entries = network.journal(person=network.gather.find(person).id if person else "", limit=limit)
    if as_json:
        show_json(entries)
        return
    if not entries:
        say("Nothing has happened yet.")
    columns([(when(entry.at), entry.text) for entry in entries])
