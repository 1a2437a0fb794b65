"""The text of one mail, and no other part of it."""

from base64 import b64decode
from binascii import Error as NotBase64
from email import message_from_bytes
from email.message import Message
from quopri import decodestring
from re import sub

from imapclient import IMAPClient
from imapclient.exceptions import ProtocolError

from netcore_mail.html_text import html_to_text
from netcore_mail.mail_headers import ids, text_of
from netcore_mail.structure import Part, parts

LONGEST = 262_144
"""Bytes of a part that are read."""

_LONGEST_REPORT = 65_536
_REPORTS = frozenset({"message/delivery-status", "message/global-delivery-status", "message/feedback-report"})
_RETURNED = frozenset({"message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers"})


def read_text(client: IMAPClient, uid: int) -> str | None:
    """The plain text of a mail in the selected folder, made from its HTML when it has no other; None when it is gone.

    Of a report about a delivery (RFC 3464) or a complaint (RFC 5965): its text, then the fields of the report and the
    headers that it returns.
    """
    found = _parts(client, uid)
    if found is None:
        return None
    if not found:  # a server that cannot describe the mail
        return _from_whole(_section(client, uid, "", LONGEST))
    texts = [_readable(client, uid, part) for part in _chosen(found)]
    if any(part.media_type in _REPORTS for part in found):
        texts += [_report(client, uid, part) for part in found if part.media_type in _REPORTS | _RETURNED]
    return "\n\n".join(text for text in texts if text)


def returned_ids(client: IMAPClient, uid: int) -> tuple[str, ...]:
    """The Message-ID of the mail that a report returns, or of its headers."""
    for part in _parts(client, uid) or ():
        if part.media_type in _RETURNED:
            return next((ids(line) for line in _unfolded(_report(client, uid, part)) if _is_id(line)), ())
    return ()


def _parts(client: IMAPClient, uid: int) -> list[Part] | None:
    try:
        values = client.fetch([uid], ["BODYSTRUCTURE"]).get(uid)
    except (ProtocolError, IndexError, TypeError, ValueError):  # IMAPClient, given a structure that is none
        return []
    return None if values is None else list(parts(values.get(b"BODYSTRUCTURE")))


def _chosen(found: list[Part]) -> list[Part]:
    shown = [part for part in found if not part.attached]
    for media_type in ("text/plain", "text/html"):
        if texts := [part for part in shown if part.media_type == media_type]:
            return texts[:1]
    return []


def _readable(client: IMAPClient, uid: int, part: Part) -> str:
    data = _undone(_section(client, uid, part.section, LONGEST), part.encoding)
    return _as_text(data, part.charset, part.media_type)


def _report(client: IMAPClient, uid: int, part: Part) -> str:
    """The fields of a report, or the headers of the mail that it returns."""
    whole_mail = part.media_type in {"message/rfc822", "message/global"}
    data = _section(client, uid, f"{part.section}.HEADER" if whole_mail else part.section, _LONGEST_REPORT)
    return _as_text(data if whole_mail else _undone(data, part.encoding), "utf-8", "text/plain")


def _section(client: IMAPClient, uid: int, section: str, most: int) -> bytes:
    values = client.fetch([uid], [f"BODY.PEEK[{section}]<0.{most}>"]).get(uid, {})
    found = (value for name, value in values.items() if name.startswith(f"BODY[{section}]".encode()))
    data = next(found, b"")
    return data[:most] if isinstance(data, bytes) else str(data).encode()  # a number is a text of digits


def _undone(data: bytes, encoding: str) -> bytes:
    if encoding == "quoted-printable":
        return decodestring(data)
    if encoding == "base64":
        bare = sub(rb"[^A-Za-z0-9+/]", b"", data)
        try:
            return b64decode(bare[: len(bare) // 4 * 4] + _rest(bare))
        except NotBase64:
            return data
    return data


def _rest(bare: bytes) -> bytes:
    """The last, incomplete group of a text without padding; a single letter of one says nothing."""
    rest = bare[len(bare) // 4 * 4 :]
    return rest + b"=" * (4 - len(rest)) if len(rest) > 1 else b""


def _as_text(data: bytes, charset: str, media_type: str) -> str:
    text = text_of(data, charset or None)
    if media_type == "text/html":
        text = html_to_text(text)
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if c >= " " or c in "\n\t").strip()


def _from_whole(data: bytes) -> str:
    mail: Message = message_from_bytes(data)
    shown = [part for part in mail.walk() if part.get_content_disposition() != "attachment"]
    for media_type in ("text/plain", "text/html"):
        for part in shown:
            if part.get_content_type() == media_type:
                payload = part.get_payload(decode=True)
                if isinstance(payload, bytes):
                    return _as_text(payload, part.get_content_charset() or "", media_type)
    return ""


def _unfolded(header: str) -> list[str]:
    return sub(r"\n[ \t]+", " ", header).split("\n")


def _is_id(line: str) -> bool:
    return line.lower().startswith("message-id:")
