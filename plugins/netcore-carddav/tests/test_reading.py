"""Reading address books: what comes, what it costs, and what happens when servers do not do as they should."""

from collections.abc import Callable

import pytest
from dav_lab import AddressBooks, a_card

from netcore.errors import NotFound, NotPossibleNow, SignInNeeded, Unreachable, UsageError
from netcore.plugins import Checkpoint, Record, Removed, Unreadable
from netcore.plugins.http import ServerBusy, Stranger
from netcore.testing.http_lab import Asked, HttpLab, Told
from netcore_carddav.source import CardDavSource, Item

Make = Callable[..., CardDavSource]
BOOK = "/dav/ada/contacts/"


def pull(source: CardDavSource, cursor: str | None = None) -> list[Item]:
    return list(source.pull(cursor))


def ids(items: list[Item]) -> list[str]:
    return [item.source_id.removeprefix(BOOK) for item in items if isinstance(item, Record)]


def gone(items: list[Item]) -> list[str]:
    return [item.source_id.removeprefix(BOOK) for item in items if isinstance(item, Removed)]


def told(items: list[Item]) -> list[str]:
    return [item.reason for item in items if isinstance(item, Unreadable)]


def end(items: list[Item]) -> Checkpoint:
    assert isinstance(items[-1], Checkpoint)
    return items[-1]


def asked(lab: HttpLab, since: int = 0) -> list[str]:
    return [f"{one.method} {one.path}" for one in lab.asked[since:]]


@pytest.fixture
def five(books: AddressBooks) -> AddressBooks:
    """Five people in the address book."""
    for number in range(5):
        books.put(f"{number}.vcf", a_card(number))
    return books


@pytest.fixture
def in_twos(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two cards a question, and a checkpoint after them."""
    monkeypatch.setattr("netcore_carddav.source.BATCH", 2)
    monkeypatch.setattr("netcore_carddav.source.BETWEEN_CHECKPOINTS", 2)


# -- what comes, and what it costs -------------------------------------------------------------------------------------


def test_a_record_is_the_servers_card_byte_for_byte(books: AddressBooks, a_source: Make) -> None:
    card = a_card(
        1, name="Zoë & <Co>", more="NOTE:a very long line that the server has folded in a place\r\n  of its own"
    )
    books.put("1.vcf", card)
    record = pull(a_source())[0]
    assert isinstance(record, Record)
    assert (record.raw, record.revision, record.place) == (card, '"1"', "Contacts, 1.vcf")
    assert a_source().parse(record).contact.uid == "uid-1"


def test_nothing_new_costs_one_request_however_many_address_books_there_are(
    lab: HttpLab, five: AddressBooks, a_source: Make
) -> None:
    for name in ("Club", "Choir"):
        five.put("9.vcf", a_card(9), five.add_book(name))
    first = end(pull(a_source()))
    before = len(lab.asked)
    assert pull(a_source(), first.cursor) == [Checkpoint(cursor=first.cursor)]
    assert asked(lab, before) == ["PROPFIND /dav/ada/"]


def test_a_change_costs_three_requests(lab: HttpLab, five: AddressBooks, a_source: Make) -> None:
    cursor = end(pull(a_source())).cursor
    five.put("3.vcf", a_card(3, name="Somebody Else"))
    five.remove("1.vcf")
    before = len(lab.asked)
    items = pull(a_source(), cursor)
    assert (ids(items), gone(items), end(items).full) == (["3.vcf"], ["1.vcf"], False)
    assert asked(lab, before) == ["PROPFIND /dav/ada/", f"REPORT {BOOK}", f"REPORT {BOOK}"]


def test_a_first_pull_says_that_it_is_full_and_a_later_one_does_not(five: AddressBooks, a_source: Make) -> None:
    first = pull(a_source())
    assert (len(ids(first)), gone(first), end(first).full) == (5, [], True)
    five.put("5.vcf", a_card(5))
    assert not end(pull(a_source(), end(first).cursor)).full


def test_all_address_books_are_read_or_those_that_are_wanted(books: AddressBooks, a_source: Make) -> None:
    books.put("1.vcf", a_card(1))
    choir = books.add_book("The Choir")
    books.put("2.vcf", a_card(2), choir)
    books.add_book("z-server-generated--system")
    books.put("3.vcf", a_card(3), "/dav/ada/z-server-generated--system/")
    assert ids(pull(a_source())) == ["1.vcf", f"{choir}2.vcf"]
    assert ids(pull(a_source(books="the choir"))) == [f"{choir}2.vcf"]
    assert ids(pull(a_source(books="the-choir, Contacts"))) == ["1.vcf", f"{choir}2.vcf"]
    with pytest.raises(UsageError, match=r"no address book called club.*It has: Contacts, The Choir"):
        pull(a_source(books="Club"))


def test_a_new_address_book_is_read_and_one_that_vanished_is_noticed(books: AddressBooks, a_source: Make) -> None:
    books.put("1.vcf", a_card(1))
    cursor = end(pull(a_source())).cursor
    club = books.add_book("Club")
    books.put("2.vcf", a_card(2), club)
    items = pull(a_source(), cursor)
    assert (ids(items), end(items).full) == ([f"{club}2.vcf"], False)
    del books.books[club]
    items = pull(a_source(), end(items).cursor)
    assert (ids(items), end(items).full) == (["1.vcf"], True), "whoever was in it counts as gone"


def test_an_account_that_shows_no_address_book_takes_nobody_away(five: AddressBooks, a_source: Make) -> None:
    cursor = end(pull(a_source())).cursor
    five.books.clear()
    with pytest.raises(NotPossibleNow, match="shows no address book for ada"):
        pull(a_source(), cursor)


def test_progress_tells_how_far_it_is(five: AddressBooks, a_source: Make, in_twos: None) -> None:
    source = a_source()
    heard: list[tuple[int, int | None, str]] = []
    object.__setattr__(source._context, "progress", lambda *told: heard.append(told))
    pull(source)
    assert heard == [(2, 5, "reading Contacts"), (4, 5, "reading Contacts"), (5, 5, "reading Contacts")]


# -- interruptions -----------------------------------------------------------------------------------------------------


def test_a_source_that_dies_goes_on_behind_its_last_checkpoint(
    lab: HttpLab, books: AddressBooks, a_source: Make
) -> None:
    for number in range(1200):
        books.put(f"{number:04}.vcf", a_card(number))
    seen: list[Item] = []
    with pytest.raises(Unreachable):
        for item in a_source().pull(None):
            seen.append(item)
            if len(ids(seen)) == 700:
                lab.always("*", ".*", Told(cut_after=-1))
    cursor = next(item.cursor for item in reversed(seen) if isinstance(item, Checkpoint))
    lab.behave()
    rest = pull(a_source(), cursor)
    assert len(ids(rest)) == 700, "500 are before the checkpoint"
    assert len(set(ids(seen)) | set(ids(rest))) == 1200
    assert end(rest).full


def test_what_changes_during_an_interruption_is_read_too(five: AddressBooks, a_source: Make, in_twos: None) -> None:
    items = pull(a_source())
    position = next(n for n, item in enumerate(items) if isinstance(item, Checkpoint))
    cursor = items[position]
    assert isinstance(cursor, Checkpoint)
    assert ids(items[:position]) == ["0.vcf", "1.vcf"]
    five.put("0.vcf", a_card(0, name="Changed"))
    five.remove("1.vcf")
    five.put("00.vcf", a_card("00"))
    rest = pull(a_source(), cursor.cursor)
    assert set(ids(rest)) == {"0.vcf", "00.vcf", "2.vcf", "3.vcf", "4.vcf"}
    assert gone(rest) == ["1.vcf"]


@pytest.mark.parametrize("syncs", [True, False])
def test_going_on_from_any_checkpoint_after_any_change_loses_nobody(
    books: AddressBooks, a_source: Make, in_twos: None, syncs: bool
) -> None:
    books.syncs = syncs
    books.page = 3
    for number in range(7):
        books.put(f"{number}.vcf", a_card(number))
    items = pull(a_source())
    for position, item in enumerate(items):
        if isinstance(item, Checkpoint):
            books.put(f"{position % 7}.vcf", a_card(position % 7, name=f"Change {position}"))
            books.put(f"new{position}.vcf", a_card(position))
            have = {r.source_id: r.raw for r in items[:position] if isinstance(r, Record)}
            for later in pull(a_source(), item.cursor):
                if isinstance(later, Record):
                    have[later.source_id] = later.raw
            assert have == {BOOK + name: data for name, data in books.books[BOOK].items()}


@pytest.mark.parametrize("tells_state", [True, False])
def test_without_tokens_a_listing_of_what_changed_meanwhile_begins_anew(
    five: AddressBooks, a_source: Make, in_twos: None, tells_state: bool
) -> None:
    five.syncs, five.tells_state = False, tells_state
    items = pull(a_source())
    cursor = next(item for item in items if isinstance(item, Checkpoint)).cursor
    five.remove("0.vcf")
    begin, *rest = pull(a_source(), cursor)
    assert isinstance(begin, Checkpoint)
    assert begin.begins, "0.vcf was read, and nothing else would tell that it is gone"
    assert ids(rest) == ["1.vcf", "2.vcf", "3.vcf", "4.vcf"]
    assert end(rest).full


def test_without_tokens_a_listing_of_what_stayed_goes_on(five: AddressBooks, a_source: Make, in_twos: None) -> None:
    five.syncs = False
    items = pull(a_source())
    cursor = next(item for item in items if isinstance(item, Checkpoint)).cursor
    rest = pull(a_source(), cursor)
    assert ids(rest) == ["2.vcf", "3.vcf", "4.vcf"]
    assert end(rest).full


# -- tokens ------------------------------------------------------------------------------------------------------------


def test_a_token_that_has_expired_means_reading_all_again(five: AddressBooks, a_source: Make) -> None:
    cursor = end(pull(a_source())).cursor
    five.remove("2.vcf")
    five.forget_history()
    items = pull(a_source(), cursor)
    assert (len(ids(items)), end(items).full) == (4, True)


def test_reading_all_again_is_said_to_begin_so_that_an_interrupted_listing_hides_nobody(
    five: AddressBooks, a_source: Make, in_twos: None
) -> None:
    half = next(item for item in pull(a_source()) if isinstance(item, Checkpoint))
    five.forget_history()
    items = pull(a_source(), half.cursor)
    (begin,) = [number for number, item in enumerate(items) if isinstance(item, Checkpoint) and item.begins]
    assert (len(ids(items[begin:])), end(items).full) == (5, True)
    assert not any(item.begins for item in pull(a_source()) if isinstance(item, Checkpoint)), "the first needs no word"


@pytest.mark.parametrize("status", [400, 403, 404, 409, 410, 412])
def test_a_dead_token_is_told_in_many_ways(five: AddressBooks, lab: HttpLab, a_source: Make, status: int) -> None:
    cursor = end(pull(a_source())).cursor
    five.put("2.vcf", a_card(2, name="New"))
    lab.on("REPORT", BOOK, Told(status))
    items = pull(a_source(), cursor)
    assert (len(ids(items)), end(items).full) == (5, True)


def test_a_long_list_of_changes_comes_in_parts(five: AddressBooks, a_source: Make) -> None:
    five.page = 2
    items = pull(a_source())
    assert len(ids(items)) == 5
    assert end(items).full
    assert sum(isinstance(item, Checkpoint) for item in items) == 3
    for number in range(5):
        five.put(f"{number}.vcf", a_card(number, name="New"))
    five.remove("0.vcf")
    later = pull(a_source(), end(items).cursor)
    assert (len(ids(later)), gone(later)) == (4, ["0.vcf"])


def test_parts_without_end_end(five: AddressBooks, lab: HttpLab, a_source: Make) -> None:
    stuck = five(Asked(method="REPORT", path=BOOK, headers=_basic(), body=b"sync-collection"))
    more = b"<d:response><d:href>" + BOOK.encode() + b"</d:href><d:status>HTTP/1.1 507 X</d:status></d:response>"
    body = stuck.body.replace(b"</d:multistatus>", more + b"</d:multistatus>")

    def answer(one: Asked) -> Told:
        return Told(207, body, stuck.headers) if b"sync-collection" in one.body else five(one)

    lab.on("REPORT", BOOK, *[answer] * 50)
    with pytest.raises(Unreachable, match="does not get to the end of Contacts"):
        pull(a_source())


@pytest.mark.parametrize("status", [403, 501, 507])
def test_where_there_are_no_tokens_after_all_etags_are_compared(
    five: AddressBooks, lab: HttpLab, a_source: Make, status: int
) -> None:
    def no_sync(one: Asked) -> Told:
        return Told(status) if b"sync-collection" in one.body else five(one)

    lab.on("REPORT", BOOK, *[no_sync] * 50)
    first = pull(a_source())
    assert (len(ids(first)), end(first).full) == (5, True)
    five.put("2.vcf", a_card(2, name="New"))
    five.remove("3.vcf")
    items = pull(a_source(), end(first).cursor)
    assert (ids(items), gone(items)) == (["2.vcf"], ["3.vcf"])


def test_without_tokens_nothing_new_costs_one_request(lab: HttpLab, five: AddressBooks, a_source: Make) -> None:
    five.syncs = False
    cursor = end(pull(a_source())).cursor
    before = len(lab.asked)
    assert not ids(pull(a_source(), cursor))
    assert asked(lab, before) == ["PROPFIND /dav/ada/"]


def test_with_neither_tokens_nor_tags_the_etags_alone_tell(lab: HttpLab, five: AddressBooks, a_source: Make) -> None:
    five.syncs = five.tells_state = False
    cursor = end(pull(a_source())).cursor
    five.put("4.vcf", a_card(4, name="New"))
    before = len(lab.asked)
    assert ids(pull(a_source(), cursor)) == ["4.vcf"]
    assert len(lab.asked) - before == 3


def test_a_server_that_stops_doing_tokens_is_read_anew(five: AddressBooks, a_source: Make) -> None:
    cursor = end(pull(a_source())).cursor
    five.syncs = False
    items = pull(a_source(), cursor)
    assert (len(ids(items)), end(items).full) == (5, True)


@pytest.mark.parametrize("etag", [lambda v: f'W/"{v}"', lambda v: v, lambda v: ""], ids=["weak", "bare", "none"])
@pytest.mark.parametrize("syncs", [True, False])
def test_any_kind_of_etag_will_do_for_reading(
    five: AddressBooks, a_source: Make, etag: Callable[[str], str], syncs: bool
) -> None:
    five.etag, five.syncs = etag, syncs
    first = pull(a_source())
    assert [item.revision for item in first if isinstance(item, Record)][1] == etag("2")
    five.put("2.vcf", a_card(2, name="New"))
    assert "2.vcf" in ids(pull(a_source(), end(first).cursor))


# -- the ways of servers -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "href",
    [
        lambda path: path.replace("@", "%40").replace(" ", "%20"),
        lambda path: "".join(f"%{byte:02x}" if byte != 47 else "/" for byte in path.encode()),
        lambda path: path,
        lambda path: "https://inside.example.org:443" + path.replace(" ", "%20"),
    ],
    ids=["escaped", "all escaped", "not escaped", "absolute, of a proxied server"],
)
def test_a_card_is_the_same_however_its_href_is_written(
    books: AddressBooks, lab: HttpLab, a_source: Make, href: Callable[[str], str]
) -> None:
    books.put("ada @home ü.vcf", a_card(1))
    plain = ids(pull(a_source()))
    books.href = href
    assert ids(pull(a_source())) == plain == ["ada%20@home%20%C3%BC.vcf"]
    assert not [one for one in lab.asked if one.method == "GET"], "the multiget was understood"


def test_a_card_that_a_multiget_leaves_out_is_fetched_alone(lab: HttpLab, five: AddressBooks, a_source: Make) -> None:
    five.omits = {"3.vcf"}
    assert ids(pull(a_source())) == [f"{number}.vcf" for number in range(5)]
    assert asked(lab).count(f"GET {BOOK}3.vcf") == 1


def test_without_multiget_every_card_is_fetched_alone(five: AddressBooks, a_source: Make) -> None:
    five.multiget = False
    assert len(ids(pull(a_source()))) == 5


def test_one_card_that_spoils_the_xml_costs_nobody_else(five: AddressBooks, lab: HttpLab, a_source: Make) -> None:
    five.put("2.vcf", a_card(2, name="Bell \x07"))
    items = pull(a_source())
    assert ids(items) == [f"{number}.vcf" for number in range(5)]
    assert not told(items)


def test_a_card_that_cannot_be_had_is_reported_and_asked_for_again(
    five: AddressBooks, lab: HttpLab, a_source: Make
) -> None:
    five.omits = {"3.vcf"}
    lab.on("GET", f"{BOOK}3.vcf", Told(500), Told(200, b"<html>Sign in!</html>", {"Content-Type": "text/html"}))
    first = pull(a_source())
    assert ids(first) == ["0.vcf", "1.vcf", "2.vcf", "4.vcf"]
    assert "failed (500)" in told(first)[0]
    second = pull(a_source(), end(first).cursor)
    assert "answers with a web page" in told(second)[0]
    third = pull(a_source(), end(second).cursor)
    assert (ids(third), told(third)) == (["3.vcf"], [])
    assert not ids(pull(a_source(), end(third).cursor))


def test_when_no_card_can_be_had_the_pull_ends(five: AddressBooks, lab: HttpLab, a_source: Make) -> None:
    five.multiget = False
    lab.always("GET", f"{BOOK}.*", Told(500))
    with pytest.raises(Unreachable, match="No card could be had"):
        pull(a_source())


def test_a_card_that_goes_while_we_look_is_no_error(five: AddressBooks, lab: HttpLab, a_source: Make) -> None:
    def late(one: Asked) -> Told:
        five.remove("1.vcf")
        return five(one)

    lab.on("REPORT", BOOK, five, late)
    items = pull(a_source())
    assert ids(items) == ["0.vcf", "2.vcf", "3.vcf", "4.vcf"]
    assert gone(pull(a_source(), end(items).cursor)) == ["1.vcf"]


def test_cards_too_large_to_come_together_come_in_smaller_parts(
    books: AddressBooks, a_source: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        books.put(f"{number}.vcf", a_card(number, more=f"NOTE:{'x' * 3000}"))
    books.put("4.vcf", a_card(4, more=f"NOTE:{'x' * 20_000}"))
    monkeypatch.setattr("netcore_carddav.dav.LARGEST", 8_000)
    items = pull(a_source())
    assert ids(items) == ["0.vcf", "1.vcf", "2.vcf", "3.vcf"]
    assert told(items) == [f"127.0.0.1:{a_source()._account.trust.port} answers with more than 8,000 bytes."]


def test_one_address_book_that_is_closed_does_not_stop_the_others(books: AddressBooks, a_source: Make) -> None:
    books.put("1.vcf", a_card(1))
    club = books.add_book("Club")
    books.closed.add(club)
    items = pull(a_source())
    assert ids(items) == ["1.vcf"]
    assert "does not allow that for ada (403)" in told(items)[0]
    assert not end(items).full, "nobody in the closed one counts as gone"
    books.closed.clear()
    books.put("2.vcf", a_card(2), club)
    assert ids(pull(a_source(), end(items).cursor)) == [f"{club}2.vcf"]


def test_when_every_address_book_is_closed_that_is_said(books: AddressBooks, a_source: Make) -> None:
    books.closed.add(BOOK)
    with pytest.raises(Unreachable, match="does not allow that for ada"):
        pull(a_source())


# -- what goes wrong ---------------------------------------------------------------------------------------------------


def test_a_wrong_password_is_said_with_what_to_do_and_tried_once(lab: HttpLab, a_source: Make) -> None:
    with pytest.raises(SignInNeeded, match=r"did not let ada in.*netcore import carddav --password") as caught:
        pull(a_source(password="wröng"))
    assert len(lab.asked) == 1
    assert "wröng" not in str(caught.value)


def test_a_password_that_is_withdrawn_meanwhile_is_said(five: AddressBooks, lab: HttpLab, a_source: Make) -> None:
    cursor = end(pull(a_source())).cursor
    lab.on("PROPFIND", "/dav/ada/", Told(401, headers={"WWW-Authenticate": "Basic"}))
    with pytest.raises(SignInNeeded):
        pull(a_source(), cursor)


def test_a_server_that_wants_another_way_to_sign_in_is_said(lab: HttpLab, a_source: Make) -> None:
    lab.always("*", ".*", Told(401, headers={"WWW-Authenticate": 'Digest realm="x", nonce="y"'}))
    with pytest.raises(SignInNeeded, match="it offers digest only"):
        pull(a_source())


def test_a_busy_server_is_waited_for_as_it_asks(
    five: AddressBooks, lab: HttpLab, a_source: Make, pauses: list[float]
) -> None:
    lab.on("REPORT", BOOK, Told(429, headers={"Retry-After": "12"}), Told(503, headers={"Retry-After": "5"}))
    assert len(ids(pull(a_source()))) == 5
    assert pauses == [12, 5]


def test_a_server_that_is_busy_for_long_ends_the_pull(five: AddressBooks, lab: HttpLab, a_source: Make) -> None:
    lab.on("REPORT", BOOK, Told(503, headers={"Retry-After": "3600"}))
    with pytest.raises(ServerBusy, match="come again after"):
        pull(a_source())


@pytest.mark.parametrize("cut", [-1, 0, 40])
def test_a_connection_that_breaks_once_is_no_news(five: AddressBooks, lab: HttpLab, a_source: Make, cut: int) -> None:
    lab.on("REPORT", BOOK, Told(207, b"x" * 100, cut_after=cut), Told(207, b"x" * 100, cut_after=cut))
    assert len(ids(pull(a_source()))) == 5


PAGE = Told(200, b"<!DOCTYPE html><html>Please sign in to the airport</html>", {"Content-Type": "text/html"})


@pytest.mark.parametrize("status", [200, 207])
def test_a_web_page_is_no_address_book(five: AddressBooks, lab: HttpLab, a_source: Make, status: int) -> None:
    cursor = end(pull(a_source())).cursor
    lab.always("*", ".*", Told(status, PAGE.body, PAGE.headers))
    with pytest.raises((Unreachable, NotFound), match="answers with a web page"):
        pull(a_source(), cursor)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<d:multistatus xmlns:d='DAV:'><d:response>",
        b"<other/>",
        b"\xff\xfe\x00nonsense",
        b"<!DOCTYPE x [<!ENTITY a 'ha'>]><d:multistatus xmlns:d='DAV:'>&a;</d:multistatus>",
        b"<d:multistatus xmlns:d='DAV:'>" + b"<x>" * 5000 + b"</x>" * 5000 + b"</d:multistatus>",
    ],
    ids=["empty", "half", "other", "binary", "entities", "deep"],
)
def test_xml_that_cannot_be_read_ends_the_pull_in_a_sentence(
    five: AddressBooks, lab: HttpLab, a_source: Make, body: bytes
) -> None:
    cursor = end(pull(a_source())).cursor
    lab.always("*", ".*", Told(207, body, {"Content-Type": "application/xml"}))
    with pytest.raises((Unreachable, NotFound), match="XML that cannot be read"):
        pull(a_source(), cursor)


def test_nothing_goes_to_another_host(five: AddressBooks, lab: HttpLab, a_source: Make) -> None:
    with HttpLab() as thief:
        lab.on("PROPFIND", "/dav/ada/", Told(302, headers={"Location": thief.url}))
        with pytest.raises(Stranger, match="Your password was not sent there"):
            pull(a_source())
        five.home_host = thief.url.rstrip("/")
        with pytest.raises(Stranger, match="another server"):
            pull(a_source())
        assert not thief.asked


def test_redirects_in_a_circle_are_said(lab: HttpLab, a_source: Make) -> None:
    lab.always("PROPFIND", "/dav/", Told(301, headers={"Location": "/.well-known/carddav"}))
    with pytest.raises(Unreachable, match="in a circle"):
        pull(a_source())


def _basic() -> dict[str, str]:
    from base64 import b64encode

    return {"authorization": "Basic " + b64encode(b"ada:secret").decode()}
