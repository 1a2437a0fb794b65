"""Arguments and options that many commands share, with their completion in the shell."""

from collections.abc import Callable
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from netcore.cli.session import Session

F = TypeVar("F", bound=Callable[..., Any])


class Number(click.ParamType[int]):
    """A whole number from 1 to ``most``."""

    name = "number"

    def __init__(self, most: int = 1_000_000_000) -> None:
        self._most = most

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read the number; refuses what is none, too small or too great."""
        text = str(value).strip()
        if not (text.isdecimal() and len(text) < 20 and 1 <= int(text) <= self._most):
            self.fail(f"{text!r} is no whole number from 1 to {self._most}.", param, ctx)
        return int(text)


PERSON_HELP = "An id, an e-mail address, or any part of the name that fits one person only."
_MANY = 40


def person_argument(name: str = "person", *, required: bool = True) -> Callable[[F], F]:
    """One person, as the user names them; the library finds out who is meant."""
    return click.argument(name, metavar="PERSON", required=required, shell_complete=_people, help=PERSON_HELP)


def people_argument(*, required: bool = True) -> Callable[[F], F]:
    """Some people, as the parameter ``people``."""
    return click.argument(
        "people", metavar="PERSON...", nargs=-1, required=required, shell_complete=_people, help=PERSON_HELP
    )


def person_option(*names: str, help: str, multiple: bool = False) -> Callable[[F], F]:  # noqa: A002 -- click's word
    """An option that names a person."""
    return click.option(
        *names, metavar="PERSON", default=() if multiple else "", multiple=multiple, shell_complete=_people, help=help
    )


def circle_option(*names: str, help: str, multiple: bool = False) -> Callable[[F], F]:  # noqa: A002 -- click's word
    """An option that names a circle."""
    return click.option(
        *names, metavar="CIRCLE", default=() if multiple else "", multiple=multiple, shell_complete=_circles, help=help
    )


def circle_argument() -> Callable[[F], F]:
    """One circle."""
    return click.argument("circle", shell_complete=_circles, help="A part of life: music, sports, family, …")


def _people(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    with _session(context).network() as network:
        people = network.gather.people(search=incomplete, limit=_MANY)
    return [CompletionItem(person.name, help=", ".join(person.emails[:1])) for person in people if person.name]


def _circles(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    with _session(context).network() as network:
        circles = network.gather.circles()
    return [
        CompletionItem(circle.id, help=circle.name)
        for circle in circles
        if incomplete.lower() in f"{circle.id} {circle.name}".lower()
    ]


def _session(context: click.Context) -> Session:
    """The session of the command being completed: while completing, no command has run that could have made one."""
    network = context.find_root().params.get("network")
    return (context.find_object(Session) or Session()).meaning(network)
