"""Step 4: compose, check, review, send exactly once, and log who answered."""

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
