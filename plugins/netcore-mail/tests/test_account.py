"""Settings: few are needed, and those that make no sense are told so in a sentence."""

import pytest

from netcore.errors import SettingMissing, UsageError
from netcore.plugins.settings import SettingValue
from netcore_mail.account import Account, Sending, is_loopback
from netcore_mail.manifest import ACCOUNT, INBOX, OUTBOX
from netcore_mail.providers import files_sent_mail, provider_of, renames_mail


def settings(**given: SettingValue) -> dict[str, SettingValue]:
    declared = {setting.name: setting.default for setting in OUTBOX if not setting.secret}
    return declared | {name.replace("_", "-"): value for name, value in given.items()}


@pytest.mark.parametrize(
    ("address", "smtp", "imap"),
    [
        ("ada@gmail.com", ("smtp.gmail.com", 465, "tls"), ("imap.gmail.com", 993, "tls")),
        ("ada@Hotmail.CO.uk", ("smtp-mail.outlook.com", 587, "starttls"), ("outlook.office365.com", 993, "tls")),
        ("ada@icloud.com", ("smtp.mail.me.com", 587, "starttls"), ("imap.mail.me.com", 993, "tls")),
        ("ada@gmx.de", ("mail.gmx.net", 465, "tls"), ("imap.gmx.net", 993, "tls")),
    ],
)
def test_for_a_large_provider_the_address_is_enough(
    address: str, smtp: tuple[str, int, str], imap: tuple[str, int, str]
) -> None:
    given = settings(from_address=address)
    server, keeper = Sending.of(given).smtp, Account.of(given).imap
    assert keeper is not None
    assert (server.host, server.port, server.security) == smtp
    assert (keeper.host, keeper.port, keeper.security) == imap


def test_for_any_other_domain_nothing_is_guessed() -> None:
    with pytest.raises(SettingMissing, match=r"--smtp-host .*often smtp\.example\.org"):
        Sending.of(settings(from_address="ada@example.org"))
    assert Account.of(settings(from_address="ada@example.org")).imap is None


@pytest.mark.parametrize(
    ("given", "port", "security"),
    [
        ({}, 587, "starttls"),
        ({"security": "tls"}, 465, "tls"),
        ({"smtp_port": 465}, 465, "tls"),
        ({"smtp_port": 2525}, 2525, "starttls"),
        ({"smtp_port": 2525, "security": "tls"}, 2525, "tls"),
    ],
)
def test_port_and_protection_follow_from_each_other(given: dict[str, SettingValue], port: int, security: str) -> None:
    server = Sending.of(settings(from_address="ada@example.org", smtp_host="smtp.example.org", **given)).smtp
    assert (server.port, server.security) == (port, security)


def test_what_the_user_says_counts_before_what_is_known() -> None:
    server = Sending.of(settings(from_address="ada@gmail.com", smtp_host="relay.example.org")).smtp
    assert (server.host, server.port) == ("relay.example.org", 587)
    server = Sending.of(settings(from_address="ada@gmail.com", security="starttls", smtp_port=587)).smtp
    assert (server.host, server.port, server.security) == ("smtp.gmail.com", 587, "starttls")


@pytest.mark.parametrize("host", ["smtp.example.org", "192.0.2.1", "127.0.0.1.example.org", "localhost.example.org"])
def test_without_encryption_only_this_machine_is_talked_to(host: str) -> None:
    with pytest.raises(UsageError, match="could be read on the way"):
        Sending.of(settings(from_address="ada@example.org", smtp_host=host, security="none"))
    with pytest.raises(UsageError, match="could be read on the way"):
        Account.of(settings(from_address="ada@example.org", imap_host=host, imap_security="none"))


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.1.2.3", "::1"])
def test_this_machine_is_recognised(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "given", [{"smtp_port": 0}, {"smtp_port": 70000}, {"size_limit": 0}, {"size_limit": -3}, {"from_address": ""}]
)
def test_settings_that_make_no_sense_are_told(given: dict[str, SettingValue]) -> None:
    values = settings(**{"from_address": "ada@example.org", "smtp_host": "smtp.example.org", **given})
    with pytest.raises(UsageError):
        Account.of(values)
        Sending.of(values)


def test_the_address_is_the_user_unless_another_is_given() -> None:
    assert Account.of(settings(from_address="ada@example.org")).user == "ada@example.org"
    assert Account.of(settings(from_address="ada@example.org", user="u123")).user == "u123"


def test_copies_are_left_to_servers_that_are_known_to_make_them() -> None:
    assert Sending.of(settings(from_address="ada@gmail.com")).copies == "server"
    assert Sending.of(settings(from_address="ada@gmx.de")).copies == "netcore"
    assert files_sent_mail("SMTP.office365.com")
    assert renames_mail("smtp-mail.outlook.com")
    assert not renames_mail("outlook.com.example.org")


def test_outbox_and_inbox_share_the_settings_of_the_account() -> None:
    assert set(OUTBOX) & set(INBOX) == set(ACCOUNT)


def test_secrets_are_secret() -> None:
    assert {setting.name for setting in OUTBOX if setting.secret} == {"password", "token"}


def test_every_setting_is_explained_in_one_sentence() -> None:
    for setting in {*OUTBOX, *INBOX}:
        assert setting.help.endswith("."), setting.name
        assert setting.help[0].isupper(), setting.name


def test_domains_of_nobody_are_nobody() -> None:
    assert provider_of("ada@example.org") is None
    assert provider_of("ada") is None
