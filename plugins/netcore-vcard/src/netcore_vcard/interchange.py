"""vobject as the type in which other Python programs hand over cards and take them.

vobject neither parses nor serializes here, because it loses values (see the README): lines go over one by one.
"""

from base64 import b64encode
from collections.abc import Iterator
from typing import Any

from netcore.model.contact import Contact
from netcore_vcard.escapes import write_text
from netcore_vcard.heads import read_head, split_line, write_param
from netcore_vcard.reader import parse
from netcore_vcard.writer import compose

_STRUCTURE = {"BEGIN", "END", "VERSION"}


def from_vobject(component: Any) -> Contact:
    """The contact in a vobject vCard, changed by nothing.

    What vobject lost when it read the card is lost; to read files, use `netcore_vcard.read`.  Raises
    `netcore.plugins.RefusedRecord` when there is nothing in the card.
    """
    lines = ["BEGIN:VCARD", *(_head(line) + ":" + _value(line) for line in component.lines()), "END:VCARD"]
    return parse("\r\n".join(lines).encode("utf-8", "replace")).contact


def to_vobject(contact: Contact) -> Any:
    """The contact as a vobject vCard of version 3.0; vobject can serialize it."""
    from vobject import vCard
    from vobject.base import ContentLine

    component = vCard()
    component.add("version").value = "3.0"
    for name, params, value, group in _content_lines(contact):
        component.add(ContentLine(name, params, value, group, encoded=True))
    component.transformChildrenToNative()
    return component


def _content_lines(contact: Contact) -> Iterator[tuple[str, list[list[str]], str, str | None]]:
    lines, _ = compose(contact, "3.0")
    for line in lines:
        head_text, value = split_line(line) or ("", "")
        head = read_head(head_text)
        if head and head.name not in _STRUCTURE:
            params = [[name, *values] for name, values in head.params.items()]
            yield head.name, params, value, head.group or None


def _head(line: Any) -> str:
    name = f"{line.group}.{line.name}" if line.group else line.name
    bare = "".join(f";{word}" for word in line.singletonparams)
    encoding = ";ENCODING=b" if isinstance(line.value, bytes) and "ENCODING" not in line.params else ""
    return name + bare + encoding + "".join(write_param(key, *values) for key, values in line.params.items())


def _value(line: Any) -> str:
    """The value as it stands in a card of 3.0: vobject holds it decoded, unless nobody knew how."""
    value = line.value
    if isinstance(value, bytes):
        return b64encode(value).decode()
    if isinstance(value, str):
        return value if line.encoded else write_text(value)
    if isinstance(value, list):
        return (";" if line.name == "ORG" else ",").join(map(_part, value))
    fields = _NAME if hasattr(value, "family") else _ADDRESS
    return ";".join(_part(getattr(value, field)) for field in fields)


def _part(value: Any) -> str:
    return ",".join(map(write_text, value)) if isinstance(value, list) else write_text(str(value))


_NAME = ("family", "given", "additional", "prefix", "suffix")
_ADDRESS = ("box", "extended", "street", "city", "region", "code", "country")
