"""Large attachments: whole and once in the letter, or the letter does not leave; and no token goes to where they go."""

from collections.abc import Callable
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from graph_lab import GraphLab
from graph_lab.mailbox import DRAFTS

from netcore.errors import NetcoreError, Unreachable
from netcore.model.message import Attachment, Outgoing
from netcore.plugins import Deferred, Rejected
from netcore.plugins.http import Stranger
from netcore.testing import sample_outgoing
from netcore.testing.http_lab import Asked, HttpLab, Told
from netcore_microsoft import letter as letter_module
from netcore_microsoft.manifest import netcore_outboxes
from netcore_microsoft.outbox import MicrosoftOutbox
from netcore_microsoft.uploading import PIECE

UPLOAD = r"/upload/.*"
SESSION = r"/v1\.0/me/messages/[^/]+/attachments/createUploadSession"
SMALL = Attachment(name="note.txt", media_type="text/plain", data=b"hello")
PORTRAIT = Attachment(name="Photo é.jpg", media_type="image/jpeg", data=bytes(range(256)) * 32_000)
PIECES = -(-len(PORTRAIT.data) // PIECE)

Make = Callable[[], MicrosoftOutbox]


@pytest.fixture
def outbox(graph: GraphLab, make: Callable[..., Any]) -> Make:
    graph.mailbox.address = "grace@example.org"
    return lambda: make(MicrosoftOutbox, netcore_outboxes()[0])


def large(*attachments: Attachment) -> Outgoing:
    return sample_outgoing(attachments=attachments or (SMALL, PORTRAIT))


def attached(raw: bytes) -> list[tuple[str, bytes]]:
    found = [
        (part.get_filename() or "", part.get_payload(decode=True))
        for part in message_from_bytes(raw, policy=default).walk()
    ]
    return sorted((name, bytes(data)) for name, data in found if name and isinstance(data, bytes))


def puts(graph: GraphLab) -> list[Asked]:
    return [asked for asked in graph.http.asked if asked.method == "PUT"]


def drafts(graph: GraphLab) -> int:
    return sum(item.folder == DRAFTS for item in graph.mailbox.messages.values())


def test_a_large_attachment_leaves_whole_beside_a_small_one(graph: GraphLab, outbox: Make) -> None:
    outbox().commit(outbox().prepare(large()))
    assert attached(graph.mail.left[0]) == [(PORTRAIT.name, PORTRAIT.data), (SMALL.name, SMALL.data)]
    assert len(puts(graph)) == PIECES
    assert not any("authorization" in asked.headers for asked in puts(graph))


def test_many_that_are_small_alone_and_large_together_leave_as_well(graph: GraphLab, outbox: Make) -> None:
    some = tuple(Attachment(name=f"{n}.bin", media_type="image/png", data=bytes([n]) * 1_400_000) for n in range(4))
    outbox().commit(outbox().prepare(large(*some)))
    assert attached(graph.mail.left[0]) == [(one.name, one.data) for one in some]
    assert not puts(graph)


def test_small_ones_cost_no_request_of_their_own(graph: GraphLab, outbox: Make) -> None:
    outbox().prepare(large(SMALL))
    assert not any("attachments" in asked.path for asked in graph.http.asked)


@pytest.mark.parametrize("names_the_place", [False, True], ids=["416", "200"])
@pytest.mark.parametrize("done", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("number", range(PIECES))
def test_a_connection_that_is_cut_in_the_middle_doubles_and_loses_nothing(
    graph: GraphLab, outbox: Make, number: int, done: bool, names_the_place: bool
) -> None:
    """Both answers to a piece that came before are documented; either way only that piece goes twice."""

    def cut(asked: Asked) -> Told:
        if done:
            graph._told(asked)
        return Told(cut_after=-1)

    graph.mail.uploads.names_the_place = names_the_place
    graph.http.on("PUT", UPLOAD, *[graph._answer] * number, cut)
    outbox().commit(outbox().prepare(large()))
    assert attached(graph.mail.left[0]) == [(PORTRAIT.name, PORTRAIT.data), (SMALL.name, SMALL.data)]
    assert drafts(graph) == 0
    assert len(puts(graph)) == PIECES + 1


@pytest.mark.parametrize("number", range(PIECES - 1))
def test_a_session_that_refuses_a_piece_and_does_not_say_where_it_is_begins_anew(
    graph: GraphLab, outbox: Make, number: int
) -> None:
    graph.mail.uploads.tells_where = False
    graph.http.on("PUT", UPLOAD, *[graph._answer] * number, lambda asked: (graph._told(asked), Told(cut_after=-1))[1])
    outbox().commit(outbox().prepare(large()))
    assert attached(graph.mail.left[0]) == [(PORTRAIT.name, PORTRAIT.data), (SMALL.name, SMALL.data)]
    assert drafts(graph) == 0
    assert len(puts(graph)) == PIECES + number + 2


@pytest.mark.parametrize("told", ['["-1"]', '["9999999999"]', "[]", "null"])
def test_a_session_that_says_nonsense_of_where_it_is_loses_no_letter(graph: GraphLab, outbox: Make, told: str) -> None:
    graph.http.on("PUT", UPLOAD, lambda asked: (graph._told(asked), Told(416))[1])
    graph.http.on("GET", UPLOAD, Told(200, b'{"nextExpectedRanges": %s}' % told.encode()))
    outbox().commit(outbox().prepare(large()))
    assert attached(graph.mail.left[0]) == [(PORTRAIT.name, PORTRAIT.data), (SMALL.name, SMALL.data)]
    assert drafts(graph) == 0


def test_a_session_that_is_over_before_all_has_come_is_begun_anew(graph: GraphLab, outbox: Make) -> None:
    graph.http.on("PUT", UPLOAD, *[graph._answer] * (PIECES - 1), Told(404))
    outbox().commit(outbox().prepare(large()))
    assert attached(graph.mail.left[0]) == [(PORTRAIT.name, PORTRAIT.data), (SMALL.name, SMALL.data)]
    assert len(puts(graph)) == 2 * PIECES


@pytest.mark.parametrize("path", [SESSION, UPLOAD, r"/v1\.0/me/messages/[^/]+/attachments"])
def test_while_it_cannot_be_uploaded_nothing_is_left_behind_and_later_all_is_well(
    graph: GraphLab, outbox: Make, path: str
) -> None:
    graph.http.on("*", path, *[Told(500)] * 20)
    with pytest.raises(NetcoreError):
        outbox().prepare(large())
    assert drafts(graph) == 0
    graph.http.behave()
    outbox().commit(outbox().prepare(large()))
    assert len(graph.mail.left) == 1
    assert len(attached(graph.mail.left[0])) == 2


def test_a_process_that_died_in_the_middle_leaves_no_second_draft(graph: GraphLab, outbox: Make) -> None:
    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    with pytest.MonkeyPatch.context() as monkeypatch, pytest.raises(Killed):
        monkeypatch.setattr("netcore_microsoft.uploading._next", die)
        outbox().prepare(large())
    assert drafts(graph) == 1
    outbox().commit(outbox().prepare(large()))
    assert drafts(graph) == 0
    assert len(attached(graph.mail.left[0])) == 2


def test_an_attachment_that_outlook_lost_does_not_go_missing_silently(graph: GraphLab, outbox: Make) -> None:
    for _ in range(2):
        graph.http.on("PUT", UPLOAD, *[graph._answer] * (PIECES - 1), Told(201))
    with pytest.raises(Unreachable, match="has 1 of the 2 attachments"):
        outbox().prepare(large())
    assert drafts(graph) == 0
    assert not graph.mail.left


def test_a_server_that_asks_for_the_same_piece_for_ever_is_left(graph: GraphLab, outbox: Make) -> None:
    graph.http.always("PUT", UPLOAD, Told(200, b'{"nextExpectedRanges": ["0"]}'))
    with pytest.raises(Unreachable, match=r"does not take the attachment 'Photo é\.jpg'"):
        outbox().prepare(large())


def test_being_too_fast_puts_the_letter_off(graph: GraphLab, outbox: Make) -> None:
    graph.http.always("PUT", UPLOAD, Told(429, b"", {"Retry-After": "3600"}))
    with pytest.raises(Deferred) as caught:
        outbox().prepare(large())
    assert caught.value.until is not None
    assert drafts(graph) == 0


def test_nothing_is_uploaded_to_a_server_that_is_none_of_microsofts(graph: GraphLab, outbox: Make) -> None:
    with HttpLab() as elsewhere:
        graph.mail.uploads.elsewhere = elsewhere.url.rstrip("/")
        with pytest.raises(Stranger, match="Nothing was sent there"):
            outbox().prepare(large())
        graph.mail.uploads.elsewhere = "https://outlook.office.com.evil.example"
        with pytest.raises(Stranger):
            outbox().prepare(large())
        assert elsewhere.asked == []
    assert drafts(graph) == 0


def test_what_is_too_large_for_the_mailbox_is_refused_in_a_sentence(graph: GraphLab, outbox: Make) -> None:
    graph.mail.largest = 5_000_000
    handle = outbox().prepare(large())
    with pytest.raises(Rejected, match="too large for this mailbox"):
        outbox().commit(handle)
    assert not graph.mail.left


def test_what_no_mailbox_takes_is_refused_before_anything_is_made(
    graph: GraphLab, outbox: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letter_module, "LARGEST", 4_000_000)
    with pytest.raises(Rejected, match=r"'Photo é\.jpg' has 8\.2 MB, more than the 4 MB"):
        outbox().prepare(large())
    assert not graph.http.asked
