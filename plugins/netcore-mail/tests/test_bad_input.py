"""What users, address books and servers get wrong."""

from collections.abc import Callable
from pathlib import Path

import pytest
from mail_lab import HangUp, Say, SmtpLab, Stall

from netcore.errors import StoreNotWritable
from netcore.model.message import Attachment, Outgoing
from netcore.plugins import Deferred, Rejected
from netcore.testing.samples import sample_outgoing
from netcore_mail.account import Patience
from netcore_mail.outbox import MailOutbox


@pytest.mark.parametrize(
    "address",
    [
        "",
        " ",
        "ada lovelace@example.org",
        " ada@example.org",
        "ada@example.org ",
        "ada@example.org\r\nBcc: all@example.org",
        "ada@example.org\nRCPT TO:<eve@example.org>",
        "ada@example.org\x00",
        "ada",
        "ada@",
        "@example.org",
        "ada@example..org",
        "ada@exa mple.org",
        "<ada@example.org>",
        "Ada <ada@example.org>",
        "ada@example.org, eve@example.org",
        "ada@example.org> SIZE=1 <eve@example.org",
        '"ada lovelace"@example.org',
        "ada@\u202eexample.org",
        "ada@example\u2028.org",
    ],
)
def test_what_is_no_address_is_refused_before_any_server_hears_of_it(
    address: str, smtp: SmtpLab, make_outbox: Callable[..., MailOutbox]
) -> None:
    with pytest.raises(Rejected, match="address") as caught:
        make_outbox().prepare(sample_outgoing(to_address=address))
    assert "\n" not in str(caught.value).replace("\\n", "")
    assert smtp.connections == 0


def test_the_sender_is_checked_as_the_recipient_is(smtp: SmtpLab, make_outbox: Callable[..., MailOutbox]) -> None:
    with pytest.raises(Rejected, match="sender"):
        make_outbox().prepare(sample_outgoing(from_address="grace@example.org\r\nX: y"))
    assert smtp.connections == 0


@pytest.mark.parametrize(
    ("address", "wire"),
    [
        ("Ada.Lovelace@Example.ORG", "Ada.Lovelace@example.org"),
        ("ada@bücher.example.org", "ada@xn--bcher-kva.example.org"),
        ("ada+news@example.org", "ada+news@example.org"),
    ],
)
def test_the_case_of_a_name_is_kept_and_a_domain_is_written_as_name_servers_know_it(
    address: str, wire: str, smtp: SmtpLab, make_outbox: Callable[..., MailOutbox]
) -> None:
    smtp.extensions = ()
    outbox = make_outbox()
    outbox.commit(outbox.prepare(sample_outgoing(to_address=address)))
    assert smtp.taken[0].recipients == (wire,)
    assert f"<{wire}>".encode() in smtp.taken[0].data
    assert smtp.taken[0].data.isascii()


def test_an_address_beyond_ascii_goes_to_a_server_that_can(
    smtp: SmtpLab, make_outbox: Callable[..., MailOutbox]
) -> None:
    outbox = make_outbox()
    outbox.commit(outbox.prepare(sample_outgoing(to_address="zoë@bücher.example.org")))
    assert smtp.taken[0].recipients == ("zoë@bücher.example.org",)
    assert "SMTPUTF8" in smtp.taken[0].options


def test_smtputf8_is_asked_for_only_when_it_is_needed(smtp: SmtpLab, make_outbox: Callable[..., MailOutbox]) -> None:
    outbox = make_outbox()
    outbox.commit(outbox.prepare(sample_outgoing(to_name="Zoë Müller", subject="Grüße", body="Käse")))
    assert "SMTPUTF8" not in smtp.taken[0].options
    assert smtp.taken[0].data.isascii()


def test_an_address_beyond_ascii_is_refused_for_a_server_that_cannot(
    smtp: SmtpLab, make_outbox: Callable[..., MailOutbox]
) -> None:
    smtp.extensions = ("8BITMIME",)
    outbox = make_outbox()
    handle = outbox.prepare(sample_outgoing(to_address="zoë@example.org"))
    with pytest.raises(Rejected, match="SMTPUTF8"):
        outbox.commit(handle)
    assert not any(line.startswith("MAIL") for line in smtp.heard)
    assert outbox.lookup(handle) == "not sent"


def attached(data: bytes) -> Outgoing:
    return sample_outgoing(attachments=(Attachment(name="photo.jpg", media_type="image/jpeg", data=data),))


def test_an_attachment_that_is_missing_is_refused(smtp: SmtpLab, make_outbox: Callable[..., MailOutbox]) -> None:
    with pytest.raises(Rejected, match=r"photo\.jpg.*empty or missing"):
        make_outbox().prepare(attached(b""))
    assert smtp.connections == 0


def test_an_attachment_that_is_too_large_is_refused_before_any_server_hears_of_it(
    smtp: SmtpLab, make_outbox: Callable[..., MailOutbox]
) -> None:
    with pytest.raises(Rejected, match=r"1\.\d MB, more than the 1 MB of the setting size-limit"):
        make_outbox(size_limit=1).prepare(attached(bytes(1_000_000)))
    assert smtp.connections == 0


def test_a_letter_larger_than_the_server_takes_is_refused_before_it_is_sent(
    smtp: SmtpLab, make_outbox: Callable[..., MailOutbox]
) -> None:
    smtp.extensions = ("SIZE 2000",)
    outbox = make_outbox()
    handle = outbox.prepare(attached(bytes(3000)))
    with pytest.raises(Rejected, match="at most 2,000 bytes"):
        outbox.commit(handle)
    assert not any(line.startswith("MAIL") for line in smtp.heard)


def test_the_server_is_told_the_size(smtp: SmtpLab, make_outbox: Callable[..., MailOutbox]) -> None:
    outbox = make_outbox()
    outbox.commit(outbox.prepare(sample_outgoing()))
    assert smtp.taken[0].options == f"SIZE={len(smtp.taken[0].data)}"


def test_a_server_that_greets_later_than_we_wait_has_nothing(
    smtp: SmtpLab, make_outbox: Callable[..., MailOutbox]
) -> None:
    smtp.on("greeting", Stall())
    outbox = make_outbox(patience=Patience(connect=5, answer=0.2, verdict=0.2, farewell=0.1))
    handle = outbox.prepare(sample_outgoing())
    with pytest.raises(Deferred, match="did not answer in time"):
        outbox.commit(handle)
    assert outbox.lookup(handle) == "not sent"


def test_the_wait_for_a_verdict_is_longer_than_the_others() -> None:
    """RFC 5321 4.5.3.2.6: whoever gives up here sends things twice."""
    patience = Patience.of(60)
    assert patience.verdict >= 600
    assert patience.answer == 60


def test_a_server_that_closes_after_mail_from_has_nothing(
    smtp: SmtpLab, make_outbox: Callable[..., MailOutbox]
) -> None:
    smtp.on("mail", Say("250 2.1.0 Ok"), HangUp())
    outbox = make_outbox()
    handle = outbox.prepare(sample_outgoing())
    with pytest.raises(Deferred, match="closed the connection"):
        outbox.commit(handle)
    assert (outbox.lookup(handle), len(smtp.taken)) == ("not sent", 0)


def test_a_server_that_is_not_there_is_named_with_its_port(make_outbox: Callable[..., MailOutbox]) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    outbox = make_outbox(smtp_port=port)
    with pytest.raises(Deferred, match="cannot be reached on port"):
        outbox.commit(outbox.prepare(sample_outgoing()))


def test_a_refused_recipient_is_told_in_the_words_of_the_server(
    smtp: SmtpLab, make_outbox: Callable[..., MailOutbox]
) -> None:
    smtp.on("rcpt", Say("550-5.1.1 The account does not exist.\r\n550 5.1.1 Try \x1b[31msomething else"))
    outbox = make_outbox()
    with pytest.raises(Rejected) as caught:
        outbox.commit(outbox.prepare(sample_outgoing()))
    words = str(caught.value)
    assert "ada@example.org: 550 5.1.1 The account does not exist." in words
    assert words.isprintable(), "nothing of a server's goes to a terminal as it is"


def test_a_text_that_looks_like_the_end_of_the_letter_is_part_of_it(
    smtp: SmtpLab, make_outbox: Callable[..., MailOutbox]
) -> None:
    body = "Dear Ada,\n\n.\nRSET\n..\n.QUIT\n"
    outbox = make_outbox()
    outbox.commit(outbox.prepare(sample_outgoing(body=body)))
    assert len(smtp.taken) == 1
    assert body.replace("\n", "\r\n").encode() in smtp.taken[0].data


def test_a_full_disk_is_said_before_anything_is_sent(
    smtp: SmtpLab, make_outbox: Callable[..., MailOutbox], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("netcore_mail.spool.write_new", full)
    with pytest.raises(StoreNotWritable, match=r"No space left.*nothing was sent"):
        make_outbox().prepare(sample_outgoing())
    assert not list(tmp_path.rglob("*.eml"))


def test_a_disk_that_fills_up_while_sending_stops_before_the_last_dot(
    smtp: SmtpLab, make_outbox: Callable[..., MailOutbox], monkeypatch: pytest.MonkeyPatch
) -> None:
    outbox = make_outbox()
    handle = outbox.prepare(sample_outgoing())

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("netcore_mail.spool.write_new", full)
    with pytest.raises(Deferred, match="No space left"):
        outbox.commit(handle)
    assert (outbox.lookup(handle), len(smtp.taken)) == ("not sent", 0)


def test_a_disk_that_fills_up_after_the_acceptance_does_not_make_it_unsent(
    smtp: SmtpLab, make_outbox: Callable[..., MailOutbox], monkeypatch: pytest.MonkeyPatch
) -> None:
    outbox = make_outbox()
    handle = outbox.prepare(sample_outgoing())

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("netcore_mail.spool.Spool.sent", full)
    assert "accepted it" in outbox.commit(handle).detail
    assert outbox.lookup(handle) == "cannot tell"
