"""`netcore meet`: conversations, from the offer to the talk."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from netcore.cli.groups import Family
from netcore.cli.local_zone import LocalZone
from netcore.cli.moments import Moment
from netcore.cli.output import columns, details, json_option, note, paragraph, plain, say, show_json, when
from netcore.cli.parameters import Number, person_argument
from netcore.cli.session import Session, pass_session

if TYPE_CHECKING:
    from netcore.model.briefing import Briefing, Said
    from netcore.model.work import Conversation

_MODES = ("phone", "video", "coffee", "meal", "walk", "visit", "writing")
_ANSWERS = {"accepted": "they accepted", "declined": "they declined", "tentative": "they may come"}


@click.group(cls=Family)
def group() -> None:
    """Offer, agree, prepare and hold a conversation. `netcore meet` lists those that are open."""


@group.command("list")
@click.option("--all", "everything", is_flag=True, help="Also those that are thanked for or cancelled.")
@click.option("--sync", is_flag=True, help="First look in your calendars whether they accepted.")
@json_option
@pass_session
def list_(session: Session, *, everything: bool, sync: bool, as_json: bool) -> int:
    """Your conversations, and what those answered whom your calendar invited."""
    problems: list[str] = []
    with session.network() as network:
        if sync:
            network.meet.look_for_answers(tell=problems.append)
        conversations = network.meet.conversations(open_only=not everything)
        answers = {talk: found.answer for talk, found in network.meet.answers().items()}
        names = {} if as_json else network.names([one.person for one in conversations])
    for problem in problems:
        note(problem)
    if as_json:
        show_json([{**plain(one), "answer": answers.get(one.id, "none")} for one in conversations])
        return 1 if problems else 0
    if not conversations:
        say("No conversation is open. Offer one with: netcore meet offer PERSON")
    columns(
        [(names[one.person], one.state, _how(one), _ANSWERS.get(answers.get(one.id, ""), "")) for one in conversations]
    )
    return 1 if problems else 0


@group.command()
@person_argument()
@click.option(
    "--option",
    "options",
    type=click.Choice(_MODES),
    multiple=True,
    help="A way to talk that you offer. May be repeated.  [default: what fits the distance]",
)
@json_option
@pass_session
def offer(session: Session, *, person: str, options: tuple[Any, ...], as_json: bool) -> None:
    """Note that you offered to talk, and how: they choose.

    In person only to those who live near: netcore config set town TOWN says where you live.
    """
    with session.network() as network:
        conversation = network.meet.offer(person, options=options)
        free = None if as_json else network.meet.free(zone=LocalZone())
    _answer(conversation, f"Offered: {' or '.join(conversation.options)}.", as_json=as_json)
    if free is not None and free.times:
        paragraph(f"You are free: {'; '.join(when(one) for one in free.times)}.")
    for problem in free.problems if free is not None else ():
        note(problem)


@group.command()
@person_argument()
@click.option("--mode", type=click.Choice(_MODES), required=True, help="What they chose.")
@click.option("--minutes", type=Number(most=600), required=True, help="The time they give you.")
@click.option("--at", type=Moment(future=True), required=True, help='When: "Tue 14:30", "tomorrow 10:00", a date.')
@click.option("--place", default="", help="Where.")
@click.option("--invite", is_flag=True, help="Let your calendar send them an invitation.")
@json_option
@pass_session
def agree(session: Session, /, *, person: str, as_json: bool, **what: Any) -> None:
    """Note what you agreed. The minutes are a limit: 30 minutes is 30 minutes.

    It is entered in your calendar, where netcore has an account for one. To agree again moves it.
    """
    with session.network() as network:
        conversation = network.meet.agree(person, **what, tell=note)
    _answer(conversation, f"Agreed: {_how(conversation)}.", as_json=as_json)


@group.command()
@person_argument()
@json_option
@pass_session
def prepare(session: Session, *, person: str, as_json: bool) -> None:
    """One page to read before you talk: who they are, what was said, what you owe, what to ask."""
    with session.network() as network:
        page = network.meet.prepare(person)
    if as_json:
        show_json(page)
    else:
        _show_page(page)


@group.command()
@person_argument()
@json_option
@pass_session
def start(session: Session, *, person: str, as_json: bool) -> None:
    """The talk begins now: see when their minutes are over."""
    with session.network() as network:
        conversation = network.meet.start(person)
    ends = conversation.ends_at()
    until = f"{ends.astimezone():%H:%M}" if ends else ""
    _answer(conversation, f"You have {conversation.minutes} minutes: until {until}.", as_json=as_json)


@group.command()
@person_argument()
@click.option("--notes", default="", help="What is worth remembering.")
@click.option("--at", type=Moment(past=True), help="When it was.  [default: now]")
@json_option
@pass_session
def held(session: Session, *, person: str, notes: str, at: datetime | None, as_json: bool) -> None:
    """Note that you talked. Thanks are due within a day."""
    with session.network() as network:
        conversation = network.meet.held(person, notes=notes, at=at)
    due = when(conversation.thank_by)
    _answer(conversation, f"Noted. Thank them by {due}: netcore thank {conversation.person}", as_json=as_json)


@group.command()
@person_argument()
@json_option
@pass_session
def cancel(session: Session, *, person: str, as_json: bool) -> None:
    """Note that the talk will not take place."""
    with session.network() as network:
        conversation = network.meet.cancel(person, tell=note)
    _answer(conversation, "Cancelled.", as_json=as_json)


def _answer(conversation: "Conversation", sentence: str, *, as_json: bool) -> None:
    if as_json:
        show_json(conversation)
    else:
        paragraph(sentence)


def _show_page(page: "Briefing") -> None:
    talk = page.conversation
    say(" · ".join(part for part in (page.person.name, page.work) if part), bold=True)
    rows = (
        ("the talk", [_how(talk)] if talk else []),
        ("circles", [", ".join(page.person.circles)]),
        ("introduced by", [page.introduced_by]),
        ("last contact", [when(page.last_contact)]),
        ("notes", page.notes),
        ("first", ["Thank them for your last talk: it is still open."] if page.thanks_owed else []),
        ("you promised", [f"{favor.what}{f', by {when(favor.due)}' if favor.due else ''}" for favor in page.you_owe]),
        ("what was said", [_said(said) for said in page.said]),
        ("your request", [page.request]),
        ("to ask", page.questions),
    )
    for head, texts in rows:
        details(head, texts)


def _said(said: "Said") -> str:
    who = "you" if said.by_user else "they"
    return f"{when(said.at)}, {who} ({said.what}): {' '.join(said.text.split())[:300]}"


def _how(conversation: "Conversation") -> str:
    if not conversation.mode:
        return " or ".join(conversation.options)
    parts = (conversation.mode, when(conversation.at), f"{conversation.minutes} minutes", conversation.place)
    return ", ".join(part for part in parts if part)
