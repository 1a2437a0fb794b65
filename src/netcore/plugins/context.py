"""All of the world that a component may touch."""

from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import datetime
from logging import Logger
from pathlib import Path
from typing import Protocol

from netcore.plugins.proxies import Proxies
from netcore.plugins.settings import SettingValue


class Secrets(Protocol):
    """The account's secrets: kept in the keyring, or in a file that only the user can read."""

    def get(self, name: str) -> str | None:
        """The secret, or None when there is none."""

    def set(self, name: str, value: str) -> None:
        """Keep the secret; raises `netcore.errors.StoreNotWritable` when it cannot be kept."""

    def delete(self, name: str) -> None:
        """Forget the secret; a missing one is no error."""


class Progress(Protocol):
    """Where long work says how far it is."""

    def __call__(self, done: int, total: int | None = None, what: str = "") -> None:
        """``done`` of ``total`` (None: unknown) things are finished; ``what`` names the work in a few words."""


def no_progress(done: int, total: int | None = None, what: str = "") -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, kw_only=True)
class Context:
    """Given to every component's factory; a component touches nothing else of the world."""

    account: str
    """The account's id ("google:ada@example.org"), or the component's name when it needs no account."""
    settings: Mapping[str, SettingValue]
    """Every declared setting, with its type; defaults filled in; secrets are not here.  `text`, `integer` and `flag`
    read one without a question about its type."""
    secrets: Secrets
    state: MutableMapping[str, str]
    """Small text values that outlive the process, one set per account."""
    cache_dir: Path
    """A folder for what can be thrown away; make it when you need it."""
    log: Logger
    now: Callable[[], datetime]
    """The time, timezone-aware; never call the clock yourself."""
    progress: Progress = no_progress
    proxies: Proxies = field(default_factory=Proxies)
    """The way out to the internet: give it to `netcore.plugins.http.HttpClient`."""

    def text(self, setting: str) -> str:
        """The setting as text ("" when nobody gave a value): for the types text, path, url and choice."""
        value = self.settings[setting]
        return "" if value is None else str(value)

    def integer(self, setting: str) -> int:
        """The setting as a whole number, 0 when nobody gave a value."""
        return int(self.settings[setting] or 0)

    def flag(self, setting: str) -> bool:
        """The setting as yes or no; no when nobody gave a value."""
        return bool(self.settings[setting])
