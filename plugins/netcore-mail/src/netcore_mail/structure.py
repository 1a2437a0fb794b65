"""The parts of a mail, as an IMAP server describes them (RFC 3501 7.4.2, BODYSTRUCTURE)."""

from collections.abc import Iterator

from netcore.model.base import Value

_DEEPEST = 20


class Part(Value, frozen=True, kw_only=True):
    """One part that is not made of others; ``section`` is what IMAP calls it ("1", "2.1")."""

    section: str
    media_type: str
    charset: str = ""
    encoding: str = ""
    attached: bool = False


def parts(body: object, section: str = "", depth: int = 0) -> Iterator[Part]:
    """The parts of a described body, in their order; whatever makes no sense is passed over."""
    if not isinstance(body, tuple) or not body or depth > _DEEPEST:
        return
    if isinstance(body[0], (list, tuple)):
        children = body[0] if isinstance(body[0], list) else [item for item in body if isinstance(item, tuple)]
        for number, child in enumerate(children, start=1):
            yield from parts(child, f"{section}.{number}" if section else str(number), depth + 1)
        return
    if len(body) < 6:
        return
    parameters = _pairs(body[2])
    yield Part(
        section=section or "1",
        media_type=f"{_word(body[0])}/{_word(body[1])}",
        charset=parameters.get("charset", ""),
        encoding=_word(body[5]),
        attached=any(_is_attachment(item) for item in body[6:]),
    )


def _is_attachment(item: object) -> bool:
    return isinstance(item, tuple) and bool(item) and _word(item[0]) == "attachment"


def _pairs(item: object) -> dict[str, str]:
    words = [_word(word) for word in item] if isinstance(item, tuple) else []
    return dict(zip(words[::2], words[1::2], strict=False))


def _word(item: object) -> str:
    return item.decode("ascii", "replace").lower() if isinstance(item, bytes) else ""
