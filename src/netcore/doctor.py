"""Is everything in order, and if not, what to do: looks at everything, changes nothing."""

import os
import shutil
import stat
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import Literal

from netcore.errors import StoreError
from netcore.model.base import Value
from netcore.model.message import MessageState
from netcore.steps.base import Desk
from netcore.store.health import damage

_DEFERRED: tuple[MessageState, ...] = ("deferred",)
_LITTLE_ROOM = 200 * 1024 * 1024


class Checkup(Value, frozen=True, kw_only=True):
    """One thing that was looked at."""

    name: str
    """A stable word: "store", "folder", "disk", "clock", "plugins", "outbox"."""
    state: Literal["good", "care", "bad"]
    """care: works, but look after it · bad: something does not work until it is mended."""
    found: str
    do: str = ""
    """What to do about it; empty when all is well."""


def examine(desk: Desk) -> tuple[Checkup, ...]:
    """All that can be looked at from here, in a stable order."""
    store = tuple(_store(desk))
    if any(checkup.state == "bad" for checkup in store):
        return (*store, *_folder(desk.home), *_plugins(desk))
    return (*store, *_folder(desk.home), *_clock(desk), *_plugins(desk), *_outbox(desk))


def _store(desk: Desk) -> Iterator[Checkup]:
    place = desk.store.place
    if found := _damage(desk):
        yield Checkup(
            name="store",
            state="bad",
            found=f"{place} is damaged: {found}.",
            do="Keep a copy of the file, then bring your last backup back: netcore restore FILE",
        )
    else:
        yield Checkup(name="store", state="good", found=f"Your network is whole: {place}.")
    if place.file is not None and os.name == "posix" and stat.S_IMODE(place.file.stat().st_mode) & 0o077:
        yield Checkup(
            name="store",
            state="care",
            found="Other users of this machine can read your network.",
            do=f"chmod 600 {place.file}",
        )


def _damage(desk: Desk) -> str:
    """What is wrong with the store's own file; empty when it is whole."""
    try:
        with desk.store.read() as tx:
            return damage(tx)
    except StoreError as error:
        return str(error.__cause__ or error).splitlines()[0].rstrip(".")


def _folder(home: Path) -> Iterator[Checkup]:
    nearest = next(folder for folder in (home, *home.absolute().parents) if folder.exists())
    if not os.access(nearest, os.W_OK | os.X_OK):
        yield Checkup(
            name="folder",
            state="bad",
            found=f"{home} cannot be written: letters and settings have no place.",
            do="Give yourself write permission there, or name another folder in NETCORE_HOME.",
        )
        return
    yield Checkup(name="folder", state="good", found=f"Letters and settings are in {home}.")
    free = shutil.disk_usage(nearest).free
    if free < _LITTLE_ROOM:
        yield Checkup(
            name="disk",
            state="care",
            found=f"The disk has only {free // 1024**2} MB left.",
            do="Make some room before you import or send.",
        )


def _clock(desk: Desk) -> Iterator[Checkup]:
    with desk.store.read() as tx:
        newest = max((entry.at for entry in tx.journal.latest(limit=20)), default=None)
    if newest is not None and newest > desk.now():
        yield Checkup(
            name="clock",
            state="care",
            found=f"The journal has an entry from {newest:%Y-%m-%d %H:%M} UTC, which is still to come.",
            do="Set the clock of this machine: what is due, and when a message may leave, depends on it.",
        )


def _plugins(desk: Desk) -> Iterator[Checkup]:
    infos = desk.registry.plugins()
    broken = [info for info in infos if info.state in {"failed", "conflict"}]
    for info in broken:
        yield Checkup(
            name="plugins",
            state="care",
            found=info.reason,
            do=f"Update or uninstall it, or leave it out with NETCORE_PLUGINS=-{info.name}",
        )
    if not broken:
        names = ", ".join(info.name for info in infos if info.state == "loaded")
        yield Checkup(name="plugins", state="good", found=f"All plugins work: {names or 'there are none'}.")
    if desk.registry.holds():
        yield Checkup(
            name="plugins",
            state="bad",
            found="No message can leave: a plugin that may have a say in it does not work.",
            do="netcore plugins",
        )


def _outbox(desk: Desk) -> Iterator[Checkup]:
    with desk.store.read() as tx:
        uncertain = tx.messages.counts().get("uncertain", 0)
        put_off = [one for one in tx.messages.find(states=_DEFERRED) if one.not_before and one.not_before > tx.now]
    if uncertain:
        yield Checkup(
            name="outbox",
            state="care",
            found=f"{uncertain} message{'s' * (uncertain > 1)} may or may not have left: only you can find out.",
            do="netcore outbox",
        )
    if put_off:
        until = min(one.not_before for one in put_off if one.not_before)
        yield Checkup(
            name="outbox",
            state="care",
            found=(
                f"{len(put_off)} message{'s wait' if len(put_off) > 1 else ' waits'} until "
                f"{until.astimezone(UTC):%Y-%m-%d %H:%M} UTC for another try: {put_off[0].reason}"
            ),
            do="When the cause is mended: netcore send --now",
        )
