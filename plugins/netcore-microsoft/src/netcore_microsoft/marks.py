"""Our mark on what we make in a mailbox: an extended property, by which it is found again after a crash."""

from netcore_microsoft.graph import Json, Query, quoted

MARK = "String {6b9a4b0e-3f0c-4b5e-9d6c-2b7f4d1e8a57} Name netcore"
"""The name of the property (a namespace of our own); its value is netcore's key."""


def marked(key: str) -> list[Json]:
    """The value of ``singleValueExtendedProperties`` for something new."""
    return [{"id": MARK, "value": key}]


def find(key: str, select: str) -> Query:
    """The query for what has the mark."""
    condition = f"ep/id eq {quoted(MARK)} and ep/value eq {quoted(key)}"
    return {"$filter": f"singleValueExtendedProperties/Any(ep: {condition})", "$select": select}
