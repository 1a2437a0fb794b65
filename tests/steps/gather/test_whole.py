"""A whole network leaves as one JSON text, and comes into an empty one as it was."""

import json
import sqlite3
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from netcore.demo import walk
from netcore.errors import NetcoreError, NotPossibleNow, StoreTooNew, UnreadableFile, UsageError
from netcore.model.message import MessageState
from netcore.network import Network
from netcore.plugins.registry import Registry
from netcore.store.schema import metadata
from tests.steps.gather.books import card, write_book
from tests.steps.people import add, add_message, store_of

REASON = "because of the loan"


def text(network: Network) -> bytes:
    stream = BytesIO()
    network.gather.export(stream, format="json")
    return stream.getvalue()


def rows(data: bytes, table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(data)["tables"][table]
    return found


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's network, in which somebody was eliminated and somebody erased, as a file."""
    home = tmp_path_factory.mktemp("demo")
    for _ in walk(home, now=datetime(2026, 3, 18, 10, 30, tzinfo=UTC), plugins=Registry.discover(raise_errors=True)):
        pass
    with Network(home / "default.db", home=home, plugins=Registry.discover()) as network:
        network.choose.eliminate(["Oscar Lindgren"], reason=REASON)
        network.choose.forget("Tomasz Wójcik")
        network.give.ask("Ines Kowalczyk")
        network.gather.export(home / "whole.json")
    return home / "whole.json"


def test_every_part_of_the_work_is_in_it(whole: Path) -> None:
    tables = json.loads(whole.read_bytes())["tables"]
    assert tables.keys() == metadata.tables.keys() - {"gate", "sightings", "before_images"}
    worked_in = "facts accounts persons records identifiers verdicts circles circle_members circle_names standings"
    worked_in += (
        " eliminated_identifiers erased clarities campaigns messages replies conversations favors leads journal"
    )
    assert [table for table in worked_in.split() if not tables[table]] == []
    assert all(record["raw"] for record in tables["records"])


def test_brought_into_an_empty_network_it_leaves_as_the_same_text(whole: Path, each_network: Network) -> None:
    (report,) = each_network.gather.import_paths([whole])
    assert report.count("new") == len(report.records) == len(each_network.gather.people())
    assert text(each_network) == whole.read_bytes()


def test_one_that_another_program_laid_out_anew_is_read_as_well(whole: Path, network: Network, tmp_path: Path) -> None:
    pretty = tmp_path / "pretty.json"
    pretty.write_text(json.dumps(json.loads(whole.read_bytes()), indent=4), encoding="utf-8-sig")
    network.gather.import_paths([pretty])
    assert text(network) == whole.read_bytes()


def test_why_somebody_was_eliminated_is_not_in_it_and_that_they_were_is(whole: Path, network: Network) -> None:
    assert REASON.encode() not in whole.read_bytes()
    network.gather.import_paths([whole])
    assert network.gather.find("Oscar Lindgren").standing == "eliminated"


def test_work_goes_on_where_it_came_to(whole: Path, each_network: Network, tmp_path: Path) -> None:
    each_network.gather.import_paths([whole])
    before = text(each_network)
    each_network.gather.add("Somebody New")
    assert each_network.gather.undo() == "Added Somebody New"
    with pytest.raises(NotPossibleNow, match="was done in the network from which this one was brought here"):
        each_network.gather.undo()
    assert rows(text(each_network), "persons") == rows(before, "persons")


def test_an_erased_person_is_recognised_where_the_network_came_to(
    whole: Path, each_network: Network, tmp_path: Path
) -> None:
    each_network.gather.import_paths([whole])
    book = write_book(tmp_path / "again.cards", card("1", "Tomasz Wojcik", email="tomasz.wojcik@example.net"))
    each_network.gather.import_paths([book])
    assert each_network.gather.find("tomasz.wojcik@example.net").held


WHERE_IT_CAN_BE: dict[MessageState, MessageState] = {
    "draft": "draft",
    "approved": "draft",
    "queued": "draft",
    "deferred": "draft",
    "sending": "uncertain",
    "sent": "sent",
    "refused": "refused",
    "uncertain": "uncertain",
    "discarded": "discarded",
}


def test_no_letter_can_leave_by_itself_from_where_the_network_came_to(each_network: Network, tmp_path: Path) -> None:
    with Network(tmp_path / "old.db", home=tmp_path, plugins=Registry.of({})) as old:
        ids = {
            add_message(old, add(old, state), state, phase="claimed" if state == "sending" else "").id: state
            for state in WHERE_IT_CAN_BE
        }
        notes = old.gather.export(tmp_path / "whole.json")
        assert {message.state for message in old.write.messages()} == WHERE_IT_CAN_BE.keys()  # nothing changed there
    assert [note.partition(" in the file")[0] for note in notes[1:]] == [
        "3 letters that wait are drafts",
        "1 letter that is leaving now is uncertain",
    ]
    each_network.gather.import_paths([tmp_path / "whole.json"])
    arrived = {ids[message.id]: message for message in each_network.write.messages()}
    assert {state: message.state for state, message in arrived.items()} == WHERE_IT_CAN_BE
    for row in rows(text(each_network), "messages"):
        assert (row["worker"], row["lease_until"], row["phase"]) == ("", None, "")
        assert not (row["state"] == "draft" and (row["approved_digest"] or row["outbox"] or row["handle"]))


def test_a_text_that_was_changed_by_hand_makes_no_letter_leave(whole: Path, network: Network, tmp_path: Path) -> None:
    changed = tmp_path / "changed.json"
    changed.write_bytes(whole.read_bytes().replace(b'"state":"sent","to_address"', b'"state":"queued","to_address"'))
    network.gather.import_paths([changed])
    assert {message.state for message in network.write.messages()} == {"draft"}


def test_a_network_with_anything_in_it_is_not_filled(whole: Path, each_network: Network) -> None:
    each_network.clarify.write("A library of things", why="It matters", ask="Twenty minutes")
    before = text(each_network)
    with pytest.raises(NotPossibleNow, match="comes into an empty one only"):
        each_network.gather.import_paths([whole])
    assert text(each_network) == before


def test_a_preview_fills_nothing(whole: Path, each_network: Network) -> None:
    (report,) = each_network.gather.import_paths([whole], preview=True)
    assert report.preview
    assert report.count("new") > 30
    assert each_network.gather.people() == ()


def test_a_file_that_is_damaged_anywhere_leaves_the_network_empty(
    whole: Path, network: Network, tmp_path: Path
) -> None:
    data, damaged = whole.read_bytes(), tmp_path / "damaged.json"
    empty = text(network)
    faults = {
        data[: len(data) // 2]: UnreadableFile,
        data[:-4]: UnreadableFile,
        data.replace(b'"raw":"', b'"raw":"%', 1): UnreadableFile,
        data.replace(b'"source_id":', b'"sauce_id":', 1): UnreadableFile,
        data.replace(b'"persons":[', b'"people":[', 1): UnreadableFile,
        data.replace(b'"standing":"kept"', b'"standing":"adored"', 1): NetcoreError,
        data.replace(b'"schema":"0001"', b'"schema":"9999"', 1): StoreTooNew,
        data.replace(b'"format":1', b'"format":2', 1): StoreTooNew,
    }
    for fault, error in faults.items():
        damaged.write_bytes(fault)
        with pytest.raises(error):
            network.gather.import_paths([damaged])
        assert text(network) == empty


def test_it_is_all_or_nothing_and_comes_alone(whole: Path, network: Network, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="JSON is the whole network"):
        network.gather.export(tmp_path / "some.json", people=[])
    assert not (tmp_path / "some.json").exists()
    book = write_book(tmp_path / "a.cards", card("1", "Ada"))
    reports = network.gather.import_paths([whole, book])
    assert [line.notes[0] for report in reports for line in report.records if line.outcome == "refused"] == [
        "it holds a whole network: import it by itself, into an empty one"
    ]
    assert [person.name for person in network.gather.people()] == ["Ada"]


def test_the_file_is_for_its_owner_only(whole: Path) -> None:
    assert whole.stat().st_mode & 0o777 == 0o600


def test_what_the_reader_expects_is_what_the_store_holds(whole: Path, network: Network, tmp_path: Path) -> None:
    network.gather.import_paths([whole])
    store = store_of(network)
    assert store.place.file is not None
    with sqlite3.connect(store.place.file) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
