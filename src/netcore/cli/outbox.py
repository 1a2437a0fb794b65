"""`netcore outbox`: where every message is."""

from typing import TYPE_CHECKING

import click

from netcore.cli.groups import Family
from netcore.cli.keys import ask, at_terminal
from netcore.cli.letters import STATES, show_letter, show_messages
from netcore.cli.output import json_option, note, paragraph, say, show_json, when
from netcore.cli.session import Session, pass_session
from netcore.errors import UsageError

if TYPE_CHECKING:
    from netcore.model.message import MessageState


@click.group(cls=Family)
def group() -> None:
    """What is waiting, sent, refused or uncertain. `netcore outbox` shows everything that is open."""


@group.command("list")
@click.option("--state", type=click.Choice(STATES), metavar="STATE", help=f"Only these: {', '.join(STATES)}.")
@json_option
@pass_session
def list_(session: Session, *, state: "MessageState | None", as_json: bool) -> None:
    """Where all messages are: how many in each state, and those that are neither sent nor thrown away."""
    with session.network() as network:
        overview = network.write.outbox()
        messages = network.write.messages(state=state) if state else overview.messages
    if as_json:
        show_json(messages if state else overview)
        return
    if not overview.counts:
        say("There are no messages yet: netcore draft makes them.")
        return
    say(", ".join(f"{overview.counts[one]} {one}" for one in STATES if overview.counts.get(one)) + ".")
    if messages:
        show_messages(messages)
    for message in messages:
        if message.reason:
            paragraph(f"{message.id}: {message.reason}", fg="yellow")


@group.command()
@click.argument("message", help="Its id: netcore outbox shows it.")
@json_option
@pass_session
def show(session: Session, *, message: str, as_json: bool) -> None:
    """One message, whole."""
    with session.network() as network:
        found = network.write.message(message)
    if as_json:
        show_json(found)
        return
    show_letter(found)
    say(f"{found.state}{f', {when(found.sent_at)}' if found.sent_at else ''}")
    if found.reason:
        paragraph(found.reason, fg="yellow")


@group.command()
@click.argument("message", help="Its id: netcore outbox shows it.")
@click.option("--sent/--not-sent", "sent", default=None, help="What you found when you looked.")
@json_option
@pass_session
def resolve(session: Session, *, message: str, sent: bool | None, as_json: bool) -> None:
    """Say what became of an uncertain message: look into the Sent folder, or ask the person.

    One that did not leave waits to be sent again.
    """
    with session.network() as network:
        if sent is None:
            found = network.write.message(message)
            if not at_terminal():
                raise UsageError("Say what you found: --sent or --not-sent.")
            show_letter(found)
            key = ask("Did it leave?", {"y": "yes", "n": "no", "q": "do not know"})
            if key == "q":
                note("It stays uncertain, and is never sent again by itself.")
                return
            sent = key == "y"
        resolved = network.write.resolve(message, sent=sent)
    if as_json:
        show_json(resolved)
    else:
        say("Noted: it was sent." if sent else "Noted: it was not sent. The next netcore send takes it.")


@group.command()
@click.argument("message", help="Its id: netcore outbox shows it.")
@json_option
@pass_session
def withdraw(session: Session, *, message: str, as_json: bool) -> None:
    """Take back the approval of a message that has not left: it is a draft again."""
    with session.network() as network:
        found = network.write.withdraw(message)
    if as_json:
        show_json(found)
    else:
        say("It is a draft again.")


@group.command()
@click.argument("message", help="Its id: netcore outbox shows it.")
@json_option
@pass_session
def discard(session: Session, *, message: str, as_json: bool) -> None:
    """Throw away a message that has not left."""
    with session.network() as network:
        found = network.write.discard(message)
    if as_json:
        show_json(found)
    else:
        say("It is thrown away.")
