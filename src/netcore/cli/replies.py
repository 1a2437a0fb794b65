"""`netcore replies`: who answered."""

from contextlib import nullcontext, suppress
from datetime import datetime
from typing import Any

import click

from netcore.cli.groups import Family
from netcore.cli.moments import Moment
from netcore.cli.output import columns, json_option, note, paragraph, say, show_json, when
from netcore.cli.parameters import person_argument
from netcore.cli.progress import watching
from netcore.cli.session import Session, pass_session
from netcore.errors import NotPossibleNow

_KINDS = ("reply", "bounce", "automatic", "opt-out", "unrelated")


@click.group(cls=Family)
def group() -> None:
    """Who answered. `netcore replies` looks for answers and lists them; `netcore replies log` notes one by hand."""


@group.command("list")
@click.option("--unread", is_flag=True, help="Only those you have not looked at.")
@click.option(
    "--sync/--no-sync",
    default=None,
    help="First look for new answers in the mailboxes of your accounts, and whether guests accept in your calendars. "
    "[default: where an account has a mailbox]",
)
@click.option("--account", default="", help="Look in this one only. netcore accounts lists them.")
@json_option
@pass_session
def list_(session: Session, *, unread: bool, sync: bool | None, account: str, as_json: bool) -> int:
    """The answers, newest first."""
    problems: list[str] = []
    with session.network() as network, watching() as progress:
        if sync is not False:
            with nullcontext() if sync or account else suppress(NotPossibleNow):  # there is no mailbox to read
                problems += network.write.sync_replies(account, progress=progress).problems
            if not account:
                network.meet.look_for_answers(tell=problems.append)
        replies = network.write.replies(unread_only=unread)
        names = {} if as_json else network.names([reply.person for reply in replies])
    for problem in problems:
        note(problem)
    if as_json:
        show_json(replies)
        return 1 if problems else 0
    if not replies:
        say("No answers yet. Did somebody answer elsewhere? netcore replies log PERSON TEXT")
    columns(
        [
            (
                reply.id,
                when(reply.received_at),
                names[reply.person],
                reply.kind,
                "" if reply.looked_at else "new",
                (reply.subject or reply.text).split("\n")[0],
            )
            for reply in replies
        ]
    )
    return 1 if problems else 0


@group.command()
@person_argument()
@click.argument("text", default="", help="What they said, in a few words.")
@click.option("--kind", type=click.Choice(_KINDS), default="reply", show_default=True, help="What it is.")
@click.option("--at", type=Moment(past=True), help="When it came.  [default: now]")
@json_option
@pass_session
def log(session: Session, *, person: str, text: str, kind: Any, at: datetime | None, as_json: bool) -> None:
    """Note an answer that came another way: by phone, in the street, in a messenger."""
    with session.network() as network:
        reply = network.write.log_reply(person, text, kind=kind, at=at)
    if as_json:
        show_json(reply)
    else:
        paragraph("Noted. Nothing more is sent to them until you have decided what to do.")


@group.command()
@click.argument("reply", help="The id of the answer: netcore replies shows it.")
@click.option("--kind", type=click.Choice(_KINDS), help="What it really is, when it was taken for something else.")
@json_option
@pass_session
def read(session: Session, *, reply: str, kind: Any, as_json: bool) -> None:
    """Read an answer, and mark it as read."""
    with session.network() as network:
        looked_at = network.write.look_at(reply, kind=kind)
    if as_json:
        show_json(looked_at)
        return
    say(f"{when(looked_at.received_at)}  {looked_at.subject}", bold=True)
    paragraph(looked_at.text)
