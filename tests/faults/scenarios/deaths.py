"""The process dies, twice the same is started, the clock jumps, an old backup comes back."""

from datetime import timedelta

from tests.faults.scenario import Scenario, Stage, what_is_said_of
from tests.faults.scenarios.acts import office

HANDED = "open .handed"


def _before_the_claim(stage: Stage) -> str:
    return stage.die_at("commit")


def _in_the_greeting(stage: Stage) -> str:
    return stage.die_at("network recv")


def _before_the_dot(stage: Stage) -> str:
    return stage.die_at("network send", after=HANDED)


def _before_the_dot_with_copies(stage: Stage) -> str:
    stage.post.file_copies()
    return _before_the_dot(stage)


def _before_the_answer(stage: Stage) -> str:
    return stage.die_at("network send", after=HANDED, more=1)


def _before_the_receipt(stage: Stage) -> str:
    return stage.die_at("commit", after=HANDED)


def _twice(stage: Stage) -> str:
    order = stage.trial.order("send", "--really", "--outbox", "mail")
    said = [what_is_said_of("Ada", ended.out) for ended in stage.trial.run(order, order)]
    # The other finds nothing to send, or, when it looks in between, says that another sender is at it.
    (sent,) = (text for text in said if text.startswith("sent:"))
    return sent


def _clock(stage: Stage) -> None:
    stage.trial.now -= timedelta(days=400)


def _backup(stage: Stage) -> str:
    copy = str(stage.trial.home / "before.db")
    assert stage.netcore("backup", copy).code == 0
    sees = what_is_said_of("Ada", stage.send().out)
    assert stage.netcore("restore", copy, "--yes").code == 0
    return sees


DEATHS = (
    Scenario(
        name="Killed before it has taken a letter",
        act=_before_the_claim,
        sees="accepted it",
        ledger="approved",
        others="approved",
    ),
    Scenario(
        name="Killed while it waits for the greeting",
        act=_in_the_greeting,
        sees="accepted it",
        ledger="sending",
        others="queued",
    ),
    Scenario(
        name="Killed right before the last dot; nobody can tell",
        act=_before_the_dot,
        sees="may or may not have left",
        ledger="sending",
        others="queued",
        then="uncertain",
        then_copies=0,
    ),
    Scenario(
        name="Killed between the last dot and its answer; nobody can tell",
        act=_before_the_answer,
        sees="may or may not have left",
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
        sees="accepted it",
        ledger="sending",
        others="queued",
    ),
    Scenario(
        name="Killed after the answer, before the ledger has it",
        act=_before_the_receipt,
        sees="accepted it",
        ledger="sending",
        copies=1,
        others="queued",
    ),
    Scenario(
        name="Started twice at the same time",
        act=_twice,
        sees="accepted it",
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
        ledger="sent",
        copies=1,
    ),
)
