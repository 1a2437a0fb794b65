"""Whoever comes when, one by one or all at once: the same people, the same questions."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from netcore.network import Network
from netcore.steps.gather import run
from netcore.steps.gather.identity.blocks import LARGEST
from netcore.steps.gather.identity.facets import Facets
from netcore.steps.gather.identity.matching import match
from netcore.steps.gather.identity.policy import POLICIES, Policy
from netcore.store.ids import anchor_id
from tests.conftest import Clock
from tests.steps.gather import books
from tests.steps.gather.books import card, contact_of, write_book
from tests.steps.people import store_of

GIVEN = ("Ada", "Adah", "Adda", "Bob", "Robert", "Zoé", "Maria", "Ada B.", "A.", "")
FAMILY = ("Lovelace", "Lovelase", "King", "Smith-King", "Müller", "")
ADDRESSES = ("ada@x.org", "kings@x.org", "zoe.muller@gmail.com", "z.oemuller@gmail.com", "info@x.org")
LINES = ("+44 7700 900101", "07700900101", "+44 7700 900103")

cards = st.fixed_dictionaries(
    {"name": st.builds(lambda a, b: f"{a} {b}".strip(), st.sampled_from(GIVEN), st.sampled_from(FAMILY))},
    optional={
        "email": st.lists(st.sampled_from(ADDRESSES), max_size=2, unique=True),
        "cell": st.sampled_from(LINES),
        "home": st.sampled_from(LINES),
        "phone": st.sampled_from(LINES),
        "born": st.sampled_from([(1980, 1, 2), (1980, 1, 3), (0, 1, 2)]),
        "firm": st.sampled_from(["Firm Ltd", "Firm"]),
        "street": st.sampled_from(["5 Mill Lane", "9 Hill Road"]),
        "uid": st.sampled_from("xyz"),
    },
)
libraries = st.lists(st.tuples(st.sampled_from(["phone", "web", "old"]), cards), min_size=1, max_size=9)
"""(The book, the card) each; the place in the list is the card's id."""

State = tuple[set[frozenset[str]], set[tuple[Any, ...]]]
FEW, MANY = (1_000_000, 1), (1, 1_000_000)
"""All cards looked up in the store; all cards kept at hand."""

one_law = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("empty")
    Network(place / "n.db", home=place / "home", plugins=books.registry(), now=Clock()).close()
    return place / "n.db"


@contextmanager
def small_blocks() -> Iterator[None]:
    """Blocks of more than three cards tell nothing: what happens when one grows too large, happens often."""
    with patch.dict(LARGEST, dict.fromkeys(LARGEST, 3)):
        yield


def brought(
    empty: Path,
    steps: Sequence[Sequence[tuple[str, str, dict[str, Any]]]],
    how: tuple[int, int],
    policy: Policy = "strict",
) -> State:
    """What a network knows after importing (book, id, card) step by step, each book as one file that grows."""
    many, larger = how
    with (
        tempfile.TemporaryDirectory() as folder,
        patch.object(run, "MANY", many),
        patch.object(run, "LARGER", larger),
    ):
        place = Path(folder)
        (place / "n.db").write_bytes(empty.read_bytes())
        with Network(place / "n.db", home=place / "home", plugins=books.registry(), now=Clock()) as network:
            network.gather.set_policy(policy)
            there: dict[str, list[dict[str, Any]]] = {}
            for step in steps:
                for book, key, facts in step:
                    there.setdefault(book, []).append(card(key, **facts))
                touched = sorted({book for book, _, _ in step})
                network.gather.import_paths([write_book(place / f"{book}.cards", *there[book]) for book in touched])
            return known(network)


def known(network: Network) -> State:
    """Who is one human, and everything that is known about pairs."""
    with store_of(network).read() as tx:
        people = tx.people.anchors(tx.people.ids())
        rows = tx.verdicts.around(tx.records.all_anchors()).values()
    return (
        {frozenset(anchor.id for anchor in anchors) for anchors in people.values()},
        {(v.left, v.right, v.verdict, v.judged, v.weight, v.names, v.reasons) for v in rows},
    )


@one_law
@given(libraries, st.sampled_from(POLICIES), st.randoms(use_true_random=False))
def test_one_by_one_in_any_order_comes_to_the_same_as_all_at_once(
    empty: Path, library: Any, policy: Policy, chance: Any
) -> None:
    with small_blocks():
        numbered = [(book, str(number), facts) for number, (book, facts) in enumerate(library)]
        at_once = brought(empty, [numbered], MANY, policy)
        assert brought(empty, [numbered], FEW, policy) == at_once
        shuffled = chance.sample(numbered, len(numbered))
        assert brought(empty, [[one] for one in shuffled], FEW, policy) == at_once
        half = len(shuffled) // 2
        assert brought(empty, [shuffled[:half], shuffled[half:]], MANY, policy) == at_once


@one_law
@given(libraries, st.sampled_from(POLICIES), st.randoms(use_true_random=False))
def test_the_engine_by_itself_finds_the_same_in_any_order(library: Any, policy: Policy, chance: Any) -> None:
    facets = [
        Facets(str(number), book, contact_of(card(str(number), **facts)))
        for number, (book, facts) in enumerate(library)
    ]
    assert match(facets, policy=policy) == match(chance.sample(facets, len(facets)), policy=policy)


@one_law
@given(libraries)
def test_an_import_joins_whom_the_engine_by_itself_joins(empty: Path, library: Any) -> None:
    numbered = [(book, str(number), facts) for number, (book, facts) in enumerate(library)]
    facets = [
        Facets(anchor_id(f"cards:{book}", key), f"cards:{book}", contact_of(card(key, **facts)))
        for book, key, facts in numbered
    ]
    assert brought(empty, [numbered], FEW)[0] == {frozenset(cluster) for cluster in match(facets).clusters}


@pytest.mark.parametrize("policy", POLICIES)
def test_a_policy_that_is_stated_late_comes_to_the_same_as_one_that_was_stated_first(
    tmp_path: Path, policy: Policy
) -> None:
    library = [
        card("1", "Ada Lovelace", email="ada@x.org"),
        card("2", "Ada Lovelace", firm="Firm Ltd"),
        card("3", "Bob King", firm="Firm Ltd"),
    ]
    other = [
        card("4", "Ada Lovelace", firm="Firm"),
        card("5", "Robert King"),
        card("6", "Ada Lovelace", email="ada@x.org"),
    ]
    found = []
    for name, late in (("late", True), ("first", False)):
        with Network(tmp_path / f"{name}.db", home=tmp_path / name, plugins=books.registry(), now=Clock()) as network:
            if not late:
                network.gather.set_policy(policy)
            files = [write_book(tmp_path / "phone.cards", *library), write_book(tmp_path / "web.cards", *other)]
            network.gather.import_paths(files)
            if late:
                network.gather.set_policy("liberal")
                network.gather.set_policy(policy)
            found.append(known(network))
    assert found[0] == found[1]
