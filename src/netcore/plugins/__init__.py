"""All that the author of a netcore plugin imports."""

from netcore.plugins.calendars import Appointment, Busy, Calendar, EventState
from netcore.plugins.context import Context, Progress, Secrets
from netcore.plugins.descriptors import (
    CalendarDescriptor,
    ContactSinkDescriptor,
    ContactSourceDescriptor,
    Descriptor,
    ExporterDescriptor,
    InboxDescriptor,
    MatcherDescriptor,
    MessageCheckDescriptor,
    OutboxDescriptor,
    ReplyRuleDescriptor,
)
from netcore.plugins.events import Event
from netcore.plugins.hookspecs import hookimpl
from netcore.plugins.inboxes import Inbox
from netcore.plugins.judges import Draft, Evidence, Matcher, MessageCheck, ReplyRule
from netcore.plugins.outboxes import Deferred, Outbox, Rejected, Uncertain, Whereabouts
from netcore.plugins.settings import Setting
from netcore.plugins.sinks import Change, ChangeResult, ContactSink, Exporter
from netcore.plugins.sources import (
    Checkpoint,
    ContactSource,
    FileSource,
    Reading,
    Record,
    RefusedRecord,
    Removed,
    Unreadable,
)

__all__ = [
    "Appointment",
    "Busy",
    "Calendar",
    "CalendarDescriptor",
    "Change",
    "ChangeResult",
    "Checkpoint",
    "ContactSink",
    "ContactSinkDescriptor",
    "ContactSource",
    "ContactSourceDescriptor",
    "Context",
    "Deferred",
    "Descriptor",
    "Draft",
    "Event",
    "EventState",
    "Evidence",
    "Exporter",
    "ExporterDescriptor",
    "FileSource",
    "Inbox",
    "InboxDescriptor",
    "Matcher",
    "MatcherDescriptor",
    "MessageCheck",
    "MessageCheckDescriptor",
    "Outbox",
    "OutboxDescriptor",
    "Progress",
    "Reading",
    "Record",
    "RefusedRecord",
    "Rejected",
    "Removed",
    "ReplyRule",
    "ReplyRuleDescriptor",
    "Secrets",
    "Setting",
    "Uncertain",
    "Unreadable",
    "Whereabouts",
    "hookimpl",
]
