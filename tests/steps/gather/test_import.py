"""Address books come in: every card gets a line, what is there is kept, and nothing is done twice."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from netcore.errors import NotFound, PluginUnavailable
from netcore.model.importing import ImportReport, RecordReport
from netcore.network import Network
from netcore.plugins.registry import Registry
from netcore.steps.gather import intake
from netcore.store.schema import records
from tests.steps.gather.books import CardFile, card, write_book
from tests.steps.gather.conftest import everything
from tests.steps.people import store_of

WriteBook = Callable[..., Path]


def outcomes(report: ImportReport) -> list[str]:
    return [line.outcome for line in report.records]


def names(network: Network) -> list[str]:
    return [person.name for person in network.gather.people()]


def test_every_card_becomes_a_person_and_gets_a_line(each_network: Network, book: WriteBook) -> None:
    phone = book("phone", card("1", "Ada Lovelace", email="ada@x.org"), card("2", "Bob Smith"))
    (report,) = each_network.gather.import_paths([phone])
    assert report.account == "cards:phone"
    assert [(line.source_id, line.name, line.outcome) for line in report.records] == [
        ("1", "Ada Lovelace", "new"),
        ("2", "Bob Smith", "new"),
    ]
    assert report.records[0].place == "phone.cards, line 2"
    ada = each_network.gather.find("ada")
    assert ada.id == report.records[0].person
    assert (ada.emails, ada.records[0].account, ada.records[0].source_id) == (("ada@x.org",), "cards:phone", "1")


def test_importing_again_parses_nothing_and_changes_nothing(each_network: Network, book: WriteBook) -> None:
    phone = book("phone", card("1", "Ada", email="a@x.org", categories=["Choir"]), card("2", "Bob", refuse="no name"))
    each_network.gather.import_paths([phone])
    before, listed = everything(each_network), each_network.gather.operations()
    (report,) = each_network.gather.import_paths([phone])
    assert outcomes(report) == ["unchanged", "refused"]
    assert CardFile.parsed == 1, "only the refused card is looked at again"
    assert report.operation == ""
    assert everything(each_network) == before
    assert each_network.gather.operations() == listed


def test_a_changed_card_updates_its_record_and_nothing_else(each_network: Network, book: WriteBook) -> None:
    each_network.gather.import_paths([book("phone", card("1", "Ada Byron", email="a@x.org"), card("2", "Bob"))])
    ada = each_network.gather.find("Ada Byron")
    (report,) = each_network.gather.import_paths(
        [book("phone", card("1", "Ada Lovelace", email="b@x.org"), card("2", "Bob"))]
    )
    assert outcomes(report) == ["updated", "unchanged"]
    after = each_network.gather.find("Ada Lovelace")
    assert (after.id, after.emails) == (ada.id, ("b@x.org",))
    with pytest.raises(NotFound):
        each_network.gather.find("a@x.org")


def test_a_card_that_vanished_is_marked_gone_and_kept(each_network: Network, book: WriteBook) -> None:
    each_network.gather.import_paths([book("phone", card("1", "Ada"), card("2", "Bob"))])
    (report,) = each_network.gather.import_paths([book("phone", card("1", "Ada"))])
    assert [(line.outcome, line.name) for line in report.records] == [("unchanged", "Ada"), ("gone", "Bob")]
    assert each_network.gather.find("Bob").records[0].gone
    (again,) = each_network.gather.import_paths([book("phone", card("1", "Ada"))])
    assert outcomes(again) == ["unchanged"]


def test_a_card_that_is_back_is_gone_no_more(network: Network, book: WriteBook) -> None:
    both = [card("1", "Ada"), card("2", "Bob")]
    network.gather.import_paths([book("phone", *both)])
    network.gather.import_paths([book("phone", both[0])])
    (report,) = network.gather.import_paths([book("phone", *both)])
    assert report.records[1].outcome == "updated"
    assert report.records[1].notes == ("it is back",)
    assert not network.gather.find("Bob").records[0].gone


def test_a_refused_an_unreadable_and_a_crashing_card_cost_one_line_each(network: Network, book: WriteBook) -> None:
    path = book("phone", card("1", "", refuse="nothing in it"), card("2", "X", crash=True), card("3", "Ada"))
    path.write_text(path.read_text() + "garbage\n" + json.dumps(card("4", "Bob")) + "\n")
    (report,) = network.gather.import_paths([path])
    assert outcomes(report) == ["refused", "refused", "new", "refused", "new"]
    assert report.records[0].notes == ("nothing in it",)
    assert "ZeroDivisionError" in report.records[1].notes[0]
    assert (report.records[3].notes, report.records[3].place) == (("this is no card",), "phone.cards, line 5")
    assert names(network) == ["Ada", "Bob"]


def test_an_id_that_comes_twice_is_reported_and_the_first_is_kept(network: Network, book: WriteBook) -> None:
    (report,) = network.gather.import_paths([book("phone", card("1", "Ada"), card("1", "Bob"))])
    assert outcomes(report) == ["new", "repeated"]
    assert names(network) == ["Ada"]


def test_a_preview_tells_the_same_and_writes_nothing(each_network: Network, book: WriteBook) -> None:
    each_network.gather.import_paths([book("phone", card("1", "Ada Lovelace", email="a@x.org", categories=["Choir"]))])
    web = book(
        "web",
        card("x", "Ada Lovelace", email="a@x.org"),
        card("y", "A. Lovelace", email="a@x.org"),
        card("g", "Rowing", kind="group", members=["u"]),
        card("z", "Zoe", uid="u"),
    )
    before, listed = everything(each_network), each_network.gather.operations()
    (preview,) = each_network.gather.import_paths([web], preview=True)
    assert everything(each_network) == before
    assert each_network.gather.operations() == listed
    assert (preview.preview, preview.operation) == (True, "")
    (real,) = each_network.gather.import_paths([web])
    assert preview.records == real.records
    assert outcomes(real) == ["same", "question", "circle", "new"]


def test_a_reader_that_breaks_keeps_what_came_before_and_calls_nothing_gone(network: Network, book: WriteBook) -> None:
    network.gather.import_paths([book("phone", card("1", "Ada"), card("2", "Bob"))])
    path = book("phone", card("1", "Ada"), card("3", "Carl"))
    path.write_text(path.read_text() + "BOOM\n")
    (report,) = network.gather.import_paths([path])
    assert outcomes(report) == ["unchanged", "new", "refused"]
    assert "the reader stumbled" in report.records[2].notes[0]
    assert not network.gather.find("Bob").records[0].gone


def test_an_interrupted_import_keeps_whole_batches_and_goes_on_next_time(
    each_network: Network, book: WriteBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "_RECORDS", 2)
    many = [card(str(n), f"Person {n}", email=f"p{n}@x.org") for n in range(6)]
    path = book("phone", *many)
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join([*lines[:6], "^C\n", *lines[6:]]))
    (report,) = each_network.gather.import_paths([path])
    assert report.interrupted
    assert outcomes(report) == ["new"] * 4
    assert names(each_network) == ["Person 0", "Person 1", "Person 2", "Person 3"]
    path.write_text("".join(lines))
    (rest,) = each_network.gather.import_paths([path])
    assert outcomes(rest) == ["unchanged"] * 4 + ["new"] * 2
    each_network.gather.undo()
    each_network.gather.undo()
    assert everything(each_network) == []


def test_an_import_in_many_batches_is_told_as_if_it_were_one(
    network: Network, book: WriteBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    cards = [
        card("1", "Ada Lovelace", email="adal@x.org"),
        card("2", "Bob"),
        card("3", "Ada Lovelace", email="lovelace@y.org"),
        card("4", "Carl"),
    ]
    web = book("web", card("w", "Ada Lovelace", email=["adal@x.org", "lovelace@y.org"]))
    phone = book("phone", *cards[:2])
    old = book("old", *cards[2:])
    paths = [phone, old, web]
    whole = network.gather.import_paths(paths)
    network.gather.undo()
    monkeypatch.setattr(intake, "_RECORDS", 1)
    heard: list[RecordReport] = []
    assert network.gather.import_paths(paths, on_record=heard.append) == whole
    assert [line.source_id for line in heard] == ["1", "2", "3", "4", "w"]
    assert len({line.person for report in whole for line in report.records if line.name.startswith("Ada")}) == 1


def test_several_files_are_one_operation(network: Network, book: WriteBook) -> None:
    reports = network.gather.import_paths([book("phone", card("1", "Ada")), book("web", card("1", "Bob"))])
    assert [report.account for report in reports] == ["cards:phone", "cards:web"]
    assert len({report.operation for report in reports}) == 1
    assert network.gather.undo().startswith("Imported 2 address books")
    assert names(network) == []


def test_progress_is_told(network: Network, book: WriteBook) -> None:
    told: list[tuple[int, int | None, str]] = []

    def progress(done: int, total: int | None = None, what: str = "") -> None:
        told.append((done, total, what))

    network.gather.import_paths([book("phone", card("1", "Ada"), card("2", "Bob"))], progress=progress)
    assert told[-1][0] == 2


def test_raw_bytes_and_notes_are_kept(network: Network, book: WriteBook) -> None:
    path = book("phone", card("1", "Ada", notes=["guessed the charset"]))
    (report,) = network.gather.import_paths([path])
    assert report.records[0].notes == ("guessed the charset",)
    with store_of(network).read() as tx:
        row = tx.connection.execute(records.select()).one()
    assert row.raw == path.read_bytes().splitlines()[1]
    assert row.notes == ("guessed the charset",)


def test_strange_characters_survive_on_both_engines(each_network: Network, book: WriteBook) -> None:
    nasty = "A\u0000da \U0001f984 \u0141\u0301 \u202e \u200f"
    (report,) = each_network.gather.import_paths(
        [book("phone", card("i\u0000d", nasty, email="x\u0000@x.org", categories=["C\u0000hoir"], note="\u0000"))]
    )
    assert outcomes(report) == ["new"]
    assert len(each_network.gather.people()) == 1


def test_an_endless_address_is_no_identifier_and_no_fault(each_network: Network, book: WriteBook) -> None:
    (report,) = each_network.gather.import_paths([book("phone", card("1", "Ada", email="a" * 10_000 + "@x.org"))])
    assert outcomes(report) == ["new"]


# -- files and folders -----------------------------------------------------------------------------------------------


def test_a_path_that_leads_nowhere_is_said_before_anything_is_read(network: Network, book: WriteBook) -> None:
    with pytest.raises(NotFound, match="nothing-here"):
        network.gather.import_paths([book("phone", card("1", "Ada")), Path("nothing-here.cards")])
    assert names(network) == []


def test_a_folder_is_walked_and_what_no_plugin_reads_is_one_line_each(network: Network, tmp_path: Path) -> None:
    folder = tmp_path / "books"
    write_book(folder / "phone.cards", card("1", "Ada"))
    write_book(folder / "deeper" / "web.cards", card("1", "Bob"))
    (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    (folder / "empty.cards").write_bytes(b"")
    reports = network.gather.import_paths([folder])
    assert [report.account for report in reports] == ["cards:phone", "cards:web", ""]
    refused = {Path(line.name).name: line.notes[0] for line in reports[-1].records}
    assert refused == {"empty.cards": "it is empty", "photo.jpg": "no plugin reads this"}
    assert {line.outcome for line in reports[-1].records} == {"refused"}


def test_two_files_of_one_name_are_two_address_books(network: Network, tmp_path: Path) -> None:
    one = write_book(tmp_path / "a" / "phone.cards", card("1", "Ada"))
    other = write_book(tmp_path / "b" / "phone.cards", card("1", "Bob"))
    for _ in range(2):
        reports = network.gather.import_paths([one, other])
        assert [report.account for report in reports] == ["cards:phone", "cards:phone-2"]
    assert names(network) == ["Ada", "Bob"]
    assert [(account.id, account.location) for account in network.gather.accounts()] == [
        ("cards:phone", str(one.resolve())),
        ("cards:phone-2", str(other.resolve())),
    ]


def test_a_file_keeps_its_account_under_another_way_to_write_its_path(
    network: Network, book: WriteBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = book("phone", card("1", "Ada"))
    network.gather.import_paths([path])
    monkeypatch.chdir(path.parent)
    (report,) = network.gather.import_paths([Path("./phone.cards")])
    assert (report.account, outcomes(report)) == ("cards:phone", ["unchanged"])


def one_card(path: Path, **facts: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("CARD\n" + json.dumps(facts) + "\n")
    return path


def test_a_folder_of_single_cards_is_one_address_book(network: Network, tmp_path: Path) -> None:
    folder = tmp_path / "Kontakte"
    files = [one_card(folder / f"{n}.cards", id=f"u{n}", name=f"Person {n}") for n in range(3)]
    (report,) = network.gather.import_paths([folder])
    assert (report.account, outcomes(report)) == ("cards:Kontakte", ["new"] * 3)
    files[1].unlink()
    (again,) = network.gather.import_paths([folder])
    assert outcomes(again) == ["unchanged", "unchanged", "gone"]
    (single,) = network.gather.import_paths([files[0]])
    assert (single.account, outcomes(single)) == ("cards:Kontakte", ["unchanged"]), "one of them is not all of them"


def test_single_cards_named_one_by_one_are_one_address_book_of_which_there_may_be_more(
    network: Network, tmp_path: Path
) -> None:
    files = [one_card(tmp_path / "cards" / f"{n}.cards", id=f"u{n}", name=f"Person {n}") for n in range(3)]
    network.gather.import_paths([tmp_path / "cards"])
    (report,) = network.gather.import_paths(files[:2])
    assert (report.account, outcomes(report)) == ("cards:cards", ["unchanged"] * 2)


def test_a_single_card_by_itself_is_named_after_its_file(network: Network, tmp_path: Path) -> None:
    (report,) = network.gather.import_paths([one_card(tmp_path / "ada.cards", id="1", name="Ada")])
    assert report.account == "cards:ada"


def test_files_can_be_given_to_one_account_by_name(network: Network, book: WriteBook) -> None:
    january, march = book("january", card("1", "Ada")), book("march", card("1", "Ada"), card("2", "Bob"))
    network.gather.import_paths([january], account="phone")
    (report,) = network.gather.import_paths([march], account="cards:phone")
    assert (report.account, outcomes(report)) == ("cards:phone", ["unchanged", "new"])


def test_another_file_for_a_named_account_calls_nothing_gone(network: Network, book: WriteBook) -> None:
    network.gather.import_paths([book("january", card("1", "Ada"), card("2", "Bob"))], account="phone")
    (report,) = network.gather.import_paths([book("march", card("1", "Ada"))], account="phone")
    assert outcomes(report) == ["unchanged"]


def test_what_is_no_file_and_what_a_plugin_stumbles_over_is_one_line_each(network: Network, tmp_path: Path) -> None:
    folder = tmp_path / "books"
    write_book(folder / "phone.cards", card("1", "Ada"))
    (folder / "trap.cards").write_text("TRAP")
    os.mkfifo(folder / "pipe.cards")
    (folder / "link.cards").symlink_to(folder / "nowhere")
    reports = network.gather.import_paths([str(folder)])
    assert {Path(line.name).name: line.notes[0] for line in reports[-1].records} == {
        "link.cards": "it cannot be read: No such file or directory",
        "pipe.cards": "it is no file",
        "trap.cards": "no plugin reads this (cards failed to look at it: ValueError: what is this)",
    }
    assert names(network) == ["Ada"]


def test_without_a_plugin_that_reads_files_the_user_is_told_what_to_install(tmp_path: Path, book: WriteBook) -> None:
    with (
        Network(tmp_path / "n.db", home=tmp_path, plugins=Registry.of({})) as network,
        pytest.raises(PluginUnavailable, match="netcore-vcard"),
    ):
        network.gather.import_paths([book("phone", card("1", "Ada"))])


def test_vcards_are_not_taken_for_something_else_where_their_plugin_is_missing(
    network: Network, tmp_path: Path
) -> None:
    (tmp_path / "phone.vcf").write_bytes(b"\xef\xbb\xbf\r\nbegin:vcard\r\nVERSION:3.0\r\nFN:Ada\r\nEND:VCARD\r\n")
    (report,) = network.gather.import_paths([tmp_path / "phone.vcf"])
    (line,) = report.records
    assert line.notes == (
        "there are vCards in it, and no plugin here reads those: install netcore-vcard, or let it load "
        "(netcore plugins)",
    )
