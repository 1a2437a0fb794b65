"""What a server's *no* means for a letter: never again, later, or not before the user signs in."""

import re
from datetime import datetime, timedelta
from typing import NoReturn

from netcore.errors import SignInNeeded
from netcore.plugins import Deferred, Rejected
from netcore_mail.account import Account
from netcore_mail.smtp import Broken, Reply

_AUTH_CODES = {530, 534, 535, 538}
_SENDING_LIMIT = re.compile(
    r"SubmissionQuotaExceeded|RecipientRateLimit"
    r"|\b(?:daily|hourly|sending|outgoing|outbound|submission|message rate)\b[^.]{0,40}\b(?:limit|quota)\b"
    r"|\b(?:limit|quota)\b[^.]{0,30}\bper (?:day|hour)\b",
    re.IGNORECASE,
)
"""A limit of the account: Google answers 550 5.4.5 (support.google.com/a/answer/3726730), Microsoft 554 5.2.0 with the
name of an exception (learn.microsoft.com/exchange/troubleshoot/send-emails/smtp-submission-improvements)."""

_SECONDS = re.compile(r"\b(?:in|for|after|wait)\s+(\d{1,5})\s*(s(?:ec(?:onds?)?)?|m(?:in(?:utes?)?)?)\b", re.IGNORECASE)
_CLOCK = re.compile(r"\b(?:in|for|after|wait)\s+(\d{1,2}):(\d\d):(\d\d)\b", re.IGNORECASE)


class NotSignedIn(SignInNeeded, Deferred):
    """The server does not know us: nothing was sent, and nothing will be before the user has mended it."""


def no_secret(host: str, account: Account) -> str:
    """What to say when there is nothing to sign in with."""
    return (
        f"There is no password (or token) for {account.user} at {host}, so nothing was sent. Give one to the mail"
        f" account. {account.advice}".strip()
    )


def of_account(host: str, what: str, reply: Reply, now: datetime) -> NoReturn:
    """The server refuses us, whatever the letter: later, then."""
    raise Deferred(f"{host} {what}: {reply}. Nothing was sent.", _until(reply, now))


def of_sign_in(host: str, user: str, advice: str, reply: Reply, now: datetime) -> NoReturn:
    """The server refuses the user: raises `NotSignedIn`, or `Deferred` when it only cannot tell now."""
    if reply.code < 500:
        of_account(host, f"could not sign {user} in now", reply, now)
    raise NotSignedIn(
        f"{host} did not let {user} in: {reply}. Nothing was sent. Give the password (or token) of the mail account"
        f" anew. {advice}".strip()
    )


def of_letter(host: str, recipient: str, reply: Reply, now: datetime) -> NoReturn:
    """The server refuses the letter or its recipient."""
    if reply.code in _AUTH_CODES:
        raise NotSignedIn(
            f"{host} wants a sign-in before it takes mail: {reply}. Nothing was sent. Give user and password."
        )
    if 400 <= reply.code < 500:
        why = f"{host} does not take the letter to {recipient} now: {reply}. Nothing was sent."
        raise Deferred(why, _until(reply, now))
    if reply.code < 400:
        raise Broken(f"answered nonsense: {str(reply)!r}")
    if reply.status == "5.4.5" or _SENDING_LIMIT.search(reply.text):
        raise Deferred(
            f"{host} takes no more mail from this account for a while: {reply}. Nothing was sent.",
            now + timedelta(days=1),
        )
    raise Rejected(f"{host} refuses the letter to {recipient}: {reply}. Nothing was sent.")


def _until(reply: Reply, now: datetime) -> datetime | None:
    """When to come again, if the server says so, as greylisting servers do; a day at most."""
    if match := _CLOCK.search(reply.text):
        hours, minutes, seconds = map(int, match.groups())
        wait = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    elif match := _SECONDS.search(reply.text):
        wait = timedelta(seconds=int(match[1]) * (60 if match[2].lower().startswith("m") else 1))
    else:
        return None
    return now + min(wait, timedelta(days=1))
