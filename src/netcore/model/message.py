"""One text to one person, and what may happen to it."""

from datetime import datetime
from typing import Literal, NamedTuple

from netcore.model.base import Value

Purpose = Literal["request", "follow-up", "invitation", "thanks", "offer", "closing"]
Channel = Literal["email", "letter", "direct", "public"]
MessageState = Literal[
    "draft", "approved", "queued", "sending", "sent", "refused", "deferred", "uncertain", "discarded"
]


class Sender(NamedTuple):
    """Who the letters come from: the user."""

    name: str = ""
    address: str = ""


class Attachment(Value, frozen=True, kw_only=True):
    """A file that goes with a message."""

    name: str
    media_type: str
    data: bytes


class Message(Value, frozen=True, kw_only=True):
    """One text to one person, as the store holds it.

    ``text_digest`` identifies recipient, subject, body and attachments; ``approved_digest`` is the digest its author
    approved.  The message may leave only while both are equal.
    """

    id: str
    person: str
    """The id of the human, as people are joined at present."""
    purpose: Purpose
    channel: Channel
    state: MessageState
    to_address: str
    to_name: str = ""
    subject: str = ""
    body: str = ""
    campaign: str = ""
    in_place_of: str = ""
    """The id of the letter that came back, and that this one repeats."""
    clarity: int = 0
    """The version of the clarity that this text carries; 0 for a message that needs none (thanks)."""
    in_reply_to: str = ""
    """The Message-ID that this text answers, when it does."""
    attachments: tuple[str, ...] = ()
    """The names of the files that go with it."""
    text_digest: str = ""
    approved_digest: str = ""
    outbox: str = ""
    """The account through which it leaves: "folder", "google:ada@example.org"."""
    handle: str = ""
    attempts: int = 0
    not_before: datetime | None = None
    created_at: datetime
    sent_at: datetime | None = None
    message_id: str = ""
    """The RFC 5322 Message-ID under which it left."""
    thread: str = ""
    """The provider's name for the conversation."""
    detail: str = ""
    """Where the letter is, as the outbox said when it left."""
    reason: str = ""
    """Why it is refused, deferred, uncertain or held back: a sentence for the user."""


class Outgoing(Value, frozen=True, kw_only=True):
    """What an outbox is given: a checked, approved message, ready to leave.

    ``key`` is ours, unique, and the same in every attempt: put it where `lookup` can find it again.
    ``message_id`` is a Message-ID that netcore made from the key; a provider may replace it.
    Header values hold no line breaks; ``body`` is plain text; its lines end in line feeds.
    """

    key: str
    message_id: str
    date: datetime
    from_address: str
    to_address: str
    subject: str
    body: str
    from_name: str = ""
    to_name: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    purpose: Purpose = "request"
    unsent: str = ""
    """The handle of the last attempt: it is certain that it did not leave, by the outbox's word or by the user's.

    Empty when netcore knows of none.  So an attempt that an outbox remembers and netcore does not name is news to
    netcore: its store was restored from a backup.
    """


class Receipt(Value, frozen=True, kw_only=True):
    """What an outbox says of a message that has left."""

    sent_at: datetime
    message_id: str = ""
    """The Message-ID under which it left, when the provider replaced ours."""
    thread: str = ""
    """The provider's name for the conversation, to match replies by."""
    detail: str = ""
    """A sentence for the user: where the letter is."""


Level = Literal["block", "warn", "hint"]
"""block: it may not leave like this · warn: most people would change it · hint: worth a thought."""


class Finding(Value, frozen=True, kw_only=True):
    """What a message check says about a text."""

    id: str
    level: Level
    text: str
    """What is wrong and what to do, in a sentence."""
    start: int = 0
    end: int = 0
    """The place in the body, as character offsets; 0, 0 when it is about the whole."""
    grade: str = ""
    """How well the rule is founded: S solid, M moderate, V weak, F folklore; empty for facts."""


class IncomingMail(Value, frozen=True, kw_only=True):
    """A message found in an inbox: headers, and the text when it was matched."""

    key: str
    """The inbox's own stable name for it; the same mail has the same key at every reading."""
    received_at: datetime
    from_address: str
    from_name: str = ""
    to_addresses: tuple[str, ...] = ()
    subject: str = ""
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    thread: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    text: str = ""


ReplyKind = Literal["reply", "bounce", "automatic", "opt-out", "unrelated"]


class Reply(Value, frozen=True, kw_only=True):
    """An answer to one of our messages, or to us from one of our people."""

    id: str
    person: str
    kind: ReplyKind
    received_at: datetime
    message: str = ""
    """The id of our message that it answers, when known."""
    subject: str = ""
    text: str = ""
    looked_at: bool = False
    how: str = ""
    """By what it was matched: "logged by you", "In-Reply-To", "address and subject"…"""
