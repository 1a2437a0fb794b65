"""Names for rows: short, lower-case, safe to type."""

import secrets
from base64 import b32encode
from hashlib import blake2b


def new_id() -> str:
    """A fresh name of 12 characters (60 random bits)."""
    return b32encode(secrets.token_bytes(8)).decode().lower()[:12]


def anchor_id(account: str, source_id: str) -> str:
    """The name of a record's anchor: the same record always gets the same one, in any store."""
    return b32encode(blake2b(f"{account}\0{source_id}".encode(), digest_size=8).digest()).decode().lower()[:12]
