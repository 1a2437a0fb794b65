"""Each failure ends as its scenario says: in the user's eyes, in the ledger, and at the server."""

import pytest

from tests.faults.answers import EXPECTED
from tests.faults.laboratory import Laboratory
from tests.faults.reading import Reading, play_reading
from tests.faults.scenario import Scenario, play
from tests.faults.scenarios import SCENARIOS
from tests.faults.scenarios.answers import ANSWERS

ALL = [scenario for group in SCENARIOS.values() for scenario in group]


@pytest.mark.parametrize("scenario", ALL, ids=lambda scenario: scenario.name)
def test_each_failure_ends_as_it_should(scenario: Scenario, lab: Laboratory) -> None:
    outcome = play(scenario, lab)
    assert scenario.sees in outcome.sees
    assert (outcome.ledger, outcome.copies) == (scenario.ledger, scenario.copies), outcome
    assert scenario.others in {outcome.others, ""}, outcome
    assert (outcome.then, outcome.then_copies) == (scenario.then, scenario.then_copies), outcome
    assert outcome.most_others <= 1


@pytest.mark.parametrize("reading", ANSWERS, ids=lambda reading: reading.name)
def test_no_failure_loses_an_answer_or_counts_one_twice(reading: Reading, lab: Laboratory) -> None:
    outcome = play_reading(reading, lab)
    assert reading.sees in outcome.sees
    assert outcome.kept == reading.kept, outcome
    assert outcome.then == EXPECTED


def test_no_scenario_allows_a_second_copy_or_a_letter_called_sent_that_a_truthful_server_does_not_have() -> None:
    for scenario in ALL:
        assert scenario.copies <= scenario.then_copies <= 1, scenario.name
        if scenario.then == "sent":
            assert scenario.then_copies == 1 or "lies" in scenario.name, scenario.name
    assert len({scenario.name for scenario in ALL}) == len(ALL) >= 25
