"""`netcore thank`: whom you owe thanks, and the note."""

import click

from netcore.cli.letters import show_letter
from netcore.cli.output import columns, json_option, note, say, show_json, when
from netcore.cli.parameters import person_argument
from netcore.cli.session import Session, pass_session
from netcore.errors import UsageError


@click.command()
@person_argument(required=False)
@click.option("--body", help="What to write.  [default: drawn from your notes of the talk]")
@click.option("--subject", help="What to put above it.")
@click.option("--done", is_flag=True, help="You thanked them already, by other means.")
@json_option
@pass_session
def command(
    session: Session, *, person: str | None, body: str | None, subject: str | None, done: bool, as_json: bool
) -> None:
    """Without PERSON: whom you owe thanks. With PERSON: draft the note, to be reviewed and sent like any letter."""
    if person is None:
        _list(session, as_json=as_json)
        return
    if done and (body or subject):
        raise UsageError("--done notes that you thanked already: leave --body and --subject out.")
    if done:
        _thanked(session, person, as_json=as_json)
        return
    with session.network() as network:
        message = network.thank.draft(person, body=body, subject=subject)
    if as_json:
        show_json(message)
    else:
        show_letter(message)
        note("A draft: make it yours, approve and send it with netcore review and netcore send.")


def _thanked(session: Session, person: str, *, as_json: bool) -> None:
    with session.network() as network:
        talk = network.thank.done(person)
    if as_json:
        show_json(talk)
    else:
        say("Noted: they are thanked.")


def _list(session: Session, *, as_json: bool) -> None:
    with session.network() as network:
        owed = network.thank.owed()
        names = {} if as_json else network.names([talk.person for talk in owed])
    if as_json:
        show_json(owed)
        return
    if not owed:
        say("You owe nobody thanks.")
    columns([(names[talk.person], f"by {when(talk.thank_by)}", f"netcore thank {talk.person}") for talk in owed])
