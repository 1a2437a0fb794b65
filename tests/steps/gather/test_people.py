"""People as one looks them up, adds and corrects them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from netcore.errors import Ambiguous, NotFound, UsageError
from netcore.model.contact import Contact, Name
from netcore.network import Network
from netcore.steps.gather.by_hand import name_from
from tests.steps.gather.books import card
from tests.steps.gather.conftest import everything

WriteBook = Callable[..., Path]


@pytest.fixture
def four(each_network: Network, book: WriteBook) -> Network:
    each_network.gather.import_paths(
        [
            book(
                "phone",
                card("1", "Siân Pritchard", email="sian@x.org"),
                card("2", "Zoë Lambert", email="zoe.lambert@y.org", categories=["Choir"]),
                card("3", "Ann Smith", email="smiths@x.org"),
                card("4", "Tom Smith", email="smiths@x.org"),
            )
        ]
    )
    return each_network


def names(network: Network, **how: object) -> list[str]:
    return [person.name for person in network.gather.people(**how)]  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["sian", "SIÂN", "pritch", "siân pritchard", "  sian@x.org ", "SIAN@X.ORG"])
def test_a_person_is_found_by_any_unique_part_however_it_is_typed(four: Network, text: str) -> None:
    assert four.gather.find(text).name == "Siân Pritchard"


def test_a_person_is_found_by_id(four: Network) -> None:
    sian = four.gather.find("sian")
    assert four.gather.find(sian.id) == sian


def test_several_who_fit_are_named_with_their_ids(four: Network) -> None:
    with pytest.raises(Ambiguous) as error:
        four.gather.find("smith")
    assert {label for _, label in error.value.candidates} == {"Ann Smith, smiths@x.org", "Tom Smith, smiths@x.org"}
    assert all(person in str(error.value) for person, _ in error.value.candidates)
    with pytest.raises(Ambiguous):
        four.gather.find("smiths@x.org")


def test_a_whole_name_wins_over_part_of_another(four: Network) -> None:
    four.gather.add("Ann Smithson")
    assert four.gather.find("ann smith").name == "Ann Smith"


@pytest.mark.parametrize("text", ["nobody", "100%", "_", "x\u0000y"])
def test_nobody_of_that_name_is_said(four: Network, text: str) -> None:
    with pytest.raises(NotFound, match="netcore people list"):
        four.gather.find(text)


def test_an_empty_text_means_nobody(four: Network) -> None:
    with pytest.raises(UsageError, match="Say who"):
        four.gather.find("  ")


def test_lists_are_sorted_by_name_without_accents(four: Network) -> None:
    four.gather.add("Émile Zola")
    four.gather.add("eve adams")
    assert names(four) == ["Ann Smith", "Émile Zola", "eve adams", "Siân Pritchard", "Tom Smith", "Zoë Lambert"]
    assert names(four, limit=2) == ["Ann Smith", "Émile Zola"]


def test_lists_are_narrowed_by_search_circle_and_standing(four: Network) -> None:
    four.choose.eliminate(["Tom"])
    assert names(four, search="smiths@") == ["Ann Smith", "Tom Smith"]
    assert names(four, search="lamb") == ["Zoë Lambert"]
    assert names(four, circle="Choir") == ["Zoë Lambert"]
    assert names(four, standing="eliminated") == ["Tom Smith"]
    assert names(four, search="smith", standing="undecided", limit=1) == ["Ann Smith"]
    with pytest.raises(NotFound, match="no circle"):
        names(four, circle="chess")


def test_a_bare_name_is_enough_to_add_somebody(each_network: Network) -> None:
    grace = each_network.gather.add("Grace Hopper")
    assert (grace.name, grace.records[0].account, grace.standing) == ("Grace Hopper", "hand:me", "undecided")
    name = each_network.gather.show("grace").card.name
    assert (name.given, name.family) == ("Grace", "Hopper")


def test_everything_that_is_known_can_be_said_when_adding(four: Network) -> None:
    person = four.gather.add(
        "Hopper, Grace",
        email="grace@navy.org",
        phone="+1 202 555 0100",
        circles=("Choir", "Sailing"),
        note="Wrote a compiler.",
        introduced_by="sian",
    )
    detail = four.gather.show(person.id)
    assert detail.person.name == "Grace Hopper"
    assert detail.person.circles == ("Choir", "Sailing")
    assert (detail.person.emails, detail.person.phones) == (("grace@navy.org",), ("+1 202 555 0100",))
    assert detail.notes == ("Wrote a compiler.",)
    assert detail.introduced_by == four.gather.find("sian").id


def test_adding_somebody_known_by_address_finds_them(four: Network) -> None:
    before = four.gather.find("sian")
    again = four.gather.add("Sian Pritchard", email="SIAN@x.org")
    assert again.id == before.id
    assert len(again.records) == 2


def test_adding_a_namesake_is_a_question_not_a_join(four: Network) -> None:
    added = four.gather.add("Zoe Lambert")
    (question,) = four.gather.duplicates()
    assert {question.left, question.right} == {added.id, four.gather.find("zoe.lambert@y.org").id}


def test_a_namesake_of_somebody_off_the_list_is_held(four: Network) -> None:
    four.choose.eliminate(["Zoë"])
    assert four.gather.add("Zoe Lambert", email="new@z.org").held


def test_somebody_without_a_name_is_not_added(four: Network) -> None:
    with pytest.raises(UsageError, match="at least a name"):
        four.gather.add("  ")


def test_an_unknown_introducer_leaves_nothing_behind(four: Network) -> None:
    before = everything(four)
    with pytest.raises(NotFound):
        four.gather.add("Grace", introduced_by="nobody")
    assert everything(four) == before


def test_a_correction_wins_over_the_address_book_now_and_later(four: Network, book: WriteBook) -> None:
    detail = four.gather.edit("sian", name="Siân Evans", email="evans@x.org", phone="+447700900101", note="Married.")
    assert (detail.person.name, detail.person.emails) == ("Siân Evans", ("evans@x.org", "sian@x.org"))
    assert four.gather.find("evans@x.org").id == detail.person.id
    four.gather.import_paths([book("phone", card("1", "Siân P.", email="third@x.org"))])
    after = four.gather.show(detail.person.id)
    assert (after.person.name, after.person.emails) == ("Siân Evans", ("evans@x.org", "third@x.org"))
    assert after.notes == ("Married.",)
    assert four.gather.find("evans@x.org").id == detail.person.id


def test_a_correction_is_taken_back_with_an_empty_text(four: Network) -> None:
    four.gather.edit("sian", name="Somebody Else", email="else@x.org")
    detail = four.gather.edit("sian@x.org", name="", email="")
    assert (detail.person.name, detail.person.emails) == ("Siân Pritchard", ("sian@x.org",))
    with pytest.raises(NotFound):
        four.gather.find("else@x.org")


def test_a_corrected_address_shows_who_is_the_same(four: Network) -> None:
    four.gather.edit("Ann", name="Zoe Lambert", email="zoe.lambert@y.org")
    assert [len(person.records) for person in four.gather.people(search="lambert")] == [2]
    four.gather.undo()
    assert [len(person.records) for person in four.gather.people(search="lambert")] == [1]


def test_numbers_are_read_anew_when_the_region_is_stated(each_network: Network, book: WriteBook) -> None:
    each_network.gather.import_paths([book("a", card("1", "Ada Lovelace", phone="07700 900101"))])
    with pytest.raises(UsageError, match="two letters"):
        each_network.gather.set_region("Atlantis")
    before = everything(each_network)
    each_network.gather.set_region("gb")
    assert each_network.gather.region() == "GB"
    assert '"+447700900101"' in "".join(everything(each_network))
    listed = each_network.gather.operations()
    each_network.gather.set_region("GB")
    assert each_network.gather.operations() == listed
    each_network.gather.undo()
    assert everything(each_network) == before


def test_every_step_of_gathering_is_in_the_journal(four: Network) -> None:
    four.gather.add("Grace Hopper")
    four.gather.undo()
    assert [entry.event for entry in four.journal()] == ["gather.undone", "gather.added", "gather.imported"]


@pytest.mark.parametrize(
    ("typed", "given", "family", "suffix"),
    [
        ("Sammy Davis, Jr.", "Sammy", "Davis", "Jr."),
        ("Sammy Davis Jr.", "Sammy", "Davis", "Jr."),
        ("Davis, Sammy, Jr.", "Sammy", "Davis", "Jr."),
        ("Ada Lovelace, PhD, MBA", "Ada", "Lovelace", "PhD, MBA"),
        ("Ma, Yo-Yo", "Yo-Yo", "Ma", ""),
        ("Jack Ma", "Jack", "Ma", ""),
        ("Jr.", "Jr.", "", ""),
    ],
)
def test_what_stands_behind_a_name_is_no_part_of_it(typed: str, given: str, family: str, suffix: str) -> None:
    name = name_from(typed)
    assert (name.given, name.family, name.suffix) == (given, family, suffix)


def test_what_is_no_address_is_refused_and_nobody_is_added(network: Network) -> None:
    with pytest.raises(UsageError, match="'not mail' is no e-mail address"):
        network.gather.add("Xenia", email="not mail")
    assert network.gather.people() == ()
    network.gather.add("Xenia", email=" xenia@example.org ")
    with pytest.raises(UsageError, match="is no e-mail address"):
        network.gather.edit("Xenia", email="xenia@")
    assert network.gather.find("Xenia").emails == ("xenia@example.org",)


def test_a_line_break_in_a_name_forges_no_line_of_a_list() -> None:
    assert Contact(name=Name(display="Eve\nrefused   Mallory")).label() == "Eve refused Mallory"


def test_many_people_are_shown_as_each_of_them_is(four: Network) -> None:
    first, *others = (person.id for person in four.gather.people())
    four.gather.same(first, others[0])
    for number, person in enumerate([first, others[-1], first]):
        four.gather.edit(person, note=f"note {number}")
    new = four.gather.add("Grace Hopper", introduced_by=others[-1]).id
    ids = [new, others[-1], four.gather.find(first).id]
    shown = four.gather.show_all([*ids, "nobody", ids[0]])
    assert shown == tuple(four.gather.show(person) for person in ids)
    assert shown[0].introduced_by == others[-1]
    assert [detail.notes for detail in shown[1:]] == [("note 1",), ("note 0", "note 2")]
