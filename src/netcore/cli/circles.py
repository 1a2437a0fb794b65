"""`netcore circles`: the parts of life."""

from typing import TYPE_CHECKING

import click

from netcore.cli.choose import show_people
from netcore.cli.groups import Family
from netcore.cli.output import columns, count, json_option, say, show_json
from netcore.cli.parameters import circle_argument, people_argument
from netcore.cli.session import Session, pass_session
from netcore.cli.together import whole_names

if TYPE_CHECKING:
    from netcore.model.person import Circle


@click.group(cls=Family)
def group() -> None:
    """The parts of life through which you know people. `netcore circles` lists them."""


@group.command("list")
@json_option
@pass_session
def list_(session: Session, *, as_json: bool) -> None:
    """All circles, and how many people are in each."""
    with session.network() as network:
        circles = network.gather.circles()
    if as_json:
        show_json(circles)
        return
    columns(
        [(circle.id, circle.name, str(circle.members), circle.notes) for circle in circles],
        ("CIRCLE", "NAME", "PEOPLE", "NOTES"),
    )


@group.command()
@circle_argument()
@json_option
@pass_session
def show(session: Session, *, circle: str, as_json: bool) -> None:
    """Who is in a circle."""
    with session.network() as network:
        people = network.gather.people(circle=circle)
    if as_json:
        show_json(people)
    elif people:
        show_people(people)
    else:
        say(f"Nobody is in {circle} yet: netcore circles add {circle} PERSON")


@group.command()
@circle_argument()
@people_argument()
@json_option
@pass_session
def add(session: Session, *, circle: str, people: tuple[str, ...], as_json: bool) -> None:
    """Put people into a circle; a new name makes a new circle."""
    with session.network() as network:
        now = network.gather.add_to_circle(circle, whole_names(network, people))
    _done(now, as_json=as_json)


@group.command()
@circle_argument()
@people_argument()
@json_option
@pass_session
def remove(session: Session, *, circle: str, people: tuple[str, ...], as_json: bool) -> None:
    """Take people out of a circle. They stay on your list."""
    with session.network() as network:
        now = network.gather.remove_from_circle(circle, whole_names(network, people))
    _done(now, as_json=as_json)


@group.command("map")
@click.argument("category", help="What an address book calls a group: “Choir”.")
@click.argument("circle", default="", help="Your circle for it; left out, the category is ignored from now on.")
@json_option
@pass_session
def map_(session: Session, *, category: str, circle: str, as_json: bool) -> None:
    """Say which of your circles an address book's category means. Asked once, remembered for ever."""
    with session.network() as network:
        network.gather.map_category(category, circle or None)
    if as_json:
        show_json({"category": category, "circle": circle or None})
    else:
        say(f"“{category}” is {circle} from now on." if circle else f"“{category}” is ignored from now on.")


@group.command()
@circle_argument()
@click.argument("notes", help="What this circle is to you.")
@json_option
@pass_session
def describe(session: Session, *, circle: str, notes: str, as_json: bool) -> None:
    """Note what a circle is to you."""
    with session.network() as network:
        described = network.gather.describe_circle(circle, notes)
    if as_json:
        show_json(described)
    else:
        say(f"Noted with {described.name}.")


@group.command()
@circle_argument()
@click.argument("name", help="How it is called from now on.")
@json_option
@pass_session
def rename(session: Session, *, circle: str, name: str, as_json: bool) -> None:
    """Give a circle another name. Its people stay in it."""
    with session.network() as network:
        renamed = network.gather.rename_circle(circle, name)
    if as_json:
        show_json(renamed)
    else:
        say(f"It is called {renamed.name} from now on.")


def _done(circle: "Circle", *, as_json: bool) -> None:
    if as_json:
        show_json(circle)
    else:
        say(f"{circle.name} has {count(circle.members, 'person', 'people')} now.")
