"""BODYSTRUCTURE and sections of a mail, as an IMAP server gives them (RFC 3501 6.4.5, 7.4.2)."""

import re
from email import message_from_bytes
from email.message import Message


def described(raw: bytes) -> bytes:
    """The whole structure."""
    return _described(message_from_bytes(raw)).encode("utf-8", "surrogateescape")


def section(raw: bytes, name: str) -> bytes:
    """A section: "", "HEADER", "TEXT", "HEADER.FIELDS (A B)", "1.2", "2.HEADER"…; empty when there is none."""
    if name == "":
        return raw
    numbers, rest = _split(name)
    part: Message | None = message_from_bytes(raw)
    for number in numbers:
        part = _child(part, number)
    if part is None:
        return b""
    if numbers and not rest:
        return _content(part)
    if numbers and part.get_content_maintype() == "message":
        part = _inside(part)[0]
    whole = _whole(part) if numbers else raw
    head, _, text = whole.partition(b"\r\n\r\n" if b"\r\n\r\n" in whole else b"\n\n")
    if rest == "TEXT":
        return text
    if rest.startswith("HEADER.FIELDS"):
        wanted = {word.lower() for word in rest.partition("(")[2].rstrip(")").split()}
        fields = head.replace(b"\r\n", b"\n").replace(b"\n ", b"\0 ").replace(b"\n\t", b"\0\t").split(b"\n")
        kept = [f for f in fields if f.partition(b":")[0].strip().decode("latin-1").lower() in wanted]
        return b"".join(f.replace(b"\0", b"\r\n") + b"\r\n" for f in kept) + b"\r\n"
    return head + b"\r\n\r\n"


def _split(name: str) -> tuple[list[int], str]:
    words = name.split(".")
    numbers = []
    while words and words[0].isdigit():
        numbers.append(int(words.pop(0)))
    return numbers, ".".join(words)


def _child(part: Message | None, number: int) -> Message | None:
    if part is not None and part.get_content_maintype() == "message" and part.is_multipart():
        part = _inside(part)[0]
    if part is None or not part.is_multipart():
        return part if number == 1 else None
    return dict(enumerate(_inside(part), start=1)).get(number)


def _inside(part: Message) -> list[Message]:
    return [child for child in part.get_payload() if isinstance(child, Message)]


def _content(part: Message) -> bytes:
    """What follows the header of a part."""
    return _whole(part).partition(b"\r\n\r\n")[2]


def _whole(part: Message) -> bytes:
    return re.sub(rb"\r?\n", b"\r\n", part.as_bytes())


def _described(part: Message) -> str:
    main, sub = part.get_content_maintype(), part.get_content_subtype()
    if main == "multipart" and part.is_multipart():
        children = "".join(_described(child) for child in _inside(part))
        return f'({children} "{sub}" {_parameters(part)} NIL NIL)'
    size = len(_content(part))
    encoding = str(part.get("Content-Transfer-Encoding", "7bit")).strip()
    words = f'"{main}" "{sub}" {_parameters(part)} NIL NIL "{encoding}" {size}'
    if main == "message" and sub == "rfc822" and part.is_multipart():
        inner = _described(_inside(part)[0])
        words += f" (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) {inner} 9"
    elif main == "text":
        words += " 9"
    disposition = part.get_content_disposition()
    return f"({words} NIL {f'({chr(34)}{disposition}{chr(34)} NIL)' if disposition else 'NIL'} NIL NIL)"


def _parameters(part: Message) -> str:
    pairs = [(name, value) for name, value in (part.get_params() or [])[1:] if isinstance(value, str) and value]
    words = " ".join(f'"{name}" "{value.replace(chr(34), "")}"' for name, value in pairs)
    return f"({words})" if words else "NIL"
