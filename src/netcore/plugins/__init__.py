"""All that the author of a netcore plugin imports.

`hookimpl` is imported on first use (PEP 562), so that values and base classes come without pluggy.
"""

from typing import TYPE_CHECKING, Any

from netcore.plugins.calendars import Appointment, Busy, Calendar, EventState, joined_times
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
from netcore.plugins.inboxes import Inbox, asked_since
from netcore.plugins.judges import Draft, Evidence, Matcher, MessageCheck, ReplyRule
from netcore.plugins.outboxes import Deferred, Outbox, Rejected, Uncertain, Whereabouts
from netcore.plugins.proxies import Proxies
from netcore.plugins.settings import Setting
from netcore.plugins.signing_in import USES, SignedIn, SignIn, SignInUi, Use
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

if TYPE_CHECKING:
    from netcore.plugins.hookspecs import hookimpl

__all__ = [
    "USES",
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
    "Proxies",
    "Reading",
    "Record",
    "RefusedRecord",
    "Rejected",
    "Removed",
    "ReplyRule",
    "ReplyRuleDescriptor",
    "Secrets",
    "Setting",
    "SignIn",
    "SignInUi",
    "SignedIn",
    "Uncertain",
    "Unreadable",
    "Use",
    "Whereabouts",
    "asked_since",
    "hookimpl",
    "joined_times",
]


def __getattr__(name: str) -> Any:
    if name != "hookimpl":
        raise AttributeError(f"module 'netcore.plugins' has no attribute {name!r}")
    from netcore.plugins.hookspecs import hookimpl

    return hookimpl
