"""What a network lends to its components: the one place where a `Context` is made."""

from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import datetime
from logging import getLogger
from pathlib import Path
from typing import TYPE_CHECKING

from netcore.plugins.configuration import Configuration
from netcore.plugins.context import Context, Progress, no_progress
from netcore.plugins.descriptors import Descriptor
from netcore.plugins.ownership import owner_of
from netcore.plugins.proxies import Proxies
from netcore.plugins.resolution import Places, given_secrets, resolve
from netcore.plugins.secrets import Safe

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """A network's folder, clock, environment and configuration, out of which every component's context is made."""

    home: Path
    now: Callable[[], datetime]
    environment: Mapping[str, str] = field(default_factory=dict)
    configuration: Configuration = field(default_factory=Configuration)
    keyring: "KeyringBackend | None" = None
    """The keyring to use in place of the machine's own."""

    @property
    def safe(self) -> Safe:
        """Where the secrets of this network's accounts are."""
        return Safe(self.home, prefer=self.configuration.secrets, keyring=self.keyring)

    def context(
        self,
        descriptor: Descriptor,
        *,
        account: str = "",
        explicit: Mapping[str, object] | None = None,
        stored: Mapping[str, object] | None = None,
        state: MutableMapping[str, str] | None = None,
        progress: Progress = no_progress,
    ) -> Context:
        """The context for one component.

        ``account``: its id (default: the component's name, for one that needs no account).  ``explicit``: settings and
        secrets said in this very call.  ``stored``: the account's settings.  ``state``: what outlives the process
        (default: nothing does).  Raises `UsageError` and `SettingMissing` as `netcore.plugins.resolution.resolve`.
        """
        plugin = owner_of(descriptor.name)
        places = Places(
            plugin=plugin,
            account=account or descriptor.name,
            explicit=explicit or {},
            environment=self.environment,
            stored=stored or {},
            configuration=self.configuration,
            home=self.home,
        )
        secrets = self.safe.of(places.account, given_secrets(descriptor.settings, places))
        return Context(
            account=places.account,
            settings=resolve(descriptor.settings, places, secrets),
            secrets=secrets,
            state=state if state is not None else {},
            cache_dir=self.home / "cache" / plugin,
            log=getLogger(f"netcore.plugins.{descriptor.name}"),
            now=self.now,
            progress=progress,
            proxies=Proxies.of(self.environment),
        )
