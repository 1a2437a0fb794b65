"""Writes the page of the documentation that shows what became of every failure: it plays them all.

python -m tests.faults.table      (with plugins/netcore-mail/tests/lab on the path; `nox -s faults_table`)
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.faults.laboratory import Laboratory, laboratory
from tests.faults.reading import Read, Reading, play_reading
from tests.faults.scenario import Outcome, Scenario, play
from tests.faults.scenarios import SCENARIOS
from tests.faults.scenarios.answers import ANSWERS

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "failures.md"

_INTRODUCTION = """# What happens when something fails

Each line of these tables was played: a server on this machine did what the line says, `netcore send` ran against it,
and the server counted what it really took. `nox -s faults_table` plays all of it again and writes this page; the tests
play it, too.

There are always two letters, to Ada and then to Bo, and the failure strikes the one to Ada. *Ledger* is what netcore
keeps of that letter after the first `netcore send`, *copies* is how many the server has then. *In the end* is the same
after the trouble is over and `netcore send` ran again, some time later. Where Bo's letter had no part in the trouble,
it left in the first run: one bad letter stops no other.

Read the copies: nowhere are there two. A letter that is *sent* has arrived, as far as the server tells the truth; what
is *uncertain* may have arrived or not, and is left to its author: no machine sends it again.
"""

_ANSWERS = """
## Reading answers

The two letters have left, and four answers lie in the mailbox, among other mail. *Kept* is how many of them netcore has
after the first `netcore replies --sync`, and *in the end* after the trouble is over and it ran twice more. While a
mailbox cannot be read, nothing leaves for people who were written to before: they may have answered.

| what happens | what you see | kept | in the end |
| --- | --- | --- | --- |
"""


def page(lab: Laboratory) -> str:
    """The whole page."""
    parts = [_INTRODUCTION]
    for group, scenarios in SCENARIOS.items():
        parts.append(f"\n## {group}\n\n| what happens | what you see | ledger | copies | in the end |\n")
        parts.append("| --- | --- | --- | --- | --- |\n")
        parts += [row((scenario.name, *cells(play(scenario, lab)))) for scenario in scenarios]
    parts.append(_ANSWERS)
    parts += [row((reading.name, *reading_cells(play_reading(reading, lab)))) for reading in ANSWERS]
    return "".join(parts)


def cells(outcome: Outcome) -> Iterator[str]:
    """What the table says of an outcome."""
    yield outcome.sees
    yield from fate(outcome.ledger, outcome.copies, outcome.then, outcome.then_copies)


def fate(ledger: str, copies: int, then: str, then_copies: int) -> tuple[str, str, str]:
    """The last three columns."""
    return f"*{ledger}*", str(copies), f"*{then}*, {_counted(then_copies, 'copy', 'copies')}"


def expected_cells(scenario: Scenario) -> tuple[str, str, str]:
    """The last three columns as the scenario wants them."""
    return fate(scenario.ledger, scenario.copies, scenario.then, scenario.then_copies)


def reading_cells(read: Read) -> tuple[str, str, str]:
    """What the table says of a reading."""
    return read.sees or "(the answers)", str(read.kept), f"{len(read.then)}, each once"


def expected_reading_cells(reading: Reading) -> tuple[str, str]:
    """The last two columns as the scenario wants them."""
    return str(reading.kept), "4, each once"


def row(texts: Iterable[str]) -> str:
    """One line of a table."""
    return f"| {' | '.join(_quoted(text) for text in texts)} |\n"


def _quoted(text: str) -> str:
    """Words of a server are words, and no mark-up."""
    plain = " ".join(text.split())
    return plain.replace("|", "\\|").replace("<", "&lt;").replace("\\r", "␍").replace("\\n", "␊")


def _counted(number: int, one: str, many: str) -> str:
    return f"{number or 'no'} {one if number == 1 else many}"


def main() -> None:
    """Write the page."""
    with TemporaryDirectory() as folder, laboratory(Path(folder)) as lab:
        PAGE.write_text(page(lab), encoding="utf-8")


if __name__ == "__main__":
    main()
