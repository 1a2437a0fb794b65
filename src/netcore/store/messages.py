"""Messages, the files that go with them, and what their author decided about findings."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Unpack, get_args

from sqlalchemy import Row, Select, bindparam, delete, func, insert, select, union_all

from netcore.model.address_key import mailbox_key
from netcore.model.message import Attachment, Message, MessageState
from netcore.store.chunks import chunks
from netcore.store.moves import Changes, MoveName, label, make_move
from netcore.store.schema import attachments, conversations, messages, persons, replies, waivers

if TYPE_CHECKING:
    from netcore.store.transaction import Transaction

_TICK = timedelta(seconds=1)
"""Longer than any clock stands still, and than it takes to count the letters of a campaign in microseconds."""
_KEPT_APART = {"person", "attachments"}
_OWN = [messages.c[name] for name in Message.__struct_fields__ if name not in _KEPT_APART]


class MessageRows:
    """One row a message.  ``state`` changes through `move` only."""

    def __init__(self, tx: "Transaction") -> None:
        self._tx = tx

    def add(self, message: Message, *, slots: Mapping[str, str] | None = None) -> None:
        """Keep a new message; it begins as a draft."""
        values = {column.name: getattr(message, column.name) for column in _OWN}
        values |= {
            "person": message.person,
            "campaign": message.campaign or None,
            "state": "draft",
            "slots": dict(slots or {}),
            "to_key": mailbox_key(message.to_address),
            "changed_at": self._tx.now,
        }
        self._tx.connection.execute(insert(messages).values(values))
        self._tx.journal.add("message.drafted", f"The letter {label(message)} was drafted.", person=message.person)

    def moment(self) -> datetime:
        """When a letter counts as drafted that is drafted now: after every other, even where the clock did not move on.

        Clocks may tick as rarely as 60 times a second, and letters of one moment would be in no order.
        """
        now = self._tx.now
        beside = messages.c.created_at >= now, messages.c.created_at < now + _TICK
        newest = select(func.max(messages.c.created_at)).where(messages.c.state.in_(get_args(MessageState)), *beside)
        last: datetime | None = self._tx.connection.execute(newest).scalar()
        return now if last is None else last + timedelta(microseconds=1)

    def move(self, message: Message, name: MoveName, *, worker: str = "", **changes: Unpack[Changes]) -> bool:
        """Make a legal move: see `netcore.store.moves.make_move`."""
        if "to_address" in changes:
            changes["to_key"] = mailbox_key(changes["to_address"])
        return make_move(self._tx, message, name, worker=worker, **changes)

    # -- reading -----------------------------------------------------------------------------------------------------

    def get(self, message: str) -> Message | None:
        """The message with this id."""
        found = self.read(_BY_ID, message=message)
        return found[0] if found else None

    def find(
        self, *, states: Collection[MessageState] = (), campaign: str = "", person: str = ""
    ) -> tuple[Message, ...]:
        """The messages that fit, in the order of drafting; ``person`` is the id of a human, as joined at present."""
        query = chosen().order_by(messages.c.created_at, messages.c.id)
        if states:
            query = query.where(messages.c.state.in_(list(states)))
        if campaign:
            query = query.where(messages.c.campaign == campaign)
        if person:
            query = query.where(persons.c.current == person)
        return self.read(query)

    def read(self, query: Select[Any], **parameters: object) -> tuple[Message, ...]:
        """The messages that a query made from `chosen` finds, with the names of their files."""
        rows = self._tx.connection.execute(query, parameters).all()
        files = self._file_names([row.id for row in rows if row.files])
        return tuple(_message(row, files.get(row.id, ())) for row in rows)

    def counts(self) -> dict[MessageState, int]:
        """How many messages there are in each state that occurs."""
        query = select(messages.c.state, func.count().label("number")).group_by(messages.c.state)
        return {row.state: row.number for row in self._tx.connection.execute(query)}

    def slots(self, ids: Collection[str]) -> dict[str, dict[str, str]]:
        """The marked parts of each message, by id."""
        query = select(messages.c.id, messages.c.slots)
        return {
            row.id: row.slots
            for some in chunks(ids)
            for row in self._tx.connection.execute(query.where(messages.c.id.in_(some)))
        }

    def was_written_to(self, person: str) -> bool:
        """Whether anything has left for this human, whether it arrived or not."""
        query = select(messages.c.id).join(persons, persons.c.id == messages.c.person)
        left = persons.c.current == person, messages.c.sent_at.is_not(None)
        return self._tx.connection.execute(query.where(*left).limit(1)).first() is not None

    def last_contact(self, person: str) -> datetime | None:
        """When this human and the user last had to do with each other.

        By a letter that did not come back, an answer, or a talk.
        """
        return self._tx.connection.execute(_LAST_CONTACT, {"person": person}).scalar()

    # -- files -------------------------------------------------------------------------------------------------------

    def attach(self, message: str, file: Attachment) -> None:
        """Let a file go with the message; one of the same name is replaced."""
        self.detach(message, file.name)
        self._tx.connection.execute(
            insert(attachments).values(
                message=message,
                name=file.name,
                media_type=file.media_type,
                digest=sha256(file.data).hexdigest(),
                data=file.data,
            )
        )

    def detach(self, message: str, name: str) -> bool:
        """Take a file away; False when there is none of that name."""
        statement = delete(attachments).where(attachments.c.message == message, attachments.c.name == name)
        return self._tx.connection.execute(statement).rowcount == 1

    def attachments(self, message: Message) -> tuple[Attachment, ...]:
        """The files whole, sorted by name."""
        if not message.attachments:
            return ()
        query = select(attachments).where(attachments.c.message == message.id).order_by(attachments.c.name)
        return tuple(
            Attachment(name=row.name, media_type=row.media_type, data=row.data)
            for row in self._tx.connection.execute(query)
        )

    def attachment_digests(self, message: str) -> tuple[tuple[str, str, str], ...]:
        """Name, media type and SHA-256 of each file, sorted by name."""
        query = select(attachments.c.name, attachments.c.media_type, attachments.c.digest)
        rows = self._tx.connection.execute(query.where(attachments.c.message == message).order_by(attachments.c.name))
        return tuple((row.name, row.media_type, row.digest) for row in rows)

    def _file_names(self, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        names: dict[str, tuple[str, ...]] = {}
        if not ids:
            return names
        query = select(attachments.c.message, attachments.c.name).order_by(attachments.c.name)
        for some in chunks(ids):
            for row in self._tx.connection.execute(query.where(attachments.c.message.in_(some))):
                names[row.message] = (*names.get(row.message, ()), row.name)
        return names

    # -- waivers -----------------------------------------------------------------------------------------------------

    def waive(self, message: str, finding: str, reason: str) -> None:
        """Remember that the author overrules a finding, and why."""
        same = (waivers.c.message == message) & (waivers.c.finding == finding)
        self._tx.connection.execute(delete(waivers).where(same))
        self._tx.connection.execute(insert(waivers).values(message=message, finding=finding, reason=reason))

    def drop_waivers(self, message: str) -> None:
        """Forget what was overruled: the text is another one now."""
        self._tx.connection.execute(delete(waivers).where(waivers.c.message == message))

    def waivers(self, ids: Collection[str]) -> dict[str, dict[str, str]]:
        """The reasons by finding, by message."""
        found: dict[str, dict[str, str]] = {}
        for some in chunks(ids):
            for row in self._tx.connection.execute(select(waivers).where(waivers.c.message.in_(some))):
                found.setdefault(row.message, {})[row.finding] = row.reason
        return found


def chosen() -> Select[Any]:
    """The columns of a message, and of its person as joined at present, to narrow down further."""
    return _CHOSEN


_HAS_FILES = select(attachments.c.message).where(attachments.c.message == messages.c.id).exists()
_CHOSEN = select(*_OWN, persons.c.current, _HAS_FILES.label("files")).join(persons, persons.c.id == messages.c.person)
_BY_ID = _CHOSEN.where(messages.c.id == bindparam("message"))


def _last_contact() -> Select[Any]:
    """The newest of what went between the two; a machine's answer and a letter's return are no contact."""
    came_back = select(replies.c.id).where(replies.c.message == messages.c.id, replies.c.kind == "bounce").exists()
    letters = select(messages.c.sent_at.label("at")).join(persons, persons.c.id == messages.c.person)
    answers = select(replies.c.received_at).join(persons, persons.c.id == replies.c.person)
    talks = select(conversations.c.held_at).join(persons, persons.c.id == conversations.c.person)
    human = persons.c.current == bindparam("person")
    contacts = union_all(
        letters.where(human, messages.c.sent_at.is_not(None), ~came_back),
        answers.where(human, replies.c.kind.in_(("reply", "opt-out"))),
        talks.where(human, conversations.c.held_at.is_not(None)),
    ).subquery()
    return select(func.max(contacts.c.at))


_LAST_CONTACT = _last_contact()


def _message(row: Row[Any], files: tuple[str, ...]) -> Message:
    values = {column.name: row._mapping[column.name] for column in _OWN}
    values["campaign"] = values["campaign"] or ""
    return Message(**values, person=row.current, attachments=files)
