"""Step 4: compose, check, review, send exactly once, and log who answered."""

from netcore.steps.write.compose import Drafted
from netcore.steps.write.outbox.report import Line, SendReport
from netcore.steps.write.review import Checked
from netcore.steps.write.rhythm import Rhythm
from netcore.steps.write.step import Approval, Overview, Write

__all__ = ["Approval", "Checked", "Drafted", "Line", "Overview", "Rhythm", "SendReport", "Write"]
