"""Messages, files, waivers, campaigns and answers as rows."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from netcore.errors import StoreError
from netcore.model.message import Attachment, MessageState, Reply
from netcore.model.work import Campaign
from netcore.store import Store
from netcore.store.ids import new_id
from tests.conftest import Clock
from tests.store.cards import add_card, join
from tests.store.letters import add_letter

APPROVED: tuple[MessageState, ...] = ("approved",)


def test_a_message_comes_back_as_it_was_added(store: Store) -> None:
    with store.write() as tx:
        ada = add_card(tx, "Ada", "ada@example.org")
        message = add_letter(tx, ada, subject="Chœur — “Dvořák” 🎶", body="Line 1\n\nLine 2\t€", in_reply_to="<1@x>")
        assert tx.messages.get(message.id) == message
        assert (message.person, message.subject, message.in_reply_to) == (ada, "Chœur — “Dvořák” 🎶", "<1@x>")
        assert tx.messages.get("nobody") is None


def test_a_message_begins_as_a_draft_whatever_it_says(store: Store) -> None:
    with store.write() as tx:
        message = add_letter(tx, add_card(tx, "Ada"), state="sent")
        assert message.state == "draft"


def test_a_message_belongs_to_the_human_as_people_are_joined_at_present(store: Store) -> None:
    with store.write() as tx:
        ada, other = add_card(tx, "Ada", "a@example.org"), add_card(tx, "Ada L", "l@example.org")
        one, two = add_letter(tx, ada), add_letter(tx, other)
        whole = join(tx, ada, other)
        assert {message.person for message in tx.messages.find()} == {whole}
        assert {message.id for message in tx.messages.find(person=whole)} == {one.id, two.id}


def test_messages_are_found_by_state_campaign_and_person_in_the_order_of_drafting(store: Store, clock: Clock) -> None:
    with store.write() as tx:
        ada, bo = add_card(tx, "Ada", "a@example.org"), add_card(tx, "Bo", "b@example.org")
        tx.clarities.add(goal="Goal", why="", ask="", keywords=())
        tx.campaigns.add(_campaign("spring", (ada, bo), clock))
        later = add_letter(tx, ada, campaign="spring", created_at=clock() + timedelta(microseconds=1))
        first = add_letter(tx, bo, campaign="spring")
        alone = add_letter(tx, ada, created_at=clock() + timedelta(days=1))
        tx.messages.move(first, "approve")
        assert [message.id for message in tx.messages.find()] == [first.id, later.id, alone.id]
        assert [message.id for message in tx.messages.find(states=APPROVED)] == [first.id]
        assert [message.id for message in tx.messages.find(campaign="spring", person=ada)] == [later.id]
        assert tx.messages.counts() == {"draft": 2, "approved": 1}


def test_files_go_with_a_message_and_can_be_replaced_and_taken_away(store: Store) -> None:
    with store.write() as tx:
        message = add_letter(tx, add_card(tx, "Ada"))
        for data in (b"one", b"two"):
            tx.messages.attach(message.id, Attachment(name="b.txt", media_type="text/plain", data=data))
        tx.messages.attach(message.id, Attachment(name="a.bin", media_type="application/octet-stream", data=bytes(3)))
        found = tx.messages.get(message.id)
        assert found is not None
        assert found.attachments == ("a.bin", "b.txt")
        assert [file.data for file in tx.messages.attachments(found)] == [bytes(3), b"two"]
        assert [name for name, _, _ in tx.messages.attachment_digests(message.id)] == ["a.bin", "b.txt"]
        assert tx.messages.detach(message.id, "a.bin")
        assert not tx.messages.detach(message.id, "a.bin")


def test_waivers_are_kept_by_finding_and_can_be_dropped(store: Store) -> None:
    with store.write() as tx:
        message = add_letter(tx, add_card(tx, "Ada"))
        tx.messages.waive(message.id, "shouting", "She likes it")
        tx.messages.waive(message.id, "shouting", "She loves it")
        tx.messages.waive(message.id, "too-long", "A long story")
        assert tx.messages.waivers([message.id]) == {
            message.id: {"shouting": "She loves it", "too-long": "A long story"}
        }
        tx.messages.drop_waivers(message.id)
        assert tx.messages.waivers([message.id]) == {}


def test_more_messages_than_a_statement_takes_are_read(store: Store) -> None:
    with store.write() as tx:
        message = add_letter(tx, add_card(tx, "Ada"))
        tx.messages.waive(message.id, "shouting", "She likes it")
        ids = [message.id, *(new_id() for _ in range(40_000))]
        assert len(tx.messages.waivers(ids)) == len(tx.messages.slots(ids)) == 1


def test_a_campaign_is_found_by_id_and_by_name_with_the_humans_on_its_list(store: Store, clock: Clock) -> None:
    with store.write() as tx:
        ada, other = add_card(tx, "Ada", "a@example.org"), add_card(tx, "Ada L", "l@example.org")
        tx.clarities.add(goal="Goal", why="", ask="", keywords=())
        tx.campaigns.add(_campaign("spring", (ada, other), clock))
        found = tx.campaigns.get("Spring letters")
        assert found is not None
        assert found.people == tuple(sorted((ada, other)))
        assert tx.campaigns.get("spring") == found
        whole = join(tx, ada, other)
        assert [campaign.people for campaign in tx.campaigns.all()] == [(whole,)]
        assert tx.campaigns.get("autumn") is None


def test_a_campaign_needs_its_clarity(store: Store, clock: Clock) -> None:
    with pytest.raises((IntegrityError, StoreError)), store.write() as tx:
        tx.campaigns.add(_campaign("spring", (), clock))


def test_answers_are_found_newest_first_and_by_human(store: Store, clock: Clock) -> None:
    with store.write() as tx:
        ada, other = add_card(tx, "Ada", "a@example.org"), add_card(tx, "Ada L", "l@example.org")
        for number, person in enumerate((ada, other)):
            received_at = clock() + timedelta(hours=number)
            tx.replies.add(Reply(id=f"r{number}", person=person, kind="reply", received_at=received_at))
        assert [reply.id for reply in tx.replies.find()] == ["r1", "r0"]
        assert [reply.id for reply in tx.replies.find(person=ada)] == ["r0"]
        whole = join(tx, ada, other)
        assert {reply.person for reply in tx.replies.find(person=whole)} == {whole}


def _campaign(identifier: str, people: tuple[str, ...], clock: Clock) -> Campaign:
    return Campaign(
        id=identifier,
        name="Spring letters",
        clarity=1,
        subject="Hi",
        template="Hello",
        people=people,
        created_at=clock(),
    )
