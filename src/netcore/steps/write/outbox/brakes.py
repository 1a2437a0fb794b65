"""What holds a letter back that may leave in itself: quiet hours, the pace, and the cap of the day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from netcore.model.message import Message
from netcore.steps.write.rhythm import Rhythm
from netcore.store import Transaction
from netcore.store.quotas import Quotas

_DAY = timedelta(days=1)


class Stop(NamedTuple):
    """Why a letter does not go on now.  ``defers``: it is put off until then; else it waits where it is."""

    why: str
    until: datetime | None = None
    defers: bool = False


@dataclass(kw_only=True)
class Ahead:
    """Letters of a dry run that would have left before the one in question."""

    letters: int = 0
    requests: int = 0

    def add(self, message: Message) -> None:
        """One more."""
        self.letters += 1
        self.requests += message.purpose == "request"


class Limits(NamedTuple):
    """What the user and the provider set for letters through one outbox."""

    rhythm: Rhythm
    outbox: str
    cap: int = 0
    """Letters a day; 0: no limit."""


def brake(tx: Transaction, message: Message, limits: Limits, ahead: Ahead | None = None) -> Stop | None:
    """The first thing that holds the message back now; None when it may go on.

    Asked inside the transaction that lets it go on.  Nothing that is decided here by the clock is kept, except a date
    to try again: so a clock that is set back lets nothing wait for ever, and what has left stays counted on the day on
    which it left.
    """
    return next(_stops(tx, message, limits, ahead or Ahead()), None)


def quiet(rhythm: Rhythm, now: datetime) -> Stop | None:
    """The one brake that the clock alone can put on, while nothing is stored."""
    until = rhythm.quiet_until_after(now)
    if until is None:
        return None
    hours = f"{rhythm.quiet_from:%H:%M} to {rhythm.quiet_until:%H:%M} ({rhythm.zone or 'UTC'})"
    return Stop(f"Nothing leaves from {hours}: those are your quiet hours.", until)


def _stops(tx: Transaction, message: Message, limits: Limits, ahead: Ahead) -> Iterator[Stop]:
    rhythm = limits.rhythm
    if stop := quiet(rhythm, tx.now):
        yield stop
    if message.purpose == "request" and rhythm.new_letters and rhythm.open_talks:
        yield from _out_of_pace(tx, message, rhythm, ahead)
    if limits.cap:
        yield from _over_cap(tx, message, limits, ahead)


def _out_of_pace(tx: Transaction, message: Message, rhythm: Rhythm, ahead: Ahead) -> Iterator[Stop]:
    quotas = Quotas(tx)
    crowded = quotas.crowded(rhythm.open_talks)
    if crowded is None:
        return
    quotas.lock("pace")
    since = crowded.since if crowded.since <= tx.now else tx.now - _DAY  # the clock was set back since the offer
    if quotas.requests_since(since, but=message.id) + ahead.requests >= rhythm.new_letters:
        letters = "1 new letter" if rhythm.new_letters == 1 else f"{rhythm.new_letters} new letters"
        talks = "1 talk or thank-you is" if rhythm.open_talks == 1 else f"{rhythm.open_talks} talks or thank-yous are"
        yield Stop(
            f"Your pace is {letters} while {talks} open, and so many have left. It may leave once fewer are open; the "
            f"oldest is the one with {crowded.name} (`netcore meet` lists them). `netcore config set pace` sets "
            "another pace."
        )


def _over_cap(tx: Transaction, message: Message, limits: Limits, ahead: Ahead) -> Iterator[Stop]:
    quotas = Quotas(tx)
    quotas.lock(f"cap {limits.outbox}")
    begin, end = limits.rhythm.day_of(tx.now)
    if quotas.through(limits.outbox, begin, end, but=message.id) + ahead.letters >= limits.cap:
        letters = "1 letter" if limits.cap == 1 else f"{limits.cap} letters"
        why = f"{letters} a day may leave through {limits.outbox!r}, and today's have left."
        yield Stop(why, end, defers=True)
