"""Whom guided recall offers for a part of life: by whole words and the usual compounds, in several languages."""

import pytest

from netcore.steps.gather.recall import hinted


@pytest.mark.parametrize(
    ("circle", "text"),
    [
        ("neighbours", "neighbours of ours"),
        ("neighbours", "Nachbarin von oben"),
        ("neighbours", "our old flatmate"),
        ("music", "Kirchenchor"),
        ("music", "Orchesterprobe montags"),
        ("music", "sings in two choirs"),
        ("music", "Chorleiterin"),
        ("music", "Blaskapelle Sankt Veit"),
        ("sports", "Tennisverein"),
        ("association", "Tennisverein"),
        ("sports", "Rowing Club Bristol"),
        ("sports", "Fußballtrainer"),
        ("children", "Grundschule am Park"),
        ("children", "Elternabend"),
        ("work", "Acme GmbH"),
        ("family", "Tante von Ida"),
    ],
)
def test_a_word_or_a_compound_on_a_card_offers_its_person(circle: str, text: str) -> None:
    assert hinted(circle, text)


@pytest.mark.parametrize(
    ("circle", "text"),
    [
        ("sports", "hates the club"),
        ("neighbours", "helped with a flat tyre"),
        ("neighbours", "met on the street"),
        ("music", "drops anchor in Kiel"),
        ("art", "party at Martin's"),
        ("sports", "gymnasium teacher"),
        ("work", "incredible"),
    ],
)
def test_a_word_of_another_meaning_offers_nobody(circle: str, text: str) -> None:
    assert not hinted(circle, text)
