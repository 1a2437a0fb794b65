"""The source: everybody once, then only what changed, and nobody lost, whatever Google or the wire does."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from google_lab import GoogleLab, refusal

from netcore.errors import NotPossibleNow, SignInNeeded, Unreachable
from netcore.plugins import Checkpoint, Context, Descriptor, Record, Removed
from netcore.plugins.http import HttpPatience, ServerBusy
from netcore.testing import FixedClock
from netcore.testing.http_lab import Told
from netcore_google import contacts
from netcore_google.contacts import GoogleContacts
from netcore_google.scopes import WHO

LIST = "/v1/people/me/connections"


@pytest.fixture
def make(
    context: Callable[..., Context], source_descriptor: Descriptor, patience: HttpPatience
) -> Callable[..., GoogleContacts]:
    return lambda **settings: GoogleContacts(context(source_descriptor, **settings), patience=patience)


@pytest.fixture
def source(make: Callable[..., GoogleContacts]) -> GoogleContacts:
    return make()


def pull(source: GoogleContacts, cursor: str | None = None) -> tuple[dict[str, str], list[str], str]:
    """Who came, by id; who was removed; and the last cursor."""
    items = list(source.pull(cursor))
    assert isinstance(items[-1], Checkpoint)
    came = {one.source_id: source.parse(one).contact.label() for one in items if isinstance(one, Record)}
    return came, [one.source_id for one in items if isinstance(one, Removed)], items[-1].cursor


def is_full(source: GoogleContacts, cursor: str | None) -> bool:
    return any(isinstance(one, Checkpoint) and one.full for one in source.pull(cursor))


def test_nothing_new_takes_one_request(google: GoogleLab, source: GoogleContacts) -> None:
    google.people.add("Ada")
    _, _, cursor = pull(source)
    google.asked.clear()
    assert pull(source, cursor)[:2] == ({}, [])
    assert len(google.asked) == 1


def test_nothing_new_takes_one_request_also_of_a_new_process(
    google: GoogleLab, make: Callable[..., GoogleContacts]
) -> None:
    google.people.add("Ada", labels=["Choir"])
    _, _, cursor = pull(make())
    google.asked.clear()
    source = make()
    source._api.permission.header()  # a token that is an hour old at most
    google.asked.clear()
    pull(source, cursor)
    assert len(google.asked) == 1


def test_changes_come_alone(google: GoogleLab, source: GoogleContacts) -> None:
    ada, grace = google.people.add("Ada"), google.people.add("Grace")
    everybody, _, cursor = pull(source)
    assert everybody == {ada: "Ada", grace: "Grace"}
    google.people.change(ada, names=[{"unstructuredName": "Ada King"}])
    google.people.remove(grace)
    new = google.people.add("Lin")
    came, gone, later = pull(source, cursor)
    assert (came, gone) == ({ada: "Ada King", new: "Lin"}, [grace])
    assert not is_full(source, cursor)
    assert pull(source, later)[:2] == ({}, [])


def test_a_place_that_google_forgot_lists_everybody_again(
    google: GoogleLab, source: GoogleContacts, clock: FixedClock
) -> None:
    google.people.add("Ada")
    gone = google.people.add("Gone")
    _, _, cursor = pull(source)
    google.people.remove(gone)
    clock.advance(days=8)
    came, removed, _ = pull(source, cursor)
    assert list(came.values()) == ["Ada"]
    assert removed == [], "who is gone is told by the listing being full"
    assert is_full(source, cursor)


def test_who_goes_by_another_name_at_google_stays_the_same_record(
    google: GoogleLab, make: Callable[..., GoogleContacts]
) -> None:
    ada = google.people.add("Ada")
    _, _, cursor = pull(make())
    new = google.people.rename(ada)
    came, gone, cursor = pull(make(), cursor)
    assert (came, gone) == ({ada: "Ada"}, [])
    newer, cursor_before = google.people.rename(new), cursor
    came, gone, cursor = pull(make(), cursor)
    assert (came, gone) == ({ada: "Ada"}, [])
    (changed,) = [one.raw for one in make().pull(cursor_before) if isinstance(one, Record)]
    (listed,) = [one for one in make().pull(None) if isinstance(one, Record)]
    assert listed.source_id == ada, "also in a full listing, which tells no former names"
    assert listed.raw == changed
    google.people.remove(newer)
    assert pull(make(), cursor)[1] == [ada]


def test_labels_come_as_circles(google: GoogleLab, source: GoogleContacts) -> None:
    google.people.add("Ada", labels=["Choir", "None", "Büro 📌"])
    (record,) = [one for one in source.pull(None) if isinstance(one, Record)]
    assert source.parse(record).contact.categories == ("Choir", "None", "Büro 📌")


def test_more_labels_than_a_page_holds_are_read(google: GoogleLab, source: GoogleContacts) -> None:
    names = [f"Label {number}" for number in range(1500)]
    for name in names:
        google.people.label(name)
    google.people.add("Ada", labels=["Label 1499"])
    (record,) = [one for one in source.pull(None) if isinstance(one, Record)]
    assert source.parse(record).contact.categories == ("Label 1499",)


@pytest.mark.parametrize("fault", range(6))
def test_an_import_that_breaks_on_any_page_goes_on_there(
    google: GoogleLab, make: Callable[..., GoogleContacts], monkeypatch: pytest.MonkeyPatch, fault: int
) -> None:
    monkeypatch.setattr(contacts, "PAGE", 3)
    everybody = {google.people.add(f"Person {number}") for number in range(16)}
    google.on("GET", LIST, *[_pass(google)] * fault, *[Told(cut_after=-1)] * 4)
    found: set[str] = set()
    cursor, complete = None, False
    with pytest.raises(Unreachable):
        for item in make().pull(None):
            if isinstance(item, Checkpoint):
                cursor = item.cursor
            elif isinstance(item, Record):
                found.add(item.source_id)
    before = len(google.calls("people.people.connections.list"))
    for item in make().pull(cursor):
        if isinstance(item, Record):
            found.add(item.source_id)
        complete = isinstance(item, Checkpoint) and item.full
    assert found == everybody
    assert complete
    assert len(google.calls("people.people.connections.list")) - before == 6 - fault, "no page is read twice"


def _pass(google: GoogleLab) -> Any:
    return google._answered


@pytest.mark.parametrize(
    "told",
    [
        Told(500, b"{}"),
        Told(503, b"{}"),
        Told(cut_after=-1),
        Told(200, b'{"connections": [', cut_after=5),
        refusal(403, "Slow down", "userRateLimitExceeded"),
        refusal(429, "Quota exceeded for quota metric 'FBS'", detail="RATE_LIMIT_EXCEEDED"),
    ],
    ids=["500", "503", "hang up", "cut", "403 rate", "429"],
)
def test_a_passing_failure_is_tried_again(
    google: GoogleLab, source: GoogleContacts, pauses: list[float], told: Told
) -> None:
    google.people.add("Ada")
    google.on("GET", LIST, told, told)
    assert len(pull(source)[0]) == 1
    assert len(pauses) == 2
    assert pauses[1] > pauses[0]


def test_google_is_left_alone_for_as_long_as_it_asks(
    google: GoogleLab, source: GoogleContacts, pauses: list[float]
) -> None:
    google.people.add("Ada")
    google.on("GET", LIST, refusal(429, "Quota exceeded", retry_after="17"))
    pull(source)
    assert pauses == [17.0]


def test_a_pause_that_is_too_long_is_for_the_user_to_wait(
    google: GoogleLab, source: GoogleContacts, clock: FixedClock
) -> None:
    google.on("GET", LIST, refusal(429, "Quota exceeded", retry_after="3600"))
    with pytest.raises(ServerBusy, match="left alone") as caught:
        pull(source)
    assert caught.value.until == clock() + timedelta(hours=1)


def test_consent_revoked_half_way_is_one_sentence_with_what_to_run(
    google: GoogleLab, source: GoogleContacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contacts, "PAGE", 2)
    for number in range(6):
        google.people.add(f"Person {number}")
    pages = 0
    with pytest.raises(SignInNeeded, match=r"^The permission for .* Run: netcore accounts add \S+$"):
        for item in source.pull(None):
            if isinstance(item, Checkpoint):
                pages += 1
                for grant in google.accounts.grants.values():
                    google.accounts.take_back(grant)
    assert pages == 1


def test_a_token_that_died_of_age_is_renewed_whatever_the_clock_says(google: GoogleLab, source: GoogleContacts) -> None:
    google.people.add("Ada")
    pull(source)
    google.accounts.forget_access()
    assert len(pull(source)[0]) == 1
    assert google.accounts.refreshed == 2


@pytest.mark.parametrize("hours", [-48, 48])
def test_a_clock_that_is_wrong_does_no_harm(
    google: GoogleLab, source: GoogleContacts, clock: FixedClock, hours: int
) -> None:
    google.people.add("Ada")
    pull(source)
    clock.advance(hours=hours)
    assert len(pull(source)[0]) == 1


def test_a_use_that_was_not_allowed_is_told_before_anything_is_asked(
    google: GoogleLab, make: Callable[..., GoogleContacts]
) -> None:
    with pytest.raises(SignInNeeded, match=r"did not allow .* contacts\. Run: netcore accounts add .* --for contacts"):
        pull(make(scopes=WHO))
    assert not google.asked


def test_scopes_that_google_takes_away_are_told(google: GoogleLab, source: GoogleContacts) -> None:
    for grant in google.accounts.grants.values():
        grant.scopes = WHO
    with pytest.raises(SignInNeeded, match="not enough for this"):
        pull(source)


def test_an_api_that_is_not_switched_on_says_where_to_switch_it_on(google: GoogleLab, source: GoogleContacts) -> None:
    google.on("GET", LIST, refusal(403, "People API has not been used", "accessNotConfigured"))
    with pytest.raises(NotPossibleNow, match=r"not switched on.*/apis/library/people\.googleapis\.com,"):
        pull(source)


@pytest.mark.parametrize("status", [200, 403, 511])
def test_a_web_page_in_google_s_place_is_told(google: GoogleLab, source: GoogleContacts, status: int) -> None:
    google.always("GET", LIST, Told(status, b"<!DOCTYPE html><p>Welcome to the hotel", {"Content-Type": "text/html"}))
    with pytest.raises(Unreachable, match=r"web page|not well"):
        pull(source)


def test_a_proxy_that_wants_a_password_is_told(google: GoogleLab, source: GoogleContacts) -> None:
    google.on("GET", LIST, Told(407, b"Proxy Authentication Required"))
    with pytest.raises(Unreachable, match="407"):
        pull(source)


def test_a_permission_is_not_sent_on_by_a_redirect(google: GoogleLab, source: GoogleContacts) -> None:
    google.on("GET", LIST, Told(302, headers={"Location": "http://192.0.2.1/steal"}))
    google.always("GET", LIST, Told(302, headers={"Location": "http://192.0.2.1/steal"}))
    with pytest.raises(Unreachable, match="another server"):
        pull(source)


@pytest.mark.parametrize(
    ("fields", "label"),
    [
        ({}, ""),
        ({"names": [{"givenName": "", "displayName": ""}]}, ""),
        ({"names": []}, ""),
        ({"names": [{"unstructuredName": "\ud800 half"}]}, "? half"),
        ({"names": [{"unstructuredName": "nul\0nul"}]}, "nulnul"),
        ({"emailAddresses": [{"value": f"a{n}@example.org"} for n in range(150)]}, "a0@example.org"),
    ],
)
def test_odd_people_come_in(google: GoogleLab, source: GoogleContacts, fields: Any, label: str) -> None:
    google.people.add(**fields)
    google.people.add("Behind")
    came = pull(source)[0]
    assert list(came.values()) == [label, "Behind"]


@pytest.mark.parametrize("field", ["emailAddresses", "phoneNumbers"])
def test_whoever_has_more_than_a_list_holds_is_read_whole(
    google: GoogleLab, source: GoogleContacts, field: str
) -> None:
    google.people.add("Ada", **{field: [{"value": f"{number}@example.org"} for number in range(120)]})
    google.people.add("Bo")
    ada, bo = [source.parse(one) for one in source.pull(None) if isinstance(one, Record)]
    assert len(ada.contact.emails or ada.contact.phones) == 120
    assert bo.contact.label() == "Bo"
    assert len(google.calls("people.people.get")) == 1, "nobody else is asked for alone"


def test_a_person_s_bytes_do_not_change_by_themselves(google: GoogleLab, source: GoogleContacts) -> None:
    google.people.add("Ada", labels=["Choir"])
    first, second = ([one for one in source.pull(None) if isinstance(one, Record)] for _ in range(2))
    assert first == second
    assert json.loads(first[0].raw)["groups"]
