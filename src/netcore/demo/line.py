"""What the demo tells its reader."""

from typing import Literal

from netcore.model.base import Value

LineKind = Literal["title", "step", "did", "detail", "letter", "hint"]
"""title: the head of the whole · step: a step begins · did: what was done · detail: a line below it · letter: the
path of a letter that can be opened · hint: what the reader can do next."""


class Line(Value, frozen=True, kw_only=True):
    """One thing to tell the reader."""

    kind: LineKind
    text: str
