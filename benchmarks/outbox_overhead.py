"""What the engine adds to the outbox's own time, for each letter that leaves.

    python benchmarks/outbox_overhead.py [LETTERS] [postgresql://…]

Writes so many letters into a folder (1,000 when nothing is said), and prints how long a run takes in all, how much of
that was the outbox's own, and what is left for each letter: the claim with its questions, two phases, the receipt.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from netcore.builtin.folder_outbox import FolderOutbox
from netcore.network import Network
from netcore.plugins.registry import Registry

TEMPLATE = """Dear {{ person.given }},

I remember our summer with {{ person.family }}. Could we talk for twenty minutes about boat repair? A call, or coffee?

What could I do for you? Thank you,
Sam
"""


def main(letters: int, where: str | None) -> None:
    with TemporaryDirectory() as folder:
        home = Path(folder)
        name = f"b{uuid4().hex[:12]}" if where else "default"
        with Network(where, network=name, home=home, plugins=Registry.discover(only=["folder"])) as network:
            prepare(network, letters)
            spent = watched()
            began, began_working = time.perf_counter(), time.process_time()
            report = network.write.send()
            total, worked = time.perf_counter() - began, time.process_time() - began_working
    assert len(report.sent) == letters, report
    each = (total - spent()) / letters * 1000
    print(f"{letters} letters in {total:.2f} s, {spent():.2f} s of it in the outbox: {each:.2f} ms each in the engine")
    print(f"processor time, the outbox's included: {worked / letters * 1000:.2f} ms each")


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


def watched() -> Callable[[], float]:
    """Let the outbox's calls be timed; returns what tells their sum."""
    spent = [0.0]

    def watch(method: str) -> None:
        original = getattr(FolderOutbox, method)

        def timed(*arguments: object) -> object:
            began = time.perf_counter()
            try:
                return original(*arguments)
            finally:
                spent[0] += time.perf_counter() - began

        setattr(FolderOutbox, method, timed)

    for method in ("prepare", "commit"):
        watch(method)
    return lambda: spent[0]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000, sys.argv[2] if len(sys.argv) > 2 else None)
