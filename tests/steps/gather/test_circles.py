"""Circles: from categories and group cards, mapped once, changed by the user, and never undone by an import."""

from collections.abc import Callable
from pathlib import Path

import pytest

from netcore.errors import NotFound, UsageError
from netcore.network import Network
from tests.steps.gather.books import card
from tests.steps.gather.conftest import everything

WriteBook = Callable[..., Path]


def members(network: Network) -> dict[str, list[str]]:
    return {
        circle.name: [person.name for person in network.gather.people(circle=circle.id)]
        for circle in network.gather.circles()
    }


def test_a_category_becomes_a_circle_of_its_name(each_network: Network, book: WriteBook) -> None:
    each_network.gather.import_paths(
        [book("a", card("1", "Ada", categories=["Choir", "Friends"]), card("2", "Bob", categories=["CHOIR"]))]
    )
    assert members(each_network) == {"Choir": ["Ada", "Bob"], "Friends": ["Ada"]}
    assert [(circle.id, circle.members) for circle in each_network.gather.circles()] == [("choir", 2), ("friends", 1)]


def test_labels_that_programs_put_on_everybody_are_no_circle(network: Network, book: WriteBook) -> None:
    labels = ["myContacts", "* myContacts", "My Contacts", "Starred in Android", "Imported on 6/25/20"]
    network.gather.import_paths([book("a", card("1", "Ada", categories=labels))])
    assert network.gather.circles() == ()


def test_a_group_card_is_a_circle_and_nobody(each_network: Network, book: WriteBook) -> None:
    path = book(
        "a",
        card("1", "Ada", uid="U-1"),
        card("g", "Rowing", kind="group", members=["urn:uuid:u-1", "u-2", "mailto:Carl@x.org", "missing"]),
        card("2", "Bob", uid="u-2"),
        card("3", "Carl", email="carl@x.org"),
    )
    (report,) = each_network.gather.import_paths([path])
    assert [line.outcome for line in report.records] == ["new", "circle", "new", "new"]
    assert report.records[1].name == "Rowing"
    assert members(each_network) == {"Rowing": ["Ada", "Bob", "Carl"]}
    assert len(each_network.gather.people()) == 3
    (again,) = each_network.gather.import_paths([path])
    assert {line.outcome for line in again.records} == {"unchanged"}


def test_a_member_who_comes_later_finds_the_group(network: Network, book: WriteBook) -> None:
    group = card("g", "Rowing", kind="group", members=["u-1", "u-2"])
    network.gather.import_paths([book("a", group, card("1", "Ada", uid="u-1"))])
    network.gather.import_paths([book("a", group, card("1", "Ada", uid="u-1"), card("2", "Bob", uid="u-2"))])
    assert members(network) == {"Rowing": ["Ada", "Bob"]}


def test_a_list_of_addresses_is_a_circle_of_those_who_have_them(each_network: Network, book: WriteBook) -> None:
    listed = ["ada@x.org", "Bob King <Bob@x.org>", "nobody@x.org"]
    cards = [card("0", "Choir", kind="group", email=listed)]
    cards += [card(name, name, email=f"{name}@x.org") for name in ("ada", "bob", "carl")]
    each_network.gather.import_paths([book("a", *cards)])
    assert members(each_network) == {"Choir": ["ada", "bob"]}
    assert len(each_network.gather.people()) == 3


def test_a_group_that_grew_takes_in_its_new_members(network: Network, book: WriteBook) -> None:
    people = [card("1", "Ada", uid="u-1"), card("2", "Bob", uid="u-2")]
    network.gather.import_paths([book("a", *people, card("g", "Rowing", kind="group", members=["u-1"]))])
    network.gather.remove_from_circle("Rowing", ["Ada"])
    network.gather.import_paths([book("a", *people, card("g", "Rowing", kind="group", members=["u-1", "u-2"]))])
    assert members(network) == {"Rowing": ["Bob"]}, "whom the user took out stays out"


def test_whom_the_user_took_out_no_import_puts_back(network: Network, book: WriteBook) -> None:
    network.gather.import_paths([book("a", card("1", "Ada", categories=["Choir"]))])
    network.gather.remove_from_circle("choir", ["Ada"])
    network.gather.import_paths([book("a", card("1", "Ada", categories=["Choir"], note="changed"))])
    assert members(network) == {"Choir": []}
    network.gather.import_paths([book("a", card("1", "Ada", categories=["Choir", "Art"]))])
    assert members(network) == {"Art": ["Ada"], "Choir": []}


def test_a_category_is_mapped_once_for_those_who_are_here_and_for_later_ones(
    each_network: Network, book: WriteBook
) -> None:
    each_network.gather.import_paths([book("a", card("1", "Ada", categories=["Choir"]))])
    each_network.gather.map_category("CHOIR", "music")
    assert members(each_network) == {"music": ["Ada"]}
    each_network.gather.import_paths([book("b", card("1", "Bob", categories=["choir"]))])
    assert members(each_network) == {"music": ["Ada", "Bob"]}


def test_a_circle_that_somebody_cares_for_survives_the_mapping_of_its_category(
    network: Network, book: WriteBook
) -> None:
    network.gather.import_paths([book("a", card("1", "Ada", categories=["Choir"]), card("2", "Bob"))])
    network.gather.add_to_circle("Choir", ["Bob"])
    network.gather.map_category("Choir", "music")
    assert members(network) == {"Choir": ["Bob"], "music": ["Ada"]}


def test_a_category_can_be_ignored(network: Network, book: WriteBook) -> None:
    network.gather.import_paths([book("a", card("1", "Ada", categories=["Imported 2019"]))])
    before = everything(network)
    network.gather.map_category("imported 2019", None)
    assert members(network) == {}
    network.gather.import_paths([book("b", card("1", "Bob", categories=["Imported 2019"]))])
    assert members(network) == {}
    network.gather.undo()
    network.gather.undo()
    assert everything(network) == before


def test_people_are_put_into_circles_by_id_or_name_and_taken_out_again(each_network: Network) -> None:
    for name in ("Ada", "Bob"):
        each_network.gather.add(name)
    circle = each_network.gather.add_to_circle("Früh Sport", ["Ada", "Bob"])
    assert (circle.id, circle.name, circle.members) == ("fruh-sport", "Früh Sport", 2)
    assert each_network.gather.add_to_circle("fruh sport", ["Ada"]).members == 2
    assert each_network.gather.remove_from_circle("FRÜH SPORT", ["Ada"]).members == 1
    each_network.gather.undo()
    assert members(each_network) == {"Früh Sport": ["Ada", "Bob"]}


def test_a_member_of_a_circle_is_taken_out_whatever_card_put_them_in(network: Network, book: WriteBook) -> None:
    network.gather.import_paths([book("a", card("1", "Ada Lovelace", email="ada@x.org"))])
    network.gather.import_paths([book("b", card("1", "Ada Lovelace", email="ada@x.org", categories=["Choir"]))])
    assert members(network) == {"Choir": ["Ada Lovelace"]}
    network.gather.remove_from_circle("Choir", ["Ada"])
    assert members(network) == {"Choir": []}


def test_two_people_who_become_one_are_in_all_their_circles_once(network: Network) -> None:
    one = network.gather.add("Ada", circles=("Choir", "Chess"))
    other = network.gather.add("Countess", circles=("Choir", "Court"))
    together = network.gather.same(one.id, other.id)
    assert together.circles == ("Chess", "Choir", "Court")
    assert next(circle for circle in network.gather.circles() if circle.id == "choir").members == 1


def test_a_circle_has_notes(network: Network) -> None:
    network.gather.add("Ada", circles=("Choir",))
    assert network.gather.describe_circle("choir", "Tuesdays, half past seven.").notes == "Tuesdays, half past seven."
    network.gather.undo()
    assert network.gather.circles()[0].notes == ""


def test_a_circle_that_is_not_there_is_said(network: Network) -> None:
    network.gather.add("Ada")
    with pytest.raises(NotFound, match="no circle 'Choir'"):
        network.gather.remove_from_circle("Choir", ["Ada"])
    with pytest.raises(UsageError, match="needs a name"):
        network.gather.add_to_circle(" ", ["Ada"])


def test_names_of_any_script_become_circles(each_network: Network, book: WriteBook) -> None:
    each_network.gather.import_paths(
        [book("a", card("1", "Ada", categories=["合唱团", "Хор", "!!!", "C/D", "C-D", "x" * 300]))]
    )
    ids = [circle.id for circle in each_network.gather.circles()]
    assert len(ids) == len(set(ids)) == 5
    assert all(len(circle) <= 40 for circle in ids)


def test_a_circle_joined_to_another_is_part_of_it_now_and_later(each_network: Network, book: WriteBook) -> None:
    cards = [card(name, name, categories=["Kirchenchor"]) for name in ("Ada", "Bob", "Cleo")]
    each_network.gather.import_paths([book("phone", *cards)])
    each_network.gather.remove_from_circle("Kirchenchor", ["Bob"])
    before = everything(each_network)
    each_network.gather.join_circle("kirchenchor", "music")
    assert members(each_network) == {"music": ["Ada", "Cleo"]}
    each_network.gather.undo()
    assert everything(each_network) == before
    each_network.gather.join_circle("kirchenchor", "music")
    each_network.gather.import_paths([book("phone", *cards, card("4", "Dan", categories=["Kirchenchor"]))])
    assert members(each_network) == {"music": ["Ada", "Cleo", "Dan"]}
    with pytest.raises(UsageError, match="is that circle already"):
        each_network.gather.join_circle("music", "Music")


def test_a_circle_that_the_user_filled_by_hand_stays_when_it_joins_another(network: Network) -> None:
    network.gather.add("Ada", circles=("Quartet",))
    network.gather.join_circle("Quartet", "music")
    assert members(network) == {"Quartet": ["Ada"], "music": ["Ada"]}


# -- recall ----------------------------------------------------------------------------------------------------------


def test_recall_asks_first_about_the_parts_of_life_where_nobody_is(each_network: Network) -> None:
    each_network.gather.add("Ada", circles=("music",))
    prompts = each_network.gather.recall()
    assert prompts[0].people == ()
    assert prompts[-1].circle == "music"
    assert prompts[-1].people == ("Ada",)
    assert {"family", "music", "sports", "art", "children", "work", "neighbours"} <= {p.circle for p in prompts}
    assert all(prompt.question.endswith("?") for prompt in prompts)


def test_recall_offers_people_whose_cards_hint_that_they_belong(network: Network, book: WriteBook) -> None:
    network.gather.import_paths(
        [
            book(
                "a",
                card("1", "Siân", note="Leads the Harbour Choir."),
                card("2", "Hamish", firm="Avon Rowing Club"),
                card("3", "Bandit", note="husband of Joan"),
                card("4", "Leo", note="Sang in the choir."),
            )
        ]
    )
    network.choose.eliminate(["Leo"])
    offered = {p.circle: [(s.name, s.because) for s in p.suggestions] for p in network.gather.recall()}
    assert offered["music"] == [("Siân", "choir")]
    assert offered["sports"] == [("Hamish", "rowing")]
    network.gather.add_to_circle("music", ["Siân"])
    assert next(p for p in network.gather.recall() if p.circle == "music").suggestions == ()


def test_recall_asks_about_the_users_own_circles_too(network: Network) -> None:
    network.gather.add("Ada", circles=("Analytical Engine",))
    assert network.gather.recall()[-1].question == "Who else belongs to Analytical Engine?"


@pytest.mark.parametrize("name", ["Bob Stone", "Robert Stone", "stone, robert", "Mr. Robert  Stone"])
def test_somebody_is_called_what_any_of_their_cards_says(each_network: Network, book: WriteBook, name: str) -> None:
    mail = "bob@x.org"
    each_network.gather.import_paths([book("a", card("1", "Bob Stone", email=mail), card("2", "Robert"))])
    each_network.gather.import_paths([book("b", card("1", "Mr Robert Stone", email=mail, firm="Stone & Co"))])
    assert [person.emails for person in each_network.gather.called(name)] == [(mail,)]


def test_nobody_is_called_by_part_of_a_name(network: Network) -> None:
    network.gather.add("Mette Holm")
    assert network.gather.called("Mette") == network.gather.called("") == ()


def test_recall_offers_whole_circles_by_their_names(network: Network, book: WriteBook) -> None:
    cards = [card("1", "Ada", categories=["Kirchenchor"], note="sings in the choir"), card("2", "Bob", note="choir")]
    network.gather.import_paths([book("phone", *cards)])
    music = next(prompt for prompt in network.gather.recall() if prompt.circle == "music")
    assert [(circle.name, circle.members) for circle in music.circles] == [("Kirchenchor", 1)]
    assert [one.name for one in music.suggestions] == ["Bob"], "who is in it already comes with it"
    network.gather.join_circle("Kirchenchor", "music")
    prompts = {prompt.circle: prompt for prompt in network.gather.recall()}
    assert (prompts["music"].circles, prompts["music"].people) == ((), ("Ada",))
    assert "kirchenchor" not in prompts


def test_part_of_a_name_may_mean_those_on_the_list_who_have_all_of_it(each_network: Network) -> None:
    for name in ("Mette Holm", "Mette Krogh", "Annemette Holm", "Mette Lund"):
        each_network.gather.add(name)
    each_network.choose.eliminate(["Mette Lund"])
    called = each_network.gather.perhaps_called
    assert [person.name for person in called("mette")] == ["Mette Holm", "Mette Krogh"]
    assert [person.name for person in called("Holm Mette")] == ["Mette Holm"]
    assert called("Met") == called("") == called("Mette Olsen") == ()


def test_part_of_a_name_that_many_have_means_none_of_them(network: Network) -> None:
    for surname in ("Holm", "Krogh", "Lund", "Olsen", "Toft"):
        network.gather.add(f"Mette {surname}")
    assert len(network.gather.perhaps_called("Mette")) == 5
    network.gather.add("Mette Vang")
    assert network.gather.perhaps_called("Mette") == ()
