"""Answers that the user tells of, and what was read of all answers."""

from datetime import datetime

from msgspec.structs import replace

from netcore.errors import NotFound, UsageError
from netcore.model.message import Reply, ReplyKind
from netcore.steps.write.text import plain_text
from netcore.store import Transaction
from netcore.store.ids import new_id

WORDS: dict[ReplyKind, str] = {
    "reply": "answered",
    "bounce": "could not be reached: a letter came back",
    "automatic": "sent an automatic answer",
    "opt-out": "asked not to be written to",
    "unrelated": "wrote about something else",
}
"""What somebody did, by the kind of answer: for the journal."""


def log_reply(tx: Transaction, person: str, text: str, *, kind: ReplyKind, at: datetime | None) -> Reply:
    """Keep an answer that the user tells of: to the newest letter that had left to that person by then."""
    found = tx.people.find(person)
    received_at = at if at is not None else tx.now
    if received_at.tzinfo is None:
        raise UsageError("Say in which time zone the answer came: the time has none.")
    if received_at > tx.now:
        raise UsageError(f"{received_at:%Y-%m-%d %H:%M %Z} is still to come: an answer came in the past.")
    sent = [
        message
        for message in tx.messages.find(states=("sent", "uncertain"), person=found.id)
        if message.sent_at is None or message.sent_at <= received_at
    ]
    answered = max(sent, key=lambda message: message.sent_at or message.created_at, default=None)
    reply = Reply(
        id=new_id(),
        person=found.id,
        kind=kind,
        received_at=received_at,
        message=answered.id if answered else "",
        subject=answered.subject if answered else "",
        text=plain_text(text),
        how="logged by you",
    )
    tx.replies.add(reply)
    tx.journal.add("reply.received", f"{found.name or found.id} {WORDS[kind]}.", person=found.id)
    return reply


def look_at(tx: Transaction, reply: str, *, kind: ReplyKind | None) -> Reply:
    """Remember that the user looked at an answer, and that it is of another kind than was thought."""
    found = tx.replies.get(reply)
    if found is None:
        raise NotFound(f"There is no answer with the id {reply!r}. `netcore replies` lists them.")
    seen = replace(found, looked_at=True, kind=kind or found.kind)
    tx.replies.change(seen)
    return seen
