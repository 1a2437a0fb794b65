"""The outbox: a letter leaves once, whichever call fails in whichever way, and nobody has to guess afterwards."""

import functools
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes
from typing import Any

import pytest
from google_lab import GoogleLab, refusal

from netcore.errors import NetcoreError, SignInNeeded
from netcore.model.message import Attachment, Outgoing, Receipt
from netcore.plugins import Context, Deferred, Rejected, Uncertain
from netcore.plugins.eml import KEY_HEADER
from netcore.plugins.http import HttpPatience
from netcore.testing import FixedClock, sample_outgoing
from netcore.testing.http_lab import Asked, Told
from netcore_google import manifest
from netcore_google.outbox import GmailOutbox
from netcore_google.scopes import DRAFTS

Make = Callable[..., GmailOutbox]
SEND = "/gmail/v1/users/me/drafts/send"
DRAFT = "/gmail/v1/users/me/drafts"


@pytest.fixture
def make(context: Callable[..., Context], patience: HttpPatience) -> Make:
    return lambda **settings: GmailOutbox(context(manifest.netcore_outboxes()[0], **settings), patience=patience)


def deliver(make: Make, message: Outgoing) -> Receipt:
    """Do as the core does, with a new process after every failure, until the letter has left."""
    handle = ""
    for _ in range(6):
        try:
            if handle:
                found = make().lookup(handle)
                if isinstance(found, Receipt):
                    return found
                assert found == "not sent"
            else:
                handle = make().prepare(message)
            return make().commit(handle)
        except (Deferred, Uncertain, NetcoreError):
            continue
    raise AssertionError("it never left")


def lose_answer(google: GoogleLab) -> Callable[[Asked], Told]:
    """Google does it, and the answer is lost."""

    def lost(asked: Asked) -> Told:
        google._answered(asked)
        return Told(cut_after=-1)

    return lost


FAULTS: dict[str, Callable[[GoogleLab], Any]] = {
    "the request is lost": lambda _: Told(cut_after=-1),
    "the answer is lost": lose_answer,
    "the answer breaks off": lambda google: lambda asked: Told(200, google._answered(asked).body, cut_after=3),
    "done, and then 500": lambda google: lambda asked: (google._answered(asked), refusal(500))[1],
    "500": lambda _: refusal(500),
    "503": lambda _: refusal(503),
    "429": lambda _: refusal(429, "Too many", "rateLimitExceeded"),
    "429 for an hour": lambda _: refusal(429, "Too many", "rateLimitExceeded", retry_after="3600"),
    "a web page": lambda _: Told(200, b"<html>Welcome to the hotel"),
    "done, and then a web page": lambda google: lambda asked: (google._answered(asked), Told(200, b"<html>"))[1],
    "the token died": lambda _: refusal(401, "Invalid Credentials", "authError"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_every_call_times_every_fault_leaves_one_letter_and_no_doubt(
    google: GoogleLab, make: Make, state: dict[str, str], fault: str
) -> None:
    deliver(make, sample_outgoing("rehearsal"))
    calls = [one for one in google.asked if one.path.startswith("/gmail")]
    assert len(calls) >= 4
    for number in range(len(calls)):
        google.gmail.sent.clear()
        left = number

        def nth(asked: Asked) -> Told:
            nonlocal left
            left -= 1
            if left == -1:
                told = FAULTS[fault](google)
                return told if isinstance(told, Told) else told(asked)
            return google._answered(asked)

        google._script.clear()
        google.on("*", "/gmail/.*", *[nth] * 40)
        receipt = deliver(make, sample_outgoing(f"k{number}"))
        assert len(google.gmail.sent) == 1, (number, fault)
        assert not google.gmail.drafts, (number, fault)
        assert receipt.thread


@pytest.mark.parametrize("fault", ["the answer is lost", "done, and then 500", "done, and then a web page"])
def test_a_letter_that_broke_on_its_way_is_settled_at_once(google: GoogleLab, make: Make, fault: str) -> None:
    google.on("POST", SEND, FAULTS[fault](google))
    outbox = make()
    receipt = outbox.commit(outbox.prepare(sample_outgoing()))
    assert receipt.message_id.endswith("@mail.gmail.com>")
    assert len(google.gmail.sent) == 1


def test_a_letter_that_left_while_google_said_nothing_is_found(
    google: GoogleLab, context: Callable[..., Context]
) -> None:
    def silent(asked: Asked) -> Told:
        google._answered(asked)
        return Told(silent=True)

    google.on("POST", SEND, silent)
    impatient = HttpPatience(connect=5, silence=2, whole=5, sleep=lambda _: None)
    outbox = GmailOutbox(context(manifest.netcore_outboxes()[0]), patience=impatient)
    assert outbox.commit(outbox.prepare(sample_outgoing())).message_id
    assert len(google.gmail.sent) == 1


def test_the_receipt_has_the_names_that_gmail_gave(google: GoogleLab, make: Make) -> None:
    receipt = make().commit(make().prepare(sample_outgoing()))
    (raw,) = google.gmail.sent
    sent = message_from_bytes(raw)
    assert receipt.message_id == sent["Message-ID"] != "<k1@netcore.example.org>"
    assert sent[KEY_HEADER] == "k1"
    (mail,) = google.gmail.mails.values()
    assert receipt.thread == mail.thread


def test_an_answer_stays_in_its_conversation(google: GoogleLab, make: Make) -> None:
    first = make().commit(make().prepare(sample_outgoing()))
    again = sample_outgoing("k2", in_reply_to=first.message_id, references=(first.message_id,))
    assert make().commit(make().prepare(again)).thread == first.thread


def test_another_letter_in_a_conversation_is_not_taken_for_ours(google: GoogleLab, make: Make) -> None:
    first = make().commit(make().prepare(sample_outgoing()))
    handle = make().prepare(sample_outgoing("k2", in_reply_to=first.message_id))
    (draft,) = google.gmail.drafts
    google.gmail._add(b"From: me\r\n\r\nby hand", first.thread, ["SENT"])
    google.gmail.users_drafts_delete(userId="me", id=draft)
    assert make().lookup(handle) == "not sent"


def test_a_letter_in_the_conversation_to_a_former_address_proves_nothing_of_the_new_one(
    google: GoogleLab, make: Make
) -> None:
    thread = make().commit(make().prepare(sample_outgoing("k1"))).message_id
    make().commit(make().prepare(sample_outgoing("k2", in_reply_to=thread)))
    handle = make().prepare(sample_outgoing("k2", in_reply_to=thread, to_address="ada@new.example"))
    (draft,) = google.gmail.drafts
    google.gmail.users_drafts_delete(userId="me", id=draft)
    assert make().lookup(handle) == "cannot tell"


def test_a_letter_in_doubt_leaves_again_only_when_the_user_says_that_it_has_not_left(
    google: GoogleLab, make: Make
) -> None:
    handle = make().prepare(sample_outgoing())
    (draft,) = google.gmail.drafts
    google.gmail.users_drafts_send(userId="me", body={"id": draft})
    blind = functools.partial(make, scopes=(DRAFTS,))
    assert blind().lookup(handle) == "cannot tell"
    with pytest.raises(Uncertain):
        blind().commit(blind().prepare(sample_outgoing()))
    assert len(google.gmail.sent) == 1
    blind().commit(blind().prepare(sample_outgoing(unsent=handle)))
    assert len(google.gmail.sent) == 2


def test_a_draft_that_the_user_sends_themselves_is_sent(google: GoogleLab, make: Make) -> None:
    handle = make().prepare(sample_outgoing())
    (draft,) = google.gmail.drafts
    mail = google.gmail.mails[google.gmail.drafts[draft]]
    mail.raw = mail.raw.replace(b"X-Netcore-Key", b"X-Gone")  # Gmail's editor keeps no header of ours
    google.gmail.users_drafts_send(userId="me", body={"id": draft})
    assert isinstance(make().lookup(handle), Receipt)
    assert isinstance(make().commit(handle), Receipt)
    assert len(google.gmail.sent) == 1


def test_a_draft_that_the_user_deletes_is_not_sent(google: GoogleLab, make: Make) -> None:
    handle = make().prepare(sample_outgoing())
    (draft,) = google.gmail.drafts
    google.gmail.users_drafts_delete(userId="me", id=draft)
    assert make().lookup(handle) == "not sent"
    with pytest.raises(Rejected, match="deleted at Gmail before it was sent"):
        make().commit(handle)
    assert not google.gmail.sent


def test_a_letter_is_found_by_its_key_when_its_conversation_is_gone(google: GoogleLab, make: Make) -> None:
    handle = make().prepare(sample_outgoing())
    (draft,) = google.gmail.drafts
    sent = google.gmail.users_drafts_send(userId="me", body={"id": draft})
    google.gmail.mails[sent["id"]].thread = "another"
    assert isinstance(make().lookup(handle), Receipt)


def test_where_gmail_forgot_everything_nothing_is_sent_again(google: GoogleLab, make: Make) -> None:
    handle = make().prepare(sample_outgoing())
    (draft,) = google.gmail.drafts
    sent = google.gmail.users_drafts_send(userId="me", body={"id": draft})
    google.gmail.delete(sent["id"])
    google.gmail.forget_history()
    assert make().lookup(handle) == "cannot tell"
    with pytest.raises(Uncertain):
        make().commit(handle)
    assert len(google.gmail.sent) == 1


def test_without_reading_it_sends_and_says_when_it_cannot_tell(google: GoogleLab, make: Make) -> None:
    outbox = make(scopes=(DRAFTS,))
    handle = outbox.prepare(sample_outgoing())
    assert outbox.lookup(handle) == "not sent"
    receipt = outbox.commit(handle)
    assert receipt.thread
    assert receipt.message_id == ""
    assert outbox.lookup(handle) == "cannot tell"


def test_the_daily_limit_defers_to_tomorrow(google: GoogleLab, make: Make, clock: FixedClock) -> None:
    google.gmail.daily_limit = 0
    handle = make().prepare(sample_outgoing())
    with pytest.raises(Deferred, match="no more letters today") as caught:
        make().commit(handle)
    assert caught.value.until == clock() + timedelta(days=1)
    google.gmail.daily_limit = 1
    assert isinstance(make().commit(handle), Receipt)
    assert len(google.gmail.sent) == 1


def test_the_moment_in_gmail_s_sentence_is_waited_for(google: GoogleLab, make: Make, clock: FixedClock) -> None:
    handle = make().prepare(sample_outgoing())
    until = clock() + timedelta(minutes=15)
    told = f"User-rate limit exceeded.  Retry after {until:%Y-%m-%dT%H:%M:%S.000Z} (Mail sending)"
    google.on("POST", SEND, refusal(429, told, "rateLimitExceeded"))
    with pytest.raises(Deferred) as caught:
        make().commit(handle)
    assert caught.value.until == until
    assert len(google.calls("gmail.users.drafts.send")) == 1, "asking again sooner only makes it longer"


def test_consent_taken_back_between_the_phases_sends_nothing(google: GoogleLab, make: Make) -> None:
    handle = make().prepare(sample_outgoing())
    for grant in google.accounts.grants.values():
        google.accounts.take_back(grant)
    with pytest.raises(SignInNeeded, match="Run: netcore accounts add") as caught:
        make().commit(handle)
    assert isinstance(caught.value, Deferred)
    assert not google.gmail.sent
    with pytest.raises(SignInNeeded):
        make().prepare(sample_outgoing("k2"))


def test_drafts_only_leaves_the_sending_to_the_user(google: GoogleLab, make: Make) -> None:
    outbox = make(drafts_only=True)
    receipt = outbox.commit(outbox.prepare(sample_outgoing()))
    assert "Drafts" in receipt.detail
    assert len(google.gmail.drafts) == 1
    assert not google.gmail.sent


def test_a_bad_recipient_is_refused_by_gmail_s_own_words(google: GoogleLab, make: Make) -> None:
    google.on("POST", SEND, refusal(400, "Invalid To header", "invalidArgument"))
    handle = make().prepare(sample_outgoing())
    with pytest.raises(Rejected, match="Invalid To header"):
        make().commit(handle)


def test_a_letter_that_is_too_large_is_refused_before_anything_is_sent(google: GoogleLab, make: Make) -> None:
    attachment = Attachment(name="x", media_type="image/png", data=b"x" * 20_000_000)
    with pytest.raises(Rejected, match="at most 25"):
        make().prepare(sample_outgoing(attachments=(attachment,)))
    assert not google.asked


def test_an_alias_is_what_the_settings_say(google: GoogleLab, make: Make) -> None:
    outbox = make(from_address="countess@example.org")
    outbox.commit(outbox.prepare(sample_outgoing()))
    assert "countess@example.org" in message_from_bytes(google.gmail.sent[0])["From"]
