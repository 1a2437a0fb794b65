"""`netcore demo`."""

from pathlib import Path
from typing import Any

import click

from netcore.cli.output import json_option, paragraph, say, show_json
from netcore.cli.session import Session, pass_session

_STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True},
    "step": {"bold": True, "fg": "cyan"},
    "hint": {"fg": "green"},
}
_INDENTS = {"title": "", "step": "", "did": "  ", "detail": "    ", "letter": "    ", "hint": ""}


@click.command()
@click.option(
    "--into", type=click.Path(path_type=Path), help="The folder for its network and letters.  [default: a new one]"
)
@json_option
@pass_session
def command(session: Session, into: Path | None, as_json: bool) -> None:
    """Walk all seven steps with an invented address book, in a network of its own.

    Your own network is not touched. At the end there are letters that you can open.
    """
    import tempfile

    from netcore.demo import walk

    home = into or Path(tempfile.mkdtemp(prefix="netcore-demo-"))
    lines = walk(home, now=session.now(), plugins=session.plugins())
    if as_json:
        show_json(tuple(lines))
        return
    for line in lines:
        if line.kind == "step":
            say()
        if line.kind == "letter":
            say(_INDENTS["letter"] + line.text)
        else:
            paragraph(line.text, indent=_INDENTS[line.kind], hang=_INDENTS[line.kind], **_STYLES.get(line.kind, {}))
