"""The seven steps, walked through the library: it yields what happened and leaves the printing to others."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from netcore.model.base import Value

if TYPE_CHECKING:
    from netcore.plugins.registry import Registry

LineKind = Literal["title", "step", "did", "detail", "letter", "hint"]
"""title: the head of the whole · step: a step begins · did: what was done · detail: a line below it · letter: the
path of a letter that can be opened · hint: what the reader can do next."""


class Line(Value, frozen=True, kw_only=True):
    """One thing to tell the reader."""

    kind: LineKind
    text: str


def walk(home: Path, *, now: datetime, plugins: "Registry | None" = None) -> Iterator[Line]:
    """Walk all seven steps in a new network below ``home``, and tell of each.

    ``now`` is the end of the story, which begins ten days before it.  ``plugins``: those to work with (default: all
    installed).  Raises `netcore.errors.UsageError` when there is a network at ``home`` already.
    """
    yield Line(kind="title", text=f"A demo in {home} at {now:%H:%M}")
