"""The client that plugins of HTTP providers share: what it does when servers do not do as they should."""

import gzip
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st

from netcore.errors import Unreachable, UsageError
from netcore.model.base import Value
from netcore.plugins.http import (
    HttpClient,
    HttpPatience,
    ServerBusy,
    Stranger,
    TooLarge,
    Trust,
    read_cursor,
    retry_after,
    write_cursor,
)
from netcore.testing import FixedClock
from netcore.testing.http_lab import Asked, HttpLab, Told

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FINE = Told(200, b"fine")


@pytest.fixture
def lab() -> Iterator[HttpLab]:
    with HttpLab(lambda _: FINE) as lab:
        yield lab


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def client(lab: HttpLab, pauses: list[float]) -> Iterator[HttpClient]:
    made = HttpClient(
        Trust.of(lab.url),
        now=FixedClock(NOW),
        authorization=lambda: "Basic c2VjcmV0",
        patience=HttpPatience(connect=5, silence=5, whole=10, sleep=pauses.append),
        largest=1000,
    )
    yield made
    made.close()


def test_an_answer_comes_with_its_status_whatever_it_is(lab: HttpLab, client: HttpClient) -> None:
    lab.on("REPORT", "/gone", Told(404, b"nothing", {"X-Why": "moved"}))
    answer = client.send("REPORT", lab.url + "gone", body=b"<x/>")
    assert (answer.status, answer.body, answer.header("x-why"), answer.good) == (404, b"nothing", "moved", False)
    assert lab.asked[0].body == b"<x/>"


def test_a_server_that_asks_for_a_pause_gets_it_and_is_asked_again(
    lab: HttpLab, client: HttpClient, pauses: list[float]
) -> None:
    lab.on("GET", "/", Told(429, headers={"Retry-After": "7"}), Told(503, headers={"Retry-After": "2"}))
    assert client.send("GET", lab.url).body == b"fine"
    assert pauses[0] == 7
    assert 2 <= pauses[1] <= 3


def test_a_pause_beyond_our_patience_is_told_with_its_end(
    lab: HttpLab, client: HttpClient, pauses: list[float]
) -> None:
    lab.on("PUT", "/", Told(503, headers={"Retry-After": "Mon, 02 Mar 2026 11:30:00 GMT"}))
    with pytest.raises(ServerBusy, match="after 2026-03-02 11:30") as caught:
        client.send("PUT", lab.url, repeatable=False)
    assert caught.value.until == NOW + timedelta(hours=2, minutes=30)
    assert not pauses


def test_what_must_not_be_repeated_is_sent_again_only_when_nobody_looked_at_it(
    lab: HttpLab, client: HttpClient
) -> None:
    lab.on("POST", "/", Told(429, headers={"Retry-After": "1"}), Told(503))
    with pytest.raises(ServerBusy) as caught:
        client.send("POST", lab.url, body=b"x", repeatable=False)
    assert not caught.value.untouched
    assert len(lab.asked) == 2
    lab.always("POST", "/", Told(429))
    with pytest.raises(ServerBusy) as caught:
        client.send("POST", lab.url, body=b"x", repeatable=False)
    assert caught.value.untouched


def test_a_server_that_stays_busy_is_left_alone_after_a_few_attempts(lab: HttpLab, client: HttpClient) -> None:
    lab.always("GET", "/", Told(503))
    with pytest.raises(ServerBusy, match="later"):
        client.send("GET", lab.url)
    assert client.sent == 4


@pytest.mark.parametrize(
    "fault", [Told(500), Told(502), Told(504), Told(200, b"half of it", cut_after=4), Told(200, cut_after=-1)]
)
def test_what_passes_is_tried_again(lab: HttpLab, client: HttpClient, fault: Told) -> None:
    lab.on("GET", "/", fault, fault)
    assert client.send("GET", lab.url).body == b"fine"


@pytest.mark.parametrize("cut", [-1, 0, 4])
def test_what_must_not_be_repeated_is_sent_once(lab: HttpLab, client: HttpClient, cut: int) -> None:
    lab.on("PUT", "/", Told(200, b"written", cut_after=cut))
    with pytest.raises(Unreachable, match="broke the connection off"):
        client.send("PUT", lab.url, body=b"x", repeatable=False)
    assert len(lab.asked) == 1


def test_a_server_that_stays_broken_ends_in_its_own_answer(lab: HttpLab, client: HttpClient) -> None:
    lab.always("GET", "/", Told(500, b"no"))
    assert client.send("GET", lab.url).status == 500


def test_a_silent_server_is_not_waited_for_any_longer(lab: HttpLab) -> None:
    lab.always("GET", "/", Told(silent=True))
    client = HttpClient(Trust.of(lab.url), now=FixedClock(), patience=HttpPatience(silence=0.1, attempts=1))
    with pytest.raises(Unreachable, match="did not answer in time"):
        client.send("GET", lab.url)
    client.close()


def test_an_answer_that_drips_for_ever_is_cut_off_too(lab: HttpLab) -> None:
    lab.on("GET", "/", Told(200, b"x" * 10_000, drip=0.01))
    ticking = iter(range(10_000))
    patience = HttpPatience(silence=5, whole=3, attempts=1, ticks=lambda: next(ticking))
    client = HttpClient(Trust.of(lab.url), now=FixedClock(), patience=patience)
    with pytest.raises(Unreachable, match="did not finish"):
        client.send("GET", lab.url)
    client.close()


def test_more_than_was_allowed_is_not_held(lab: HttpLab, client: HttpClient) -> None:
    lab.on("GET", "/", Told(200, b"x" * 1001), Told(200, b"x" * 1000))
    with pytest.raises(TooLarge, match="more than 1,000 bytes"):
        client.send("GET", lab.url)
    assert len(client.send("GET", lab.url).body) == 1000


def test_a_small_answer_that_unpacks_to_a_large_one_is_not_held(lab: HttpLab, client: HttpClient) -> None:
    packed = gzip.compress(b"x" * 1_000_000)
    lab.on("GET", "/", Told(200, packed, {"Content-Encoding": "gzip"}))
    with pytest.raises(TooLarge):
        client.send("GET", lab.url)


@pytest.mark.parametrize(("body", "cut"), [(b"5\r\nhello\r\n", 10), (b"5\r\nhel", 6), (b"5\r\n", 3)])
def test_an_answer_in_chunks_that_breaks_off_is_no_answer(
    lab: HttpLab, client: HttpClient, body: bytes, cut: int
) -> None:
    chunked = {"Transfer-Encoding": "chunked", "Content-Length": ""}
    lab.always("GET", "/", Told(200, body, chunked, cut_after=cut))
    with pytest.raises(Unreachable, match="broke the connection off"):
        client.send("GET", lab.url)


def test_nobody_there_is_said_in_a_sentence(client: HttpClient, lab: HttpLab) -> None:
    with HttpLab() as other:
        url = other.url
    alone = HttpClient(Trust.of(url), now=FixedClock(), patience=HttpPatience(attempts=1))
    with pytest.raises(Unreachable, match="cannot be reached: check its address"):
        alone.send("GET", url)
    alone.close()


# -- redirects, and whom secrets are given to --------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_followed_with_the_same_question(lab: HttpLab, client: HttpClient, status: int) -> None:
    lab.on("PROPFIND", "/", Told(status, headers={"Location": "/dav/"}))
    answer = client.send("PROPFIND", lab.url, body=b"<q/>")
    assert answer.url == lab.url + "dav/"
    assert [(one.method, one.path, one.body) for one in lab.asked] == [
        ("PROPFIND", "/", b"<q/>"),
        ("PROPFIND", "/dav/", b"<q/>"),
    ]


def test_redirects_in_a_circle_end(lab: HttpLab, client: HttpClient) -> None:
    lab.always("GET", "/a", Told(301, headers={"Location": "/b"}))
    lab.always("GET", "/b", Told(301, headers={"Location": "/a"}))
    with pytest.raises(Unreachable, match="in a circle"):
        client.send("GET", lab.url + "a")
    assert len(lab.asked) == 2


def test_redirects_without_end_end(lab: HttpLab, client: HttpClient) -> None:
    def further(asked: Asked) -> Told:
        return Told(302, headers={"Location": asked.path + "x"})

    lab.on("GET", "/x+", *[further] * 50)
    with pytest.raises(Unreachable, match="in a circle"):
        client.send("GET", lab.url + "x")
    assert len(lab.asked) < 10


def test_another_host_never_sees_the_secrets(lab: HttpLab, client: HttpClient) -> None:
    with HttpLab(lambda _: FINE) as thief:
        lab.on("GET", "/", Told(302, headers={"Location": thief.url}))
        with pytest.raises(Stranger, match=f"127.0.0.1:{thief.port}, another server"):
            client.send("GET", lab.url)
        with pytest.raises(Stranger):
            client.send("GET", thief.url)
        assert not thief.asked


ICLOUD = Trust.of("https://contacts.icloud.com/", others=r"p\d{1,4}-contacts\.icloud\.com")


@pytest.mark.parametrize(
    ("url", "meant"),
    [
        ("https://contacts.icloud.com/a?b=c#d", "https://contacts.icloud.com/a?b=c"),
        ("https://CONTACTS.icloud.com:443/a", "https://contacts.icloud.com/a"),
        ("http://contacts.icloud.com/a", "https://contacts.icloud.com/a"),
        ("http://contacts.icloud.com:80/a", "https://contacts.icloud.com/a"),
        ("https://p50-contacts.icloud.com:443/1/carddavhome/", "https://p50-contacts.icloud.com/1/carddavhome/"),
        ("https://eve@contacts.icloud.com/", "https://contacts.icloud.com/"),
    ],
)
def test_addresses_of_the_provider_itself_are_used(url: str, meant: str) -> None:
    assert ICLOUD.check(url) == meant


@pytest.mark.parametrize(
    "url",
    [
        "https://contacts.icloud.com:8443/",
        "https://contacts.icloud.com.example.org/",
        "https://example.org/contacts.icloud.com",
        "https://contacts.icloud.com@example.org/",
        "https://p50-contacts.icloud.com.example.org/",
        "https://p50-contacts.icloud.com:444/",
        "https://evil-p50-contacts.icloud.com/",
        "http://contacts.icloud.com:8080/",
        "ftp://contacts.icloud.com/",
        "file:///etc/passwd",
        "//example.org/",
        "https://[::1",
        "https://contacts.icloud.com:99999/",
        "",
    ],
)
def test_addresses_of_anybody_else_are_not(url: str) -> None:
    with pytest.raises(Stranger):
        ICLOUD.check(url)


@pytest.mark.parametrize(
    "url",
    ["http://example.org/", "example.org", "https://", "https://ada:secret@example.org/", "https://[x/", "ftp://a/"],
)
def test_an_account_begins_with_an_address_that_keeps_secrets(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        Trust.of(url)
    assert "secret" not in str(caught.value).replace("secrets", "")


# -- encryption --------------------------------------------------------------------------------------------------------


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def safe(authority: trustme.CA) -> Iterator[HttpLab]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    with HttpLab(lambda _: FINE, tls=context) as lab:
        yield lab


def test_a_server_of_ones_own_is_trusted_through_its_authority(
    safe: HttpLab, authority: trustme.CA, tmp_path: Path
) -> None:
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    client = HttpClient(Trust.of(safe.url), now=FixedClock(), ca_file=str(tmp_path / "ca.pem"))
    assert client.send("GET", safe.url).body == b"fine"
    client.close()


def test_a_certificate_that_nobody_vouches_for_is_refused_before_anything_is_sent(safe: HttpLab) -> None:
    client = HttpClient(Trust.of(safe.url), now=FixedClock(), patience=HttpPatience(attempts=1))
    with pytest.raises(Unreachable, match="certificate that is not to be trusted"):
        client.send("GET", safe.url)
    client.close()
    assert not safe.asked


def test_a_file_of_authorities_that_is_none_is_a_users_mistake(tmp_path: Path) -> None:
    for name in ("missing.pem", "empty.pem"):
        if name == "empty.pem":
            (tmp_path / name).write_text("no certificate")
        with pytest.raises(UsageError, match="ca-file"):
            HttpClient(Trust.of("https://localhost/"), now=FixedClock(), ca_file=str(tmp_path / name)).send(
                "GET", "https://localhost/"
            )


# -- when to come again, and where to go on ----------------------------------------------------------------------------


@given(st.text(max_size=40))
def test_any_retry_after_is_a_moment_from_now_on_or_nothing(text: str) -> None:
    moment = retry_after(text, NOW)
    assert moment is None or NOW <= moment <= NOW + timedelta(days=7)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        ("Mon, 02 Mar 2026 09:00:30 GMT", 30),
        ("Mon, 02 Mar 2020 09:00:30 GMT", 0),
        ("soon", None),
    ],
)
def test_retry_after_counts_seconds_or_names_a_moment(text: str, seconds: int | None) -> None:
    assert retry_after(text, NOW) == (None if seconds is None else NOW + timedelta(seconds=seconds))


class Place(Value, frozen=True, kw_only=True):
    page: str
    seen: int = 0


def test_a_cursor_is_read_as_it_was_written_and_nonsense_starts_over() -> None:
    assert read_cursor(write_cursor(Place(page="ü", seen=3)), Place) == Place(page="ü", seen=3)
    for text in (None, "", "no cursor", "{}", "[1]", '{"page": 1}', "\ud800"):
        assert read_cursor(text, Place) is None


def test_each_pause_is_about_twice_the_one_before() -> None:
    first, second, third = HttpPatience(attempts=4, first_pause=1).steps("x")
    assert 1 <= first <= 1.25
    assert 2 <= second <= 2.5
    assert 4 <= third <= 5
