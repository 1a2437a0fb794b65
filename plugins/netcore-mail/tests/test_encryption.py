"""Encryption: never left out, never with somebody unknown."""

from collections.abc import Callable, Iterator
from typing import Literal

import pytest
from mail_lab import Certificates, Drip, Say, SmtpLab, Usual

from netcore.errors import UsageError
from netcore.model.message import Receipt
from netcore.plugins import Deferred
from netcore.testing.samples import sample_outgoing
from netcore_mail.account import Patience
from netcore_mail.outbox import MailOutbox


def send(outbox: MailOutbox) -> Receipt:
    return outbox.commit(outbox.prepare(sample_outgoing()))


@pytest.fixture(params=["starttls", "tls"])
def smtp(request: pytest.FixtureRequest, certificates: Certificates) -> Iterator[SmtpLab]:
    with SmtpLab(certificates, security=request.param) as lab:
        yield lab


def test_password_and_letter_go_out_encrypted(smtp: SmtpLab, make_outbox: Callable[..., MailOutbox]) -> None:
    send(make_outbox())
    assert len(smtp.taken) == 1
    in_clear = [line for line in smtp.heard if line.startswith("(clear)")]
    assert all("EHLO" in line or "STARTTLS" in line for line in in_clear), in_clear


@pytest.mark.parametrize("certificate", ["wrong_name", "unknown_authority"])
def test_a_bad_certificate_ends_it_before_the_password(
    certificate: Literal["wrong_name", "unknown_authority"],
    smtp: SmtpLab,
    make_outbox: Callable[..., MailOutbox],
) -> None:
    smtp.certificate = getattr(smtp.certificates, certificate)
    with pytest.raises(Deferred, match=r"localhost shows a certificate that is not to be trusted.*Nothing was sent"):
        send(make_outbox())
    assert not smtp.taken
    assert not any("AUTH" in line for line in smtp.heard)


def test_the_authorities_of_the_system_are_asked_when_no_others_are_given(
    smtp: SmtpLab, make_outbox: Callable[..., MailOutbox]
) -> None:
    with pytest.raises(Deferred, match="not to be trusted"):
        send(make_outbox(ca_file=None))
    assert not smtp.taken


def test_a_file_of_authorities_that_is_not_there_is_said_to_be_missing(
    smtp: SmtpLab, make_outbox: Callable[..., MailOutbox], tmp_path: object
) -> None:
    with pytest.raises(UsageError, match="ca-file"):
        send(make_outbox(ca_file=f"{tmp_path}/nothing.pem"))


def test_a_server_that_offers_no_encryption_gets_nothing(
    certificates: Certificates, make_outbox: Callable[..., MailOutbox]
) -> None:
    with SmtpLab(certificates, security="none") as clear:
        with pytest.raises(Deferred, match="offers no encryption"):
            send(make_outbox(smtp_port=clear.port, security="starttls"))
        assert not clear.taken
        assert not any("AUTH" in line for line in clear.heard)


def test_what_was_slipped_in_before_the_encryption_is_not_believed(
    certificates: Certificates, make_outbox: Callable[..., MailOutbox]
) -> None:
    with SmtpLab(certificates) as lab:
        lab.on("starttls", Say("220 Go ahead\r\n250-evil.example\r\n250 AUTH PLAIN"))
        with pytest.raises(Deferred, match="in clear after it had agreed to TLS"):
            send(make_outbox(smtp_port=lab.port, security="starttls"))
        assert not any("AUTH" in line for line in lab.heard)


def test_what_was_announced_in_clear_does_not_count_once_it_is_encrypted(
    certificates: Certificates, make_outbox: Callable[..., MailOutbox]
) -> None:
    with SmtpLab(certificates) as lab:
        lab.on("ehlo", Say("250-lab\r\n250-STARTTLS\r\n250 SIZE 10"), times=1)
        lab.on("ehlo", Usual())
        send(make_outbox(smtp_port=lab.port, security="starttls"))
        assert len(lab.taken) == 1


def test_a_handshake_that_never_ends_is_given_up(
    certificates: Certificates, make_outbox: Callable[..., MailOutbox]
) -> None:
    with SmtpLab(certificates, security="tls") as lab:
        lab.on("handshake", Drip(0.05))
        patience = Patience(connect=0.3, answer=0.3, verdict=0.3, farewell=0.1)
        with pytest.raises(Deferred):
            send(make_outbox(smtp_port=lab.port, security="tls", patience=patience))
