"""The user's calendar: free times are free, a talk is entered once, and nothing that fails there stops anything."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from netcore.errors import NotContactable, Unreachable
from netcore.network import Network
from netcore.plugins import Busy
from netcore.plugins.registry import Registry
from tests.conftest import Clock
from tests.steps.calendars import BOOK, Manifest
from tests.steps.people import add, store_of


@pytest.fixture
def registry() -> Registry:
    BOOK.__init__()  # type: ignore[misc]
    return Registry.of({"book": Manifest()}, raise_errors=True)


@pytest.fixture
def account(network: Network) -> str:
    with store_of(network).write() as tx:
        tx.accounts.add("book:mine", component="book", name="mine")
    return "book:mine"


@pytest.fixture
def ada(network: Network) -> str:
    return add(network, "Ada Lovelace", "ada@example.org")


def agree(network: Network, person: str, clock: Clock, *, hours: int = 48, **more: Any) -> str:
    at = clock() + timedelta(hours=hours)
    return network.meet.agree(person, mode="phone", minutes=30, at=at, **more).id


def test_without_a_calendar_nobody_knows_when_the_user_is_free(network: Network) -> None:
    found = network.meet.free()
    assert (found.times, found.calendars, found.problems) == ((), (), ())


def test_proposed_times_are_free_and_in_working_hours(network: Network, account: str, clock: Clock) -> None:
    day = (clock() + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    BOOK.taken = [Busy(start=day, end=day + timedelta(hours=13))]
    found = network.meet.free(minutes=30, count=5, zone=UTC)
    assert found.calendars == (account,)
    assert len(found.times) == 5
    for one in found.times:
        assert one.weekday() < 5
        assert 9 <= one.hour < 18
        assert all(one >= taken.end or one + timedelta(minutes=30) <= taken.start for taken in BOOK.taken)


@pytest.mark.parametrize(
    ("place", "friday"), [("Europe/Berlin", datetime(2026, 10, 23)), ("America/New_York", datetime(2026, 10, 30))]
)
def test_working_hours_begin_at_nine_before_and_after_the_clocks_change(
    network: Network, account: str, clock: Clock, place: str, friday: datetime
) -> None:
    zone = ZoneInfo(place)
    clock.time = friday.replace(hour=8, tzinfo=zone) - timedelta(days=1)
    monday = friday + timedelta(days=3)
    BOOK.taken = [Busy(start=monday.replace(tzinfo=zone), end=monday.replace(hour=10, tzinfo=zone))]
    found = network.meet.free(minutes=60, count=6, zone=zone)
    hours = [(one.day, one.hour, one.minute) for one in (time.astimezone(zone) for time in found.times)]
    assert hours == [(friday.day, hour, 0) for hour in (9, 12, 15)] + [(monday.day, hour, 0) for hour in (10, 13, 16)]


def test_no_times_are_proposed_while_a_calendar_cannot_be_read(network: Network, account: str) -> None:
    BOOK.fails = Unreachable("It is down.")
    found = network.meet.free()
    assert found.times == ()
    assert "It is down." in found.problems[0]


def test_a_full_calendar_proposes_nothing(network: Network, account: str, clock: Clock) -> None:
    BOOK.taken = [Busy(start=clock(), end=clock() + timedelta(days=100))]
    assert network.meet.free().times == ()


def test_an_agreed_talk_is_entered_with_their_minutes(network: Network, account: str, ada: str, clock: Clock) -> None:
    agree(network, ada, clock)
    (event,) = BOOK.events.values()
    assert event.title == "Phone with Ada Lovelace"
    assert event.end - event.start == timedelta(minutes=30)
    assert (event.attendees, event.invite) == ((), False)


def test_they_are_invited_only_when_the_user_says_so(network: Network, account: str, ada: str, clock: Clock) -> None:
    agree(network, ada, clock, invite=True)
    (event,) = BOOK.events.values()
    assert (event.attendees, event.invite) == (("ada@example.org",), True)


def test_whoever_was_invited_hears_of_a_new_time(network: Network, account: str, ada: str, clock: Clock) -> None:
    agree(network, ada, clock, invite=True)
    agree(network, ada, clock, hours=72)
    (event,) = BOOK.events.values()
    assert (event.attendees, event.invite) == (("ada@example.org",), True)


def test_whoever_may_not_be_written_to_is_not_invited(network: Network, account: str, ada: str, clock: Clock) -> None:
    network.choose.eliminate([ada])
    with pytest.raises(NotContactable):
        agree(network, ada, clock, invite=True)
    assert not BOOK.events
    assert not network.meet.conversations()
    agree(network, ada, clock)
    (event,) = BOOK.events.values()
    assert event.attendees == ()


def test_nobody_without_an_address_is_invited(network: Network, account: str, clock: Clock) -> None:
    with pytest.raises(NotContactable, match="no e-mail address"):
        agree(network, add(network, "Ben Okri"), clock, invite=True)
    assert not BOOK.events


def test_an_entry_that_would_write_to_somebody_eliminated_since_is_left_alone(
    network: Network, account: str, ada: str, clock: Clock
) -> None:
    told: list[str] = []
    agree(network, ada, clock, invite=True)
    before = dict(BOOK.events)
    network.choose.eliminate([ada])
    agree(network, ada, clock, hours=72, tell=told.append)
    network.meet.cancel(ada, tell=told.append)
    assert BOOK.events == before
    assert all("without telling the guests" in text for text in told)
    assert len(told) == 2


def test_to_agree_again_moves_the_one_entry(network: Network, account: str, ada: str, clock: Clock) -> None:
    agree(network, ada, clock)
    agree(network, ada, clock, hours=72)
    (event,) = BOOK.events.values()
    assert BOOK.created == 1
    assert event.start == clock() + timedelta(hours=72)


def test_an_entry_whose_answer_was_lost_is_not_made_twice(
    network: Network, account: str, ada: str, clock: Clock
) -> None:
    told: list[str] = []
    BOOK.forgets_to_answer = True
    agree(network, ada, clock, tell=told.append)
    assert "The answer was lost" in told[0]
    BOOK.forgets_to_answer = False
    agree(network, ada, clock, hours=72)
    (event,) = BOOK.events.values()
    assert BOOK.created == 1
    assert event.start == clock() + timedelta(hours=72)


def test_an_entry_whose_answer_was_lost_is_taken_out_again(
    network: Network, account: str, ada: str, clock: Clock
) -> None:
    BOOK.forgets_to_answer = True
    agree(network, ada, clock)
    BOOK.forgets_to_answer = False
    network.meet.cancel(ada)
    assert not BOOK.events


def test_an_entry_that_the_user_deleted_is_made_anew_for_a_new_time(
    network: Network, account: str, ada: str, clock: Clock
) -> None:
    agree(network, ada, clock)
    BOOK.events.clear()
    agree(network, ada, clock, hours=72)
    assert len(BOOK.events) == 1


def test_a_cancelled_talk_is_taken_out(network: Network, account: str, ada: str, clock: Clock) -> None:
    agree(network, ada, clock)
    network.meet.cancel(ada)
    assert not BOOK.events


@pytest.mark.parametrize("error", [Unreachable("It is down."), ZeroDivisionError("oops")])
def test_a_calendar_that_fails_stops_nothing(
    network: Network, account: str, ada: str, clock: Clock, error: Exception
) -> None:
    told: list[str] = []
    BOOK.fails = error
    agree(network, ada, clock, tell=told.append)
    assert len(told) == 1
    assert "noted here all the same" in told[0]
    assert network.meet.conversations()[0].state == "agreed"


def test_an_account_that_may_not_use_its_calendar_is_left_alone(network: Network, ada: str, clock: Clock) -> None:
    with store_of(network).write() as tx:
        tx.accounts.add("book:mail", component="book", name="mail")
        tx.accounts.set("book:mail", uses=("send",))
    agree(network, ada, clock)
    assert not BOOK.events


def declined(network: Network, ada: str, clock: Clock) -> str:
    talk = agree(network, ada, clock, invite=True)
    BOOK.answers = {"mara@example.org": "accepted", "Ada@example.org": "declined"}
    network.meet.look_for_answers()
    return talk


def test_what_a_guest_answered_is_kept_and_noted_once(network: Network, account: str, ada: str, clock: Clock) -> None:
    talk = agree(network, ada, clock, invite=True)
    assert network.meet.look_for_answers() == ()
    for answer in ("accepted", "declined"):
        BOOK.answers = {"mara@example.org": "accepted", "Ada@example.org": answer}
        assert [one.id for one in network.meet.look_for_answers()] == [talk]
        assert network.meet.look_for_answers() == ()
        assert network.meet.answers()[talk].answer == answer
    told = [entry.text for entry in network.journal() if entry.event == "conversation.answered"]
    assert told == ["Ada Lovelace declines the time of your talk.", "Ada Lovelace accepts the time of your talk."]


def test_a_guest_may_answer_from_another_address(network: Network, account: str, ada: str, clock: Clock) -> None:
    talk = agree(network, ada, clock, invite=True)
    BOOK.answers = {"ada@work.example": "tentative"}
    network.meet.look_for_answers()
    assert network.meet.answers()[talk].answer == "tentative"


def test_whoever_declined_is_proposed_another_time(network: Network, account: str, ada: str, clock: Clock) -> None:
    declined(network, ada, clock)
    (item,) = (one for one in network.agenda() if one.kind == "declined")
    assert (item.what, item.person) == ("Propose another time to Ada Lovelace", ada)
    assert item.do == f"netcore draft --purpose invitation --person {ada}"
    assert item.due == clock() + timedelta(hours=48)


def test_whoever_declined_and_may_not_be_written_to_is_not_written_to(
    network: Network, account: str, ada: str, clock: Clock
) -> None:
    declined(network, ada, clock)
    network.choose.eliminate([ada])
    (item,) = (one for one in network.agenda() if one.kind == "declined")
    assert item.do == f"netcore meet cancel {ada}"


def test_an_answer_is_of_the_time_for_which_it_was_given(
    network: Network, account: str, ada: str, clock: Clock
) -> None:
    declined(network, ada, clock)
    agree(network, ada, clock, hours=72)
    assert not network.meet.answers()
    assert "declined" not in [item.kind for item in network.agenda()]


def test_nothing_is_asked_of_talks_without_guests_or_of_the_past(
    network: Network, account: str, ada: str, clock: Clock
) -> None:
    agree(network, ada, clock)
    network.meet.look_for_answers()
    agree(network, ada, clock, invite=True)
    clock.pass_(hours=49)
    network.meet.look_for_answers()
    assert BOOK.asked == 0


def test_what_is_gone_from_the_calendar_or_cannot_be_read_changes_nothing(
    network: Network, account: str, ada: str, clock: Clock
) -> None:
    told: list[str] = []
    talk = declined(network, ada, clock)
    BOOK.fails = Unreachable("It is down.")
    assert network.meet.look_for_answers(tell=told.append) == ()
    assert told == ["Whether your guests come cannot be read in the calendar of book:mine: It is down."]
    BOOK.fails = None
    BOOK.events.clear()
    assert network.meet.look_for_answers(tell=told.append) == ()
    assert len(told) == 1
    assert network.meet.answers()[talk].answer == "declined"
