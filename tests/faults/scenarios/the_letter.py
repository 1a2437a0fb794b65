"""Announcing the letter and giving it: up to the last dot the server has nothing."""

from datetime import timedelta

from mail_lab import HangUp, Reset, Say

from tests.faults.office import Office
from tests.faults.scenario import ADA, Act, Scenario, Stage
from tests.faults.scenarios.acts import all_of, office, smtp


def _attach(size: int) -> Act:
    def act(stage: Stage) -> None:
        with stage.network() as network:
            (message,) = (one for one in network.write.messages() if one.to_address == ADA)
            network.write.attach(message.id, "photos.zip", bytes(size))
            approval = network.write.approve([message.id])
            assert not approval.blocked, approval

    return act


def _detach(stage: Stage) -> None:
    with stage.network() as network:
        (message,) = (one for one in network.write.messages() if one.to_address == ADA)
        network.write.detach(message.id, "photos.zip")
        network.write.approve([message.id])


def _takes_much(post: Office) -> None:
    post.smtp.extensions = ("SIZE 50000000",)


THE_LETTER = (
    Scenario(
        name="The server closes the connection after MAIL FROM",
        act=smtp("mail", HangUp()),
        sees="closed the connection",
        ledger="deferred",
    ),
    Scenario(
        name="The sender is refused",
        act=smtp("mail", Say("550 5.7.1 Sender not allowed")),
        sees="550 5.7.1 Sender not allowed",
        ledger="refused",
        then="refused",
        then_copies=0,
    ),
    Scenario(
        name="One of two recipients does not exist (550)",
        act=office(lambda post: post.smtp.refused.update({ADA: "550 5.1.1 No such user"})),
        sees="550 5.1.1 No such user",
        ledger="refused",
        then="refused",
        then_copies=0,
    ),
    Scenario(
        name="The server greylists, and says for how long",
        act=office(lambda post: post.smtp.refused.update({ADA: "451 4.7.1 Greylisted, try again in 300 seconds"})),
        sees="Greylisted",
        ledger="deferred",
    ),
    Scenario(
        name="The mailbox is full (452)",
        act=office(lambda post: post.smtp.refused.update({ADA: "452 4.2.2 Mailbox full"})),
        sees="452 4.2.2 Mailbox full",
        ledger="deferred",
    ),
    Scenario(
        name="The account has reached its daily limit",
        act=smtp("rcpt", Say("550 5.4.5 Daily user sending limit exceeded")),
        sees="takes no more mail from this account",
        ledger="deferred",
        wait=timedelta(days=1),
    ),
    Scenario(
        name="The server does not want the letter's text (554 to DATA)",
        act=smtp("data", Say("554 5.7.1 No valid recipients")),
        sees="554 5.7.1",
        ledger="refused",
        then="refused",
        then_copies=0,
    ),
    Scenario(
        name="The line breaks in the middle of the text",
        act=all_of(_attach(4_000_000), office(_takes_much), smtp("body", Reset())),
        mend=_detach,
        sees="closed the connection",
        ledger="deferred",
    ),
    Scenario(
        name="The server answers twice, so that answers no longer belong to questions",
        act=smtp("rcpt", Say("250 2.1.5 Ok\r\n250 2.1.5 Ok")),  # in one piece: both are there when it looks
        sees="spoke out of turn",
        ledger="deferred",
    ),
    Scenario(
        name="An attachment is larger than the server takes",
        act=_attach(2_000_000),
        mend=_detach,
        sees="takes letters of at most 1,000,000 bytes",
        ledger="refused",
    ),
    Scenario(
        name="An attachment is larger than the setting size-limit",
        act=_attach(2_000_000),
        settings={"size_limit": "1"},
        mend=_detach,
        sees="more than the 1 MB",
        ledger="refused",
    ),
    Scenario(
        name="An attachment is empty: its file was lost",
        act=_attach(0),
        mend=_detach,
        sees="is empty or missing",
        ledger="refused",
    ),
)
