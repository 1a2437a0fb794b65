"""What the engine adds to the outbox's own time, for each letter that leaves.

    python benchmarks/outbox_overhead.py [LETTERS] [postgresql://…]

Writes so many letters into a folder (1,000 when nothing is said), and prints how long a run takes in all, how much of
that was the outbox's own, and what is left for each letter: the claim with its questions, two phases, the receipt.  The
promise is less than 3 ms a letter.  On a busy machine look at the processor time: it does not count the waiting.
"""

import sqlite3
import sys
import time
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from netcore.builtin.folder_outbox import FolderOutbox
from netcore.network import Network
from netcore.plugins.registry import Registry

Spans = tuple[float, float]

TEMPLATE = """Dear {{ person.given }},

I remember our summer with {{ person.family }}. Could we talk for twenty minutes about boat repair? A call, or coffee?

What could I do for you? Thank you,
Sam
"""


def main(letters: int, where: str | None) -> None:
    with TemporaryDirectory() as folder:
        name = f"b{uuid4().hex[:12]}" if where else "default"
        with Network(where, network=name, home=Path(folder), plugins=Registry.discover(only=["folder"])) as network:
            prepare(network, letters)
            watch = Watch()
            began = time.perf_counter()
            report = network.write.send(dry_run=False)
            total = time.perf_counter() - began
        durable = bare_transaction(Path(folder))
    assert len(report.sent) == letters, report
    print(f"{letters} letters in {total:.2f} s, {watch.spent[0]:.2f} s of it in the outbox")
    for clock, name in enumerate(("by the clock", "of the processor")):
        own = sorted(span * 1000 for span in watch.between_letters(clock))
        mean, median, most = sum(own) / len(own), own[len(own) // 2], own[len(own) * 95 // 100]
        print(f"the engine's own, ms {name}: mean {mean:.2f}, median {median:.2f}, 95 of 100 below {most:.2f}")
    print(f"a transaction that does nothing but reach this disk: median {durable * 1000:.2f} ms")


def bare_transaction(folder: Path) -> float:
    """How long SQLite itself takes for a durable transaction, here and now: the engine makes one for each letter."""
    spans = []
    with closing(sqlite3.connect(folder / "bare.db", isolation_level=None)) as store:
        store.execute("PRAGMA journal_mode = WAL")
        store.execute("PRAGMA synchronous = FULL")
        store.execute("CREATE TABLE numbers (number INTEGER)")
        for number in range(300):
            began = time.perf_counter()
            store.execute("BEGIN IMMEDIATE")
            store.execute("INSERT INTO numbers VALUES (?)", (number,))
            store.execute("COMMIT")
            spans.append(time.perf_counter() - began)
    return sorted(spans)[150]


def prepare(network: Network, letters: int) -> None:
    """Approved letters that wait."""
    network.write.set_me(name="Sam Okafor", address="sam@example.org")
    network.clarify.write("Teach boat repair to teenagers at the harbour by next spring", keywords=["boat repair"])
    ids = [network.gather.add(f"Ada{n} Okoro{n}", email=f"ada{n}@example.org").id for n in range(letters)]
    network.choose.keep(ids)
    drafted = network.write.draft("Spring", people=ids, subject="Boats, {{ person.given }}", template=TEMPLATE)
    approval = network.write.approve([message.id for message in drafted.messages])
    assert len(approval.approved) == letters, approval.blocked[:1]
    network.write.queue()


class Watch:
    """Times the calls of the folder outbox, and what passes between them: by the wall clock and the processor's."""

    def __init__(self) -> None:
        self.spent = (0.0, 0.0)
        self._letters: list[tuple[Spans, Spans]] = []
        """When each letter had left, and how much had been spent in the outbox by then."""
        for method in ("prepare", "commit"):
            self._time(method)

    def between_letters(self, clock: int) -> list[float]:
        """For each letter but the first: the time since the one before it that was not spent in the outbox."""
        return [
            (now[clock] - before[clock]) - (spent[clock] - spent_before[clock])
            for (before, spent_before), (now, spent) in pairwise(self._letters)
        ]

    def _time(self, method: str) -> None:
        original = getattr(FolderOutbox, method)

        def timed(*arguments: object) -> object:
            began = _clocks()
            result = original(*arguments)
            ended = _clocks()
            self.spent = (self.spent[0] + ended[0] - began[0], self.spent[1] + ended[1] - began[1])
            if method == "commit":
                self._letters.append((ended, self.spent))
            return result

        setattr(FolderOutbox, method, timed)


def _clocks() -> "Spans":
    return time.perf_counter(), time.process_time()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000, sys.argv[2] if len(sys.argv) > 2 else None)
