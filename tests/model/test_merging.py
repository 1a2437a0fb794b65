"""Many cards of one human become one card."""

from itertools import permutations

from netcore.model.contact import Contact, Email, Name, Organization, Phone
from netcore.model.folding import fold
from netcore.model.merging import Leaf, merged
from netcore.model.partial_date import PartialDate

OLD = Contact(
    name=Name(display="Bob", given="Bob"),
    emails=(Email(address="bob@old.org"), Email(address="BOB@x.org")),
    phones=(Phone(number="07700 900101", kinds=("cell",)),),
    birthday=PartialDate(month=1, day=2),
    revised="2009-01-01T00:00:00Z",
)
NEW = Contact(
    name=Name(given="Robert", family="Smith"),
    emails=(Email(address="office@x.org"), Email(address="bob@x.org", preference=1)),
    phones=(Phone(number="+44 7700 900101", kinds=("home",)),),
    organizations=(Organization(name="Acme"),),
    birthday=PartialDate(year=1980, month=1, day=2),
    revised="20200101",
)


def emails(card: Contact) -> list[str]:
    return [email.address for email in card.emails]


def test_the_newest_card_comes_first_and_every_value_once() -> None:
    card = merged([Leaf(OLD, anchor="a"), Leaf(NEW, anchor="b")])
    assert emails(card) == ["bob@x.org", "office@x.org", "bob@old.org"]
    assert card.phones == (Phone(number="+44 7700 900101", kinds=("home", "cell")),)
    assert card.birthday == PartialDate(year=1980, month=1, day=2)
    assert str(card.name) == "Robert Smith"


def test_the_order_of_the_cards_does_not_matter() -> None:
    cards = [
        Leaf(OLD, anchor="a"),
        Leaf(NEW, anchor="b"),
        Leaf(Contact(notes=("x",)), anchor="c"),
        Leaf(OLD, anchor="d"),
    ]
    assert len({merged(order) for order in permutations(cards)}) == 1


def test_a_card_that_is_gone_comes_last() -> None:
    assert emails(merged([Leaf(OLD, anchor="a"), Leaf(NEW, gone=True, anchor="b")]))[0] == "bob@old.org"


def test_corrections_come_before_everything() -> None:
    said = Contact(name=Name(given="Bobby", family="S."), emails=(Email(address="new@x.org"),))
    card = merged([Leaf(OLD, anchor="a"), Leaf(NEW, anchor="b")], said)
    assert (str(card.name), emails(card)[0]) == ("Bobby S.", "new@x.org")
    assert card.birthday == PartialDate(year=1980, month=1, day=2)


def test_one_card_stays_as_it_is() -> None:
    assert merged([Leaf(OLD)]) == OLD
    assert merged([]) == Contact()


def test_an_organization_stays_one_under_a_correction() -> None:
    firm = Contact(kind="organization", name=Name(display="Acme"))
    assert merged([Leaf(firm)], Contact(emails=(Email(address="a@x.org"),))).kind == "organization"


def test_folding_forgets_accents_case_and_spaces_in_every_script() -> None:
    assert fold("  ZOË  Łukasz\u0000 Straße Søren ") == "zoe lukasz strasse soren"
    assert fold("Ελένη Ёлка") == "ελενη елка"
