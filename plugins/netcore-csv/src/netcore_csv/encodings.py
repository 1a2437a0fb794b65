"""Which character set a file is in.  Few say so.

A byte order mark, or zeros in every other byte, tell UTF-16 and UTF-32.  Whatever is valid UTF-8 is UTF-8: other text
almost never is by chance.  For the rest, the words decide: a reading with the letters that Western languages use, or in
which letters of another script keep together, is better than one with signs in the middle of words.
"""

import codecs
import unicodedata
from types import MappingProxyType

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
CANDIDATES = ("cp1252", "mac_roman", "cp1250", "cp1251")
"""In the order in which they are believed when the words do not decide."""
_COMMON = frozenset("äöüßéèêëàâáíîóôúûñçåøæãõÄÖÜÉÅØÇÑÁÍÓÚ’–")
"""What Western text that is not ASCII mostly consists of."""
_SAMPLED = 20_000
NAMES = MappingProxyType({"mac_roman": "Mac Roman", "cp1250": "Windows-1250", "cp1251": "Windows-1251"})
"""What to call a guess that the user should hear of."""


def wide_codec(head: bytes) -> str:
    """The codec of a file in UTF-16 or UTF-32, from its first bytes; "" for any other."""
    for mark, codec in _MARKS:
        if head.startswith(mark):
            return codec
    sample = head[:400]
    if len(sample) >= 8 and sample.count(0) * 5 >= len(sample) * 2:
        return "utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be"
    return ""


def known_codec(name: str) -> str:
    """The codec that the user names; raises `LookupError` when there is none, or it is none for text."""
    info = codecs.lookup(name.strip())
    if not getattr(info, "_is_text_encoding", True):
        raise LookupError(name)
    return info.name


def legacy_codec(sample: bytes) -> str:
    """The likeliest codec of the bytes in a sample that are no UTF-8; "" when all of it is UTF-8."""
    foreign = [line for line in sample.splitlines() if not is_utf8(line)]
    if len(foreign) > 1 and sample.endswith(foreign[-1]):
        foreign.pop()  # the sample may have been cut within a character
    elif foreign and sample.endswith(foreign[-1]) and _cut_within_character(foreign[-1]):
        return ""
    words = [word for line in foreign for word in line.split() if not word.isascii() and not is_utf8(word)]
    data = b" ".join(words)[:_SAMPLED]
    if not data:
        return ""
    return max(CANDIDATES, key=lambda codec: _likelihood(data, codec))


def is_utf8(data: bytes) -> bool:
    """Whether the bytes are valid UTF-8."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def decode(data: bytes, legacy: str) -> str:
    """The text of a line: UTF-8 where it is that, else in the legacy codec.  Never fails."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        pass
    try:
        return data.decode(legacy or "cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1" if legacy in {"", "cp1252"} else legacy, "replace")


def _cut_within_character(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data"
    return False


def _likelihood(data: bytes, codec: str) -> int:
    text = data.decode(codec, "replace")
    score = 0
    for before, character in zip(" " + text, text, strict=False):
        if character.isascii():
            continue
        if not character.isalpha():
            score += 0 if character in _COMMON else -3
        else:
            score += 1 + (character in _COMMON)
            if before.isalpha() and not before.isascii():
                score += 1 if _script(before) == _script(character) != "LATIN" else -1
    return score


def _script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]
