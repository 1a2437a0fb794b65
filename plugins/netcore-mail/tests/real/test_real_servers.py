"""The same promises, kept with Postfix or Exim, and Dovecot."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from mail_lab.debian import GONE, LATER, SIZE_LIMIT, Dovecot, wait_until

from netcore.errors import SignInNeeded
from netcore.model.message import Attachment, IncomingMail, Outgoing, Receipt
from netcore.plugins import Checkpoint, Deferred, Rejected, Uncertain
from netcore.testing.samples import sample_outgoing
from netcore_mail.inbox import MailInbox
from netcore_mail.outbox import MailOutbox
from netcore_mail.submission import Submission

pytestmark = pytest.mark.real_servers

ADA, BOB = "ada@example.org", "bob@example.org"
MakeOutbox, MakeInbox = Callable[..., MailOutbox], Callable[..., MailInbox]


def letter(to: str = BOB, **fields: object) -> Outgoing:
    key = uuid4().hex
    return sample_outgoing(key, from_address=ADA, to_address=to, **fields)


def begin(inbox: MailInbox) -> str:
    *_, last = inbox.messages(None)
    assert isinstance(last, Checkpoint)
    return last.cursor


def news(inbox: MailInbox, cursor: str, about: str) -> IncomingMail:
    """The first mail that has the text in its headers; waits until it is there."""
    found: list[IncomingMail] = []

    def look() -> list[IncomingMail]:
        mails = [item for item in inbox.messages(cursor) if isinstance(item, IncomingMail)]
        found[:] = [mail for mail in mails if about in str(mail)]
        return found

    wait_until(look, f"a mail with {about}")
    return found[0]


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_letter_arrives_as_it_was_written(
    security: str, servers: object, make_outbox: MakeOutbox, make_inbox: MakeInbox
) -> None:
    port = servers.mta.submission if security == "starttls" else servers.mta.submissions  # type: ignore[attr-defined]
    cursor = begin(make_inbox(BOB))
    data = bytes(range(256)) * 100
    written = letter(
        to_name="Müller, Bob",
        subject="Grüße aus Köln: a rather long subject that has to be folded somewhere on its way — or not",
        body="Lieber Bob,\n\n.\n..\nFrom here on.\n\nZoë\n" + "long " * 400,
        in_reply_to=f"<{'x' * 90}@mail.example.net>",
        references=(f"<{'x' * 90}@mail.example.net>",),
        attachments=(Attachment(name="Fußball.bin", media_type="application/octet-stream", data=data),),
    )
    outbox = make_outbox(smtp_port=port, security=security)
    handle = outbox.prepare(written)
    receipt = outbox.commit(handle)
    assert receipt.detail.endswith("A copy is in Sent")
    assert outbox.lookup(handle) == receipt.__class__(
        sent_at=receipt.sent_at, detail=receipt.detail[: -len(". A copy is in Sent")]
    )

    mail = news(make_inbox(BOB), cursor, written.message_id)
    assert (mail.subject, mail.from_address) == (written.subject, ADA)
    assert (mail.in_reply_to, mail.references) == (written.in_reply_to, written.references)
    assert make_inbox(BOB).text(mail.key) == written.body.strip()


def test_a_copy_is_in_the_sent_folder_once(make_outbox: MakeOutbox, make_inbox: MakeInbox) -> None:
    sent = make_inbox(ADA, folders="Sent")
    cursor = begin(sent)
    outbox = make_outbox()
    written = letter()
    outbox.commit(outbox.prepare(written))
    copies = [item for item in sent.messages(cursor) if isinstance(item, IncomingMail)]
    assert [copy.message_id for copy in copies] == [written.message_id]


def test_an_unknown_recipient_is_refused_in_the_words_of_the_server(make_outbox: MakeOutbox) -> None:
    outbox = make_outbox()
    handle = outbox.prepare(letter("nobody@example.org"))
    with pytest.raises(Rejected, match=r"550 .*User unknown"):
        outbox.commit(handle)
    assert outbox.lookup(handle) == "not sent"


def test_a_greylisted_letter_waits_as_long_as_the_server_says(make_outbox: MakeOutbox) -> None:
    outbox = make_outbox()
    with pytest.raises(Deferred, match="Greylisted") as caught:
        outbox.commit(outbox.prepare(letter(LATER)))
    assert caught.value.until == datetime(2026, 3, 2, 9, 5, tzinfo=UTC)


def test_a_letter_that_is_too_large_is_refused(make_outbox: MakeOutbox) -> None:
    outbox = make_outbox()
    large = Attachment(name="x.bin", media_type="application/octet-stream", data=bytes(SIZE_LIMIT))
    with pytest.raises(Rejected, match=r"at most 300,000 bytes"):
        outbox.commit(outbox.prepare(letter(attachments=(large,))))


def test_a_wrong_password_opens_nothing(make_outbox: MakeOutbox, make_inbox: MakeInbox) -> None:
    outbox = make_outbox(password="wrong")
    handle = outbox.prepare(letter())
    with pytest.raises(SignInNeeded, match="535"):
        outbox.commit(handle)
    assert outbox.lookup(handle) == "not sent"
    with pytest.raises(SignInNeeded):
        begin(make_inbox(password="wrong"))


def test_auth_login_and_starttls_for_imap_work_too(
    servers: object, make_outbox: MakeOutbox, make_inbox: MakeInbox
) -> None:
    outbox = make_outbox(auth="login", imap_port=servers.dovecot.imap, imap_security="starttls")  # type: ignore[attr-defined]
    assert outbox.commit(outbox.prepare(letter())).detail.endswith("A copy is in Sent")


def test_a_letter_that_comes_back_is_matched_by_what_it_returns(make_outbox: MakeOutbox, make_inbox: MakeInbox) -> None:
    cursor = begin(make_inbox(ADA))
    outbox = make_outbox()
    written = letter(GONE, body="This is private.")
    outbox.commit(outbox.prepare(written))
    report = news(make_inbox(ADA), cursor, written.message_id)
    assert written.message_id in report.references
    text = make_inbox(ADA).text(report.key)
    assert "Action: failed" in text
    assert GONE in text
    assert "private" not in text


def test_a_lost_verdict_is_found_in_the_sent_folder(make_outbox: MakeOutbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server takes the letter, and the connection dies before we hear it."""
    outbox = make_outbox()
    written = letter()
    handle = outbox.prepare(written)
    real = Submission.hand_over

    def deaf(self: Submission, envelope: object) -> None:
        real(self, envelope)  # type: ignore[arg-type]
        raise Uncertain("the line went dead")

    with monkeypatch.context() as patch:
        patch.setattr(Submission, "hand_over", deaf)
        with pytest.raises(Uncertain):
            outbox.commit(handle)
    assert outbox.lookup(handle) == "cannot tell"
    copy = f"To: {written.to_address}\r\nMessage-ID: {written.message_id}\r\n\r\nx".encode()
    outbox._sent_mail.keep_copy(copy, written.message_id, written.to_address, datetime.now(UTC))
    assert isinstance(make_outbox().lookup(handle), Receipt)


def test_a_renumbered_folder_is_read_again(dovecot: Dovecot, make_outbox: MakeOutbox, make_inbox: MakeInbox) -> None:
    inbox = make_inbox(BOB)
    cursor = begin(inbox)
    outbox = make_outbox()
    written = letter()
    outbox.commit(outbox.prepare(written))
    first = news(inbox, cursor, written.message_id)
    dovecot.renumber(BOB)
    second = news(inbox, cursor, written.message_id)
    assert first.key.split("/")[1] != second.key.split("/")[1]
    assert inbox.text(second.key).startswith("Dear Ada")
