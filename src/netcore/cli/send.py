"""`netcore send`: what you approved leaves, each message exactly once."""

from typing import TYPE_CHECKING, Any

import click

from netcore.cli.output import count, json_option, note, paragraph, say, show_json, when
from netcore.cli.parameters import Number
from netcore.cli.progress import watching
from netcore.cli.session import Session, pass_session

if TYPE_CHECKING:
    from netcore.steps.write.outbox.report import Line, SendReport

_USUAL = "folder"
_PARTS = (
    ("sent", "sent", "green"),
    ("refused", "refused: mend with netcore draft --edit, approve and send again", "red"),
    ("uncertain", "may or may not have left: look, then say so with netcore outbox resolve", "red"),
    ("blocked", "may not leave at present", "yellow"),
    ("deferred", "could not be taken now; the next netcore send tries again", "yellow"),
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
        if found is None:
            return super().make_context(info_name, args, parent, **extra)
        from netcore.cli.options import settings_command

        def run(**how: Any) -> int:
            return _send(click.get_current_context().ensure_object(Session), **how)

        with_settings = settings_command(found, run, params=self.params)
        with_settings.help = self.help
        return with_settings.make_context(info_name, args, parent, **extra)


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
@click.option("--dry-run", is_flag=True, help="Show what would leave, and send nothing.")
@click.option("--limit", type=Number(), help="Send at most so many.")
@json_option
@pass_session
def command(session: Session, /, **how: Any) -> int:
    """Send what you approved. Each message leaves exactly once, whatever dies in the middle.

    The outbox "folder" writes each letter into a file that any mail program opens.
    """
    return _send(session, settings={}, **how)


def _send(
    session: Session, *, outbox: str, settings: dict[str, Any], dry_run: bool, limit: int | None, as_json: bool
) -> int:
    with session.network() as network, watching() as progress:
        report = network.write.send(outbox=outbox, settings=settings, dry_run=dry_run, limit=limit, progress=progress)
    if as_json:
        show_json(report)
    else:
        _show(report)
    if report.interrupted:
        return 130
    meant_to_wait = dry_run or (limit is not None and len(report.sent) == limit)
    failed = report.refused or report.deferred or report.uncertain or report.blocked or report.stopped
    return 1 if (failed and not dry_run) or (report.left and not meant_to_wait) else 0


def _show(report: "SendReport") -> None:
    for name, words, colour in _PARTS:
        lines: tuple[Line, ...] = getattr(report, name)
        if lines:
            would = "would leave" if report.dry_run and name == "left" else words
            say(f"{count(len(lines), 'message')} {would}", fg=colour, bold=True)
        for line in lines:
            paragraph(f"{line.name or line.address}: {line.subject}", indent="  ", hang="    ")
            if line.why or line.at:
                paragraph(" ".join(part for part in (line.why, when(line.at)) if part), indent="    ")
    if report.stopped:
        paragraph(report.stopped, fg="red")
    if not any(getattr(report, name) for name, _, _ in _PARTS):
        say("Nothing is approved. Read your drafts with: netcore review")
    if report.dry_run:
        note("Nothing was sent: this was a dry run.")
