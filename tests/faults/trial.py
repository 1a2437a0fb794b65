"""One network with approved letters, and the command line used on it until nothing is left to do."""

import shutil
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.faults.commands import Ended, Order, Run

BEGIN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PATIENCE = timedelta(minutes=15)
"""What a user lets pass before trying again; in this time a Sent folder comes to be complete."""


@dataclass
class Trial:
    """A copy of a prepared home folder, and who uses it."""

    home: Path
    run: Run
    outbox: str
    environment: Mapping[str, str]
    now: datetime = BEGIN
    page: int = 0
    haste: tuple[float, ...] = ()

    @classmethod
    def of(cls, prepared: Path, folder: Path, **more: Any) -> "Trial":
        """Begin anew with what was prepared."""
        home = folder / "home"
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(prepared, home)
        return cls(home=home, **more)

    def copy(self) -> "Trial":
        """The same again, in another folder."""
        home = self.home.with_name("rehearsal")
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(self.home, home)
        return replace(self, home=home)

    def order(self, *arguments: str, die_at: int = 0, here: bool = False) -> Order:
        """A command line for this network."""
        return Order(
            arguments=arguments,
            environment={**self.environment, "NETCORE_HOME": str(self.home), "NETCORE_PLUGINS": "folder,mail"},
            now=self.now.isoformat(),
            die_at=die_at,
            page=self.page,
            haste=self.haste,
            here=here,
        )

    def do(self, *arguments: str, die_at: int = 0) -> Ended:
        """Run one command; in a process of its own when it has to die."""
        (ended,) = self.run(self.order(*arguments, die_at=die_at, here=not die_at))
        return ended

    def send(self, *, die_at: int = 0) -> Ended:
        """`netcore send`."""
        return self.do("send", "--really", "--outbox", self.outbox, "--json", die_at=die_at)

    def finish(self) -> None:
        """Send again, with a pause in between, until nothing is left to do for the machine."""
        for _ in range(6):
            self.now += PATIENCE
            report = self.send().json
            assert not report["blocked"], report
            if not report["left"] and not report["deferred"]:
                return
        raise AssertionError(report)

    def resolve(self, arrived: Callable[[str], bool]) -> None:
        """Look at the letters in doubt as their author would, say what is found, and send on."""
        for message, address in self.rows("id, to_address", "state = 'uncertain'"):
            ended = self.do("outbox", "resolve", message, "--sent" if arrived(address) else "--not-sent")
            assert ended.code == 0, ended
        self.finish()

    def states(self) -> dict[str, str]:
        """What the ledger says of each letter, by its recipient, read without any of the program."""
        return dict(self.rows("to_address, state"))

    def rows(self, columns: str, condition: str = "1", table: str = "messages") -> list[Any]:
        """Rows of the store."""
        with closing(sqlite3.connect(self.home / "default.db")) as store:
            return store.execute(f"SELECT {columns} FROM {table} WHERE {condition}").fetchall()

    def change(self, statement: str) -> None:
        """Change the store behind the program's back."""
        with closing(sqlite3.connect(self.home / "default.db")) as store:
            store.execute(statement)
            store.commit()
