"""What every step is given."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from netcore.plugins.registry import Registry
from netcore.store import Store

if TYPE_CHECKING:
    from netcore.plugins.surroundings import Surroundings


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The things that all steps work with: one network's store, its plugins, the clock, and its folder.

    ``environment`` are the variables in which plugins' settings are looked up: a mapping handed in by the caller, since
    the library does not read the environment behind the caller's back.
    """

    store: Store
    registry: Registry
    now: Callable[[], datetime]
    home: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def surroundings(self) -> "Surroundings":
        """What components' contexts are made of; reads the configuration file anew."""
        from netcore.plugins.configuration import Configuration
        from netcore.plugins.surroundings import Surroundings

        return Surroundings(
            home=self.home,
            now=self.now,
            environment=self.environment,
            configuration=Configuration.read(self.home),
        )


class Step:
    """One of the seven steps: rules over the store, no SQL, no printing, no prompting."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._store = desk.store
        self._now = desk.now
