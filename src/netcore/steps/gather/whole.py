"""A whole network, out into one file and back into an empty one."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

from netcore.errors import NotPossibleNow, UnreadableFile
from netcore.model.importing import ImportReport, RecordReport
from netcore.plugins.context import Progress
from netcore.steps.base import Desk
from netcore.store.portable import bring_in, is_network, occupied, text_of, unsent

FORMAT = "json"
"""What `netcore export --format` calls it."""
_HEAD = 1024


def holds_network(file: Path) -> bool:
    """Whether a file holds a whole network; one that cannot be read does not."""
    if not file.is_file():
        return False
    try:
        with file.open("rb") as stream:
            return is_network(stream.read(_HEAD))
    except OSError:
        return False


def export_network(desk: Desk, write: Callable[[Callable[[BinaryIO], None]], None]) -> tuple[str, ...]:
    """Write everything; ``write`` is given what is to be done with a stream.  Returns notes on what is not in it."""
    with desk.store.read() as tx:
        waiting, leaving = unsent(tx)

        def fill(stream: BinaryIO) -> None:
            stream.writelines(text_of(tx))

        write(fill)
    notes = ["Passwords, and why people were taken off the list, are not in the file."]
    if waiting:
        what = (
            "1 letter that waits to be sent is a draft" if waiting == 1 else f"{waiting} letters that wait are drafts"
        )
        notes.append(f"{what} in the file: to be approved again where it is brought in, so that none leaves twice.")
    if leaving:
        what = "1 letter that is leaving now is" if leaving == 1 else f"{leaving} letters that are leaving now are"
        notes.append(f"{what} uncertain in the file: find out whether it arrived.")
    return tuple(notes)


def import_network(
    desk: Desk, file: Path, *, preview: bool, progress: Progress, on_record: Callable[[RecordReport], None]
) -> ImportReport:
    """Fill an empty network from a file; one line for each person.  It is no operation: there is nothing to go back to.

    Raises `NotPossibleNow` when the network is not empty, `UnreadableFile` and `StoreTooNew` as `bring_in`; nothing is
    changed then.
    """
    with ExitStack() as stack:
        try:
            stream = stack.enter_context(file.open("rb"))
        except OSError as error:
            raise UnreadableFile(f"{file} cannot be read: {error.strerror or error}.") from error
        tx = stack.enter_context(desk.store.rehearse() if preview else desk.store.write())
        tx.lock_gate(alone=True)
        if occupied(tx):
            raise NotPossibleNow(
                f"{file} holds a whole network, which comes into an empty one only, and there is something in this one "
                f"already. Give it a new one: netcore --network NAME import {file}"
            )
        done = 0

        def tick(rows: int) -> None:
            nonlocal done
            done += rows
            progress(done, None, file.name)

        bring_in(tx, stream, str(file), tick)
        lines = tuple(
            RecordReport(source_id=person.id, name=person.name, outcome="new", person=person.id)
            for person in tx.people.many(tx.people.ids())
        )
    for line in lines:
        on_record(line)
    return ImportReport(account=file.name, preview=preview, records=lines)
