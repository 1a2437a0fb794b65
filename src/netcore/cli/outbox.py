"""`netcore outbox`: where every message is."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from netcore.cli.groups import Family
from netcore.cli.keys import ask, at_terminal
from netcore.cli.letters import STATES, sentences, show_letter
from netcore.cli.output import columns, count, json_option, note, paragraph, say, show_json, when
from netcore.cli.session import Session, pass_session
from netcore.errors import UsageError

if TYPE_CHECKING:
    from netcore.model.message import MessageState
    from netcore.steps.write import Posting


@click.group(cls=Family)
def group() -> None:
    """What is waiting, sent, refused or uncertain. `netcore outbox` shows everything."""


@group.command("list")
@click.option("--state", type=click.Choice(STATES), metavar="STATE", help=f"Only these: {', '.join(STATES)}.")
@json_option
@pass_session
def list_(session: Session, *, state: "MessageState | None", as_json: bool) -> None:
    """Where all messages are, since when, why they wait, and what came back: what needs you first."""
    with session.network() as network:
        overview = network.write.outbox(state)
    if as_json:
        show_json(overview.messages if state else overview)
        return
    if not overview.counts:
        say("There are no messages yet: netcore draft makes them.")
        return
    say(", ".join(f"{overview.counts[one]} {one}" for one in STATES if overview.counts.get(one)) + ".")
    columns(
        [(one.id, _state(one), one.name or one.address, one.subject, when(one.since)) for one in overview.messages],
        ("ID", "STATE", "TO", "SUBJECT", "SINCE") if overview.messages else (),
    )
    for one in overview.messages:
        if one.state in _TELLING or one.came_back:
            paragraph(f"{one.id}: {_story(one)}", fg="yellow", hang="  ")


_TELLING = frozenset({"uncertain", "refused", "deferred", "sending", "queued"})
"""The states of which more is told than their name."""


def _state(one: "Posting") -> str:
    """Its state, and what came back to it."""
    if one.came_back:
        return f"{one.state}, came back"
    if not one.answers:
        return one.state
    return f"{one.state}, answered{f' ({one.unread} new)' if one.unread else ''}"


def _story(one: "Posting") -> str:
    tries = f"It was tried {count(one.attempts, 'time')}." if one.attempts else ""
    again = f"Next try: {when(one.next_try)}, or the first netcore send after that." if one.next_try else ""
    failed = one.state == "refused" or (one.came_back and one.unread)
    mend = "netcore outbox failures tells how to mend it." if failed else ""
    return sentences(one.why, tries, again, mend)


@group.command()
@click.option("--csv", "file", type=click.Path(path_type=Path, allow_dash=True), help="Write them into a table.")
@json_option
@pass_session
def failures(session: Session, *, file: Path | None, as_json: bool) -> None:
    """The letters that did not arrive: refused, or sent and come back.

    \b
    With --csv they are a table for your spreadsheet. Correct the addresses
    there, write yes under "again" where an address was right, save it, then:
    netcore outbox mend FILE
    """  # noqa: D301 -- click needs the character itself: it keeps the lines of the paragraph apart
    from netcore.steps.write.failures_csv import as_csv

    with session.network() as network:
        found = network.write.failures()
    if file is not None:
        _write(file, as_csv(found))
    if as_json:
        show_json(found)
    elif file is None:
        for one in found:
            paragraph(f"{one.message}  {one.name} <{one.address}>: {one.subject}", hang="  ")
            paragraph(f"{one.kind}: {one.why}", indent="    ", fg="red")
        say(
            f"{count(len(found), 'letter')} did not arrive."
            if found
            else "Every letter that was sent has arrived, as far as is known."
        )
    if file is not None and str(file) != "-":
        note(f"{count(len(found), 'letter')} in {file}. Correct the addresses there, then: netcore outbox mend {file}")


@group.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True), help="The table, corrected.")
@json_option
@pass_session
def mend(session: Session, *, file: Path, as_json: bool) -> int:
    """Take over the corrected addresses of a table, and let those letters wait to be sent again.

    The addresses become corrections of the people. Doing it again changes nothing.
    """
    from netcore.steps.write.failures_csv import corrections_in

    corrections = corrections_in(_read(file))
    with session.network() as network:
        mended = network.write.mend(corrections)
        through = {network.write.message(one.message).outbox for one in corrections} if mended.approved else set()
    if as_json:
        show_json(mended)
        return 1 if mended.blocked else 0
    for message in mended.approved:
        say(f"approved  {message.to_name} <{message.to_address}>: {message.subject}")
    for identifier, why in mended.blocked:
        paragraph(f"{identifier}: {why}", fg="red", hang="  ")
    if mended.unchanged:
        note(f"{count(len(mended.unchanged), 'letter')} as before: nothing new was said, or it was mended already.")
    if mended.approved:
        words = f"netcore send --outbox {through.pop()}" if len(through) == 1 else "netcore send --outbox …"
        note(f"They leave with: {words}")
    return 1 if mended.blocked else 0


def _write(file: Path, text: str) -> None:
    """Into a new file, in the encoding that spreadsheets recognise; "-" is the standard output."""
    if str(file) == "-":
        click.echo(text, nl=False)
        return
    try:
        with file.open("x", encoding="utf-8-sig", newline="") as stream:
            stream.write(text)
    except FileExistsError:
        raise UsageError(f"{file} is there already, and may hold your corrections. Name another file.") from None
    except OSError as error:
        raise UsageError(f"{file} cannot be written: {error.strerror}.") from None


def _read(file: Path) -> str:
    try:
        data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{file} is no UTF-8 text. Save it as “CSV UTF-8”.") from None
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.") from None


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

    One that did not leave waits to be sent again; should the outbox find it by then, it counts as sent.
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
