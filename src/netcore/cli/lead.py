"""`netcore lead` and `netcore arrived`: what came of a talk."""

import click

from netcore.cli.output import columns, json_option, paragraph, say, show_json
from netcore.cli.parameters import person_argument
from netcore.cli.session import Session, pass_session


@click.command()
@person_argument(required=False)
@click.option("--introduces", default="", metavar="NAME", help="Somebody new to whom they introduce you.")
@click.option("--email", default="", help="The new person's e-mail address.")
@click.option("--idea", default="", help="An idea, a place, something to read.")
@click.option("--text", default="", help="A remark.")
@json_option
@pass_session
def command(session: Session, /, *, person: str | None, as_json: bool, **what: str) -> None:
    """Note what came of a talk with PERSON: somebody new, or an idea. Without PERSON, list what came so far.

    Somebody new joins your list, with the tie to the person who introduced you.
    """
    if person is None:
        _list(session, as_json=as_json)
        return
    with session.network() as network:
        lead = network.give.lead(person, **what)
    if as_json:
        show_json(lead)
    else:
        paragraph(f"Noted. When something has come of it, tell them, and then: netcore arrived {lead.id}")


def _list(session: Session, *, as_json: bool) -> None:
    with session.network() as network:
        leads = network.give.leads()
        names = {} if as_json else network.names([id_ for lead in leads for id_ in (lead.from_person, lead.person)])
    if as_json:
        show_json(leads)
        return
    if not leads:
        say("Nothing is noted yet: netcore lead PERSON --introduces NAME, or --idea TEXT")
    columns(
        [
            (
                lead.id,
                names[lead.from_person],
                f"introduced {names[lead.person]}" if lead.person else "idea",
                lead.text,
                "told" if lead.arrived_at else "not told yet",
            )
            for lead in leads
        ]
    )


@click.command()
@click.argument("lead", help="The id of what came of it: netcore lead lists them.")
@json_option
@pass_session
def arrived(session: Session, *, lead: str, as_json: bool) -> None:
    """Note that you told whoever gave you a lead what came of it."""
    with session.network() as network:
        told = network.give.arrived(lead)
    if as_json:
        show_json(told)
    else:
        say("Noted: they know what came of it.")
