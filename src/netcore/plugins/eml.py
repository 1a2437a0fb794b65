"""A message as the bytes of an e-mail (RFC 5322), for outboxes that send or store such bytes.

The headers are written here and not by `email.message`: measured on Python 3.11.7, that wraps long ``References`` in
encoded words, and writes a long name with commas as several addresses when addresses are in UTF-8.
"""

import re
import unicodedata
from base64 import b64encode
from collections.abc import Iterator, Mapping
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256
from html import escape

from netcore.model.message import Attachment, Outgoing
from netcore.plugins.outboxes import Rejected

KEY_HEADER = "X-Netcore-Key"

_ADDRESS = re.compile(r"""[^\s<>(),:;\\"\[\]@]+@[^\s<>(),:;\\"\[\]@]+|[^\s<>(),:;\\"\[\]@]+@\[[0-9A-Za-z:.]+\]""")
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,900}>")
_KEY = re.compile(r"[!-~]{1,200}")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+( [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_PRINTABLE = re.compile(r"[!-~]+( [!-~]+)*")
_MEDIA_TYPE = re.compile(r"(?!message/|multipart/)[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*")
_LINK = re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?)\]]")
_PLAIN_LENGTH = 60  # longer texts are cut into encoded words, so that no line grows past 78 characters
_WORD_BYTES = 39  # UTF-8 bytes in one encoded word: a line with it stays within the 76 of RFC 2047 section 2
_ADDRESS_LENGTH = 320


def to_eml(message: Outgoing, headers: Mapping[str, str] | None = None) -> bytes:
    """The message whole, with CRLF line ends: plain text, a simple HTML of the same words, and the attachments.

    Addresses with letters beyond ASCII are written in UTF-8 (RFC 6532); names and subjects are always ASCII (RFC 2047).
    ``headers`` are added, names and values in printable ASCII.  An empty ``from_address`` leaves ``From`` to the
    program that opens the file.  Raises `Rejected`, in a sentence, when a header would not be what it seems: a line
    break or control character in it, no address, no Message-ID.
    """
    lines = [
        f"Date: {format_datetime(message.date)}",
        f"Message-ID: {_message_id(message.message_id)}",
        f"To: {_mailbox('recipient', message.to_name, message.to_address)}",
        f"Subject: {_text('subject', message.subject)}",
        f"{KEY_HEADER}: {_key(message.key)}",
    ]
    if message.from_address:
        lines.insert(2, f"From: {_mailbox('sender', message.from_name, message.from_address)}")
    for name, ids in (("In-Reply-To", (message.in_reply_to,)), ("References", message.references)):
        known = [id_ for id_ in ids if _MESSAGE_ID.fullmatch(_safe(name, id_))]  # others' ids may be anything
        lines += [f"{name}: " + "\r\n ".join(known)] if known else []
    for name, value in (headers or {}).items():
        if not (re.fullmatch(r"[A-Za-z][A-Za-z0-9-]*", name) and _PRINTABLE.fullmatch(value)):
            raise Rejected(f"The header {name!r} cannot be written: it holds more than printable ASCII.")
        lines.append(f"{name}: {value}")
    return "\r\n".join(lines).encode() + b"\r\n" + _content(message)


def to_html(body: str) -> str:
    """Plain text as a small HTML page: paragraphs, line breaks, web addresses as links; everything else escaped."""
    paragraphs = re.split(r"\n\s*\n", body.strip("\n"))
    lines = [[_linked(line) for line in paragraph.split("\n")] for paragraph in paragraphs]
    inner = "\n".join("<p>" + "<br>\n".join(paragraph) + "</p>" for paragraph in lines)
    return f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"></head>\n<body>\n{inner}\n</body></html>\n'


def _linked(line: str) -> str:
    html, end = "", 0
    for match in _LINK.finditer(line):
        url = escape(match[0])
        html += f'{escape(line[end : match.start()])}<a href="{url}">{url}</a>'
        end = match.end()
    return html + escape(line[end:])


def _content(message: Outgoing) -> bytes:
    """The rest of the message, from its Content-Type on."""
    body = message.body.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in body:
        raise Rejected("The text holds a NUL character. Take it out, and approve the text again.")
    content = EmailMessage(policy=SMTP.clone(cte_type="7bit"))  # passes every server, whatever it supports
    try:
        content.set_content(body)
        content.add_alternative(to_html(body), subtype="html")
        for attachment in message.attachments:
            _attach(content, attachment)
        for number, part in enumerate(part for part in content.walk() if part.is_multipart()):
            part.set_boundary(f"=_{sha256(message.key.encode()).hexdigest()[:32]}_{number}")  # the same every time
        return content.as_bytes()
    except UnicodeEncodeError:
        raise Rejected("The text holds half a character, which no mail can carry. Type that place anew.") from None


def _attach(content: EmailMessage, attachment: Attachment) -> None:
    name = re.sub(r'[<>:"/\\|?*]', "_", _safe("attachment's name", attachment.name))[-150:].strip() or "attachment"
    media_type = attachment.media_type.lower()
    known = media_type if _MEDIA_TYPE.fullmatch(media_type) else "application/octet-stream"
    maintype, _, subtype = known.partition("/")
    content.add_attachment(attachment.data, maintype=maintype, subtype=subtype, filename=name)


def _mailbox(what: str, name: str, address: str) -> str:
    if not _ADDRESS.fullmatch(_safe(f"{what}'s address", address)) or len(address) > _ADDRESS_LENGTH:
        raise Rejected(f"{address!r} is no e-mail address. Correct the {what}'s address.")
    name = _safe(f"{what}'s name", name)
    if not name:
        return address
    if _plain(name):
        name = name if _ATOMS.fullmatch(name) else '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    else:
        name = _encoded(name)
    return f"{name}\r\n <{address}>" if len(name) + len(address) > _PLAIN_LENGTH else f"{name} <{address}>"


def _text(what: str, text: str) -> str:
    text = _safe(what, text)
    return text if not text or _plain(text) else _encoded(text)


def _plain(text: str) -> bool:
    """Whether a text may stand in a header as it is: short, ASCII, and not mistaken for an encoded word."""
    return bool(_PRINTABLE.fullmatch(text)) and len(text) <= _PLAIN_LENGTH and "=?" not in text


def _encoded(text: str) -> str:
    """The text as encoded words, a line each, never cut inside a character."""
    return "\r\n ".join(f"=?utf-8?b?{b64encode(piece).decode()}?=" for piece in _pieces(text))


def _pieces(text: str) -> Iterator[bytes]:
    piece = b""
    for character in text:
        data = character.encode()
        if len(piece) + len(data) > _WORD_BYTES:
            yield piece
            piece = b""
        piece += data
    yield piece


def _message_id(text: str) -> str:
    if not _MESSAGE_ID.fullmatch(_safe("Message-ID", text)):
        raise Rejected(f"{text!r} is no Message-ID: it must read <left@right>, in printable ASCII.")
    return text


def _key(text: str) -> str:
    if not _KEY.fullmatch(text):
        raise Rejected(f"{text!r} cannot be a message's key: it must be short, printable ASCII.")
    return text


def _safe(what: str, text: str) -> str:
    """The text, if it may stand in a header: nothing that ends a line, or that a reader might take for an end."""
    for character in text:
        if character == "\t":
            continue
        if unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}:
            raise Rejected(
                f"The {what} holds a line break or control character (U+{ord(character):04X}). Take it out and retry."
            )
    return text.replace("\t", " ")
