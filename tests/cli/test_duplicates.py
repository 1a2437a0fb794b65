"""The walk through the questions of identity: none is asked twice, and none that an answer settled."""

from pathlib import Path

import pytest

from tests.cli.conftest import Command

SHOWN = "because"


@pytest.fixture
def same_name(netcore: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """A command at a terminal, that has been given cards of one name, each from another firm and another file."""
    monkeypatch.setattr("netcore.cli.identity.at_terminal", lambda: True)
    for number in range(6):
        card = f"BEGIN:VCARD\nVERSION:3.0\nUID:{number}\nFN:Zebulon Quarterman\nORG:Firm {number}\nEND:VCARD\n"
        file = tmp_path / f"book{number}.vcf"
        file.write_text(card)
        netcore.ok("import", str(file))
    return netcore


def test_a_question_that_an_answer_settled_is_not_asked(same_name: Command) -> None:
    out = same_name.ok("duplicates", input="s" + "d" * 20)
    assert out.count(SHOWN) == 1 + 10, "five people are left, each pair of them told apart once"
    assert same_name.ok("duplicates").startswith("No open questions")


def test_all_of_one_human_take_one_question_less_than_there_are_cards(same_name: Command) -> None:
    out = same_name.ok("duplicates", input="s" * 20)
    assert out.count(SHOWN) == 5
    assert len(same_name.json("people")) == 1


def test_what_was_put_off_is_not_asked_again_in_the_same_walk(same_name: Command) -> None:
    out = same_name.ok("duplicates", input="n" * 40)
    assert out.count(SHOWN) == 15
    assert len(same_name.json("duplicates")) == 15


def test_undo_is_spoken_of_only_when_there_is_something_to_take_back(same_name: Command) -> None:
    assert "undo" not in same_name("duplicates", input="q").err
    assert "undo" not in same_name("duplicates", input="nq").err
    assert "undo" in same_name("duplicates", input="sq").err
    same_name.ok("undo")
    assert len(same_name.json("people")) == 6, "only the answer was taken back"


def test_what_another_process_joined_meanwhile_is_not_asked(
    same_name: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody = [person["id"] for person in same_name.json("people")]

    def answer(*_: object) -> str:
        for other in everybody[1:]:
            same_name.ok("same", everybody[0], other)
        return "n"

    monkeypatch.setattr("netcore.cli.identity.ask", answer)
    assert same_name.ok("duplicates").count(SHOWN) == 1


def test_accepting_nothing_speaks_of_no_undo(netcore: Command) -> None:
    netcore.ok("people", "add", "Ada")
    out = netcore.ok("duplicates", "--accept-tier", "possible")
    assert "undo" not in out
    assert out.startswith("Nothing to accept")


def test_what_tells_namesakes_apart_is_shown_beside_them(netcore: Command, tmp_path: Path) -> None:
    facts = "ORG:{firm}\nTITLE:{job}\nURL:https://www.linkedin.com/in/{page}\n"
    card = f"BEGIN:VCARD\nVERSION:3.0\nFN:Ann Lee\n{facts}END:VCARD\n"
    cards = (card.format(firm="Acme", job="CEO", page="ann-lee"), card.format(firm="", job="Baker", page="ann-lee-2"))
    (tmp_path / "a.vcf").write_text("".join(cards))
    netcore.ok("import", str(tmp_path / "a.vcf"))
    shown = netcore.ok("duplicates", "--list")
    for fact in ("CEO, Acme", "Baker", "in/ann-lee", "in/ann-lee-2"):
        assert fact in shown


def test_before_very_many_questions_it_is_said_that_they_can_be_answered_together(
    netcore: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from netcore.cli import identity

    for file in ("a.vcf", "b.vcf"):
        cards = (f"BEGIN:VCARD\nVERSION:3.0\nUID:{file}{n}\nFN:Wanda Quine-{n}x\nORG:Acme\nEND:VCARD\n" for n in "abcd")
        (tmp_path / file).write_text("".join(cards))
        netcore.ok("import", str(tmp_path / file))
    asked = len(netcore.json("duplicates"))
    monkeypatch.setattr(identity, "at_terminal", lambda: True)
    assert "--accept-tier" not in netcore("duplicates", input="q").out
    monkeypatch.setattr(identity, "_MANY", asked)
    out = " ".join(netcore("duplicates", input="q").out.split())
    assert f"{asked} questions, the most useful first" in out
    assert "netcore duplicates --accept-tier almost-certain joins them together" in out
