"""How a file is laid out: its character set, the separator, where the header is, and which program wrote it."""

import codecs
from collections.abc import Sequence

from netcore.model.base import Value
from netcore_csv.columns import Mapped, day_first, dialect_of, tells_of_people, without_a_header
from netcore_csv.encodings import CANDIDATES, decode, is_utf8, legacy_codec, wide_codec
from netcore_csv.linkedin import ABOUT_ONESELF, about_oneself
from netcore_csv.rows import split
from netcore_csv.vocabulary import column_meaning, key

_SEPARATORS = (",", ";", "\t", "|")
_SEARCHED = 30
"""So many lines from the beginning may hold the header: LinkedIn writes notes before it, people write titles."""
_COLUMNS_SHOWN = 8


class Layout(Value, frozen=True, kw_only=True):
    """What is needed to read the rows.  ``dialect`` is empty when nobody knows the columns."""

    dialect: str
    names: tuple[str, ...]
    separator: str
    header_line: int
    """The rows begin below it; in a file without a header, it is the line above the first one."""
    wide: str = ""
    legacy: str = ""
    dates: str = ""
    """How 3/4/1990 is meant, when the language of the header tells."""
    refused: str = ""
    """Why the file is no address book, in a sentence."""


def layout_of(head: bytes, said: Mapped, encoding: str = "") -> Layout:
    """The layout of a file that begins so.  ``encoding``: the codec that the user names instead of the guess."""
    wide = wide_codec(head)
    legacy = "" if wide else encoding or _likeliest_codec(head)
    found = _first_lines(head, wide, legacy)
    best: Layout | None = None
    for number, text in found:
        line = text.lower().strip()
        if line.startswith("sep=") and len(line) == 5:
            continue
        for separator in _SEPARATORS:
            if separator not in text and separator != ",":
                continue
            names = tuple(name.replace("\0", "").strip() for name in split(text, separator))
            dialect = dialect_of(names)
            above = number
            if not dialect and said:
                if places := without_a_header(names, said):
                    names, above = places, number - 1
                dialect = "generic" if tells_of_people(names, "generic", said) else ""
            layout = Layout(
                dialect=dialect,
                names=names,
                separator=separator,
                header_line=above,
                wide=wide,
                legacy=legacy,
                dates="day-first" if day_first(names) else "",
                refused=_why_not(names, dialect),
            )
            if best is None or _better(layout, best):
                best = layout
        if best is not None and best.dialect:
            return best
    return best or Layout(
        dialect="", names=(), separator=",", header_line=0, wide=wide, legacy=legacy, refused="there is nothing in it"
    )


def _likeliest_codec(head: bytes) -> str:
    """As the words tell; but known columns tell more: Polish words make sense in the letters of Russian, too."""
    guess = legacy_codec(head)
    foreign = [line for line in head.splitlines()[:_SEARCHED] if not is_utf8(line)]
    if not guess or not foreign:
        return guess
    return max((guess, *CANDIDATES), key=lambda codec: max(_known_columns(decode(line, codec)) for line in foreign))


def _known_columns(line: str) -> int:
    return max(sum(bool(column_meaning(name, "outlook")) for name in split(line, mark)) for mark in _SEPARATORS)


def _better(layout: Layout, best: Layout) -> bool:
    """Whether a reading of the header is better: known columns first, then more of them on the same line."""
    if bool(layout.dialect) != bool(best.dialect):
        return bool(layout.dialect)
    return layout.header_line == best.header_line and len(layout.names) > len(best.names)


def looks_like_a_table(head: bytes, layout: Layout) -> bool:
    """Whether an unknown file is at least a table of text, if only a list of addresses."""
    if len(layout.names) < 2 and not any("@" in name for name in layout.names):
        return False
    if layout.wide:
        return True
    return b"\0" not in head and all(len(name) < 200 for name in layout.names)


def _first_lines(head: bytes, wide: str, legacy: str) -> Sequence[tuple[int, str]]:
    """The first lines that say something, with their numbers."""
    if wide:
        decoder = codecs.getincrementaldecoder(wide)("replace")
        texts = decoder.decode(head).encode("utf-8", "replace").splitlines()
    else:
        texts = head.removeprefix(codecs.BOM_UTF8).splitlines()
    lines = [(number, decode(data, legacy)) for number, data in enumerate(texts, 1)]
    return [(number, text) for number, text in lines[:_SEARCHED] if text.strip(' ,;\t|"\0\ufeff')]


def _why_not(names: Sequence[str], dialect: str) -> str:
    if about_oneself(names):
        return ABOUT_ONESELF
    if dialect:
        return ""
    shown = ", ".join(f"“{name[:40]}”" for name in names[:_COLUMNS_SHOWN] if key(name))
    more = f" and {len(names) - _COLUMNS_SHOWN} more" if len(names) > _COLUMNS_SHOWN else ""
    return (
        f"no column of it is known to hold a person's name or address; its first line is {shown or 'empty'}{more}. "
        'If it is a table of people, say which column is what: --columns "Rufname=given, Mail=email"; '
        'or, when it has no header, --columns "column 1=given, column 2=email"'
    )
