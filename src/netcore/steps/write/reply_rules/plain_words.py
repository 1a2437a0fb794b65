"""Words as they are compared: small letters, without accents, with one kind of quotation mark."""

import unicodedata

_SAME = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‑": "-"}
    | {"\u00a0": " ", "\u202f": " "}
)


def plain_words(text: str) -> str:
    """The text for comparing, line by line the same: "Écris-moi, bitte schön" is "ecris-moi, bitte schon"."""
    apart = unicodedata.normalize("NFKD", text.translate(_SAME).casefold())
    return "".join(character for character in apart if not unicodedata.combining(character)).translate(_SAME)
