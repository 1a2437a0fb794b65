"""The whole way with a real server: configure, bring in, change there, change here, write back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from dav_lab import a_card
from dav_lab.radicale import RadicaleUser

from netcore.cli.running import run
from netcore.cli.session import Session
from netcore.testing import FixedClock

Netcore = Callable[..., tuple[int, str, str]]

GROUP = (
    b"BEGIN:VCARD\r\nVERSION:3.0\r\nUID:choir\r\nN:Choir;;;;\r\nFN:Choir\r\nX-ADDRESSBOOKSERVER-KIND:group\r\n"
    b"X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:uid-3\r\nX-ADDRESSBOOKSERVER-MEMBER:urn:uuid:uid-5\r\nEND:VCARD\r\n"
)


@pytest.fixture
def netcore(tmp_path: Path) -> Netcore:
    """Runs the command; returns its exit code, answer and notes."""

    def call(*arguments: str, typed: str = "", **environment: str) -> tuple[int, str, str]:
        settings = {"NETCORE_HOME": str(tmp_path / "home"), "NO_COLOR": "1", **environment}
        (tmp_path / "home").mkdir(exist_ok=True)
        (tmp_path / "home" / "config.toml").write_text('[netcore]\nsecrets = "file"\n')
        session = Session(environment=settings, clock=FixedClock())
        with CliRunner().isolation(input=typed) as (out, err, _):
            code = run(arguments, session)
            return code, out.getvalue().decode(), err.getvalue().decode()

    return call


@pytest.fixture
def book(ada: RadicaleUser) -> str:
    """Forty people and a group on the server."""
    return ada.fill("contacts", [*(a_card(number) for number in range(40)), GROUP])


@pytest.fixture
def account(netcore: Netcore, ada: RadicaleUser, book: str) -> str:
    """Configured, and brought in once."""
    code, out, err = netcore(
        "accounts", "add", "carddav", "--user", ada.name, "--server", ada.url, "--password", typed="secret\n"
    )
    assert code == 0, err
    name = f"carddav:{ada.name}"
    assert name in out
    code, out, err = netcore("import", name)
    assert (code, out.splitlines()[0]) == (0, f"{name}: 40 new, 1 about a group"), err
    return name


def test_an_account_is_checked_and_shown_without_its_password(netcore: Netcore, account: str) -> None:
    assert netcore("accounts", "check", account)[0] == 0
    assert account in netcore("accounts", "list")[1]
    for arguments in (("accounts", "list", "--json"), ("config", "show"), ("journal",)):
        assert "secret" not in netcore(*arguments)[1].replace("secrets", "")


def test_a_group_becomes_a_circle(netcore: Netcore, account: str) -> None:
    assert "Person 3" in (shown := netcore("people", "list", "--circle", "Choir")[1])
    assert "Person 5" in shown
    assert "Person 4" not in shown


def test_a_second_import_finds_nothing_new(netcore: Netcore, account: str) -> None:
    code, out, _ = netcore("import", account, "--json")
    assert (code, out.strip()) == (0, "[]")
    assert netcore("import", account)[1].strip() == f"{account}: nothing new"


def test_what_changed_or_vanished_there_comes_in(netcore: Netcore, account: str, ada: RadicaleUser, book: str) -> None:
    ada.put(f"{book}uid-7.vcf", a_card(7, name="Somebody Else"))
    ada.delete(f"{book}uid-8.vcf")
    ada.put(f"{book}new@home.vcf", a_card("n", name="New Person"))
    _, out, _ = netcore("import", account)
    assert out.splitlines()[0] == f"{account}: 1 new, 1 updated, 1 gone there"
    assert "Person 8" in netcore("people", "list")[1], "kept here"


def test_a_correction_goes_back_once(netcore: Netcore, account: str, ada: RadicaleUser, book: str) -> None:
    netcore("people", "edit", "Person 7", "--name", "Ada King", "--email", "ada@king.example")
    assert netcore("export", "--to", account, "--preview")[1].startswith(f"{account}: 1 changed  (a preview")
    assert b"Ada King" not in ada.get(f"{book}uid-7.vcf")
    code, out, err = netcore("export", "--to", account)
    assert (code, out.splitlines()[0]) == (0, f"{account}: 1 changed"), err
    there = ada.get(f"{book}uid-7.vcf")
    for kept in (b"FN:Ada King", b"ada@king.example", b"person7@example.org", b"UID:uid-7", b"old  telephone"):
        assert kept in there
    code, out, _ = netcore("export", "--to", account)
    assert (code, out.splitlines()[0]) == (0, f"{account}: 1 unchanged")


def test_what_somebody_changed_there_first_is_a_conflict(
    netcore: Netcore, account: str, ada: RadicaleUser, book: str
) -> None:
    theirs = a_card(7, name="Changed On The Phone")
    ada.put(f"{book}uid-7.vcf", theirs)
    netcore("people", "edit", "Person 7", "--email", "ada@king.example")
    code, out, _ = netcore("export", "--to", account)
    assert code == 1
    assert "changed there by somebody else" in out
    assert b"ada@king.example" not in ada.get(f"{book}uid-7.vcf")
    code, out, _ = netcore("export", "--to", account)
    assert (code, out.splitlines()[0]) == (0, f"{account}: 1 changed")
    assert all(text in ada.get(f"{book}uid-7.vcf") for text in (b"ada@king.example", b"Changed On The Phone"))


def test_a_person_without_a_card_there_gets_one_when_named(netcore: Netcore, account: str) -> None:
    netcore("people", "add", "Zoe Quick")
    code, out, _ = netcore("export", "--to", account, "--person", "Zoe")
    assert (code, out.splitlines()[0]) == (0, f"{account}: 1 made")
    assert netcore("people", "show", "Zoe")[1].count(account) == 1
    assert netcore("export", "--to", account, "--person", "Zoe")[1].startswith(f"{account}: 1 unchanged")


def test_a_password_that_was_changed_is_asked_for_in_a_sentence(netcore: Netcore, account: str) -> None:
    code, _, err = netcore("import", account, NETCORE_CARDDAV_PASSWORD="wrong")
    assert code == 3
    assert f"netcore import {account} --password" in err
    assert "Traceback" not in err


def test_an_address_book_that_was_deleted_takes_nobody_away(
    netcore: Netcore, account: str, ada: RadicaleUser, book: str
) -> None:
    ada.delete(book)
    code, _, err = netcore("import", account)
    assert code == 3
    assert "shows no address book" in err
    people: Any = netcore("people", "list")[1]
    assert people.count("Person ") == 40
