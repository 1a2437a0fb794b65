"""The one follow-up: when it is due, what forbids it, and its words when nobody writes others.

One follow-up raises the odds of an answer (M, of postal surveys); a second one does not belong (F).
"""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from netcore.errors import NotPossibleNow
from netcore.model.message import Message, MessageState, Reply, ReplyKind
from netcore.model.work import Conversation
from netcore.steps.silence import STOP_AFTER, business_days_after, wait_of
from netcore.steps.write.checks.asks import ASKING
from netcore.steps.write.compose import draft_one
from netcore.steps.write.reply_rules.matching import bare_prefix
from netcore.steps.write.rhythm import rhythm_of
from netcore.steps.write.sender import sender_of
from netcore.steps.write.text import one_line
from netcore.store import Transaction

_CONTACT: tuple[ReplyKind, ...] = ("reply", "opt-out")
"""What ends a silence: a machine's answer does not."""
_ON_THE_WAY: frozenset[MessageState] = frozenset({"draft", "approved", "queued", "sending", "deferred", "uncertain"})


class History(NamedTuple):
    """All that went between the user and one human."""

    letters: tuple[Message, ...] = ()
    came_back: tuple[Reply, ...] = ()
    talks: tuple[Conversation, ...] = ()

    @classmethod
    def of(cls, tx: Transaction, person: str) -> "History":
        """What the store knows."""
        return cls(
            tx.messages.find(person=person), tx.replies.find(person=person), tx.conversations.find(person=person)
        )

    def unanswered(self) -> tuple[Message, ...]:
        """The letters that asked for something since the last real contact, in the order of sending.

        One that came back is none of them: nobody has got it.
        """
        returned = {reply.message for reply in self.came_back if reply.kind == "bounce"}
        contacts = [reply.received_at for reply in self.came_back if reply.kind in _CONTACT]
        contacts += [talk.held_at for talk in self.talks if talk.held_at is not None]
        since = max(contacts, default=None)
        asked = [
            (letter.sent_at, letter.id, letter)
            for letter in self.letters
            if letter.state == "sent"
            and letter.purpose in ASKING
            and letter.sent_at is not None
            and letter.id not in returned
            and (since is None or letter.sent_at > since)
        ]
        return tuple(letter for _, _, letter in sorted(asked, key=lambda one: one[:2]))


def obstacles(history: History, now: datetime, wait: int) -> Iterator[str]:
    """What forbids a follow-up now, in sentences; nothing when it is due.  ``now``: in the user's time zone."""
    if any(reply.kind == "opt-out" for reply in history.came_back):
        yield "They asked not to be written to. Take them off your list with `netcore eliminate`."
    if any(not reply.looked_at for reply in history.came_back):
        yield "Something came from them that you have not looked at: `netcore replies` shows it."
    if any(talk.state in {"offered", "agreed"} for talk in history.talks):
        yield "A talk with them is offered or agreed already."
    if any(letter.state in _ON_THE_WAY for letter in history.letters):
        yield "Another letter to them is on its way already: `netcore outbox` shows it."
    letters = history.unanswered()
    if not letters:
        yield "No letter waits for their answer, so there is nothing to follow up."
    elif any(letter.purpose == "follow-up" for letter in letters):
        yield "You have followed up once already; a second time does not belong."
    elif len(letters) >= STOP_AFTER:
        yield f"They have not answered {len(letters)} letters: that is enough."
    elif (due := business_days_after((letters[-1].sent_at or now).astimezone(now.tzinfo), wait)) > now:
        yield f"Give them {wait} business days to answer: a follow-up is due on {due:%Y-%m-%d}."


def moot(history: History, drafted: Message) -> Iterator[str]:
    """What has come up since a follow-up was drafted, so that it does not belong any more: in sentences."""
    others = History(tuple(letter for letter in history.letters if letter.id != drafted.id), *history[1:])
    unanswered = others.unanswered()
    if any(talk.state in {"offered", "agreed"} for talk in history.talks):
        yield "A talk with them is offered or agreed by now: it is no longer a follow-up."
    elif any(letter.state in {"sending", "uncertain"} for letter in others.letters):
        yield "Another letter to them is on its way."
    elif not unanswered:
        yield "No letter waits for their answer any more: it is no longer a follow-up."
    elif any(letter.purpose == "follow-up" for letter in unanswered):
        yield "You have followed up once already; a second time does not belong."
    elif len(unanswered) >= STOP_AFTER:
        yield f"They have not answered {len(unanswered)} letters: that is enough."


def follow_up(tx: Transaction, whom: str, body: str = "", *, subject: str = "", in_reply_to: str = "") -> Message:
    """Draft it, as an answer to the letter that it follows: see `netcore.steps.write.Write.follow_up`.

    The caller holds the gate alone: of two processes that draft one for the same person, the second sees the first's.
    """
    named = tx.messages.get(whom)
    person = tx.people.get(named.person) if named is not None else tx.people.find(whom)
    history = History.of(tx, person.id)
    here = tx.now.astimezone(rhythm_of(tx).time_zone)
    if why := " ".join(obstacles(history, here, wait_of(tx))):
        raise NotPossibleNow(f"No follow-up to {one_line(person.name) or person.id} now. {why}")
    first = history.unanswered()[-1]
    usual = bare_prefix(first.subject)
    given = tx.people.detail(person.id).card.name.given or person.name
    return draft_one(
        tx,
        person,
        purpose="follow-up",
        subject=subject or (f"Re: {usual}" if first.message_id else usual),
        body=body or _text(given, sender_of(tx).name),
        in_reply_to=in_reply_to or first.message_id,
        address=first.to_address,
    )


def _text(given: str, sender: str) -> str:
    paragraphs = (
        f"Dear {given},",
        "I wrote to you a little while ago, and I know how full days can be. So this is only a short hello, and "
        "there is no rush.",
        "Could we talk for twenty minutes, by phone or over coffee, whenever it suits you? If now is not the time, a "
        "short no is just as welcome.",
        "And if there is anything I can do for you, I would love to.",
        f"Warmly,\n{sender}".strip(),
    )
    return "\n\n".join(paragraphs)
