"""What tells two people of one name apart: generations and titles, wherever a name carries them."""

import pytest

from netcore.model.contact import Contact, Name, Phone
from netcore.steps.gather.identity.facets import Facets
from netcore.steps.gather.identity.matching import match
from netcore.steps.gather.identity.person_name import person_name
from tests.steps.gather.identity.cards import asked, card, humans

MOBILE = "+49 151 23456789"
AB = {frozenset("ab")}

GENERATIONS = [
    ("John Ward Snr", "John Ward Jnr"),
    ("John Ward (Sr)", "John Ward (Jr)"),
    ("Jan jr. de Boer", "Jan sr. de Boer"),
    ("John Ward 1st", "John Ward 2nd"),
    ("Ken I", "Ken II"),
    ("Ken Ward I", "Ken Ward II"),
    ("John Ward (dad)", "John Ward (son)"),
    ("John Ward [father]", "John Ward - son"),
    ("Jean Dupont père", "Jean Dupont fils"),
    ("Juan Pérez padre", "Juan Pérez hijo"),
    ("Mario Rossi padre", "Mario Rossi figlio"),
    ("João Silva pai", "João Silva filho"),
    ("Hans Meier d. Ä.", "Hans Meier d. J."),
    ("Hans Meier d.Ä.", "Hans Meier d.J."),
    ("Hans Meier der Ältere", "Hans Meier der Jüngere"),
    ("Lucas Cranach the Elder", "Lucas Cranach the Younger"),
    ("Ward sr., John", "Ward jr., John"),
    ("Ward, John (Senior)", "Ward, John (Junior)"),
]

TITLES = [
    ("Herr Kim Lange", "Frau Kim Lange"),
    ("Mr. John Doe", "Mrs. John Doe"),
    ("M. Dominique Petit", "Mme Dominique Petit"),
    ("M. Petit", "Mme Petit"),
    ("Sr. Guadalupe Ruiz", "Sra. Guadalupe Ruiz"),
    ("Señor Guadalupe Ruiz", "Señora Guadalupe Ruiz"),
    ("Herr A. Schmidt", "Frau A. Schmidt"),
    ("Frau Schmidt", "Herr Schmidt"),
    ("Herr Dr. Kim Lange", "Dr. Kim Lange, Frau"),
    ("Lange, Herr Kim", "Lange, Frau Kim"),
    ("Sig. Andrea Conti", "Sig.ra Andrea Conti"),
    ("Dhr. Jan de Boer", "Mevr. Jan de Boer"),
]


@pytest.mark.parametrize(("left", "right"), GENERATIONS + TITLES)
def test_two_of_one_name_who_are_told_apart_are_never_joined(left: str, right: str) -> None:
    for policy in ("strict", "liberal"):
        assert not humans(card("a", left, mobile=MOBILE), card("b", right, mobile=MOBILE), policy=policy)


@pytest.mark.parametrize(("left", "right"), GENERATIONS + TITLES)
def test_what_tells_them_apart_stays_when_the_parts_of_the_name_lost_it(left: str, right: str) -> None:
    a, b = (
        Facets(key, key, Contact(name=Name(display=name, given="Kim", family="Lange"), phones=phones))
        for key, name in (("a", left), ("b", right))
        for phones in ((Phone(number=MOBILE, kinds=("cell",)),),)
    )
    assert not humans(a, b)


def prefixed(key: str, prefix: str, given: str = "Kim", suffix: str = "") -> Facets:
    name = Name(prefix=prefix, given=given, family="Lange", suffix=suffix)
    return Facets(key, key, Contact(name=name, phones=(Phone(number=MOBILE, kinds=("cell",)),)))


@pytest.mark.parametrize(("left", "right"), [("Herr", "Frau"), ("M.", "Mme"), ("Sr.", "Sra."), ("Mr", "Ms. Dr.")])
def test_titles_in_a_field_of_their_own_tell_a_couple_apart(left: str, right: str) -> None:
    assert not humans(prefixed("a", left), prefixed("b", right))


def test_a_senor_is_no_senior() -> None:
    assert humans(prefixed("a", "Sr."), prefixed("b", "", suffix="Jr.")) == AB
    assert humans(card("a", "Sr. Juan Ruiz", mobile=MOBILE), card("b", "Juan Ruiz Jr.", mobile=MOBILE)) == AB


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Herr Kim Lange", "Kim Lange"),
        ("Herr Kim Lange", "Dr. Kim Lange"),
        ("Mrs. Jane Doe", "Ms. Jane Doe"),
        ("Mme Marie Petit", "Mlle Marie Petit"),
        ("M. Ward", "Mrs Mary Ward"),
        ("Jan jr. de Boer", "Jan de Boer jr"),
        ("Ken Ward II", "Ken Ward 2nd"),
        ("Hans Meier d. J.", "Hans Meier jun."),
    ],
)
def test_a_title_alone_and_one_generation_in_two_spellings_part_nobody(left: str, right: str) -> None:
    assert humans(card("a", left, mobile=MOBILE), card("b", right, mobile=MOBILE)) == AB


def test_one_full_name_with_two_titles_is_asked_about() -> None:
    matching = match([prefixed("a", "Herr"), prefixed("b", "Frau")])
    assert asked(matching) == AB
    assert matching.questions[0].reasons[0] == "one is Mr, the other Mrs or Ms"


@pytest.mark.parametrize(
    ("name", "given", "family"),
    [
        ("Amartya Sen", "amartya", ("sen",)),
        ("Heung-min Son", "heung", ("son",)),
        ("Pere Casals", "pere", ("casals",)),
        ("Donna Elder", "donna", ("elder",)),
        ("Maria Neto", "maria", ("neto",)),
        ("Ken I", "ken", ("i",)),
        ("Jan Vos", "jan", ("vos",)),
    ],
)
def test_words_that_are_names_of_their_own_stay_names(name: str, given: str, family: tuple[str, ...]) -> None:
    found = person_name(Name(display=name))
    assert (found.given, found.family) == (given, family)


def test_a_mobile_that_father_and_son_share_proves_nothing_for_a_card_that_does_not_say_who() -> None:
    cards = [card(k, n, mobile=MOBILE) for k, n in (("a", "Jan Vos sr"), ("b", "Jan Vos jr"), ("c", "Jan Vos"))]
    matching = match(cards)
    assert not humans(*cards)
    assert asked(matching) >= {frozenset("ac"), frozenset("bc")}
