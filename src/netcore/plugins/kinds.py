"""The nine kinds of components: which hook offers them, how they are described, what they must be."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from netcore.plugins import descriptors as d
from netcore.plugins.calendars import Calendar
from netcore.plugins.inboxes import Inbox
from netcore.plugins.judges import Matcher, MessageCheck, ReplyRule
from netcore.plugins.outboxes import Outbox
from netcore.plugins.sinks import ContactSink, Exporter
from netcore.plugins.sources import ContactSource, FileSource

D_co = TypeVar("D_co", bound=d.Descriptor, covariant=True)


@dataclass(frozen=True, kw_only=True)
class Kind(Generic[D_co]):
    """A kind of component.  ``name`` is what lists and JSON call it."""

    name: str
    words: str
    """For sentences: "contact source"."""
    hook: str
    descriptor: type[D_co]
    base: type
    decides: bool = False
    """Helps to decide whether a message may leave, and so fails closed."""

    def base_of(self, descriptor: d.Descriptor) -> type:
        """The base class of which the component must be an instance."""
        if isinstance(descriptor, d.ContactSourceDescriptor) and descriptor.patterns:
            return FileSource
        return self.base


SOURCES = Kind(
    name="source",
    words="contact source",
    hook="netcore_contact_sources",
    descriptor=d.ContactSourceDescriptor,
    base=ContactSource,
)
SINKS = Kind(
    name="sink",
    words="contact sink",
    hook="netcore_contact_sinks",
    descriptor=d.ContactSinkDescriptor,
    base=ContactSink,
)
EXPORTERS = Kind(
    name="exporter", words="exporter", hook="netcore_exporters", descriptor=d.ExporterDescriptor, base=Exporter
)
OUTBOXES = Kind(name="outbox", words="outbox", hook="netcore_outboxes", descriptor=d.OutboxDescriptor, base=Outbox)
INBOXES = Kind(
    name="inbox", words="inbox", hook="netcore_inboxes", descriptor=d.InboxDescriptor, base=Inbox, decides=True
)
CALENDARS = Kind(
    name="calendar", words="calendar", hook="netcore_calendars", descriptor=d.CalendarDescriptor, base=Calendar
)
MATCHERS = Kind(name="matcher", words="matcher", hook="netcore_matchers", descriptor=d.MatcherDescriptor, base=Matcher)
MESSAGE_CHECKS = Kind(
    name="check",
    words="message check",
    hook="netcore_message_checks",
    descriptor=d.MessageCheckDescriptor,
    base=MessageCheck,
    decides=True,
)
REPLY_RULES = Kind(
    name="rule",
    words="reply rule",
    hook="netcore_reply_rules",
    descriptor=d.ReplyRuleDescriptor,
    base=ReplyRule,
    decides=True,
)

KINDS: tuple[Kind[d.Descriptor], ...] = (
    SOURCES,
    SINKS,
    EXPORTERS,
    OUTBOXES,
    INBOXES,
    CALENDARS,
    MATCHERS,
    MESSAGE_CHECKS,
    REPLY_RULES,
)


def kind_of(descriptor: d.Descriptor) -> Kind[d.Descriptor]:
    """The kind that a descriptor belongs to; raises `TypeError` for a bare `Descriptor`."""
    for kind in KINDS:
        if isinstance(descriptor, kind.descriptor):
            return kind
    raise TypeError(f"{type(descriptor).__name__} describes no kind of component")
