"""Step 4: compose, check, review, send exactly once, and log who answered.

What others call it by is imported when it is asked for: whoever only wants to know the rhythm needs no templates.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netcore.steps.write.compose import Drafted
    from netcore.steps.write.failures import Correction, Failure, Mended
    from netcore.steps.write.outbox.overview import Overview, Posting
    from netcore.steps.write.outbox.report import Line, SendReport
    from netcore.steps.write.review import Checked
    from netcore.steps.write.rhythm import Rhythm
    from netcore.steps.write.step import Approval, Write

__all__ = [
    "Approval",
    "Checked",
    "Correction",
    "Drafted",
    "Failure",
    "Line",
    "Mended",
    "Overview",
    "Posting",
    "Rhythm",
    "SendReport",
    "Write",
]

_ROOMS = {
    "compose": ("Drafted",),
    "failures": ("Correction", "Failure", "Mended"),
    "outbox.overview": ("Overview", "Posting"),
    "outbox.report": ("Line", "SendReport"),
    "review": ("Checked",),
    "rhythm": ("Rhythm",),
    "step": ("Approval", "Write"),
}


def __getattr__(name: str) -> object:
    for room, names in _ROOMS.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{room}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
