"""`netcore doctor`."""

import click

from netcore.cli.output import json_option, paragraph, show_json
from netcore.cli.session import Session, pass_session

_COLOURS = {"good": "green", "care": "yellow", "bad": "red"}
_WORDS = {"good": "good", "care": "care", "bad": "BAD "}


@click.command()
@json_option
@pass_session
def command(session: Session, as_json: bool) -> int:
    """Look whether everything is in order, and say what to do where it is not. Changes nothing.

    Ends with exit code 3 when something does not work.
    """
    with session.network() as network:
        checkups = network.doctor()
    if as_json:
        show_json(checkups)
    for checkup in checkups if not as_json else ():
        paragraph(checkup.found, indent=f"{_WORDS[checkup.state]}  ", hang="      ", fg=_COLOURS[checkup.state])
        if checkup.do:
            paragraph(checkup.do, indent="      → ", hang="        ")
    return 3 if any(checkup.state == "bad" for checkup in checkups) else 0
