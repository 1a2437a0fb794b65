"""An erased person is gone, and is recognised all the same."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, insert, select, text
from sqlalchemy.engine.interfaces import DBAPIConnection

from netcore.errors import NotPossibleNow, StoreBusy
from netcore.model.contact import Contact, Name
from netcore.store import Store, Transaction
from netcore.store.schema import (
    attachments,
    before_images,
    blocks,
    campaign_people,
    campaigns,
    circle_members,
    circles,
    clarities,
    conversations,
    corrections,
    favors,
    introductions,
    leads,
    messages,
    metadata,
    operations,
    person_notes,
    persons,
    replies,
    waivers,
)
from tests.conftest import Clock
from tests.store.cards import add_card, join, judge, set_identifiers

NAME, ADDRESS = "Zerlina Quackenbush", "zerlina.quackenbush@example.org"
SECRETS = ("zerlina", "quackenbush", "whispers", "+15125550199")


def codes(tx: Transaction, person: str, address: str = "") -> set[str]:
    return {obstacle.code for obstacle in tx.standings.obstacles(person, address)}


def put(tx: Transaction, table: object, **values: object) -> None:
    tx.connection.execute(insert(table).values(values))  # type: ignore[arg-type]  # any table of the schema


def add_message(tx: Transaction, person: str, state: str = "sent") -> str:
    put(
        tx,
        messages,
        id="m1",
        campaign="c1",
        person=person,
        purpose="request",
        channel="email",
        state=state,
        to_address=ADDRESS,
        to_key=ADDRESS,
        to_name=NAME,
        subject=f"Dear {NAME}",
        body="Zerlina whispers",
        slots={"memory": "Zerlina whispers"},
        text_digest="",
        created_at=tx.now,
        changed_at=tx.now,
    )
    return "m1"


def tell_everything(tx: Transaction, state: str = "sent") -> tuple[str, str]:
    """A person about whom every table has something, and somebody else."""
    bo = add_card(tx, "Bo Lund", "bo@example.org")
    her = add_card(tx, NAME, ADDRESS, phones=["+15125550199"], uid="zerlina-uid")
    also = add_card(tx, "Z. Quackenbush", "zq@example.com", account="google:me")
    join(tx, her, also)
    put(tx, blocks, anchor=her, key=-(2**63))
    put(tx, corrections, person=her, card=Contact(name=Name(display=NAME)))
    put(tx, person_notes, person=also, text="Zerlina whispers", written_at=tx.now)
    put(tx, introductions, person=her, introduced_by=bo)
    put(tx, introductions, person=bo, introduced_by=also)
    put(tx, circles, id="music", name="Music")
    put(tx, circle_members, circle="music", person=her)
    put(tx, clarities, version=1, goal="g", why="", ask="", keywords=(), written_at=tx.now, confirmed_at=tx.now)
    put(tx, campaigns, id="c1", name="C", clarity=1, subject="s", template="t", created_at=tx.now)
    put(tx, campaign_people, campaign="c1", person=her)
    add_message(tx, also, state)
    put(tx, attachments, message="m1", name="z.pdf", media_type="x/y", digest="", data=b"zerlina whispers")
    put(tx, waivers, message="m1", finding="too-long", reason="Zerlina whispers")
    put(
        tx,
        replies,
        id="r1",
        person=her,
        message="m1",
        kind="reply",
        received_at=tx.now,
        subject="Re",
        text="Zerlina whispers",
        looked_at=True,
        how="",
    )
    put(
        tx,
        conversations,
        id="v1",
        person=her,
        state="held",
        options=(),
        notes="Zerlina whispers",
        offered_at=tx.now,
    )
    put(tx, favors, id="f1", person=her, state="asked", what="Zerlina whispers", asked_at=tx.now)
    put(tx, leads, id="l1", kind="idea", from_person=her, text="Zerlina whispers", created_at=tx.now)
    put(tx, leads, id="l2", kind="referral", from_person=bo, person=also, text=NAME, created_at=tx.now)
    judge(tx, her, bo, "different")
    operation = tx.connection.execute(
        insert(operations).values(kind="same", summary=f"{NAME} and Z. Quackenbush are one", started_at=tx.now)
    ).inserted_primary_key
    assert operation is not None
    put(tx, before_images, operation=operation[0], table_name="persons", key=f'{{"id":"{her}"}}', row=NAME)
    put(tx, before_images, operation=operation[0], table_name="verdicts", key="{}", row=f'{{"left":"{also}"}}')
    tx.journal.add("message.sent", f"The letter to {NAME} was sent.", person=her)
    tx.journal.add("person.same", f"{NAME} <{ADDRESS}> was introduced by Bo.", person=bo)
    tx.standings.eliminate([her], "Zerlina whispers")
    return her, bo


def all_text(tx: Transaction) -> Iterator[str]:
    for table in metadata.sorted_tables:
        for row in tx.connection.execute(text(f'SELECT * FROM "{table.name}"')):
            yield f"{table.name} {tuple(row)!r}"


def test_no_row_says_anything_about_them_any_more(store: Store) -> None:
    with store.write() as tx:
        her, bo = tell_everything(tx)
        tx.standings.erase(her)
    store.scrub()
    with store.read() as tx:
        told = [line for line in all_text(tx) for secret in (*SECRETS, her, "zq@") if secret in line.casefold()]
        assert told == []
        assert codes(tx, bo, "bo@example.org") == set()
        assert [entry.text for entry in tx.journal.latest(person=bo)] == [
            "somebody you erased <somebody you erased> was introduced by Bo."
        ]


def test_every_table_that_names_a_person_was_in_that_test(store: Store) -> None:
    """So that a new table cannot be forgotten: fill it above."""
    with store.write() as tx:
        tell_everything(tx)
        for table in metadata.sorted_tables:
            if any(column.references(persons.c.id) for column in table.c):
                assert tx.connection.execute(select(table).limit(1)).first() is not None, table.name


def leave_bytes(connection: DBAPIConnection, _: object) -> None:
    """As SQLite does unless it was built to overwrite what is deleted."""
    connection.cursor().execute("PRAGMA secure_delete = OFF")


def test_not_a_byte_is_left_in_the_files(tmp_path: Path, clock: Clock) -> None:
    store = Store(tmp_path / "n.db", now=clock)
    event.listen(store._engine, "connect", leave_bytes)
    with store.write() as tx:
        her, _ = tell_everything(tx)
        for number in range(300):  # so that her rows share pages with others, and pages split
            add_card(tx, f"Person {number}", f"p{number}@example.org")
    with store.write() as tx:
        set_identifiers(tx, her, ADDRESS, "zerlina@old.example")
    with store.write() as tx:
        tx.standings.erase(her)
    store.scrub()
    content = b"".join(file.read_bytes() for file in tmp_path.iterdir()).lower()
    store.close()
    assert b"person 299" in content
    assert [secret for secret in (*SECRETS, her) if secret.encode() in content] == []


def test_scrubbing_waits_for_a_reader_and_says_so(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("netcore.store.place.BUSY_SECONDS", 0.05)
    store = Store(tmp_path / "n.db", now=clock)
    with store.write() as tx:
        her = add_card(tx, NAME, ADDRESS)
    with store.read() as reader:
        reader.standings.standing_of([her])
        with store.write() as tx:
            tx.standings.erase(her)
        with pytest.raises(StoreBusy, match="read by another"):
            store.scrub()
    store.scrub()


def test_a_letter_that_is_leaving_comes_first(store: Store) -> None:
    with store.write() as tx:
        her, _ = tell_everything(tx, state="sending")
        with pytest.raises(NotPossibleNow, match="leaving at this moment"):
            tx.standings.erase(her)
        assert "eliminated" in codes(tx, her)


@pytest.mark.parametrize("spelling", [ADDRESS, ADDRESS.upper(), ADDRESS.replace("@", "+x@")])
def test_their_address_is_known_in_every_spelling(store: Store, spelling: str) -> None:
    with store.write() as tx:
        her, bo = add_card(tx, NAME, ADDRESS), add_card(tx, "Bo Lund")
        tx.standings.erase(her)
        assert codes(tx, bo, spelling) == {"address-erased"}


def test_an_address_from_before_their_elimination_is_known_too(store: Store) -> None:
    with store.write() as tx:
        her, bo = add_card(tx, NAME, "zerlina@old.example"), add_card(tx, "Bo Lund")
        tx.standings.eliminate([her])
        set_identifiers(tx, her, ADDRESS)
        tx.standings.follow([her])
        tx.standings.erase(her)
        assert codes(tx, bo, "zerlina@old.example") == codes(tx, bo, ADDRESS) == {"address-erased"}


@pytest.mark.parametrize("told", [True, False])
def test_a_card_that_comes_back_is_held(store: Store, told: bool) -> None:
    with store.write() as tx:
        tx.standings.erase(add_card(tx, NAME, ADDRESS))
        card = add_card(tx, "Somebody", ADDRESS, "new@example.com", account="google:me")
        if told:
            tx.standings.follow([card])
            assert tx.standings.standing_of([card]) == {card: ("undecided", True)}
        assert codes(tx, card, "new@example.com") == {"held-recognised"}


def test_the_same_card_with_nothing_but_a_name_is_held(store: Store) -> None:
    with store.write() as tx:
        tx.standings.erase(add_card(tx, NAME))
        card = add_card(tx, NAME)
        tx.standings.follow([card])
        assert codes(tx, card) == {"held-recognised"}


def test_the_user_can_have_them_back(store: Store) -> None:
    with store.write() as tx:
        tx.standings.erase(add_card(tx, NAME, ADDRESS))
        card, bo = add_card(tx, NAME, ADDRESS), add_card(tx, "Bo Lund")
        tx.standings.follow([card])
        tx.standings.keep([card])
        assert tx.standings.standing_of([card]) == {card: ("kept", True)}
        tx.standings.keep([card], although_held=True)
        assert tx.standings.standing_of([card]) == {card: ("kept", False)}
        assert codes(tx, card, ADDRESS) == set()
        assert codes(tx, bo, ADDRESS) == {"address-erased"}


def test_a_household_is_not_held_but_their_common_address_is_closed(store: Store) -> None:
    with store.write() as tx:
        her = add_card(tx, NAME, ADDRESS, "family@example.org")
        tom = add_card(tx, "Tom", "tom@example.org", "family@example.org")
        tx.standings.erase(her)
        tx.standings.follow([tom])
        tx.standings.keep([tom], although_held=True)
        assert tx.standings.standing_of([tom]) == {tom: ("kept", False)}
        assert codes(tx, tom, "tom@example.org") == set()
        assert codes(tx, tom, "family@example.org") == {"address-erased"}


def test_whoever_might_be_them_stays_held(store: Store) -> None:
    with store.write() as tx:
        her, maybe, far = add_card(tx, NAME, ADDRESS), add_card(tx, "Z Quack", "zq@example.com"), add_card(tx, "Z")
        judge(tx, her, maybe, "ask")
        judge(tx, maybe, far, "ask")
        tx.standings.erase(her)
        assert codes(tx, maybe, "zq@example.com") == {"held-recognised"}
        assert codes(tx, far) == {"held-question"}


def test_each_network_has_a_secret_of_its_own(tmp_path: Path, clock: Clock) -> None:
    digests = []
    for name in ("a.db", "b.db"):
        store = Store(tmp_path / name, now=clock)
        with store.write() as tx:
            tx.standings.erase(add_card(tx, NAME, ADDRESS))
            digests.append(set(tx.connection.scalars(text("SELECT digest FROM erased"))))
        store.close()
    assert digests[0]
    assert not digests[0] & digests[1]


def test_time_does_not_bring_them_back(store: Store, clock: Clock) -> None:
    with store.write() as tx:
        tx.standings.erase(add_card(tx, NAME, ADDRESS))
    clock.time += timedelta(days=4000)
    with store.write() as tx:
        card = add_card(tx, NAME, ADDRESS)
        tx.standings.follow(None)
        assert codes(tx, card) == {"held-recognised"}
