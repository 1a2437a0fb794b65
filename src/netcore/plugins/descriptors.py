"""What a plugin's manifest says of its components: nouns, light, frozen.

A manifest's hook returns descriptors.  The implementation named by ``factory`` is imported on first use only, so a
manifest must not import anything heavy.
"""

from netcore.model.base import Value
from netcore.plugins.settings import Setting


class Descriptor(Value, frozen=True, kw_only=True):
    """A component that a plugin offers.

    ``name`` is the plugin's own name, or begins with it and a dot (``google``, ``google.other``).
    ``factory`` is ``"module:callable"``; it is called with one `Context` and returns the component (matchers, checks
    and reply rules too).  It opens and reaches nothing yet: that is for the component's methods.
    """

    name: str
    summary: str
    factory: str
    settings: tuple[Setting, ...] = ()
    sign_in: str = ""
    """``"module:callable"``, called with one `Context`: makes the `SignIn` without which the component cannot work.
    All components of a plugin that share an account name the same; empty when nobody has to sign in."""


class ContactSourceDescriptor(Descriptor, frozen=True, kw_only=True):
    """A `ContactSource`; with ``patterns`` it is a `FileSource` and takes part in `netcore import PATH`."""

    patterns: tuple[str, ...] = ()
    """File name patterns it usually reads (``*.vcf``): a hint for the order of asking, never the decision."""
    media_type: str = "application/octet-stream"
    """The type of a record's raw bytes (``text/vcard``)."""


class ContactSinkDescriptor(Descriptor, frozen=True, kw_only=True):
    """A `ContactSink`."""


class ExporterDescriptor(Descriptor, frozen=True, kw_only=True):
    """An `Exporter`; ``suffix`` is what its files end in (``.vcf``)."""

    suffix: str


class OutboxDescriptor(Descriptor, frozen=True, kw_only=True):
    """An `Outbox`."""

    channels: tuple[str, ...] = ("email",)
    can_tell: bool = False
    """`Outbox.lookup` always knows whether a handle went out; False means that a crash may end in *uncertain*."""
    daily_cap: int = 0
    """Messages a day that the provider allows; 0 when there is no known limit."""
    drafts: bool = False
    """Can leave the letters as drafts for the user to send."""


class InboxDescriptor(Descriptor, frozen=True, kw_only=True):
    """An `Inbox`."""


class CalendarDescriptor(Descriptor, frozen=True, kw_only=True):
    """A `Calendar`."""


class MatcherDescriptor(Descriptor, frozen=True, kw_only=True):
    """A `Matcher`."""


class MessageCheckDescriptor(Descriptor, frozen=True, kw_only=True):
    """A `MessageCheck`."""

    grade: str = ""
    """How well founded the rule is (S, M, V, F), or empty for a fact."""


class ReplyRuleDescriptor(Descriptor, frozen=True, kw_only=True):
    """A `ReplyRule`; rules with a lower ``order`` are asked first (the core's own have 100)."""

    order: int = 50
