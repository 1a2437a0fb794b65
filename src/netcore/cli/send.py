"""`netcore send`: what you approved leaves, each message exactly once."""

import shlex
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click

from netcore.cli.letters import sentences
from netcore.cli.output import count, json_option, note, paragraph, say, show_json, when
from netcore.cli.parameters import Number
from netcore.cli.progress import watching
from netcore.cli.session import Session, pass_session
from netcore.cli.stopping import AFTER_THE_LETTER, between_pieces

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from netcore.steps.write.outbox.report import Line, SendReport

_USUAL = "folder"
_FEW = 5
"""So many messages are told one by one, though they share a reason."""
_TYPED = "netcore.send.typed"
"""Where the context keeps the words that were typed after `netcore send`."""
_PARTS = (
    ("sent", "sent", "green"),
    ("refused", "refused: mend with netcore draft --edit, approve and send again", "red"),
    ("uncertain", "may or may not have left: look, then say so with netcore outbox resolve", "red"),
    ("blocked", "may not leave at present", "yellow"),
    ("deferred", "could not be taken now", "yellow"),
    ("left", "still waiting", "yellow"),
)


class Send(click.Command):
    """`netcore send`, with the options that the plugin of the chosen outbox declares."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Take the settings of the outbox in; one that nobody offers is for the library to name."""
        outbox = _named(args).partition(":")[0]
        session = (parent.find_object(Session) if parent else None) or Session()
        found = next((one for one in session.plugins().outboxes() if one.name == outbox), None)
        typed = [*args]
        if found is None:
            context = super().make_context(info_name, args, parent, **extra)
            context.meta[_TYPED] = typed
            return context
        from netcore.cli.options import settings_command

        def run(**how: Any) -> int:
            return _send(click.get_current_context().ensure_object(Session), **how)

        with_settings = settings_command(found, run, params=self.params)
        with_settings.help = self.help
        context = with_settings.make_context(info_name, args, parent, **extra)
        context.meta[_TYPED] = typed
        return context


def _named(args: list[str]) -> str:
    """The outbox that the arguments name, before they are parsed: its settings are among what there is to parse."""
    for argument, following in zip(args, [*args[1:], ""], strict=False):
        if argument == "--outbox":
            return following
        if argument.startswith("--outbox="):
            return argument.partition("=")[2]
    return _USUAL


@click.command(cls=Send)
@click.option("--outbox", default=_USUAL, show_default=True, help="Through what they leave; its own options are below.")
@click.option(
    "--dry-run/--really",
    default=None,
    help="Only show what would leave; or send what was not shown yet.  [default: a campaign is shown once, then sent]",
)
@click.option("--limit", type=Number(), help="Send at most so many.")
@click.option("--now", "again", is_flag=True, help="Try at once what was put off, before its time.")
@json_option
@pass_session
def command(session: Session, /, **how: Any) -> int:
    """Send what you approved. Each message leaves exactly once, whatever dies in the middle.

    The first time for a campaign nothing leaves yet: you see to whom, from whom, what and through which outbox. The
    same command once more sends it. The outbox "folder" writes each letter into a file that any mail program opens.
    """
    return _send(session, settings={}, **how)


def _send(
    session: Session,
    *,
    outbox: str,
    settings: dict[str, Any],
    dry_run: bool | None,
    limit: int | None,
    again: bool,
    as_json: bool,
) -> int:
    with session.network() as network, watching() as meter, between_pieces(meter, AFTER_THE_LETTER) as progress:
        report = network.write.send(
            outbox=outbox, settings=settings, dry_run=dry_run, limit=limit, again=again, progress=progress
        )
    if as_json:
        show_json(report)
    elif report.dry_run:
        _show_dry(report, session.now())
    else:
        _show(report, session.now())
    for outbox_, number in report.elsewhere.items():
        note(f"{count(number, 'message waits', 'messages wait')} for {outbox_}: netcore send --outbox {outbox_}")
    if _waits(report.deferred, session.now()) and not again:
        note(f"To try at once: {_typed('--now')}")
    if report.dry_run:
        _say_how_to_send(report, asked=bool(dry_run))
        return 0
    if report.interrupted:
        note("Interrupted. What has left is told above; the rest waits, and the same command goes on.")
        return 130
    meant_to_wait = limit is not None and len(report.sent) == limit
    failed = report.refused or report.deferred or report.uncertain or report.blocked or report.stopped
    return 1 if failed or (report.left and not meant_to_wait) else 0


def _show(report: "SendReport", now: "datetime") -> None:
    for name, words, colour in _PARTS:
        lines: tuple[Line, ...] = getattr(report, name)
        if lines:
            again = _tried_again(lines, now) if name == "deferred" else ""
            say(f"{count(len(lines), 'message')} {words}{again}", fg=colour, bold=True)
        for alike in _alike(lines):
            names = ", ".join(line.name or line.address for line in alike)
            subjects = {line.subject for line in alike}
            paragraph(f"{names}: {subjects.pop()}" if len(subjects) == 1 else f"{names}:", indent="  ", hang="    ")
            _show_why(alike[0], now, left=name == "sent")
    if report.stopped:
        paragraph(report.stopped, fg="red")
    if not any(getattr(report, name) for name, _, _ in _PARTS):
        say("Nothing is approved. Read your drafts with: netcore review")


def _tried_again(lines: "Sequence[Line]", now: "datetime") -> str:
    if _waits(lines, now):
        return "; netcore send tries again once their time has come"
    return "; the next netcore send tries again"


def _waits(lines: "Sequence[Line]", now: "datetime") -> bool:
    """Whether the next run comes too early for some of them."""
    return any(line.at is not None and line.at > now for line in lines)


def _alike(lines: "Sequence[Line]") -> "list[list[Line]]":
    """The lines one by one; those that follow each other for one reason together, where they would fill a page."""
    groups = [list(group) for _, group in groupby(lines, key=lambda line: (line.why, line.at))]
    return [part for group in groups for part in ([group] if len(group) > _FEW else [[line] for line in group])]


def _show_dry(report: "SendReport", now: "datetime") -> None:
    """To whom, from whom, the subject, the first lines, and through which outbox."""
    if not (report.left or report.deferred or report.blocked):
        say("Nothing is approved. Read your drafts with: netcore review")
        return
    who = f"{report.sender.name} <{report.sender.address}>" if report.sender.name else report.sender.address
    say(f"{count(len(report.left), 'message')} would leave from {who}, through {report.outbox}.", bold=True)
    _show_letters(report.left, now)
    for words, lines in (("would leave later", report.deferred), ("may not leave at present", report.blocked)):
        if lines:
            say()
            say(f"{count(len(lines), 'message')} {words}", fg="yellow", bold=True)
        _show_letters(lines, now)
    say()


def _show_letters(lines: "Sequence[Line]", now: "datetime") -> None:
    for line in lines:
        say()
        _show_head(line)
        for text in (line.begins or "(it has no text)").split("\n"):
            paragraph(text, indent="    ")
        if line.why or line.at:
            say()
        _show_why(line, now)


def _show_head(line: "Line") -> None:
    to = f"{line.name} <{line.address}>" if line.name else line.address
    paragraph(f"To {to}: {line.subject}", indent="  ", hang="    ")


def _show_why(line: "Line", now: "datetime", *, left: bool = False) -> None:
    at = when(line.at if left or (line.at and line.at > now) else None)
    if not (line.why or at):
        return
    text = f"{line.why} {at}".strip() if left else sentences(line.why, f"Next try: {at}" if at else "")
    paragraph(text, indent="    ")


def _say_how_to_send(report: "SendReport", *, asked: bool) -> None:
    if not report.left:
        note("Nothing was sent: this was a dry run.")
        return
    command = _typed("--really")
    names = ", ".join(f"“{name}”" for name in report.first)
    why = "this was a dry run" if asked or not names else f"you see {names} once before it leaves"
    note(f"Nothing was sent: {why}. To send: {command}")


def _typed(option: str) -> str:
    """The command as it was typed, with another option."""
    context = click.get_current_context()
    typed = [word for word in context.meta[_TYPED] if word not in {"--dry-run", "--json", option}]
    network = context.find_root().params.get("network")
    return shlex.join(["netcore", *(("--network", network) if network else ()), "send", *typed, option])
