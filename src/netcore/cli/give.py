"""`netcore give`: favors, from the question to the deed."""

from datetime import datetime
from typing import TYPE_CHECKING

import click

from netcore.cli.groups import Family
from netcore.cli.moments import Moment
from netcore.cli.output import columns, json_option, paragraph, say, show_json, when
from netcore.cli.parameters import person_argument
from netcore.cli.session import Session, pass_session

if TYPE_CHECKING:
    from netcore.model.work import Favor


@click.group(cls=Family)
def group() -> None:
    """What you do for people: ask, promise, do. `netcore give` lists what is open. Nobody keeps score."""


@group.command("list")
@click.option("--all", "everything", is_flag=True, help="Also what is done or declined.")
@json_option
@pass_session
def list_(session: Session, *, everything: bool, as_json: bool) -> None:
    """What you asked, promised and did."""
    with session.network() as network:
        favors = network.give.list(open_only=not everything)
        names = {} if as_json else network.names([favor.person for favor in favors])
    if as_json:
        show_json(favors)
        return
    if not favors:
        say("Nothing is open. Ask somebody what you could do for them: netcore give ask PERSON")
    columns([(names[one.person], one.state, one.what, f"by {when(one.due)}" if one.due else "") for one in favors])


@group.command()
@person_argument()
@json_option
@pass_session
def ask(session: Session, *, person: str, as_json: bool) -> None:
    """Note that you asked what you could do for them."""
    with session.network() as network:
        favor = network.give.ask(person)
    _answer(favor, "Noted: you asked. When you know what they need: netcore give promise", as_json=as_json)


@group.command()
@person_argument()
@click.argument("what", help="What you promise.")
@click.option("--due", type=Moment(future=True), help='Until when: "Friday", "in 2 weeks", a date.')
@json_option
@pass_session
def promise(session: Session, *, person: str, what: str, due: datetime | None, as_json: bool) -> None:
    """Note what you promised, and until when."""
    with session.network() as network:
        favor = network.give.promise(person, what, due=due)
    _answer(favor, f"Promised: {favor.what}{f', by {when(favor.due)}' if favor.due else ''}.", as_json=as_json)


@group.command()
@person_argument()
@json_option
@pass_session
def done(session: Session, *, person: str, as_json: bool) -> None:
    """Note that you did what you promised."""
    with session.network() as network:
        favor = network.give.done(person)
    _answer(favor, f"Done: {favor.what}.", as_json=as_json)


@group.command()
@person_argument()
@json_option
@pass_session
def decline(session: Session, *, person: str, as_json: bool) -> None:
    """Note that they need nothing, or that you cannot."""
    with session.network() as network:
        favor = network.give.decline(person)
    _answer(favor, "Noted.", as_json=as_json)


def _answer(favor: "Favor", sentence: str, *, as_json: bool) -> None:
    if as_json:
        show_json(favor)
    else:
        paragraph(sentence)
