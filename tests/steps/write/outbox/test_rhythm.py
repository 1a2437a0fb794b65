"""A pace, quiet hours and a cap a day: what they hold back, for how long, and what they never lose."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from netcore.errors import UsageError
from netcore.network import Network
from netcore.steps.write.rhythm import Rhythm
from tests.conftest import Clock
from tests.steps.people import add
from tests.steps.write.post import Post, ScriptedOutbox, queued, raising, send, states


@pytest.fixture
def outbox(clock: Clock) -> ScriptedOutbox:
    return ScriptedOutbox(Post(now=clock))


def keep(network: Network, **rhythm: Any) -> None:
    network.write.set_rhythm(replace(network.write.rhythm(), **rhythm))


def talk(network: Network, *names: str) -> None:
    for name in names:
        network.meet.offer(add(network, name, f"{name.lower()}@example.com"))


# -- pace ------------------------------------------------------------------------------------------------------------


def test_no_more_than_five_new_letters_leave_while_three_talks_are_open(
    each_network: Network, outbox: ScriptedOutbox, clock: Clock
) -> None:
    queued(each_network, *"ABCDEFG")
    send(each_network, outbox, limit=1)  # before anything was open: it does not count
    for name in ("Xia", "Yan", "Zoe"):
        clock.pass_(hours=1)
        talk(each_network, name)
    report = send(each_network, outbox)
    assert len(report.sent) == 5
    (line,) = report.blocked
    assert "5 new letters while 3 talks" in line.why
    assert "Xia" in line.why
    assert states(each_network)[line.name] == "queued"
    assert each_network.write.message(line.message).reason == line.why
    each_network.meet.cancel("Yan")
    assert send(each_network, outbox).complete


def test_a_talk_that_was_held_is_open_until_it_was_thanked_for(
    each_network: Network, outbox: ScriptedOutbox, clock: Clock
) -> None:
    keep(each_network, new_letters=1, open_talks=1)
    talk(each_network, "Xia")
    each_network.meet.agree("Xia", mode="phone", minutes=20, at=clock())
    each_network.meet.held("Xia")
    queued(each_network, "Ada", "Bo")
    assert len(send(each_network, outbox).blocked) == 1
    each_network.thank.done("Xia")
    assert send(each_network, outbox).complete


def test_thanks_leave_at_any_pace(each_network: Network, outbox: ScriptedOutbox) -> None:
    keep(each_network, new_letters=1, open_talks=1)
    queued(each_network, "Ada", "Bo")
    talk(each_network, "Xia")
    body = "Dear Xia,\n\nthank you for Thursday.\n\nSam"
    thanks = each_network.write.draft_one("Xia", purpose="thanks", subject="Thursday", body=body)
    each_network.write.approve([thanks.id])
    each_network.write.queue(outbox="post")
    report = send(each_network, outbox)
    assert sorted(line.name for line in report.sent) == ["Ada", "Xia"]
    assert [line.name for line in report.blocked] == ["Bo"]


def test_without_a_pace_all_leave(each_network: Network, outbox: ScriptedOutbox) -> None:
    keep(each_network, new_letters=0)
    talk(each_network, "Xia", "Yan", "Zoe")
    queued(each_network, *"ABCDEFG")
    assert send(each_network, outbox).complete


def test_an_offer_that_a_wrong_clock_put_into_the_future_keeps_the_pace(
    each_network: Network, outbox: ScriptedOutbox, clock: Clock
) -> None:
    keep(each_network, new_letters=1, open_talks=1)
    clock.pass_(days=300)
    talk(each_network, "Xia")
    clock.pass_(days=-300)
    queued(each_network, "Ada", "Bo")
    assert len(send(each_network, outbox).sent) == 1
    assert len(send(each_network, outbox).blocked) == 1


# -- quiet hours -----------------------------------------------------------------------------------------------------


def test_nothing_leaves_in_quiet_hours_and_all_of_it_afterwards(
    each_network: Network, outbox: ScriptedOutbox, clock: Clock
) -> None:
    keep(each_network, quiet_from=time(21), quiet_until=time(8), zone="America/New_York")
    queued(each_network, "Ada", "Bo")  # it is 9:00 in London, and 4:00 in New York
    report = send(each_network, outbox)
    assert [line.at for line in report.blocked] == [datetime(2026, 3, 2, 13, tzinfo=UTC)] * 2
    assert "from 21:00 to 08:00 (America/New_York)" in report.blocked[0].why
    assert outbox.post.calls == []
    clock.pass_(hours=4)
    assert send(each_network, outbox).complete
    assert each_network.write.messages()[0].reason == ""


def test_quiet_hours_that_were_given_up_keep_nothing_back(each_network: Network, outbox: ScriptedOutbox) -> None:
    keep(each_network, quiet_from=time(0), quiet_until=time(23, 59))
    queued(each_network, "Ada")
    assert send(each_network, outbox).blocked
    keep(each_network, quiet_from=None, quiet_until=None)
    assert send(each_network, outbox).complete


def test_quiet_hours_that_begin_between_the_phases_hold_the_letter_back(
    each_network: Network, outbox: ScriptedOutbox, clock: Clock
) -> None:
    keep(each_network, quiet_from=time(9, 30), quiet_until=time(10))
    queued(each_network, "Ada")
    outbox.after = lambda call, _: clock.pass_(minutes=31) if call == "prepare" else None
    assert send(each_network, outbox).blocked
    assert (outbox.post.sent, outbox.post.drafts) == ([], {})
    outbox.after = lambda call, _: None
    assert send(each_network, outbox).blocked
    clock.pass_(minutes=30)
    assert send(each_network, outbox).complete


def test_a_clock_that_was_ahead_in_quiet_hours_lets_nothing_wait_for_it(
    each_network: Network, outbox: ScriptedOutbox, clock: Clock
) -> None:
    keep(each_network, quiet_from=time(21), quiet_until=time(8))
    queued(each_network, "Ada")
    clock.pass_(days=300, hours=14)
    assert send(each_network, outbox).blocked
    clock.pass_(days=-300, hours=-14)
    assert send(each_network, outbox).complete


_ZONES = st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"])
_TIMES = st.times().map(lambda one: one.replace(second=0, microsecond=0))


@given(
    moment=st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),
    begins=_TIMES,
    ends=_TIMES,
    zone=_ZONES,
)
def test_quiet_hours_end_within_a_day_at_the_hour_that_was_set_and_are_over_then(
    moment: datetime, begins: time, ends: time, zone: str
) -> None:
    if begins == ends:
        return
    rhythm = Rhythm(quiet_from=begins, quiet_until=ends, zone=zone)
    until = rhythm.quiet_until_after(moment)
    if until is None:
        return
    assert until.time() == ends
    assert moment < until + timedelta(hours=1), "but for the hour that comes twice when summer ends"
    assert until - moment <= timedelta(hours=25)
    assert rhythm.quiet_until_after(until.astimezone(UTC) + timedelta(hours=0)) in {None, until} or begins == ends


@given(moment=st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)), zone=_ZONES)
def test_every_moment_lies_in_its_day_and_days_follow_each_other(moment: datetime, zone: str) -> None:
    rhythm = Rhythm(zone=zone)
    begin, end = rhythm.day_of(moment)
    assert begin <= moment < end
    assert rhythm.day_of(end)[0] == end


# -- caps ------------------------------------------------------------------------------------------------------------


def test_what_is_over_the_cap_of_the_day_leaves_the_next_day(
    each_network: Network, outbox: ScriptedOutbox, clock: Clock
) -> None:
    keep(each_network, daily_cap=2, zone="Europe/Berlin")
    queued(each_network, *"ABCDE")
    report = send(each_network, outbox)
    assert len(report.sent) == 2
    assert [line.at for line in report.deferred] == [datetime(2026, 3, 2, 23, tzinfo=UTC)] * 3
    assert "2 letters a day may leave through 'post'" in report.deferred[0].why
    assert sorted(states(each_network).values()) == ["deferred"] * 3 + ["sent"] * 2
    assert send(each_network, outbox).sent == ()
    clock.pass_(hours=14)  # midnight in Berlin
    assert (len(send(each_network, outbox).sent), len(send(each_network, outbox).sent)) == (2, 0)
    clock.pass_(days=1)
    assert send(each_network, outbox).complete
    assert outbox.post.copies() == [f"{name}@example.org" for name in "abcde"]


def test_the_cap_of_the_provider_can_be_made_smaller_and_not_greater(
    each_network: Network, outbox: ScriptedOutbox, clock: Clock
) -> None:
    queued(each_network, *"ABCDEFG")
    assert len(send(each_network, outbox, provider_cap=3).sent) == 3
    clock.pass_(days=1)
    keep(each_network, daily_cap=100)
    assert len(send(each_network, outbox, provider_cap=3).sent) == 3
    clock.pass_(days=1)
    keep(each_network, daily_cap=1)
    assert len(send(each_network, outbox, provider_cap=3).sent) == 1


def test_what_was_refused_does_not_count(each_network: Network, outbox: ScriptedOutbox) -> None:
    from netcore.plugins.outboxes import Rejected

    keep(each_network, daily_cap=1)
    queued(each_network, "Ada", "Bo", "Cy")
    outbox.before = raising(Rejected("no such mailbox"), on="commit", to="ada@example.org")
    report = send(each_network, outbox)
    assert (len(report.refused), len(report.sent), len(report.deferred)) == (1, 1, 1)


def test_what_may_have_left_counts(each_network: Network, outbox: ScriptedOutbox) -> None:
    keep(each_network, daily_cap=1)
    queued(each_network, "Ada", "Bo")
    outbox.before = raising(OSError("gone"), on="commit", to="ada@example.org")
    outbox.tells = lambda handle: "cannot tell"
    report = send(each_network, outbox)
    assert (len(report.uncertain), len(report.sent), len(report.deferred)) == (1, 0, 1)


def test_a_letter_that_a_dead_sender_left_prepared_yesterday_keeps_to_todays_cap(
    each_network: Network, outbox: ScriptedOutbox, clock: Clock
) -> None:
    keep(each_network, daily_cap=1)
    first, second = queued(each_network, "Ada", "Bo")
    outbox.before = raising(BaseException(), on="commit", to=first.to_address)
    with pytest.raises(BaseException):  # noqa: B017 -- as a kill would
        send(each_network, outbox, limit=1)
    outbox.before = lambda call, letter: None
    clock.pass_(days=1)
    report = send(each_network, outbox)
    assert len(outbox.post.sent) == 1
    assert len(report.deferred) == 1
    assert second.id in {report.deferred[0].message, report.sent[0].message}


def test_a_clock_that_goes_back_counts_nothing_anew_and_loses_nothing(
    each_network: Network, outbox: ScriptedOutbox, clock: Clock
) -> None:
    keep(each_network, daily_cap=2)
    queued(each_network, *"ABCDEFGH")
    today = clock.time
    assert len(send(each_network, outbox).sent) == 2
    clock.time = today + timedelta(days=400)
    assert len(send(each_network, outbox).sent) == 2
    clock.time = today  # the rest was put off until the year after next
    assert send(each_network, outbox).sent == (), "today's two have left already"
    for _ in range(3):
        clock.pass_(days=1)
        send(each_network, outbox)
    assert outbox.post.copies() == [f"{name}@example.org" for name in "abcdefgh"]


def test_what_a_provider_put_off_by_a_clock_ahead_is_tried_again(
    each_network: Network, outbox: ScriptedOutbox, clock: Clock
) -> None:
    from netcore.plugins.outboxes import Deferred

    queued(each_network, "Ada")
    today = clock.time
    clock.time = today + timedelta(days=400)
    outbox.before = raising(Deferred("busy"), on="commit")
    assert send(each_network, outbox).deferred
    outbox.before = lambda call, letter: None
    assert send(each_network, outbox).sent == ()
    clock.time = today
    assert send(each_network, outbox).complete


# -- settings --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "nonsense",
    [
        {"zone": "Europe/Atlantis"},
        {"zone": "../../etc/passwd"},
        {"new_letters": -1},
        {"daily_cap": -1},
        {"quiet_from": time(8), "quiet_until": time(8)},
    ],
)
def test_a_rhythm_that_makes_no_sense_is_refused_and_changes_nothing(
    network: Network, nonsense: dict[str, Any]
) -> None:
    with pytest.raises(UsageError):
        keep(network, **nonsense)
    assert network.write.rhythm() == Rhythm()
