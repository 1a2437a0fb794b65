"""The moves of a message: the legal ones happen, once, and no others."""

import re
from pathlib import Path

import pytest
from sqlalchemy import update

import netcore
from netcore.model.message import Message
from netcore.store import Store, Transaction
from netcore.store.moves import COMMITTING, MOVES, PLACES, MoveName, Place
from netcore.store.schema import messages
from tests.store.cards import add_card
from tests.store.letters import add_letter

ME = "me"


def put(tx: Transaction, message: Message, place: Place, *, worker: str = "") -> Message:
    """Put a message into a place, without any move."""
    values = {"state": place.state, "phase": place.phase, "worker": worker if place.state == "sending" else ""}
    tx.connection.execute(update(messages).where(messages.c.id == message.id).values(values))
    found = tx.messages.get(message.id)
    assert found is not None
    return found


def place_of(tx: Transaction, message: Message) -> Place:
    row = tx.connection.execute(messages.select().where(messages.c.id == message.id)).one()
    return Place(row.state, row.phase)


def test_from_every_place_exactly_the_legal_moves_can_be_made(store: Store) -> None:
    with store.write() as tx:
        message = add_letter(tx, add_card(tx, "Ada", "ada@example.org"))
        for place in PLACES:
            for name, move in MOVES.items():
                here = put(tx, message, place, worker=ME)
                happened = tx.messages.move(here, name, worker=ME)
                assert happened == (place in move.starts), (place, name)
                expected = (move.end or place) if happened else place
                assert place_of(tx, message) == expected


def test_a_message_that_is_being_sent_moves_for_its_holder_only(store: Store) -> None:
    with store.write() as tx:
        message = add_letter(tx, add_card(tx, "Ada", "ada@example.org"))
        for name, move in MOVES.items():
            for place in move.starts:
                if place.state == "sending":
                    here = put(tx, message, place, worker="somebody else")
                    assert not tx.messages.move(here, name, worker=ME), name
                    assert place_of(tx, message) == place


@pytest.mark.parametrize("name", MOVES)
def test_a_move_happens_once_also_for_somebody_who_saw_the_message_before(store: Store, name: MoveName) -> None:
    move = MOVES[name]
    with store.write() as tx:
        message = add_letter(tx, add_card(tx, "Ada", "ada@example.org"))
        for place in sorted(move.starts):
            here = put(tx, message, place, worker=ME)
            assert tx.messages.move(here, name, worker=ME)
            if move.end not in move.starts and move.end is not None:
                assert not tx.messages.move(here, name, worker=ME)


def test_who_ends_or_parks_a_sending_lets_go_of_the_message(store: Store) -> None:
    with store.write() as tx:
        message = add_letter(tx, add_card(tx, "Ada", "ada@example.org"))
        for name, move in MOVES.items():
            for place in move.starts:
                here = put(tx, message, place, worker=ME)
                tx.messages.move(here, name, worker=ME)
                row = tx.connection.execute(messages.select().where(messages.c.id == message.id)).one()
                keeps = row.state == "sending" and name != "park"
                assert (row.worker, row.lease_until is None) == (ME if keeps else "", True)


def test_a_reason_belongs_to_the_place_where_it_was_given(store: Store) -> None:
    with store.write() as tx:
        message = put(tx, add_letter(tx, add_card(tx, "Ada", "ada@example.org")), COMMITTING, worker=ME)
        tx.messages.move(message, "refuse", worker=ME, reason="No such mailbox")
        refused = tx.messages.get(message.id)
        assert refused is not None
        assert refused.reason == "No such mailbox"
        tx.messages.move(refused, "revise")
        draft = tx.messages.get(message.id)
        assert draft is not None
        assert draft.reason == ""


def test_the_last_handle_stays_known_until_there_is_another(store: Store) -> None:
    with store.write() as tx:
        message = add_letter(tx, add_card(tx, "Ada", "ada@example.org"))
        names: tuple[MoveName, ...] = ("hold back", "defer", "refuse", "park", "doubt")
        for name in names:
            here = put(tx, message, COMMITTING, worker=ME)
            tx.connection.execute(update(messages).values(handle="draft-1"))
            assert tx.messages.move(here, name, worker=ME)
            found = tx.messages.get(message.id)
            assert found is not None
            assert found.handle == "draft-1", name
        assert tx.messages.move(found, "resolve as not sent")
        queued = tx.messages.get(message.id)
        assert queued is not None
        assert (queued.state, queued.handle) == ("queued", "draft-1")


def test_a_move_that_did_not_happen_is_not_in_the_journal(store: Store) -> None:
    with store.write() as tx:
        message = add_letter(tx, add_card(tx, "Ada", "ada@example.org"))
        assert tx.messages.move(message, "approve")
        assert not tx.messages.move(message, "approve")
        events = [entry.event for entry in tx.journal.latest()]
    assert events.count("message.approved") == 1


def test_a_move_and_its_line_in_the_journal_are_kept_together_or_not_at_all(store: Store) -> None:
    with store.write() as tx:
        message = add_letter(tx, add_card(tx, "Ada", "ada@example.org"))
    with pytest.raises(RuntimeError), store.write() as tx:
        tx.messages.move(message, "approve")
        raise RuntimeError
    with store.read() as tx:
        assert tx.messages.counts() == {"draft": 1}
        assert "message.approved" not in [entry.event for entry in tx.journal.latest()]


def test_nothing_is_uncertain_or_sent_but_by_the_moves_that_say_so() -> None:
    ends = {name: move.end.state for name, move in MOVES.items() if move.end is not None}
    assert {name for name, state in ends.items() if state == "sent"} == {"sent", "resolve as sent", "find sent"}
    assert {name for name, move in MOVES.items() if Place("uncertain") in move.starts} == {
        "resolve as sent",
        "resolve as not sent",
        "find sent",
        "find not sent",
    }
    assert not [name for name, move in MOVES.items() if move.starts & {Place("sent"), Place("discarded")}]


def test_no_other_file_writes_the_state_of_a_message() -> None:
    source = Path(netcore.__file__).parent
    writes = re.compile(r"update\(messages\)|UPDATE (?:OR \w+ )?messages", re.IGNORECASE)
    places = {str(file.relative_to(source)) for file in source.rglob("*.py") if writes.search(file.read_text("utf-8"))}
    copying = "store/since_backup.py"  # rows as they are in another network, which moved them
    assert places <= {"store/moves.py", "store/outbox.py", "store/erasure.py", copying}
    for place in places - {"store/moves.py"}:
        statements = re.findall(r"update\(messages\)[^\n]*\n(?:.+\n)*", (source / place).read_text("utf-8"))
        assert not [statement for statement in statements if re.search(r"values\([^)]*\bstate\b", statement)], place
