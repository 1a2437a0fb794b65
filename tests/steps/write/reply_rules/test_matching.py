"""A mail is matched by ids first, by address second."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netcore.steps.write.reply_rules import match
from netcore.steps.write.reply_rules.matching import bare_prefix, bare_subject
from tests.steps.write.reply_rules.mails import SENT_AT, mail, message


def how(*args: object, **kwargs: object) -> tuple[str, str] | None:
    found = match(*args, **kwargs)  # type: ignore[arg-type]
    return (found.message.id, found.how) if found else None


def test_in_reply_to_decides_even_when_the_answer_comes_from_another_address() -> None:
    assert how(mail(from_address="m.work@example.net", subject="hi", in_reply_to="<m1@example.com>"), [message()]) == (
        "m1",
        "In-Reply-To",
    )


def test_in_reply_to_decides_against_a_later_message_with_the_same_subject() -> None:
    sent = [message(), message("m2", sent_at=SENT_AT + timedelta(hours=3))]
    assert how(mail(in_reply_to="<m1@example.com>"), sent) == ("m1", "In-Reply-To")


def test_the_newest_reference_of_ours_decides() -> None:
    references = ("<m1@example.com>", "<m2@example.com>", "<theirs@example.org>")
    assert how(mail(references=references), [message(), message("m2")]) == ("m2", "References")


def test_ids_are_compared_without_their_brackets() -> None:
    assert how(mail(in_reply_to=" m1@example.com "), [message()]) == ("m1", "In-Reply-To")


def test_the_providers_conversation_decides_where_ids_are_lost() -> None:
    sent = message(message_id="")
    assert how(mail(thread="t9", from_address="x@example.net"), [sent], threads=[("t9", sent)]) == (
        "m1",
        "conversation",
    )


def test_an_empty_conversation_matches_nothing() -> None:
    sent = message(message_id="")
    assert how(mail(thread="", from_address="x@example.net"), [sent], threads=[("", sent)]) is None


def test_a_bounce_is_matched_by_the_headers_that_it_returns() -> None:
    bounce = mail(from_address="mailer-daemon@example.net", text="…\nMessage-ID: <m1@example.com>\nSubject: x")
    assert how(bounce, [message()]) == ("m1", "returned headers")


def test_address_and_subject_match_whatever_the_case_and_the_prefix() -> None:
    answer = mail(from_address="MAYA@Example.org", subject="AW: RE: choir days,  boat plans")
    assert how(answer, [message()]) == ("m1", "address and subject")


def test_of_two_messages_with_the_subject_the_later_is_answered() -> None:
    sent = [message("m2", sent_at=SENT_AT + timedelta(hours=3)), message()]
    assert how(mail(), sent) == ("m2", "address and subject")


def test_another_subject_from_their_address_answers_the_latest_message() -> None:
    sent = [message(), message("m2", sent_at=SENT_AT + timedelta(hours=3))]
    assert how(mail(subject="Coffee!"), sent) == ("m2", "address")


@pytest.mark.parametrize("days", [-5, 200])
def test_a_mail_long_before_or_long_after_answers_nothing(days: int) -> None:
    assert how(mail(received_at=SENT_AT + timedelta(days=days)), [message()]) is None


def test_an_answer_whose_clock_is_some_minutes_behind_still_counts() -> None:
    assert how(mail(received_at=SENT_AT - timedelta(minutes=4)), [message()]) == ("m1", "address and subject")
    assert how(mail(received_at=SENT_AT - timedelta(minutes=6)), [message()]) is None


@given(st.integers(-3000, 3000), st.integers(-3000, 3000))
def test_ids_decide_whatever_the_clocks_say(arrived: int, now: int) -> None:
    answer = mail(received_at=SENT_AT + timedelta(hours=arrived), in_reply_to="<m1@example.com>")
    assert how(answer, [message()], now=SENT_AT + timedelta(hours=now)) == ("m1", "In-Reply-To")


def test_of_a_letter_that_left_in_the_future_dates_say_nothing() -> None:
    answer = mail(received_at=SENT_AT - timedelta(days=300))
    assert how(answer, [message()], now=SENT_AT - timedelta(days=300)) == ("m1", "address and subject")
    assert how(answer, [message()], now=SENT_AT + timedelta(days=1)) is None


def test_a_prefix_is_taken_from_the_beginning_only() -> None:
    assert bare_prefix("Re: Boat store: a story, fwd: to you") == "Boat store: a story, fwd: to you"


def test_a_strangers_mail_answers_nothing() -> None:
    assert how(mail(from_address="stranger@example.org"), [message()]) is None


@given(st.text(), st.sampled_from(["Re: ", "AW: ", "Fwd: re: ", "SV: ", "RE[2]: ", "R: ", "回复："]))
def test_a_reply_prefix_never_changes_the_bare_subject(subject: str, prefix: str) -> None:
    assert bare_subject(prefix + bare_subject(subject)) == bare_subject(bare_subject(subject))
