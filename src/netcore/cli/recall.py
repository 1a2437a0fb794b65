"""`netcore recall`: who is missing?"""

import re
import sys
from typing import TYPE_CHECKING

import click

from netcore.cli.output import count, json_option, note, paragraph, say, show_json
from netcore.cli.session import Session, pass_session
from netcore.model.folding import fold

if TYPE_CHECKING:
    from netcore.model.person import Person
    from netcore.network import Network
    from netcore.steps.gather.recall import RecallPrompt

_STOP = "."
_WITH_ADDRESS = re.compile(r"(?P<name>[^<>@]*[^<>@\s])\s*(?:<\s*|\s)(?P<email>[^\s<>@]+@[^\s<>@]+\.[^\s<>@]+)\s*>?")


@click.command()
@click.option("--list", "only_list", is_flag=True, help="Show the questions and ask nothing.")
@json_option
@pass_session
def command(session: Session, *, only_list: bool, as_json: bool) -> None:
    """Walk through the parts of your life: who comes to mind, and is not on your list yet?

    Write one name a line; a bare name is enough. The number of somebody who is offered puts them into the circle. An
    empty line goes on to the next part, a dot stops.
    """
    with session.network() as network:
        prompts = network.gather.recall()
        if as_json:
            show_json(prompts)
        elif only_list:
            for prompt in prompts:
                _show(prompt)
        else:
            _walk(network, prompts)


def _walk(network: "Network", prompts: "tuple[RecallPrompt, ...]") -> None:
    added = 0
    for prompt in prompts:
        _show(prompt)
        while (line := _line()) not in {"", _STOP}:
            added += _take(network, prompt, line)
        if line == _STOP:
            break
    say(f"{count(added, 'person', 'people')} came to mind. Whenever somebody else does: netcore people add NAME")


def _take(network: "Network", prompt: "RecallPrompt", line: str) -> int:
    """A number puts somebody who was offered into the circle; everything else is a name."""
    offered = {str(number): one for number, one in enumerate(prompt.suggestions, start=1)}
    if line in offered:
        network.gather.add_to_circle(prompt.circle, [offered[line].person])
        note(f"{offered[line].name} is in {prompt.circle} now.")
        return 0
    if line.isdigit():
        note(f"Nobody was offered under {line}.")
        return 0
    name, email = _name_and_email(line)
    if not email and (listed := _listed(network, name)):
        _take_listed(network, prompt, listed)
        return 0
    person = network.gather.add(name, email=email, circles=(prompt.circle,))
    note(f"{person.name or email} is on your list.")
    return 1


def _name_and_email(line: str) -> tuple[str, str]:
    """What was typed: a name, with an address behind it or not ("Zoë <zoe@example.org>")."""
    found = _WITH_ADDRESS.fullmatch(line)
    return (found["name"].strip(' "'), found["email"]) if found else (line, "")


def _listed(network: "Network", name: str) -> "list[Person]":
    """Those on the list who are called just so."""
    return [person for person in network.gather.people(search=name) if fold(person.name) == fold(name)]


def _take_listed(network: "Network", prompt: "RecallPrompt", listed: "list[Person]") -> None:
    """Somebody who is there already goes into the circle, and is nobody new."""
    name, ids = listed[0].name, " or ".join(person.id for person in listed)
    if len(listed) > 1:
        note(f"{len(listed)} people are called {name}. Say which: netcore circles add {prompt.circle} {ids}")
    elif listed[0].standing == "eliminated":
        note(f"{name} is off your list, and stays off. Another {name}? netcore people add {name!r}")
    else:
        network.gather.add_to_circle(prompt.circle, [ids])
        note(f"{name} was on your list, and is in {prompt.circle} now. Another {name}? netcore people add {name!r}")


def _line() -> str:
    """The next line of the user; a dot when there are no more."""
    click.echo("  > ", nl=False, err=True)
    line = sys.stdin.readline()
    if not line:
        click.echo(err=True)
    return line.strip() if line else _STOP


def _show(prompt: "RecallPrompt") -> None:
    say()
    paragraph(prompt.question, bold=True)
    if prompt.people:
        shown = ", ".join(prompt.people[:8])
        more = f" and {len(prompt.people) - 8} more" if len(prompt.people) > 8 else ""
        paragraph(f"You have {shown}{more}.", indent="  ")
    else:
        paragraph("Nobody is listed yet.", indent="  ", fg="yellow")
    for number, one in enumerate(prompt.suggestions, start=1):
        paragraph(f"{number}. {one.name}? Their card says “{one.because}”.", indent="  ", hang="     ")
