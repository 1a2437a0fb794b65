"""A failure while answers are read, played for real."""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.faults.answers import kept, receive, written
from tests.faults.laboratory import Laboratory
from tests.faults.office import office
from tests.faults.scenario import Act, Haste, Stage, nothing, said


@dataclass(frozen=True, kw_only=True)
class Reading:
    """Two letters have left, and four answers lie in the mailbox; this goes wrong when they are read."""

    name: str
    act: Act
    mend: Act = nothing
    """What the user does about it, besides trying again; the server works again by itself."""
    haste: Haste | None = None
    sees: str
    """Words that must be in what the user sees."""
    kept: int = 0
    """How many answers are kept after the first time; after the second, all four."""


@dataclass(frozen=True, kw_only=True)
class Read:
    """What really came of it."""

    sees: str
    kept: int
    then: list[tuple[str, str]]


def play_reading(reading: Reading, lab: Laboratory) -> Read:
    """Play it from the beginning to the end."""
    with TemporaryDirectory() as folder, office(lab.certificates) as post:
        trial = written(lab, post, Path(folder))
        receive(post, trial)
        stage = Stage(post=post, trial=trial)
        trial.haste = reading.haste or ()
        reading.act(stage)
        ended = trial.do("replies", "--sync", "--json")
        first = len(kept(trial))
        post.behave()
        trial.haste = ()
        reading.mend(stage)
        for _ in range(2):
            trial.do("replies", "--sync", "--json")
        sees = said(ended) if ended.code else ""
        return Read(sees=sees.replace(str(post.imap.port), "PORT"), kept=first, then=kept(trial))
