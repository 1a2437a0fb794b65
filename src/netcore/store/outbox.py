"""What the senders ask the store: what is next, who holds what, and whom a letter has reached already."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import (
    CompoundSelect,
    Select,
    String,
    bindparam,
    exists,
    false,
    func,
    or_,
    select,
    text,
    true,
    tuple_,
    union_all,
    update,
)

from netcore.model.address_key import mailbox_key
from netcore.model.base import Value
from netcore.model.message import Message, ReplyKind
from netcore.model.obstacle import Obstacle
from netcore.store.messages import chosen
from netcore.store.moves import Phase, Place, is_at
from netcore.store.obstacles import HINTS, Obstacles, hint_parameters
from netcore.store.schema import clarities, inboxes, messages, persons, replies, verdicts
from netcore.store.types import UtcDateTime
from netcore.store.wording import word

if TYPE_CHECKING:
    from netcore.store.transaction import Transaction


CLOCKS_DIFFER = timedelta(minutes=5)
"""By how much the clocks of two machines may differ before one of them counts as wrong."""


class Held(Value, frozen=True, kw_only=True):
    """A message that is being sent: how far it is, and whose it is.  ``worker`` is empty when nobody holds it."""

    message: Message
    phase: Phase
    worker: str
    lease_until: datetime | None


class CameBack(NamedTuple):
    """Something that came back from a human or an address."""

    kind: ReplyKind
    looked_at: bool
    of_address: bool
    """Whether it came from the address, whoever of those whom it reaches sent it."""


class Hints(NamedTuple):
    """What forbids that a message goes on, and whether there is anything to ask further."""

    obstacles: tuple[Obstacle, ...]
    """What forbids to write to this person at this address."""
    came_back: bool
    """Something came back from the human to whom it goes."""
    blind: bool
    """There are answers that could not be read."""
    clarity: bool
    """The version of the clarity that it carries is there."""
    rival: bool
    """The campaign has another letter for the same human or mailbox, in one of the places asked about."""
    maybe_rival: bool
    """It has one on its way to somebody who may be the same human."""


class OutboxRows:
    """The messages on their way out through any outbox."""

    def __init__(self, tx: "Transaction") -> None:
        self._tx = tx

    def next_queued(self, outbox: str, *, after: tuple[datetime, str] | None = None) -> Message | None:
        """The first message waiting for the outbox that may leave by now and that no other sender is claiming.

        ``after`` is the ``(created_at, id)`` of the last one looked at, so that one held back is not met twice.
        """
        created_at, identifier = after or (datetime.min.replace(tzinfo=UTC), "")
        found = self._tx.messages.read(
            _NEXT_QUEUED, outbox=outbox, now=self._tx.now, created_at=created_at, identifier=identifier
        )
        return found[0] if found else None

    def waiting(self, outbox: str) -> int:
        """How many messages wait for the outbox."""
        query = select(func.count()).where(messages.c.state == "queued", messages.c.outbox == outbox)
        return self._tx.connection.execute(query).scalar_one()

    def follow_ups(self) -> bool:
        """Whether a follow-up is approved and has not left."""
        waits = messages.c.state.in_(("approved", "queued", "deferred")), messages.c.purpose == "follow-up"
        return bool(self._tx.connection.execute(select(exists().where(*waits))).scalar())

    def waiting_elsewhere(self, outbox: str) -> dict[str, int]:
        """How many messages wait for other outboxes, or are being sent through them, by the outbox."""
        waits = messages.c.state.in_(("queued", "sending", "deferred")), messages.c.outbox.not_in(("", outbox))
        query = select(messages.c.outbox, func.count()).where(*waits).group_by(messages.c.outbox)
        return dict(self._tx.connection.execute(query.order_by(messages.c.outbox)).all())

    def due(self, outbox: str) -> tuple[Message, ...]:
        """The outbox's deferred messages whose time has come.

        One that was put off in the future, by a clock that was set back since, is due: nobody knows until when.
        """
        deferred = (messages.c.state == "deferred") & (messages.c.outbox == outbox)
        now = self._tx.now
        due = or_(messages.c.not_before <= now, messages.c.changed_at > now + CLOCKS_DIFFER)
        return self._tx.messages.read(_in_order().where(deferred, due))

    def uncertain(self, outbox: str) -> tuple[tuple[Message, datetime], ...]:
        """The messages of which the outbox could not tell whether they left, and since when."""
        doubted = (messages.c.state == "uncertain") & (messages.c.outbox == outbox) & (messages.c.handle != "")
        since = dict(self._tx.connection.execute(select(messages.c.id, messages.c.changed_at).where(doubted)).all())
        return tuple((one, since[one.id]) for one in self._tx.messages.read(_in_order().where(doubted)))

    def unfinished(self, outbox: str) -> tuple[Message, ...]:
        """The messages that wait for the outbox or are being sent through it."""
        query = _in_order().where(messages.c.state.in_(("queued", "sending")), messages.c.outbox == outbox)
        return self._tx.messages.read(query)

    def held(self, outbox: str) -> tuple[Held, ...]:
        """The messages that are being sent through the outbox."""
        sending = (messages.c.state == "sending") & (messages.c.outbox == outbox)
        query = select(messages.c.id, messages.c.phase, messages.c.worker, messages.c.lease_until).where(sending)
        holds = {row.id: row for row in self._tx.connection.execute(query)}
        found = self._tx.messages.read(_in_order().where(sending))
        return tuple(
            Held(message=message, phase=hold.phase, worker=hold.worker, lease_until=hold.lease_until)
            for message in found
            if (hold := holds.get(message.id)) is not None
        )

    def take_over(self, held: Held, worker: str, lease_until: datetime) -> bool:
        """Become the holder of a message, in the phase it is in; False when it is not as ``held`` says any more."""
        statement = update(messages).where(
            messages.c.id == held.message.id,
            messages.c.state == "sending",
            messages.c.phase == held.phase,
            messages.c.worker == held.worker,
            messages.c.lease_until.is_not_distinct_from(held.lease_until),
        )
        return self._tx.connection.execute(statement.values(worker=worker, lease_until=lease_until)).rowcount == 1

    def lock(self, message: Message) -> Message:
        """The message as it is now; nobody else moves it until the end of the transaction.

        A sender locks its letter first, then the recipient, then what it counts: a search for the next letter may
        still hold the row of one that was claimed meanwhile, and the two would wait for each other for ever.
        """
        (now,) = self._tx.messages.read(_LOCKED, message=message.id)
        return now

    def lock_recipient(self, message: Message) -> None:
        """Let no other sender ask about the same human or mailbox until the end of the transaction.

        SQLite admits one writer at a time anyway.
        """
        if self._tx.on_postgresql:
            for key in sorted((f"person {message.person}", f"mailbox {mailbox_key(message.to_address)}")):
                self._tx.connection.execute(
                    text("SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || :key, 0))"), {"key": key}
                )

    def hints(self, message: Message, places: Collection[Place]) -> Hints:
        """What there is to know and to ask further about a message, in one question.

        The sender asks it inside the transaction that moves the message on, with the gate held.
        """
        parameters = hint_parameters(message.person, message.to_address)
        parameters |= {"clarity": message.clarity, **_recipient(message)}
        row = self._tx.connection.execute(_hints(frozenset(places)), parameters).one()
        return Hints(
            Obstacles(self._tx).hinted_at(row, message.to_address),
            came_back=row.came_back,
            blind=row.blind,
            clarity=row.clarity,
            rival=row.rival,
            maybe_rival=row.maybe_rival,
        )

    def rival(self, message: Message, places: Collection[Place]) -> Message | None:
        """Another message of the same campaign, in one of the places, to the same human or the same mailbox.

        One that came back is none, for it has reached nobody; but its mailbox is for no other letter than its own.
        """
        if not message.campaign:
            return None
        rival = self._tx.connection.execute(_rivals(frozenset(places)).limit(1), _recipient(message)).scalar()
        return None if rival is None else self._tx.messages.get(rival)

    def maybe_rivals(self, message: Message) -> frozenset[str]:
        """Who was not told apart from the human to whom a message goes, and has a letter of the same campaign.

        One that is approved or went further; by current ids.
        """
        return frozenset(self._tx.connection.scalars(_MAYBE_RIVALS, _recipient(message)))

    def came_back(self, message: Message) -> frozenset[CameBack]:
        """What came back from whom a message goes to, and may forbid it."""
        rows = self._tx.connection.execute(_CAME_BACK, _recipient(message))
        return frozenset(CameBack(row.kind, looked_at=row.looked_at, of_address=row.of_address) for row in rows)


def _in_order() -> Select[Any]:
    return chosen().order_by(messages.c.created_at, messages.c.id)


_NEXT_QUEUED = (
    _in_order()
    .where(
        messages.c.state == word("queued"),
        messages.c.outbox == bindparam("outbox"),
        or_(messages.c.not_before.is_(None), messages.c.not_before <= bindparam("now", type_=UtcDateTime)),
        tuple_(messages.c.created_at, messages.c.id)
        > tuple_(bindparam("created_at", type_=UtcDateTime), bindparam("identifier", type_=String)),
    )
    .limit(1)
    .with_for_update(skip_locked=True, of=messages)
)

_LOCKED = chosen().where(messages.c.id == bindparam("message")).with_for_update(of=messages)

_CAME_BACK = union_all(
    select(replies.c.kind, replies.c.looked_at, false().label("of_address"))
    .join(persons, persons.c.id == replies.c.person)
    .where(persons.c.current == bindparam("person"), replies.c.kind != word("unrelated")),
    select(replies.c.kind, replies.c.looked_at, true().label("of_address"))
    .join(messages, messages.c.id == replies.c.message)
    .where(messages.c.to_key == bindparam("mailbox"), replies.c.kind == word("opt-out")),
)
"""What came from the human; and from anybody behind the mailbox, that nothing more may come there."""


@cache
def _rivals(places: frozenset[Place]) -> CompoundSelect[Any]:
    anchors = select(persons.c.id).where(persons.c.current == bindparam("person"))
    came_back = exists().where(replies.c.message == messages.c.id, replies.c.kind == word("bounce"))
    others = select(messages.c.id).where(
        messages.c.campaign == bindparam("campaign"),
        messages.c.id != bindparam("message"),
        or_(*(is_at(place) for place in sorted(places))),
    )
    return union_all(
        others.where(messages.c.to_key == bindparam("mailbox"), or_(bindparam("in_place_of") == "", ~came_back)),
        others.where(messages.c.person.in_(anchors), ~came_back),
    )


def _maybe_rivals() -> CompoundSelect[Any]:
    """Asked from the verdicts on, of which few have any, so that costs do not grow with the campaign."""
    anchors = select(persons.c.id).where(persons.c.current == bindparam("person"))
    other, theirs = persons.alias(), persons.alias()
    anchors_of_theirs = select(theirs.c.id).where(theirs.c.current == other.c.current).correlate(other)
    have_a_letter = exists().where(
        messages.c.campaign == bindparam("campaign"),
        messages.c.person.in_(anchors_of_theirs),
        *(messages.c.state != word(unborn) for unborn in ("draft", "refused", "discarded")),
    )
    return union_all(
        *(
            select(other.c.current)
            .join(verdicts, far == other.c.id)
            .where(
                near.in_(anchors),
                verdicts.c.verdict != word("different"),
                other.c.current != bindparam("person"),
                other.c.current != word(""),
                have_a_letter,
            )
            for near, far in ((verdicts.c.left, verdicts.c.right), (verdicts.c.right, verdicts.c.left))
        )
    )


_MAYBE_RIVALS = _maybe_rivals()


@cache
def _hints(places: frozenset[Place]) -> Select[Any]:
    return HINTS.add_columns(
        exists(_CAME_BACK).label("came_back"),
        exists(select(inboxes.c.account).where(inboxes.c.problem != word(""))).label("blind"),
        exists(select(clarities.c.version).where(clarities.c.version == bindparam("clarity"))).label("clarity"),
        exists(_rivals(places)).label("rival"),
        exists(_MAYBE_RIVALS).label("maybe_rival"),
    )


def _recipient(message: Message) -> dict[str, str]:
    return {
        "message": message.id,
        "campaign": message.campaign,
        "mailbox": mailbox_key(message.to_address),
        "person": message.person,
        "in_place_of": message.in_place_of,
    }
