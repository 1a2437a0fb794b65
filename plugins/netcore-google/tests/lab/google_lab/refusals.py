"""How Google says no."""

import json
from typing import Any

from netcore.testing.http_lab import Told

_STATUS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ALREADY_EXISTS",
    410: "FAILED_PRECONDITION",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}


class Refusal(Exception):
    """A method of the fake refuses."""

    def __init__(self, code: int, message: str, reason: str = "", status: str = "", detail: str = "") -> None:
        super().__init__(message)
        self.told = refusal(code, message, reason, status, detail)


def refusal(code: int, message: str = "", reason: str = "", status: str = "", detail: str = "", **headers: str) -> Told:
    """An error in the shape that all three APIs share; ``detail`` is the reason of an ErrorInfo."""
    error: dict[str, Any] = {
        "code": code,
        "message": message or "No.",
        "status": status or _STATUS.get(code, "UNKNOWN"),
    }
    if reason:
        error["errors"] = [{"message": error["message"], "domain": "global", "reason": reason}]
    if detail:
        error["details"] = [
            {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": detail, "domain": "googleapis.com"}
        ]
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Told(code, json.dumps({"error": error}).encode(), {"Content-Type": "application/json", **named})
