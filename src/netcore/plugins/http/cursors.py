"""Cursors as the core keeps them: a value of the plugin's own, as text.

A source that pages keeps in it all that going on needs: the page that comes next, and what the pages before promised.
"""

from typing import TypeVar

import msgspec

from netcore.model.base import Value

C = TypeVar("C", bound=Value)


def write_cursor(cursor: Value) -> str:
    """The text for `netcore.plugins.Checkpoint`."""
    return msgspec.json.encode(cursor).decode()


def read_cursor(text: str | None, kind: type[C]) -> "C | None":
    """The value that the text was made from; None when it is none of that kind: then a pull starts over."""
    if not text:
        return None
    try:
        return msgspec.json.decode(text, type=kind)
    except (msgspec.DecodeError, UnicodeError):
        return None
