"""Writing cards: what changes, what does not, and who is never overwritten."""

from collections.abc import Callable

import msgspec
import pytest
from dav_lab import AddressBooks, a_card

from netcore.errors import NotPossibleNow, SettingMissing, SignInNeeded, Unreachable, UsageError
from netcore.model.contact import Contact, Email, Name, Photo
from netcore.plugins import Change, ChangeResult
from netcore.plugins.http import ServerBusy
from netcore.testing import sample_contact
from netcore.testing.http_lab import Asked, HttpLab, Told
from netcore_carddav.sink import CardDavSink
from netcore_vcard import parse

Make = Callable[..., CardDavSink]
BOOK = "/dav/ada/contacts/"
PHONE_LINES = (
    "item1.TEL;type=pref:+1 512 555 0100",
    "item1.X-ABLabel:_$!<Boat>!$_",
    "NOTE:a line that is folded in an unusual pl",
    " ace\\, with commas",
    "X-SOCIALPROFILE;type=flickr;x-user=ada:http://www.flickr.com/ada",
    "item2.X-ABDATE:2001-02-03",
    'item2.X-SOMETHING;X-P="a;b":do not touch',
)


@pytest.fixture
def ada(books: AddressBooks) -> bytes:
    """Her card on the server, with the lines of other programs."""
    card = a_card(1, name="Ada Lovelace", more="\r\n".join(PHONE_LINES))
    books.put("ada.vcf", card)
    return card


def stored(books: AddressBooks, name: str = "ada.vcf") -> bytes:
    return books.books[BOOK][name]


def change(card: bytes, revision: str = '"1"', key: str = "k", **fields: object) -> Change:
    """A change of some fields of the card that was read."""
    contact = msgspec.structs.replace(parse(card).contact, **fields)
    return Change(key=key, contact=contact, source_id=f"{BOOK}ada.vcf", revision=revision)


def named(name: str) -> Name:
    return Name(display=name)


def puts(lab: HttpLab) -> list[Asked]:
    return [one for one in lab.asked if one.method == "PUT"]


# -- what is written ---------------------------------------------------------------------------------------------------


def test_only_the_lines_that_are_wrong_now_are_changed(books: AddressBooks, ada: bytes, a_sink: Make) -> None:
    result = a_sink().apply(change(ada, name=Name(display="Ada King", given="Ada", family="King")))
    assert (result.outcome, result.revision, result.dropped) == ("done", '"2"', ())
    before, after = ada.split(b"\r\n"), stored(books).split(b"\r\n")
    assert [line for line in before if line not in after] == [b"FN:Ada Lovelace", b"N:1;Person;;;"]
    assert [line for line in after if line not in before] == [b"FN:Ada King", b"N:King;Ada;;;"]


def test_a_new_address_is_a_new_line_and_every_other_byte_stays(books: AddressBooks, ada: bytes, a_sink: Make) -> None:
    emails = (Email(address="new@example.org"), *parse(ada).contact.emails)
    a_sink().apply(change(ada, emails=emails))
    assert stored(books) == ada.replace(b"END:VCARD", b"EMAIL;TYPE=INTERNET:new@example.org\r\nEND:VCARD")


def test_a_line_goes_with_its_label_and_not_with_anybody_elses(books: AddressBooks, ada: bytes, a_sink: Make) -> None:
    a_sink().apply(change(ada, phones=()))
    assert stored(books) == ada.replace("\r\n".join([*PHONE_LINES[:2], ""]).encode(), b"")


def test_nothing_to_change_writes_nothing(lab: HttpLab, ada: bytes, a_sink: Make) -> None:
    result = a_sink().apply(change(ada))
    assert (result.outcome, result.source_id, result.revision) == ("unchanged", f"{BOOK}ada.vcf", '"1"')
    assert not puts(lab)


def test_what_our_side_does_not_know_of_the_card_survives(books: AddressBooks, ada: bytes, a_sink: Make) -> None:
    a_sink().apply(change(ada, extras=(), uid="another", name=named("Ada King")))
    after = parse(stored(books)).contact
    assert (after.uid, after.extras) == ("uid-1", parse(ada).contact.extras)


def test_a_card_is_replaced_only_as_it_was_read(lab: HttpLab, ada: bytes, a_sink: Make) -> None:
    a_sink().apply(change(ada, name=named("Ada King")))
    (put,) = puts(lab)
    assert put.headers["if-match"] == '"1"'
    assert "if-none-match" not in put.headers
    assert put.headers["content-type"].startswith("text/vcard")


def test_a_card_of_another_version_is_written_anew_with_all_it_held(books: AddressBooks, a_sink: Make) -> None:
    old = b"BEGIN:VCARD\r\nVERSION:2.1\r\nN:Lovelace;Ada\r\nFN:Ada Lovelace\r\nX-FOO:bar\r\nUID:u\r\nEND:VCARD\r\n"
    books.put("ada.vcf", old)
    assert a_sink().apply(change(old, name=named("Ada King"))).outcome == "done"
    after = stored(books)
    assert b"VERSION:3.0" in after
    assert b"\r\nX-FOO:bar\r\n" in after
    assert (str(parse(after).contact.name), parse(after).contact.uid) == ("Ada King", "u")


def test_when_it_was_revised_is_said_where_it_was_said_before(books: AddressBooks, a_sink: Make) -> None:
    card = a_card(1, more="REV:20200101T000000Z")
    books.put("ada.vcf", card)
    a_sink().apply(change(card, name=named("Ada King")))
    assert b"\r\nREV:20260302T090000Z\r\n" in stored(books)
    assert stored(books).count(b"REV") == 1


# -- conflicts ---------------------------------------------------------------------------------------------------------


def test_what_others_wrote_since_is_never_overwritten(books: AddressBooks, ada: bytes, a_sink: Make) -> None:
    theirs = a_card(1, name="Changed by her phone")
    books.put("ada.vcf", theirs)
    result = a_sink().apply(change(ada, name=named("Ada King")))
    assert (result.outcome, result.revision) == ("conflict", "")
    assert "changed there since" in result.reason
    assert stored(books) == theirs


def test_what_others_write_at_the_very_moment_is_not_overwritten_either(
    books: AddressBooks, lab: HttpLab, ada: bytes, a_sink: Make
) -> None:
    theirs = a_card(1, name="Changed by her phone")

    def late(asked: Asked) -> Told:
        books.put("ada.vcf", theirs)
        return books(asked)

    lab.on("PUT", f"{BOOK}ada.vcf", late)
    assert a_sink().apply(change(ada, name=named("Ada King"))).outcome == "conflict"
    assert stored(books) == theirs


def test_a_change_that_others_made_too_is_no_conflict(books: AddressBooks, ada: bytes, a_sink: Make) -> None:
    books.put("ada.vcf", ada.replace(b"FN:Ada Lovelace\r\nN:1;Person;;;", b"FN:Ada King\r\nN:King;Ada;;;"))
    result = a_sink().apply(change(ada, name=Name(display="Ada King", given="Ada", family="King")))
    assert (result.outcome, result.revision) == ("unchanged", '"2"')


def test_a_card_of_which_no_version_is_known_is_not_overwritten(books: AddressBooks, ada: bytes, a_sink: Make) -> None:
    assert a_sink().apply(change(ada, revision="", name=named("Ada King"))).outcome == "conflict"
    assert stored(books) == ada


def test_a_card_that_is_gone_is_not_made_anew(books: AddressBooks, ada: bytes, a_sink: Make) -> None:
    books.remove("ada.vcf")
    result = a_sink().apply(change(ada, name=named("Ada King")))
    assert (result.outcome, result.reason) == ("refused", "The card is no longer there.")
    assert not books.books[BOOK]


def test_weak_versions_of_servers_behind_proxies_will_do(books: AddressBooks, ada: bytes, a_sink: Make) -> None:
    books.etag = lambda version: f'W/"{version}"'
    assert a_sink().apply(change(ada, 'W/"1"', name=named("Ada King"))).outcome == "done"
    assert a_sink().apply(change(ada, 'W/"1"', name=named("Ada Stale"))).outcome == "conflict"


def test_without_versions_nothing_is_overwritten(books: AddressBooks, ada: bytes, a_sink: Make) -> None:
    books.etag = lambda version: ""
    result = a_sink().apply(change(ada, "", name=named("Ada King")))
    assert (result.outcome, stored(books)) == ("refused", ada)
    assert "does not tell versions" in result.reason


def test_a_server_that_tells_no_version_after_writing_is_asked_for_it(
    books: AddressBooks, ada: bytes, a_sink: Make
) -> None:
    books.tells_etag_of_put = False
    assert a_sink().apply(change(ada, name=named("Ada King"))).revision == '"2"'


def test_a_version_is_not_taken_for_ours_when_the_card_there_says_something_else(
    books: AddressBooks, ada: bytes, a_sink: Make
) -> None:
    books.tells_etag_of_put = False
    books.rewrites = lambda data: data.replace(b"Ada King", b"ADA KING")
    result = a_sink().apply(change(ada, name=named("Ada King")))
    assert (result.outcome, result.revision) == ("done", ""), "the next change is a conflict until it was read"


# -- new cards ---------------------------------------------------------------------------------------------------------


def test_a_new_card_has_a_name_and_uid_of_ours_and_replaces_nothing(
    lab: HttpLab, books: AddressBooks, a_sink: Make
) -> None:
    result = a_sink().apply(Change(key="k1", contact=sample_contact(uid="of another source")))
    (put,) = puts(lab)
    assert put.headers["if-none-match"] == "*"
    assert (result.outcome, result.source_id) == ("done", put.path)
    contact = parse(stored(books, result.source_id.removeprefix(BOOK))).contact
    assert f"{BOOK}{contact.uid}.vcf" == result.source_id


@pytest.mark.parametrize("cut", [-1, 0])
def test_an_answer_that_is_lost_makes_no_second_card(books: AddressBooks, lab: HttpLab, a_sink: Make, cut: int) -> None:
    def lost(asked: Asked) -> Told:
        books(asked)
        return Told(201, b"made", cut_after=cut)

    lab.on("PUT", ".*", lost)
    change_ = Change(key="k1", contact=sample_contact())
    with pytest.raises(Unreachable):
        a_sink().apply(change_)
    result = a_sink().apply(change_)
    assert (result.outcome, len(books.books[BOOK])) == ("unchanged", 1)
    assert result.revision == '"1"'


def test_an_update_whose_answer_is_lost_is_found_done(
    books: AddressBooks, lab: HttpLab, ada: bytes, a_sink: Make
) -> None:
    def lost(asked: Asked) -> Told:
        books(asked)
        return Told(cut_after=-1)

    lab.on("PUT", ".*", lost)
    with pytest.raises(Unreachable):
        a_sink().apply(change(ada, name=named("Ada King")))
    assert len(puts(lab)) == 1, "what may have been written is not sent again by itself"
    assert a_sink().apply(change(ada, name=named("Ada King"))).outcome == "unchanged"


def test_a_new_card_that_somebody_changed_since_is_left_alone(books: AddressBooks, a_sink: Make) -> None:
    made = a_sink().apply(Change(key="k1", contact=sample_contact()))
    name = made.source_id.removeprefix(BOOK)
    theirs = stored(books, name).replace(b"Ada Lovelace", b"Ada King")
    books.put(name, theirs)
    again = a_sink().apply(Change(key="k1", contact=sample_contact()))
    assert (again.outcome, again.source_id, again.revision) == ("conflict", made.source_id, "")
    assert stored(books, name) == theirs


def test_a_server_that_calls_the_card_otherwise_is_believed(lab: HttpLab, a_sink: Make) -> None:
    lab.on("PUT", ".*", Told(201, headers={"Location": f"{BOOK}its%20own.vcf", "ETag": '"7"'}))
    result = a_sink().apply(Change(key="k1", contact=sample_contact()))
    assert (result.source_id, result.revision) == (f"{BOOK}its%20own.vcf", '"7"')


def test_new_cards_go_where_the_user_says_or_where_they_usually_go(books: AddressBooks, a_sink: Make) -> None:
    choir = books.add_book("Choir")
    assert a_sink().apply(Change(key="k1", contact=sample_contact())).source_id.startswith(BOOK)
    assert a_sink(book="choir").apply(Change(key="k2", contact=sample_contact())).source_id.startswith(choir)
    books.read_only.add(BOOK)
    assert a_sink().apply(Change(key="k3", contact=sample_contact())).source_id.startswith(choir)
    with pytest.raises(UsageError, match="no address book called club"):
        a_sink(book="Club").apply(Change(key="k4", contact=sample_contact()))


def test_nobody_guesses_between_several_address_books(books: AddressBooks, lab: HttpLab, a_sink: Make) -> None:
    books.add_book("Choir")
    books.add_book("Club")
    books.read_only.add(BOOK)
    with pytest.raises(SettingMissing, match=r"several address books \(Choir, Club, Contacts\): say"):
        a_sink().apply(Change(key="k1", contact=sample_contact()))
    assert not puts(lab)


def test_where_one_may_only_read_nothing_is_written(books: AddressBooks, lab: HttpLab, a_sink: Make) -> None:
    books.read_only.add(BOOK)
    with pytest.raises(NotPossibleNow, match="may only read Contacts"):
        a_sink().apply(Change(key="k1", contact=sample_contact()))
    assert not puts(lab)


# -- refusals ----------------------------------------------------------------------------------------------------------

ERROR = '<d:error xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:carddav"><c:{}/></d:error>'


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (Told(403, ERROR.format("no-uid-conflict").encode()), "has a card with this UID already"),
        (Told(409, ERROR.format("no-uid-conflict").encode()), "has a card with this UID already"),
        (Told(413, ERROR.format("max-resource-size").encode()), "larger than the server takes"),
        (Told(415, ERROR.format("supported-address-data").encode()), "does not take vCard in this version"),
        (Told(400, ERROR.format("valid-address-data").encode()), "does not take the card for a valid one"),
        (Told(403), "does not allow that for ada"),
        (Told(507), "has no room left"),
        (Told(400), "failed (400)"),
    ],
)
def test_what_the_server_will_not_take_is_refused_with_its_reason(
    lab: HttpLab, ada: bytes, a_sink: Make, told: Told, reason: str
) -> None:
    lab.on("PUT", ".*", told, told)
    results: list[ChangeResult] = [
        a_sink().apply(Change(key="k1", contact=sample_contact())),
        a_sink().apply(change(ada, name=named("Ada King"))),
    ]
    for result in results:
        assert result.outcome == "refused"
        assert reason in result.reason


@pytest.mark.parametrize(
    ("told", "error"),
    [
        (Told(500), Unreachable),
        (Told(503, headers={"Retry-After": "7200"}), ServerBusy),
        (Told(401, headers={"WWW-Authenticate": "Basic"}), SignInNeeded),
    ],
)
def test_what_may_be_otherwise_next_time_is_raised(
    books: AddressBooks, lab: HttpLab, ada: bytes, a_sink: Make, told: Told, error: type[Exception]
) -> None:
    lab.on("PUT", ".*", told)
    with pytest.raises(error):
        a_sink().apply(change(ada, name=named("Ada King")))
    assert stored(books) == ada


@pytest.mark.parametrize("told", [Told(500), Told(200, b"<html>hello", {"Content-Type": "text/html", "ETag": '"1"'})])
def test_a_page_instead_of_the_card_changes_nothing(
    books: AddressBooks, lab: HttpLab, ada: bytes, a_sink: Make, told: Told
) -> None:
    lab.on("GET", ".*", told)
    with pytest.raises(Unreachable):
        a_sink().apply(change(ada, name=named("Ada King")))
    assert stored(books) == ada


@pytest.mark.parametrize("source_id", ["no-such", "/dav/eve/contacts/x.vcf", "https://example.org/x.vcf", BOOK, ""])
def test_only_cards_of_the_account_are_touched(lab: HttpLab, ada: bytes, a_sink: Make, source_id: str) -> None:
    wanted = msgspec.structs.replace(change(ada, name=named("Eve")), source_id=source_id or "/")
    assert a_sink().apply(wanted).outcome == "refused"
    assert not puts(lab)


def test_what_the_card_has_no_place_for_is_told(a_sink: Make) -> None:
    contact = Contact(name=named("Ada"), photos=(Photo(),))
    assert a_sink().apply(Change(key="k1", contact=contact)).dropped == ("photos",)
