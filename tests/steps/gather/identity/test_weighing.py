"""How rare a name is: by its words, and by how many cards have it."""

from itertools import product

from netcore.steps.gather.identity.matching import worth_asking
from netcore.steps.gather.identity.weighing import Scales

GIVEN = [f"given{letter}" for letter in "abcdefghijklmnopqrst"]
SURNAMES = [f"surname{letter}" for letter in "abcdefghijklmnopqrst"]
EVERYWHERE = {f"{given} {surname}": 30 for given, surname in product(GIVEN, SURNAMES)}
RARE, COMMON = "givena surnamea", "givenb surnameb"


def test_a_rare_name_of_common_words_is_worth_a_question() -> None:
    names = EVERYWHERE | {RARE: 2}
    scales = Scales(names.items(), sum(names.values()))
    assert scales.bits(0.0, "full", RARE, RARE) > 1
    assert scales.bits(0.0, "full", COMMON, COMMON) < 0


def test_a_name_seldom_met_says_nothing_where_namesakes_would_look_the_same() -> None:
    names = EVERYWHERE | {RARE: 2}
    scales = Scales(names.items(), sum(names.values()))
    assert scales.bits(0.0, "doubt", RARE, RARE) < 0


def test_the_more_cards_have_a_name_the_less_it_says() -> None:
    found = []
    for times in (2, 3, 10, 30):
        names = EVERYWHERE | {RARE: times}
        found.append(Scales(names.items(), sum(names.values())).bits(0.0, "full", RARE, RARE))
    assert found == sorted(found, reverse=True)


def test_names_of_rare_words_are_weighed_by_their_words() -> None:
    names = EVERYWHERE | {"unheard nowhere": 2}
    scales = Scales(names.items(), sum(names.values()))
    assert scales.bits(0.0, "full", "unheard nowhere", "unheard nowhere") > 6


def test_what_suits_a_namesake_as_well_is_never_almost_certain() -> None:
    names = EVERYWHERE | {"unheard nowhere": 2}
    scales = Scales(names.items(), sum(names.values()))
    assert scales.bits(30.0, "doubt", "unheard nowhere", "unheard nowhere") < 10
    assert scales.bits(30.0, "full", "unheard nowhere", "unheard nowhere") > 10


def test_a_jr_of_a_common_name_is_no_reason_to_ask_about_its_namesakes() -> None:
    names = {**EVERYWHERE, "john smith": 40_000}
    scales = Scales(names.items(), sum(names.values()))
    assert scales.bits(-6.0, "usual", "john smith", "john smith") < 0
    assert not worth_asking(scales.bits(-6.0, "usual", "john smith", "john smith"), -6.0)
