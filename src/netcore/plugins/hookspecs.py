"""The ten hooks of netcore.

A plugin is a module (its *manifest*) named by an entry point of the group ``netcore``.  It implements any of these
functions with `netcore.plugins.hookimpl`.  Nine return descriptors: nouns, light, importing nothing.  One is called.
"""

from collections.abc import Sequence

import pluggy

from netcore.plugins import descriptors as d
from netcore.plugins.events import Event

PROJECT = "netcore"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def netcore_contact_sources() -> Sequence[d.ContactSourceDescriptor]:  # type: ignore[empty-body]
    """Address books to bring contacts in from: files, servers, accounts."""


@hookspec
def netcore_contact_sinks() -> Sequence[d.ContactSinkDescriptor]:  # type: ignore[empty-body]
    """Address books to write contacts to."""


@hookspec
def netcore_exporters() -> Sequence[d.ExporterDescriptor]:  # type: ignore[empty-body]
    """File formats for `netcore export`."""


@hookspec
def netcore_outboxes() -> Sequence[d.OutboxDescriptor]:  # type: ignore[empty-body]
    """Ways for messages to leave."""


@hookspec
def netcore_inboxes() -> Sequence[d.InboxDescriptor]:  # type: ignore[empty-body]
    """Mailboxes to look for answers in."""


@hookspec
def netcore_calendars() -> Sequence[d.CalendarDescriptor]:  # type: ignore[empty-body]
    """Calendars to see busy times in and to make appointments in."""


@hookspec
def netcore_matchers() -> Sequence[d.MatcherDescriptor]:  # type: ignore[empty-body]
    """More evidence of who is the same human."""


@hookspec
def netcore_message_checks() -> Sequence[d.MessageCheckDescriptor]:  # type: ignore[empty-body]
    """Checks of a text before it leaves: they can stop a message, never release one."""


@hookspec
def netcore_reply_rules() -> Sequence[d.ReplyRuleDescriptor]:  # type: ignore[empty-body]
    """Rules that tell replies from bounces and automatic answers."""


@hookspec
def netcore_observe(event: Event) -> None:
    """Called after something happened and was stored; what an observer raises is recorded and changes nothing."""
