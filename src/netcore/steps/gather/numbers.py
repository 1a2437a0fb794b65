"""Telephone numbers in the one form that means the same everywhere: E.164, ``+15125550100``."""

import re

_SEPARATORS = re.compile(r"[\s().\-/\u2010-\u2015]+")
_CLEAN = re.compile(r"\+(?:1[2-9]\d{9}|(?:3[0-46]|4[013-9]|6[01]|81|86|91)[1-9]\d{7,10})")
"""Numbers that are E.164 already: no trunk zero after the calling code, no country whose rules need looking up."""
_EXTENSION = ";ext="
_SHORTEST, _LONGEST = 5, 20


class Numbers:
    """Canonical forms of numbers, each distinct spelling worked out once.

    ``region`` (ISO 3166-1, "GB") is where a number without calling code is dialled from; "" when nobody said.
    """

    def __init__(self, region: str = "") -> None:
        self._region = region
        self._known: dict[tuple[str, str], str] = {}

    def canonical(self, number: str, country: str = "") -> str:
        """E.164, with ``;ext=`` when there is an extension; the bare digits when no country can be known.

        ``country`` is where the contact lives: tried when the user's own region makes no sense of the number.
        Returns "" for what is no number at all.
        """
        key = number, country
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._canonical(number, country)
        return found

    def _canonical(self, number: str, country: str) -> str:
        text = number.strip().removeprefix("tel:").strip()
        clean = _SEPARATORS.sub("", text)
        if _CLEAN.fullmatch(clean) and "(0)" not in text:
            return clean
        for region in dict.fromkeys((self._region, country)):
            if (region or clean.startswith(("+", "00"))) and (parsed := _parsed(text, region)):
                return parsed
        digits = "".join(character for character in clean if character.isascii() and character.isdigit())
        if not _SHORTEST <= len(digits) <= _LONGEST:
            return ""
        return f"+{digits}" if clean.startswith("+") else digits


def _parsed(text: str, region: str) -> str:
    """E.164 as phonenumbers reads it, or "" when the number could not exist there."""
    import phonenumbers

    try:
        parsed = phonenumbers.parse(f"+{text[2:]}" if text.startswith("00") else text, region or None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(parsed):
        return ""
    whole = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return f"{whole}{_EXTENSION}{parsed.extension}" if parsed.extension else whole


def known_region(text: str) -> str:
    """The region that the user means, in capitals; raises `ValueError` when there is none of that name."""
    import phonenumbers

    region = text.strip().upper()
    if region not in phonenumbers.SUPPORTED_REGIONS:
        raise ValueError(text)
    return region
