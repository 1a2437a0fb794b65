"""Replies, bounces, automatic answers and opt-outs are told apart."""

from typing import Any

import pytest

from netcore.steps.write.reply_rules import classify
from tests.steps.write.reply_rules.mails import mail

DSN = """This is the mail system at host mx.example.net.

<maya@example.org>: host mail.example.org said: 550 5.1.1 User unknown

Reporting-MTA: dns; mx.example.net
Final-Recipient: rfc822; maya@example.org
Action: {action}
Status: {status}
"""


def daemon(**changes: Any) -> Any:
    return mail(**{"from_address": "MAILER-DAEMON@mx.example.net", "from_name": "Mail Delivery System"} | changes)


@pytest.mark.parametrize(
    "bounce",
    [
        daemon(
            subject="Undelivered Mail Returned to Sender",
            headers=(("Content-Type", "multipart/report; report-type=delivery-status; boundary=x"),),
            text=DSN.format(action="failed", status="5.1.1"),
        ),
        daemon(subject="failure notice", text="Hi. This is the qmail-send program at example.net.", headers=()),
        mail(subject="Mail delivery failed", headers=(("X-Failed-Recipients", "maya@example.org"),)),
        daemon(from_address="postmaster@example.org", subject="Undeliverable: Choir days", headers=()),
        mail(
            from_address="gateway@example.org",
            from_name="",
            subject="Mail could not be delivered",
            text="Received <<< 550 5.1.1 unknown user. Unable to deliver",
        ),
        daemon(
            from_address="x@example.net", subject="???", headers=(("Return-Path", "<>"),), text="mailbox is over quota"
        ),
        daemon(subject="Unzustellbar: Chor", text="", headers=()),
    ],
    ids=["rfc3464", "qmail", "exim", "exchange", "gateway", "empty-return-path", "german"],
)
def test_a_report_of_failure_is_a_bounce(bounce: Any) -> None:
    assert classify(bounce) == "bounce"


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_a_delivery_report_that_is_no_failure_is_automatic(action: str) -> None:
    report = daemon(
        subject="Delivery Status Notification",
        headers=(("Content-Type", "multipart/report; report-type=delivery-status"),),
        text=DSN.format(action=action, status="4.4.1"),
    )
    assert classify(report) == "automatic"


def test_a_warning_that_delivery_is_still_being_tried_is_automatic() -> None:
    warning = daemon(subject="Warning: message delayed 24 hours", text="It could not be delivered yet. Still trying.")
    assert classify(warning) == "automatic"


@pytest.mark.parametrize(
    "changes",
    [
        {"headers": (("Auto-Submitted", "auto-replied"),)},
        {"headers": (("auto-submitted", "Auto-Generated; owner-email=x"),)},
        {"headers": (("X-Autoreply", "yes"),)},
        {"headers": (("Precedence", "auto_reply"),)},
        {"headers": (("X-FC-MachineGenerated", "true"),)},
        {
            "headers": (("Content-Type", "multipart/report; report-type=disposition-notification"),),
            "subject": "Read: x",
        },
        {"subject": "Automatic reply: Choir days, boat plans"},
        {"subject": "Out of Office Re: Choir days"},
        {"subject": "Abwesenheitsnotiz: Chor"},
        {"subject": "Réponse automatique : Chorale"},
        {"subject": "Maya is out of the office."},
    ],
)
def test_what_a_machine_answered_is_automatic(changes: dict[str, Any]) -> None:
    assert classify(mail(**changes)) == "automatic"


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"headers": (("Auto-Submitted", "no"),)},
        {"headers": (("X-Auto-Response-Suppress", "OOF, AutoReply"),)},
        {"headers": (("Precedence", "normal"),)},
        {
            "subject": "Re: returned mail",
            "in_reply_to": "<m1@example.com>",
            "text": "The letter was returned to sender!",
        },
        {"text": "I was out of office last week, sorry. Yes to coffee!"},
        {"text": "Don't write me off yet, I would love to sing again."},
        {"text": "Please write to me at my other address.\n\n> unsubscribe me from the choir list\n"},
        {"text": "Yes!\n\nOn 2 March 2026, Sam <sam@example.com> wrote:\nStop writing to me? Never."},
        {"text": "You can stop worrying; I will email my contacts."},
    ],
)
def test_what_a_human_answered_is_a_reply(changes: dict[str, Any]) -> None:
    assert classify(mail(**changes)) == "reply"


@pytest.mark.parametrize(
    "text",
    [
        "Please do not contact me again.",
        "Stop emailing me!",
        "please remove me from your list",
        "I don’t want any more emails.",
        "Take my name off your list, thanks",
        "unsubscribe",
        "Please don't write to me any more. Maya\n\n> How are you?",
        "Bitte keine weiteren E-Mails.",
        "Ne m'écrivez plus.",
    ],
)
def test_who_asks_to_be_left_alone_has_opted_out(text: str) -> None:
    assert classify(mail(text=text)) == "opt-out"


def test_words_in_an_automatic_answer_are_no_opt_out() -> None:
    assert classify(mail(subject="Automatic reply: x", text="To unsubscribe click here")) == "automatic"
