"""Ways to make it go wrong."""

from collections.abc import Callable

from mail_lab import Action

from tests.faults.office import Office
from tests.faults.scenario import Act, Stage


def smtp(step: str, *actions: Action, times: int = 1) -> Act:
    """At this step of a conversation about sending, the server does these things; ``times`` conversations long."""

    def act(stage: Stage) -> None:
        stage.post.smtp.on(step, *actions, times=times)

    return act


def imap(step: str, *actions: Action) -> Act:
    """The same for the server that keeps the mail, in every conversation."""

    def act(stage: Stage) -> None:
        stage.post.imap.on(step, *actions)

    return act


def office(change: Callable[[Office], object]) -> Act:
    """Something at the servers is otherwise."""

    def act(stage: Stage) -> None:
        change(stage.post)

    return act


def all_of(*acts: Act) -> Act:
    """One after the other; the user sees the last."""

    def act(stage: Stage) -> None:
        for one in acts:
            one(stage)

    return act


ALWAYS = 1_000_000
