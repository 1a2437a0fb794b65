"""People leave into files: whole files, or none."""

from io import BytesIO
from pathlib import Path

import pytest

from netcore.errors import NotFound, PluginUnavailable, StoreNotWritable
from netcore.network import Network
from tests.steps.gather.books import card, write_book


@pytest.fixture
def three(network: Network) -> Network:
    network.gather.add("Ada", email="ada@x.org", circles=("Choir",))
    network.gather.add("Bob", email="bob@x.org")
    network.gather.add("Carl")
    network.choose.eliminate(["Bob"], reason="tells secrets")
    return network


def test_everybody_but_the_eliminated_is_written_with_their_circles(three: Network, tmp_path: Path) -> None:
    notes = three.gather.export(tmp_path / "out.txt", format="cards")
    assert notes == ("photos are left out",)
    assert (tmp_path / "out.txt").read_text() == "Ada ada@x.org Choir\nCarl  \n"
    assert (tmp_path / "out.txt").stat().st_mode & 0o777 == 0o600


def test_only_those_who_were_named_are_written(three: Network) -> None:
    stream = BytesIO()
    three.gather.export(stream, format="cards", people=["carl", "bob"])
    assert stream.getvalue() == b"Carl  \nBob bob@x.org \n"


def test_the_eliminated_are_written_when_asked_for_and_the_reason_never(three: Network) -> None:
    stream = BytesIO()
    three.gather.export(stream, format="cards", with_eliminated=True)
    assert stream.getvalue() == b"Ada ada@x.org Choir\nBob bob@x.org \nCarl  \n"
    assert b"secrets" not in stream.getvalue()


def test_a_category_that_means_a_circle_is_written_as_the_circle_alone(network: Network, tmp_path: Path) -> None:
    cards = [card("1", "Ada", categories=["Chor", "Kegeln", "Misc"]), card("2", "Bob", categories=["Chor"])]
    network.gather.import_paths([write_book(tmp_path / "book.cards", *cards)])
    network.gather.rename_circle("Chor", "Choir")
    network.gather.map_category("Kegeln", "sports")
    network.gather.map_category("Misc", None)
    network.gather.remove_from_circle("Choir", ["Bob"])
    stream = BytesIO()
    network.gather.export(stream, format="cards")
    assert stream.getvalue() == b"Ada  Choir,sports,Misc\nBob  \n"


def test_a_file_that_cannot_be_finished_leaves_the_old_one(three: Network, tmp_path: Path) -> None:
    (tmp_path / "out.txt").write_text("old")
    with pytest.raises(StoreNotWritable, match=r"out\.txt cannot be written: No space left"):
        three.gather.export(tmp_path / "out.txt", format="cards.broken")
    assert [file.name for file in tmp_path.iterdir() if file.suffix != ".db" and file.is_file()] == ["out.txt"]
    assert (tmp_path / "out.txt").read_text() == "old"


def test_mistakes_are_told_before_anything_is_written(three: Network, tmp_path: Path) -> None:
    with pytest.raises(PluginUnavailable, match="no exporter 'papyrus'"):
        three.gather.export(tmp_path / "out.txt", format="papyrus")
    with pytest.raises(NotFound):
        three.gather.export(tmp_path / "out.txt", format="cards", people=["nobody"])
    with pytest.raises(StoreNotWritable, match="cannot be written"):
        three.gather.export(tmp_path / "no" / "folder" / "out.txt", format="cards")
    assert not (tmp_path / "out.txt").exists()


def test_how_many_were_written_is_told_meanwhile(three: Network) -> None:
    told: list[tuple[int, int | None, str]] = []
    three.gather.export(BytesIO(), format="cards", progress=lambda *what: told.append(what))
    assert told == [(2, 2, "writing")]
