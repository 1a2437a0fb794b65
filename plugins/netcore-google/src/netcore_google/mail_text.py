"""The plain text of a mail that was matched to one of our letters."""

from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from html.parser import HTMLParser

_BREAKS = frozenset({"br", "p", "div", "li", "tr", "blockquote", "h1", "h2", "h3", "h4"})
_SILENT = frozenset({"style", "script", "head", "title"})


def plain_text(raw: bytes) -> str:
    """The text of a mail (RFC 5322), without attachments; "" when there is none."""
    mail = message_from_bytes(raw, _class=EmailMessage, policy=policy.default)
    parts = [part for part in mail.walk() if not part.is_multipart() and not _is_attachment(part)]
    for wanted in ("text/plain", "text/html"):
        texts = [_content(part) for part in parts if part.get_content_type() == wanted]
        if texts:
            text = "\n".join(texts)
            return _clean(_Text.of(text) if wanted == "text/html" else text)
    return ""


def _is_attachment(part: Message) -> bool:
    return (part.get("Content-Disposition") or "").strip().lower().startswith("attachment")


def _content(part: Message) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return str(part.get_payload())
    try:
        return data.decode(part.get_content_charset() or "utf-8")
    except (LookupError, UnicodeError):
        return data.decode("utf-8", "replace")


def _clean(text: str) -> str:
    plain = text.replace("\0", "").encode("utf-8", "replace").decode()
    return plain.replace("\r\n", "\n").replace("\r", "\n").strip("\n")


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._pieces: list[str] = []
        self._silent = 0

    @classmethod
    def of(cls, html: str) -> str:
        parser = cls()
        parser.feed(html)
        parser.close()
        return "\n".join(line.strip() for line in "".join(parser._pieces).splitlines())

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._silent += tag in _SILENT
        if tag in _BREAKS:
            self._pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT and self._silent > 0

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._pieces.append(" ".join(data.split("\n")))
