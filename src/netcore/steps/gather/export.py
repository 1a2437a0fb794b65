"""People out of the network, into a file."""

import os
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from netcore.errors import StoreNotWritable
from netcore.model.contact import Contact
from netcore.model.folding import fold
from netcore.plugins.context import Progress
from netcore.steps.base import Desk
from netcore.steps.gather.whole import FORMAT
from netcore.store import Transaction
from netcore.store.chunks import chunks


def export_people(
    desk: Desk, target: Path | BinaryIO, component: str, people: Collection[str], progress: Progress
) -> tuple[str, ...]:
    """Write the merged cards of these people (by current id): see `Gather.export`."""
    descriptor = desk.registry.exporter(component)
    exporter = desk.registry.create(descriptor, desk.surroundings.context(descriptor))
    notes: tuple[str, ...] = ()

    def fill(stream: BinaryIO) -> None:
        nonlocal notes
        notes = exporter.write(cards, stream)

    with desk.store.read() as tx:
        cards = _cards(tx, people, progress)
        write(target, fill)
    return notes


def usual_format(desk: Desk, target: Path | BinaryIO) -> str:
    """The format that a file's name asks for by its ending; "vcard" when it asks for none."""
    ending = target.suffix.lower() if isinstance(target, Path) else ""
    if ending == f".{FORMAT}":
        return FORMAT
    named = (exporter.name for exporter in desk.registry.exporters() if ending and exporter.suffix.lower() == ending)
    return next(named, "vcard")


def _cards(tx: Transaction, people: Collection[str], progress: Progress) -> Iterator[Contact]:
    """The merged cards, some at a time; circles are written as categories, so that a re-import finds them.

    A category that means a circle is not written beside it: who was taken out of the circle would be back in it.
    """
    done = 0
    meanings = tx.circles.meanings()
    for some in chunks(people):
        cards, views = tx.people.cards(some), {person.id: person for person in tx.people.many(some)}
        for person in some:
            if person not in cards:
                continue
            others = (text for text in cards[person].categories if not meanings.get(fold(text)))
            categories = {fold(text): text for text in (*views[person].circles, *others)}
            yield msgspec.structs.replace(
                cards[person], categories=tuple(categories.values()), uid=cards[person].uid or person
            )
        done += len(some)
        progress(done, len(people), "writing")


def write(target: Path | BinaryIO, fill: Callable[[BinaryIO], None]) -> None:
    """Fill a stream, or a file.

    The file appears whole, readable by its owner only, or not at all; what was there stays until then.
    """
    if not isinstance(target, Path):
        fill(target)
        return
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as stream:
            fill(stream)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(target)
    except OSError as error:
        raise StoreNotWritable(
            f"{target} cannot be written: {error.strerror or error}. Choose another place."
        ) from error
    finally:
        part.unlink(missing_ok=True)
