"""A failure, played for real: what the user sees, what the ledger says, and how many copies arrived."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from netcore.network import Network
from netcore.plugins.registry import Registry
from tests.faults.commands import Ended
from tests.faults.laboratory import Laboratory
from tests.faults.office import Office, office
from tests.faults.trial import Trial

ADA, BO = "ada@example.org", "bo@example.org"
NO_LETTER = "no letter"
Haste = tuple[float, float, float, float]
"""Seconds to wait for a connection, an answer, a verdict, a farewell; see `netcore_mail.account.Patience`."""


@dataclass
class Stage:
    """Two letters are approved, to Ada and then to Bo, and the servers listen."""

    post: Office
    trial: Trial

    def netcore(self, *arguments: str) -> Ended:
        """What the user types."""
        return self.trial.do(*arguments)

    def send(self, *, die_at: int = 0) -> Ended:
        """`netcore send`, as a person reads it."""
        return self.trial.do("send", "--really", "--outbox", "mail", die_at=die_at)

    def die_at(self, moment: str, *, after: str = "", more: int = 0) -> str:
        """`netcore send`, killed at the first moment of this name (after the first of another; some moments later)."""
        rehearsal = Stage(post=self.post, trial=self.trial.copy())
        names = rehearsal.send().moments
        self.post.forget_letters()
        start = names.index(after) if after else 0
        ended = self.send(die_at=names.index(moment, start) + 1 + more)
        assert ended.killed
        self.post.rest()
        return GONE

    @contextmanager
    def network(self) -> Iterator[Network]:
        """The library, for what has no command."""
        plugins = Registry.discover(only=["folder", "mail"])
        with Network(home=self.trial.home, plugins=plugins, now=lambda: self.trial.now) as network:
            yield network


GONE = "nothing: the process is gone. The next run says: "
Act = Callable[[Stage], str | None]


def nothing(_: Stage) -> None:
    """What is done where the servers do it all."""


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """What goes wrong, and how it has to end."""

    name: str
    """What happens; it stands in the table."""
    act: Act = nothing
    """Makes it go wrong; what it returns is what the user sees, when that is not the sending."""
    mend: Act = nothing
    """What the user does about it, besides trying again; the servers work again by themselves."""
    imap: bool = False
    """Whether the account has a server that keeps its mail."""
    settings: Mapping[str, str] = field(default_factory=dict)
    haste: Haste | None = None
    to: str = ADA
    """The address of the letter that it is about."""
    people: tuple[str, ...] = ("Ada", "Bo")
    """To whom letters are approved beforehand."""
    sees: str
    """Words that must be in what the user sees."""
    ledger: str
    """The state of Ada's letter after the first run…"""
    copies: int = 0
    """…and how many copies the server has of it."""
    others: str = "sent"
    """The state of Bo's letter: one bad letter stops no other.  Empty: it does not matter."""
    wait: timedelta = timedelta(minutes=15)
    """How much later the user tries again."""
    then: str = "sent"
    """The same, when the trouble is over and the user has tried again."""
    then_copies: int = 1


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What really came of it."""

    sees: str
    ledger: str
    copies: int
    others: str
    most_others: int
    then: str
    then_copies: int


def play(scenario: Scenario, lab: Laboratory) -> Outcome:
    """Play it from the beginning to the end."""
    with TemporaryDirectory() as folder, office(lab.certificates) as post:
        environment = (post.with_imap if scenario.imap else post.settings)(**scenario.settings)
        trial = Trial.of(
            lab.prepared(*scenario.people),
            Path(folder),
            run=lab.run,
            outbox="mail",
            environment=environment,
            haste=scenario.haste or (),
        )
        stage = Stage(post=post, trial=trial)
        sees = scenario.act(stage)
        if sees is None:
            sees = what_is_said_of("Ada", stage.send().out)
        post.rest()
        ledger, copies = trial.states(), post.copies()
        post.behave()
        trial.haste = ()
        scenario.mend(stage)
        trial.now += scenario.wait
        again = [stage.send().out for _ in range(3)]
        if sees == GONE:
            sees += what_is_said_of("Ada", again[0])
        post.rest()
        return Outcome(
            sees=_without_chance(sees, post),
            ledger=ledger.get(scenario.to, NO_LETTER),
            copies=copies[scenario.to],
            others=ledger[BO],
            most_others=post.copies()[BO],
            then=trial.states().get(scenario.to, NO_LETTER),
            then_copies=post.copies()[scenario.to],
        )


def what_is_said_of(name: str, out: str) -> str:
    """What `netcore send` shows of the letter to somebody: the heading of its list, and what stands below the name."""
    heading, mine, found = "", False, list[str]()
    for line in out.splitlines():
        indent = len(line) - len(line.lstrip())
        if indent == 0:
            heading, mine = line.partition(":")[0], False
        elif indent == 2:
            mine = line.strip().startswith(f"{name}:")
            found += [f"{_kind(heading)}:"] if mine else []
        elif mine:
            found.append(line.strip())
    return " ".join(found) or out.strip()


def _kind(heading: str) -> str:
    """The heading without its number: "1 message refused" is *refused*."""
    return heading.partition(" message")[2].removeprefix("s").strip() or heading


def _without_chance(text: str, post: Office) -> str:
    """The words without what is another number each time."""
    text = text.replace(str(post.smtp.port), "PORT").replace(str(post.imap.port), "PORT")
    return re.sub(r"queued as \d+", "queued as N", text)


def said(ended: Ended) -> str:
    """All that a command said."""
    return " ".join((ended.err if ended.code else ended.out).split())
