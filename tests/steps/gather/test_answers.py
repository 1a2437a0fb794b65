"""What the user says about who is who holds for ever, and can be taken back exactly."""

from collections.abc import Callable
from pathlib import Path

import pytest

from netcore.errors import NotFound, NotPossibleNow, UsageError
from netcore.network import Network
from tests.steps.gather.books import card
from tests.steps.gather.conftest import everything
from tests.steps.people import add_message

WriteBook = Callable[..., Path]


@pytest.fixture
def two(each_network: Network, book: WriteBook) -> tuple[Network, str, str]:
    """Two people who share a work address, under a name and an initial: there is a question."""
    each_network.gather.import_paths([book("a", card("1", "Ada Lovelace", email="ada@firm.com"))])
    each_network.gather.import_paths([book("b", card("1", "A. Lovelace", email="ada@firm.com", cell="+447700900101"))])
    one, other = each_network.gather.find("Ada").id, each_network.gather.find("A.").id
    return each_network, one, other


def test_same_joins_and_answers_the_question(two: tuple[Network, str, str]) -> None:
    network, one, other = two
    assert len(network.gather.duplicates()) == 1
    person = network.gather.same(other, one)
    assert person.id == one, "the older card stands for both"
    assert (person.name, person.emails, person.phones) == ("Ada Lovelace", ("ada@firm.com",), ("+447700900101",))
    assert network.gather.duplicates() == ()


def test_different_answers_the_question_for_ever(two: tuple[Network, str, str], book: WriteBook) -> None:
    network, one, other = two
    network.gather.different(one, other)
    assert network.gather.duplicates() == ()
    network.gather.import_paths([book("b", card("1", "Ada Lovelace", email="ada@firm.com"))])
    assert len(network.gather.people()) == 2
    assert network.gather.duplicates() == ()


def test_different_holds_through_a_card_that_would_link_the_two(network: Network, book: WriteBook) -> None:
    network.gather.import_paths([book("a", card("1", "John Smith", email="js@x.org"))])
    network.gather.import_paths([book("b", card("1", "John Smith", email="js@y.org"))])
    one, other = (person.id for person in network.gather.people())
    network.gather.different(one, other)
    network.gather.import_paths([book("c", card("1", "John Smith", email=["js@x.org", "js@y.org"]))])
    assert sorted(len(person.records) for person in network.gather.people()) == [1, 2]
    assert network.gather.duplicates() == (), "whether the third is the other one, too, is settled with it"


def test_same_holds_through_every_import(two: tuple[Network, str, str], book: WriteBook) -> None:
    network, one, other = two
    network.gather.same(one, other)
    network.gather.import_paths([book("b", card("1", "Countess of Nowhere", email="c@nowhere.com"))])
    assert len(network.gather.people()) == 1
    assert network.gather.duplicates() == ()


def test_the_last_word_counts(two: tuple[Network, str, str]) -> None:
    network, one, other = two
    network.gather.different(one, other)
    network.gather.same(one, other)
    assert len(network.gather.people()) == 1
    network.gather.split(one, account="cards:b", source_id="1")
    assert len(network.gather.people()) == 2
    network.gather.same(one, other)
    assert len(network.gather.people()) == 1


def test_saying_same_of_one_person_changes_nothing(two: tuple[Network, str, str]) -> None:
    network, one, other = two
    network.gather.same(one, other)
    before, listed = everything(network), network.gather.operations()
    assert network.gather.same(other, one).id == one
    assert (everything(network), network.gather.operations()) == (before, listed)


def test_one_person_cannot_be_different_from_themselves(two: tuple[Network, str, str]) -> None:
    network, one, other = two
    network.gather.same(one, other)
    with pytest.raises(UsageError, match="netcore split"):
        network.gather.different(one, other)


def test_same_and_split_lead_back_to_the_people_there_were(two: tuple[Network, str, str]) -> None:
    network, one, other = two
    before = network.gather.people()
    network.gather.edit(one, note="The countess.")
    network.gather.same(one, other)
    rest, taken = network.gather.split(one, account="cards:b", source_id="1")
    assert (rest.id, taken.id) == (one, other)
    assert network.gather.people() == before
    assert network.gather.show(one).notes == ("The countess.",)
    assert network.gather.show(other).notes == ()


def test_split_leaves_the_rest_one_human_even_if_only_that_card_held_it_together(
    network: Network, book: WriteBook
) -> None:
    network.gather.import_paths([book("a", card("1", "Ada Lovelace", email="ada@x.org"))])
    network.gather.import_paths([book("b", card("1", "Ada Lovelace", email=["ada@x.org", "ada@y.org"]))])
    network.gather.import_paths([book("c", card("1", "Ada Lovelace", email="ada@y.org"))])
    (ada,) = network.gather.people()
    rest, taken = network.gather.split(ada.id, account="cards:b", source_id="1")
    assert [ref.account for ref in rest.records] == ["cards:a", "cards:c"]
    assert [ref.account for ref in taken.records] == ["cards:b"]


def test_a_person_of_two_cards_can_be_split_without_naming_one(two: tuple[Network, str, str]) -> None:
    network, one, other = two
    network.gather.same(one, other)
    assert [person.id for person in network.gather.split(one)] == [one, other]


def test_split_says_which_cards_there_are(network: Network, book: WriteBook) -> None:
    for name in "abc":
        network.gather.import_paths([book(name, card("1", "Ada Lovelace", email="ada@x.org"))])
    with pytest.raises(UsageError, match="cards:a  1; cards:b  1; cards:c  1"):
        network.gather.split("Ada")
    with pytest.raises(NotFound, match="no card"):
        network.gather.split("Ada", account="cards:z", source_id="1")
    network.gather.import_paths([book("d", card("1", "Zoe"))])
    with pytest.raises(UsageError, match="one card only"):
        network.gather.split("Zoe")


def test_who_was_eliminated_as_one_stays_eliminated_when_split(two: tuple[Network, str, str]) -> None:
    network, one, other = two
    network.gather.same(one, other)
    network.choose.eliminate([one])
    rest, taken = network.gather.split(one, account="cards:b", source_id="1")
    assert network.choose.contactable(rest.id)
    assert network.choose.contactable(taken.id)


# -- undo ------------------------------------------------------------------------------------------------------------


def test_nothing_to_undo_is_said(network: Network) -> None:
    with pytest.raises(NotPossibleNow, match="nothing to undo"):
        network.gather.undo()


def test_undoing_a_join_of_people_who_were_eliminated_since_leaves_both_off_the_list(
    two: tuple[Network, str, str],
) -> None:
    network, one, other = two
    network.gather.same(one, other)
    network.choose.eliminate([one])
    network.gather.undo()
    assert len(network.gather.people()) == 2
    assert {person.standing for person in network.gather.people()} == {"eliminated"}


def test_undoing_an_import_does_not_forget_an_elimination(each_network: Network, book: WriteBook) -> None:
    path = book("a", card("1", "Ada Lovelace", email="ada@x.org"))
    each_network.gather.import_paths([path])
    each_network.choose.eliminate(["Ada"])
    each_network.gather.undo()
    assert each_network.gather.people() == ()
    each_network.gather.import_paths([path])
    assert each_network.choose.contactable("Ada")


def test_an_import_is_not_undone_under_a_letter(each_network: Network, book: WriteBook) -> None:
    each_network.gather.import_paths([book("a", card("1", "Ada Lovelace", email="ada@x.org"), card("2", "Bob"))])
    add_message(each_network, each_network.gather.find("Ada").id)
    before = everything(each_network)
    with pytest.raises(NotPossibleNow, match=r"Imported cards:a.*a letter was written \(Ada Lovelace\)"):
        each_network.gather.undo()
    assert everything(each_network) == before


def test_operations_are_undone_one_after_the_other_the_newest_first(two: tuple[Network, str, str]) -> None:
    network, one, other = two
    network.gather.same(one, other)
    network.gather.add("Zoe")
    network.gather.edit("Zoe", email="zoe@x.org")
    assert network.gather.undo() == "Edited Zoe"
    assert network.gather.undo() == "Added Zoe"
    assert network.gather.undo() == "Joined Ada Lovelace and A. Lovelace"
    assert network.gather.undo().startswith("Imported cards:b")
    assert [person.name for person in network.gather.people()] == ["Ada Lovelace"]


def test_what_was_done_while_an_import_ran_cannot_be_told_apart_from_it(network: Network, book: WriteBook) -> None:
    path = book("a", *(card(str(n), f"Person {n}") for n in range(3)))

    def meddle(done: int, total: int | None = None, what: str = "") -> None:
        if not network.gather.people(search="Zoe"):
            network.gather.add("Zoe")

    network.gather.import_paths([path, book("b", card("1", "Bob"))], progress=meddle)
    with pytest.raises(NotPossibleNow, match="while an import was running"):
        network.gather.undo()


def test_an_import_that_is_undone_while_it_runs_stops_with_a_sentence(network: Network, book: WriteBook) -> None:
    def undo(done: int, total: int | None = None, what: str = "") -> None:
        network.gather.undo()

    with pytest.raises(NotPossibleNow, match="undone while it was running"):
        network.gather.import_paths([book("a", card("1", "Ada")), book("b", card("1", "Bob"))], progress=undo)
    assert network.gather.people() == ()
