"""Files of one address book call different cards by one id: everybody stays, and a second import changes nothing."""

import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from netcore.model.importing import ImportReport
from netcore.network import Network
from netcore.steps.gather import same_ids
from tests.conftest import Clock
from tests.steps.gather.books import card, registry
from tests.steps.gather.conftest import everything

ADA = card("1", "Ada Lovelace", email="ada@x.org")
CHARLES = card("1", "Charles Babbage", email="charles@x.org", phone="+44 20 7946 0002")


def write(folder: Path, **files: Mapping[str, Any]) -> Path:
    for name, one in files.items():
        _one_card(folder / f"{name}.cards", one)
    return folder


def _one_card(path: Path, one: Mapping[str, Any]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"CARD\n{json.dumps(one)}\n", encoding="utf-8")
    return path


def outcomes(report: ImportReport) -> list[str]:
    return [line.outcome for line in report.records]


def names(network: Network) -> list[str]:
    return [person.name for person in network.gather.people()]


def test_two_people_whose_files_bear_one_id_both_come_in(each_network: Network, tmp_path: Path) -> None:
    folder = write(tmp_path / "dup", a=ADA, c=CHARLES)
    (report,) = each_network.gather.import_paths([folder])
    assert outcomes(report) == ["new", "new"]
    assert names(each_network) == ["Ada Lovelace", "Charles Babbage"]
    before = everything(each_network)
    (again,) = each_network.gather.import_paths([folder])
    assert outcomes(again) == ["unchanged", "unchanged"]
    assert everything(each_network) == before


def test_two_people_whose_files_in_an_archive_bear_one_id_both_come_in(network: Network, tmp_path: Path) -> None:
    folder = write(tmp_path / "dup", a=ADA, c=CHARLES)
    with zipfile.ZipFile(tmp_path / "dup.zip", "w") as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, file.name)
    network.gather.import_paths([tmp_path / "dup.zip"])
    assert names(network) == ["Ada Lovelace", "Charles Babbage"]


def test_dated_backups_of_one_card_are_one_person_with_all_that_they_say(network: Network, tmp_path: Path) -> None:
    old = card("1", "Mia Novak", email=["mia@old.org"], cell="+44 7700 900001", revised="2020-01-01")
    new = card("1", "Mia Novak", email=["mia@old.org", "mia@new.org"], cell="+44 7700 900001", revised="2025-01-01")
    network.gather.import_paths([write(tmp_path / "backups", b2020=old, b2025=new)])
    assert names(network) == ["Mia Novak"]
    assert {email.address for email in network.gather.show("Mia").card.emails} == {"mia@old.org", "mia@new.org"}


def test_a_card_that_says_the_same_is_told_of_as_repeated_by_its_name(network: Network, tmp_path: Path) -> None:
    later = {**ADA, "revised": "2025-01-01"}
    folder = write(tmp_path / "dup", a=ADA, b=ADA, c=later, d=CHARLES, e={**CHARLES, "revised": "2025-01-01"})
    (report,) = network.gather.import_paths([folder])
    assert sorted(outcomes(report)) == ["new", "new", "repeated", "repeated", "repeated"]
    assert {line.name for line in report.records} == {"Ada Lovelace", "Charles Babbage"}
    (again,) = network.gather.import_paths([folder])
    assert sorted(outcomes(again)) == ["repeated", "repeated", "repeated", "unchanged", "unchanged"]


def test_whoever_changes_or_goes_is_not_taken_for_the_other(network: Network, tmp_path: Path) -> None:
    folder = write(tmp_path / "dup", a=ADA, c=CHARLES)
    network.gather.import_paths([folder])
    network.choose.eliminate(["Charles"])
    write(folder, a={**ADA, "email": "ada@new.org"}, c={**CHARLES, "email": "charles@new.org"})
    (report,) = network.gather.import_paths([folder])
    assert sorted(outcomes(report)) == ["updated", "updated"]
    assert network.gather.find("Charles").standing == "eliminated"
    assert network.gather.show("Charles").card.emails[0].address == "charles@new.org"
    (folder / "a.cards").unlink()
    (report,) = network.gather.import_paths([folder])
    assert [(line.name, line.outcome) for line in report.records] == [
        ("Charles Babbage", "unchanged"),
        ("Ada Lovelace", "gone"),
    ]


def test_one_file_of_the_folder_read_by_itself_changes_only_its_own_card(network: Network, tmp_path: Path) -> None:
    folder = write(tmp_path / "dup", a=ADA, c=CHARLES)
    network.gather.import_paths([folder])
    (report,) = network.gather.import_paths([folder / "c.cards"])
    assert outcomes(report) == ["unchanged"]
    assert names(network) == ["Ada Lovelace", "Charles Babbage"]


def test_a_file_that_comes_alone_takes_nobody_elses_record(network: Network, tmp_path: Path) -> None:
    folder = write(tmp_path / "dup", a=ADA)
    network.gather.import_paths([folder])
    write(folder, c=CHARLES)
    network.gather.import_paths([folder / "c.cards"])
    assert names(network) == ["Ada Lovelace", "Charles Babbage"]
    write(folder, a={**ADA, "name": "Ada King"})
    (report,) = network.gather.import_paths([folder / "a.cards"])
    assert outcomes(report) == ["updated"]
    assert names(network) == ["Ada King", "Charles Babbage"]


def test_a_preview_tells_of_both_and_keeps_nothing(network: Network, tmp_path: Path) -> None:
    (report,) = network.gather.import_paths([write(tmp_path / "dup", a=ADA, c=CHARLES)], preview=True)
    assert outcomes(report) == ["new", "new"]
    assert names(network) == []


def test_a_card_that_its_plugin_stumbles_over_is_refused_beside_another_with_its_id(
    network: Network, tmp_path: Path
) -> None:
    folder = write(tmp_path / "dup", a=ADA, b=card("1", "X", crash=True), c=CHARLES, d=card("1", "", refuse="nobody"))
    (report,) = network.gather.import_paths([folder])
    assert sorted(outcomes(report)) == ["new", "new", "refused", "refused"]


def test_no_more_cards_wait_than_memory_has_to_hold(network: Network, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(same_ids, "_MOST", 2)
    everybody = {f"f{number}": card("1", f"Person {chr(65 + number)}") for number in range(7)}
    (report,) = network.gather.import_paths([write(tmp_path / "dup", **everybody)])
    assert outcomes(report) == ["new"] * 7


CARDS = st.builds(
    card, st.sampled_from("12"), st.sampled_from(("Ada Lovelace", "Bob Smith", "Zoe Quinn")), note=st.sampled_from("xy")
)


@settings(max_examples=15, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(cards=st.lists(CARDS, min_size=2, max_size=5), data=st.data())
def test_in_any_order_of_the_files_nobody_is_lost_and_nothing_changes_again(
    tmp_path_factory: Any, cards: Sequence[dict[str, Any]], data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("law")
    files = [_one_card(folder / "dup" / f"{number}.cards", one) for number, one in enumerate(cards)]
    with Network(folder / "n.db", home=folder / "home", plugins=registry(), now=Clock()) as network:
        network.gather.import_paths(data.draw(st.permutations(files)))
        assert len(_records(network)) == len({json.dumps(one) for one in cards})
        before = everything(network)
        network.gather.import_paths(data.draw(st.permutations(files)))
        network.gather.import_paths([folder / "dup"])
        assert everything(network) == before


def _records(network: Network) -> list[object]:
    return [one for person in network.gather.people() for one in person.records]
