"""Whatever is done, taking it back leaves the network as it was, to the letter."""

import contextlib
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from netcore.errors import NetcoreError
from netcore.model.person import Person
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


def do(network: Network, place: Path, deed: tuple[str, Any, Any]) -> None:
    """Do it, or be refused."""
    what, one, other = deed
    if what == "import":
        cards_ = (card(**{"key": facts["id"], **facts}) for facts in other)
        network.gather.import_paths([write_book(place / f"{one}.cards", *cards_)])
        return
    people = network.gather.people()
    with contextlib.suppress(NetcoreError):
        if isinstance(one, str):
            WITHOUT_ANYBODY[what](network, one, other)
        elif people:
            TO_SOMEBODY[what](network, people[one % len(people)], other)


WITHOUT_ANYBODY: dict[str, Callable[[Network, str, Any], object]] = {
    "add": lambda network, name, email: network.gather.add(name, email=email, circles=("Chess",)),
    "map": lambda network, category, circle: network.gather.map_category(category, circle),
    "region": lambda network, region, _: network.gather.set_region(region),
}


def _nth(network: Network, number: int) -> str:
    people = network.gather.people()
    return people[number % len(people)].id


def _split(network: Network, person: Person, number: int) -> None:
    ref = person.records[number % len(person.records)]
    network.gather.split(person.id, account=ref.account, source_id=ref.source_id)


TO_SOMEBODY: dict[str, Callable[[Network, Person, Any], object]] = {
    "same": lambda network, person, number: network.gather.same(person.id, _nth(network, number)),
    "different": lambda network, person, number: network.gather.different(person.id, _nth(network, number)),
    "split": _split,
    "edit": lambda network, person, email: network.gather.edit(person.id, name="Mended", email=email, note="seen"),
    "enroll": lambda network, person, circle: network.gather.add_to_circle(circle, [person.id]),
    "dismiss": lambda network, person, circle: network.gather.remove_from_circle(circle, [person.id]),
    "eliminate": lambda network, person, _: network.choose.eliminate([person.id]),
    "keep": lambda network, person, _: network.choose.keep([person.id]),
}


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
