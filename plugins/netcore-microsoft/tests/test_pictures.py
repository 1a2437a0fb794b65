"""Pictures of contacts: written once, over nobody's, and what cannot be written is told."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from graph_lab import GraphLab, Item

from netcore.errors import Unreachable
from netcore.model.contact import Contact, Photo
from netcore.plugins import Change, ChangeResult, Record
from netcore.testing import sample_contact
from netcore.testing.http_lab import Told
from netcore_microsoft.contacts import MicrosoftContacts
from netcore_microsoft.manifest import netcore_contact_sinks, netcore_contact_sources
from netcore_microsoft.pictures import LARGEST, picture_of
from netcore_microsoft.sink import MicrosoftSink

PHOTO = r"/v1\.0/me/contacts/[^/]+/photo/.*"
JPEG, PNG = b"\xff\xd8\xff\xe0 the face of Ada", b"\x89PNG\r\n\x1a\n another face"

Make = Callable[..., MicrosoftSink]


@pytest.fixture
def sink(make: Callable[..., Any]) -> Make:
    return lambda: make(MicrosoftSink, netcore_contact_sinks()[0])


@pytest.fixture
def pulled(make: Callable[..., Any]) -> Callable[[], list[tuple[Record, Contact]]]:
    """What the source gives now, with pictures."""

    def pull() -> list[tuple[Record, Contact]]:
        source = make(MicrosoftContacts, netcore_contact_sources()[0], photos=True)
        return [(item, source.parse(item).contact) for item in source.pull(None) if isinstance(item, Record)]

    return pull


def with_photos(*photos: Photo, name: str = "Ada Lovelace") -> Contact:
    return msgspec.structs.replace(sample_contact(name), photos=photos)


def new(*photos: Photo, key: str = "k1") -> Change:
    return Change(key=key, contact=with_photos(*photos))


def changed(made: ChangeResult, data: bytes, name: str = "Ada Lovelace") -> Change:
    contact = with_photos(Photo(data=data), name=name)
    return Change(key="k2", contact=contact, source_id=made.source_id, revision=made.revision)


def only(graph: GraphLab) -> Item:
    (item,) = graph.mailbox.contacts.values()
    return item


def puts(graph: GraphLab) -> int:
    return sum(asked.startswith("PUT") for asked in graph.asked)


@pytest.mark.parametrize(("data", "kind"), [(JPEG, "image/jpeg"), (PNG, "image/png")])
def test_a_new_contact_gets_its_picture_once(graph: GraphLab, sink: Make, data: bytes, kind: str) -> None:
    change = new(Photo(data=data, media_type="image/who-knows"))
    made = sink().apply(change)
    assert (made.outcome, made.dropped) == ("done", ())
    assert only(graph).photo == (kind, data)
    again = sink().apply(change)
    assert (again.outcome, again.source_id, again.revision) == ("unchanged", made.source_id, made.revision)
    assert puts(graph) == 1


def test_a_picture_that_is_another_one_now_is_written_and_the_same_one_is_not(graph: GraphLab, sink: Make) -> None:
    made = sink().apply(new(Photo(data=JPEG)))
    same = sink().apply(changed(made, JPEG))
    assert (same.outcome, puts(graph)) == ("unchanged", 1)
    another = sink().apply(changed(same, PNG))
    assert (another.outcome, another.dropped) == ("done", ())
    assert only(graph).photo == ("image/png", PNG)
    assert sink().apply(changed(another, PNG)).outcome == "unchanged"
    assert puts(graph) == 2


def test_a_contact_without_a_picture_gets_one_also_in_a_folder(graph: GraphLab, sink: Make) -> None:
    item = graph.mailbox.contact(graph.mailbox.folder("Friends"), displayName="Ada Lovelace")
    change = Change(key="k1", contact=with_photos(Photo(data=JPEG)), source_id=item.id, revision=item.etag)
    assert sink().apply(change).outcome == "done"
    assert item.photo == ("image/jpeg", JPEG)


def test_the_version_that_comes_back_is_the_one_after_the_picture(graph: GraphLab, sink: Make) -> None:
    made = sink().apply(new(Photo(data=JPEG)))
    assert made.revision.startswith(only(graph).etag)
    assert sink().apply(changed(made, JPEG, name="Ada King")).outcome == "done"


@pytest.mark.parametrize("silent", [False, True], ids=["with a new version", "without one"])
def test_a_picture_that_was_changed_in_outlook_stays(
    graph: GraphLab, sink: Make, pulled: Callable[..., Any], silent: bool
) -> None:
    """Whether Outlook gives a contact a new version with a new picture is not said anywhere."""
    graph.mailbox.contact(displayName="Ada").photo = ("image/jpeg", JPEG)
    ((record, contact),) = pulled()
    only(graph).photo = ("image/png", PNG)
    if not silent:
        graph.mailbox.change(only(graph))
    wanted = msgspec.structs.replace(contact, nicknames=("Addie",))
    result = sink().apply(Change(key="k1", contact=wanted, source_id=record.source_id, revision=record.revision))
    assert only(graph).photo == ("image/png", PNG)
    assert result.outcome == ("done" if silent else "conflict")
    assert not silent or result.dropped == ("the picture: Outlook has another one by now, which stays",)
    assert not puts(graph)


def test_a_picture_that_nobody_brought_in_is_not_replaced(graph: GraphLab, sink: Make) -> None:
    item = graph.mailbox.contact(displayName="Ada Lovelace")
    item.photo = ("image/png", PNG)
    result = sink().apply(
        Change(key="k1", contact=with_photos(Photo(data=JPEG)), source_id=item.id, revision=item.etag)
    )
    assert result.dropped == ("the picture: Outlook has another one by now, which stays",)
    assert item.photo == ("image/png", PNG)


def test_a_change_of_what_was_read_with_its_picture_writes_no_picture(
    graph: GraphLab, sink: Make, pulled: Callable[..., Any]
) -> None:
    graph.mailbox.contact(displayName="Ada").photo = ("image/jpeg", JPEG)
    ((record, contact),) = pulled()
    wanted = msgspec.structs.replace(contact, nicknames=("Addie",))
    change = Change(key="k1", contact=wanted, source_id=record.source_id, revision=record.revision)
    assert (sink().apply(change).outcome, puts(graph)) == ("done", 0)
    ((after, _),) = pulled()
    assert sink().apply(msgspec.structs.replace(change, revision=after.revision)).outcome == "unchanged"


def test_a_picture_that_was_read_may_be_replaced_by_one_of_ours(
    graph: GraphLab, sink: Make, pulled: Callable[..., Any]
) -> None:
    graph.mailbox.contact(displayName="Ada Lovelace").photo = ("image/jpeg", JPEG)
    ((record, _),) = pulled()
    read = ChangeResult(outcome="done", source_id=record.source_id, revision=record.revision)
    assert sink().apply(changed(read, PNG)).dropped == ()
    assert only(graph).photo == ("image/png", PNG)


@pytest.mark.parametrize("between", [(), (Photo(data=JPEG),)], ids=["without it", "with it"])
def test_a_picture_is_still_known_after_another_change(graph: GraphLab, sink: Make, between: tuple[Photo, ...]) -> None:
    made = sink().apply(new(Photo(data=JPEG)))
    change = changed(made, b"", name="Ada King")
    changed_name = sink().apply(msgspec.structs.replace(change, contact=with_photos(*between, name="Ada King")))
    assert sink().apply(changed(changed_name, PNG, name="Ada King")).dropped == ()
    assert only(graph).photo == ("image/png", PNG)


def test_contacts_without_pictures_cost_no_question_about_them(graph: GraphLab, sink: Make) -> None:
    made = sink().apply(Change(key="k1", contact=sample_contact()))
    change = Change(key="k2", contact=sample_contact("Ada King"), source_id=made.source_id, revision=made.revision)
    assert sink().apply(change).outcome == "done"
    assert not any("photo" in asked for asked in graph.asked)


def test_a_personal_account_that_takes_no_pictures_takes_the_contact_and_says_so(graph: GraphLab, sink: Make) -> None:
    graph.mailbox.personal = True
    made = sink().apply(new(Photo(data=JPEG)))
    assert made.outcome == "done"
    (told,) = made.dropped
    assert told.startswith("the picture: Outlook refuses it (403 ErrorAccessDenied); in personal accounts")
    assert only(graph).photo is None


@pytest.mark.parametrize("status", [400, 404, 413, 415, 500])
def test_a_picture_that_outlook_refuses_is_told_and_the_contact_is_there(
    graph: GraphLab, sink: Make, status: int
) -> None:
    graph.http.always("PUT", PHOTO, Told(status, b"", {"Content-Type": "application/json"}))
    made = sink().apply(new(Photo(data=JPEG)))
    assert made.outcome == "done"
    assert f"refuses it ({status})" in made.dropped[0]
    assert only(graph).data["displayName"] == "Ada Lovelace"


def test_a_picture_whose_writing_broke_off_is_written_by_the_next_attempt(graph: GraphLab, sink: Make) -> None:
    change = new(Photo(data=JPEG))
    graph.http.always("PUT", PHOTO, Told(cut_after=-1))
    with pytest.raises(Unreachable):
        sink().apply(change)
    assert only(graph).photo is None
    graph.http.behave()
    again = sink().apply(change)
    assert (again.outcome, only(graph).photo) == ("done", ("image/jpeg", JPEG))
    assert sink().apply(change).outcome == "unchanged"


def test_a_picture_that_cannot_be_looked_at_is_left_and_told(graph: GraphLab, sink: Make) -> None:
    made = sink().apply(new(Photo(data=JPEG)))
    graph.http.always("GET", PHOTO, Told(403, b'{"error": {"code": "ErrorAccessDenied", "message": "No."}}'))
    result = sink().apply(changed(made, PNG, name="Ada King"))
    assert result.outcome == "done"
    assert result.dropped == ("the picture: what is there cannot be seen (403 ErrorAccessDenied)",)
    assert only(graph).photo == ("image/jpeg", JPEG)


@pytest.mark.parametrize(
    ("photo", "words"),
    [
        (Photo(url="https://example.org/ada.jpg"), "at https://example.org/ada.jpg: only its address is known"),
        (Photo(data=b"GIF89a", media_type="image/gif"), "(image/gif): Outlook takes JPEG and PNG"),
        (Photo(data=b"RIFFwebp"), "(of an unknown kind): Outlook takes JPEG and PNG"),
        (Photo(data=JPEG.ljust(LARGEST, b".")), "it has 4.0 MB, and Outlook takes less than 4 MB"),
    ],
)
def test_what_outlook_does_not_take_is_not_sent_and_told(graph: GraphLab, sink: Make, photo: Photo, words: str) -> None:
    for change in (new(photo), new(photo, key="k1")):
        result = sink().apply(change)
        assert len(result.dropped) == 1
        assert words in result.dropped[0]
    assert not any("photo" in asked for asked in graph.asked)


def test_the_first_that_outlook_takes_is_written_and_the_others_are_told() -> None:
    found = picture_of((Photo(data=b"GIF89a"), Photo(data=PNG), Photo(data=JPEG)))
    assert (found.data, found.media_type) == (PNG, "image/png")
    assert len(found.dropped) == 2
    assert found.dropped[1] == "another picture: Outlook has room for one"
