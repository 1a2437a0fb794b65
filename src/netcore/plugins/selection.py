"""Which plugins the user wants: one small language for `NETCORE_PLUGINS`, the configuration file and Python."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from netcore.errors import UsageError
from netcore.plugins.discovery import Claim

_ITEM = re.compile(r"(?P<out>-)?(?:(?P<distribution>[A-Za-z0-9][A-Za-z0-9._-]*):)?(?P<name>[a-z][a-z0-9-]*)")


@dataclass(frozen=True, kw_only=True)
class Selection:
    """What to load.

    Items: ``google`` (load it), ``netcore-x:google`` (load the one of that distribution, where several claim the
    name), ``-google`` or ``-netcore-x:google`` (leave it out), ``*`` (all others, too).  When there are only items with
    a minus, all but these are loaded.
    """

    everything: bool = True
    wanted: frozenset[tuple[str, str]] = frozenset()
    """(distribution or "", plugin name)"""
    unwanted: frozenset[tuple[str, str]] = frozenset()

    @classmethod
    def of(cls, items: Sequence[str] | None) -> "Selection":
        """The selection that the items mean (None: everything); raises `UsageError` for an item that means nothing."""
        if items is None:
            return cls()
        if isinstance(items, str):
            raise UsageError(f"A selection of plugins is a list of names, not the text {items!r}.")
        parsed = [_parse(item) for item in items if item != "*"]
        wanted = frozenset(pair for out, pair in parsed if not out)
        unwanted = frozenset(pair for out, pair in parsed if out)
        return cls(everything="*" in items or bool(unwanted and not wanted), wanted=wanted, unwanted=unwanted)

    def takes(self, claim: Claim) -> bool:
        """Whether this claim is to be loaded."""
        here, anywhere = (normal_name(claim.distribution), claim.name), ("", claim.name)
        if here in self.unwanted or anywhere in self.unwanted:
            return False
        chosen = {pair for pair in self.wanted if pair[1] == claim.name}
        return bool(chosen & {here, anywhere}) if chosen else self.everything

    def missing(self, claims: Iterable[Claim]) -> tuple[str, ...]:
        """The items that ask for something that nobody claims, as the user wrote them."""
        known = {pair for claim in claims for pair in (("", claim.name), (normal_name(claim.distribution), claim.name))}
        return tuple(sorted(f"{distribution}:{name}".lstrip(":") for distribution, name in self.wanted - known))


def split_selection(text: str) -> tuple[str, ...] | None:
    """The items of a comma-separated text such as ``NETCORE_PLUGINS``; None (no selection) when it holds none."""
    return tuple(item for part in text.split(",") if (item := part.strip())) or None


def normal_name(distribution: str) -> str:
    """A distribution's name as package indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", distribution).lower()


def _parse(item: str) -> tuple[bool, tuple[str, str]]:
    match = _ITEM.fullmatch(item)
    if match is None:
        raise UsageError(
            f"{item!r} selects no plugin. Write a plugin's name, distribution:name to choose between two, "
            "-name to leave it out, or * for all others."
        )
    return bool(match["out"]), (normal_name(match["distribution"] or ""), match["name"])
