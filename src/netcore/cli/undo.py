"""`netcore undo`."""

import click

from netcore.cli.output import columns, json_option, say, show_json, when
from netcore.cli.session import Session, pass_session


@click.command()
@click.option("--list", "only_list", is_flag=True, help="Show what can be taken back, the newest first; do nothing.")
@json_option
@pass_session
def command(session: Session, *, only_list: bool, as_json: bool) -> None:
    """Take back the last import, merge, split or correction, exactly. Again: the one before.

    What has been sent stays sent, a person who was forgotten stays forgotten, and whom you kept or took off your list
    stays kept or off: netcore keep and netcore eliminate change that.
    """
    if only_list:
        _list(session, as_json=as_json)
        return
    with session.network() as network:
        undone = network.gather.undo()
    if as_json:
        show_json({"undone": undone})
    else:
        say(f"Taken back: {undone}")


def _list(session: Session, *, as_json: bool) -> None:
    with session.network() as network:
        operations = network.gather.operations()
    if as_json:
        show_json(operations)
        return
    if not operations:
        say("There is nothing to take back.")
    columns([(when(one.started_at), one.summary, one.sealed) for one in operations])
