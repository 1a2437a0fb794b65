"""The names of people at Google change when a contact is linked with a profile, or no longer is; ours must not."""

from collections.abc import Mapping, MutableMapping
from functools import cached_property
from typing import Any

_FIRST = "first/"
_NOW = "now/"


class Aliases:
    """By which name a person first came, and by which they go now."""

    def __init__(self, state: MutableMapping[str, str]) -> None:
        """``state``: where it is remembered, for ever; read once, when it is needed."""
        self._state = state

    def learn(self, person: Mapping[str, Any]) -> None:
        """Note that the person went by other names before, when Google says so."""
        name = str(person.get("resourceName") or "")
        former = [str(one) for one in (person.get("metadata") or {}).get("previousResourceNames") or ()]
        former = [one for one in former if one and one != name]
        if not name or not former or _FIRST + name in self._known:
            return
        first = next((self._known[_FIRST + one] for one in former if _FIRST + one in self._known), former[0])
        for key, value in ((_FIRST + name, first), (_NOW + first, name)):
            self._state[key] = self._known[key] = value

    def first(self, name: str) -> str:
        """The name by which the person first came."""
        return self._known.get(_FIRST + name, name)

    def current(self, first: str) -> str:
        """The name by which that person goes now."""
        return self._known.get(_NOW + first, first)

    @cached_property
    def _known(self) -> dict[str, str]:
        return {key: self._state[key] for key in list(self._state) if key.startswith((_FIRST, _NOW))}
