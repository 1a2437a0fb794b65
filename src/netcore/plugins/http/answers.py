"""What a server answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A whole answer, whatever its status."""

    status: int
    url: str
    """Where it came from in the end, after redirects."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """By name in lower case."""
    body: bytes = b""

    def header(self, name: str) -> str:
        """The header, "" when there is none."""
        return self.headers.get(name.lower(), "")

    @property
    def good(self) -> bool:
        """Whether the status is 2xx."""
        return 200 <= self.status < 300

    @property
    def is_page(self) -> bool:
        """Whether it is a web page for people, as captive portals and wrong addresses give."""
        kind = self.header("content-type").partition(";")[0].strip().lower()
        return kind in {"text/html", "application/xhtml+xml"} or self.body[:200].lstrip().lower().startswith(
            (b"<!doctype html", b"<html")
        )
