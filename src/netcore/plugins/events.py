"""What observers are told after it was stored."""

from netcore.model.work import Entry

Event = Entry
"""An observer sees exactly what the journal records."""
