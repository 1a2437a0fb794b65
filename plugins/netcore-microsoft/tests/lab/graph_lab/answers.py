"""What the server says."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Said:
    """An answer before it is put on the wire."""

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    media_type: str = ""


class Refusal(Exception):
    """Graph says no."""

    def __init__(self, status: int, code: str, message: str = "", headers: dict[str, str] | None = None) -> None:
        super().__init__(message or code)
        self.status, self.code, self.headers = status, code, headers or {}

    def said(self) -> Said:
        """As an answer."""
        inner = {"date": "2026-03-02T09:00:00", "request-id": "0000-0001", "client-request-id": "0000-0001"}
        body = {"error": {"code": self.code, "message": str(self), "innerError": inner}}
        return Said(self.status, body, self.headers)


NOT_FOUND = ("ErrorItemNotFound", "The specified object was not found in the store.")
