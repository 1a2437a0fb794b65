"""The outbox: what Exchange does to a letter, and what is known of it whatever fails."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from graph_lab import GraphLab

from netcore.errors import Unreachable
from netcore.model.message import Attachment, Receipt
from netcore.plugins import Deferred, Rejected, Uncertain
from netcore.testing import FixedClock, letters, sample_outgoing
from netcore.testing.http_lab import Told
from netcore_microsoft.manifest import netcore_outboxes
from netcore_microsoft.outbox import SETTLING, MicrosoftOutbox

SEND = r"/v1\.0/me/messages/[^/]+/send"
JSON = {"Content-Type": "application/json"}

Make = Callable[..., MicrosoftOutbox]


@pytest.fixture
def outbox(graph: GraphLab, make: Callable[..., Any]) -> Make:
    graph.mailbox.address = "grace@example.org"
    return lambda **settings: make(MicrosoftOutbox, netcore_outboxes()[0], **settings)


def refusal(code: str, message: str = "No.") -> bytes:
    return f'{{"error": {{"code": "{code}", "message": "{message}"}}}}'.encode()


def test_the_receipt_says_under_which_names_the_letter_left(graph: GraphLab, outbox: Make) -> None:
    receipt = outbox().commit(outbox().prepare(sample_outgoing()))
    (item,) = graph.mailbox.messages.values()
    assert receipt.message_id == item.data["internetMessageId"]
    assert receipt.message_id != "<k1@netcore.example.org>", "Exchange gives letters names of its own"
    assert receipt.thread == item.data["conversationId"]


def test_an_answer_says_what_it_answers(graph: GraphLab, outbox: Make) -> None:
    message = sample_outgoing(in_reply_to="<theirs@example.org>", references=("<ours@example.org>",))
    outbox().commit(outbox().prepare(message))
    assert letters.header(graph.mail.left[0], "In-Reply-To") == "<theirs@example.org>"


def test_a_letter_that_left_is_not_made_again_when_it_is_prepared_again(graph: GraphLab, outbox: Make) -> None:
    outbox().commit(outbox().prepare(sample_outgoing()))
    handle = outbox().prepare(sample_outgoing(body="Another text."))
    assert isinstance(outbox().lookup(handle), Receipt)
    outbox().commit(handle)
    assert len(graph.mail.left) == 1


def test_a_letter_that_goes_to_another_address_is_another_letter(graph: GraphLab, outbox: Make) -> None:
    outbox().commit(outbox().prepare(sample_outgoing()))
    readdressed = sample_outgoing(to_address="ada@new.example.org")
    handle = outbox().prepare(readdressed)
    assert outbox().lookup(handle) == "not sent"
    outbox().commit(handle)
    for message in (sample_outgoing(to_address="Ada@Example.org"), readdressed):
        outbox().commit(outbox().prepare(message))
    assert sorted(letters.recipient(raw)[1] for raw in graph.mail.left) == ["ada@example.org", "ada@new.example.org"]


@pytest.mark.parametrize("late", ["late_readings", "lost_readings"])
def test_a_letter_whose_copy_is_late_is_waited_for_and_not_sent_again(
    graph: GraphLab, outbox: Make, pauses: list[float], late: str
) -> None:
    setattr(graph.mail, late, 3)
    handle = outbox().prepare(sample_outgoing())
    graph.http.on("POST", SEND, lambda asked: (graph._told(asked), Told(202, cut_after=-1))[1])
    with pytest.raises(Uncertain):
        outbox().commit(handle)
    assert isinstance(outbox().lookup(handle), Receipt)
    assert len(graph.mail.left) == 1
    assert late == "late_readings" or sum(pauses) >= 3


def test_an_attempt_that_did_not_arrive_is_found_out(graph: GraphLab, outbox: Make, clock: FixedClock) -> None:
    handle = outbox().prepare(sample_outgoing())
    graph.http.on("POST", SEND, Told(cut_after=-1))
    with pytest.raises(Uncertain):
        outbox().commit(handle)
    with pytest.raises(Unreachable, match="may still be sending the letter"):
        outbox().lookup(handle)
    clock.advance(seconds=SETTLING.total_seconds())
    assert outbox().lookup(handle) == "not sent"
    outbox().commit(handle)
    assert len(graph.mail.left) == 1


def test_what_was_never_tried_is_known_at_once(outbox: Make, pauses: list[float]) -> None:
    assert outbox().lookup(outbox().prepare(sample_outgoing())) == "not sent"
    assert pauses == []


def test_where_no_copy_is_kept_nobody_can_tell(graph: GraphLab, outbox: Make, clock: FixedClock) -> None:
    graph.mail.keeps_no_copy = True
    handle = outbox().prepare(sample_outgoing())
    graph.http.on("POST", SEND, lambda asked: (graph._told(asked), Told(202, cut_after=-1))[1])
    with pytest.raises(Uncertain):
        outbox().commit(handle)
    with pytest.raises(Unreachable):
        outbox().lookup(handle)
    clock.advance(seconds=SETTLING.total_seconds())
    assert outbox().lookup(handle) == "cannot tell"


def test_a_server_error_while_sending_is_no_refusal(graph: GraphLab, outbox: Make, clock: FixedClock) -> None:
    for status in (500, 502, 503, 504):
        handle = outbox().prepare(sample_outgoing(f"k{status}"))
        graph.http.on("POST", SEND, Told(status, b"<html>oops</html>", {"Content-Type": "text/html"}))
        with pytest.raises(Uncertain):
            outbox().commit(handle)
        clock.advance(minutes=5)
        assert outbox().lookup(handle) == "not sent"
    assert not graph.mail.left


def test_being_too_fast_puts_the_letter_off_until_the_time_that_is_named(
    graph: GraphLab, outbox: Make, clock: FixedClock
) -> None:
    handle = outbox().prepare(sample_outgoing())
    graph.http.always("POST", SEND, Told(429, refusal("ApplicationThrottled"), {**JSON, "Retry-After": "600"}))
    with pytest.raises(Deferred) as caught:
        outbox().commit(handle)
    assert caught.value.until == clock() + timedelta(minutes=10)


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, "ErrorInvalidRecipients", Rejected),
        (403, "ErrorSendAsDenied", Rejected),
        (413, "ErrorMessageSizeExceeded", Rejected),
        (429, "ErrorExceededMessageLimit", Deferred),
        (507, "ErrorQuotaExceeded", Deferred),
    ],
)
def test_each_refusal_is_what_it_means(
    graph: GraphLab, outbox: Make, status: int, code: str, kind: type[Exception]
) -> None:
    graph.http.always("POST", r"/v1\.0/me/messages", Told(status, refusal(code), JSON))
    with pytest.raises(kind) as caught:
        outbox().prepare(sample_outgoing())
    assert len(str(caught.value)) > 20


def test_another_sender_than_the_mailbox_is_refused_by_exchange_itself(graph: GraphLab, outbox: Make) -> None:
    handle = outbox().prepare(sample_outgoing(from_address="queen@example.org"))
    with pytest.raises(Rejected, match="may not send from this address"):
        outbox().commit(handle)
    assert not graph.mail.left


def test_a_draft_that_its_author_deleted_is_told(graph: GraphLab, outbox: Make) -> None:
    handle = outbox().prepare(sample_outgoing())
    graph.mailbox.messages.clear()
    assert outbox().lookup(handle) == "not sent"
    with pytest.raises(Rejected, match="deleted in Outlook"):
        outbox().commit(handle)


def test_a_letter_that_its_author_sent_from_drafts_is_not_sent_again(graph: GraphLab, outbox: Make) -> None:
    handle = outbox().prepare(sample_outgoing())
    (item,) = graph.mailbox.messages.values()
    graph.mail._send(item)
    assert isinstance(outbox().commit(handle), Receipt)
    assert len(graph.mail.left) == 1


def test_an_empty_attachment_is_refused_before_anything_is_made(graph: GraphLab, outbox: Make) -> None:
    attachment = Attachment(name="a.pdf", media_type="application/pdf", data=b"")
    with pytest.raises(Rejected, match="empty"):
        outbox().prepare(sample_outgoing(attachments=(attachment,)))
    assert not graph.mailbox.messages


def test_no_note_stays_of_a_letter_that_left(outbox: Make, state: dict[str, str]) -> None:
    outbox().commit(outbox().prepare(sample_outgoing()))
    assert state == {}


class TestDraftsOnly:
    """The letters stay in Drafts."""

    @pytest.fixture
    def drafts(self, outbox: Make) -> Callable[[], MicrosoftOutbox]:
        return lambda: outbox(drafts_only=True)

    def test_the_letter_stays_in_drafts_and_the_receipt_says_so(
        self, graph: GraphLab, drafts: Callable[[], MicrosoftOutbox]
    ) -> None:
        receipt = drafts().commit(drafts().prepare(sample_outgoing()))
        assert "press Send" in receipt.detail
        assert not graph.mail.left
        assert len(graph.mailbox.messages) == 1

    def test_it_counts_as_handed_over_afterwards_and_never_is_sent(
        self, graph: GraphLab, drafts: Callable[[], MicrosoftOutbox], clock: FixedClock
    ) -> None:
        handle = drafts().prepare(sample_outgoing())
        assert drafts().lookup(handle) == "not sent"
        drafts().commit(handle)
        clock.advance(seconds=SETTLING.total_seconds() * 2)
        assert isinstance(drafts().lookup(handle), Receipt)
        drafts().commit(handle)
        assert not graph.mail.left
        assert len(graph.mailbox.messages) == 1

    def test_when_its_author_has_sent_it_the_receipt_names_the_sent_copy(
        self, graph: GraphLab, drafts: Callable[[], MicrosoftOutbox]
    ) -> None:
        handle = drafts().prepare(sample_outgoing())
        drafts().commit(handle)
        graph.mail._send(next(iter(graph.mailbox.messages.values())))
        found = drafts().lookup(handle)
        assert isinstance(found, Receipt)
        assert "Sent Items" in found.detail
