"""What a list of plugins shows."""

from typing import Literal

from netcore.model.base import Value

PluginState = Literal["loaded", "disabled", "failed", "conflict"]
"""loaded · disabled: the user left it out · failed: something of it does not work; what works is used · conflict: two
distributions claim the name, and neither is loaded."""


class ComponentInfo(Value, frozen=True, kw_only=True):
    """One thing that a plugin offers."""

    kind: str
    """source, sink, exporter, outbox, inbox, calendar, matcher, check, rule, or observer."""
    name: str
    summary: str = ""


class PluginInfo(Value, frozen=True, kw_only=True):
    """One claim to a plugin's name, and what became of it."""

    name: str
    distribution: str
    version: str
    components: tuple[ComponentInfo, ...] = ()
    state: PluginState
    reason: str = ""
    """Why it is not loaded, or what of it failed: sentences for the user; empty when all is well."""
