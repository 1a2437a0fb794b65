"""From bytes to text: character sets, quoted-printable, base64.

A file that is not UTF-8 rarely says what it is.  In this order: what the line declares, UTF-8, Windows-1252 (which
most programs that say nothing wrote).
"""

import binascii
import codecs
from types import MappingProxyType

from netcore_vcard.escapes import clean, escape, split, unescape
from netcore_vcard.photos import decode_base64

_FAMILIES: tuple[str, ...] = (
    "ascii",
    "usascii",
    "utf",
    "iso8859",
    "latin",
    "windows",
    "cp",
    "koi8",
    "mac",
    "gb",
    "big5",
    "hz",
)
_FAMILIES += ("shiftjis", "sjis", "ms932", "euc", "iso2022", "ks", "johab", "tis620")
_BYTE_ORDER_MARKS = MappingProxyType({codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"})
_UTF8 = frozenset({"", "utf8", "usascii", "ascii"})
_HEX = b"0123456789ABCDEFabcdef"


def is_utf8(charset: str) -> bool:
    """Whether text in the named character set can be read as UTF-8."""
    return _key(charset) in _UTF8


def wide_codec(data: bytes) -> str:
    """The name of the UTF-16 codec that the bytes, which begin a file or a card, are in; else an empty text."""
    if data[:2] in _BYTE_ORDER_MARKS:
        return _BYTE_ORDER_MARKS[data[:2]]
    if b"\0" not in data[:2]:
        return ""
    at = data[:1000].upper().find("BEGIN:".encode("utf-16-le")[:-1])
    return "" if at < 0 else "utf-16-be" if at % 2 else "utf-16-le"


def decode(data: bytes, charset: str = "") -> tuple[str, str]:
    """The text, and a note on what had to be guessed, if anything.  Never fails.

    ``charset`` is the declared one.  The first bytes of a character whose rest was cut off are dropped.
    """
    note = ""
    if not is_utf8(charset):
        codec = _codec(charset)
        if codec is None:
            note = f"the character set “{charset[:40]}” is unknown, and has been guessed"
        else:
            try:
                return clean(codec.incrementaldecoder().decode(data)), ""
            except UnicodeError:
                note = f"the text is not in {charset[:40]}, which it claims, and has been guessed"
    try:
        return data.decode(), note
    except UnicodeDecodeError as error:
        whole = data[: error.start]
        if error.reason == "unexpected end of data" and (_key(charset) == "utf8" or not whole.isascii()):
            return whole.decode(), "a character was cut in half at the end of a text, and has been dropped"
    try:
        return data.decode("cp1252"), note or "text that is not UTF-8 has been read as Windows-1252"
    except UnicodeDecodeError:
        return data.decode("latin-1"), note or "text that is not UTF-8 has been read as Latin-1"


def decode_quoted_printable(value: bytes, charset: str) -> tuple[str, str]:
    """The value as it would stand in 3.0: decoded, with what the encoding had hidden from the separators escaped.

    Separators count where they stand unencoded: ``A=3BB;C`` has two parts (RFC 2426 has no such encoding; vCard 2.1
    section 2.1.3).
    """
    notes: dict[str, None] = {}

    def decoded(piece: str) -> str:
        text, note = decode(binascii.a2b_qp(_whole(piece.encode("latin-1"))), charset)
        notes[note] = None
        return escape(unescape(clean(text)))

    text = ";".join(
        ",".join(decoded(piece) for piece in split(part, ",")) for part in split(value.decode("latin-1"), ";")
    )
    return text, next(filter(None, notes), "")


def decode_base64_text(value: bytes, charset: str) -> tuple[str, str]:
    """The same for text in base64."""
    text, note = decode(decode_base64(value.decode("latin-1"))[0], charset)
    return escape(clean(text)), note


def _whole(piece: bytes) -> bytes:
    """Without an encoded byte that was cut off (``=C`` or ``=`` at the end)."""
    if piece.endswith(b"="):
        return piece[:-1]
    return piece[:-2] if piece[-2:-1] == b"=" and piece[-1:] in _HEX else piece


def _codec(charset: str) -> codecs.CodecInfo | None:
    """Only character sets: Python's other codecs are no business of a file's."""
    key = _key(charset)
    if len(key) > 40 or not key.startswith(_FAMILIES):
        return None
    try:
        return codecs.lookup(charset.strip().lower().removeprefix("x-"))
    except LookupError:
        return None


def _key(charset: str) -> str:
    return charset.lower().replace("-", "").replace("_", "").replace(" ", "").removeprefix("x")
