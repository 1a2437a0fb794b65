"""`netcore undo`."""

import click

from netcore.cli.output import json_option, say, show_json
from netcore.cli.session import Session, pass_session


@click.command()
@json_option
@pass_session
def command(session: Session, as_json: bool) -> None:
    """Take back the last import, merge, split or correction, exactly.

    What has been sent stays sent, and a person who was forgotten stays forgotten.
    """
    with session.network() as network:
        undone = network.gather.undo()
    if as_json:
        show_json({"undone": undone})
    else:
        say(f"Taken back: {undone}")
