"""How long a person waits for the command: whole processes, from the key to the answer.

    python benchmarks/startup_speed.py [PEOPLE]

`netcore --help` must take less than 120 ms, and `netcore next` with 5,000 people (the default) less than 500 ms, on an
idle machine.  Each figure is of several runs: the best and the median on the wall, and the processor's own time, which
a busy machine does not lengthen as much.  `agenda_speed.py` measures `netcore next` in a busy network, from within.
"""

import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from netcore.network import Network

RUNS = 9
LIMITS = {"--help": 120, "next": 500}
COMMANDS = (
    *("--help", "--version", "people --help", "draft --help"),
    *("next", "people show p7@example.org", "plugins", "journal"),
)
NETCORE = [sys.executable, "-m", "netcore"]


def main(people: int) -> None:
    with TemporaryDirectory() as folder:
        home = Path(folder)
        environment = {**os.environ, "NETCORE_HOME": str(home)}
        make(home, people)
        print(f"{people} people; times in milliseconds; {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
        print(f"{'netcore …':<28}{'best':>8}{'median':>8}{'cpu':>8}{'limit':>8}")
        show("(python itself)", [sys.executable, "-c", "pass"], environment)
        for command in COMMANDS:
            show(command, [*NETCORE, *command.split()], environment)
        completing = {"COMP_WORDS": "netcore people show p7", "COMP_CWORD": "3", "_NETCORE_COMPLETE": "bash_complete"}
        show("complete a name", NETCORE, environment | completing)


def make(home: Path, people: int) -> None:
    """A network of so many people, brought in from one address book."""
    home.mkdir(exist_ok=True)
    cards = (
        f"BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{n}\r\nFN:p{n} Family{n}\r\nN:Family{n};p{n};;;\r\n"
        f"EMAIL:p{n}@example.org\r\nTEL:+44 7700 {900000 + n}\r\nEND:VCARD\r\n"
        for n in range(people)
    )
    (home / "book.vcf").write_text("".join(cards), "utf-8")
    with Network(home=home) as network:
        network.gather.import_paths([home / "book.vcf"])
        network.choose.keep([f"p{n}@example.org" for n in range(0, people, 20)])
        network.clarify.write("By next spring I want to run a library of things in Bristol.")


def show(name: str, command: list[str], environment: dict[str, str]) -> None:
    walls, before = [], resource.getrusage(resource.RUSAGE_CHILDREN)
    for _ in range(RUNS):
        started = time.perf_counter()
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
        walls.append(1000 * (time.perf_counter() - started))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / RUNS
    limit = f"{LIMITS[name]:>8}" if name in LIMITS else ""
    print(f"{name:<28}{min(walls):>8.0f}{statistics.median(walls):>8.0f}{cpu:>8.0f}{limit}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000)
