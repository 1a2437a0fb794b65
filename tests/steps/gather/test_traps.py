"""Real vCards: who must become one human, who never may, and who is asked about."""

from collections.abc import Callable
from itertools import permutations
from pathlib import Path

import pytest

from netcore.network import Network
from netcore.plugins.registry import Registry

Bring = Callable[..., None]


@pytest.fixture
def registry() -> Registry:
    return Registry.discover(raise_errors=True)


@pytest.fixture
def bring(network: Network, tmp_path: Path) -> Bring:
    """Imports address books (by name: their cards, each the lines between BEGIN and END), in the order given."""

    def bring(**books: list[str]) -> None:
        for name, cards in books.items():
            whole = (f"BEGIN:VCARD\nVERSION:3.0\n{card.strip()}\nEND:VCARD\n" for card in cards)
            path = tmp_path / f"{name}.vcf"
            path.write_text("".join(whole).replace("\n", "\r\n"), encoding="utf-8")
            network.gather.import_paths([path])

    return bring


def humans(network: Network) -> list[set[str]]:
    """The cards of each human, by the UIDs."""
    return sorted(({ref.source_id for ref in person.records} for person in network.gather.people()), key=sorted)


def asked(network: Network) -> list[set[str]]:
    """The cards of each pair that is asked about."""
    cards = {person.id: {ref.source_id for ref in person.records} for person in network.gather.people()}
    return sorted((cards[q.left] | cards[q.right] for q in network.gather.duplicates()), key=sorted)


NEVER_ONE = {
    "a couple on one address and one landline": (
        "UID:1\nFN:Mary Ward\nN:Ward;Mary;;;\nEMAIL:wards@example.org\nTEL;TYPE=HOME:+44 117 496 0112",
        "UID:2\nFN:Peter Ward\nN:Ward;Peter;;;\nEMAIL:wards@example.org\nTEL;TYPE=HOME:+44 117 496 0112",
    ),
    "a family in one house": (
        "UID:1\nFN:Tom Ward\nN:Ward;Tom;;;\nADR;TYPE=HOME:;;5 Mill Lane;Bath;;BA1 1AA;UK",
        "UID:2\nFN:Lucy Ward\nN:Ward;Lucy;;;\nADR;TYPE=HOME:;;5 Mill Lane;Bath;;BA1 1AA;UK",
    ),
    "father and son with one name, told apart by a suffix": (
        "UID:1\nFN:John Ward Sr.\nN:Ward;John;;;Sr.\nEMAIL:john@ward.example",
        "UID:2\nFN:John Ward Jr.\nN:Ward;John;;;Jr.\nEMAIL:john@ward.example",
    ),
    "father and son with one name, told apart by birthdays": (
        "UID:1\nFN:John Ward\nN:Ward;John;;;\nBDAY:1950-01-02\nTEL;TYPE=HOME:+441174960112",
        "UID:2\nFN:John Ward\nN:Ward;John;;;\nBDAY:1980-03-04\nTEL;TYPE=HOME:+441174960112",
    ),
    "a role address": (
        "UID:1\nFN:Mary Ward\nN:Ward;Mary;;;\nEMAIL:info@firm.example",
        "UID:2\nFN:Peter Stone\nN:Stone;Peter;;;\nEMAIL:info@firm.example",
    ),
    "an office address of two with one surname": (
        "UID:1\nFN:Mary Ward\nN:Ward;Mary;;;\nEMAIL:office@ward.example",
        "UID:2\nFN:Marc Ward\nN:Ward;Marc;;;\nEMAIL:office@ward.example",
    ),
    "colleagues on one switchboard": (
        "UID:1\nFN:Ada Stone\nN:Stone;Ada;;;\nORG:Firm Ltd\nTEL;TYPE=WORK:+442079460100",
        "UID:2\nFN:Bea Lund\nN:Lund;Bea;;;\nORG:Firm Ltd\nTEL;TYPE=WORK:+442079460100",
    ),
    "twins": (
        "UID:1\nFN:Ann Ward\nN:Ward;Ann;;;\nBDAY:1980-03-04\nADR;TYPE=HOME:;;5 Mill Lane;Bath;;BA1 1AA;UK",
        "UID:2\nFN:Amy Ward\nN:Ward;Amy;;;\nBDAY:1980-03-04\nADR;TYPE=HOME:;;5 Mill Lane;Bath;;BA1 1AA;UK",
    ),
    "a couple on one card beside one of them": (
        "UID:1\nFN:Mary & Peter Ward\nEMAIL:wards@example.org",
        "UID:2\nFN:Mary Ward\nN:Ward;Mary;;;\nEMAIL:wards@example.org",
    ),
    "a number that was passed on": (
        "UID:1\nFN:Ada Stone\nN:Stone;Ada;;;\nTEL;TYPE=CELL:+447700900101",
        "UID:2\nFN:Carl Jensen\nN:Jensen;Carl;;;\nTEL;TYPE=CELL:+447700900101",
    ),
}

NOT_UNASKED = {
    "two John Smiths in one company": (
        "UID:1\nFN:John Smith\nN:Smith;John;;;\nORG:Firm Ltd\nEMAIL:john.smith@firm.example",
        "UID:2\nFN:John Smith\nN:Smith;John;;;\nORG:Firm Ltd\nEMAIL:john.smith2@firm.example",
    ),
    "one name on one landline": (
        "UID:1\nFN:John Smith\nN:Smith;John;;;\nTEL;TYPE=HOME:+441174960112",
        "UID:2\nFN:John Smith\nN:Smith;John;;;\nTEL;TYPE=HOME:+441174960112",
    ),
    "nothing but the name": ("UID:1\nFN:Ada Stone\nN:Stone;Ada;;;", "UID:2\nFN:Ada Stone\nN:Stone;Ada;;;"),
}

ALWAYS_ONE = {
    "a nickname and the same mobile": (
        "UID:1\nFN:Bill Ward\nN:Ward;Bill;;;\nTEL;TYPE=CELL:+1 512 555 0100",
        "UID:2\nFN:William Ward\nN:Ward;William;;;\nTEL;TYPE=CELL:(512) 555-0100",
    ),
    "accented and unaccented": (
        "UID:1\nFN:Zoë Müller\nN:Müller;Zoë;;;\nEMAIL:z@example.org",
        "UID:2\nFN:Zoe Mueller\nN:Mueller;Zoe;;;\nEMAIL:z@example.org",
    ),
    "a changed surname with the same private mail and phone": (
        "UID:1\nFN:Maria Lopez\nN:Lopez;Maria;;;\nEMAIL:maria.l@gmail.com\nTEL;TYPE=CELL:+15125550100",
        "UID:2\nFN:Maria Ward\nN:Ward;Maria;;;\nEMAIL:maria.l@gmail.com\nTEL;TYPE=CELL:+15125550100",
    ),
    "the names the other way round": (
        "UID:1\nFN:Ada King\nN:King;Ada;;;\nEMAIL:ada@example.org",
        "UID:2\nFN:King Ada\nN:Ada;King;;;\nEMAIL:ada@example.org",
    ),
    "Gmail's dots and tags": (
        "UID:1\nFN:Ada King\nN:King;Ada;;;\nEMAIL:a.da.k+news@gmail.com",
        "UID:2\nFN:Ada King\nN:King;Ada;;;\nEMAIL:adak@googlemail.com",
    ),
    "another script": (
        "UID:1\nFN:Дмитрий Иванов\nN:Иванов;Дмитрий;;;\nTEL;TYPE=CELL:+79123456789",
        "UID:2\nFN:Dmitry Ivanov\nN:Ivanov;Dmitry;;;\nTEL;TYPE=CELL:+7 912 345 67 89",
    ),
    "one birthday and one full name": (
        "UID:1\nFN:Ada King\nN:King;Ada;;;\nBDAY:1975-05-07",
        "UID:2\nFN:Ada King\nN:King;Ada;;;\nBDAY:19750507",
    ),
}


@pytest.mark.parametrize("cards", NEVER_ONE.values(), ids=list(NEVER_ONE))
def test_two_humans_stay_two_whatever_the_policy(network: Network, bring: Bring, cards: tuple[str, str]) -> None:
    network.gather.set_policy("liberal")
    bring(phone=[cards[0]], web=[cards[1]])
    assert humans(network) == [{"1"}, {"2"}]


@pytest.mark.parametrize("cards", NEVER_ONE.values(), ids=list(NEVER_ONE))
def test_two_humans_in_one_book_stay_two(network: Network, bring: Bring, cards: tuple[str, str]) -> None:
    bring(phone=list(cards))
    assert humans(network) == [{"1"}, {"2"}]


@pytest.mark.parametrize("cards", NOT_UNASKED.values(), ids=list(NOT_UNASKED))
def test_namesakes_are_asked_about_and_not_joined(network: Network, bring: Bring, cards: tuple[str, str]) -> None:
    bring(phone=[cards[0]], web=[cards[1]])
    assert humans(network) == [{"1"}, {"2"}]
    assert asked(network) == [{"1", "2"}]


@pytest.mark.parametrize("cards", ALWAYS_ONE.values(), ids=list(ALWAYS_ONE))
def test_one_human_becomes_one_person(network: Network, bring: Bring, cards: tuple[str, str]) -> None:
    bring(phone=[cards[0]], web=[cards[1]])
    assert humans(network) == [{"1", "2"}]


def test_two_cards_of_one_book_with_other_birthdays_are_two(network: Network, bring: Bring) -> None:
    same = "FN:Ada King\nN:King;Ada;;;\nEMAIL:ada@example.org"
    bring(phone=[f"UID:1\n{same}\nBDAY:1975-05-07", f"UID:2\n{same}\nBDAY:1976-05-07"])
    assert humans(network) == [{"1"}, {"2"}]
    network.gather.set_policy("liberal")
    network.gather.accept("possible")
    assert humans(network) == [{"1"}, {"2"}], "one of them may be mistyped: the user is asked, and nobody else decides"


@pytest.mark.parametrize("order", list(permutations(["work", "private", "both"])))
def test_the_work_card_and_the_private_card_are_linked_through_a_third(
    network: Network, bring: Bring, order: tuple[str, ...]
) -> None:
    name = "FN:Ada King\nN:King;Ada;;;"
    cards = {
        "work": f"UID:work\n{name}\nEMAIL:ada@firm.example",
        "private": f"UID:private\n{name}\nTEL;TYPE=CELL:+15125550100",
        "both": f"UID:both\n{name}\nEMAIL:ada@firm.example\nTEL;TYPE=CELL:512-555-0100",
    }
    for book in order:
        bring(**{book: [cards[book]]})
    assert humans(network) == [{"work", "private", "both"}]
    assert asked(network) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("محمد علي", "Mohammed Ali"),
        ("山田 花子", "Hanako Yamada"),
        ("דוד כהן", "David Cohen"),
        ("陈伟", "Chen Wei"),
        ("김민수", "Kim Minsu"),
        ("अमित शर्मा", "Amit Sharma"),
    ],
)
def test_one_mobile_under_two_scripts_is_asked_about(network: Network, bring: Bring, one: str, other: str) -> None:
    bring(phone=[f"UID:1\nFN:{one}\nTEL;TYPE=CELL:+447700900101"], web=[f"UID:2\nFN:{other}\nTEL:+44 7700 900101"])
    assert humans(network) == [{"1"}, {"2"}]
    assert asked(network) == [{"1", "2"}]


NOT_SURE = {
    "two addresses at one firm": (
        "UID:1\nFN:Zebulon Quarterman\nORG:Acme\nEMAIL:z.quarterman@acme.example",
        "UID:2\nFN:Zebulon Quarterman\nORG:Acme\nEMAIL:zebulon.quarterman2@acme.example",
    ),
    "nothing but a landline": (
        "UID:1\nFN:Zebulon Quarterman\nTEL;TYPE=HOME:+441174960112",
        "UID:2\nFN:Zebulon Quarterman\nTEL;TYPE=HOME:+441174960112",
    ),
    "other middle initials": (
        "UID:1\nFN:Zebulon H. Quarterman\nTEL;TYPE=CELL:+447700900101",
        "UID:2\nFN:Zebulon W. Quarterman\nTEL;TYPE=CELL:+447700900101",
    ),
    "another surname on one mobile": (
        "UID:1\nFN:Anna Ost\nTEL;TYPE=CELL:+447700900101",
        "UID:2\nFN:Anna West\nTEL;TYPE=CELL:+447700900101",
    ),
    "a nickname on a mobile that others have, too": (
        "UID:1\nFN:Chris Quarterman\nTEL;TYPE=CELL:+447700900101",
        "UID:2\nFN:Christina Quarterman\nTEL;TYPE=CELL:+447700900101",
        "UID:3\nFN:Christoph Quarterman\nTEL;TYPE=CELL:+447700900101",
    ),
}


@pytest.mark.parametrize("cards", NOT_SURE.values(), ids=list(NOT_SURE))
def test_what_suits_a_namesake_in_the_family_or_at_the_firm_is_never_among_the_surest(
    network: Network, bring: Bring, cards: tuple[str, ...]
) -> None:
    bring(**{f"book{number}": [card] for number, card in enumerate(cards)})
    tiers = {question.tier for question in network.gather.duplicates()}
    assert tiers
    assert tiers <= {"probable", "possible"}
