"""The contact source: folders, pages, changes, and what goes wrong with them."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from graph_lab import GraphLab
from graph_lab.answers import Refusal

from netcore.plugins import Checkpoint, Record, Removed
from netcore_microsoft.contacts import MicrosoftContacts
from netcore_microsoft.manifest import netcore_contact_sources

Make = Callable[..., MicrosoftContacts]


@pytest.fixture
def source(make: Callable[..., Any]) -> Make:
    return lambda **settings: make(MicrosoftContacts, netcore_contact_sources()[0], **settings)


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """A checkpoint after each page, however small: these mailboxes hold a handful of people."""
    monkeypatch.setattr("netcore_microsoft.contacts.PIECE", 1)


def names(source: MicrosoftContacts, items: list[Any]) -> list[str]:
    return sorted(str(source.parse(item).contact.name) for item in items if isinstance(item, Record))


def is_full(items: list[Any]) -> bool:
    return isinstance(items[-1], Checkpoint) and items[-1].full


def last(items: list[Any]) -> str:
    assert isinstance(items[-1], Checkpoint)
    return items[-1].cursor


def test_all_folders_are_read_page_by_page(graph: GraphLab, source: Make) -> None:
    friends = graph.mailbox.folder("Friends")
    inner = graph.mailbox.folder("Choir", friends)
    graph.contacts.page_size = 2
    for number in range(5):
        graph.mailbox.contact(displayName=f"Default {number}")
        graph.mailbox.contact(friends, displayName=f"Friend {number}")
    graph.mailbox.contact(inner, displayName="Singer")
    items = list(source().pull(None))
    assert len(names(source(), items)) == 11
    assert is_full(items)
    assert sum(isinstance(item, Checkpoint) for item in items) == 7


def test_a_checkpoint_comes_after_each_piece_and_an_interrupted_listing_goes_on_from_there(
    graph: GraphLab, source: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("netcore_microsoft.contacts.PIECE", 4)
    graph.contacts.page_size = 2
    for number in range(9):
        graph.mailbox.contact(displayName=f"No. {number}")
    items = list(source().pull(None))
    assert ["." if isinstance(item, Record) else "|" for item in items] == [*"....|....|.|"]
    rest = list(source().pull(items[4].cursor))
    assert len(names(source(), rest)) == 5
    assert is_full(rest)


def test_what_a_contact_does_not_say_takes_no_room_in_its_record(graph: GraphLab, source: Make) -> None:
    graph.mailbox.contact(displayName="Ada", homePhones=["+1 512 555 0100"])
    (record, _) = source().pull(None)
    assert set(json.loads(record.raw)) == {"displayName", "homePhones", "id", "parentFolderId"}


def test_nothing_new_costs_one_request(graph: GraphLab, source: Make) -> None:
    graph.mailbox.contact(displayName="Ada")
    cursor = last(list(source().pull(None)))
    before = len(graph.http.asked)
    items = list(source().pull(cursor))
    assert [type(item) for item in items] == [Checkpoint]
    assert not is_full(items)
    assert len(graph.http.asked) - before == 1


def test_nothing_new_in_many_folders_costs_fewer_requests_than_there_are_folders(graph: GraphLab, source: Make) -> None:
    folders = [graph.mailbox.folder(f"Folder {number}") for number in range(12)]
    graph.mailbox.contact(folders[-1], displayName="Ada")
    cursor = last(list(source().pull(None)))
    before = len(graph.http.asked)
    assert len(list(source().pull(cursor))) == 1
    assert len(graph.http.asked) - before == 2


def test_changes_are_found_in_every_folder(graph: GraphLab, source: Make) -> None:
    friends = graph.mailbox.folder("Friends")
    ada = graph.mailbox.contact(displayName="Ada")
    graph.mailbox.contact(displayName="Unchanged")
    bert = graph.mailbox.contact(friends, displayName="Bert")
    cursor = last(list(source().pull(None)))
    graph.mailbox.change(ada, surname="King", displayName="Ada King")
    graph.mailbox.purge(graph.mailbox.contacts, bert)
    graph.mailbox.contact(graph.mailbox.folder("Inside", friends), displayName="New")
    items = list(source().pull(cursor))
    assert names(source(), items) == ["Ada King", "New"]
    assert [item.source_id for item in items if isinstance(item, Removed)] == [bert.id]
    assert list(source().pull(last(items)))[:-1] == []


def test_changes_that_name_only_what_changed_are_completed(graph: GraphLab, source: Make) -> None:
    ada = graph.mailbox.contact(displayName="Ada", emailAddresses=[{"name": "Ada", "address": "ada@example.org"}])
    cursor = last(list(source().pull(None)))
    graph.contacts.changes_are_partial = True
    graph.mailbox.change(ada, displayName="Ada King")
    (record, _) = source().pull(cursor)
    assert isinstance(record, Record)
    contact = source().parse(record).contact
    assert str(contact.name) == "Ada King"
    assert contact.emails[0].address == "ada@example.org"


def test_whoever_moves_to_another_folder_stays(graph: GraphLab, source: Make) -> None:
    friends = graph.mailbox.folder("Friends")
    ada = graph.mailbox.contact(displayName="Ada")
    graph.mailbox.contact(displayName="Anchor")
    bert = graph.mailbox.contact(friends, displayName="Bert")
    cursor = last(list(source().pull(None)))
    graph.mailbox.move(ada, friends)
    graph.mailbox.move(bert, "f-contacts")
    items = list(source().pull(cursor))
    assert not [item for item in items if isinstance(item, Removed)]
    assert {item.source_id for item in items if isinstance(item, Record)} == {ada.id, bert.id}


def test_whoever_is_in_the_deleted_items_is_gone(graph: GraphLab, source: Make) -> None:
    ada = graph.mailbox.contact(displayName="Ada")
    cursor = last(list(source().pull(None)))
    graph.mailbox.delete(ada)
    assert Removed(source_id=ada.id) in list(source().pull(cursor))


def test_links_that_are_too_old_lead_to_a_full_reading(graph: GraphLab, source: Make) -> None:
    ada = graph.mailbox.contact(displayName="Ada")
    graph.mailbox.contact(displayName="Bert")
    cursor = last(list(source().pull(None)))
    graph.mailbox.purge(graph.mailbox.contacts, ada)
    graph.forget_links()
    items = list(source().pull(cursor))
    assert names(source(), items) == ["Bert"]
    assert is_full(items)


def test_a_reading_whose_next_page_was_forgotten_begins_that_folder_again(graph: GraphLab, source: Make) -> None:
    graph.contacts.page_size = 1
    for number in range(3):
        graph.mailbox.contact(displayName=f"No. {number}")
    pull = source().pull(None)
    first = [next(pull), next(pull)]
    graph.forget_links()
    items = list(source().pull(last(first)))
    assert len(names(source(), items)) == 3
    assert is_full(items)


def test_a_folder_that_is_gone_takes_its_people_with_it(graph: GraphLab, source: Make) -> None:
    friends = graph.mailbox.folder("Friends")
    graph.mailbox.contact(displayName="Ada")
    graph.mailbox.contact(friends, displayName="Bert")
    cursor = last(list(source().pull(None)))
    graph.mailbox.drop_folder(friends)
    items = list(source().pull(cursor))
    assert names(source(), items) == ["Ada"]
    assert is_full(items)


def test_a_folder_that_goes_while_it_is_read_stops_nothing(graph: GraphLab, source: Make) -> None:
    friends = graph.mailbox.folder("Friends")
    graph.mailbox.contact(displayName="Ada")
    graph.mailbox.contact(friends, displayName="Bert")
    pull = source().pull(None)
    items = [next(pull)]
    graph.mailbox.drop_folder(friends)
    items += pull
    assert names(source(), items) == ["Ada"]


def test_whoever_comes_twice_with_news_is_read_again_next_time(graph: GraphLab, source: Make) -> None:
    graph.contacts.page_size = 1
    ada = graph.mailbox.contact(displayName="Ada")
    graph.mailbox.contact(displayName="Bert")
    cursor = last(list(source().pull(None)))
    graph.mailbox.change(ada, displayName="Ada 1")
    graph.mailbox.contact(displayName="Cleo")
    one = graph.contacts._one  # a replayed item, as delta queries may give

    def replayed(*arguments: Any, **named: Any) -> Any:
        found = one(*arguments, **named)
        return {**found, "displayName": "Ada 2"} if found.get("displayName") == "Cleo" else found

    def as_ada(*arguments: Any, **named: Any) -> Any:
        found = replayed(*arguments, **named)
        return {**found, "id": ada.id} if found.get("displayName") == "Ada 2" else found

    graph.contacts._one = as_ada  # type: ignore[method-assign]  # the test bends the lab
    items = list(source().pull(cursor))
    assert names(source(), items) == ["Ada 1"]
    graph.contacts._one = one  # type: ignore[method-assign]  # and straightens it
    graph.mailbox.change(ada, displayName="Ada 2")
    again = list(source().pull(last(items)))
    assert names(source(), again) == ["Ada 2"]


def test_photos_come_when_they_are_wanted(graph: GraphLab, source: Make) -> None:
    ada = graph.mailbox.contact(displayName="Ada")
    ada.photo = ("image/png", b"\x89PNG")
    graph.mailbox.contact(displayName="Bert")
    plain = source()
    assert not any(plain.parse(item).contact.photos for item in plain.pull(None) if isinstance(item, Record))
    with_photos = source(photos=True)
    found = {
        str(contact.name): contact.photos
        for item in with_photos.pull(None)
        if isinstance(item, Record)
        for contact in [with_photos.parse(item).contact]
    }
    assert found["Bert"] == ()
    assert (found["Ada"][0].data, found["Ada"][0].media_type) == (b"\x89PNG", "image/png")


def test_a_part_of_a_batch_that_is_refused_for_now_is_asked_again_alone(
    graph: GraphLab, source: Make, pauses: list[float]
) -> None:
    for number in range(25):
        graph.mailbox.contact(displayName=f"No. {number}").photo = ("image/png", b"x")
    graph.on_part(r"/me/contacts/[^/]+/photo/.*", Refusal(429, "ApplicationThrottled", headers={"Retry-After": "7"}))
    items = list(source(photos=True).pull(None))
    assert len([item for item in items if isinstance(item, Record)]) == 25
    assert pauses == [7.0]
    assert graph.asked.count("POST /$batch") == 3
