"""How fast cards are read and written, side by side with vobject, and how much memory a long file takes.

    python benchmarks/vcard_speed.py [--repeat 15] [--megabytes 100]

The cards are made here, from a fixed seed, in the dialects in which most address books are exported.  Both libraries
get the same bytes, in turns, in one process; each card is dropped before the next is read.  Times are processor time
(which a busy machine does not lengthen as much as the clock on the wall), the median of all turns, and so is the ratio.
The garbage collector is left as Python sets it.
"""

import argparse
import io
import random
import time
import tracemalloc
from base64 import b64encode
from collections.abc import Callable, Iterator
from functools import partial
from statistics import median

import vobject

import netcore_vcard
from netcore.plugins import Record

CARDS = 200
GIVEN = ["Ada", "Björn", "Chloé", "Dmitri", "Elif", "Fatima", "Grace", "Hiro", "Inès", "João", "Katarzyna", "Łucja"]
FAMILY = [
    "Adeyemi",
    "Brown",
    "Castro",
    "Dvořák",
    "Eriksson",
    "Fischer",
    "García",
    "Hansen",
    "Ito",
    "Jansen",
    "Kowalski",
]
FIRMS = ["Harbour & Sons", "Northwind, Inc.", "Atelier Lumière", "Blue Kettle", "Open Field Ltd."]
TITLES = ["Engineer", "Head of Sales", "Violin teacher", "Researcher", "Carpenter"]
STREETS = ["Mill Lane", "Rue des Lilas", "Hauptstraße", "Via Roma", "Station Road"]
TOWNS = ["Ely", "Lyon", "Köln", "Siena", "Odense"]


class People:
    """Makes people up, the same ones every time."""

    def __init__(self) -> None:
        self.random = random.Random(7)

    def card(self, dialect: str) -> bytes:
        pick = self.random.choice
        given, family = pick(GIVEN), pick(FAMILY)
        mail = f"{given}.{family}{self.random.randrange(1000)}@example.org".lower()
        phone = f"+1 512 555 {self.random.randrange(10_000):04}"
        uid = f"{self.random.getrandbits(128):032x}"
        uid = "-".join((uid[:8], uid[8:12], uid[12:16], uid[16:20], uid[20:]))
        birthday = f"19{self.random.randrange(40, 99)}-0{self.random.randrange(1, 10)}-1{self.random.randrange(10)}"
        place = (
            f";;{self.random.randrange(1, 99)} {pick(STREETS)};{pick(TOWNS)};;{self.random.randrange(10_000, 99_999)};"
        )
        firm = pick(FIRMS).replace(",", "\\,")
        lines = {
            "short": [
                "VERSION:3.0",
                f"UID:urn:uuid:{uid}",
                f"N:{family};{given};;;",
                f"FN:{given} {family}",
                f"EMAIL;TYPE=INTERNET,HOME:{mail}",
                f"TEL;TYPE=CELL:{phone}",
            ],
            "google": [
                "VERSION:3.0",
                f"FN:{given} {family}",
                f"N:{family};{given};;;",
                f"EMAIL;TYPE=INTERNET;TYPE=HOME:{mail}",
                f"TEL;TYPE=CELL:{phone}",
                f"TEL;TYPE=WORK:{phone[:-1]}7",
                f"ADR;TYPE=HOME:{place}",
                f"ORG:{firm}",
                f"TITLE:{pick(TITLES)}",
                f"BDAY:{birthday}",
                "NOTE:Met at the choir\\, moved in spring.\\nAsk about the boat.",
                "CATEGORIES:myContacts,Choir",
            ],
            "apple": [
                "VERSION:3.0",
                "PRODID:-//Apple Inc.//iOS 17.1//EN",
                f"N:{family};{given};;;",
                f"FN:{given} {family}",
                f"ORG:{firm};",
                f"EMAIL;type=INTERNET;type=HOME;type=pref:{mail}",
                f"TEL;type=CELL;type=VOICE;type=pref:{phone}",
                f"item1.ADR;type=HOME;type=pref:{place}",
                "item1.X-ABADR:de",
                f"BDAY:{birthday}",
                f"UID:{uid.upper()}",
                "REV:2024-02-03T04:05:06Z",
            ],
            "nextcloud": [
                "VERSION:4.0",
                f"UID:{uid}",
                f"FN:{given} {family}",
                f"N:{family};{given};;;",
                f"EMAIL;TYPE=HOME:{mail}",
                f"TEL;TYPE=HOME,VOICE:{phone}",
                f"ADR;TYPE=HOME:{place}",
                f"ORG:{firm}",
                f"TITLE:{pick(TITLES)}",
                f"BDAY:{birthday.replace('-', '')}",
                "CATEGORIES:Choir",
                "REV:20240203T040506Z",
            ],
        }[dialect]
        return "\r\n".join(["BEGIN:VCARD", *lines, "END:VCARD", ""]).encode()

    def cards(self, dialect: str, count: int) -> bytes:
        return b"".join(self.card(dialect) for _ in range(count))


def main() -> None:
    parser = argparse.ArgumentParser(description="Reading and writing cards, side by side with vobject.")
    parser.add_argument("--repeat", type=int, default=15)
    parser.add_argument("--megabytes", type=int, default=100)
    options = parser.parse_args()
    people = People()
    print(f"{'µs a card':<22}{'netcore':>10}{'vobject':>10}{'ratio':>8}")
    for dialect in ("short", "google", "apple", "nextcloud"):
        data = people.cards(dialect, CARDS)
        show(f"read, {dialect}", options.repeat, partial(ours, data), partial(theirs, data.decode()))
    data = people.cards("google", CARDS)
    contacts = [netcore_vcard.parse(record.raw).contact for record in records(data)]
    components = list(vobject.readComponents(data.decode()))
    for version in ("3.0", "4.0"):
        show(
            f"write {version}",
            options.repeat,
            partial(each, partial(netcore_vcard.write, version=version), contacts),
            partial(each, lambda component: component.serialize(), components),
        )
    for photo in (False, True):
        show_memory(people, options.megabytes, photo=photo)


def records(data: bytes) -> Iterator[Record]:
    return (item for item in netcore_vcard.read(data, "people.vcf") if isinstance(item, Record))


def ours(data: bytes) -> None:
    for record in records(data):
        netcore_vcard.parse(record.raw)


def theirs(text: str) -> None:
    for _ in vobject.readComponents(text):
        pass


def each(work: Callable[..., object], items: list[object]) -> None:
    for item in items:
        work(item)


def show(what: str, repeat: int, mine: Callable[[], None], other: Callable[[], None]) -> None:
    times = [(timed(mine, 5), timed(other, 1)) for _ in range(repeat)]
    mine_us, other_us = (median(column) / CARDS * 1e6 for column in zip(*times, strict=True))
    ratio = median(theirs_s / ours_s for ours_s, theirs_s in times)
    print(f"{what:<22}{mine_us:>10.1f}{other_us:>10.1f}{ratio:>7.1f}×")


def timed(work: Callable[[], None], times: int) -> float:
    start = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - start) / times


class LongFile(io.RawIOBase):
    """A file of so many bytes that is nowhere whole."""

    def __init__(self, block: bytes, size: int) -> None:
        self._block, self._size, self._position = block, size, 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        size = min(size, self._size - self._position)
        start = self._position % len(self._block)
        found = (self._block[start:] + self._block * (size // len(self._block) + 1))[:size]
        self._position += len(found)
        return found


def show_memory(people: People, megabytes: int, *, photo: bool) -> None:
    """Peak of what Python holds while a long file is read, card by card."""
    block = people.cards("google", 1000)
    if photo:
        picture = b64encode(random.Random(1).randbytes(30_000))
        folded = b"\r\n ".join(picture[at : at + 74] for at in range(0, len(picture), 74))
        block = block[:50_000].replace(b"END:VCARD", b"PHOTO;ENCODING=b;TYPE=JPEG:" + folded + b"\r\nEND:VCARD")
    tracemalloc.start()
    count = 0
    for item in netcore_vcard.read(LongFile(block, megabytes << 20)):  # type: ignore[arg-type] # raw, but binary
        if isinstance(item, Record):
            netcore_vcard.parse(item.raw)
            count += 1
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    what = "with pictures" if photo else "without pictures"
    print(f"{megabytes} MB {what}, {count:,} cards: {peak / (1 << 20):.1f} MB at the peak")


if __name__ == "__main__":
    main()
