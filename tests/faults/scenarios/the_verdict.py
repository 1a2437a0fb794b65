"""The last dot and its answer: only here a letter can be in doubt."""

from mail_lab import HangUp, Reset, Say, Stall, Take

from tests.faults.scenario import ADA, Act, Scenario, Stage
from tests.faults.scenarios.acts import all_of, office, smtp

SHORT_VERDICT = (5.0, 5.0, 0.3, 0.1)
SHORT_FAREWELL = (5.0, 5.0, 5.0, 0.1)


def _found(*, sent: bool) -> Act:
    def resolve(stage: Stage) -> None:
        ((message,),) = stage.trial.rows("id", f"to_address = '{ADA}'")
        stage.netcore("outbox", "resolve", message, "--sent" if sent else "--not-sent")

    return resolve


THE_VERDICT = (
    Scenario(
        name="The server takes the letter, and the line breaks before it says so",
        act=smtp("dot", Take(), Reset()),
        sees="nobody can tell whether it left",
        ledger="uncertain",
        copies=1,
        then="uncertain",
    ),
    Scenario(
        name="The line breaks before the server takes the letter",
        act=smtp("dot", Reset()),
        sees="nobody can tell whether it left",
        ledger="uncertain",
        then="uncertain",
        then_copies=0,
    ),
    Scenario(
        name="The same, and its author finds that it never left (netcore outbox resolve)",
        act=smtp("dot", Reset()),
        mend=_found(sent=False),
        sees="nobody can tell whether it left",
        ledger="uncertain",
    ),
    Scenario(
        name="The server takes the letter, and says nothing any more",
        act=smtp("dot", Take(), Stall()),
        haste=SHORT_VERDICT,
        sees="did not answer in time",
        ledger="uncertain",
        copies=1,
        others="",  # the same short patience may be too short for a slow machine
        then="uncertain",
    ),
    Scenario(
        name="The line breaks after the letter was taken; the server files what it sends",
        act=all_of(office(lambda post: post.file_copies()), smtp("dot", Take(), Reset())),
        imap=True,
        settings={"sent_copy": "server"},
        sees="sent",
        ledger="sent",
        copies=1,
    ),
    Scenario(
        name="The line breaks before the letter was taken; the server files what it sends",
        act=all_of(office(lambda post: post.file_copies()), smtp("dot", Reset())),
        imap=True,
        settings={"sent_copy": "server"},
        sees="cannot tell",
        ledger="uncertain",
    ),
    Scenario(
        name="The server answers both yes and no",
        act=smtp("dot", Say("250 2.0.0 Ok\r\n550 5.0.0 No")),
        sees="answered both",
        ledger="uncertain",
        then="uncertain",
        then_copies=0,
    ),
    Scenario(
        name="The server puts the whole letter off (451)",
        act=smtp("dot", Say("451 4.3.0 Try again later")),
        sees="451 4.3.0",
        ledger="deferred",
    ),
    Scenario(
        name="The server takes the letter for spam (554)",
        act=smtp("dot", Say("554 5.7.1 Looks like spam")),
        sees="554 5.7.1 Looks like spam",
        ledger="refused",
        then="refused",
        then_copies=0,
    ),
    Scenario(
        name="The server says yes (250) and hangs up at once",
        act=smtp("accepted", HangUp()),
        sees="sent",
        ledger="sent",
        copies=1,
    ),
    Scenario(
        name="The server answers the goodbye (QUIT) with 421",
        act=smtp("quit", Say("421 4.3.2 Shutting down"), HangUp()),
        sees="sent",
        ledger="sent",
        copies=1,
    ),
    Scenario(
        name="The server never answers the goodbye",
        act=smtp("quit", Stall()),
        haste=SHORT_FAREWELL,
        sees="sent",
        ledger="sent",
        copies=1,
    ),
    Scenario(
        name="The server lies: it says yes and throws the letter away",
        act=smtp("dot", Say("250 2.0.0 Ok: queued as 0")),
        sees="sent",
        ledger="sent",
        copies=0,
        then_copies=0,
    ),
)
