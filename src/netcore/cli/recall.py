"""`netcore recall`: who is missing?"""

import re
import shlex
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click
import msgspec

from netcore.cli.output import count, json_option, note, paragraph, say, show_json
from netcore.cli.session import Session, pass_session
from netcore.model.folding import fold

if TYPE_CHECKING:
    from netcore.model.person import Circle, Person
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

    Write one name a line; a bare name is enough. The number of somebody who is offered puts them into the circle, that
    of a whole circle all who are in it. An empty line goes on to the next part, a dot stops.
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
    joined: set[str] = set()
    for planned in prompts:
        if planned.circle in joined:
            continue
        circles = tuple(circle for circle in planned.circles if circle.id not in joined)
        prompt = msgspec.structs.replace(planned, circles=circles)
        _show(prompt)
        part = _Part(network, prompt, joined)
        while (line := _line()) not in {"", _STOP}:
            added += part.take(line)
        if line == _STOP:
            break
    say(f"{count(added, 'person', 'people')} came to mind. Whenever somebody else does: netcore people add NAME")


class _Part:
    """One part of life while the user is asked about it."""

    def __init__(self, network: "Network", prompt: "RecallPrompt", joined: set[str]) -> None:
        """``joined``: the circles that became part of another in this walk."""
        self._network = network
        self._joined = joined
        self._circle = prompt.circle
        self._circles = prompt.circles
        self._offered = [(one.person, one.name) for one in prompt.suggestions]
        self._doubted: set[str] = set()
        """Names of which it was asked whether they mean somebody who is listed."""

    def take(self, line: str) -> int:
        """A number puts whoever was offered into the circle; everything else is a name.  How many are new."""
        if line.isdigit():
            self._take_number(int(line))
            return 0
        if len(line) == 1 and line.isascii():  # other commands stop at a letter
            note(f"{line} is no name. An empty line goes on to the next part, a dot stops.")
            return 0
        name, email = _name_and_email(line)
        if not email:
            if listed := self._network.gather.called(name):
                self._take_listed(name, listed)
                return 0
            if fold(name) not in self._doubted and (alike := self._network.gather.perhaps_called(name)):
                self._doubt(name, alike)
                return 0
        person = self._network.gather.add(name, email=email, circles=(self._circle,))
        note(f"{person.name or email} is on your list.")
        return 1

    def _take_number(self, number: int) -> None:
        first = len(self._circles) + 1
        if 1 <= number < first:
            self._take_circle(self._circles[number - 1])
            return
        if not first <= number < first + len(self._offered):
            note(f"Nobody was offered under {number}.")
            return
        person, name = self._offered[number - first]
        self._network.gather.add_to_circle(self._circle, [person])
        note(f"{name} is in {self._circle} now.")

    def _take_circle(self, circle: "Circle") -> None:
        if circle.id in self._joined:
            note(f"{circle.name} is part of it already.")
            return
        whole = self._network.gather.join_circle(circle.id, self._circle)
        self._joined.add(circle.id)
        note(f"{whole.name} has {count(whole.members, 'person', 'people')} now; {circle.name} is part of it.")

    def _take_listed(self, name: str, listed: "Sequence[Person]") -> None:
        """Somebody who is there already goes into the circle, and is nobody new."""
        if len(listed) > 1:
            ids = " or ".join(person.id for person in listed)
            note(f"{len(listed)} people are called {name}. Say which: netcore circles add {self._circle} {ids}")
            return
        (person,) = listed
        shown = person.name if fold(person.name) == fold(name) else f"{person.name}, also known as {name},"
        another = f"Another {name}? netcore people add {shlex.quote(name)}"
        if person.standing == "eliminated":
            note(f"{shown} is off your list, and stays off. {another}")
        else:
            self._network.gather.add_to_circle(self._circle, [person.id])
            note(f"{shown} was on your list, and is in {self._circle} now. {another}")

    def _doubt(self, name: str, alike: "Sequence[Person]") -> None:
        self._doubted.add(fold(name))
        for person in alike:
            self._offered.append((person.id, person.name))
            note(f"{len(self._circles) + len(self._offered)}. {person.name}, who is on your list?")
        note(f"The number, if so. For somebody new, once more: {name}")


def _name_and_email(line: str) -> tuple[str, str]:
    """What was typed: a name, with an address behind it or not ("Zoë <zoe@example.org>")."""
    found = _WITH_ADDRESS.fullmatch(line)
    return (found["name"].strip(' "'), found["email"]) if found else (line, "")


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
    circles = [f"Everybody in {one.name} ({count(one.members, 'person', 'people')})?" for one in prompt.circles]
    people = [f"{one.name}? Their card says “{one.because}”." for one in prompt.suggestions]
    for number, offer in enumerate([*circles, *people], start=1):
        paragraph(f"{number}. {offer}", indent="  ", hang="     ")
