"""Passwords and tokens: given to the right server only, in every way that servers ask for."""

from collections.abc import Callable

import pytest
from mail_lab import Say, SmtpLab, Usual

from netcore.errors import SignInNeeded, Unreachable
from netcore.model.message import Receipt
from netcore.plugins import Deferred
from netcore.testing.samples import sample_outgoing
from netcore_mail.outbox import MailOutbox
from netcore_mail.signing_in import Credentials, mechanisms


def send(outbox: MailOutbox, key: str = "k1") -> Receipt:
    return outbox.commit(outbox.prepare(sample_outgoing(key)))


@pytest.mark.parametrize(
    ("announced", "auth", "secrets", "used"),
    [
        ("PLAIN LOGIN", "auto", {"password": "péssword 1"}, "AUTH PLAIN"),
        ("LOGIN", "auto", {"password": "péssword 1"}, "AUTH LOGIN"),
        ("PLAIN LOGIN", "login", {"password": "péssword 1"}, "AUTH LOGIN"),
        ("PLAIN LOGIN XOAUTH2", "auto", {"password": "péssword 1", "token": "ya29.token"}, "AUTH XOAUTH2"),
        ("XOAUTH2", "auto", {"token": "ya29.token"}, "AUTH XOAUTH2"),
        ("PLAIN XOAUTH2", "plain", {"password": "péssword 1", "token": "old"}, "AUTH PLAIN"),
        ("plain login", "auto", {"password": "péssword 1"}, "AUTH PLAIN"),
    ],
)
def test_it_signs_in_as_the_server_the_secrets_and_the_user_allow(
    announced: str,
    auth: str,
    secrets: dict[str, str],
    used: str,
    smtp: SmtpLab,
    make_outbox: Callable[..., MailOutbox],
) -> None:
    smtp.auth = announced
    send(make_outbox(auth=auth, secrets=secrets))
    assert smtp.taken[0].user == "ada@example.org"
    assert any(line.startswith(used) for line in smtp.heard)


def test_another_mechanism_is_tried_only_when_the_server_does_not_know_the_first(
    smtp: SmtpLab, make_outbox: Callable[..., MailOutbox]
) -> None:
    smtp.on("auth", Say("504 5.5.4 Not really"), times=1)
    send(make_outbox())
    assert [line.split()[1] for line in smtp.heard if line.startswith("AUTH")] == ["PLAIN", "LOGIN"]


def test_a_wrong_password_is_tried_once_and_not_with_every_letter(
    smtp: SmtpLab, make_outbox: Callable[..., MailOutbox]
) -> None:
    outbox = make_outbox(secrets={"password": "wrong"})
    with pytest.raises(SignInNeeded, match=r"did not let ada@example\.org in: 535 .*Nothing was sent.*password"):
        send(outbox)
    with pytest.raises(SignInNeeded, match="the other letters wait"):
        send(outbox, "k2")
    assert sum(line.startswith("AUTH") for line in smtp.heard) == 1, "many tries lock an account"
    assert not smtp.taken
    send(make_outbox(), "k2")
    assert len(smtp.taken) == 1


def test_a_refused_token_is_told_with_what_the_server_says(
    smtp: SmtpLab, make_outbox: Callable[..., MailOutbox]
) -> None:
    with pytest.raises(SignInNeeded, match=r"535.*status.*401"):
        send(make_outbox(secrets={"token": "stale"}))
    assert not smtp.taken


def test_a_server_that_cannot_check_the_password_now_is_asked_again_later(
    smtp: SmtpLab, make_outbox: Callable[..., MailOutbox]
) -> None:
    smtp.on("auth", Say("454 4.7.0 Temporary authentication failure"), times=1)
    outbox = make_outbox()
    with pytest.raises(Deferred) as caught:
        send(outbox)
    assert not isinstance(caught.value, SignInNeeded)
    send(outbox)
    assert len(smtp.taken) == 1


def test_without_any_secret_nothing_is_connected(smtp: SmtpLab, make_outbox: Callable[..., MailOutbox]) -> None:
    with pytest.raises(SignInNeeded, match="no password"):
        send(make_outbox(secrets={}))
    assert smtp.connections == 0


def test_a_server_that_offers_no_sign_in_gets_neither_password_nor_letter(
    smtp: SmtpLab, make_outbox: Callable[..., MailOutbox]
) -> None:
    smtp.auth = ""
    with pytest.raises(SignInNeeded, match="offers no sign-in on port"):
        send(make_outbox())
    assert not smtp.taken
    assert not any("AUTH" in line or "MAIL" in line for line in smtp.heard)


def test_a_server_that_offers_only_what_we_cannot_do_says_what(
    smtp: SmtpLab, make_outbox: Callable[..., MailOutbox]
) -> None:
    smtp.auth = "GSSAPI"
    with pytest.raises(SignInNeeded, match="GSSAPI"):
        send(make_outbox())


def test_a_server_that_asks_for_a_sign_in_after_all_is_no_refusal_of_the_letter(
    smtp: SmtpLab, make_outbox: Callable[..., MailOutbox]
) -> None:
    smtp.on("mail", Say("530 5.7.0 Authentication required"))
    with pytest.raises(SignInNeeded):
        send(make_outbox())


def test_a_server_on_this_machine_may_need_no_password(
    certificates: object, make_outbox: Callable[..., MailOutbox], smtp: SmtpLab
) -> None:
    with SmtpLab(smtp.certificates, security="none", auth="") as local:
        send(make_outbox(smtp_host="127.0.0.1", smtp_port=local.port, security="none", secrets={}))
        assert len(local.taken) == 1


def test_after_three_visits_in_vain_the_other_letters_are_spared_the_waiting(
    smtp: SmtpLab, make_outbox: Callable[..., MailOutbox]
) -> None:
    smtp.on("greeting", Say("421 4.3.2 Too busy"), times=3)
    outbox = make_outbox()
    for number in range(3):
        with pytest.raises(Deferred):
            send(outbox, f"k{number}")
    with pytest.raises(Unreachable, match="3 times in a row"):
        send(outbox, "k3")
    assert smtp.connections == 3


def test_visits_in_vain_are_counted_in_a_row(smtp: SmtpLab, make_outbox: Callable[..., MailOutbox]) -> None:
    smtp.on("greeting", Say("421 4.3.2 Too busy"), times=2)
    smtp.on("greeting", Usual(), times=1)
    smtp.on("greeting", Say("421 4.3.2 Too busy"), times=2)
    outbox = make_outbox()
    for number in range(2):
        with pytest.raises(Deferred):
            send(outbox, f"k{number}")
    send(outbox, "k2")
    for number in range(2):
        with pytest.raises(Deferred):
            send(outbox, f"k{number}")
    send(outbox, "k5")


def test_credentials_are_never_shown() -> None:
    credentials = Credentials(user="ada", password="sesame", token="ya29")
    assert "sesame" not in f"{credentials!r} {credentials} {[credentials]}"
    assert "ya29" not in f"{credentials!r} {credentials} {[credentials]}"


def test_a_mechanism_without_its_secret_is_not_tried() -> None:
    offered = frozenset({"PLAIN", "LOGIN", "XOAUTH2"})
    assert mechanisms("xoauth2", offered, Credentials(user="ada", password="sesame")) == ()
    assert mechanisms("auto", offered, Credentials(user="ada")) == ()
