"""Which of our messages a mail answers: by ids first, by address second."""

import re
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from netcore.model.address_key import mailbox_key
from netcore.model.base import Value
from netcore.model.message import IncomingMail, Message
from netcore.steps.write.reply_rules.headers import header, header_values

SUBJECT_WINDOW = timedelta(days=180)
"""How long after a message a mail with its subject, from its recipient, still counts as the answer to it."""

ADDRESS_WINDOW = timedelta(days=60)
"""The same for a mail with another subject."""

CLOCK_SKEW = timedelta(minutes=5)
"""How much earlier than our message its answer may seem to arrive.

The arrival is dated by the mail server and the leaving by us.  Both clocks are set by the network, seconds apart, and
minutes where nobody cares; more would take what came before our message for its answer."""

_REPLY_PREFIX = re.compile(
    r"^\s*(?:(?:re|fwd?|aw|wg|antw|sv|vs|vl|vb|rif|r|i|res|enc|odp|pd|ynt|atb|tr|rv|betr|dell|fs|bls|回复|答复|转发|返信)"
    r"(?:\s*\[\d+\]|\^\d+|\(\d+\))?\s*[:：]\s*)+",
    re.IGNORECASE,
)


class Match(Value, frozen=True, kw_only=True):
    """The message that a mail answers, and by what we know."""

    message: Message
    how: str


def bare_subject(subject: str) -> str:
    """The subject without reply and forward prefixes of many languages, blanks joined, case-folded."""
    return " ".join(_REPLY_PREFIX.sub("", subject, count=1).split()).casefold()


def bare_prefix(subject: str) -> str:
    """The subject without reply and forward prefixes of many languages."""
    return _REPLY_PREFIX.sub("", subject, count=1).strip()


def match(
    mail: IncomingMail,
    sent: Sequence[Message],
    *,
    threads: Sequence[tuple[str, Message]] = (),
    people: Collection[str] = (),
    now: datetime | None = None,
) -> Match | None:
    """Find the message among ``sent`` that ``mail`` answers, or None.

    ``threads`` pairs providers' conversation names with our messages; ``people`` are known to write from the mail's
    address, wherever we wrote to them.  Ids decide before everything else: In-Reply-To,
    then References from the newest, then the provider's thread, then an id of ours quoted in the text (a bounce returns
    the headers of what it could not deliver).  Then the sender's address with the subject, then, unless the mail went
    to a list, the address alone, each within a span of time (`in_time`); among several messages the latest wins.
    """
    by_id = {_bare_id(message.message_id): message for message in sent if message.message_id}
    if found := by_id.get(_bare_id(mail.in_reply_to)):
        return Match(message=found, how="In-Reply-To")
    for reference in reversed(mail.references):
        if found := by_id.get(_bare_id(reference)):
            return Match(message=found, how="References")
    for thread, message in threads:
        if thread and thread == mail.thread:
            return Match(message=message, how="conversation")
    for identifier, message in by_id.items():
        if identifier in mail.text:
            return Match(message=message, how="returned headers")
    return _by_address(mail, sent, people, now)


def in_time(mail: IncomingMail, letter: Message, window: timedelta, now: datetime | None) -> bool:
    """Whether the dates allow that the mail answers the letter: it arrived after that had left, within the window.

    Dates from a clock that was wrong forbid nothing: of a letter that left later than ``now`` they say nothing at all
    (our clock was set back), and a mail that comes from the future comes now.
    """
    if letter.sent_at is None:
        return False
    if now is not None and letter.sent_at > now + CLOCK_SKEW:
        return True
    arrived = mail.received_at if now is None else min(mail.received_at, now)
    return letter.sent_at - CLOCK_SKEW < mail.received_at and arrived < max(letter.sent_at, letter.created_at) + window


def _bare_id(message_id: str) -> str:
    return message_id.strip().strip("<>").strip()


def _by_address(
    mail: IncomingMail, sent: Sequence[Message], people: Collection[str], now: datetime | None
) -> Match | None:
    sender = mailbox_key(mail.from_address)
    earlier = sorted(
        (
            m
            for m in sent
            if (m.person in people or mailbox_key(m.to_address) == sender) and in_time(mail, m, SUBJECT_WINDOW, now)
        ),
        key=lambda message: (message.sent_at, message.id),
        reverse=True,
    )
    subject = bare_subject(mail.subject)
    for message in earlier:
        if subject and subject == bare_subject(message.subject):
            return Match(message=message, how="address and subject")
    for message in earlier[:1]:
        if in_time(mail, message, ADDRESS_WINDOW, now) and not _went_to_a_list(mail):
            return Match(message=message, how="address")
    return None


def _went_to_a_list(mail: IncomingMail) -> bool:
    """Whether it is one of many: from a mailing list (RFC 2919) or a newsletter (RFC 2369)."""
    listed = any(header_values(mail, "list-id", "list-post", "list-unsubscribe"))
    return listed or header(mail, "precedence").lower() == "list"
