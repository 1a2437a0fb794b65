"""`netcore draft`: a message for each person."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from netcore.cli.editing import from_text, in_editor
from netcore.cli.keys import at_terminal
from netcore.cli.letters import show_letter
from netcore.cli.output import columns, count, json_option, note, paragraph, say, show_json
from netcore.cli.parameters import circle_option, person_option
from netcore.cli.session import Session, pass_session
from netcore.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netcore.model.message import Message, Purpose
    from netcore.network import Network
    from netcore.steps.write import Drafted

_EXAMPLE = """\
Subject: {{ slot.subject }}

Dear {{ person.given }},

{{ slot.memory }}

{{ clarity.goal }} {{ clarity.why }}

{{ clarity.ask }} {{ slot.options }}

Warmly,
{{ me.name }}
"""
_EXAMPLE_NOTE = """\
Save this as letter.txt and make it yours. {{ slot.memory }} and the like are the parts that you write for each person:
what the two of you share, and how you could talk. Then: netcore draft "First letters" --template letter.txt"""
_PURPOSES = ("request", "follow-up", "invitation", "thanks", "offer", "closing")


@click.command()
@click.argument("name", default="", help="What to call this round of letters: “First letters”.")
@click.option("--template", type=click.Path(path_type=Path, allow_dash=True), help="The text for everybody, in a file.")
@person_option("--person", "people", multiple=True, help="For this person. May be repeated.  [default: all you kept]")
@circle_option("--circle", help="Only for those in this circle.")
@click.option("--slots", type=click.Path(path_type=Path), help="A JSON file: the parts for each person, by name.")
@click.option("--subject", help="The subject.  [default: the first line of the template]")
@click.option("--body", help="The text of a single letter; - reads it from the standard input.")
@click.option("--purpose", type=click.Choice(_PURPOSES), help="What a single letter is for.  [default: request]")
@click.option("--follow-up", is_flag=True, help="Follow up your last letter to that person: once, when it is due.")
@click.option(
    "--edit", metavar="MESSAGE", help="Change this draft: with --subject, --body, --to or a file, else in your editor."
)
@click.option("--to", "address", help="With --edit: the address it goes to.")
@click.option(
    "--attach",
    type=click.Path(path_type=Path),
    multiple=True,
    help="With --person or --edit: a file to go with it. May be repeated.",
)
@click.option("--detach", metavar="NAME", multiple=True, help="With --edit: a file that is not to go with it any more.")
@click.option("--fill", metavar="MESSAGE", help="Write the marked parts of this draft, with --part.")
@click.option("--part", "parts", multiple=True, metavar="NAME=TEXT", help="With --fill: a part. May be repeated.")
@click.option("--example", is_flag=True, help="Print a template to begin with.")
@json_option
@pass_session
def command(session: Session, /, *, as_json: bool, **how: Any) -> None:
    """Prepare a message for each person: a round of letters from a template, or one letter.

    \b
    A round:     netcore draft "First letters" --template letter.txt
    One letter:  netcore draft --person Ada --subject "Hello" --body "…"

    Everybody on your list gets one draft; whoever may not be written to gets none, and you are told why.
    Nothing leaves: read the drafts with netcore review.
    """  # noqa: D301 -- click needs the character itself: it keeps the lines of the paragraph apart
    if how["example"]:
        if as_json:
            show_json({"template": _EXAMPLE})
            return
        say(_EXAMPLE.rstrip("\n"))
        note(_EXAMPLE_NOTE)
        return
    files = [(file.name, _bytes(file)) for file in how["attach"]]
    one_letter = how["edit"] or (how["people"] and not (how["template"] or how["name"]))
    if (files and not one_letter) or (how["detach"] and not how["edit"]):
        raise UsageError("A file goes with one letter: give --attach with --person or --edit, --detach with --edit.")
    with session.network() as network:
        if how["edit"]:
            result: Any = _with_files(network, _edit(network, how), files, how["detach"])
        elif how["fill"]:
            result = network.write.fill(how["fill"], **dict(_part(text) for text in how["parts"]))
        elif how["template"] or how["name"]:
            result = _round(network, how)
        elif len(how["people"]) == 1:
            result = _with_files(network, _one(network, how), files)
        else:
            raise UsageError(
                'Say what to draft: a round of letters with netcore draft "First letters" --template letter.txt '
                "(netcore draft --example prints a template), or one with --person PERSON."
            )
        names = network.names([person for person, _ in getattr(result, "skipped", ())])
    if as_json:
        show_json(result)
    elif hasattr(result, "campaign") and hasattr(result, "messages"):
        _show_round(result, names)
    else:
        show_letter(result)
        note(f"A draft: {result.id}. Approve it with netcore review {result.id}, then netcore send.")


def _round(network: "Network", how: dict[str, Any]) -> "Drafted":
    if not how["template"] or not how["name"]:
        raise UsageError("A round of letters needs a name and a template: netcore draft NAME --template FILE")
    text = _read(how["template"])
    subject, template = from_text(text)
    template = "\n" * (text.count("\n") - template.count("\n")) + template  # lines are told as they are in the file
    subject = how["subject"] if how["subject"] is not None else subject
    if not subject:
        raise UsageError(f'{how["template"]} has no subject: begin it with a line "Subject: …", or give --subject.')
    return network.write.draft(
        how["name"],
        people=how["people"],
        circle=how["circle"],
        subject=subject,
        template=template,
        slots=_slots(how["slots"]) if how["slots"] else None,
    )


def _one(network: "Network", how: dict[str, Any]) -> "Message":
    subject, body = how["subject"], how["body"]
    purpose: Purpose = how["purpose"] or "request"
    if body == "-":
        body = _stdin()
    if how["follow_up"]:
        return network.write.follow_up(how["people"][0], body or "")
    if body is None and at_terminal():
        written = in_editor(subject or "", "")
        if written is None:
            raise UsageError("Nothing was written, so there is no draft.")
        subject, body = written
    if not body or not subject:
        raise UsageError("Say what to write: --subject TEXT and --body TEXT (--body - reads the standard input).")
    return network.write.draft_one(how["people"][0], purpose=purpose, subject=subject, body=body)


def _edit(network: "Network", how: dict[str, Any]) -> "Message":
    subject, body = how["subject"], _stdin() if how["body"] == "-" else how["body"]
    if subject is None and body is None and how["address"] is None:
        if how["attach"] or how["detach"]:
            return network.write.message(how["edit"])
        if not at_terminal():
            raise UsageError("Say what to change: --subject, --body, --to, --attach or --detach.")
        message = network.write.message(how["edit"])
        changed = in_editor(message.subject, message.body)
        if changed is None:
            return message
        subject, body = changed
    return network.write.edit(how["edit"], subject=subject, body=body, address=how["address"])


def _with_files(
    network: "Network", message: "Message", files: "Sequence[tuple[str, bytes]]", gone: "Sequence[str]" = ()
) -> "Message":
    for name in gone:
        message = network.write.detach(message.id, name)
    for name, data in files:
        message = network.write.attach(message.id, name, data)
    return message


def _bytes(file: Path) -> bytes:
    try:
        data = file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.") from None
    if not data:
        raise UsageError(f"{file} is empty: there is nothing to attach.")
    return data


def _part(text: str) -> tuple[str, str]:
    name, equals, words = text.partition("=")
    if not equals:
        raise UsageError(f"--part {text!r} says nothing: write NAME=TEXT, as in memory=“Remember the rain?”")
    return name.strip(), words


def _slots(file: Path) -> dict[str, dict[str, str]]:
    """The parts for each person, from a file: {"Ada": {"memory": "…"}}."""
    try:
        found = json.loads(_read(file))
    except ValueError as error:
        raise UsageError(f"{file} is no JSON: {error}.") from None
    if isinstance(found, dict) and all(
        isinstance(parts, dict) and all(isinstance(text, str) for text in parts.values()) for parts in found.values()
    ):
        return found
    raise UsageError(f'{file} must hold one object: {{"Ada Lovelace": {{"memory": "…"}}}}.')


def _read(file: Path) -> str:
    if str(file) == "-":
        return _stdin()
    try:
        return file.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{file} is not UTF-8 text. Save it as UTF-8.") from None
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.") from None


def _stdin() -> str:
    return sys.stdin.read()


def _show_round(drafted: "Drafted", names: dict[str, str]) -> None:
    say(f"{count(len(drafted.messages), 'draft')} in “{drafted.campaign.name}”:", bold=True)
    columns([(f"  {one.id}", one.to_name or one.to_address, one.subject) for one in drafted.messages])
    gaps = dict(drafted.incomplete)
    if gaps:
        parts = ", ".join(dict.fromkeys(part for missing in gaps.values() for part in missing))
        paragraph(f"{count(len(gaps), 'draft has', 'drafts have')} gaps for you to fill: {parts}.", fg="yellow")
    for person, why in drafted.skipped:
        paragraph(f"No letter to {names.get(person, person)}: {why}", fg="yellow")
    note("Nothing has left. Read them one by one with: netcore review")
