"""Signing in to an SMTP server: AUTH PLAIN (RFC 4616), LOGIN, and XOAUTH2."""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64

from netcore.model.base import Value
from netcore_mail.account import Auth
from netcore_mail.smtp import Conversation, Reply


class Credentials(Value, frozen=True, kw_only=True):
    """Who we are; never shown."""

    user: str
    password: str = ""
    token: str = ""

    def __repr__(self) -> str:
        return f"Credentials(user={self.user!r})"

    __str__ = __repr__


def mechanisms(auth: Auth, offered: frozenset[str], credentials: Credentials) -> tuple[str, ...]:
    """The mechanisms to try, best first: what the user wants, the server offers and the secrets allow."""
    allowed = (["XOAUTH2"] if credentials.token else []) + (["PLAIN", "LOGIN"] if credentials.password else [])
    return tuple(name for name in allowed if name in offered and auth in {"auto", name.lower()})


def xoauth2(credentials: Credentials) -> bytes:
    """The initial response of XOAUTH2 (developers.google.com/workspace/gmail/imap/xoauth2-protocol)."""
    return f"user={credentials.user}\x01auth=Bearer {credentials.token}\x01\x01".encode()


def plain(credentials: Credentials) -> bytes:
    """The message of PLAIN; UTF-8, as RFC 4616 says."""
    return f"\0{credentials.user}\0{credentials.password}".encode()


def authenticate(talk: Conversation, mechanism: str, credentials: Credentials) -> Reply:
    """Carry one mechanism out; returns the server's last answer (235 means welcome)."""
    if mechanism == "LOGIN":
        return _login(talk, credentials)
    first = xoauth2(credentials) if mechanism == "XOAUTH2" else plain(credentials)
    reply = talk.ask(f"AUTH {mechanism} {_base64(first)}")
    if reply.code == 334 and mechanism == "XOAUTH2":  # why not, as JSON; an empty line asks for the verdict
        verdict = talk.ask("")
        return Reply(code=verdict.code, lines=(*verdict.lines, _decoded(reply.text)))
    return reply


def _login(talk: Conversation, credentials: Credentials) -> Reply:
    reply = talk.ask("AUTH LOGIN")
    for answer in (credentials.user, credentials.password):
        if reply.code != 334:
            break
        reply = talk.ask(_base64(answer.encode()))
    return reply


def _base64(data: bytes) -> str:
    return b64encode(data).decode("ascii")


def _decoded(text: str) -> str:
    try:
        return "".join(c for c in b64decode(text, validate=True).decode("utf-8", "replace") if c.isprintable())
    except NotBase64:
        return ""
