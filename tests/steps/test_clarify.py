"""Step 3: the next chapter, written down."""

from datetime import timedelta

import pytest

from netcore.errors import ClarityMissing, UsageError
from netcore.network import Network
from netcore.steps.clarify import count_words, judge
from tests.conftest import Clock

GOAL = "Teach boat repair at the harbour workshop from next spring on"


def test_nothing_is_written_at_first_and_the_gate_is_shut(each_network: Network) -> None:
    assert each_network.clarify.current() is None
    assert each_network.clarify.history() == ()
    with pytest.raises(ClarityMissing, match="netcore clarify"):
        each_network.clarify.require()
    with pytest.raises(ClarityMissing):
        each_network.clarify.confirm()
    assert [finding.id for finding in each_network.clarify.findings()] == ["clarity-missing"]


def test_each_writing_is_a_version_and_the_newest_holds(each_network: Network, clock: Clock) -> None:
    first = each_network.clarify.write(GOAL, why="I love it", ask="20 minutes", keywords=["boat", "boat", " teach "])
    clock.pass_(days=1)
    second = each_network.clarify.write(GOAL, why="I love the smell of it")
    assert (first.version, first.keywords, second.version) == (1, ("boat", "teach"), 2)
    assert each_network.clarify.require() == each_network.clarify.current() == second
    assert each_network.clarify.history() == (second, first)
    assert second.written_at == clock()


def test_the_same_words_again_confirm_and_make_no_version(each_network: Network, clock: Clock) -> None:
    first = each_network.clarify.write(GOAL)
    clock.pass_(days=200)
    assert [finding.id for finding in each_network.clarify.findings()] == ["clarity-stale"]
    again = each_network.clarify.write(f"  {GOAL}\n")
    assert (again.version, again.written_at, again.confirmed_at) == (1, first.written_at, clock())
    assert each_network.clarify.findings() == ()
    clock.pass_(days=181)
    assert each_network.clarify.confirm().confirmed_at == clock()
    assert each_network.clarify.findings() == ()


@pytest.mark.parametrize("goal", ["", "   ", "\0"])
def test_an_empty_goal_is_refused(network: Network, goal: str) -> None:
    with pytest.raises(UsageError, match="goal is empty"):
        network.clarify.write(goal, why="because")
    assert network.clarify.current() is None


@pytest.mark.parametrize(
    ("goal", "found"),
    [
        ("A job", {"clarity-too-short": "block"}),
        ("A new job in music", {"clarity-short": "warn"}),
        ("I would like to do something with people in the city centre", {"clarity-vague": "warn"}),
        ("After fourteen years in one firm I am ready for a change.", {"clarity-vague": "warn"}),
        ("Lead a change programme in a hospital in Lyon by autumn", {}),
        ("Find any new opportunities", {"clarity-too-short": "block", "clarity-vague": "warn"}),
        (GOAL, {}),
        ("Ab Frühjahr möchte ich in Köln Kindern das Geigenspiel beibringen", {}),
        ("来年の春から港の工房で船の修理を教えたいと思っています", {}),
        ("仕事", {"clarity-too-short": "block"}),
    ],
)
def test_a_goal_that_nobody_could_act_on_is_found(network: Network, goal: str, found: dict[str, str]) -> None:
    network.clarify.write(goal)
    assert {finding.id: finding.level for finding in network.clarify.findings()} == found


def test_findings_tell_their_grade(network: Network, clock: Clock) -> None:
    clarity = network.clarify.write("A job")
    assert {finding.grade for finding in judge(clarity, clock() + timedelta(days=365))} == {"F"}


@pytest.mark.parametrize(("text", "words"), [("", 0), ("one two", 2), ("don't stop", 3), ("日本語日本語", 3)])
def test_words_are_counted_in_scripts_without_spaces_too(text: str, words: int) -> None:
    assert count_words(text) == words
