"""Each failure ends as its scenario says: in the user's eyes, in the ledger, and at the server."""


import pytest
from mail_lab import Certificates

from tests.faults.commands import Run
from tests.faults.conftest import Prepare
from tests.faults.scenario import Scenario, play
from tests.faults.scenarios import SCENARIOS

ALL = [scenario for group in SCENARIOS.values() for scenario in group]


@pytest.mark.parametrize("scenario", ALL, ids=lambda scenario: scenario.name)
def test_each_failure_ends_as_it_should(
    scenario: Scenario, prepared: Prepare, authority: Certificates, run: Run
) -> None:
    outcome = play(scenario, prepared=prepared, certificates=authority, run=run)
    assert scenario.sees in outcome.sees
    assert (outcome.ledger, outcome.copies) == (scenario.ledger, scenario.copies), outcome
    assert outcome.others == scenario.others, outcome
    assert (outcome.then, outcome.then_copies) == (scenario.then, scenario.then_copies), outcome
    assert outcome.most_others <= 1
