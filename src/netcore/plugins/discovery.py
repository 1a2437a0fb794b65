"""Who claims which plugin name: read from the metadata of installed distributions, importing none of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

GROUP = "netcore"
COMMANDS_GROUP = "netcore.commands"


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A distribution's claim to a name; ``load`` imports what the entry point points at."""

    name: str
    distribution: str
    version: str
    value: str
    """The entry point's "module" or "module:object"."""
    load: Callable[[], object]

    def __str__(self) -> str:
        """For sentences: "netcore-google 1.2"."""
        return f"{self.distribution} {self.version}".strip()


def installed(group: str = GROUP) -> tuple[Claim, ...]:
    """All claims of installed distributions to names in an entry-point group, in a stable order."""
    from importlib.metadata import entry_points

    claims = {}
    for point in entry_points(group=group):
        distribution, version = _identity(point.dist)
        claim = Claim(name=point.name, distribution=distribution, version=version, value=point.value, load=point.load)
        claims[claim.name, claim.distribution, claim.value] = claim
    return tuple(claims[key] for key in sorted(claims))


def given(manifests: Mapping[str, object]) -> tuple[Claim, ...]:
    """Claims for manifests that the caller holds in hand: modules or objects with hooks."""
    return tuple(
        Claim(name=name, distribution="", version="", value=repr(manifest), load=lambda manifest=manifest: manifest)  # type: ignore[misc]  # mypy cannot infer a lambda's default
        for name, manifest in manifests.items()
    )


def _identity(distribution: object) -> tuple[str, str]:
    """Name and version; a distribution whose metadata is damaged is "unknown", since its code may still work."""
    try:
        return str(distribution.name), str(distribution.version)  # type: ignore[attr-defined]  # None or odd: caught
    except Exception:
        return "unknown", ""
