"""`netcore check`: what is wrong with a letter, before it leaves."""

import click

from netcore.cli.letters import show_findings
from netcore.cli.output import count, json_option, note, say, show_json
from netcore.cli.session import Session, pass_session
from netcore.errors import UsageError


@click.command()
@click.argument("messages", metavar="MESSAGE...", nargs=-1, help="Only these.  [default: all drafts and approved ones]")
@click.option("--waive", metavar="FINDING", help="Overrule this finding for one message; say why with --reason.")
@click.option("--reason", default="", help="Why you overrule it.")
@json_option
@pass_session
def command(session: Session, *, messages: tuple[str, ...], waive: str | None, reason: str, as_json: bool) -> int:
    """Look for mistakes: a wrong name, a gap, no clear request, an address that cannot be. Changes nothing.

    block: it cannot be sent like this. warn, hint: think about it. Ends with exit code 1 when something blocks.
    """
    with session.network() as network:
        if waive:
            if len(messages) != 1:
                raise UsageError("Name the one message in which you overrule it.")
            network.write.waive(messages[0], waive, reason)
        checked = network.write.check(messages)
    blocked = sum(one.blocked for one in checked)
    if as_json:
        show_json(checked)
        return 1 if blocked else 0
    for one in checked:
        say(f"{one.message.id}  {one.message.to_name or one.message.to_address}: {one.message.subject}", bold=True)
        show_findings([finding for finding in one.findings if finding.id not in dict(one.waived)], indent="    ")
        for finding, why in one.waived:
            say(f"    overruled: {finding} ({why})")
    if not checked:
        say("There is nothing to check: netcore draft makes drafts.")
    else:
        note(f"{count(len(checked), 'letter')} checked, {blocked or 'none'} blocked.")
    return 1 if blocked else 0
