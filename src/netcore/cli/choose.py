"""`netcore choose`, `keep`, `eliminate` and `forget`: who is on the list."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from netcore.cli.keys import ask, confirm
from netcore.cli.output import columns, count, json_option, note, say, show_json
from netcore.cli.parameters import Number, circle_option, people_argument, person_argument
from netcore.cli.session import Session, pass_session
from netcore.cli.together import whole_names
from netcore.errors import UsageError

if TYPE_CHECKING:
    from netcore.model.person import Person
    from netcore.network import Network

_NAMED = 20
"""Of more people than these the rest is counted."""


@click.command()
@click.option("--limit", type=Number(), help="At most so many people in this pass.")
@json_option
@pass_session
def choose(session: Session, limit: int | None, as_json: bool) -> None:
    """Go through everybody you have not decided about: one key each, stored at once.

    Ask yourself: would I enjoy hearing from this person? Feel discomfort or doubt, and take them off.
    Stop whenever you like. With --json, list the undecided and ask nothing.
    """
    with session.network() as network:
        people = network.choose.undecided(limit=limit)
        if as_json:
            show_json(people)
            return
        if not people:
            say("Nobody waits for your decision. Who else do you know? netcore recall")
            return
        kept, eliminated = _pass(network, people)
    left = len(people) - kept - eliminated
    say(f"Kept {kept}, eliminated {eliminated}, {left} still undecided.")


def _pass(network: "Network", people: "tuple[Person, ...]") -> tuple[int, int]:
    answers = {"k": "keep", "e": "eliminate", "s": "skip", "q": "stop"}
    decided = {"k": 0, "e": 0}
    for number, person in enumerate(people, start=1):
        key = ask(f"{number}/{len(people)}  {describe(person)}\n   ", answers)
        if key == "q":
            break
        if key == "k":
            network.choose.keep([person.id])
        elif key == "e":
            network.choose.eliminate([person.id])
        if key in decided:
            decided[key] += 1
    return decided["k"], decided["e"]


@click.command()
@people_argument(required=False)
@circle_option("--circle", help="Everybody in this circle, except those you have eliminated.")
@click.option("--although-held", is_flag=True, help="Also somebody who shares an address with a person you erased.")
@json_option
@pass_session
def keep(session: Session, *, people: tuple[str, ...], circle: str, although_held: bool, as_json: bool) -> None:
    """Keep people on your list, or a whole circle: you may write to them."""
    with session.network() as network:
        members = _members(network, people, circle)
        wanted = [person.id for person in members if person.standing != "eliminated"]
        kept = network.choose.keep([*whole_names(network, people), *wanted], although_held=although_held)
    if off := len(members) - len(wanted):
        stay = "person of the circle stays" if off == 1 else "people of the circle stay"
        note(f"{off} {stay} off your list: netcore keep PERSON takes somebody back.")
    if as_json:
        show_json(kept)
    else:
        say(f"Kept: {_named(kept) or 'nobody'}.")


@click.command()
@people_argument(required=False)
@circle_option("--circle", help="Everybody in this circle.")
@click.option("--reason", default="", help="Why, for your own eyes: it never leaves your network.")
@click.option("--yes", is_flag=True, help="Do not ask, with --circle.")
@json_option
@pass_session
def eliminate(session: Session, *, people: tuple[str, ...], circle: str, reason: str, yes: bool, as_json: bool) -> None:
    """Take people off your list, or a whole circle: they are never written to.

    That covers all their addresses, and every card that turns out to be theirs. `netcore keep` takes it back.
    """
    with session.network() as network:
        members = [person.id for person in _members(network, people, circle) if person.standing != "eliminated"]
        wanted = [*whole_names(network, people), *members]
        number = count(len(wanted), "person", "people")
        if members and not yes and not confirm(f"Take {number} off your list?"):
            wanted = []
        eliminated = network.choose.eliminate(wanted, reason=reason)
        too_late = network.choose.on_their_way([person.id for person in eliminated])
    for message in too_late:
        note(f"“{message.subject}” to {message.to_address} is on its way already: nobody can call it back.")
    if as_json:
        show_json(eliminated)
        return
    names = _named(eliminated)
    say(f"Eliminated: {names}. Nothing will be sent there." if names else "Nobody was eliminated.")


def _named(people: "Sequence[Person]") -> str:
    """The first of them by name, and how many more there are."""
    names = ", ".join(person.name or person.id for person in people[:_NAMED])
    return f"{names} and {len(people) - _NAMED:,} more" if len(people) > _NAMED else names


def _members(network: "Network", people: tuple[str, ...], circle: str) -> "tuple[Person, ...]":
    """Who is in the circle that was named; nobody when none was, and then some people must have been."""
    if not people and not circle:
        raise UsageError("Say whom: some people, or --circle.")
    return network.gather.people(circle=circle) if circle else ()


@click.command()
@person_argument(required=False)
@click.option("--finish", is_flag=True, help="Overwrite what an earlier erasing could not, since netcore was in use.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@pass_session
def forget(session: Session, *, person: str | None, finish: bool, yes: bool, as_json: bool) -> None:
    """Erase a person for good: cards, notes, messages. There is no undo.

    A keyed fingerprint of their addresses stays, from which nobody can read them, so that another import
    does not bring them back unnoticed.
    """
    if bool(person) == finish:
        raise UsageError("Say whom to erase, or --finish alone.")
    with session.network() as network:
        if not person:
            _finish(network, as_json=as_json)
            return
        found = network.gather.find(person)
        if not yes and not confirm(f"Erase {describe(found)} for good?"):
            note("Nothing was changed.")
            return
        network.choose.forget(found.id)
    if as_json:
        show_json({"forgotten": found.id})
    else:
        say(f"{found.name or found.id} is forgotten.")


def _finish(network: "Network", *, as_json: bool) -> None:
    done = network.choose.finish_forgetting()
    if as_json:
        show_json({"finished": done})
    else:
        say("Finished: nothing of them is left in the store." if done else "There was nothing to finish.")


def describe(person: "Person") -> str:
    """A person in one line: the name, and what tells them from others of that name."""
    known = (*person.circles, *person.emails[:2], *person.phones[: 1 if person.emails else 2])
    more = [text for text in known if text != person.name]
    name = person.name or "somebody without a name"
    return f"{name} ({', '.join(more)})" if more else name


def show_people(people: "tuple[Person, ...]") -> None:
    """A list of people, with their number."""
    columns(
        [
            (person.name, _standing(person), ", ".join(person.circles), "".join(person.emails[:1]), person.id)
            for person in people
        ],
        ("NAME", "STANDING", "CIRCLES", "E-MAIL", "ID"),
    )
    note(count(len(people), "person", "people"))


def _standing(person: "Person") -> str:
    return f"{person.standing}, held" if person.held else person.standing
