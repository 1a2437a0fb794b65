"""What of Google each use of an account needs, and no more (https://developers.google.com/identity/protocols/oauth2/scopes)."""

from collections.abc import Collection, Iterable

from netcore.plugins import Use

_ROOT = "https://www.googleapis.com/auth/"

WHO = ("openid", f"{_ROOT}userinfo.email")
"""Which account it is: asked for always, and seen by nobody as sensitive."""

READ_CONTACTS = f"{_ROOT}contacts.readonly"
WRITE_CONTACTS = f"{_ROOT}contacts"
DRAFTS = f"{_ROOT}gmail.compose"
MAIL_HEADERS = f"{_ROOT}gmail.metadata"
MAIL_TEXT = f"{_ROOT}gmail.readonly"
BUSY = f"{_ROOT}calendar.freebusy"
OWN_EVENTS = f"{_ROOT}calendar.events.owned"

_INCLUDES = {READ_CONTACTS: {WRITE_CONTACTS}, MAIL_HEADERS: {MAIL_TEXT}}
"""Scopes that allow everything that the first one does."""

_NEEDED: dict[Use, tuple[str, ...]] = {
    "contacts": (READ_CONTACTS,),
    "contacts-write": (WRITE_CONTACTS,),
    "send": (DRAFTS,),
    "replies": (MAIL_HEADERS,),
    "calendar": (BUSY, OWN_EVENTS),
}
"""Without these a use is impossible."""


def wanted(uses: Iterable[Use], *, headers_only: bool = False) -> tuple[str, ...]:
    """The scopes to ask for.

    Sending reads its own letters back (their headers), so that nothing is uncertain; replies are read with their text
    unless ``headers_only``.
    """
    scopes: list[str] = []
    for use in uses:
        scopes += _NEEDED[use]
        if use == "send":
            scopes.append(MAIL_HEADERS)
        if use == "replies" and not headers_only:
            scopes.append(MAIL_TEXT)
    return smallest(scopes)


def smallest(scopes: Iterable[str]) -> tuple[str, ...]:
    """The scopes without those that a larger one among them includes.

    Gmail holds every token that has ``gmail.metadata`` to headers, also one that may read texts besides
    (https://github.com/googleapis/google-api-python-client/issues/582): the two must not be asked for together.
    """
    each = dict.fromkeys(scopes)
    return tuple(scope for scope in each if not _covered(scope, each))


def allowed(use: Use, scopes: Collection[str]) -> bool:
    """Whether these scopes are enough for the use."""
    return not lacking(_NEEDED[use], scopes)


def lacking(wanted: Iterable[str], scopes: Collection[str]) -> tuple[str, ...]:
    """Those of the wanted scopes that are not allowed, nor included in one that is."""
    return tuple(scope for scope in wanted if scope not in scopes and not _covered(scope, scopes))


def _covered(scope: str, by: Collection[str]) -> bool:
    return any(larger in by for larger in _INCLUDES.get(scope, ()))
