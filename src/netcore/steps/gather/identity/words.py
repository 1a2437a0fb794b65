"""Words as they compare: letters a to z, whatever script, accents and spelling habits they came in."""

import re
import unicodedata
from functools import lru_cache

_CYRILLIC = """
а a б b в v г g д d е e ё e ж zh з z и i й y к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ч ch ш sh щ shch
ы y э e ю yu я ya і i ї i є e ґ g
"""
_GREEK = """
α a β v γ g δ d ε e ζ z η i θ th ι i κ k λ l μ m ν n ξ x ο o π p ρ r σ s ς s τ t υ y φ f χ ch ψ ps ω o
"""
_LATIN = {
    "ß": "ss",
    "ł": "l",
    "ø": "o",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "æ": "a",
    "œ": "o",
    "ı": "i",
    "ħ": "h",
    "ŋ": "n",
}


def _table(pairs: str) -> dict[str, str]:
    words = pairs.split()
    return dict(zip(words[::2], words[1::2], strict=True))


_LETTERS = str.maketrans(_table(_CYRILLIC) | {"ъ": "", "ь": ""} | _table(_GREEK) | _LATIN)

_INSIDE_WORDS = frozenset("'’`´.")
"""Marks that do not end a word: O'Brien is obrien, J.R. is jr."""

_ASCII = [chr(code) for code in range(128)]
_ASCII_WORDS = str.maketrans({c: c if c.isalnum() else None if c in _INSIDE_WORDS else " " for c in _ASCII})
"""What becomes of each ASCII character; all are listed, for a look-up that finds nothing is slow."""

_BESIDE_A_VOWEL = re.compile("(?<=a)[ae]+|(?<=[ou])e+")
"""What makes an umlaut of the vowel before it."""

_I_SOUNDS, _CH_SOUNDS = re.compile("[ijy]+"), re.compile("ts?ch")

_CACHED = 400_000
"""Distinct words to remember: address books repeat themselves; a million cards have about this many."""


@lru_cache(maxsize=_CACHED)
def comparable(text: str) -> str:
    """The same as `comparable_once`, remembered: for words that come again and again."""
    return comparable_once(text)


def comparable_once(text: str) -> str:
    """The text as lower-case ASCII letters, digits and single blanks, for comparing and never for showing.

    Accents fall, Cyrillic and Greek are transliterated, and the spellings ae, oe, ue, aa of ä, ö, ü, å fall together
    with the bare vowel: Müller, Mueller and Muller are one word.  Letters of other scripts stay as they are.
    """
    low = text.lower()
    if not low.isascii():
        # Letters that an alphabet counts as its own (й, ø) go first; accents that merely sit on a letter fall after.
        low = unicodedata.normalize("NFKC", low).lower().translate(_LETTERS)
        low = "".join(c for c in unicodedata.normalize("NFKD", low) if not unicodedata.combining(c)).translate(_LETTERS)
    if low.isascii():
        low = " ".join(low.translate(_ASCII_WORDS).split()) if not low.isalpha() else low
    elif not low.isalpha():
        low = " ".join("".join(c if _of_a_word(c) else "" if c in _INSIDE_WORDS else " " for c in low).split())
    return _BESIDE_A_VOWEL.sub("", low) if "e" in low or "aa" in low else low


def _of_a_word(character: str) -> bool:
    """Letters and digits, and the vowel signs of scripts that write vowels as marks on a letter (अमित)."""
    return character.isalnum() or (not character.isascii() and unicodedata.category(character)[0] == "M")


def script_of(words: str) -> str:
    """The script of comparable words that could not be brought to a to z, as Unicode names it ("CJK"); else ""."""
    if words.isascii():
        return ""
    names = (unicodedata.name(c, "").partition(" ")[0] for c in words if not c.isascii() and c.isalpha())
    return next((name for name in names if name != "LATIN"), "")


@lru_cache(maxsize=50_000)
def romanised(word: str) -> str:
    """A comparable word in which the usual ways to write one Cyrillic word in Latin letters fall together.

    For asking whether two spellings may be one name, never for telling names apart: Juri, Yuriy; Aleksey, Alexei.
    """
    return _I_SOUNDS.sub("i", _CH_SOUNDS.sub("ch", word).replace("ks", "x").replace("kh", "h"))
