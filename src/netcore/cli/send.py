"""`netcore send`: what you approved leaves, each message exactly once."""

from typing import TYPE_CHECKING

import click

from netcore.cli.output import count, json_option, note, paragraph, say, show_json, when
from netcore.cli.progress import watching
from netcore.cli.session import Session, pass_session

if TYPE_CHECKING:
    from netcore.steps.write.outbox.report import Line, SendReport

_PARTS = (
    ("sent", "sent", "green"),
    ("refused", "refused: mend the address or the text, then send again", "red"),
    ("uncertain", "may or may not have left: look, then say so with netcore outbox resolve", "red"),
    ("blocked", "may not leave at present", "yellow"),
    ("deferred", "could not be taken now; the next netcore send tries again", "yellow"),
    ("left", "still waiting", "yellow"),
)


@click.command()
@click.option(
    "--outbox", default="folder", show_default=True, help="Through what they leave: netcore accounts lists it."
)
@click.option("--dry-run", is_flag=True, help="Show what would leave, and send nothing.")
@click.option("--limit", type=click.IntRange(min=1), help="Send at most so many.")
@json_option
@pass_session
def command(session: Session, *, outbox: str, dry_run: bool, limit: int | None, as_json: bool) -> int:
    """Send what you approved. Each message leaves exactly once, whatever dies in the middle.

    The outbox "folder" writes each letter into a file that any mail program opens.
    """
    with session.network() as network, watching() as progress:
        report = network.write.send(outbox=outbox, dry_run=dry_run, limit=limit, progress=progress)
    if as_json:
        show_json(report)
    else:
        _show(report)
    if report.interrupted:
        return 130
    return 0 if report.complete or dry_run else 1


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
