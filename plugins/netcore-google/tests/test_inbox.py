"""The inbox: what came since, no more than that, and nothing lost when Gmail forgets."""

from collections.abc import Callable

import pytest
from google_lab import GoogleLab

from netcore.errors import NotFound, SignInNeeded
from netcore.model.message import IncomingMail
from netcore.plugins import Checkpoint, Context
from netcore.plugins.http import HttpPatience
from netcore.plugins.inboxes import since
from netcore.testing import FixedClock, sample_outgoing
from netcore.testing.http_lab import Told
from netcore_google import inbox, manifest
from netcore_google.inbox import GmailInbox
from netcore_google.outbox import GmailOutbox
from netcore_google.scopes import DRAFTS, MAIL_HEADERS, MAIL_TEXT

Make = Callable[..., GmailInbox]


@pytest.fixture
def make(context: Callable[..., Context], patience: HttpPatience) -> Make:
    return lambda **settings: GmailInbox(context(manifest.netcore_inboxes()[0], **settings), patience=patience)


@pytest.fixture
def outbox(context: Callable[..., Context], patience: HttpPatience) -> GmailOutbox:
    return GmailOutbox(context(manifest.netcore_outboxes()[0]), patience=patience)


def read(box: GmailInbox, cursor: str | None) -> tuple[list[IncomingMail], str]:
    items = list(box.messages(cursor))
    assert isinstance(items[-1], Checkpoint)
    return [one for one in items if isinstance(one, IncomingMail)], items[-1].cursor


def mail(subject: str, answers: str = "") -> bytes:
    head = f"From: Bo <bo@example.org>\r\nTo: ada@example.org\r\nSubject: {subject}\r\nMessage-ID: <{subject}@b>\r\n"
    head += f"In-Reply-To: {answers}\r\nReferences: {answers}\r\n" if answers else ""
    return head.encode() + b"\r\nHello.\r\n"


def test_our_own_mail_and_drafts_are_no_answers(google: GoogleLab, make: Make, outbox: GmailOutbox) -> None:
    _, cursor = read(make(), None)
    outbox.commit(outbox.prepare(sample_outgoing()))
    outbox.prepare(sample_outgoing("k2"))
    assert read(make(), cursor)[0] == []


def test_an_answer_is_in_the_conversation_of_the_letter(google: GoogleLab, make: Make, outbox: GmailOutbox) -> None:
    _, cursor = read(make(), None)
    receipt = outbox.commit(outbox.prepare(sample_outgoing()))
    google.gmail.receive(mail("Re", receipt.message_id))
    ((answer,), _) = read(make(), cursor)
    assert answer.thread == receipt.thread
    assert answer.in_reply_to == receipt.message_id


def test_only_headers_are_fetched(google: GoogleLab, make: Make) -> None:
    _, cursor = read(make(), None)
    google.gmail.receive(mail("Hi"))
    google.asked.clear()
    read(make(), cursor)
    assert all("format=metadata" in one.path for one in google.asked if "/messages/" in one.path)


def test_nothing_new_takes_one_request(google: GoogleLab, make: Make) -> None:
    box = make()
    _, cursor = read(box, None)
    google.asked.clear()
    assert read(box, cursor)[0] == []
    assert len(google.asked) == 1


def test_a_history_that_gmail_forgot_reads_only_the_conversations_of_our_letters(
    google: GoogleLab, make: Make, outbox: GmailOutbox
) -> None:
    receipt = outbox.commit(outbox.prepare(sample_outgoing()))
    google.gmail.receive(mail("early", receipt.message_id))
    _, cursor = read(make(), None)
    for number in range(50):
        google.gmail.receive(mail(f"newsletter-{number}"))
    google.gmail.receive(mail("answer", receipt.message_id))
    google.gmail.forget_history()
    google.asked.clear()
    found, later = read(make(), cursor)
    assert [one.subject for one in found] == ["answer"]
    assert len(google.calls("gmail.users.threads.get")) == 1
    assert not google.calls("gmail.users.messages.get")
    google.gmail.receive(mail("later"))
    assert [one.subject for one in read(make(), later)[0]] == ["later"]


@pytest.mark.parametrize("scopes", [(MAIL_TEXT,), (MAIL_HEADERS,)], ids=["text", "headers"])
def test_the_first_reading_begins_where_letters_left(
    google: GoogleLab, make: Make, clock: FixedClock, monkeypatch: pytest.MonkeyPatch, scopes: tuple[str, ...]
) -> None:
    monkeypatch.setattr(inbox, "PAGE", 3)
    google.gmail.receive(mail("long ago"))
    clock.advance(days=10)
    moment = clock()
    for number in range(7):
        clock.advance(hours=1)
        google.gmail.receive(mail(f"m{number}"))
    found, cursor = read(make(scopes=scopes), since(moment))
    assert [one.subject for one in found] == [f"m{number}" for number in range(7)]
    assert read(make(scopes=scopes), cursor)[0] == []


def test_a_conversation_that_was_deleted_ends_nothing(google: GoogleLab, make: Make, outbox: GmailOutbox) -> None:
    receipts = [outbox.commit(outbox.prepare(sample_outgoing(f"k{n}"))) for n in range(2)]
    google.gmail.receive(mail("answer", receipts[1].message_id))
    for one in [one.id for one in google.gmail.mails.values() if one.thread == receipts[0].thread]:
        google.gmail.delete(one)
    assert [one.subject for one in read(make(), "nonsense")[0]] == ["answer"]


def test_a_mail_that_is_deleted_meanwhile_ends_nothing(google: GoogleLab, make: Make) -> None:
    _, cursor = read(make(), None)
    gone = google.gmail.receive(mail("gone"))
    google.gmail.receive(mail("there"))
    google.on(
        "GET",
        f"/gmail/v1/users/me/messages/{gone}",
        lambda asked: (google.gmail.delete(gone), google._answered(asked))[1],
    )
    assert [one.subject for one in read(make(), cursor)[0]] == ["there"]


def test_a_reading_that_breaks_goes_on_at_the_last_page(
    google: GoogleLab, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "PAGE", 3)
    _, cursor = read(make(), None)
    for number in range(10):
        google.gmail.receive(mail(f"m{number}"))
    found: list[str] = []
    with pytest.raises(ConnectionError):
        for item in make().messages(cursor):
            if isinstance(item, Checkpoint):
                cursor = item.cursor
                if len(found) >= 6:
                    raise ConnectionError
            else:
                found.append(item.subject)
    later = [one.subject for one in read(make(), cursor)[0]]
    assert found + later == [f"m{number}" for number in range(10)]


def test_headers_alone_are_enough_to_find_answers(google: GoogleLab, make: Make) -> None:
    box = make(scopes=(MAIL_HEADERS,))
    _, cursor = read(box, None)
    google.gmail.receive(mail("Hi"))
    ((found,), _) = read(box, cursor)
    assert found.subject == "Hi"
    assert box.text(found.key) == "", "the owner did not allow texts to be read"


def test_without_a_permission_for_replies_nothing_is_asked(google: GoogleLab, make: Make) -> None:
    with pytest.raises(SignInNeeded, match="--for replies"):
        read(make(scopes=(DRAFTS,)), None)
    assert not google.asked


def test_a_text_that_is_gone_is_told(google: GoogleLab, make: Make) -> None:
    with pytest.raises(NotFound, match="no longer at Gmail"):
        make().text("19a")


def test_a_web_page_instead_of_a_mailbox_is_told(google: GoogleLab, make: Make) -> None:
    from netcore.errors import Unreachable

    google.always("GET", ".*", Told(200, b"<html>"))
    with pytest.raises(Unreachable, match="web page"):
        read(make(), None)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"Content-Type: text/plain\r\n\r\nYes!\r\n", "Yes!"),
        (b"Content-Type: text/html\r\n\r\n<style>p{}</style><p>Yes,<br>gladly &amp; soon</p>", "Yes,\ngladly & soon"),
        (
            b"Content-Type: multipart/alternative; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nplain\r\n"
            b"--x\r\nContent-Type: text/html\r\n\r\n<b>html</b>\r\n--x--",
            "plain",
        ),
        (b"Content-Type: image/png\r\n\r\nxx", ""),
    ],
)
def test_the_text_is_what_a_person_reads(google: GoogleLab, make: Make, raw: bytes, text: str) -> None:
    assert make().text(google.gmail.receive(b"From: bo@example.org\r\n" + raw)).strip() == text
