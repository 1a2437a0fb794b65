"""Finding an account's address books, from what a user knows: a name and a server."""

from collections.abc import Callable

import pytest
from dav_lab import AddressBooks, a_card

from netcore.errors import NotFound, SettingMissing, SignInNeeded, UsageError
from netcore.plugins import Record
from netcore.testing import make_context
from netcore.testing.http_lab import HttpLab, Told
from netcore_carddav.account import Account
from netcore_carddav.manifest import ACCOUNT, netcore_contact_sources
from netcore_carddav.source import CardDavSource

Make = Callable[..., CardDavSource]
BOOK = "/dav/ada/contacts/"


def found(source: CardDavSource) -> list[str]:
    return [item.source_id for item in source.pull(None) if isinstance(item, Record)]


def account(**settings: str) -> Account:
    return Account.of(make_context(netcore_contact_sources()[0], secrets={"password": "x"}, **settings))


@pytest.fixture(autouse=True)
def one(books: AddressBooks) -> None:
    books.put("1.vcf", a_card(1))


@pytest.mark.parametrize("path", ["", "/", "/.well-known/carddav", "/dav/", "/principals/ada/", "/dav/ada", BOOK])
def test_any_address_on_the_way_will_do(lab: HttpLab, a_source: Make, path: str) -> None:
    assert found(a_source(server=lab.url.rstrip("/") + path)) == [f"{BOOK}1.vcf"]


def test_the_address_of_one_book_means_that_book(books: AddressBooks, lab: HttpLab, a_source: Make) -> None:
    choir = books.add_book("Choir")
    books.put("2.vcf", a_card(2), choir)
    assert found(a_source(server=lab.url.rstrip("/") + choir)) == [f"{choir}2.vcf"]


def test_a_server_without_well_known_address_is_asked_at_its_root(lab: HttpLab, a_source: Make) -> None:
    lab.always("PROPFIND", "/.well-known/carddav", Told(404))
    lab.on("PROPFIND", "/", Told(301, headers={"Location": "/dav/"}))
    assert found(a_source()) == [f"{BOOK}1.vcf"]


def test_a_well_known_address_that_sends_to_http_is_followed_on_the_same_host(lab: HttpLab, a_source: Make) -> None:
    lab.on("PROPFIND", "/.well-known/carddav", Told(301, headers={"Location": f"{lab.url}dav/"}))
    assert found(a_source()) == [f"{BOOK}1.vcf"]


def test_a_home_that_has_moved_is_found_again(books: AddressBooks, lab: HttpLab, a_source: Make) -> None:
    found(a_source())
    lab.on("PROPFIND", "/dav/ada/", Told(404))
    before = len(lab.asked)
    assert found(a_source()) == [f"{BOOK}1.vcf"]
    assert [one.path for one in lab.asked[before:]][:3] == ["/dav/ada/", "/.well-known/carddav", "/dav/"]


def test_what_was_found_is_not_used_for_another_user(lab: HttpLab, a_source: Make) -> None:
    found(a_source())
    before = len(lab.asked)
    with pytest.raises(SignInNeeded):
        found(a_source(user="eve"))
    assert lab.asked[before].path == "/.well-known/carddav"


def test_a_server_that_knows_nobody_of_that_name_says_so(lab: HttpLab, a_source: Make) -> None:
    nobody = (
        b'<d:multistatus xmlns:d="DAV:"><d:response><d:href>/</d:href><d:propstat><d:prop><d:current-user-principal>'
        b"<d:unauthenticated/></d:current-user-principal></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat>"
        b"</d:response></d:multistatus>"
    )
    lab.always("PROPFIND", ".*", Told(207, nobody))
    with pytest.raises(SignInNeeded, match="does not know ada"):
        found(a_source())


@pytest.mark.parametrize("told", [Told(404), Told(405), Told(200, b"<html>Welcome</html>"), Told(403), Told(207, b"x")])
def test_where_there_is_no_carddav_that_is_said(lab: HttpLab, a_source: Make, told: Told) -> None:
    lab.always("*", ".*", told)
    with pytest.raises(NotFound, match="no address books of ada to be found at"):
        found(a_source())
    assert len(lab.asked) == 2


# -- settings ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "url"),
    [
        ({"user": "ada@icloud.com"}, "https://contacts.icloud.com/"),
        ({"user": "ada@example.org", "server": "iCloud"}, "https://contacts.icloud.com/"),
        ({"user": "ada@fastmail.com"}, "https://carddav.fastmail.com/"),
        ({"user": "ada", "server": "cloud.example.org"}, "https://cloud.example.org"),
        ({"user": "ada", "server": "https://cloud.example.org/nextcloud"}, "https://cloud.example.org/nextcloud"),
    ],
)
def test_a_user_and_a_server_as_people_say_them_are_enough(settings: dict[str, str], url: str) -> None:
    assert account(**settings).url == url


def test_icloud_may_send_its_users_to_their_partition_and_nobody_else_may() -> None:
    for settings in ({"user": "ada@me.com"}, {"user": "a", "server": "https://p42-contacts.icloud.com/1/carddavhome/"}):
        trust = account(**settings).trust
        assert trust.check("https://p50-contacts.icloud.com:443/1/x") == "https://p50-contacts.icloud.com/1/x"
    assert account(user="ada@fastmail.com").trust.others is None
    assert account(user="ada", server="https://icloud.com.example.org").trust.others is None


def test_what_is_missing_is_asked_for_with_all_the_ways_to_say_it() -> None:
    with pytest.raises(SettingMissing, match="--server icloud, --server fastmail, or its address"):
        account(user="ada@example.org")
    with pytest.raises(SettingMissing, match="user"):
        account(server="icloud")


@pytest.mark.parametrize("server", ["http://cloud.example.org", "https://ada:secret@cloud.example.org", "ftp://x"])
def test_no_address_that_shows_the_password_is_used(server: str) -> None:
    with pytest.raises(UsageError) as caught:
        account(user="ada", server=server)
    assert "secret" not in str(caught.value)


def test_the_password_is_a_secret_and_every_setting_says_what_it_is() -> None:
    assert [setting.name for setting in ACCOUNT if setting.secret] == ["password"]
    assert all(setting.help.endswith(".") for setting in ACCOUNT)


def test_the_password_is_shown_by_nothing(lab: HttpLab, a_source: Make) -> None:
    source = a_source(password="hush-hush")
    for shown in (repr(source._context), repr(source), repr(source._account)):
        assert "hush" not in shown
