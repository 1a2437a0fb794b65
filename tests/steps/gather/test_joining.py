"""One human is one person: what proves it, what is asked, and what never is."""

from collections.abc import Callable
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from netcore.network import Network
from tests.steps.gather.books import card, write_book
from tests.steps.gather.conftest import everything
from tests.steps.people import store_of

WriteBook = Callable[..., Path]
Cards = dict[str, dict[str, Any]]
"""One card a book, by the book's name."""


@pytest.fixture
def bring(network: Network, book: WriteBook) -> Callable[..., None]:
    """Imports one-card books, in the order given."""

    def bring(**cards: dict[str, Any]) -> None:
        for name, one in cards.items():
            network.gather.import_paths([book(name, card(f"id-{name}", **one))])

    return bring


def people(network: Network) -> set[frozenset[str]]:
    """Who is one human, by the names of their books."""
    return {frozenset(ref.account.removeprefix("cards:") for ref in p.records) for p in network.gather.people()}


def questions(network: Network) -> set[frozenset[str]]:
    """Which books' people are asked about."""
    books = {p.id: "+".join(ref.account.removeprefix("cards:") for ref in p.records) for p in network.gather.people()}
    return {frozenset((books[q.left], books[q.right])) for q in network.gather.duplicates()}


ONE_HUMAN: dict[str, Cards] = {
    "the same e-mail and name": {
        "a": {"name": "Ada Lovelace", "email": "Ada@X.org"},
        "b": {"name": "Ada Lovelace", "email": "ada@x.org"},
    },
    "accents, case and order of the name": {
        "a": {"name": "ZOÉ LAMBERT", "email": "zoe@x.org"},
        "b": {"name": "Lambert, Zoe", "email": "zoe@x.org"},
    },
    "a nickname and the same mobile": {
        "a": {"name": "Robert Smith", "cell": "+44 7700 900101"},
        "b": {"name": "Bob Smith", "cell": "+447700900101"},
    },
    "a number written with and without its country": {
        "a": {"name": "Ada Lovelace", "phone": "+44 7700 900101"},
        "b": {"name": "Ada Lovelace", "phone": "07700 900101"},
    },
    "the same card in two accounts": {
        "a": {"name": "Ada Lovelace", "uid": "urn:uuid:7E5E"},
        "b": {"name": "Ada Lovelace", "uid": "7e5e"},
    },
    "an organisation and the mailbox that is its own": {
        "a": {"name": "Harbour Surgery", "kind": "organization", "email": "info@harbour.org"},
        "b": {"name": "HARBOUR SURGERY Ltd", "kind": "organization", "email": "info@harbour.org"},
    },
}

ASKED: dict[str, Cards] = {
    "an initial": {
        "a": {"name": "Ada Lovelace", "email": "ada@firm.com"},
        "b": {"name": "A. Lovelace", "email": "ada@firm.com"},
    },
    "one full name on one line at home: father and son, or one human": {
        "a": {"name": "John Smith", "home": "+44 117 496 0112"},
        "b": {"name": "John Smith", "home": "+44 117 496 0112"},
    },
    "two who share nothing but a name": {"a": {"name": "John Smith"}, "b": {"name": "John Smith"}},
    "an organisation and its line": {
        "a": {"name": "Harbour Surgery", "kind": "organization", "firm": "Harbour Surgery", "phone": "+441314960777"},
        "b": {"name": "Harbour Surgery", "kind": "organization", "firm": "Harbour Surgery", "phone": "01314960777"},
    },
    "the same card under two names": {
        "a": {"name": "Ada Lovelace", "uid": "7e5e"},
        "b": {"name": "Grace Hopper", "uid": "7e5e"},
    },
}

TWO_HUMANS: dict[str, Cards] = {
    "a couple on one address": {
        "a": {"name": "Mary Smith", "email": "smiths@x.org"},
        "b": {"name": "John Smith", "email": "smiths@x.org"},
    },
    "a family on one line": {
        "a": {"name": "Mary Smith", "home": "+44 117 496 0112"},
        "b": {"name": "Tom Smith", "home": "+44 117 496 0112"},
    },
    "father and son by their birthdays": {
        "a": {"name": "John Smith", "email": "john@x.org", "born": (1950, 1, 2)},
        "b": {"name": "John Smith", "email": "john@x.org", "born": (1980, 5, 6)},
    },
    "two organisations at one door": {
        "a": {"name": "Harbour Surgery", "kind": "organization", "email": "info@x.org", "phone": "+441314960777"},
        "b": {"name": "Harbour Dental", "kind": "organization", "email": "info@x.org", "phone": "+441314960777"},
    },
    "two branches of one name": {
        "a": {"name": "Harbour Bank", "kind": "organization", "email": "leith@harbour.org"},
        "b": {"name": "Harbour Bank", "kind": "organization", "email": "perth@harbour.org"},
    },
    "an organisation and somebody who works there": {
        "a": {"name": "Harbour Surgery", "kind": "organization", "email": "info@x.org", "phone": "+441314960777"},
        "b": {"name": "Ada King", "firm": "Harbour Surgery", "email": "info@x.org", "phone": "+441314960777"},
    },
    "cards that two programs gave one number": {
        "a": {"name": "Ada King", "uid": "17"},
        "b": {"name": "Ada", "email": "ada@x.org", "uid": "17"},
    },
    "an address for everybody": {
        "a": {"name": "Ada Lovelace", "email": "info@x.org"},
        "b": {"name": "Grace Hopper", "email": "info@x.org"},
    },
}


@pytest.mark.parametrize("cards", ONE_HUMAN.values(), ids=list(ONE_HUMAN))
def test_proof_joins_two_cards(network: Network, bring: Callable[..., None], cards: Cards) -> None:
    bring(**cards)
    assert people(network) == {frozenset("ab")}
    assert questions(network) == set()


@pytest.mark.parametrize("cards", ASKED.values(), ids=list(ASKED))
def test_what_is_likely_is_asked_and_not_joined(network: Network, bring: Callable[..., None], cards: Cards) -> None:
    bring(**cards)
    assert people(network) == {frozenset("a"), frozenset("b")}
    assert questions(network) == {frozenset("ab")}
    assert all(question.reasons for question in network.gather.duplicates())


@pytest.mark.parametrize("cards", TWO_HUMANS.values(), ids=list(TWO_HUMANS))
def test_two_humans_stay_two_without_a_question(network: Network, bring: Callable[..., None], cards: Cards) -> None:
    bring(**cards)
    assert people(network) == {frozenset("a"), frozenset("b")}
    assert questions(network) == set()


def test_senior_and_junior_are_two(network: Network, bring: Callable[..., None]) -> None:
    bring(
        a={"name": "Smith Sr, John", "email": "john@x.org"},
        b={"name": "Smith Jr, John", "email": "john@x.org"},
    )
    assert len(people(network)) == 2


def test_two_cards_of_one_account_are_joined_under_one_full_name_only(network: Network, book: WriteBook) -> None:
    network.gather.import_paths(
        [
            book(
                "phone",
                card("1", "Ada Lovelace", email="ada@x.org"),
                card("2", "Ada Lovelace", email="ada@x.org"),
                card("3", "Robert Smith", cell="+447700900101"),
                card("4", "Bob Smith", cell="+447700900101"),
            )
        ]
    )
    assert sorted(len(person.records) for person in network.gather.people()) == [1, 1, 2]
    assert len(network.gather.duplicates()) == 1


@pytest.mark.parametrize("order", list(permutations("abc")))
def test_two_cards_are_linked_through_a_third_in_any_order(
    network: Network, bring: Callable[..., None], order: tuple[str, ...]
) -> None:
    cards = {
        "a": {"name": "Ada Lovelace", "email": "ada@x.org"},
        "b": {"name": "Ada Lovelace", "email": "ada@y.org"},
        "c": {"name": "Ada Lovelace", "email": ["ada@x.org", "ada@y.org"]},
    }
    bring(**{name: cards[name] for name in order})
    assert people(network) == {frozenset("abc")}
    person = network.gather.people()[0]
    assert person.id == next(p.id for p in [network.gather.find(person.id)])


@pytest.mark.parametrize("order", list(permutations("abc")))
def test_a_shared_value_proves_nothing_to_anybody_in_any_order(
    network: Network, bring: Callable[..., None], order: tuple[str, ...]
) -> None:
    cards = {
        "a": {"name": "Robert Smith", "cell": "+447700900101"},
        "b": {"name": "Bob Smith", "cell": "+447700900101"},
        "c": {"name": "Mary Jones", "cell": "+447700900101"},
    }
    bring(**{name: cards[name] for name in order})
    assert people(network) == {frozenset("a"), frozenset("b"), frozenset("c")}


@pytest.mark.parametrize("order", list(permutations("abc")))
def test_who_has_other_proof_stays_joined_when_one_value_turns_out_to_be_shared(
    network: Network, bring: Callable[..., None], order: tuple[str, ...]
) -> None:
    cards = {
        "a": {"name": "Robert Smith", "email": "smiths@x.org", "cell": "+447700900101"},
        "b": {"name": "Bob Smith", "email": "smiths@x.org", "cell": "+447700900101"},
        "c": {"name": "Mary Jones", "email": "smiths@x.org"},
    }
    bring(**{name: cards[name] for name in order})
    assert people(network) == {frozenset("ab"), frozenset("c")}


def test_a_join_that_would_contradict_itself_is_asked(network: Network, bring: Callable[..., None]) -> None:
    bring(
        a={"name": "John Smith", "email": "john@x.org", "born": (1950, 1, 2)},
        b={"name": "John Smith", "email": ["john@x.org", "js@y.org"]},
        c={"name": "John Smith", "email": "js@y.org", "born": (1980, 5, 6)},
    )
    assert len(people(network)) == 2
    assert len(network.gather.duplicates()) == 1


def test_the_oldest_card_stands_for_the_person_for_ever(network: Network, bring: Callable[..., None]) -> None:
    bring(a={"name": "Ada Lovelace", "email": "ada@x.org"})
    first = network.gather.people()[0].id
    for name in "bcdefgh":
        bring(**{name: {"name": "Ada Lovelace", "email": "ada@x.org"}})
        assert [person.id for person in network.gather.people()] == [first]


def test_an_id_from_before_a_join_still_means_the_human(network: Network, book: WriteBook) -> None:
    network.gather.import_paths([book("a", card("1", "Ada Lovelace", email="ada@x.org"))])
    network.gather.import_paths([book("b", card("1", "Ada Lovelace", email="ada@y.org"))])
    one, other = (person.id for person in network.gather.people())
    network.gather.same(one, other)
    assert network.gather.find(one) == network.gather.find(other)


def test_a_card_that_changes_stays_with_its_human(network: Network, bring: Callable[..., None]) -> None:
    bring(a={"name": "Ada Lovelace", "email": "ada@x.org"}, b={"name": "Ada Lovelace", "email": "ada@x.org"})
    bring(b={"name": "Ada Lovelace", "email": "new@x.org"})
    assert people(network) == {frozenset("ab")}


def test_a_card_that_becomes_somebody_else_is_asked_about(network: Network, bring: Callable[..., None]) -> None:
    bring(a={"name": "Ada Lovelace", "email": "ada@x.org"}, b={"name": "Ada Lovelace", "email": "ada@x.org"})
    bring(b={"name": "Grace Hopper", "email": "grace@x.org"})
    assert people(network) == {frozenset("a"), frozenset("b")}
    assert [question.reasons for question in network.gather.duplicates()] == [("were one until now: different names",)]


def test_a_doubt_about_somebody_off_the_list_does_not_end_by_itself(
    network: Network, bring: Callable[..., None]
) -> None:
    bring(a={"name": "Ada Lovelace", "email": "ada@firm.com"})
    network.choose.eliminate(["Ada"])
    bring(b={"name": "A. Lovelace", "email": "ada@firm.com"})
    assert network.gather.find("A. Lovelace").held
    bring(c={"name": "Mary Jones", "email": "ada@firm.com"})
    assert network.gather.find("A. Lovelace").held


def test_a_duplicate_of_somebody_off_the_list_is_off_the_list(network: Network, bring: Callable[..., None]) -> None:
    bring(a={"name": "Ada Lovelace", "email": "ada@x.org"})
    network.choose.eliminate(["Ada"])
    bring(b={"name": "Ada Lovelace", "email": ["ada@x.org", "other@x.org"]})
    (ada,) = network.gather.people()
    assert ada.standing == "eliminated"
    bring(c={"name": "Ada Lovelace", "email": "other@x.org"})
    assert [person.standing for person in network.gather.people()] == ["eliminated"]


def test_both_engines_come_to_the_same_network(network: Network, postgres_url: str, tmp_path: Path) -> None:
    every = {**ONE_HUMAN, **ASKED, **TWO_HUMANS}
    books = [
        write_book(tmp_path / f"{name}.cards", *(card(str(n), **cards[name]) for n, cards in enumerate(every.values())))
        for name in "ab"
    ]
    with Network(
        postgres_url, network="joining", home=tmp_path / "other", plugins=network.plugins, now=store_of(network).now
    ) as other:
        for one in (network, other):
            one.gather.import_paths(books)
        assert everything(other) == everything(network)
        assert other.gather.people() == network.gather.people()
        assert other.gather.duplicates() == network.gather.duplicates()
