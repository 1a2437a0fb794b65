"""`netcore duplicates`, `same`, `different` and `split`: which cards are one human."""

from typing import TYPE_CHECKING

import click

from netcore.cli.choose import describe
from netcore.cli.keys import ask, at_terminal
from netcore.cli.output import count, json_option, note, paragraph, say, show_json
from netcore.cli.parameters import Number, person_argument
from netcore.cli.session import Session, pass_session

if TYPE_CHECKING:
    from netcore.model.person import PersonDetail, Question
    from netcore.network import Network


@click.command()
@click.option("--list", "only_list", is_flag=True, help="Show the questions and ask nothing.")
@click.option("--limit", type=Number(), help="At most so many questions.")
@json_option
@pass_session
def duplicates(session: Session, *, only_list: bool, limit: int | None, as_json: bool) -> None:
    """Cards that may be the same human: answer with one key each; your answers are kept for ever.

    netcore joins cards by itself only when the evidence leaves no doubt. Whoever might be somebody you
    eliminated is not written to until you have answered.
    """
    with session.network() as network:
        questions = network.gather.duplicates()[:limit]
        if as_json:
            show_json([{"left": q.left, "right": q.right, "reasons": q.reasons} for q in questions])
        elif not questions:
            say("No open questions: everybody is there once.")
        elif only_list or not at_terminal():
            for question in questions:
                _show(network, question)
        else:
            _walk(network, questions)


def _walk(network: "Network", questions: "tuple[Question, ...]") -> None:
    answers = {"s": "same human", "d": "different", "n": "not now", "q": "stop"}
    answered = 0
    for question in questions:
        _show(network, question)
        key = ask("", answers)
        if key == "q":
            break
        if key == "s":
            network.gather.same(question.left, question.right)
        elif key == "d":
            network.gather.different(question.left, question.right)
        answered += key in {"s", "d"}
    note(f"{count(answered, 'answer')} kept. `netcore undo` takes the last one back.")


def _show(network: "Network", question: "Question") -> None:
    say()
    for id_ in (question.left, question.right):
        paragraph(_card(network.gather.show(id_)), indent="  ", hang="      ")
    paragraph("; ".join(question.reasons), indent="  because ", hang="          ", fg="cyan")


def _card(detail: "PersonDetail") -> str:
    card = detail.card
    more = [
        *(organization.name for organization in card.organizations if organization.name),
        *(str(address.locality) for address in card.addresses if address.locality),
        *([f"born {card.birthday}"] if card.birthday else []),
    ]
    return f"{describe(detail.person)}{' · ' if more else ''}{', '.join(more)}  [{detail.person.id}]"


@click.command()
@person_argument("first")
@person_argument("second")
@json_option
@pass_session
def same(session: Session, *, first: str, second: str, as_json: bool) -> None:
    """Say that two entries are one human. It holds for ever; `netcore split` and `netcore undo` take it back."""
    with session.network() as network:
        person = network.gather.same(first, second)
    if as_json:
        show_json(person)
    else:
        say(f"One human from now on: {describe(person)}.")


@click.command()
@person_argument("first")
@person_argument("second")
@json_option
@pass_session
def different(session: Session, *, first: str, second: str, as_json: bool) -> None:
    """Say that two entries are two humans. They are never joined again, whatever is imported."""
    with session.network() as network:
        network.gather.different(first, second)
    if as_json:
        show_json({"first": first, "second": second, "verdict": "different"})
    else:
        say(f"{first} and {second} are two humans, for ever.")


@click.command()
@person_argument()
@click.option("--account", default="", help="The address book of the card that is somebody else.")
@click.option("--source-id", default="", help="The card's id there: `netcore people show` lists them.")
@json_option
@pass_session
def split(session: Session, *, person: str, account: str, source_id: str, as_json: bool) -> None:
    """Take one card out of a person: it becomes a person of its own, exactly as it was before."""
    with session.network() as network:
        people = network.gather.split(person, account=account, source_id=source_id)
    if as_json:
        show_json(people)
    else:
        say(f"Two humans from now on: {' and '.join(describe(one) for one in people)}.")
