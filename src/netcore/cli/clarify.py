"""`netcore clarify`: the next chapter."""

from typing import TYPE_CHECKING

import click

from netcore.cli.keys import ask as ask_key
from netcore.cli.keys import at_terminal
from netcore.cli.letters import show_findings
from netcore.cli.output import json_option, paragraph, say, show_json, when
from netcore.cli.session import Session, pass_session
from netcore.errors import UsageError

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
@click.option("--confirm", is_flag=True, help="What is written still holds.")
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
    confirm: bool,
    history: bool,
    as_json: bool,
) -> None:
    """Write down what you want from the next chapter of career and life, or read it again.

    Nothing can be sent before this is written. Each message remembers which version it carried. Without
    options it asks you, at a terminal; elsewhere it shows what is written.
    """
    said = {"goal": goal, "why": why, "ask": ask}
    speaks = any(text is not None for text in said.values()) or bool(keywords)
    if confirm and speaks:
        raise UsageError("--confirm keeps what is written: leave the other options out.")
    with session.network() as network:
        if history:
            _show_all(network.clarify.history(), as_json=as_json)
            return
        current = network.clarify.current()
        if not speaks and not confirm and not as_json and at_terminal():
            said, confirm = _interview(current)
            speaks = bool(said)
        if speaks:
            current = _write(network, current, said, keywords)
        elif confirm:
            current = network.clarify.confirm()
        findings = network.clarify.findings()
    if as_json:
        show_json({"clarity": current, "findings": findings})
    elif current is None:
        say("Your next chapter is not written yet. Write it with: netcore clarify --goal TEXT --why TEXT --ask TEXT")
    else:
        _show(current)
        show_findings(findings)


def _write(
    network: "Network", current: "Clarity | None", said: dict[str, str | None], keywords: tuple[str, ...]
) -> "Clarity":
    """A new version: what was not said now stays as it was."""
    texts = {name: text if text is not None else getattr(current, name, "") for name, text in said.items()}
    return network.clarify.write(**texts, keywords=keywords or (current.keywords if current else ()))


def _interview(current: "Clarity | None") -> "tuple[dict[str, str | None], bool]":
    """What the user answers, and whether they say that what is written still holds."""
    if current is not None:
        _show(current)
        key = ask_key("Does it still hold?", {"y": "yes", "w": "write it anew", "q": "decide later"})
        if key != "w":
            return {}, key == "y"
    answers: dict[str, str | None] = {}
    for name, question in _QUESTIONS:
        say()
        paragraph(question)
        answers[name] = click.prompt(
            name.capitalize(), default=getattr(current, name, ""), show_default=current is not None, err=True
        )
    return answers, False


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
