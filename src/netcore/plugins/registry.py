"""The plugins that a network works with: found, brought in when needed, kept apart."""

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from functools import cached_property
from typing import overload

from netcore.errors import PluginUnavailable
from netcore.plugins import descriptors as d
from netcore.plugins import kinds as k
from netcore.plugins.calendars import Calendar
from netcore.plugins.components import Components
from netcore.plugins.context import Context
from netcore.plugins.discovery import Claim, given, installed
from netcore.plugins.events import Event
from netcore.plugins.inboxes import Inbox
from netcore.plugins.info import PluginInfo
from netcore.plugins.judges import Matcher, MessageCheck, ReplyRule
from netcore.plugins.kinds import D_co, Kind
from netcore.plugins.outboxes import Outbox
from netcore.plugins.ownership import owner_of, titles
from netcore.plugins.plugin import Plugin
from netcore.plugins.problems import PluginProblem
from netcore.plugins.selection import Selection
from netcore.plugins.signing_in import SignIn
from netcore.plugins.sinks import ContactSink, Exporter
from netcore.plugins.sources import ContactSource, FileSource


class Registry:
    """All plugins, brought in lazily.

    `names` reads metadata only; asking for a kind imports manifests; `create` imports an implementation.
    A plugin that fails at any step is listed by `problems` and `plugins`, and the rest works; `KeyboardInterrupt` is
    never caught.  With ``raise_errors`` the first failure is raised as a `PluginError`, its cause attached.
    Not safe for use by several threads at once.
    """

    def __init__(
        self, claims: Callable[[], Sequence[Claim]], selection: Selection, *, raise_errors: bool = False
    ) -> None:
        """For `discover` and `of`."""
        self._claims = claims
        self._selection = selection
        self._raise_errors = raise_errors

    @classmethod
    def discover(cls, *, only: Sequence[str] | None = None, raise_errors: bool = False) -> "Registry":
        """The installed plugins, or those that ``only`` selects: see `netcore.plugins.selection.Selection`.

        Costs nothing until it is used.  Raises `UsageError` when an item of ``only`` can mean nothing.
        """
        return cls(installed, Selection.of(only), raise_errors=raise_errors)

    @classmethod
    def of(
        cls,
        manifests: Mapping[str, object],
        *,
        only: Sequence[str] | None = None,
        raise_errors: bool = False,
    ) -> "Registry":
        """Plugins in hand, by name: modules, or objects with hooks.  For tests, and programs that bring theirs."""
        return cls(lambda: given(manifests), Selection.of(only), raise_errors=raise_errors)

    # -- what there is -----------------------------------------------------------------------------------------------

    def names(self) -> tuple[str, ...]:
        """The plugins that would load, sorted; imports nothing of them."""
        return tuple(plugin.name for plugin in self._plugins if plugin.title.state == "owned")

    def plugins(self) -> tuple[PluginInfo, ...]:
        """Every claim to a plugin's name and what became of it, sorted by name."""
        return tuple(plugin.info() for plugin in self._plugins)

    def problems(self) -> tuple[PluginProblem, ...]:
        """Everything that failed so far."""
        return tuple(problem for plugin in self._plugins for problem in plugin.problems)

    def holds(self) -> tuple[PluginProblem, ...]:
        """Why no message may leave: plugins that offer, or may offer, what has a say in that, and are broken.

        A message check, inbox or reply rule that cannot be asked counts as a *no*.  A plugin that cannot be loaded
        might hold one, so it counts, too, until it is mended, uninstalled or left out by the user.  Empty when all is
        well.  A component that fails later, in `create` or at work, is the caller's to count in the same way.
        """
        found = {problem: None for kind in k.KINDS if kind.decides for problem in self.offered(kind).problems}
        return tuple(found)

    # -- components, by kind -----------------------------------------------------------------------------------------

    def offered(self, kind: Kind[D_co]) -> Components[D_co]:
        """What all plugins together offer of a kind: for code that treats all kinds alike."""
        obstacles = [plugin.obstacle(kind) for plugin in self._plugins]
        return Components(
            (descriptor for plugin in self._plugins for descriptor in plugin.offer(kind)),
            (obstacle for obstacle in obstacles if obstacle is not None),
        )

    def sources(self) -> Components[d.ContactSourceDescriptor]:
        """Contact sources, file sources among them."""
        return self.offered(k.SOURCES)

    def file_sources(self) -> Components[d.ContactSourceDescriptor]:
        """Contact sources that read files: those with patterns."""
        offered = self.offered(k.SOURCES)
        return Components((source for source in offered if source.patterns), offered.problems)

    def sinks(self) -> Components[d.ContactSinkDescriptor]:
        """Address books to write to."""
        return self.offered(k.SINKS)

    def exporters(self) -> Components[d.ExporterDescriptor]:
        """File formats to write."""
        return self.offered(k.EXPORTERS)

    def outboxes(self) -> Components[d.OutboxDescriptor]:
        """Ways out."""
        return self.offered(k.OUTBOXES)

    def inboxes(self) -> Components[d.InboxDescriptor]:
        """Mailboxes to find answers in.  While there are ``problems``, an answer may go unseen: see `holds`."""
        return self.offered(k.INBOXES)

    def calendars(self) -> Components[d.CalendarDescriptor]:
        """Calendars."""
        return self.offered(k.CALENDARS)

    def matchers(self) -> Components[d.MatcherDescriptor]:
        """More evidence of identity."""
        return self.offered(k.MATCHERS)

    def message_checks(self) -> Components[d.MessageCheckDescriptor]:
        """Message checks.  While there are ``problems``, a check may be missing: see `holds`."""
        return self.offered(k.MESSAGE_CHECKS)

    def reply_rules(self) -> Components[d.ReplyRuleDescriptor]:
        """Reply rules, in the order of asking.  While there are ``problems``, one may be missing: see `holds`."""
        offered = self.offered(k.REPLY_RULES)
        return Components(sorted(offered, key=lambda rule: (rule.order, rule.name)), offered.problems)

    # -- components, by name -----------------------------------------------------------------------------------------
    # Only the manifest of the plugin that owns the name is imported.  All raise `PluginUnavailable` with the names
    # there are, and with what is wrong with the owner.

    def source(self, name: str) -> d.ContactSourceDescriptor:
        """The contact source of that name."""
        return self._named(k.SOURCES, name)

    def sink(self, name: str) -> d.ContactSinkDescriptor:
        """The contact sink of that name."""
        return self._named(k.SINKS, name)

    def exporter(self, name: str) -> d.ExporterDescriptor:
        """The exporter of that name."""
        return self._named(k.EXPORTERS, name)

    def outbox(self, name: str) -> d.OutboxDescriptor:
        """The outbox of that name."""
        return self._named(k.OUTBOXES, name)

    def inbox(self, name: str) -> d.InboxDescriptor:
        """The inbox of that name."""
        return self._named(k.INBOXES, name)

    def calendar(self, name: str) -> d.CalendarDescriptor:
        """The calendar of that name."""
        return self._named(k.CALENDARS, name)

    def matcher(self, name: str) -> d.MatcherDescriptor:
        """The matcher of that name."""
        return self._named(k.MATCHERS, name)

    def message_check(self, name: str) -> d.MessageCheckDescriptor:
        """The message check of that name."""
        return self._named(k.MESSAGE_CHECKS, name)

    def reply_rule(self, name: str) -> d.ReplyRuleDescriptor:
        """The reply rule of that name."""
        return self._named(k.REPLY_RULES, name)

    # -- at work -----------------------------------------------------------------------------------------------------

    @overload
    def create(self, descriptor: d.ContactSourceDescriptor, context: Context) -> ContactSource | FileSource: ...
    @overload
    def create(self, descriptor: d.ContactSinkDescriptor, context: Context) -> ContactSink: ...
    @overload
    def create(self, descriptor: d.ExporterDescriptor, context: Context) -> Exporter: ...
    @overload
    def create(self, descriptor: d.OutboxDescriptor, context: Context) -> Outbox: ...
    @overload
    def create(self, descriptor: d.InboxDescriptor, context: Context) -> Inbox: ...
    @overload
    def create(self, descriptor: d.CalendarDescriptor, context: Context) -> Calendar: ...
    @overload
    def create(self, descriptor: d.MatcherDescriptor, context: Context) -> Matcher: ...
    @overload
    def create(self, descriptor: d.MessageCheckDescriptor, context: Context) -> MessageCheck: ...
    @overload
    def create(self, descriptor: d.ReplyRuleDescriptor, context: Context) -> ReplyRule: ...
    @overload
    def create(self, descriptor: d.Descriptor, context: Context) -> object: ...

    def create(self, descriptor: d.Descriptor, context: Context) -> object:
        """Import the implementation and make the component: an instance of its kind's base class.

        (A contact source with patterns is a `FileSource`, one without is a `ContactSource`.)  Raises `PluginError` when
        that fails; what a plugin says on purpose (`SettingMissing`, `SignInNeeded`…) comes through as it is.
        """
        return self._owner(descriptor).create(descriptor, context)

    def create_sign_in(self, descriptor: d.Descriptor, context: Context) -> SignIn:
        """Make what lets an account's owner sign in, for a descriptor with a ``sign_in``; raises as `create`."""
        return self._owner(descriptor).create_sign_in(descriptor, context)

    def observe(self, event: Event) -> None:
        """Tell every observer, after the event was stored; what one of them raises is kept and changes nothing."""
        for plugin in self._plugins:
            plugin.observe(event)

    # -- inside ------------------------------------------------------------------------------------------------------

    @cached_property
    def _plugins(self) -> tuple[Plugin, ...]:
        return tuple(
            Plugin(title, raise_errors=self._raise_errors) for title in titles(self._claims(), self._selection)
        )

    def _owner(self, descriptor: d.Descriptor) -> Plugin:
        owner = owner_of(descriptor.name)
        for plugin in self._plugins:
            if plugin.name == owner and plugin.title.state == "owned":
                return plugin
        raise PluginUnavailable(self._why_not(k.kind_of(descriptor), descriptor.name))

    def _named(self, kind: Kind[D_co], name: str) -> D_co:
        for plugin in self._plugins:
            if plugin.name == owner_of(name):
                for descriptor in plugin.offer(kind):
                    if descriptor.name == name:
                        return descriptor
        raise PluginUnavailable(self._why_not(kind, name))

    def _why_not(self, kind: Kind[d.Descriptor], name: str) -> str:
        """Everything that helps to get at the component: what is wrong with its owner, and what there is instead."""
        sentences = [f"There is no {kind.words} {name!r}."]
        for plugin in self._plugins:
            if plugin.name == owner_of(name):
                info = plugin.info()
                if info.state == "disabled":
                    sentences.append(f"The plugin {info.name!r} is installed, but {plugin.title.reason}.")
                elif info.state != "loaded":
                    sentences += [str(problem) for problem in plugin.problems]
                elif info.components:
                    offers = ", ".join(f"{component.kind} {component.name}" for component in info.components)
                    sentences.append(f"The plugin {info.name!r} offers: {offers}.")
        names = [descriptor.name for descriptor in self.offered(kind)]
        if close := get_close_matches(name, names, n=1):
            sentences.append(f"Did you mean {close[0]!r}?")
        sentences.append(f"There are: {', '.join(names)}." if names else f"No plugin here offers any {kind.words}.")
        return " ".join(sentences)
