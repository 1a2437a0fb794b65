"""What a machine sent is told by its headers, and by what its subject says beyond the subject that it answers."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netcore.steps.write.reply_rules import classify
from netcore.steps.write.reply_rules.subjects import beyond
from tests.steps.write.reply_rules.mails import mail, message

OURS = "Boats, Maya"

AWAY = [
    "Automatic reply: {}",
    "Auto: {}",
    "Autoreply: {}",
    "Out of Office: {}",
    "Out of office Re: {}",
    "Out of the office until Monday: {}",
    "OOO: {}",
    "On leave Re: {}",
    "Annual leave: {}",
    "Re: {} (Out of Office)",
    "{} [Out of office]",
    "Maya Stone/NYC is out of the office (returning 03/20/2026)",
    "Nicht im Büro Re: {}",
    "Nicht im Haus: {}",
    "Abwesenheitsnotiz: {}",
    "Automatische Antwort: {}",
    "Automatische Abwesenheitsnachricht AW: {}",
    "Im Urlaub: {}",
    "Bin im Urlaub Re: {}",
    "Absente du bureau : Re: {}",
    "Absent du bureau RE: {}",
    "Absence du bureau : {}",
    "Réponse automatique : {}",
    "Message d'absence : {}",
    "En congé : {}",
    "Fuera de oficina Re: {}",
    "Fuera de la oficina: {}",
    "Respuesta automática: {}",
    "De vacaciones Re: {}",
    "Risposta automatica: {}",
    "Fuori ufficio: {}",
    "Fuori sede Re: {}",
    "Assente dall'ufficio: {}",
    "Afwezigheidsbericht: {}",
    "Niet op kantoor: {}",
    "Automatisch antwoord: {}",
    "Fora do escritório: {}",
    "Resposta automática: {}",
    "Ausência temporária: {}",
    "Autosvar: {}",
    "Frånvarande: {}",
    "Automaattinen vastaus: {}",
]


@pytest.mark.parametrize("subject", AWAY)
def test_an_absence_is_known_by_its_subject_alone(subject: str) -> None:
    away = mail(subject=subject.format(OURS), in_reply_to="<m1@example.com>", text="I am back on Monday.")
    assert classify(away, message(subject=OURS)) == "automatic"


OURS_THAT_SOUND_SO = [
    "On holiday I thought of you",
    "Out of the office and into boats",
    "Automatic reply machines of 1970",
    "Boats: a rejected mail and other stories",
    "Im Urlaub an dich gedacht",
    "Undeliverable dreams",
    "Sorry for the delay",
    "Stop",
]


@pytest.mark.parametrize("ours", OURS_THAT_SOUND_SO)
@pytest.mark.parametrize("prefix", ["", "Re: ", "RE: ", "AW: ", "Re: Re: ", "[EXTERNAL] Re: ", "Fwd: Re: "])
def test_what_our_own_subject_says_makes_no_machine_of_a_person(ours: str, prefix: str) -> None:
    answer = mail(subject=f"{prefix}{ours}", text="Yes, let us talk on Tuesday at five! My old address does not exist.")
    assert classify(answer, message(subject=ours)) == "reply"


@pytest.mark.parametrize("ours", OURS_THAT_SOUND_SO)
@pytest.mark.parametrize("subject", ["Automatic reply: {}", "Out of office Re: {}", "Abwesenheitsnotiz: {}"])
def test_what_stands_before_our_subject_still_does(ours: str, subject: str) -> None:
    assert classify(mail(subject=subject.format(ours)), message(subject=ours)) == "automatic"


@pytest.mark.parametrize("ours", OURS_THAT_SOUND_SO)
def test_a_letter_comes_back_whatever_its_subject(ours: str) -> None:
    bounce = mail(from_address="mailer-daemon@x.net", subject=f"Undeliverable: {ours}", text="550 5.1.1 User unknown")
    assert classify(bounce, message(subject=ours)) == "bounce"


@pytest.mark.parametrize(
    "subject",
    [
        "Re: On vacation until the 9th - boats then?",
        "RE: Out of the office on Friday, Monday?",
        "AW: Im Urlaub erst ab Mai",
        "Re: Automatic reply: {}",
    ],
)
def test_a_person_who_changes_the_subject_of_an_answer_is_a_person(subject: str) -> None:
    answer = mail(subject=subject.format(OURS), in_reply_to="<m1@example.com>", text="Typing this at the beach!")
    assert classify(answer, message(subject=OURS)) == "reply"


@pytest.mark.parametrize(
    "header", [("Auto-Submitted", "auto-replied"), ("X-Autoreply", "yes"), ("Precedence", "auto_reply")]
)
def test_headers_decide_whatever_the_subject(header: tuple[str, str]) -> None:
    assert classify(mail(subject=f"Re: {OURS}", headers=(header,)), message(subject=OURS)) == "automatic"


@given(st.text(max_size=40), st.sampled_from(["", "Re: ", "AW: RE: ", "回复："]))
def test_an_answer_says_nothing_beyond_our_subject_but_its_prefix(ours: str, prefix: str) -> None:
    bare = " ".join(ours.split())
    assert beyond(prefix + bare, bare) in {prefix.strip(), prefix.strip() + bare, (prefix + bare).strip()}


@pytest.mark.parametrize("ours", ["Office", "out", "reply", "Of"])
def test_a_short_subject_of_ours_takes_no_word_out_of_another(ours: str) -> None:
    assert classify(mail(subject="Out of office"), message(subject=ours)) == "automatic"
    assert classify(mail(subject=f"Automatic reply: {ours}"), message(subject=ours)) == "automatic"


CHALLENGES: list[dict[str, Any]] = [
    {
        "subject": "Re: Boats, Maya [Please confirm your message]",
        "text": "Hello, this is an automated message. Your email has been held because your address is not on my "
        "approved sender list. Click here to confirm that you are human and your message will be delivered.",
    },
    {"subject": "Boats, Maya (Action Required)", "headers": (("X-Boxbe-Challenge", "1"),), "text": "It is waiting."},
    {
        "subject": "Re: Boats, Maya (verification)",
        "text": "Maya here.\nI am protecting myself from receiving junk mail.\nJust this once, click the link below so "
        "I can receive your emails. You won't have to do this again.\nhttp://www.spamarrest.com/a2?AQ",
    },
    {
        "subject": "Your email requires verification verify#Zq3kPdH9",
        "text": "The message you sent requires that you verify that you are a real live human being and not a spam "
        "source. To complete this verification, simply reply to this message and leave the subject line intact.",
    },
    {
        "subject": "Please confirm: Boats, Maya",
        "from_name": "Boxbe Notifications",
        "from_address": "notify@boxbe.com",
        "text": "Your message is in a waiting list. Click to be added to the guest list.",
    },
    {
        "subject": "Re: Boats, Maya",
        "text": "Ihre Nachricht wurde zurückgehalten. Bitte bestätigen Sie, dass Sie ein Mensch sind.",
    },
]


@pytest.mark.parametrize("challenge", CHALLENGES)
def test_who_must_prove_to_be_human_heard_from_a_machine(challenge: dict[str, Any]) -> None:
    assert classify(mail(**challenge), message(subject=OURS)) == "automatic"


@pytest.mark.parametrize(
    "text",
    [
        "Please confirm that you are human, ha! I would love to talk, click the link below for my calendar.",
        "Are you a robot? Your message was held up in my junk folder until today. Coffee on Friday?",
        "I have to verify my diary first. Please confirm Tuesday at five.",
    ],
)
def test_who_only_talks_of_robots_is_a_person(text: str) -> None:
    assert classify(mail(text=text), message(subject=OURS)) == "reply"


ARF = "multipart/report; report-type=feedback-report; boundary=x"


def complaint(text: str) -> Any:
    sender = {"from_address": "staff@provider.example", "subject": "complaint about message from 192.0.2.1"}
    return mail(**sender, headers=(("Content-Type", ARF),), text=text)


@pytest.mark.parametrize("text", ["This is an abuse report", "An abuse report.\n\nFeedback-Type: abuse\nVersion: 1"])
def test_who_marks_our_letter_as_spam_has_opted_out(text: str) -> None:
    assert classify(complaint(text), message()) == "opt-out"


@pytest.mark.parametrize("kind", ["not-spam", "auth-failure"])
def test_a_report_that_is_no_complaint_is_only_a_machines(kind: str) -> None:
    assert classify(complaint(f"A report.\n\nFeedback-Type: {kind}\nVersion: 1"), message()) == "automatic"


@pytest.mark.parametrize("action", ["you send me two dates, I book the table.", "failed attempts", "failed"])
def test_a_persons_action_is_no_report_of_a_delivery(action: str) -> None:
    text = f"Great idea! The theatre group is called\nAction: {action}\nCome and see it.\nCheers"
    assert classify(mail(text=text, in_reply_to="<m1@example.com>"), message()) == "reply"


def test_the_action_counts_where_the_fields_of_a_report_stand() -> None:
    report = "Report.\nAction: failed in my letter\n\nFinal-Recipient: rfc822; a@example.org\nAction: relayed\n"
    headers = (("Content-Type", "multipart/report; report-type=delivery-status"),)
    relayed = mail(from_address="mailer-daemon@x.net", subject="Successful delivery", headers=headers, text=report)
    assert classify(relayed, message()) == "automatic"


def test_what_our_returned_letter_says_does_not_decide_whether_it_was_delayed() -> None:
    text = (
        "Hi. This is the qmail-send program.\n<maya@example.org>:\nNo such user.\n\n"
        "--- Below this line is a copy of the message.\n\nDear Maya,\nI am still trying to find a boat.\n"
    )
    back = mail(from_address="MAILER-DAEMON@x.net", subject="failure notice", text=text)
    assert classify(back, message()) == "bounce"


def test_a_delay_that_names_the_failing_address_is_no_bounce() -> None:
    delay = mail(
        from_address="mailer-daemon@googlemail.com",
        subject="Delivery Status Notification (Delay)",
        headers=(("X-Failed-Recipients", "maya@example.org"),),
        text="There was a temporary problem delivering your message. Gmail will retry for 46 more hours.",
    )
    assert classify(delay, message()) == "automatic"
