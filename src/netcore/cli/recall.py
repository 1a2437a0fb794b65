"""`netcore recall`: who is missing?"""

import sys
from typing import TYPE_CHECKING

import click

from netcore.cli.output import count, json_option, note, paragraph, say, show_json
from netcore.cli.session import Session, pass_session

if TYPE_CHECKING:
    from netcore.network import Network
    from netcore.steps.gather.recall import RecallPrompt

_STOP = "."


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
    person = network.gather.add(line, circles=(prompt.circle,))
    note(f"{person.name} is on your list.")
    return 1


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
