"""What is changed on behalf of an operation can be taken back, row by row."""

from collections.abc import Callable

import pytest

from netcore.errors import NotPossibleNow
from netcore.model.contact import Contact, Name
from netcore.store import Store, Transaction
from netcore.store import operations as module
from netcore.store.dump import dump
from netcore.store.schema import before_images, circle_members, circles, facts, person_notes, persons, sightings
from tests.conftest import Clock
from tests.store.cards import add_card


def rows(tx: Transaction) -> list[str]:
    return list(dump(tx))


def images(tx: Transaction) -> int:
    return len(tx.connection.execute(before_images.select()).all())


def test_rows_that_were_made_changed_and_removed_come_back(store: Store) -> None:
    with store.write() as tx:
        ada = add_card(tx, "Ada", "ada@x.org")
        tx.operations.insert(
            circles, [{"id": "old", "name": "Old", "notes": "n"}, {"id": "art", "name": "Art", "notes": ""}]
        )
        before = rows(tx)
    with store.write() as tx:
        with tx.operations.one("edit", "All at once"):
            tx.operations.insert(circles, [{"id": "new", "name": "New", "notes": ""}])
            tx.operations.change(circles, [{"id": "art", "name": "Arts"}])
            tx.operations.change(circles, [{"id": "art", "name": "Fine arts"}])
            tx.operations.remove(circles, [("old",)])
            tx.operations.put(facts, [{"name": "region", "value": "GB"}])
            tx.operations.insert(circle_members, [{"circle": "art", "person": ada}])
            tx.people.note(ada, "A note.")
        assert rows(tx) != before
    with store.write() as tx:
        assert tx.operations.undo().summary == "All at once"
        assert rows(tx) == before
        assert images(tx) == 0
        assert tx.operations.recent(5) == ()


def test_what_hangs_on_a_new_anchor_needs_no_image(store: Store) -> None:
    contact = Contact(name=Name(display="Ada"), categories=("Choir",))
    with store.write() as tx:
        tx.operations.insert(circles, [{"id": "art", "name": "Art", "notes": ""}])
        before = rows(tx)
        with tx.operations.one("add", "Ada"):
            tx.people.add({"ada": contact})
            tx.people.note("ada", "A note.")
            tx.circles.enroll([("art", "ada")])
            tx.people.correct("ada", Contact(name=Name(display="Ada L.")))
        assert images(tx) == 0
        tx.operations.undo()
        assert rows(tx) == before


def test_what_hangs_on_an_anchor_of_an_earlier_transaction_needs_none_either(store: Store) -> None:
    with store.write() as tx:
        operation = tx.operations.begin("import", "In two pieces")
        tx.people.add({"ada": Contact()})
    with store.write() as tx:
        tx.operations.resume(operation)
        tx.people.note("ada", "A note.")
        tx.operations.change(persons, [{"id": "ada", "name": "Ada"}])
        assert images(tx) == 0
        tx.operations.undo()
        assert tx.connection.execute(person_notes.select()).all() == []


def test_a_change_to_the_same_value_is_no_change(store: Store) -> None:
    with store.write() as tx:
        tx.operations.insert(circles, [{"id": "art", "name": "Art", "notes": ""}])
        with tx.operations.one("edit", "Nothing"):
            assert tx.operations.change(circles, [{"id": "art", "name": "Art"}]) == 0
            assert tx.operations.remove(circles, [("none",)]) == 0
        assert tx.operations.recent(5) == ()


def test_without_an_operation_changes_are_just_made(store: Store) -> None:
    with store.write() as tx:
        tx.operations.put(facts, [{"name": "region", "value": "GB"}])
        tx.operations.put(facts, [{"name": "region", "value": "DE"}])
        assert tx.facts.get("region") == "DE"
        assert images(tx) == 0


def test_many_rows_go_in_as_few_do(store: Store) -> None:
    names = [f"c{number:04}" for number in range(2500)]
    with store.write() as tx:
        with tx.operations.one("edit", "Many"):
            tx.operations.insert(circles, [{"id": name, "name": name, "notes": "é"} for name in names])
        assert [circle.id for circle in tx.circles.all()] == names
        with tx.operations.one("edit", "Many more"):
            assert tx.operations.change(circles, [{"id": name, "notes": "x"} for name in names]) == 2500
            assert tx.operations.remove(circles, [(name,) for name in names]) == 2500
        tx.operations.undo()
        assert [circle.notes for circle in tx.circles.all()] == ["é"] * 2500


def test_only_so_many_operations_can_be_undone(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEPT", 2)
    for value in "abc":
        with store.write() as tx, tx.operations.one("setting", f"Region {value}"):
            tx.facts.set("region", value)
    with store.write() as tx:
        assert [one.sealed == "" for one in tx.operations.recent(5)] == [True, True, False]
        assert images(tx) == 2
        tx.operations.undo()
        tx.operations.undo()
        assert tx.facts.get("region") == "a"
        with pytest.raises(NotPossibleNow, match=r"Region a.* cannot be undone: only the last"):
            tx.operations.undo()


def test_an_operation_knows_when_it_was_done(store: Store, clock: Clock) -> None:
    with store.write() as tx:
        operation = tx.operations.begin("import", "Slow")
        tx.facts.set("region", "GB")
    assert clock() == clock.time
    began = clock()
    clock.pass_(minutes=5)
    with store.write() as tx:
        assert tx.operations.recent(1)[0].finished_at is None
        tx.operations.resume(operation)
        assert tx.operations.finish("Slow, and done")
        (listed,) = tx.operations.recent(5)
    assert (listed.summary, listed.started_at, listed.finished_at) == ("Slow, and done", began, clock())


def test_a_rehearsal_leaves_nothing(store: Store) -> None:
    with store.rehearse() as tx:
        tx.facts.set("region", "GB")
        assert tx.facts.get("region") == "GB"
    with store.read() as tx:
        assert tx.facts.get("region") == ""


def test_a_dump_is_the_same_text_on_every_engine(store: Store) -> None:
    with store.write() as tx:
        for name in ("Zoë", "ada", "Bob", "Éva", "_x"):
            tx.operations.insert(circles, [{"id": name, "name": name, "notes": ""}])
        tx.operations.insert(persons, [{"id": "a", "current": "a", "name": "", "sort_name": "", "created_at": tx.now}])
        tx.connection.execute(sightings.insert().values(account="x", anchor="y"))
        found = rows(tx)
    assert [line for line in found if line.startswith('["circles"')] == [
        f'["circles",{{"id":"{name}","name":"{name}","notes":""}}]' for name in ("Bob", "Zoë", "_x", "ada", "Éva")
    ]
    assert found[-1].startswith('["persons",{"id":"a","current":"a"')
    assert '"created_at":"2026-03-02T09:00:00Z"' in found[-1]
    assert not any("sightings" in line for line in found)


def test_the_state_of_an_account_is_a_mapping_that_lasts(open_store: Callable[[], Store]) -> None:
    from netcore.store.accounts import AccountState

    state = AccountState(open_store(), "google:ada")
    state["token"] = "one"
    state["token"] = "two"
    state["page"] = "3"
    assert dict(AccountState(open_store(), "google:ada")) == {"page": "3", "token": "two"}
    assert dict(AccountState(open_store(), "google:bob")) == {}
    del state["page"]
    assert len(state) == 1
    with pytest.raises(KeyError):
        del state["page"]
    with pytest.raises(KeyError):
        state["page"]
