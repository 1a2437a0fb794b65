"""What a *no* means: never, later, or sign in first."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from netcore.errors import SignInNeeded
from netcore.plugins import Deferred, Rejected
from netcore_mail import refusals
from netcore_mail.refusals import NotSignedIn
from netcore_mail.smtp import Broken, Reply
from netcore_mail.submission import transparent

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOST = "smtp.example.org"


def reply(text: str) -> Reply:
    return Reply(code=int(text[:3]), lines=(text[4:],))


@pytest.mark.parametrize(
    "text",
    [
        "550 5.4.5 Daily user sending limit exceeded. - gsmtp",
        "550 5.4.5 Come back tomorrow",
        "554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException.MapiExceptionShutoffQuotaExceeded",
        "550 5.7.1 You have exceeded your outgoing mail limit",
        "554 5.7.1 Hourly sending limit reached",
        "550 limit of 200 messages per day reached",
    ],
)
def test_a_limit_of_the_account_only_puts_it_off_for_a_day(text: str) -> None:
    with pytest.raises(Deferred) as caught:
        refusals.of_letter(HOST, "bob@example.net", reply(text), NOW)
    assert caught.value.until == NOW + timedelta(days=1)


@pytest.mark.parametrize(
    "text",
    [
        "550 5.1.1 User unknown",
        "552 5.3.4 Message size exceeds fixed limit",
        "552 5.2.2 Mailbox quota exceeded",
        "553 5.1.3 Bad recipient address",
        "554 5.7.1 Spam",
        "550 5.7.1 Sender address rejected: not owned by user",
        "501 5.5.4 Syntax",
    ],
)
def test_a_letter_refused_for_good_is_rejected_in_the_words_of_the_server(text: str) -> None:
    with pytest.raises(Rejected) as caught:
        refusals.of_letter(HOST, "bob@example.net", reply(text), NOW)
    assert text in str(caught.value)
    assert "bob@example.net" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "wait"),
    [
        ("451 4.7.1 Greylisted, please try again in 300 seconds", timedelta(minutes=5)),
        ("451 4.7.1 Greylisting in action, please come back in 00:05:00", timedelta(minutes=5)),
        ("450 4.2.0 Try again after 10 minutes", timedelta(minutes=10)),
        ("451 wait 99999 min", timedelta(days=1)),
        ("451 4.7.1 Greylisted", None),
        ("421 4.7.0 Try again later", None),
        ("451 in 2 places", None),
    ],
)
def test_a_server_that_says_when_to_come_again_is_obeyed(text: str, wait: timedelta | None) -> None:
    with pytest.raises(Deferred) as caught:
        refusals.of_letter(HOST, "bob@example.net", reply(text), NOW)
    assert caught.value.until == (None if wait is None else NOW + wait)


@pytest.mark.parametrize("code", [530, 534, 535, 538])
def test_a_demand_to_sign_in_is_no_refusal_of_the_letter(code: int) -> None:
    with pytest.raises(SignInNeeded):
        refusals.of_letter(HOST, "bob@example.net", reply(f"{code} 5.7.0 Authentication required"), NOW)


def test_a_lack_of_permission_is_safe_to_repeat_for_those_who_know_only_that() -> None:
    error = NotSignedIn("Sign in.")
    assert isinstance(error, Deferred)
    assert isinstance(error, SignInNeeded)
    assert (str(error), error.until) == ("Sign in.", None)


@given(st.integers(200, 599), st.text(max_size=60))
def test_every_answer_means_something(code: int, text: str) -> None:
    with pytest.raises((Deferred, Rejected, Broken)) as caught:
        refusals.of_letter(HOST, "bob@example.net", Reply(code=code, lines=(text,)), NOW)
    assert isinstance(caught.value, Broken) == (code < 400)
    if isinstance(caught.value, Rejected):
        assert code >= 500


@given(st.lists(st.sampled_from([b".", b"\r\n", b"\n", b"\r", b"x", b"\0"])).map(b"".join) | st.binary(max_size=99))
@example(b".")
@example(b"x\n.\ny")
@example(b"x\r.\r..")
def test_no_line_of_a_letter_is_the_last_dot_and_all_come_back_as_they_were(letter: bytes) -> None:
    wire = transparent(letter)
    assert wire.endswith(b"\r\n")
    lines = wire.split(b"\r\n")
    assert b"." not in lines
    assert not any(b"\r" in line or b"\n" in line for line in lines)
    back = b"\n".join(line.removeprefix(b".") for line in lines)
    plain = letter.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    assert back == (plain if plain.endswith(b"\n") else plain + b"\n")
