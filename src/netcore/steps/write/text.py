"""Texts as they may leave: without anything that a mail could be broken with, and recognisable by a digest."""

import re
import unicodedata
from collections.abc import Sequence
from hashlib import sha256

import msgspec

_BREAKS = re.compile(r"\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
"""Everything that some program takes for the end of a line."""
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""Controls, and halves of surrogate pairs."""


def one_line(text: str) -> str:
    """The text on one line: for a header, where a line break would begin another header."""
    return " ".join(_UNSEEN.sub(" ", _BREAKS.sub(" ", unicodedata.normalize("NFC", text))).split())


def plain_text(text: str) -> str:
    """The text as paragraphs: line feeds for line ends, no other controls than tabs, nothing trailing."""
    lines = _BREAKS.sub("\n", unicodedata.normalize("NFC", text)).split("\n")
    return "\n".join(_UNSEEN.sub("", line).rstrip() for line in lines).strip("\n")


def text_digest(
    *, to_name: str, to_address: str, subject: str, body: str, files: Sequence[tuple[str, str, str]] = ()
) -> str:
    """What identifies a letter: SHA-256 over recipient, subject, body and files (name, media type, digest)."""
    return sha256(msgspec.json.encode([to_name, to_address, subject, body, list(files)])).hexdigest()
