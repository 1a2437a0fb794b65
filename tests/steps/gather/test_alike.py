"""An address book is known by its cards, wherever its file is; another one in the same place writes over nothing."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from netcore.model.importing import ImportReport
from netcore.network import Network
from tests.steps.gather.books import card, write_book
from tests.steps.gather.conftest import everything

NAMES = ("Ada", "Bob", "Cleo", "Dan", "Eve", "Finn", "Gil", "Hal", "Ida", "Jon", "Kim", "Lea")
BOOK = [card(name, f"{name} Lovelace") for name in NAMES]
Bring = Callable[..., ImportReport]


@pytest.fixture
def bring(network: Network, tmp_path: Path) -> Bring:
    def bring(name: str, *cards: Any, **how: Any) -> ImportReport:
        (report,) = network.gather.import_paths([write_book(tmp_path / f"{name}.cards", *cards)], **how)
        return report

    return bring


def counts(report: ImportReport) -> dict[str, int]:
    return {outcome: report.count(outcome) for outcome in dict.fromkeys(line.outcome for line in report.records)}


def test_a_newer_export_under_another_name_brings_its_address_book_up_to_date(network: Network, bring: Bring) -> None:
    bring("contacts", *BOOK)
    newer = [*BOOK[:-2], card("Kim", "Kim Lovelace", note="moved"), card("Max", "Max Planck")]
    report = bring("contacts (1)", *newer)
    assert (report.account, report.known_by) == ("cards:contacts", "contacts (1).cards")
    assert counts(report) == {"unchanged": 10, "updated": 1, "new": 1, "gone": 1}
    assert network.gather.duplicates() == (), "nobody is asked about whom the file has once"
    assert len(network.gather.accounts()) == 1
    before = everything(network)
    assert counts(bring("contacts (2)", *newer)) == {"unchanged": 12}
    assert everything(network) == before


def test_a_preview_knows_it_as_well(network: Network, bring: Bring) -> None:
    bring("contacts", *BOOK)
    report = bring("contacts (1)", *BOOK, preview=True)
    assert (report.account, counts(report)) == ("cards:contacts", {"unchanged": 12})


def test_a_file_with_some_of_them_makes_nobody_gone(bring: Bring) -> None:
    bring("all", *BOOK)
    assert counts(bring("the choir", *BOOK[3:9])) == {"unchanged": 6}
    assert counts(bring("all", *BOOK)) == {"unchanged": 12}


def test_all_contacts_and_a_file_for_each_group_are_one_address_book(network: Network, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "takeout.zip", "w") as archive:
        for name, cards in (("A group", BOOK[2:8]), ("All contacts", BOOK), ("My contacts", BOOK[:10])):
            archive.write(write_book(tmp_path / f"{name}.cards", *cards), f"{name}/{name}.cards")
    (report,) = network.gather.import_paths([tmp_path / "takeout.zip"])
    assert (report.account, counts(report)) == ("cards:All contacts", {"new": 12, "repeated": 16})
    assert network.gather.duplicates() == ()
    before = everything(network)
    network.gather.import_paths([tmp_path / "takeout.zip"])
    assert everything(network) == before


def test_a_group_of_a_few_is_part_of_all_contacts_in_the_same_archive(network: Network, tmp_path: Path) -> None:
    hers = [card("Ada", "Ada Lovelace"), card("Zoe", "Zoe Zorn")]
    with zipfile.ZipFile(tmp_path / "takeout.zip", "w") as archive:
        for name, cards in (("All contacts", BOOK), ("Starred", BOOK[:1]), ("Hers", hers)):
            archive.write(write_book(tmp_path / f"{name}.cards", *cards), f"{name}/{name}.cards")
    for _ in range(2):
        reports = network.gather.import_paths([tmp_path / "takeout.zip"])
        assert [report.account for report in reports] == ["cards:All contacts", "cards:Hers"]
    assert len(network.gather.duplicates()) == 1, "what has a card more is a book of its own"


def test_older_and_newer_exports_in_one_folder_are_one_address_book(network: Network, tmp_path: Path) -> None:
    write_book(tmp_path / "in" / "contacts.cards", *BOOK)
    write_book(tmp_path / "in" / "contacts (1).cards", *BOOK[1:], card("Max", "Max Planck"), card("Nan", "Nan Shin"))
    network.gather.import_paths([tmp_path / "in"])
    assert len(network.gather.people()) == 14
    assert [account.id for account in network.gather.accounts()] == ["cards:contacts (1)"]
    before = everything(network)
    for paths in (["in"], ["in/contacts.cards"], ["in/contacts (1).cards"]):
        network.gather.import_paths([tmp_path / path for path in paths])
        assert [account.id for account in network.gather.accounts()] == ["cards:contacts (1)"]
    network.gather.import_paths([tmp_path / "in"])
    assert everything(network) == before


def test_another_address_book_in_the_same_place_leaves_what_the_first_said(network: Network, bring: Bring) -> None:
    bring("contacts", *(card(name, f"{name} Lovelace", phone=f"+44 20 7946 00{n}") for n, name in enumerate(NAMES, 10)))
    other = [card(name, f"{name} Lovelace", email=f"{name}@x.org") for name in NAMES]
    report = bring("contacts", *other)
    assert report.account == "cards:contacts-2"
    assert report.count("gone") == report.count("updated") == 0
    assert bring("contacts", *other[:-1]).account == "cards:contacts-2"
    assert sum(len(person.phones) for person in network.gather.people()) == len(NAMES)


def test_an_address_book_whose_first_cards_all_changed_is_still_the_same(
    bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("netcore.steps.gather.alike._COMPARED", 10)
    bring("contacts", *BOOK)
    changed = [card(name, f"{name} Lovelace", note="moved") for name in NAMES[:10]]
    assert counts(bring("contacts", *changed, *BOOK[10:])) == {"updated": 10, "unchanged": 2}


def test_cards_that_a_newer_program_writes_anew_are_known_by_their_uids(bring: Bring) -> None:
    bring("contacts", *(card(name, f"{name} Lovelace", uid=f"uid-{name}") for name in NAMES))
    anew = [card(name, f"{name} Lovelace", uid=f"uid-{name}", note="written anew") for name in NAMES]
    report = bring("contacts", *anew)
    assert (report.account, counts(report)) == ("cards:contacts", {"updated": 12})


def test_a_few_cards_that_are_the_same_prove_nothing(network: Network, bring: Bring) -> None:
    bring("mine", *BOOK[:4])
    assert bring("hers", *BOOK[:4]).account == "cards:hers"
    assert len(network.gather.duplicates()) == 4


def test_the_same_people_in_the_words_of_another_address_book_are_another_one(bring: Bring) -> None:
    bring("mine", *BOOK)
    other = [card(name, f"{name} Lovelace", email=f"{name}@x.org") for name in NAMES]
    assert bring("hers", *other).account == "cards:hers"


def test_whoever_names_an_account_gets_it(bring: Bring) -> None:
    bring("mine", *BOOK)
    report = bring("hers", *BOOK, account="hers")
    assert (report.account, report.known_by) == ("cards:hers", "")


def test_undo_takes_back_what_a_newer_export_brought(network: Network, bring: Bring) -> None:
    bring("contacts", *BOOK)
    before = everything(network)
    bring("contacts (1)", *BOOK[2:], card("Max", "Max Planck"))
    assert everything(network) != before
    network.gather.undo()
    assert everything(network) == before


def test_address_books_that_share_less_than_half_stay_two(network: Network, tmp_path: Path) -> None:
    mine = write_book(tmp_path / "mine.cards", *BOOK)
    hers = write_book(tmp_path / "hers.cards", *BOOK[:5], *(card(f"h{n}", f"{n} Noether") for n in NAMES))
    network.gather.import_paths([mine, hers])
    network.gather.import_paths(
        [write_book(tmp_path / "his.cards", *BOOK[:5], *(card(n, f"{n} Hilbert") for n in "abcdef"))]
    )
    assert [account.id for account in network.gather.accounts()] == ["cards:hers", "cards:his", "cards:mine"]
