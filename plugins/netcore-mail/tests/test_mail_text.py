"""The words of a mail, whatever it is made of; and of a report, what it reports."""

from collections.abc import Callable
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mail_lab import ImapLab, Mailbox, Say

from netcore.model.message import IncomingMail
from netcore_mail.html_text import html_to_text
from netcore_mail.inbox import MailInbox
from netcore_mail.structure import parts

Make = Callable[..., MailInbox]


def text_of(raw: bytes, mailbox: Mailbox, make_inbox: Make) -> str:
    mail = mailbox.receive(raw)
    return make_inbox().text(f"INBOX/1/{mail.uid}")


def raw(head: str, body: bytes) -> bytes:
    return head.replace("\n", "\r\n").encode() + b"\r\n\r\n" + body


@pytest.mark.parametrize(
    ("head", "body", "text"),
    [
        ("Subject: x", b"Yes,\r\ngladly!\r\n", "Yes,\ngladly!"),
        ("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64", b"R3LDvMOfZQ==\r\n", "Grüße"),
        ("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: BASE64", b"R3LD\r\nvMOfZQ", "Grüße"),
        (
            "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable",
            b"Gr=FC=DFe=\r\n!",
            "Grüße!",
        ),
        ("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit", "Grüße".encode(), "Grüße"),
        ("Content-Type: text/plain; charset=no-such\nContent-Transfer-Encoding: 8bit", b"Gr\xfc\xdfe", "Grüße"),
        ("Content-Type: text/plain; charset=us-ascii\nContent-Transfer-Encoding: 8bit", b"Gr\xfc\xdfe", "Grüße"),
        ("Content-Type: text/plain; charset=zlib", b"plain", "plain"),
        ("Content-Type: text/plain\nContent-Transfer-Encoding: base64", b"!!!!", ""),
        ("Content-Type: text/plain\nContent-Transfer-Encoding: x-unknown", b"plain", "plain"),
        ("Content-Type: text/html", b"<style>p {}</style><p>Yes,<br>gladly!</p><script>x</script>", "Yes,\ngladly!"),
        ("Content-Type: text/plain", b"nul\x00 bell\x07 tab\t.", "nul bell tab\t."),
        ("Content-Type: text/plain", b"12345", "12345"),
        ("Content-Type: text/plain", b"", ""),
        ("Content-Type: image/png\nContent-Transfer-Encoding: base64", b"AAAA", ""),
    ],
)
def test_a_text_is_read_as_it_was_meant(
    head: str, body: bytes, text: str, mailbox: Mailbox, imap: ImapLab, make_inbox: Make
) -> None:
    assert text_of(raw(head, body), mailbox, make_inbox) == text


def composed(*, plain: str | None, html: str | None, attachment: bool) -> bytes:
    mail = EmailMessage()
    mail["From"] = "bob@example.net"
    if plain is not None:
        mail.set_content(plain)
    if html is not None:
        if plain is not None:
            mail.add_alternative(html, subtype="html")
        else:
            mail.set_content(html, subtype="html")
    if attachment:
        mail.add_attachment("a secret text", filename="notes.txt")
    return mail.as_bytes().replace(b"\n", b"\r\n")


@pytest.mark.parametrize("attachment", [False, True])
@pytest.mark.parametrize(
    ("plain", "html", "text"), [("Yes", "<p>No</p>", "Yes"), (None, "<p>Oui</p>", "Oui"), ("Ja", None, "Ja")]
)
def test_of_several_parts_the_plain_text_is_read_and_no_attachment(
    attachment: bool,
    plain: str | None,
    html: str | None,
    text: str,
    mailbox: Mailbox,
    imap: ImapLab,
    make_inbox: Make,
) -> None:
    made = composed(plain=plain, html=html, attachment=attachment)
    assert text_of(made, mailbox, make_inbox) == text


def test_a_mail_of_nothing_but_an_attached_text_has_no_text(mailbox: Mailbox, imap: ImapLab, make_inbox: Make) -> None:
    head = "Content-Type: text/plain\nContent-Disposition: attachment; filename=x.txt"
    assert text_of(raw(head, b"secret"), mailbox, make_inbox) == ""


def test_a_long_text_is_cut(mailbox: Mailbox, imap: ImapLab, make_inbox: Make) -> None:
    assert len(text_of(raw("Subject: x", b"long line\r\n" * 100_000), mailbox, make_inbox)) < 300_000


def test_a_mail_that_the_server_cannot_describe_is_read_from_its_beginning(
    mailbox: Mailbox, imap: ImapLab, make_inbox: Make
) -> None:
    mailbox.receive(composed(plain="Yes", html="<p>No</p>", attachment=True))
    imap.on("fetch", Say("* 1 FETCH (UID 1 BODYSTRUCTURE ())\r\nTAG OK done"), times=1)
    assert make_inbox().text("INBOX/1/1") == "Yes"


REPORT = b"""\
From: MAILER-DAEMON@mail.example.org (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: grace@example.org
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="B"

--B
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mail.example.org.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org

Final-Recipient: rfc822; bob@example.net
Action: failed
Status: 5.1.1

--B
Content-Type: %s

Return-Path: <grace@example.org>
Message-ID:
 <k1@netcore.example.org>
Subject: A coffee?

%s
--B--
"""


@pytest.mark.parametrize(
    ("returned", "body"), [(b"message/rfc822", b"Dear Bob, this is private."), (b"text/rfc822-headers", b"")]
)
def test_a_report_says_what_it_reports_and_which_letter_came_back(
    returned: bytes, body: bytes, mailbox: Mailbox, imap: ImapLab, make_inbox: Make
) -> None:
    cursor = [item.cursor for item in make_inbox().messages(None) if not isinstance(item, IncomingMail)][-1]
    mailbox.receive((REPORT % (returned, body)).replace(b"\n", b"\r\n"))
    inbox = make_inbox()
    (mail,) = [item for item in inbox.messages(cursor) if isinstance(item, IncomingMail)]
    assert mail.references == ("<k1@netcore.example.org>",), "a report is matched by what it returns"
    text = inbox.text(mail.key)
    assert "This is the mail system" in text
    assert "Action: failed" in text
    assert "<k1@netcore.example.org>" in text
    assert "private" not in text, "of the letter that came back only the headers are read"


@pytest.mark.parametrize("kind", ["abuse", "not-spam"])
def test_a_complaint_says_of_which_kind_it_is_and_about_which_letter(
    kind: str, mailbox: Mailbox, imap: ImapLab, make_inbox: Make
) -> None:
    cursor = [item.cursor for item in make_inbox().messages(None) if not isinstance(item, IncomingMail)][-1]
    report = (REPORT % (b"message/rfc822", b"Dear Bob, this is private.")).replace(
        b"delivery-status", b"feedback-report"
    )
    fields = f"Feedback-Type: {kind}".encode()
    mailbox.receive(report.replace(b"Action: failed", fields).replace(b"\n", b"\r\n"))
    inbox = make_inbox()
    (mail,) = [item for item in inbox.messages(cursor) if isinstance(item, IncomingMail)]
    assert mail.references == ("<k1@netcore.example.org>",)
    assert f"Feedback-Type: {kind}" in inbox.text(mail.key)


def test_an_answer_in_a_mail_that_encloses_another_is_the_answer(
    mailbox: Mailbox, imap: ImapLab, make_inbox: Make
) -> None:
    inner = EmailMessage()
    inner["Subject"] = "inner"
    inner.set_content("the enclosed text")
    outer = EmailMessage()
    outer.set_content("the answer")
    outer.add_attachment(inner)
    assert text_of(outer.as_bytes().replace(b"\n", b"\r\n"), mailbox, make_inbox) == "the answer"


@given(
    st.recursive(st.none() | st.integers() | st.binary(max_size=8), lambda x: st.tuples(x, x) | st.lists(x).map(tuple))
)
def test_no_structure_is_too_strange(structure: object) -> None:
    list(parts(structure))


@given(st.text())
def test_no_page_is_too_strange(html: str) -> None:
    html_to_text(html)


def test_a_page_becomes_paragraphs() -> None:
    html = (
        "<html><head><title>T</title></head><body><div>Dear Ada,</div><p>yes &amp;\n gladly</p><ul><li>one<li>two</ul>"
    )
    assert html_to_text(html) == "Dear Ada,\n\nyes & gladly\n\none\ntwo"
