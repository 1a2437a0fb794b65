"""`netcore clarify`: the next chapter."""

from typing import TYPE_CHECKING

import click

from netcore.cli.keys import at_terminal
from netcore.cli.output import json_option, note, paragraph, say, show_json, when
from netcore.cli.session import Session, pass_session

if TYPE_CHECKING:
    from netcore.model.work import Clarity
    from netcore.network import Network

_QUESTIONS = (
    ("goal", "What do you want from the next chapter of your career and life? One or two plain sentences."),
    ("why", "What excites you about it? This is what makes a message a pleasure to read."),
    ("ask", "Which one thing could somebody do that would help you most? (Twenty minutes, a name, a place to visit …)"),
)


@click.command()
@click.option("--goal", help="What you want from the next chapter.")
@click.option("--why", help="What excites you about it.")
@click.option("--ask", help="The one request that would help most.")
@click.option("--keyword", "keywords", multiple=True, help="A word your messages should hold. May be repeated.")
@click.option("--history", is_flag=True, help="Show every version.")
@json_option
@pass_session
def command(
    session: Session,
    *,
    goal: str | None,
    why: str | None,
    ask: str | None,
    keywords: tuple[str, ...],
    history: bool,
    as_json: bool,
) -> None:
    """Write down what you want from the next chapter of career and life, or read it again.

    Nothing can be sent before this is written. Each message remembers which version it carried. Without
    options it asks you, at a terminal; elsewhere it shows what is written.
    """
    with session.network() as network:
        if history:
            _show_all(network.clarify.history(), as_json=as_json)
            return
        current = network.clarify.current()
        said = {"goal": goal, "why": why, "ask": ask}
        if not any([*said.values(), keywords]) and not as_json and at_terminal():
            said = _interview(current)
        if any([*said.values(), keywords]):
            current = _write(network, current, said, keywords)
            note("Written. Look at it again whenever you like: it is yours to change.")
    if as_json:
        show_json(current)
    elif current is None:
        say("Your next chapter is not written yet. Write it with: netcore clarify --goal TEXT --why TEXT --ask TEXT")
    else:
        _show(current)


def _write(
    network: "Network", current: "Clarity | None", said: dict[str, str | None], keywords: tuple[str, ...]
) -> "Clarity":
    """A new version: what was not said now stays as it was."""
    texts = {name: text if text is not None else getattr(current, name, "") for name, text in said.items()}
    return network.clarify.write(**texts, keywords=keywords or (current.keywords if current else ()))


def _interview(current: "Clarity | None") -> dict[str, str | None]:
    if current is not None:
        _show(current)
        if not click.confirm("\nWrite it anew?", err=True):
            return {}
    answers: dict[str, str | None] = {}
    for name, question in _QUESTIONS:
        paragraph(f"\n{question}")
        answers[name] = click.prompt(name.capitalize(), default=getattr(current, name, "") or "", show_default=False)
    return answers


def _show_all(versions: "tuple[Clarity, ...]", *, as_json: bool) -> None:
    if as_json:
        show_json(versions)
        return
    for clarity in versions:
        _show(clarity)
        say()
    if not versions:
        say("Your next chapter is not written yet: netcore clarify")


def _show(clarity: "Clarity") -> None:
    say(f"Version {clarity.version}, {when(clarity.written_at)}", bold=True)
    for name, text in (("goal", clarity.goal), ("why", clarity.why), ("ask", clarity.ask)):
        if text:
            paragraph(text, indent=f"  {name:<5} ", hang=" " * 8)
    if clarity.keywords:
        paragraph(", ".join(clarity.keywords), indent="  words ", hang=" " * 8)
