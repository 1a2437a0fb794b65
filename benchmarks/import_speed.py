"""How long an import takes: read, stored and joined, then again unchanged, then with a few changes.

    python benchmarks/import_speed.py [--cards 100000] [--people 0.7] [--keep FOLDER]

Writes its own address books (two files that know partly the same people), imports them into a new network, and prints a
table.  Wall-clock and processor time are told apart, since other work on the machine only counts in the first.
"""

import argparse
import random
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from netcore.network import Network

GIVEN = (
    "Ada Bea Carl Dora Emil Fay Gus Hal Ida Jon Kay Leo Mia Nell Otto Pia Quin Ria Sam Tess Uli Vera Walt Xenia Yan Zoë"
)
SYLLABLES = (
    "ba be bi bo ca co da de fa fe ga go ha hi ka ko la le li lo ma me mi mo na ne no pa pe ra re ri ro sa se ta te"
)


def person(number: int) -> tuple[str, str]:
    """A given name and a surname, both the same for the same number."""
    chance = random.Random(number)
    family = "".join(chance.choice(SYLLABLES.split()) for _ in range(3)).capitalize()
    return chance.choice(GIVEN.split()), family


def card(number: int, book: str, *, changed: bool = False) -> str:
    """A typical card: name, e-mail, mobile, often a second address, a firm and a note."""
    chance = random.Random(f"{book} {number}")
    given, family = person(number)
    local = f"{given}.{family}.{number}".lower().replace("ë", "e")
    lines = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"UID:{book}-{number}",
        f"N:{family};{given};;;",
        f"FN:{given} {family}",
        f"EMAIL;TYPE=INTERNET,HOME:{local}@example.org",
        f"TEL;TYPE=CELL:+4477{number % 100_000_000:08}",
    ]
    if chance.random() < 0.4:
        lines.append(f"EMAIL;TYPE=WORK:{local}@firm{number % 997}.example.com")
    if chance.random() < 0.5:
        lines += [f"ORG:Firm {number % 997}", "TITLE:Engineer"]
    if chance.random() < 0.2:
        lines.append(f"CATEGORIES:{chance.choice(['Choir', 'Rowing', 'Work', 'School'])}")
    if changed or chance.random() < 0.3:
        lines.append(f"NOTE:{'Moved house.' if changed else 'Met at the spring fair.'}")
    return "\r\n".join([*lines, "END:VCARD", ""])


def write(path: Path, numbers: range, *, changed: int = 0) -> None:
    """An address book; the first ``changed`` cards are not what they were."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(card(n, path.stem, changed=i < changed) for i, n in enumerate(numbers))


def rows(folder: Path, cards: int, people: float) -> Iterator[tuple[str, float, float, str]]:
    """(What, seconds by the clock, seconds of processor, what came of it) for each piece of work."""
    phone, web = folder / "phone.vcf", folder / "web.vcf"
    half, new = cards // 2, int(cards * people) - cards // 2
    here, there = range(half), range(new, new + cards - half)
    write(phone, here)
    write(web, there)
    with Network(folder / "network.db", home=folder / "home") as network:
        network.gather.set_region("GB")

        def timed(what: str, *paths: Path) -> tuple[str, float, float, str]:
            wall, processor = time.perf_counter(), time.process_time()
            reports = network.gather.import_paths(paths)
            wall, processor = time.perf_counter() - wall, time.process_time() - processor
            counts = Counter(line.outcome for report in reports for line in report.records)
            return what, wall, processor, ", ".join(f"{number} {outcome}" for outcome, number in counts.items())

        yield timed(f"first import of {cards:,} cards", phone, web)
        yield timed("again, unchanged", phone, web)
        write(phone, here, changed=cards // 100)
        yield timed("again, 1 % changed", phone, web)
        for what, work in (
            ("list 50 people", lambda: network.gather.people(limit=50)),
            (
                "find one by address",
                lambda: network.gather.find(f"{'.'.join(person(7)).lower()}.7@example.org".replace("ë", "e")),
            ),
            ("add one by name", lambda: network.gather.add("Grace Hopper")),
            ("undo that", network.gather.undo),
            ("undo the changes", network.gather.undo),
            ("undo the first import", network.gather.undo),
        ):
            wall, processor = time.perf_counter(), time.process_time()
            work()
            yield what, time.perf_counter() - wall, time.process_time() - processor, ""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--cards", type=int, default=100_000)
    options.add_argument("--people", type=float, default=0.7, help="people per card: 1 knows nobody twice")
    options.add_argument("--keep", type=Path, help="a folder for the address books and the network")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        print(f"{'':34}{'wall s':>9}{'cpu s':>9}")
        for what, wall, processor, came in rows(folder, given.cards, given.people):
            print(f"{what:34}{wall:9.2f}{processor:9.2f}   {came}", flush=True)
        size = (folder / "network.db").stat().st_size
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(f"\nstore {size / 1e6:.0f} MB, peak memory {peak / 1e3:.0f} MB")


if __name__ == "__main__":
    main()
