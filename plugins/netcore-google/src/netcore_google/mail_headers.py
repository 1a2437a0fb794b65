"""A Gmail message's headers as an `IncomingMail`."""

import re
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.utils import getaddresses
from typing import Any

from netcore.model.message import IncomingMail

HEADERS = (
    "From",
    "To",
    "Cc",
    "Subject",
    "Date",
    "Message-ID",
    "In-Reply-To",
    "References",
    "Content-Type",
    "Auto-Submitted",
    "Precedence",
    "List-Id",
    "List-Unsubscribe",
    "Return-Path",
    "Reply-To",
    "X-Autoreply",
    "X-Autorespond",
    "X-Auto-Response-Suppress",
    "X-Failed-Recipients",
    "X-Loop",
    "Feedback-ID",
)
"""All that the rules for answers look at; a text is not among it."""

_ID = re.compile(r"<[^<>\s]+>")


def incoming(message: dict[str, Any], now: datetime) -> IncomingMail:
    """The mail; whatever cannot be understood in it is handed out as it stands."""
    raw = [
        (_plain(str(one.get("name") or "")), _plain(str(one.get("value") or "")))
        for one in (message.get("payload") or {}).get("headers") or ()
        if isinstance(one, dict)
    ]
    named = {name.lower(): value for name, value in reversed(raw)}
    from_name, from_address = _address(named.get("from", ""))
    answers = _ID.findall(named.get("in-reply-to", ""))
    return IncomingMail(
        key=str(message["id"]),
        received_at=_moment(message.get("internalDate"), now),
        from_address=from_address,
        from_name=from_name,
        to_addresses=tuple(
            address for _, address in getaddresses([named.get("to", ""), named.get("cc", "")]) if "@" in address
        ),
        subject=_decoded(named.get("subject", "")),
        message_id=next(iter(_ID.findall(named.get("message-id", ""))), ""),
        in_reply_to=answers[0] if answers else "",
        references=tuple(dict.fromkeys([*_ID.findall(named.get("references", "")), *answers])),
        thread=str(message.get("threadId") or ""),
        headers=tuple((name, _decoded(value)) for name, value in raw),
    )


def _address(value: str) -> tuple[str, str]:
    found = [(name, address) for name, address in getaddresses([value]) if "@" in address]
    name, address = found[0] if found else ("", "")
    return _decoded(name), address


def _decoded(value: str) -> str:
    """Encoded words read (RFC 2047); what cannot be read stays as it is."""
    if "=?" not in value:
        return value
    try:
        return _plain(str(make_header(decode_header(value))))
    except (ValueError, LookupError, UnicodeError):
        return value


def _plain(text: str) -> str:
    """Text that a store can keep."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def _moment(milliseconds: object, now: datetime) -> datetime:
    try:
        return datetime.fromtimestamp(int(str(milliseconds)) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return now
