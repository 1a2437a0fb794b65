"""Addresses and numbers as keys: equal when what is sent to them arrives at one and the same place.

The keys are for *keeping silent*: an address that might reach somebody who does not want to be written to must be
recognised in every spelling, so they are coarser than what identity is decided by.  Nothing is ever sent to a key.
"""

import re
import unicodedata
from contextlib import suppress

_NOT_A_DIGIT = re.compile(r"\D+")
_EXTENSION = re.compile(r"(;|,|#|x|ext|poste|durchwahl).*", re.IGNORECASE | re.DOTALL)
_SIGNIFICANT_DIGITS = 9
"""Enough to tell two lines apart, and few enough to find a number that is written without its country."""


def mailbox_key(address: str) -> str:
    """An e-mail address without its spelling: case, ``mailto:``, quotes, +tag, Gmail's dots, the domain's script."""
    text = unicodedata.normalize("NFKC", address).strip().casefold().removeprefix("mailto:").strip("<> ")
    local, at, domain = text.rpartition("@")
    if not at:
        return text
    local = local.strip('"').partition("+")[0] or local
    domain = domain.rstrip(".")
    if not domain.isascii():
        with suppress(UnicodeError):  # no domain that a name server knows: compared as it is written
            domain = domain.encode("idna").decode("ascii")
    if domain in {"gmail.com", "googlemail.com"}:
        return f"{local.replace('.', '')}@gmail.com"
    return f"{local}@{domain}"


def number_key(number: str) -> str:
    """A telephone number as its last nine digits, without extension; a short number as all its digits."""
    line = _EXTENSION.sub("", unicodedata.normalize("NFKC", number))
    return _NOT_A_DIGIT.sub("", line)[-_SIGNIFICANT_DIGITS:]


def address_key(kind: str, value: str) -> str:
    """The key of an identifier of the store; values that are neither "email" nor "phone" are compared as they are."""
    if kind == "email":
        return mailbox_key(value)
    return number_key(value) if kind == "phone" else value
