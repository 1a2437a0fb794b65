"""The report of an import says of each card whether its human was here before, in whatever order the cards come."""

from pathlib import Path

import pytest

from netcore.network import Network
from tests.conftest import Clock
from tests.steps.gather.books import card, registry, write_book

PHONE = [card(f"p{number}", f"Ada Number{number}", email=f"ada{number}@example.org") for number in range(12)]
MAIL = [card(f"m{number}", f"Ada Number{number}", email=f"ada{number}@example.org") for number in range(12)]


@pytest.fixture
def network(tmp_path: Path, clock: Clock) -> Network:
    return Network(tmp_path / "network.db", home=tmp_path, plugins=registry(), now=clock)


@pytest.mark.parametrize("together", [True, False])
def test_a_card_of_somebody_known_from_another_book_is_not_called_new(
    network: Network, tmp_path: Path, together: bool
) -> None:
    books = [write_book(tmp_path / "phone.cards", *PHONE), write_book(tmp_path / "mail.cards", *MAIL)]
    calls = [books] if together else [[book] for book in books]
    first, second = [report for call in calls for report in network.gather.import_paths(call)]
    assert (first.count("new"), first.count("same")) == (12, 0)
    assert (second.count("new"), second.count("same")) == (0, 12)
    network.close()


def test_people_whom_a_group_card_lists_follow_when_its_name_means_another_circle(
    network: Network, tmp_path: Path
) -> None:
    group = card("g", "Allotments", kind="group", members=["mailto:ada1@example.org", "urn:uuid:two"])
    members = [card("1", "Ada Lovelace", email="ada1@example.org"), card("2", "Alan Turing", uid="two")]
    network.gather.import_paths([write_book(tmp_path / "club.cards", *members, group)])
    network.gather.map_category("Allotments", "association")
    assert [(circle.name, circle.members) for circle in network.gather.circles() if circle.members] == [
        ("association", 2)
    ]
    network.close()
