"""What plugins add to telling who is who.  They enrich: one that fails is left out, and the failure is told."""

from collections.abc import Callable
from functools import cached_property
from typing import TypeVar

from netcore.errors import NetcoreError
from netcore.model.contact import Contact
from netcore.plugins.judges import Evidence, Matcher
from netcore.steps.base import Desk

T = TypeVar("T")

_MOST = 20
"""More keys than this on one card say nothing."""
_LONGEST = 250


class Matchers:
    """All matchers that are installed, made when they are first needed."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._left_out: set[str] = set()
        self.failures: list[str] = []
        """A sentence about each matcher that failed, and was not asked any more."""

    def keys(self, contact: Contact) -> tuple[str, ...]:
        """Under which keys the matchers would find this contact."""
        found: list[str] = []
        for name in self._working():
            keys = self._ask(name, lambda matcher: [*matcher.keys(contact)])
            found += [f"{name} {key}" for key in keys[:_MOST] if key and len(key) <= _LONGEST]
        return tuple(found)

    def compare(self, left: Contact, right: Contact) -> tuple[Evidence, ...]:
        """What the matchers say about two contacts."""
        return tuple(
            evidence
            for name in self._working()
            for evidence in self._ask(name, lambda matcher: [*matcher.compare(left, right)])
        )

    def _working(self) -> list[str]:
        return [name for name in self._all if name not in self._left_out] if self._all else []

    def _ask(self, name: str, question: Callable[[Matcher], list[T]]) -> list[T]:
        if name in self._left_out:
            return []
        try:
            return question(self._all[name])
        except Exception as error:  # whatever its plugin raises: people are matched without it
            self._left_out.add(name)
            self.failures.append(f"The matcher {name} failed, and was left out: {type(error).__name__}: {error}")
            return []

    @cached_property
    def _all(self) -> dict[str, Matcher]:
        made: dict[str, Matcher] = {}
        for descriptor in self._desk.registry.matchers():
            try:
                made[descriptor.name] = self._desk.registry.create(
                    descriptor, self._desk.surroundings.context(descriptor)
                )
            except NetcoreError as error:
                self.failures.append(f"The matcher {descriptor.name} cannot be used: {error}")
        return made
