"""Pictures of contacts: written once, over nobody's, and what cannot be written is told."""

from collections.abc import Callable

import msgspec
import pytest
from google_lab import GoogleLab, refusal

from netcore.errors import Unreachable
from netcore.model.contact import Contact, Photo
from netcore.plugins import Change, ChangeResult, Context, Record
from netcore.plugins.http import HttpPatience
from netcore.testing import sample_contact
from netcore.testing.http_lab import Told
from netcore_google import manifest
from netcore_google.contacts import GoogleContacts
from netcore_google.pictures import picture_of
from netcore_google.sink import GoogleSink

PHOTO = r"/v1/people/[^/]+:updateContactPhoto"
JPEG, PNG = b"\xff\xd8\xff\xe0 the face of Ada", b"\x89PNG\r\n\x1a\n another face"

Make = Callable[..., GoogleSink]


@pytest.fixture
def make(context: Callable[..., Context], patience: HttpPatience) -> Make:
    return lambda: GoogleSink(context(manifest.netcore_contact_sinks()[0]), patience=patience)


def ada(*photos: Photo, name: str = "Ada Lovelace") -> Contact:
    return sample_contact(name, photos=photos)


def new(data: bytes, key: str = "k1") -> Change:
    return Change(key=key, contact=ada(Photo(data=data)))


def changed(made: ChangeResult, *photos: Photo, name: str = "Ada Lovelace") -> Change:
    return Change(key="k2", contact=ada(*photos, name=name), source_id=made.source_id, revision=made.revision)


def picture(google: GoogleLab, made: ChangeResult) -> bytes:
    """What Google shows of the contact; nothing when it draws something itself."""
    photos = google.people.contacts[made.source_id].get("photos")
    return google.people.pictures.get(photos[0]["url"], b"somebody's own") if photos else b""


def writes(google: GoogleLab) -> int:
    return len(google.calls("people.people.updateContactPhoto"))


@pytest.mark.parametrize("data", [JPEG, PNG], ids=["JPEG", "PNG"])
def test_a_new_contact_gets_its_picture_once(google: GoogleLab, make: Make, data: bytes) -> None:
    made = make().apply(new(data))
    assert (made.outcome, made.dropped, picture(google, made)) == ("done", (), data)
    assert made.revision == google.people.contacts[made.source_id]["metadata"]["sources"][0]["etag"]
    assert make().apply(new(data)).outcome == "unchanged"
    assert make().apply(changed(made, Photo(data=data))).outcome == "unchanged"
    assert writes(google) == 1


def test_a_contact_without_a_picture_gets_one_and_ours_is_replaced(google: GoogleLab, make: Make) -> None:
    made = make().apply(Change(key="k1", contact=ada()))
    first = make().apply(changed(made, Photo(data=JPEG)))
    assert (first.outcome, picture(google, made)) == ("done", JPEG)
    second = make().apply(changed(first, Photo(data=PNG), name="Ada King"))
    assert (second.outcome, second.dropped, picture(google, made)) == ("done", (), PNG)


def test_a_picture_that_somebody_else_put_there_stays(google: GoogleLab, make: Make) -> None:
    made = make().apply(new(JPEG))
    google.people.change(made.source_id, photos=[{"url": "https://lh3.example/own"}])
    result = make().apply(changed(made, Photo(data=PNG)))
    assert (result.outcome, writes(google)) == ("unchanged", 1)
    assert picture(google, made) == b"somebody's own"
    assert result.dropped == ("the picture: Google has another one, which stays",)


def test_a_change_at_google_keeps_its_picture_too(google: GoogleLab, make: Make) -> None:
    made = make().apply(Change(key="k1", contact=ada()))
    google.people.change(made.source_id, nicknames=[{"value": "From the phone"}])
    assert make().apply(changed(made, Photo(data=JPEG), name="Ada King")).outcome == "conflict"
    assert writes(google) == 0


def test_a_picture_of_which_the_contact_s_own_address_is_known_is_nothing_new(
    google: GoogleLab, make: Make, context: Callable[..., Context], patience: HttpPatience
) -> None:
    made = make().apply(new(JPEG))
    source = GoogleContacts(context(manifest.netcore_contact_sources()[0]), patience=patience)
    (record,) = [one for one in source.pull(None) if isinstance(one, Record)]
    contact = msgspec.structs.replace(source.parse(record).contact, nicknames=("Addie",))
    assert [photo.url for photo in contact.photos] == list(google.people.pictures)
    result = make().apply(msgspec.structs.replace(changed(made), contact=contact, revision=record.revision))
    assert (result.outcome, result.dropped, writes(google)) == ("done", (), 1)


@pytest.mark.parametrize("lost", ["request", "answer"])
def test_a_picture_whose_answer_is_lost_is_there_once_all_is_well(google: GoogleLab, make: Make, lost: str) -> None:
    def cut(asked: object) -> Told:
        if lost == "answer":
            google._answered(asked)  # type: ignore[arg-type]
        return Told(cut_after=-1)

    google.on("PATCH", PHOTO, *[cut] * 4)
    with pytest.raises(Unreachable):
        make().apply(new(JPEG))
    made = make().apply(new(JPEG))
    assert google.people.created == 1
    assert picture(google, made) == JPEG


def test_a_picture_that_google_refuses_is_told_and_the_contact_is_there(google: GoogleLab, make: Make) -> None:
    google.on("PATCH", PHOTO, refusal(400, "Photo is too large."))
    made = make().apply(new(JPEG))
    assert made.outcome == "done"
    assert made.dropped == ("the picture: Google refuses it (Google says: Photo is too large (400))",)
    assert len(google.people.contacts) == 1


def test_of_several_pictures_the_first_that_google_takes_is_written_and_the_others_are_told() -> None:
    found = picture_of(
        (
            Photo(url="https://example.org/ada.jpg"),
            Photo(url="https://lh3.example/own"),
            Photo(data=b"GIF89a", media_type="image/gif"),
            Photo(data=PNG, media_type="image/jpeg"),
            Photo(data=JPEG),
        ),
        there=("https://lh3.example/own",),
    )
    assert found.data == PNG
    assert found.dropped == (
        "the picture at https://example.org/ada.jpg: only its address is known here",
        "the picture (image/gif): Google takes JPEG and PNG",
        "another picture: Google has room for one",
    )
