"""All failures that are played, in the order of the table."""

from tests.faults.scenario import Scenario
from tests.faults.scenarios.addresses import ADDRESSES
from tests.faults.scenarios.before_the_letter import BEFORE_THE_LETTER
from tests.faults.scenarios.copies import COPIES
from tests.faults.scenarios.deaths import DEATHS
from tests.faults.scenarios.the_letter import THE_LETTER
from tests.faults.scenarios.the_verdict import THE_VERDICT

SCENARIOS: dict[str, tuple[Scenario, ...]] = {
    "Before the letter": BEFORE_THE_LETTER,
    "The letter": THE_LETTER,
    "The verdict": THE_VERDICT,
    "The Sent folder": COPIES,
    "Addresses and people": ADDRESSES,
    "The machine": DEATHS,
}
"""By what fails."""
