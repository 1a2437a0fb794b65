"""The mailbox in which answers are looked for: none is lost, and none counts twice."""

from mail_lab import HangUp, Say, Stall

from tests.faults.reading import Reading
from tests.faults.scenario import Stage
from tests.faults.scenarios.acts import imap, office

IMPATIENT = (0.3, 0.3, 0.3, 0.1)


def _wrong_password(stage: Stage) -> None:
    stage.trial.environment = stage.post.with_imap(password="wrong")


def _right_password(stage: Stage) -> None:
    stage.trial.environment = stage.post.with_imap()


def _cut_in_the_middle(stage: Stage) -> None:
    stage.post.imap.on("fetch", HangUp(), after=3)


def _no_inbox(stage: Stage) -> None:
    stage.post.mailbox.folders["Away"] = stage.post.mailbox.folders.pop("INBOX")


def _inbox_again(stage: Stage) -> None:
    stage.post.mailbox.folders["INBOX"] = stage.post.mailbox.folders.pop("Away")


ANSWERS = (
    Reading(
        name="The password is wrong",
        act=_wrong_password,
        mend=_right_password,
        sees="did not let sam@example.org in",
    ),
    Reading(
        name="The server says goodbye (BYE) in place of opening the folder",
        act=imap("examine", Say("* BYE shutting down"), HangUp()),
        sees="broke the connection off",
    ),
    Reading(
        name="The line is cut in the middle of reading (FETCH)",
        act=_cut_in_the_middle,
        sees="broke the connection off",
        kept=1,
    ),
    Reading(
        name="The server falls silent when it is asked what is new",
        act=imap("search", Stall()),
        haste=IMPATIENT,
        sees="did not answer in time",
    ),
    Reading(
        name="The server answers nonsense",
        act=imap("search", Say("* SEARCH one two"), Say("TAG OK done")),
        sees="cannot be understood",
    ),
    Reading(
        name="The folder is gone",
        act=_no_inbox,
        mend=_inbox_again,
        sees="no folder 'INBOX'",
    ),
    Reading(
        name="The server has renumbered the folder (UIDVALIDITY)",
        act=office(lambda post: post.mailbox.folders["INBOX"].renumber()),
        sees="",
        kept=4,
    ),
    Reading(
        name="The server renumbers the folder after the answers were read",
        act=lambda _: None,
        mend=office(lambda post: post.mailbox.folders["INBOX"].renumber()),
        sees="",
        kept=4,
    ),
)
