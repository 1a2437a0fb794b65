"""Single values in cells: several in one cell, guarded ones, labels, profiles."""

import re
from types import MappingProxyType
from urllib.parse import unquote

from netcore.model.contact import Name

JOINT = " ::: "
"""Between several values in one cell, as Google writes them."""

_IN_BRACKETS = re.compile(r"<([^<>\s]+@[^<>\s]+)>")
_DIGITS = 5
"""Fewer are an extension, not a number."""
_PROFILE = re.compile(r"(?:https?://)?(?:[\w-]+\.)?linkedin\.com/in/([^/?#\s]+)", re.IGNORECASE)
_KINDS = MappingProxyType(
    {
        "home": ("home",),
        "work": ("work",),
        "other": ("other",),
        "mobile": ("cell",),
        "main": ("main",),
        "pager": ("pager",),
        "home fax": ("home", "fax"),
        "work fax": ("work", "fax"),
        "other fax": ("other", "fax"),
        "fax": ("fax",),
        "car": ("car",),
    }
)
_LABELS = MappingProxyType({frozenset(kinds): name.title() for name, kinds in _KINDS.items()})
SERVICES = frozenset(
    (
        *("linkedin", "xing", "github", "gitlab", "twitter", "x", "mastodon", "bluesky", "facebook", "instagram"),
        *("skype", "jabber", "xmpp", "matrix", "signal", "telegram", "whatsapp", "threema", "icq", "aim", "msn"),
        *("yahoo", "google talk", "qq", "gadugadu", "groupwise", "irc", "sip", "wechat", "line", "discord", "slack"),
    )
)
"""Labels of web pages and custom fields that tell of a name on a messenger or a social network."""
_UNIQUE = re.compile(r"(?:urn:uuid:)?\{?[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\}?", re.IGNORECASE)
_FORMULAS = frozenset("=+-@\uff1d\uff0b\uff0d\uff20")
"""What makes a spreadsheet reckon; the last four are the wide ones of Chinese and Japanese."""
_REMOVABLE = frozenset("\t\r\n")
_HARMLESS = re.compile(r"[+\-][-+\d ().,/]*")
"""A cell of digits and signs can be reckoned with, but runs nothing and points at no other cell."""
_ADDRESSED = frozenset(
    {"mr", "mrs", "ms", "miss", "herr", "frau", "hr", "fr", "m", "mme", "mlle", "monsieur", "madame", "mademoiselle"}
    | {"sr", "sra", "srta", "sig", "sigra", "signor", "signora", "dhr", "mevr", "meneer", "mevrouw", "pan", "pani"}
)
"""What everybody is addressed with: in front of each name, it would sort a list into men and women."""


def several(text: str) -> list[str]:
    """The values in a cell."""
    parts = text.split(":::") if ":::" in text else [text]
    return [part for part in (part.strip() for part in parts) if part]


def addresses_in(text: str) -> list[str]:
    """The e-mail addresses in a cell, also in a list or behind names; what is none stays whole."""
    found: list[str] = []
    for part in several(text):
        pieces = _IN_BRACKETS.findall(part) or part.replace(";", " ").replace(",", " ").split()
        found += pieces if all("@" in piece for piece in pieces) else [part]
    return found


def numbers_in(text: str) -> list[str]:
    """The numbers in a cell, also in a list."""
    found: list[str] = []
    for part in several(text):
        pieces = [piece.strip() for piece in part.replace(";", ",").split(",")]
        alone = all(sum(character.isdigit() for character in piece) >= _DIGITS for piece in pieces)
        found += pieces if alone else [part]
    return found


def kinds_of_label(label: str) -> tuple[tuple[str, ...], str, int]:
    """Kinds, the user's own label, and preference (1 is best) in a label of Google's ("* Work")."""
    text = label.strip()
    preference = 0
    if text.startswith("*"):
        text, preference = text.lstrip("* "), 1
    kinds = _KINDS.get(text.lower().replace("homefax", "home fax").replace("workfax", "work fax"), ())
    return kinds, "" if kinds or text.lower() in {"custom", "internet"} else text, preference


def label_of_kinds(kinds: tuple[str, ...], label: str, preference: int) -> str:
    """The label that says this; "" when there is nothing to say."""
    words = frozenset(kind for kind in kinds if kind not in {"voice", "text", "internet", "pref"})
    for known in (words, words - {"home", "work"}, words & {"home", "work"}):
        if not label and known in _LABELS:
            label = _LABELS[known]
    label = " ".join((label or " ".join(sorted(words)).title()).replace(":::", ":").split()).lstrip("* ")
    return f"* {label}".rstrip() if preference == 1 else label


def profile_name(url: str) -> str:
    """What a page on LinkedIn calls its person; "" for any other page."""
    match = _PROFILE.match(url.strip())
    return unquote(match[1]).strip() if match else ""


def is_unique(text: str) -> bool:
    """Whether an id is nobody else's in the world (RFC 9562); the 17 of one table is somebody else in another."""
    return _UNIQUE.fullmatch(text.strip()) is not None


def is_formula(text: str) -> bool:
    """Whether a spreadsheet may take the cell for a formula, or has been kept from it by an apostrophe."""
    bare = text.lstrip("'")
    return bare[:1] in _REMOVABLE or bare.lstrip()[:1] in _FORMULAS


def guarded(text: str) -> str:
    """The cell as it is written: a formula gets an apostrophe before it, which spreadsheets take for "this is text"."""
    if not text or not is_formula(text):
        return text
    return text if all(_HARMLESS.fullmatch(part) for part in text.split(JOINT)) else f"'{text}"


def unguarded(text: str) -> str:
    """The cell as it was meant."""
    return text[1:] if text[:1] == "'" and is_formula(text[1:]) else text


def shown_name(name: Name) -> str:
    """The name without what everybody is addressed with; "" where only that tells who is meant (Frau King)."""
    prefix = [word for word in name.prefix.split() if word.replace(".", "").casefold() not in _ADDRESSED]
    parts = (*prefix, name.given, name.additional, name.family, name.suffix)
    return " ".join(part for part in parts if part) if name.given else ""
