"""The way through a proxy: taken where the environment says so, told in a sentence where it is closed."""

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from netcore.errors import Unreachable, UsageError
from netcore.plugins import Descriptor, Proxies
from netcore.plugins.http import HttpClient, HttpPatience, ProxyRefuses, Trust
from netcore.plugins.surroundings import Surroundings
from netcore.testing import FixedClock, LoopbackGuard
from netcore.testing.http_lab import HttpLab, Told
from netcore.testing.proxy_lab import ProxyLab

SERVER = "https://people.example.org/"
PASSWORD = "p@ss:wörd"
WRITTEN = "ada:p%40ss%3Aw%C3%B6rd"


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def ca_file(authority: trustme.CA, tmp_path: Path) -> str:
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    return str(tmp_path / "ca.pem")


@pytest.fixture
def server(authority: trustme.CA) -> Iterator[HttpLab]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("people.example.org").configure_cert(context)
    with HttpLab(lambda _: Told(200, b"fine"), tls=context) as lab:
        yield lab


@pytest.fixture
def proxy(server: HttpLab) -> Iterator[ProxyLab]:
    with ProxyLab(server.port) as lab:
        yield lab


def client(proxies: Proxies, ca_file: str = "") -> HttpClient:
    patience = HttpPatience(connect=5, silence=5, whole=10, sleep=lambda _: None)
    return HttpClient(
        Trust.of(SERVER),
        now=FixedClock(),
        authorization=lambda: "Bearer token-1",
        patience=patience,
        ca_file=ca_file,
        proxies=proxies,
    )


def refused(proxies: Proxies) -> str:
    with pytest.raises(ProxyRefuses) as caught:
        client(proxies).send("GET", SERVER)
    return str(caught.value)


def test_a_server_is_reached_through_the_proxy_which_alone_looks_its_name_up(
    server: HttpLab, proxy: ProxyLab, ca_file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy.wants = f"ada:{PASSWORD}"
    guard = LoopbackGuard(monkeypatch)
    ours = client(Proxies.of({"HTTPS_PROXY": f"http://{WRITTEN}@{proxy.place}"}), ca_file)
    assert ours.send("GET", f"{SERVER}a").body == b"fine"
    assert ours.send("POST", f"{SERVER}b", body=b"x", repeatable=False).body == b"fine"
    ours.close()
    assert proxy.asked == ["people.example.org:443"], "one connection for both"
    assert [asked.path for asked in server.asked] == ["/a", "/b"]
    assert not any("proxy-authorization" in asked.headers for asked in server.asked)
    assert guard.attempts == []


def test_a_proxy_shows_the_server_itself_or_nothing_is_sent(proxy: ProxyLab, server: HttpLab) -> None:
    with pytest.raises(Unreachable, match="certificate that is not to be trusted"):
        client(Proxies(proxy.url)).send("GET", SERVER, repeatable=False)
    assert server.asked == []


def test_a_proxy_that_wants_a_password_is_told_once_with_what_to_do(proxy: ProxyLab, server: HttpLab) -> None:
    proxy.wants = f"ada:{PASSWORD}"
    said = refused(Proxies(proxy.url))
    assert said == (
        f"The proxy {proxy.place}, by which people.example.org is to be reached, wants a name and a password (407)."
        f" Nothing was sent. Write them into HTTPS_PROXY, as http://NAME:PASSWORD@{proxy.place}, or the server's name"
        " into NO_PROXY."
    )
    assert len(proxy.asked) == 1, "asking again does not help"
    assert server.asked == []


def test_a_wrong_password_is_told_and_stays_secret(proxy: ProxyLab) -> None:
    proxy.wants = "ada:other"
    proxies = Proxies(f"http://{WRITTEN}@{proxy.place}")
    said = refused(proxies)
    assert "does not accept the name and the password in HTTPS_PROXY (407)" in said
    assert "ada" not in said
    assert "p%40ss" not in said + repr(proxies)


def test_a_proxy_that_forbids_the_server_is_told(proxy: ProxyLab) -> None:
    proxy.refuses = 403
    assert "does not let requests pass to people.example.org (403)" in refused(Proxies(proxy.url))


def test_a_proxy_that_is_not_there_is_told() -> None:
    with ProxyLab() as gone:
        url = gone.url
    assert "cannot be reached" in refused(Proxies(url))


@pytest.mark.parametrize("url", ["socks5://127.0.0.1:1080", "http://", "ftp://x:21", "http://x:port", "http://[x"])
def test_a_proxy_that_no_browser_knows_is_a_users_mistake(url: str) -> None:
    with pytest.raises(UsageError, match="HTTPS_PROXY takes"):
        client(Proxies.of({"https_proxy": url})).send("GET", SERVER)


def test_this_machine_itself_is_reached_straight(proxy: ProxyLab) -> None:
    with HttpLab(lambda _: Told(200, b"here")) as here:
        straight = HttpClient(Trust.of(here.url), now=FixedClock(), proxies=Proxies(proxy.url))
        assert straight.send("GET", here.url).body == b"here"
        straight.close()
    assert proxy.asked == []


def test_a_server_in_no_proxy_is_not_asked_of_the_proxy(proxy: ProxyLab, monkeypatch: pytest.MonkeyPatch) -> None:
    guard = LoopbackGuard(monkeypatch)
    proxies = Proxies.of({"HTTPS_PROXY": proxy.url, "NO_PROXY": "example.org"})
    with pytest.raises(Unreachable):
        client(proxies).send("GET", SERVER, repeatable=False)
    assert proxy.asked == []
    assert guard.attempts == ["people.example.org"]


@pytest.mark.parametrize(
    ("exempt", "straight"),
    [
        ("", False),
        ("*", True),
        ("example.org", True),
        (".example.org", True),
        ("*.example.org", True),
        ("other.net, EXAMPLE.org", True),
        ("other.net example.org", True),
        ("people.example.org", True),
        ("people.example.org:443", True),
        ("people.example.org:8443", False),
        ("ople.example.org", False),
        ("people.example.org.evil.net", False),
        ("10.0.0.0/8", False),
    ],
)
def test_no_proxy_names_servers_and_all_below_them(exempt: str, straight: bool) -> None:
    proxies = Proxies.of({"HTTPS_PROXY": "proxy:3128", "NO_PROXY": exempt})
    assert proxies.for_host("people.example.org", 443) == ("" if straight else "http://proxy:3128")


def test_no_proxy_names_networks() -> None:
    proxies = Proxies.of({"ALL_PROXY": "http://proxy:3128", "no_proxy": "10.0.0.0/8,fd00::/8,192.0.2.7"})
    reached = {host: not proxies.for_host(host, 443) for host in ("10.1.2.3", "11.1.2.3", "fd00::1", "192.0.2.7")}
    assert reached == {"10.1.2.3": True, "11.1.2.3": False, "fd00::1": True, "192.0.2.7": True}


def test_what_is_written_small_counts_more_and_http_proxy_not_at_all() -> None:
    assert Proxies.of({"HTTPS_PROXY": "http://a:1", "https_proxy": "http://b:1"}).url == "http://b:1"
    assert Proxies.of({"HTTPS_PROXY": "http://a:1", "ALL_PROXY": "http://b:1"}).url == "http://a:1"
    assert Proxies.of({"HTTP_PROXY": "http://a:1"}) == Proxies()


def test_a_context_brings_the_proxies_of_the_callers_environment_and_of_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://behind-your-back:1")
    descriptor = Descriptor(name="x", summary="X.", factory="x:x")
    for environment, url in (({}, ""), ({"HTTPS_PROXY": "http://said:1"}, "http://said:1")):
        surroundings = Surroundings(home=tmp_path, now=FixedClock(), environment=environment)
        assert surroundings.context(descriptor).proxies.url == url
