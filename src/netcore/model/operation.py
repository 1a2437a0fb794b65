"""Something that the user did, and that can be taken back as one."""

from datetime import datetime
from typing import Literal

from netcore.model.base import Value

OperationKind = Literal["import", "same", "different", "split", "add", "edit", "circle", "account", "setting"]


class Operation(Value, frozen=True, kw_only=True):
    """One entry of the list that undo works through, the newest first."""

    id: int
    kind: OperationKind
    summary: str
    """What was done, in a sentence."""
    started_at: datetime
    finished_at: datetime | None = None
    """None: it is under way, or it was cut off."""
    sealed: str = ""
    """Why it cannot be undone, in a sentence; empty when it can."""
