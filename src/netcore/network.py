"""A network: one user's people and all the work of reaching out to them."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from netcore.errors import NotPossibleNow
from netcore.steps.base import Desk

if TYPE_CHECKING:
    from netcore.doctor import Checkup
    from netcore.model.work import AgendaItem, Entry
    from netcore.plugins.registry import Registry
    from netcore.steps.choose import Choose
    from netcore.steps.clarify import Clarify
    from netcore.steps.gather import Gather
    from netcore.steps.give import Give
    from netcore.steps.meet import Meet
    from netcore.steps.thank import Thank
    from netcore.steps.write import Write
    from netcore.store.restore import Restored


def system_clock() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)


def default_home() -> Path:
    """The platform's folder for netcore's data."""
    from platformdirs import user_data_path

    return user_data_path("netcore", appauthor=False)


def restore(backup: Path, where: Path, *, now: Callable[[], datetime] = system_clock) -> "Restored":
    """Make the network in the file ``where`` what ``backup`` holds, but for what cannot be taken back.

    Letters that left since then have left; whoever was eliminated or erased since then is so.
    The network need not be readable any more, but nobody may have it open.  Raises as `netcore.store.restore.restore`.
    """
    from netcore.store.restore import restore as bring_back

    return bring_back(backup, where, now())


class Network:
    """Opens a store and hands out the seven steps; close it, or use it in a ``with`` block.

    The steps are attributes, in the order of the work: `gather`, `choose`, `clarify`, `write`, `meet`, `thank`,
    `give`.
    """

    def __init__(
        self,
        where: str | Path | None = None,
        *,
        network: str = "default",
        home: Path | None = None,
        plugins: "Registry | None" = None,
        now: Callable[[], datetime] = system_clock,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Open the network, made on first use.

        ``where``: None for the default place (``home``/``network``.db), a path for a SQLite file, or a
        ``postgresql://`` URL, where ``network`` names the schema.  ``home`` is the folder for letters, secrets and
        configuration (default: the platform's).  ``plugins``: those to work with (default: all installed).
        ``environment``: where plugin settings may be given (default: nowhere).
        Raises `netcore.errors.StoreError` in one sentence when the place cannot be used.
        """
        from netcore.plugins.registry import Registry
        from netcore.store import Store

        self.home = home if home is not None else default_home()
        registry = plugins if plugins is not None else Registry.discover()
        store = Store(
            where if where is not None else self.home / f"{network}.db",
            network=network,
            now=now,
            observe=registry.observe,
        )
        self._desk = Desk(store=store, registry=registry, now=now, home=self.home, environment=environment or {})

    @property
    def plugins(self) -> "Registry":
        """The plugins this network works with."""
        return self._desk.registry

    @cached_property
    def gather(self) -> "Gather":
        """Step 1: everyone you know, each human once."""
        from netcore.steps.gather import Gather

        return Gather(self._desk)

    @cached_property
    def choose(self) -> "Choose":
        """Step 2: whom to keep, whom to take off the list."""
        from netcore.steps.choose import Choose

        return Choose(self._desk)

    @cached_property
    def clarify(self) -> "Clarify":
        """Step 3: what you want from the next chapter."""
        from netcore.steps.clarify import Clarify

        return Clarify(self._desk)

    @cached_property
    def write(self) -> "Write":
        """Step 4: drafts, checks, approval, delivery, replies."""
        from netcore.steps.write import Write

        return Write(self._desk)

    @cached_property
    def meet(self) -> "Meet":
        """Step 5: talks on their terms."""
        from netcore.steps.meet import Meet

        return Meet(self._desk)

    @cached_property
    def thank(self) -> "Thank":
        """Step 6: thanks owed and given."""
        from netcore.steps.thank import Thank

        return Thank(self._desk)

    @cached_property
    def give(self) -> "Give":
        """Step 7: what you do for them, and what came of it all."""
        from netcore.steps.give import Give

        return Give(self._desk)

    def agenda(self, limit: int | None = None) -> "tuple[AgendaItem, ...]":
        """What to do next and why, the most urgent first."""
        from netcore.agenda import agenda

        return agenda(self._desk, limit=limit)

    def journal(self, *, person: str = "", limit: int = 50) -> "tuple[Entry, ...]":
        """What happened, the newest first; ``person`` is a person's id."""
        with self._desk.store.read() as tx:
            return tx.journal.latest(person=person, limit=limit)

    def names(self, people: Iterable[str]) -> dict[str, str]:
        """By id, what to call these people in a list; ids that nobody has are left out."""
        with self._desk.store.read() as tx:
            return tx.people.names(people)

    def doctor(self) -> "tuple[Checkup, ...]":
        """Whether everything is in order, and what to do where it is not; changes nothing."""
        from netcore.doctor import examine

        return examine(self._desk)

    def backup(self, target: Path) -> None:
        """Copy the whole network into a new file that only its owner can read, also while others use it.

        Raises `UsageError` when the file exists, `StoreError` when it cannot be written, `NotPossibleNow` for a network
        on a database server, which has backups of its own.  `restore` brings the copy back.
        """
        from netcore.store.backup import copy_file

        place = self._desk.store.place
        if place.file is None:
            raise NotPossibleNow(
                f"{place} is on a database server: back it up there, with pg_dump --schema={place.schema}."
            )
        copy_file(place.file, target)

    def close(self) -> None:
        """Let go of the store."""
        self._desk.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.close()
