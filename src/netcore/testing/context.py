"""A context for a test: what a component touches of the world, in memory."""

from collections.abc import Callable, Mapping, MutableMapping
from datetime import datetime
from logging import getLogger
from pathlib import Path
from tempfile import gettempdir
from uuid import uuid4

from netcore.plugins import Context, Descriptor, Proxies
from netcore.plugins.memory import MemorySecrets
from netcore.plugins.ownership import owner_of
from netcore.plugins.resolution import Places, resolve
from netcore.plugins.settings import SettingValue
from netcore.testing.clock import FixedClock


def make_context(
    descriptor: Descriptor | None = None,
    /,
    *,
    secrets: Mapping[str, str] | None = None,
    state: MutableMapping[str, str] | None = None,
    home: Path | None = None,
    now: Callable[[], datetime] | None = None,
    proxies: Proxies | None = None,
    **settings: SettingValue,
) -> Context:
    """A context with these settings (``sent_folder="x"`` is the setting ``sent-folder``).

    With a ``descriptor``, the settings are checked and completed as netcore does it: types, defaults, what is required.
    ``home`` stands for the network's folder (default: a folder that does not exist yet).
    """
    given = {name.replace("_", "-"): value for name, value in settings.items()}
    home = home or Path(gettempdir(), f"netcore-{uuid4().hex}")
    vault = MemorySecrets(secrets)
    values: Mapping[str, SettingValue] = given
    if descriptor is not None:
        places = Places(plugin=owner_of(descriptor.name), explicit=given, home=home)
        values = resolve(descriptor.settings, places, vault)
    name = descriptor.name if descriptor is not None else "test"
    return Context(
        account=name,
        settings=values,
        secrets=vault,
        state=state if state is not None else {},
        cache_dir=home / "cache",
        log=getLogger(f"netcore.plugins.{name}"),
        now=now or FixedClock(),
        proxies=proxies or Proxies(),
    )
