"""The page with all failures is the one that the scenarios would write."""

from tests.faults.scenarios import SCENARIOS
from tests.faults.scenarios.answers import ANSWERS
from tests.faults.table import PAGE, expected_cells, expected_reading_cells, row


def test_the_page_has_every_failure_and_says_how_it_ends() -> None:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    wanted = [(one.name, expected_cells(one)) for group in SCENARIOS.values() for one in group]
    wanted += [(one.name, expected_reading_cells(one)) for one in ANSWERS]
    for name, cells in wanted:
        begin, end = row([name]).rstrip("|\n"), row(cells).lstrip("| ").rstrip()
        assert any(line.startswith(begin) and line.endswith(f"| {end}") for line in lines), (
            f"run nox -s faults_table: {name}"
        )
    rows = [line for line in lines if line.startswith("| ") and not line.startswith(("| ---", "| what happens"))]
    assert len(rows) == len(wanted), "nox -s faults_table writes the page anew"


def test_two_copies_are_nowhere() -> None:
    assert "2 copies" not in PAGE.read_text(encoding="utf-8")
