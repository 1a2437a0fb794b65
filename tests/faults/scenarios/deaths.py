"""The process dies, twice the same is started, the clock jumps, an old backup comes back."""

from datetime import timedelta

from tests.faults.commands import Ended
from tests.faults.scenario import Scenario, Stage
from tests.faults.scenarios.acts import office

HANDED = "open .handed"


def _before_the_claim(stage: Stage) -> Ended:
    return stage.die_at("commit")


def _in_the_greeting(stage: Stage) -> Ended:
    return stage.die_at("network recv")


def _before_the_dot(stage: Stage) -> Ended:
    return stage.die_at("network send", after=HANDED)


def _before_the_dot_with_copies(stage: Stage) -> Ended:
    stage.post.file_copies()
    return _before_the_dot(stage)


def _before_the_answer(stage: Stage) -> Ended:
    return stage.die_at("network send", after=HANDED, more=1)


def _before_the_receipt(stage: Stage) -> Ended:
    return stage.die_at("commit", after=HANDED)


def _twice(stage: Stage) -> Ended:
    order = stage.trial.order("send", "--really", "--outbox", "mail")
    first, second = stage.trial.run(order, order)
    return first if "sent" in first.out else second


def _clock(stage: Stage) -> None:
    stage.trial.now -= timedelta(days=400)


def _backup(stage: Stage) -> Ended:
    copy = str(stage.trial.home / "before.db")
    assert stage.netcore("backup", copy).code == 0
    ended = stage.send()
    assert stage.netcore("restore", copy, "--yes").code == 0
    return ended


DEATHS = (
    Scenario(
        name="Killed before it has taken a letter",
        act=_before_the_claim,
        sees="",
        ledger="approved",
        others="approved",
    ),
    Scenario(
        name="Killed while it waits for the greeting",
        act=_in_the_greeting,
        sees="",
        ledger="sending",
        others="queued",
    ),
    Scenario(
        name="Killed right before the last dot; nobody can tell",
        act=_before_the_dot,
        sees="",
        ledger="sending",
        others="queued",
        then="uncertain",
        then_copies=0,
    ),
    Scenario(
        name="Killed between the last dot and its answer; nobody can tell",
        act=_before_the_answer,
        sees="",
        ledger="sending",
        copies=1,
        others="queued",
        then="uncertain",
    ),
    Scenario(
        name="Killed right before the last dot; the server files what it sends",
        act=_before_the_dot_with_copies,
        imap=True,
        settings={"sent_copy": "server"},
        sees="",
        ledger="sending",
        others="queued",
    ),
    Scenario(
        name="Killed after the answer, before the ledger has it",
        act=_before_the_receipt,
        sees="",
        ledger="sending",
        copies=1,
        others="queued",
    ),
    Scenario(
        name="Started twice at the same time",
        act=_twice,
        sees="",
        ledger="sent",
        copies=1,
    ),
    Scenario(
        name="The clock jumps back by more than a year while a letter is put off",
        act=office(lambda post: post.smtp.refused.update({"ada@example.org": "451 4.7.1 Greylisted"})),
        mend=_clock,
        sees="Greylisted",
        ledger="deferred",
    ),
    Scenario(
        name="A backup from before the sending is restored",
        act=_backup,
        sees="sent",
        ledger="approved",
        copies=1,
        others="approved",
    ),
)
