"""Who owns a name: one plugin a name, one distribution a plugin, and components only under their plugin's name."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from netcore.plugins.discovery import Claim
from netcore.plugins.selection import Selection

_PLUGIN_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_RESERVED = frozenset({"plugin"})  # its settings would be NETCORE_PLUGIN_…, where NETCORE_PLUGIN_ERRORS lives


@dataclass(frozen=True, kw_only=True)
class Title:
    """What became of one claim: ``owned`` ones may load, the reason says why another may not."""

    claim: Claim
    state: Literal["owned", "disabled", "conflict", "failed"]
    reason: str = ""


def titles(claims: Iterable[Claim], selection: Selection) -> tuple[Title, ...]:
    """Decide every claim, and add a failed one for each plugin that was asked for by name and is not there."""
    claims = sorted(claims, key=lambda claim: claim.name)
    decided = [
        title for _, rivals in groupby(claims, key=lambda claim: claim.name) for title in _decide([*rivals], selection)
    ]
    return (*decided, *(_absent(item) for item in selection.missing(claims)))


def owner_of(component: str) -> str:
    """The plugin that owns a component's name: what stands before the first dot."""
    return component.partition(".")[0]


def _decide(rivals: list[Claim], selection: Selection) -> Iterable[Title]:
    wanted = [claim for claim in rivals if selection.takes(claim)]
    for claim in rivals:
        if claim not in wanted:
            yield Title(
                claim=claim, state="disabled", reason="left out by NETCORE_PLUGINS, the configuration or the caller"
            )
        elif not _PLUGIN_NAME.fullmatch(claim.name) or claim.name in _RESERVED:
            yield Title(claim=claim, state="failed", reason=_bad_name(claim))
        elif len(wanted) > 1:
            yield Title(claim=claim, state="conflict", reason=_how_to_choose(wanted))
        else:
            yield Title(claim=claim, state="owned")


def _bad_name(claim: Claim) -> str:
    if claim.name in _RESERVED:
        return f"{claim.name!r} is reserved and cannot name a plugin"
    return f"{claim.name!r} cannot name a plugin: use a-z, 0-9 and single hyphens, beginning with a letter"


def _how_to_choose(rivals: list[Claim]) -> str:
    name, last = rivals[0].name, rivals[-1].distribution
    if len({claim.distribution for claim in rivals}) == 1:
        return f"{rivals[0]} names two plugins {name!r}; neither is loaded. Ask its author to mend that"
    everybody = " and ".join(str(claim) for claim in rivals)
    return (
        f"{everybody} both call themselves {name!r}, so neither is loaded. "
        f"Uninstall one (pip uninstall {last}), or leave one out with -{last}:{name} in NETCORE_PLUGINS"
    )


def _absent(item: str) -> Title:
    distribution, _, name = item.rpartition(":")
    claim = Claim(name=name, distribution=distribution, version="", value="", load=lambda: None)
    reason = f"{item!r} was asked for (NETCORE_PLUGINS, the configuration or the caller) but is not installed"
    return Title(claim=claim, state="failed", reason=reason)
