"""One follow-up, when it is due, and never a second."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netcore.errors import NotContactable, NotPossibleNow, UsageError
from netcore.model.message import Message, Reply
from netcore.network import Network
from netcore.steps.silence import business_days_after, business_days_before
from netcore.store.ids import new_id
from tests.conftest import Clock
from tests.steps.people import add, add_message, store_of
from tests.steps.write.post import Post, ScriptedOutbox, ready, send

DUE = timedelta(days=9)
"""Seven business days after a Monday."""


def asked(network: Network, name: str = "Ada", **values: Any) -> Message:
    """A letter that left on a Monday."""
    ready(network)
    address = f"{name.lower()}@example.org"
    person = add(network, name, f"{name.lower()}@work.example", address)
    network.choose.keep([person])
    fields = {"to_address": address, "to_key": address, "to_name": name, "message_id": f"<{name}.1@example.org>"}
    return add_message(network, person, **{**fields, **values})


def proposed(network: Network) -> list[str]:
    return [item.person for item in network.agenda() if item.kind == "follow-up"]


def test_it_answers_the_letter_that_it_follows_at_the_same_address(each_network: Network, clock: Clock) -> None:
    first = asked(each_network, subject="Re: Boats")
    clock.pass_(days=9)
    assert proposed(each_network) == [first.person]
    letter = each_network.write.follow_up("Ada")
    assert (letter.purpose, letter.in_reply_to, letter.subject) == ("follow-up", first.message_id, "Re: Boats")
    assert (letter.to_address, letter.state) == (first.to_address, "draft")
    assert "no rush" in letter.body


def test_its_usual_words_pass_the_checks_and_it_leaves_like_any_letter(each_network: Network, clock: Clock) -> None:
    first = asked(each_network)
    clock.pass_(days=9)
    letter = each_network.write.follow_up(first.id)
    (checked,) = each_network.write.check([letter.id])
    assert not [finding for finding in checked.findings if finding.level == "block"]
    each_network.write.approve([letter.id])
    each_network.write.queue(outbox="post")
    post = Post(now=clock)
    send(each_network, ScriptedOutbox(post))
    assert [one.in_reply_to for one in post.sent] == [first.message_id]


def _two_queued(network: Network, clock: Clock) -> tuple[str, str]:
    """Follow-ups to Ada and Bo, approved and waiting."""
    people = tuple(asked(network, name).person for name in ("Ada", "Bo"))
    clock.pass_(days=9)
    network.write.approve([network.write.follow_up(person).id for person in people])
    network.write.queue(outbox="post")
    return people[0], people[1]


def test_of_two_that_turn_out_to_be_one_human_one_is_followed_up(each_network: Network, clock: Clock) -> None:
    each_network.gather.same(*_two_queued(each_network, clock))
    post = Post(now=clock)
    report = send(each_network, ScriptedOutbox(post))
    assert len(post.sent) == 1
    assert "a second time does not belong" in report.blocked[0].why


@pytest.mark.parametrize(
    ("what", "why"),
    [("a talk", "A talk with them is offered"), ("a bounce", "No letter waits"), ("an answer", "No letter waits")],
)
def test_what_comes_up_after_the_approval_keeps_it_from_leaving(
    each_network: Network, clock: Clock, what: str, why: str
) -> None:
    ada, _ = _two_queued(each_network, clock)
    if what == "a talk":
        each_network.meet.offer(ada)
    else:
        reply = each_network.write.log_reply(ada, kind="bounce" if what == "a bounce" else "reply")
        each_network.write.look_at(reply.id)
    post = Post(now=clock)
    report = send(each_network, ScriptedOutbox(post))
    assert post.copies() == ["bo@example.org"]
    assert why in report.blocked[0].why


def test_without_an_id_to_answer_it_does_not_pretend_to_be_an_answer(network: Network, clock: Clock) -> None:
    asked(network, subject="Boats", message_id="")
    clock.pass_(days=9)
    letter = network.write.follow_up("Ada", "Dear Ada,\n\nHello again!\n\nSam")
    assert (letter.subject, letter.in_reply_to, letter.body) == ("Boats", "", "Dear Ada,\n\nHello again!\n\nSam")


def test_it_is_due_after_seven_business_days_or_after_as_many_as_the_user_says(network: Network, clock: Clock) -> None:
    asked(network)
    clock.pass_(days=8, hours=23)
    assert proposed(network) == []
    with pytest.raises(NotPossibleNow, match="due on 2026-03-11"):
        network.write.follow_up("Ada")
    assert network.write.follow_up_after(3) == 3
    assert proposed(network)
    network.write.follow_up("Ada")
    with pytest.raises(UsageError, match="makes no sense"):
        network.write.follow_up_after(0)


@given(moment=st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)), days=st.integers(0, 60))
def test_so_many_business_days_earlier_lie_so_many_working_days_between(moment: datetime, days: int) -> None:
    earlier = business_days_before(moment, days)
    between = [earlier + timedelta(days=n) for n in range((moment - earlier).days)]
    assert sum(day.weekday() < 5 for day in between) == days


@given(moment=st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)), days=st.integers(1, 60))
def test_the_day_that_is_named_is_the_first_on_which_it_is_due(moment: datetime, days: int) -> None:
    due = business_days_after(moment, days)
    assert business_days_before(due, days) >= moment > business_days_before(due - timedelta(days=1), days)


def _reply(kind: str, *, read: bool) -> Any:
    def happen(network: Network) -> None:
        reply = network.write.log_reply("Ada", "…", kind=kind)  # type: ignore[arg-type]  # one of the kinds
        if read:
            network.write.look_at(reply.id)

    return happen


def _letters(*purposes: str) -> Any:
    def happen(network: Network) -> None:
        for purpose in purposes:
            add_message(network, network.gather.find("Ada").id, purpose=purpose)  # type: ignore[arg-type]  # purposes

    return happen


@pytest.mark.parametrize(
    ("happen", "why"),
    [
        (_reply("reply", read=False), "not looked at"),
        (_reply("automatic", read=False), "not looked at"),
        (_reply("reply", read=True), "nothing to follow up"),
        (_reply("bounce", read=True), "nothing to follow up"),
        (_reply("opt-out", read=True), "not to be written to"),
        (_letters("follow-up"), "once already"),
        (_letters("request", "invitation"), "3 letters"),
        (lambda network: network.meet.offer("Ada"), "offered or agreed"),
        (lambda network: add_message(network, network.gather.find("Ada").id, "draft"), "on its way already"),
    ],
)
def test_what_happened_forbids_it_also_in_the_agenda(
    each_network: Network, clock: Clock, happen: Any, why: str
) -> None:
    asked(each_network)
    clock.pass_(hours=1)
    happen(each_network)
    clock.pass_(days=14)
    with pytest.raises(NotPossibleNow, match=why):
        each_network.write.follow_up("Ada")
    assert proposed(each_network) == []


def test_a_machines_answer_that_was_looked_at_breaks_no_silence(each_network: Network, clock: Clock) -> None:
    asked(each_network)
    clock.pass_(hours=1)
    _reply("automatic", read=True)(each_network)
    clock.pass_(days=14)
    assert proposed(each_network)
    each_network.write.follow_up("Ada")


def test_an_answer_begins_the_count_anew(each_network: Network, clock: Clock) -> None:
    first = asked(each_network)
    clock.pass_(days=1)
    _reply("reply", read=True)(each_network)
    clock.pass_(days=1)
    add_message(each_network, first.person, message_id="<Ada.2@example.org>", to_address=first.to_address)
    clock.pass_(days=14)
    assert proposed(each_network) == [first.person]
    assert each_network.write.follow_up("Ada").in_reply_to == "<Ada.2@example.org>"


def test_nobody_who_is_off_the_list_is_followed_up(network: Network, clock: Clock) -> None:
    asked(network)
    network.choose.eliminate(["Ada"])
    clock.pass_(days=14)
    with pytest.raises(NotContactable):
        network.write.follow_up("Ada")


def test_somebody_who_asked_not_to_be_written_to_is_to_be_taken_off_the_list(
    each_network: Network, clock: Clock
) -> None:
    first = asked(each_network)
    clock.pass_(days=1)
    _reply("opt-out", read=True)(each_network)
    (item,) = [item for item in each_network.agenda() if item.kind == "opt-out"]
    assert item.do == f"netcore eliminate {first.person}"
    each_network.choose.eliminate([first.person])
    assert not [item for item in each_network.agenda() if item.kind == "opt-out"]


def test_a_single_letter_that_calls_itself_a_follow_up_keeps_the_same_rules(
    each_network: Network, clock: Clock
) -> None:
    first = asked(each_network)
    words = {"purpose": "follow-up", "subject": "Boats again", "body": "Dear Ada,\n\nHello again!\n\nSam"}
    with pytest.raises(NotPossibleNow, match="due on 2026-03-11"):
        each_network.write.draft_one("Ada", **words)  # type: ignore[arg-type]  # one of the purposes
    clock.pass_(days=9)
    letter = each_network.write.draft_one("Ada", **words)  # type: ignore[arg-type]  # as above
    assert (letter.subject, letter.body, letter.in_reply_to) == (words["subject"], words["body"], first.message_id)
    with pytest.raises(NotPossibleNow, match="on its way already"):
        each_network.write.draft_one("Ada", **words)  # type: ignore[arg-type]  # as above


def test_a_letter_that_came_back_is_not_one_of_three_that_were_not_answered(
    each_network: Network, clock: Clock
) -> None:
    first = asked(each_network)
    for _ in range(2):
        clock.pass_(days=1)
        returned = add_message(each_network, first.person)
        with store_of(each_network).write() as tx:
            tx.replies.add(
                Reply(
                    id=new_id(),
                    person=first.person,
                    kind="bounce",
                    received_at=tx.now,
                    message=returned.id,
                    looked_at=True,
                )
            )
    clock.pass_(days=9)
    assert proposed(each_network) == [first.person]
    assert each_network.write.follow_up("Ada").in_reply_to == first.message_id


def test_any_real_contact_begins_the_wait_anew(each_network: Network, clock: Clock) -> None:
    first = asked(each_network)
    sent_at = clock()
    with store_of(each_network).read() as tx:
        assert tx.messages.last_contact(first.person) == sent_at
    clock.pass_(days=1)
    for kind in ("automatic", "bounce"):
        each_network.write.look_at(each_network.write.log_reply("Ada", "…", kind=kind).id)  # type: ignore[arg-type]  # kinds
    with store_of(each_network).read() as tx:
        assert tx.messages.last_contact(first.person) is None, "a letter that came back and a machine are no contact"
        assert tx.messages.was_written_to(first.person)
    each_network.write.look_at(each_network.write.log_reply("Ada", "Yes!").id)
    with store_of(each_network).read() as tx:
        assert tx.messages.last_contact(first.person) == clock()
    clock.pass_(days=1)
    each_network.meet.offer("Ada")
    each_network.meet.agree("Ada", mode="phone", minutes=20, at=clock())
    each_network.meet.held("Ada")
    with store_of(each_network).read() as tx:
        assert tx.messages.last_contact(first.person) == clock()
