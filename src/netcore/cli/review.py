"""`netcore review`: read each draft, and decide."""

from typing import TYPE_CHECKING

import click

from netcore.cli.editing import in_editor
from netcore.cli.keys import ask
from netcore.cli.letters import show_findings, show_letter, tell_how_to_send
from netcore.cli.output import count, json_option, note, paragraph, say, show_json
from netcore.cli.session import Session, pass_session
from netcore.errors import NetcoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netcore.network import Network
    from netcore.steps.write import Checked

_ANSWERS = {"a": "approve", "e": "edit", "s": "skip", "d": "discard", "q": "stop"}


@click.command()
@click.argument("message", default="", help="Only this one.")
@click.option("--list", "only_list", is_flag=True, help="Show all drafts, and ask nothing.")
@json_option
@pass_session
def command(session: Session, *, message: str, only_list: bool, as_json: bool) -> None:
    """Read each draft with what the checks say of it: approve it, change it, skip it, or throw it away.

    One key each; e opens your own editor (the variable EDITOR). With --json, list the drafts and ask nothing.
    """
    with session.network() as network:
        drafts = iter(network.write.check([message])) if message else network.write.review()
        if as_json:
            show_json(tuple(drafts))
        elif only_list:
            for checked in drafts:
                _show(checked)
        else:
            _walk(network, drafts)


def _walk(network: "Network", drafts: "Iterator[Checked]") -> None:
    decided = dict.fromkeys("asd", 0)
    for checked in drafts:
        key = _decide(network, checked)
        if key == "q":
            break
        decided[key] += 1
    if not any(decided.values()):
        say("There is no draft to read. Make some with: netcore draft")
        return
    say(f"{count(decided['a'], 'letter')} approved, {decided['s']} skipped, {decided['d']} thrown away.")
    if decided["a"]:
        tell_how_to_send(network)


def _decide(network: "Network", checked: "Checked") -> str:
    """Show one draft until the user has decided about it; returns the key: a, s, d or q."""
    _show(checked)
    while True:
        key = ask("", _ANSWERS)
        try:
            if key == "a":
                approval = network.write.approve([checked.message.id])
                if approval.approved:
                    return key
                paragraph("It cannot be sent like this:", fg="red")
                show_findings([finding for finding in approval.blocked[0].findings if finding.level == "block"])
            elif key == "e":
                checked = _edited(network, checked)
            elif key == "d":
                network.write.discard(checked.message.id)
                return key
            else:
                return key
        except NetcoreError as error:
            paragraph(str(error), fg="red")


def _edited(network: "Network", checked: "Checked") -> "Checked":
    changed = in_editor(checked.message.subject, checked.message.body)
    if changed is None:
        note("Nothing was changed.")
        return checked
    network.write.edit(checked.message.id, subject=changed[0], body=changed[1])
    again = network.write.check([checked.message.id])[0]
    _show(again)
    return again


def _show(checked: "Checked") -> None:
    say()
    show_letter(checked.message)
    show_findings([finding for finding in checked.findings if finding.id not in dict(checked.waived)])
