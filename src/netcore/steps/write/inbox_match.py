"""Which of our letters a mail answers: its headers first; its text only for mail that is ours, or reports a failure."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import NamedTuple

from msgspec.structs import replace

from netcore.model.address_key import mailbox_key
from netcore.model.message import IncomingMail, Message
from netcore.steps.write.reply_rules import Match, match
from netcore.steps.write.reply_rules.bounces import from_mail_system, is_bounce, is_delivery_report
from netcore.steps.write.reply_rules.headers import header_values
from netcore.steps.write.sender import sender_of
from netcore.store import Store, Transaction
from netcore.store.answered import Answered

RETURN_WINDOW = timedelta(days=14)
"""How long after a letter a report about its address, without its id, is taken for its return: mail systems try for
five days (RFC 5321 section 4.5.4.1), and some report late."""

_ID = re.compile(r"<([^<>\s@]{1,200}@[^<>\s]{1,200})>")
_FAILED = re.compile(
    r"^(?:final|original)-recipient:\s*(?:rfc822|utf-8)\s*;\s*<?([^\s<>;]+@[^\s<>;]+)", re.IGNORECASE | re.MULTILINE
)
_ADDRESS = re.compile(r"[^\s<>()\[\]:;,\"']+@[\w.-]*\w")
_MOST = 200
"""Ids and addresses of one report that are looked up: a real one names a few."""


class Found(NamedTuple):
    """A mail with its text, and the letter that it answers."""

    mail: IncomingMail
    match: Match
    candidates: tuple[Message, ...]
    """The letters that it may have answered, as reply rules see them."""


def find_letter(store: Store, mail: IncomingMail, text: Callable[[str], str]) -> Found | None:
    """The letter that a mail answers, or None.  ``text`` fetches its text, outside of every transaction."""
    with store.read() as tx:
        if _is_our_own(tx, mail):
            return None
        found = _by_headers(tx, mail)
    if found is not None:
        return found._replace(mail=replace(mail, text=text(mail.key)))
    if not (is_delivery_report(mail) or from_mail_system(mail)):
        return None
    report = replace(mail, text=text(mail.key))
    with store.read() as tx:
        return _by_report(tx, report)


def _is_our_own(tx: Transaction, mail: IncomingMail) -> bool:
    """Whether the user wrote it: a mailbox may show what was sent from it, in the thread that it belongs to."""
    own = sender_of(tx).address
    return bool(own) and mailbox_key(mail.from_address) == mailbox_key(own)


def _by_headers(tx: Transaction, mail: IncomingMail) -> Found | None:
    letters = Answered(tx)
    threads = letters.by_thread(mail.thread)
    people = letters.writing_from(mail.from_address)
    by_ids = letters.by_ids((mail.in_reply_to, *mail.references))
    by_address = (*letters.by_addresses((mail.from_address,)), *letters.by_people(people))
    candidates = _each_once((*by_ids, *threads, *by_address))
    found = match(mail, candidates, threads=[(one.thread, one) for one in threads], people=people)
    return Found(mail, found, candidates) if found else None


def _by_report(tx: Transaction, mail: IncomingMail) -> Found | None:
    """By one of our ids in the text, else by the address that it says has failed."""
    letters = Answered(tx)
    candidates = letters.by_ids(_ID.findall(mail.text)[:_MOST])
    if found := match(mail, candidates):
        return Found(mail, found, candidates)
    if not is_bounce(mail):
        return None
    window = mail.received_at - RETURN_WINDOW, mail.received_at + timedelta(hours=1)
    candidates = tuple(
        one
        for one in letters.by_addresses(list(_failed_recipients(mail))[:_MOST])
        if one.sent_at is not None and window[0] <= one.sent_at <= window[1]
    )
    latest = max(candidates, key=lambda one: (one.sent_at, one.id), default=None)
    return Found(mail, Match(message=latest, how="failed recipient"), candidates) if latest else None


def _failed_recipients(mail: IncomingMail) -> Iterator[str]:
    """What the report names in fields made for it; in their absence, every address in its text."""
    named = [address for value in header_values(mail, "x-failed-recipients") for address in _ADDRESS.findall(value)]
    named += _FAILED.findall(mail.text)
    yield from named or _ADDRESS.findall(mail.text)


def _each_once(messages: tuple[Message, ...]) -> tuple[Message, ...]:
    return tuple({message.id: message for message in messages}.values())
