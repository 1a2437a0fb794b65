"""What one can have an account of, as the plugins offer it: all kinds of one name together, with all their settings."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import click

from netcore.cli.session import Session

if TYPE_CHECKING:
    from netcore.plugins import Descriptor

_USES = {"source": "contacts", "outbox": "send", "inbox": "replies", "calendar": "calendar"}
KINDS = {"source": "address book", "outbox": "way out", "inbox": "answers", "calendar": "calendar"}


class Service(NamedTuple):
    """A component's name, what it offers under it, and one descriptor with the settings of all of that."""

    name: str
    kinds: tuple[str, ...]
    descriptor: "Descriptor"

    def next_steps(self, account: str, uses: Sequence[str] = ()) -> tuple[str, ...]:
        """What can be done with an account of it, as far as its owner allowed it (``uses``)."""
        steps = {
            "source": f"Bring in its people: netcore import {account}",
            "outbox": f"Send through it: netcore send --outbox {account}",
            "inbox": "Look for answers in it: netcore replies --sync",
        }
        return tuple(words for kind, words in steps.items() if kind in self.kinds and (not uses or _USES[kind] in uses))


def services(context: click.Context | None) -> dict[str, Service]:
    """All that has settings and reads no files, by name."""
    from netcore.plugins import Descriptor

    session = (context.find_object(Session) if context else None) or Session()
    registry = session.plugins()
    by_kind: dict[str, Sequence[Descriptor]] = {
        "source": [one for one in registry.sources() if not one.patterns],
        "outbox": [one for one in registry.outboxes() if one.settings],
        "inbox": list(registry.inboxes()),
        "calendar": list(registry.calendars()),
    }
    found: dict[str, dict[str, Descriptor]] = {}
    for kind, descriptors in by_kind.items():
        for one in descriptors:
            found.setdefault(one.name, {})[kind] = one
    return {name: _together(name, kinds) for name, kinds in sorted(found.items())}


def _together(name: str, kinds: "dict[str, Descriptor]") -> Service:
    from netcore.plugins import Descriptor

    settings = {setting.name: setting for one in kinds.values() for setting in one.settings}
    summary = next(iter(kinds.values())).summary
    sign_in = next((one.sign_in for one in kinds.values() if one.sign_in), "")
    offers = ", ".join(KINDS[kind] for kind in kinds)
    whole = Descriptor(
        name=name, summary=f"{summary} ({offers})", factory="", settings=tuple(settings.values()), sign_in=sign_in
    )
    return Service(name, tuple(kinds), whole)
