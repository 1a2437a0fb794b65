"""What every command is given: where the network is, and how to open it."""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from netcore.network import Network
    from netcore.plugins.registry import Registry

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")


@dataclass(frozen=True, kw_only=True)
class Session:
    """One run of the command: the environment, the clock, and which network is meant.

    ``where`` is what `--network` or ``NETCORE_NETWORK`` said: a name, a file, or a database URL.
    """

    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    clock: Callable[[], datetime] | None = None
    where: str = ""

    def meaning(self, network: str | None) -> "Session":
        """The same session, about the network that was named on the command line."""
        return replace(self, where=network or self.environment.get("NETCORE_NETWORK", ""))

    @property
    def home(self) -> Path:
        """The folder for networks, letters and configuration: ``NETCORE_HOME``, else the platform's."""
        given = self.environment.get("NETCORE_HOME")
        if given:
            return Path(given).expanduser()
        from netcore.network import default_home

        return default_home()

    @property
    def raises(self) -> bool:
        """Whether what a plugin raises comes through with its traceback, for its author."""
        return self.environment.get("NETCORE_PLUGIN_ERRORS") == "raise"

    def now(self) -> datetime:
        """The time, timezone-aware."""
        from netcore.network import system_clock

        return (self.clock or system_clock)()

    @property
    def place(self) -> "tuple[str | Path, str]":
        """Where the network is (a file or a URL) and its name there; raises `click.UsageError` for a senseless name."""
        text = self.where or "default"
        if "://" in text:
            url, _, name = text.partition("#")
            return url, name or "default"
        if any(mark in text for mark in (os.sep, os.altsep or os.sep)) or text.endswith(".db"):
            return Path(text).expanduser(), "default"
        if not _NAME.fullmatch(text):
            raise click.UsageError(
                f"{text!r} cannot name a network. Give a word (letters and digits), a file, or postgresql://…"
            )
        return self.home / f"{text}.db", "default"

    def plugins(self) -> "Registry":
        """The plugins that are installed and wanted: ``NETCORE_PLUGINS``, else the configuration says which."""
        from netcore.plugins.configuration import Configuration
        from netcore.plugins.registry import Registry
        from netcore.plugins.selection import split_selection

        wanted = split_selection(self.environment.get("NETCORE_PLUGINS", ""))
        only = Configuration.read(self.home).only if wanted is None else wanted
        return Registry.discover(only=only, raise_errors=self.raises)

    @contextmanager
    def network(self) -> "Iterator[Network]":
        """Open the network for one command."""
        from netcore.network import Network

        where, name = self.place
        with Network(
            where,
            network=name,
            home=self.home,
            plugins=self.plugins(),
            environment=self.environment,
            **({"now": self.clock} if self.clock else {}),
        ) as network:
            yield network


pass_session = click.make_pass_decorator(Session, ensure=True)
