"""`netcore approve`."""

from typing import TYPE_CHECKING

import click

from netcore.cli.letters import show_findings, tell_how_to_send
from netcore.cli.output import json_option, say, show_json
from netcore.cli.session import Session, pass_session
from netcore.errors import UsageError

if TYPE_CHECKING:
    from netcore.steps.write.step import Approval


@click.command()
@click.argument("messages", metavar="MESSAGE...", nargs=-1, help="What you have read and want to send.")
@click.option("--all", "everything", is_flag=True, help="All drafts: you have read every one of them.")
@json_option
@pass_session
def command(session: Session, *, messages: tuple[str, ...], everything: bool, as_json: bool) -> int:
    """Approve letters as they are now. What is changed afterwards has to be approved again.

    Letters with something in them that blocks stay drafts, and are listed; the exit code is 1 then.
    """
    if bool(messages) == everything:
        raise UsageError("Name the messages that you have read, or say --all. netcore review shows them one by one.")
    with session.network() as network:
        ids = [one.id for one in network.write.messages(state="draft")] if everything else messages
        approval = network.write.approve(ids)
        if as_json:
            show_json(approval)
            return 1 if approval.blocked else 0
        _show(approval)
        if approval.approved:
            tell_how_to_send(network)
        elif not approval.blocked:
            say("There is no draft to approve: netcore draft makes some.")
    return 1 if approval.blocked else 0


def _show(approval: "Approval") -> None:
    for one in approval.approved:
        say(f"approved  {one.to_name or one.to_address}: {one.subject}", fg="green")
    for checked in approval.blocked:
        say(f"blocked   {checked.message.to_name or checked.message.to_address}: {checked.message.subject}", fg="red")
        show_findings([finding for finding in checked.findings if finding.level == "block"], indent="    ")
