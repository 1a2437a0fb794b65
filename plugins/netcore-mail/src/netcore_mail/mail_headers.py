"""From the header of a mail, as any program in the world may have written it, to an `IncomingMail`."""

import re
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.parser import BytesHeaderParser
from email.utils import getaddresses, parsedate_to_datetime

from netcore.model.message import IncomingMail

_ID = re.compile(r"<[^<>\s]{1,990}>")
_FOLD = re.compile(r"\r?\n[ \t]?|\r")
_LONGEST_VALUE = 8000
_MOST_HEADERS = 400
_MOST_IDS = 200
_MOST_ADDRESSES = 100


def incoming(key: str, header: bytes, arrived: datetime | None, now: datetime) -> IncomingMail:
    """The mail, headers decoded (RFC 2047), never raising: what cannot be read is left as it stands or empty.

    ``arrived`` is when the server got it; without that the mail's own Date counts, if it is in the past, else ``now``.
    """
    fields = [(name, _plain(value)) for name, value in _fields(header)]
    headers = tuple((name, decoded(value)) for name, value in fields)
    raw = {name.lower(): value for name, value in reversed(fields)}  # the first of each name
    from_name, from_address = _first_address(raw.get("from", "") or raw.get("sender", ""))
    recipients = [value for name, value in fields if name.lower() in {"to", "cc"}]
    return IncomingMail(
        key=key,
        received_at=arrived or _date(raw.get("date", ""), now),
        from_address=from_address,
        from_name=from_name,
        to_addresses=tuple(address for _, address in _addresses(recipients)),
        subject=decoded(raw.get("subject", "")),
        message_id=(ids(raw.get("message-id", "")) or ("",))[0],
        in_reply_to=(ids(raw.get("in-reply-to", "")) or ("",))[0],
        references=ids(raw.get("references", ""))[-_MOST_IDS:],
        headers=headers,
    )


def ids(text: str) -> tuple[str, ...]:
    """All message ids in a header's value, with their angle brackets."""
    return tuple(_ID.findall(text))


def decoded(value: str) -> str:
    """A header's value for people: encoded words decoded where that is possible."""
    if "=?" not in value:
        return value
    try:
        pieces = decode_header(value)
    except (HeaderParseError, ValueError):
        return value
    return _plain("".join(_piece(data, charset) for data, charset in pieces))


def text_of(data: bytes, charset: str | None) -> str:
    """Bytes as text: by their charset, else as UTF-8, else as what Windows writes; never fails."""
    for name in (charset, "utf-8"):
        try:
            return data.decode(name or "utf-8")
        except (LookupError, ValueError):  # unknown, no text encoding at all, or not what it says
            continue
    return data.decode("cp1252", "replace")


def _piece(data: bytes | str, charset: str | None) -> str:
    return data if isinstance(data, str) else text_of(data, charset)


def _fields(header: bytes) -> list[tuple[str, str]]:
    parsed = BytesHeaderParser().parsebytes(header)
    fields = list(parsed.raw_items())[:_MOST_HEADERS]
    return [(name, text_of(str(value).encode("ascii", "surrogateescape"), None)) for name, value in fields]


def _plain(value: str) -> str:
    """On one line, without control characters and halves of characters, which no store takes."""
    joined = _FOLD.sub(" ", value[:_LONGEST_VALUE])
    return "".join(c if c >= " " and c != "\x7f" and not "\ud800" <= c <= "\udfff" else " " for c in joined).strip()


def _first_address(value: str) -> tuple[str, str]:
    return next(iter(_addresses([value])), (decoded(value), ""))


def _addresses(values: list[str]) -> list[tuple[str, str]]:
    """Names and addresses; split before they are decoded, so that a name cannot pretend to be an address."""
    try:
        pairs = getaddresses(values)
    except (ValueError, IndexError):  # the standard library on some hostile values
        pairs = []
    return [(decoded(name), address) for name, address in pairs if "@" in address][:_MOST_ADDRESSES]


def _date(value: str, now: datetime) -> datetime:
    try:
        date = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return now
    aware = date if date.tzinfo else date.replace(tzinfo=UTC)
    return min(aware, now)
