"""`netcore backup` and `netcore restore`."""

from pathlib import Path

import click

from netcore.cli.output import json_option, note, say, show_json
from netcore.cli.session import Session, pass_session
from netcore.errors import NotPossibleNow, UsageError


@click.command()
@click.argument(
    "file", type=click.Path(path_type=Path), required=False, help="Where to.  [default: netcore-DATE.backup, here]"
)
@json_option
@pass_session
def backup(session: Session, file: Path | None, as_json: bool) -> None:
    """Copy your whole network into one file, also while netcore works on it.

    The file holds everything about everybody: keep it where only you can read it.
    """
    target = file or Path(f"netcore-{session.now().astimezone():%Y-%m-%d-%H%M%S}.backup")
    with session.network() as network:
        network.backup(target)
    if as_json:
        show_json({"backup": target.absolute()})
    else:
        say(f"Your network is copied to {target}. `netcore restore {target}` brings it back.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path), help="The backup.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@pass_session
def restore(session: Session, file: Path, yes: bool, as_json: bool) -> None:
    """Bring a backup back. What is there now is kept in a file beside it."""
    from netcore.cli.keys import confirm
    from netcore.network import restore

    where, _ = session.place
    if not isinstance(where, Path):
        raise NotPossibleNow("This network is on a database server: restore it there, with pg_restore or psql.")
    if not file.exists():
        raise UsageError(f"There is no file {file}. Name the backup that you want back.")
    if not yes and not confirm(f"Put {file} in the place of your present network?"):
        note("Nothing was changed.")
        return
    restored = restore(file, where, now=session.now)
    if as_json:
        show_json({"restored": file.absolute(), "kept": restored.kept, "held": restored.held})
        return
    say(f"Your network is as it was in {file}.")
    if restored.kept:
        say(f"What was there before is in {restored.kept}.")
    if restored.held:
        letters = "1 letter" if restored.held == 1 else f"{restored.held} letters"
        say(f"Back among your drafts: {letters} that waited then and may have left since. Approve what has not.")
