"""What a delivered e-mail says, read by Python's own parser."""

from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import HeaderParser
from email.utils import parseaddr


def injected(raw: bytes) -> bool:
    """Whether a header called ``X-Injected`` came to be, to any reader's eyes, or a body where there was none."""
    head = raw.replace(b"\r\n", b"\n").partition(b"\n\n")[0].decode("utf-8", "replace")
    return any(line.lower().startswith("x-injected") for line in head.splitlines()) or any(
        "x-injected" in part for part in message_from_bytes(raw).walk()
    )


def header(raw: bytes, name: str) -> str:
    """A header's text, decoded."""
    return str(make_header(decode_header(_unfolded(raw, name))))


def recipient(raw: bytes) -> tuple[str, str]:
    """Name and address in ``To``."""
    name, address = parseaddr(_unfolded(raw, "To"))
    return str(make_header(decode_header(name))), address


def body(raw: bytes) -> str:
    """The plain text, with bare line feeds, and none at the end."""
    message = message_from_bytes(raw, _class=EmailMessage, policy=policy.default)
    part = message.get_body(("plain",))
    assert part is not None, "the letter has no plain text"
    content: str = part.get_content()
    return content.replace("\r\n", "\n").rstrip("\n")


def attachments(raw: bytes) -> list[bytes]:
    """The contents of the attachments."""
    message = message_from_bytes(raw, _class=EmailMessage, policy=policy.default)
    return [part.get_payload(decode=True) for part in message.iter_attachments()]  # type: ignore[misc]  # bytes with decode


def _unfolded(raw: bytes, name: str) -> str:
    """A header on one line, in UTF-8 where it holds more than ASCII (RFC 6532)."""
    head = HeaderParser().parsestr(raw.replace(b"\r\n", b"\n").decode("utf-8", "replace"))
    return str(head.get(name, "")).replace("\n ", " ")
