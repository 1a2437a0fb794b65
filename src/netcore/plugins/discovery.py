"""Who claims which plugin name: read from the metadata of installed distributions, importing none of them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.metadata import Distribution, EntryPoint

GROUP = "netcore"


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
    """All claims of installed distributions to names in an entry-point group, in a stable order.

    A distribution whose list of entry points is damaged claims its own name when the list speaks of the group, so that
    it shows as a plugin that cannot be imported; other damaged ones are passed over.
    """
    from importlib.metadata import entry_points

    try:
        found = [_claim(point) for point in entry_points(group=group)]
    except Exception:  # one damaged list, whoever's, makes the whole reading fail in many ways
        found = [*_one_by_one(group)]
    claims = {(claim.name, claim.distribution, claim.value): claim for claim in found}
    return tuple(claims[key] for key in sorted(claims))


def given(manifests: Mapping[str, object]) -> tuple[Claim, ...]:
    """Claims for manifests that the caller holds in hand: modules or objects with hooks."""
    return tuple(
        Claim(name=name, distribution="", version="", value=repr(manifest), load=lambda manifest=manifest: manifest)  # type: ignore[misc]  # mypy cannot infer a lambda's default
        for name, manifest in manifests.items()
    )


def _claim(point: "EntryPoint") -> Claim:
    distribution, version = _identity(point.dist)
    return Claim(name=point.name, distribution=distribution, version=version, value=point.value, load=point.load)


def _one_by_one(group: str) -> Iterator[Claim]:
    """As `installed`, in a slower way that survives damage; the first distribution of a name counts, as for Python."""
    from importlib.metadata import distributions

    seen = set()
    for distribution in distributions():
        name, version = _identity(distribution)
        if name not in seen:
            seen.add(name)
            try:
                claims = [_claim(point) for point in distribution.entry_points.select(group=group)]
            except Exception as error:
                claims = _damaged(distribution, name, version, group, error)
            yield from claims


def _damaged(distribution: "Distribution", name: str, version: str, group: str, error: Exception) -> list[Claim]:
    def fail() -> object:
        raise ValueError("its list of entry points is damaged: install it again") from error

    try:
        speaks_of_us = f"[{group}]" in (distribution.read_text("entry_points.txt") or "")
    except (OSError, ValueError):
        return []
    return [Claim(name=name.lower(), distribution=name, version=version, value="", load=fail)] if speaks_of_us else []


def _identity(distribution: "Distribution | None") -> tuple[str, str]:
    """Name and version; a distribution whose metadata is damaged is "unknown", since its code may still work."""
    try:
        return str(distribution.name), str(distribution.version)  # type: ignore[union-attr]  # None, too, is caught
    except Exception:
        return "unknown", ""
