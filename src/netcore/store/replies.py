"""Replies: what came back, and whether the user has looked at it."""

from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, insert, select, update

from netcore.model.message import Reply
from netcore.store.schema import messages, persons, replies

if TYPE_CHECKING:
    from netcore.store.transaction import Transaction

_OWN = [replies.c[name] for name in Reply.__struct_fields__ if name != "person"]


class ReplyRows:
    """One row for each mail that came back, or that the user told of."""

    def __init__(self, tx: "Transaction") -> None:
        self._tx = tx

    def add(self, reply: Reply, *, inbox: str = "", key: str = "", mail_id: str = "") -> None:
        """Keep a reply; ``inbox`` and ``key`` say where it was found, when a plugin found it.

        ``mail_id`` is its own Message-ID.  See `knows`: the same mail is kept once.
        """
        values = {column.name: getattr(reply, column.name) for column in _OWN}
        values |= {
            "person": reply.person,
            "message": reply.message or None,
            "inbox": inbox,
            "key": key,
            "mail_id": mail_id,
        }
        self._tx.connection.execute(insert(replies).values(values))

    def knows(self, reply: Reply, *, inbox: str, key: str, mail_id: str) -> bool:
        """Whether this mail was kept before: under its key, or under another one with the same Message-ID.

        A mailbox that is renumbered gives its mail new keys, and two accounts may show one and the same mail, and its
        text in two ways.  Within one account two mails with the same id are the same when their words are, too: some
        programs use an id twice, and no answer may be lost.
        """
        same_key = (replies.c.inbox == inbox) & (replies.c.key == key)
        if self._tx.connection.execute(select(replies.c.id).where(same_key)).first() is not None:
            return True
        if not mail_id:
            return False
        same_id = replies.c.mail_id == mail_id, replies.c.message == reply.message, replies.c.subject == reply.subject
        query = select(replies.c.inbox, replies.c.text).where(*same_id)
        return any(row.inbox != inbox or row.text == reply.text for row in self._tx.connection.execute(query))

    def get(self, reply: str) -> Reply | None:
        """The reply with this id."""
        found = self._read(_chosen().where(replies.c.id == reply))
        return found[0] if found else None

    def find(self, *, unread_only: bool = False, person: str = "") -> tuple[Reply, ...]:
        """Replies, the newest first; ``person`` is the id of a human, as joined at present."""
        query = _chosen().order_by(replies.c.received_at.desc(), replies.c.id)
        if unread_only:
            query = query.where(replies.c.looked_at.is_(False))
        if person:
            query = query.where(persons.c.current == person)
        return self._read(query)

    def bounced(self) -> dict[str, str]:
        """The letters that came back and so have reached nobody: by id, the mailbox that each went to."""
        query = select(messages.c.id, messages.c.to_key).join(replies, replies.c.message == messages.c.id)
        rows = self._tx.connection.execute(query.where(replies.c.kind == "bounce"))
        return {row.id: row.to_key for row in rows}

    def change(self, reply: Reply) -> None:
        """Keep what the user found out: that it was looked at, and of what kind it is."""
        self._tx.connection.execute(
            update(replies).where(replies.c.id == reply.id).values(looked_at=reply.looked_at, kind=reply.kind)
        )

    def _read(self, query: Select[Any]) -> tuple[Reply, ...]:
        found = []
        for row in self._tx.connection.execute(query):
            values = {column.name: row._mapping[column.name] for column in _OWN}
            values["message"] = values["message"] or ""
            found.append(Reply(**values, person=row.current))
        return tuple(found)


def _chosen() -> Select[Any]:
    return select(*_OWN, persons.c.current).join(persons, persons.c.id == replies.c.person)
