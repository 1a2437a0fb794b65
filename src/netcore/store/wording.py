"""Words of our own in statements: written out, since a parameter costs time each time that a statement is asked."""

from sqlalchemy import ColumnElement, String, literal_column


def word(text: str) -> ColumnElement[str]:
    """A state, a kind, a phase; never anything that came from outside: raises `ValueError` for what is no such word."""
    if text.strip("abcdefghijklmnopqrstuvwxyz-"):
        raise ValueError(f"{text!r} is none of our own words")
    return literal_column(f"'{text}'", String())
