"""Headers as the world writes them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from netcore.model.message import IncomingMail
from netcore_mail.mail_headers import decoded, ids, incoming, text_of

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def read(header: bytes | str, arrived: datetime | None = None) -> IncomingMail:
    data = header if isinstance(header, bytes) else header.replace("\n", "\r\n").encode()
    return incoming("INBOX/1/1", data, arrived, NOW)


def test_an_ordinary_mail_is_read() -> None:
    mail = read(
        "From: =?utf-8?q?Bob_M=C3=BCller?= <Bob@Example.NET>\n"
        'To: ada@example.org, "Lovelace, Augusta" <a@example.org>\n'
        "Cc: =?utf-8?b?Wm/Dqw==?= <zoe@example.org>\n"
        "Subject: =?utf-8?q?Re:_Gr=C3=BC=C3=9Fe?=\n =?utf-8?q?_aus_K=C3=B6ln?=\n"
        "Message-ID: <b1@example.net>\n"
        "In-Reply-To: <k1@example.org>\n"
        "References: <k0@example.org>\n\t<k1@example.org>\n"
    )
    assert (mail.from_name, mail.from_address) == ("Bob Müller", "Bob@Example.NET")
    assert mail.to_addresses == ("ada@example.org", "a@example.org", "zoe@example.org")
    assert mail.subject == "Re: Grüße aus Köln"
    assert (mail.message_id, mail.in_reply_to) == ("<b1@example.net>", "<k1@example.org>")
    assert mail.references == ("<k0@example.org>", "<k1@example.org>")
    assert mail.text == ""


def test_all_headers_are_there_for_the_rules() -> None:
    mail = read("Auto-Submitted: auto-replied\nX-Failed-Recipients: bob@example.net\nReturn-Path: <>\n")
    assert mail.headers == (
        ("Auto-Submitted", "auto-replied"),
        ("X-Failed-Recipients", "bob@example.net"),
        ("Return-Path", "<>"),
    )


@pytest.mark.parametrize(
    ("header", "subject"),
    [
        (b"Subject: Gr\xc3\xbc\xc3\x9fe", "Grüße"),
        (b"Subject: Gr\xfc\xdfe", "Grüße"),
        (b"Subject: =?no-such-charset?q?Gr=FC=DFe?=", "Grüße"),
        (b"Subject: =?utf-8?q?Gr=FC=DFe?=", "Grüße"),
        (b"Subject: =?utf-8?b?!!!?=", ""),
        (b"Subject: =?utf-8?b?R3LDvMOfZQ?=", "Grüße"),
        (b"Subject: =?utf-8?x?abc?=", "=?utf-8?x?abc?="),
        (b"Subject: =?=?=?=?", "=?=?=?=?"),
        (b"Subject: =?utf-8?q?a=00b=0D=0AX-Injected:_yes?=", "a b X-Injected: yes"),
        (b"Subject:", ""),
        (b"subject : spaced", ""),
        (b"SUBJECT: loud", "loud"),
        (b"Subject: first\r\nSubject: second", "first"),
        (b"Subject: =?utf-8*en?q?tagged?=", "tagged"),
        (b"Subject: =?zlib?b?AAAA?=", ""),
    ],
)
def test_a_subject_that_is_written_badly_is_read_as_well_as_can_be(header: bytes, subject: str) -> None:
    assert read(header).subject == subject


@pytest.mark.parametrize(
    ("header", "address", "name"),
    [
        ("From: bob@example.net", "bob@example.net", ""),
        ("From: Bob", "", "Bob"),
        ("From:", "", ""),
        ("", "", ""),
        ("Sender: bob@example.net", "bob@example.net", ""),
        ('From: "=?utf-8?q?eve=40example.org?=" <bob@example.net>', "bob@example.net", "eve@example.org"),
        ("From: =?utf-8?q?eve=40example.org=2C?= <bob@example.net>", "bob@example.net", "eve@example.org,"),
        ('From: "eve@example.org" <bob@example.net>', "bob@example.net", "eve@example.org"),
        ("From: undisclosed-recipients:;", "", "undisclosed-recipients:;"),
        ("From: Mail Delivery System <MAILER-DAEMON>", "", "Mail Delivery System <MAILER-DAEMON>"),
        (
            "From: MAILER-DAEMON@mx.example.net (Mail Delivery System)",
            "MAILER-DAEMON@mx.example.net",
            "Mail Delivery System",
        ),
        ("From: bob@example.net, eve@example.org", "bob@example.net", ""),
    ],
)
def test_the_sender_is_an_address_and_never_what_a_name_pretends(header: str, address: str, name: str) -> None:
    mail = read(header)
    assert (mail.from_address, mail.from_name) == (address, name)


@pytest.mark.parametrize(
    ("date", "received"),
    [
        ("Sun, 01 Mar 2026 10:00:00 +0100", datetime(2026, 3, 1, 9, 0, tzinfo=UTC)),
        ("Sun, 01 Mar 2026 10:00:00 -0000", datetime(2026, 3, 1, 10, 0, tzinfo=UTC)),
        ("1 Mar 2026 10:00", datetime(2026, 3, 1, 10, 0, tzinfo=UTC)),
        ("", NOW),
        ("yesterday", NOW),
        ("99 Foo 9999", NOW),
        ("Fri, 01 Jan 2100 00:00:00 +0000", NOW),
        ("Sun, 01 Mar 2026 10:00:00 +9999999", NOW),
        ("Sun, 01 Mar 99999999 10:00:00 +0000", NOW),
    ],
)
def test_without_a_time_of_arrival_the_date_counts_if_it_makes_sense(date: str, received: datetime) -> None:
    assert read(f"Date: {date}\n").received_at == received


def test_the_time_of_arrival_counts_before_the_date() -> None:
    arrived = datetime(2026, 2, 1, 1, 1, tzinfo=timezone(timedelta(hours=-8)))
    assert read("Date: Sun, 01 Mar 2026 10:00:00 +0000", arrived).received_at == arrived


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<a@b>", ("<a@b>",)),
        ("<a@b> <c@d>", ("<a@b>", "<c@d>")),
        ("<a@b><c@d>", ("<a@b>", "<c@d>")),
        ("Your message of today <a@b> (Bob)", ("<a@b>",)),
        ("a@b", ()),
        ("<<a@b>>", ("<a@b>",)),
        ("<a b>", ()),
        ("", ()),
    ],
)
def test_ids_are_found_among_whatever_stands_around_them(text: str, found: tuple[str, ...]) -> None:
    assert ids(text) == found


def test_a_header_without_end_is_cut() -> None:
    mail = read(b"Subject: " + b"x" * 100_000 + b"\r\nReferences:" + b" <a@b>" * 10_000)
    assert len(mail.subject) <= 8000
    assert len(mail.references) <= 200


@given(st.binary(max_size=300))
@example(b"From: =?utf-8?q?=ED=A0=80?= <a@b>\r\n")
@example(b"From: \xed\xa0\x80 <a@b>\r\n")
@example(b'To: (((((((((((((((((\r\nFrom: "\\\r\n')
@example(b"From: a@b (\r\nDate: (((\r\n")
def test_no_header_is_too_strange(header: bytes) -> None:
    mail = read(b"From: " + header + b"\r\nSubject: " + header + b"\r\nDate: " + header)
    everything = [
        mail.subject,
        mail.from_name,
        mail.from_address,
        *mail.to_addresses,
        *(v for h in mail.headers for v in h),
    ]
    for value in everything:
        value.encode()
        assert "\0" not in value
        assert "\n" not in value


@given(st.text(max_size=80), st.sampled_from(["utf-8", "utf-16", "idna", "rot13", "base64", "", "a\0b"]))
def test_no_charset_is_too_strange(text: str, charset: str) -> None:
    text_of(text.encode("utf-8", "replace"), charset)
    decoded(f"=?{charset}?q?{text}?=")
