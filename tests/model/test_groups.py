"""Groups of two cards that bear one name stay apart, and what both say is said once."""

from hypothesis import given
from hypothesis import strategies as st

from netcore.model.contact import Contact, Extra
from netcore.model.groups import extras_of
from netcore.model.merging import Leaf, merged


def card(*lines: str) -> Contact:
    return Contact(extras=tuple(Extra(format="vcard", name="X", text=line) for line in lines))


def texts(*cards: Contact) -> list[str]:
    return [extra.text for extra in extras_of(cards)]


BOAT = ("item1.X-SERVICE:rowing", "item1.X-ABLabel:Boat")
CHOIR = ("item1.X-SERVICE:singing", "item1.X-ABLabel:Choir", "X-ALONE:1")


def test_groups_of_one_name_that_say_different_things_stay_apart() -> None:
    assert texts(card(*BOAT), card(*CHOIR)) == [*BOAT, "item2.X-SERVICE:singing", "item2.X-ABLabel:Choir", "X-ALONE:1"]
    together = merged([Leaf(card(*BOAT), anchor="a"), Leaf(card(*CHOIR), anchor="b")])
    assert sorted(extra.text[:5] for extra in together.extras) == ["X-ALO", "item1", "item1", "item2", "item2"]


def test_what_both_cards_say_is_said_once() -> None:
    assert texts(card(*BOAT), card(*BOAT)) == [*BOAT]
    assert texts(card(*BOAT), card(*CHOIR), card(*CHOIR), card(*BOAT)) == texts(card(*BOAT), card(*CHOIR))


def test_a_new_name_is_none_that_any_of_the_cards_uses() -> None:
    assert texts(card("a1.X:1"), card("A1.X:2", "a2.X:3"), card("a2.X:4")) == ["a1.X:1", "a3.X:2", "a2.X:3", "a4.X:4"]


def test_what_is_no_line_of_a_vcard_stays_as_it_is() -> None:
    cell = Extra(format="csv", name="x", text="item1.X:1")
    assert extras_of([Contact(extras=(cell,)), Contact(extras=(cell,))]) == (cell,)


lines = st.builds("{}.X:{}".format, st.sampled_from(["item1", "item2", "Item1", "b"]), st.integers(0, 4))


@given(st.lists(st.lists(lines, max_size=5).map(lambda some: card(*some)), max_size=4))
def test_lines_of_one_group_of_a_card_are_in_one_group_of_all(cards: list[Contact]) -> None:
    together = {frozenset(said) for said in _said(card(*texts(*cards)))}
    assert together <= {frozenset(said) for one in cards for said in _said(one)}
    assert all(any(said <= others for others in together) for one in cards for said in _said(one))


def _said(one: Contact) -> list[set[str]]:
    own: dict[str, set[str]] = {}
    for extra in one.extras:
        name, _, rest = extra.text.partition(".")
        own.setdefault(name.lower(), set()).add(rest)
    return list(own.values())
