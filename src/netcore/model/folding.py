"""Words without accents and case, so that what people type finds what is written."""

import unicodedata

_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŋ": "n", "\0": None}
)
"""Letters that Unicode does not take apart into a base letter and an accent."""


def fold(text: str) -> str:
    """The text in lower case, without accents, its words separated by single spaces; every script is kept."""
    if not text.isascii():
        letters = unicodedata.normalize("NFKD", text)
        text = unicodedata.normalize("NFC", "".join(c for c in letters if not unicodedata.combining(c)))
    return " ".join(text.casefold().translate(_LETTERS).split())
