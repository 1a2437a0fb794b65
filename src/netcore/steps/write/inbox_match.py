"""Which of our letters a mail answers: its headers first; its text only for mail that is ours, or reports a failure."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import timedelta
from typing import NamedTuple

from msgspec.structs import replace

from netcore.model.address_key import mailbox_key
from netcore.model.message import IncomingMail, Message
from netcore.plugins.settings import SettingValue
from netcore.steps.write.reply_rules import Match, match
from netcore.steps.write.reply_rules.bounces import from_mail_system, is_bounce, is_delivery_report
from netcore.steps.write.reply_rules.headers import header_values
from netcore.steps.write.reply_rules.matching import in_time
from netcore.steps.write.reply_rules.opt_outs import is_complaint
from netcore.steps.write.sender import sender_of
from netcore.store import Store, Transaction
from netcore.store.answered import Answered

RETURN_WINDOW = timedelta(days=14)
"""How long after a letter a report about its address, without its id, is taken for its return: mail systems try for
five days (RFC 5321 section 4.5.4.1), and some report late."""

_OWN = ("from-address", "address", "user")
"""Settings in which an account may name its owner's address."""

_WHOLE_ADDRESS = re.compile(r"[^\s@<>]+@[^\s@<>]+")
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


def find_letter(
    store: Store, mail: IncomingMail, text: Callable[[str], str], own: Collection[str] = ()
) -> Found | None:
    """The letter that a mail answers, or None.  ``text`` fetches its text, outside of every transaction.

    What comes from an address in ``own`` (see `own_addresses`) answers nothing: a mailbox may show what was sent from
    it, in the thread that it belongs to.
    """
    if mailbox_key(mail.from_address) in own:
        return None
    with store.read() as tx:
        found = _by_headers(tx, mail)
    if found is not None:
        return found._replace(mail=replace(mail, text=text(mail.key)))
    if not (is_delivery_report(mail) or from_mail_system(mail) or is_complaint(mail)):
        return None
    report = replace(mail, text=text(mail.key))
    with store.read() as tx:
        return _by_report(tx, report)


def own_addresses(store: Store, components: Collection[str], settings: Mapping[str, SettingValue]) -> frozenset[str]:
    """The keys of the user's own addresses: stated, of their accounts with these components, and in these settings."""
    with store.read() as tx:
        accounts = [one for one in tx.accounts.all() if one.component in components]
        named = [sender_of(tx).address, *(one.id.partition(":")[2] for one in accounts)]
    for given in (settings, *(one.settings for one in accounts)):
        named += [str(given[name]) for name in _OWN if given.get(name)]
    return frozenset(mailbox_key(address) for address in named if _WHOLE_ADDRESS.fullmatch(address.strip()))


def _by_headers(tx: Transaction, mail: IncomingMail) -> Found | None:
    letters = Answered(tx)
    threads = letters.by_thread(mail.thread)
    people = letters.writing_from(mail.from_address)
    by_ids = letters.by_ids((mail.in_reply_to, *mail.references))
    by_address = (*letters.by_addresses((mail.from_address,)), *letters.by_people(people))
    candidates = _each_once((*by_ids, *threads, *by_address))
    found = match(mail, candidates, threads=[(one.thread, one) for one in threads], people=people, now=tx.now)
    return Found(mail, found, candidates) if found else None


def _by_report(tx: Transaction, mail: IncomingMail) -> Found | None:
    """By one of our ids in the text, else by the address that it says has failed."""
    letters = Answered(tx)
    candidates = letters.by_ids(_ID.findall(mail.text)[:_MOST])
    if found := match(mail, candidates, now=tx.now):
        return Found(mail, found, candidates)
    if not is_bounce(mail):
        return None
    candidates = tuple(
        one
        for one in letters.by_addresses(list(_failed_recipients(mail))[:_MOST])
        if in_time(mail, one, RETURN_WINDOW, tx.now)
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
