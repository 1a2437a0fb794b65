"""Whatever is done, taking it back leaves the network as it was, to the letter."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from netcore.errors import NetcoreError
from netcore.network import Network
from tests.conftest import Clock
from tests.steps.gather import books
from tests.steps.gather.books import card, write_book
from tests.steps.gather.conftest import everything
from tests.steps.people import store_of

NAMES = ("Ada Lovelace", "Lovelace, Ada", "A. Lovelace", "Bob Smith", "Robert Smith", "Zoé Lambert", "Zoe Lambert", "")
ADDRESSES = ("ada@x.org", "smiths@x.org", "zoe@gmail.com", "info@x.org")
CELLS = ("+44 7700 900101", "07700900102", "+44 7700 900103")

cards = st.fixed_dictionaries(
    {"id": st.sampled_from("abcde"), "name": st.sampled_from(NAMES)},
    optional={
        "email": st.lists(st.sampled_from(ADDRESSES), max_size=2, unique=True),
        "cell": st.sampled_from(CELLS),
        "home": st.sampled_from(CELLS),
        "born": st.sampled_from([(1980, 1, 2), (1980, 1, 3)]),
        "uid": st.sampled_from("xyz"),
        "categories": st.lists(st.sampled_from(["Choir", "Rowing"]), max_size=2, unique=True),
        "kind": st.sampled_from(["person", "group"]),
        "members": st.lists(st.sampled_from("xyz"), max_size=2),
        "note": st.sampled_from(["tenor", "plays chess"]),
    },
)
imports = st.tuples(st.just("import"), st.sampled_from(["phone", "web", "old"]), st.lists(cards, max_size=4))
number = st.integers(0, 7)
deeds = st.one_of(
    imports,
    imports,
    st.tuples(st.sampled_from(["same", "different"]), number, number),
    st.tuples(st.just("split"), number, number),
    st.tuples(st.just("add"), st.sampled_from(NAMES[:-1]), st.sampled_from(["", *ADDRESSES])),
    st.tuples(st.just("edit"), number, st.sampled_from(["ada@x.org", "new@x.org"])),
    st.tuples(st.sampled_from(["enroll", "dismiss"]), number, st.sampled_from(["choir", "Chess"])),
    st.tuples(st.just("map"), st.sampled_from(["Choir", "Rowing"]), st.sampled_from(["music", None])),
    st.tuples(st.just("region"), st.just("GB"), st.just("")),
    st.tuples(st.sampled_from(["eliminate", "keep"]), number, st.just("")),
)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty network to copy: quicker than making a new one for every example."""
    place = tmp_path_factory.mktemp("empty")
    Network(place / "n.db", home=place / "home", plugins=books.registry(), now=Clock()).close()
    return place / "n.db"


@contextmanager
def network_like(empty: Path) -> Iterator[tuple[Network, Path]]:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        shutil.copy(empty, place / "n.db")
        with Network(place / "n.db", home=place / "home", plugins=books.registry(), now=Clock()) as network:
            yield network, place


def do(network: Network, place: Path, deed: tuple[str, Any, Any]) -> bool:
    """Do it; False when it was refused."""
    what, one, other = deed
    people = network.gather.people()
    nth = people[one % len(people)] if isinstance(one, int) and people else None
    gather = network.gather
    try:
        if what == "import":
            gather.import_paths([write_book(place / f"{one}.cards", *(card(**{"key": c["id"], **c}) for c in other))])
        elif what == "add":
            gather.add(one, email=other, circles=("Chess",))
        elif what == "map":
            gather.map_category(one, other)
        elif what == "region":
            gather.set_region(one)
        elif nth is None:
            return False
        elif what == "same":
            gather.same(nth.id, people[other % len(people)].id)
        elif what == "different":
            gather.different(nth.id, people[other % len(people)].id)
        elif what == "split":
            ref = nth.records[other % len(nth.records)]
            gather.split(nth.id, account=ref.account, source_id=ref.source_id)
        elif what == "edit":
            gather.edit(nth.id, name="Mended Name", email=other, note="corrected")
        elif what == "enroll":
            gather.add_to_circle(other, [nth.id])
        elif what == "dismiss":
            gather.remove_from_circle(other, [nth.id])
        elif what == "eliminate":
            network.choose.eliminate([nth.id])
        elif what == "keep":
            network.choose.keep([nth.id])
    except NetcoreError:
        return False
    return True


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(deeds, min_size=1, max_size=7))
def test_undoing_gives_back_the_network_as_it_was(empty: Path, sequence: list[tuple[str, Any, Any]]) -> None:
    with network_like(empty) as (network, place):
        for deed in sequence:
            before, listed = everything(network), network.gather.operations(1)
            do(network, place, deed)
            if deed[0] in {"eliminate", "keep"}:
                continue
            after = everything(network)
            if network.gather.operations(1) == listed:
                assert after == before, "what leaves no operation changes nothing"
            else:
                network.gather.undo()
                assert everything(network) == before
                do(network, place, deed)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(deeds.filter(lambda deed: deed[0] not in {"eliminate", "keep"}), min_size=1, max_size=7))
def test_undoing_everything_gives_back_the_empty_network(empty: Path, sequence: list[tuple[str, Any, Any]]) -> None:
    with network_like(empty) as (network, place):
        nothing = everything(network)
        for deed in sequence:
            do(network, place, deed)
        while network.gather.operations(1):
            network.gather.undo()
        assert everything(network) == nothing


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(deeds, min_size=1, max_size=7))
def test_the_cached_names_are_always_those_of_the_merged_cards(
    empty: Path, sequence: list[tuple[str, Any, Any]]
) -> None:
    with network_like(empty) as (network, place):
        for deed in sequence:
            do(network, place, deed)
            with store_of(network).write() as tx:
                before = list(everything(network))
                tx.people.refresh(tx.people.ids())
            assert everything(network) == before


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(imports, min_size=2, max_size=4), st.randoms(use_true_random=False))
def test_the_order_of_import_does_not_matter(empty: Path, sequence: list[tuple[str, Any, Any]], chance: Any) -> None:
    books_by_name = {name: {c["id"]: c for c in cards}.values() for _, name, cards in sequence}
    found = []
    for _ in range(2):
        order = list(books_by_name.items())
        chance.shuffle(order)
        with network_like(empty) as (network, place):
            for name, some in order:
                shuffled = list(some)
                chance.shuffle(shuffled)
                do(network, place, ("import", name, shuffled))
            found.append(
                {frozenset((ref.account, ref.source_id) for ref in p.records) for p in network.gather.people()}
            )
    assert found[0] == found[1]
