"""Answers that are told of by hand."""

from datetime import datetime, timedelta

import pytest

from netcore.errors import NotFound, UsageError
from netcore.network import Network
from tests.conftest import Clock
from tests.steps.people import add
from tests.steps.write.post import Post, ScriptedOutbox, queued, send


def test_an_answer_is_kept_unread_and_belongs_to_the_last_letter(each_network: Network, clock: Clock) -> None:
    (message,) = queued(each_network, "Ada")
    send(each_network, ScriptedOutbox(Post(now=clock)))
    clock.pass_(days=2)
    reply = each_network.write.log_reply("Ada", "Yes!\r\nCome on Thursday.")
    assert (reply.person, reply.message, reply.kind, reply.received_at) == (
        message.person,
        message.id,
        "reply",
        clock(),
    )
    assert (reply.text, reply.looked_at, reply.how) == ("Yes!\nCome on Thursday.", False, "logged by you")
    assert each_network.write.replies() == each_network.write.replies(unread_only=True) == (reply,)


def test_an_answer_from_before_the_letter_answers_nothing(network: Network, clock: Clock) -> None:
    queued(network, "Ada")
    clock.pass_(days=1)
    send(network, ScriptedOutbox(Post(now=clock)))
    reply = network.write.log_reply("Ada", "Hello", at=clock() - timedelta(hours=5))
    assert reply.message == ""


def test_an_answer_that_was_looked_at_is_unread_no_more(network: Network) -> None:
    add(network, "Ada", "ada@example.org")
    reply = network.write.log_reply("Ada", "Yes!")
    assert network.write.look_at(reply.id).looked_at
    assert network.write.replies(unread_only=True) == ()
    assert [one.id for one in network.write.replies()] == [reply.id]


def test_the_user_can_say_that_it_was_of_another_kind(network: Network) -> None:
    add(network, "Ada", "ada@example.org")
    reply = network.write.log_reply("Ada", "Out of office", kind="automatic")
    assert network.write.look_at(reply.id, kind="unrelated").kind == "unrelated"
    assert network.write.replies()[0].kind == "unrelated"


def test_what_is_unrelated_stops_nothing(network: Network, clock: Clock) -> None:
    queued(network, "Ada")
    network.write.log_reply("Ada", "The newsletter", kind="unrelated")
    assert send(network, ScriptedOutbox(Post(now=clock))).complete


def test_somebody_who_asked_not_to_be_written_to_is_not_until_it_turns_out_otherwise(
    each_network: Network, clock: Clock
) -> None:
    queued(each_network, "Ada")
    reply = each_network.write.log_reply("Ada", "Stop these letters", kind="opt-out")
    each_network.write.look_at(reply.id)
    outbox = ScriptedOutbox(Post(now=clock))
    assert "not to be written to" in send(each_network, outbox).blocked[0].why
    each_network.write.look_at(reply.id, kind="reply")
    assert send(each_network, outbox).complete


def test_an_answer_is_in_the_journal_without_its_words(network: Network) -> None:
    ada = add(network, "Ada", "ada@example.org")
    network.write.log_reply(ada, "It is a secret")
    (entry, *_) = network.journal(person=ada)
    assert (entry.event, entry.text) == ("reply.received", "Ada answered.")


def test_an_answer_of_nobody_or_from_the_future_is_refused(network: Network, clock: Clock) -> None:
    add(network, "Ada", "ada@example.org")
    with pytest.raises(NotFound):
        network.write.log_reply("Zoe", "Yes!")
    with pytest.raises(NotFound):
        network.write.look_at("nothing")
    with pytest.raises(UsageError, match="still to come"):
        network.write.log_reply("Ada", "Yes!", at=clock() + timedelta(seconds=1))
    with pytest.raises(UsageError, match="time zone"):
        network.write.log_reply("Ada", "Yes!", at=datetime(2026, 1, 1))
