"""What became of each record of an import."""

from typing import Literal

from netcore.model.base import Value

Outcome = Literal["new", "updated", "unchanged", "same", "question", "circle", "gone", "repeated", "skipped", "refused"]
"""new: a person nobody knew · updated: the source changed a record · unchanged · same: joined to a person known from
another record · question: might be someone; asked · circle: a group card · gone: no longer at the source ·
repeated: the same record twice in one source · skipped: nobody is in it, as the note says · refused: cannot be a
contact; the note says why."""


class RecordReport(Value, frozen=True, kw_only=True, gc=False):
    """One line of an import's report."""

    source_id: str
    name: str
    outcome: Outcome
    person: str = ""
    """The id of the person the record now belongs to (in a preview: would belong to)."""
    notes: tuple[str, ...] = ()
    place: str = ""
    """Where in the source: "phone.vcf, line 120"."""


class ImportReport(Value, frozen=True, kw_only=True):
    """All lines of one import, in the order of the source."""

    account: str
    operation: str = ""
    """What `netcore undo` takes back; empty for a preview."""
    preview: bool = False
    again: bool = False
    """Only what changed since the last import was asked for: no lines mean that there is nothing new."""
    interrupted: bool = False
    """The reading ended early: what came before is kept, and the next import goes on."""
    stopped: str = ""
    """Why it ended early, in a sentence; empty when the user stopped it."""
    known_by: str = ""
    """The name of the file when its cards told whose it is: the account was read from another file before."""
    circles: tuple[str, ...] = ()
    """The names of the circles that were made for what the address book calls its groups (in a preview: would be)."""
    records: tuple[RecordReport, ...] = ()

    def count(self, outcome: Outcome) -> int:
        """How many records had this outcome."""
        return sum(record.outcome == outcome for record in self.records)
