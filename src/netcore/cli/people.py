"""`netcore people`: list, show, add, edit."""

from typing import TYPE_CHECKING, Any

import click

from netcore.cli.choose import describe, show_people
from netcore.cli.groups import Family
from netcore.cli.output import details, json_option, say, show_json
from netcore.cli.parameters import Number, circle_option, person_argument, person_option
from netcore.cli.session import Session, pass_session
from netcore.errors import UsageError

if TYPE_CHECKING:
    from netcore.model.person import PersonDetail
    from netcore.network import Network


@click.group(cls=Family)
def group() -> None:
    """List, look at, add and correct people. `netcore people` lists them all."""


@group.command("list")
@click.argument("search", default="", help="Part of a name, an address or a number.")
@circle_option("--circle", help="Only those you know through this circle.")
@click.option("--standing", type=click.Choice(["undecided", "kept", "eliminated"]), help="Only those.")
@click.option("--limit", type=Number(), help="At most so many.")
@json_option
@pass_session
def list_(session: Session, *, search: str, circle: str, standing: Any, limit: int | None, as_json: bool) -> None:
    """Everybody, or those who fit."""
    with session.network() as network:
        people = network.gather.people(search=search, circle=circle, standing=standing, limit=limit)
    if as_json:
        show_json(people)
    elif people:
        show_people(people)
    elif search or circle or standing:
        say("Nobody fits. `netcore people` lists everybody.")
    else:
        say("Nobody is here yet. Bring in an address book with netcore import FILE, or a name with netcore people add.")


@group.command()
@person_argument()
@json_option
@pass_session
def show(session: Session, *, person: str, as_json: bool) -> None:
    """Everything that is known about a person."""
    with session.network() as network:
        detail = network.gather.show(person)
        if as_json:
            show_json(detail)
        else:
            show_detail(network, detail)


@group.command()
@click.argument("name", help="The name; it is enough.")
@click.option("--email", default="", help="An e-mail address.")
@click.option("--phone", default="", help="A telephone number.")
@circle_option("--circle", "circles", multiple=True, help="Through which part of life you know them. May be repeated.")
@click.option("--note", default="", help="Something worth remembering.")
@person_option("--introduced-by", help="Who introduced you.")
@json_option
@pass_session
def add(session: Session, /, *, name: str, as_json: bool, **facts: Any) -> None:
    """Add somebody by hand. A bare name is enough."""
    with session.network() as network:
        person = network.gather.add(name, **facts)
    if as_json:
        show_json(person)
    else:
        say(f"Added: {describe(person)}.")


@group.command()
@person_argument()
@click.option("--name", help="What they are called; empty takes your correction back.")
@click.option("--email", help="Their best e-mail address.")
@click.option("--phone", help="Their best telephone number.")
@click.option("--note", help="Something worth remembering.")
@json_option
@pass_session
def edit(session: Session, /, *, person: str, as_json: bool, **facts: str | None) -> None:
    """Correct what an address book says. Your correction wins over every import."""
    if all(value is None for value in facts.values()):
        raise UsageError("Say what to correct: --name, --email, --phone or --note.")
    with session.network() as network:
        detail = network.gather.edit(person, **facts)
        if as_json:
            show_json(detail)
        else:
            show_detail(network, detail)


def show_detail(network: "Network", detail: "PersonDetail") -> None:
    """A person in full."""
    person, card = detail.person, detail.card
    say(person.name or "Somebody without a name", bold=True)
    rows = (
        ("standing", [f"{person.standing}{', held' if person.held else ''}"]),
        ("not written to", network.choose.contactable(person.id)),
        ("also called", [", ".join(card.nicknames)]),
        ("circles", [", ".join(person.circles)]),
        ("e-mail", [_marked(email.address, email.kinds) for email in card.emails]),
        ("phone", [_marked(phone.number.removeprefix("tel:"), phone.kinds) for phone in card.phones]),
        ("address", [_address(address) for address in card.addresses]),
        ("work", [", ".join(part for part in (work.title, work.name) if part) for work in card.organizations]),
        ("birthday", [str(card.birthday or "")]),
        ("web", [link.url for link in card.links]),
        ("chat", [f"{handle.service}: {handle.name}" for handle in card.handles]),
        ("relatives", [_marked(relation.name, (relation.kind,)) for relation in card.relations]),
        ("introduced by", network.names([detail.introduced_by]).values()),
        ("notes", [*detail.notes, *card.notes]),
        ("cards", [_reference(ref.account, ref.source_id, gone=ref.gone) for ref in person.records]),
        ("id", [person.id]),
    )
    for head, values in rows:
        details(head, values)


def _marked(text: str, kinds: tuple[str, ...]) -> str:
    marks = ", ".join(kind for kind in kinds if kind)
    return f"{text} ({marks})" if marks else text


def _address(address: Any) -> str:
    parts = (address.street, address.postcode, address.locality, address.region, address.country)
    return address.formatted or ", ".join(part for part in parts if part)


def _reference(account: str, source_id: str, *, gone: bool) -> str:
    return f"{account}  {source_id}{'  (gone there)' if gone else ''}"
