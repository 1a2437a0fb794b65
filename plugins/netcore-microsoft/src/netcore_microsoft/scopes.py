"""What the owner has to allow for each use of the account, and no more."""

from collections.abc import Collection, Iterable
from urllib.parse import urlsplit

from netcore.plugins.signing_in import USES, Use

SCOPES: dict[Use, tuple[str, ...]] = {
    "contacts": ("Contacts.Read",),
    "contacts-write": ("Contacts.ReadWrite",),
    "send": ("Mail.ReadWrite", "Mail.Send"),
    "replies": ("Mail.Read",),
    "calendar": ("Calendars.ReadWrite",),
}
"""Delegated permissions of Microsoft Graph; a draft that can be found again needs Mail.ReadWrite."""

_NATIONAL = frozenset({"graph.microsoft.us", "dod-graph.microsoft.us", "microsoftgraph.chinacloudapi.cn"})


def wanted(uses: Iterable[Use]) -> tuple[str, ...]:
    """The permissions for these uses, sorted; what another one includes is left out."""
    all_of_them = {scope for use in uses for scope in SCOPES[use]}
    return tuple(sorted(scope for scope in all_of_them if not _covered(scope, all_of_them - {scope})))


def in_full(scopes: Iterable[str], graph_url: str) -> list[str]:
    """The permissions as the sign-in service wants them: outside of the world-wide cloud with Graph's own address."""
    host = urlsplit(graph_url).hostname or ""
    before = f"https://{host}/" if host in _NATIONAL else ""
    return [f"{before}{scope}" for scope in scopes]


def short(scope_text: str) -> frozenset[str]:
    """The permissions in the text of an answer, where they may stand with Graph's address before them."""
    return frozenset(scope.rpartition("/")[2] for scope in scope_text.split())


def allows(granted: Collection[str], use: Use) -> bool:
    """Whether the permissions are enough for a use."""
    return all(_covered(scope, granted) for scope in SCOPES[use])


def served(granted: Collection[str]) -> tuple[Use, ...]:
    """The uses that the permissions are enough for."""
    return tuple(use for use in USES if allows(granted, use))


def _covered(scope: str, by: Collection[str]) -> bool:
    return scope in by or (scope.endswith(".Read") and f"{scope}Write" in by)
