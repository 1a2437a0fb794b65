"""Trying every component out, far away from the user's data."""

from collections.abc import Callable, Iterator
from datetime import datetime
from logging import getLogger
from pathlib import Path
from typing import Literal

from netcore.errors import NetcoreError, NotFound, PluginError
from netcore.model.base import Value
from netcore.plugins.configuration import Configuration
from netcore.plugins.context import Context
from netcore.plugins.descriptors import Descriptor
from netcore.plugins.info import PluginInfo
from netcore.plugins.kinds import KINDS
from netcore.plugins.memory import MemorySecrets
from netcore.plugins.ownership import owner_of
from netcore.plugins.registry import Registry
from netcore.plugins.resolution import Places, resolve
from netcore.plugins.settings import Setting, SettingValue

_SAMPLES: dict[str, SettingValue] = {"text": "example", "integer": 1, "boolean": False, "url": "https://example.org/"}


class CheckedComponent(Value, frozen=True, kw_only=True):
    """What became of trying one component out; ``kind`` and ``component`` are empty when it is the whole plugin."""

    plugin: str
    kind: str = ""
    component: str = ""
    outcome: Literal["works", "failed", "left out"]
    detail: str = ""
    """Why it failed, or what it asks for: a sentence for the user."""


def check_plugins(
    registry: Registry, *, folder: Path, now: Callable[[], datetime], name: str = ""
) -> Iterator[CheckedComponent]:
    """Import and make every component of every plugin (or of one), each with a context of sample values.

    ``folder`` is where paths in the samples point; nothing is made there.  A component that asks for something the
    samples cannot give, with a `NetcoreError`, works: it answers.  Raises `NotFound` when there is no plugin ``name``.
    """
    plugins = [info for info in registry.plugins() if not name or info.name == name]
    if not plugins:
        there = ", ".join(sorted({info.name for info in registry.plugins()})) or "none"
        raise NotFound(f"There is no plugin {name!r}. There are: {there}.")
    for info in plugins:
        if info.state == "disabled":
            yield CheckedComponent(plugin=info.name, outcome="left out", detail=info.reason)
            continue
        if info.state != "loaded":
            yield CheckedComponent(plugin=info.name, outcome="failed", detail=info.reason)
        yield from _components(registry, info, folder, now)


def slips_of_the_pen(registry: Registry, configuration: Configuration) -> tuple[str, ...]:
    """A sentence for everything that the configuration says to plugins and that none of them understands."""
    sentences: list[str] = []
    names = registry.names()
    for plugin in configuration.plugins:
        if plugin not in names:
            sentences.append(f"{configuration.path}, [plugins.{plugin}]: no plugin of that name is loaded.")
            continue
        declared = [
            setting
            for kind in KINDS
            for descriptor in registry.offered(kind)
            if owner_of(descriptor.name) == plugin
            for setting in descriptor.settings
        ]
        sentences += configuration.unknown_keys(plugin, declared)
    return tuple(sentences)


def throwaway_context(descriptor: Descriptor, *, folder: Path, now: Callable[[], datetime]) -> Context:
    """A context with the defaults, and a sample for every required setting and secret; nothing in it is kept."""
    plugin = owner_of(descriptor.name)
    explicit = {setting.name: _sample(setting, folder) for setting in descriptor.settings if setting.required}
    secrets = MemorySecrets({setting.name: "example" for setting in descriptor.settings if setting.secret})
    return Context(
        account=descriptor.name,
        settings=resolve(descriptor.settings, Places(plugin=plugin, explicit=explicit, home=folder), secrets),
        secrets=secrets,
        state={},
        cache_dir=folder / "cache",
        log=getLogger(f"netcore.plugins.{descriptor.name}"),
        now=now,
    )


def _components(
    registry: Registry, info: PluginInfo, folder: Path, now: Callable[[], datetime]
) -> Iterator[CheckedComponent]:
    for kind in KINDS:
        for descriptor in registry.offered(kind):
            if owner_of(descriptor.name) == info.name:
                outcome: Literal["works", "failed"] = "works"
                detail = ""
                try:
                    registry.create(descriptor, throwaway_context(descriptor, folder=folder, now=now))
                except PluginError as error:
                    outcome, detail = "failed", str(error)
                except NetcoreError as error:
                    detail = str(error)
                yield CheckedComponent(
                    plugin=info.name, kind=kind.name, component=descriptor.name, outcome=outcome, detail=detail
                )


def _sample(setting: Setting, folder: Path) -> SettingValue:
    if setting.type == "path":
        return str(folder / setting.name)
    return setting.choices[0] if setting.type == "choice" else _SAMPLES[setting.type]
