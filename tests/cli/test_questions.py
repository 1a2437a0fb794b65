"""Walks with one key each: at a terminal, in a pipe, with any key, and with an end that comes too early."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from netcore.cli.editing import as_text, from_text
from tests.cli.conftest import Command

GOAL = "By next spring I want to run a library of things in Bristol."
BODY = """\
Dear Ada,

Do you remember the evening in the boathouse, when the oar went down the river? By next spring I want to run a library
of things in Bristol. Could we talk for twenty minutes, by phone or over a coffee? And what can I do for you?

Thank you, and warmly,
Mara
"""


@pytest.fixture
def people(netcore: Command) -> Command:
    for name in ("Ada", "Ben", "Cy"):
        netcore.ok("people", "add", name, "--email", f"{name.lower()}@example.org")
    return netcore


def standings(netcore: Command) -> str:
    return "".join(person["standing"][0] for person in netcore.json("people"))


# -- choose ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keys", "after"),
    [
        ("kek", "kek"),
        ("KEK", "kek"),
        ("k\ne\nk\n", "kek"),
        ("  s k q", "uku"),
        ("x?k7e", "keu"),
        ("kq", "kuu"),
        ("k", "kuu"),
        ("", "uuu"),
        ("\x1b", "uuu"),
        ("kkkkkkkk", "kkk"),
    ],
)
def test_each_key_decides_about_one_person_and_is_kept_at_once(people: Command, keys: str, after: str) -> None:
    people.ok("choose", input=keys)
    assert standings(people) == after


def test_who_was_decided_about_is_not_asked_for_again(people: Command) -> None:
    people.ok("choose", input="kq")
    assert [person["name"] for person in people.json("choose")] == ["Ben", "Cy"]
    assert [person["name"] for person in people.json("choose", "--limit", "1")] == ["Ben"]
    people.ok("choose", input="kk")
    assert "Nobody waits" in people.ok("choose")


def test_one_who_cannot_be_found_leaves_everybody_as_they_were(people: Command) -> None:
    result = people("keep", "Ada", "Nobody")
    assert (result.code, standings(people)) == (2, "uuu")
    result = people("eliminate", "Ada", "Nobody")
    assert (result.code, standings(people)) == (2, "uuu")


def test_the_reason_of_an_elimination_is_shown_nowhere(people: Command) -> None:
    out = people.ok("eliminate", "Ada", "--reason", "Forwards what is told in confidence.")
    for command in (["people", "show", "Ada"], ["people", "show", "Ada", "--json"], ["journal"], ["people", "--json"]):
        out += people.ok(*command)
    assert "confidence" not in out


# -- questions of yes and no -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("said", "left"), [("y\n", 2), ("yes\n", 2), ("n\n", 3), ("what?\n", 3)])
def test_erasing_is_asked_for_in_a_pipe_too(people: Command, said: str, left: int) -> None:
    people.ok("forget", "Ada", input=said)
    assert len(people.json("people")) == left


def test_where_nobody_can_be_asked_nothing_is_erased(people: Command) -> None:
    result = people("forget", "Ada")
    assert (result.code, "--yes" in result.err, len(people.json("people"))) == (2, True, 3)


# -- review ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def draft(people: Command) -> str:
    people.ok("keep", "Ada")
    people.ok("config", "set", "name", "Mara")
    people.ok("config", "set", "address", "mara@example.org")
    people.ok("clarify", "--goal", GOAL)
    made = people.json("draft", "--person", "Ada", "--subject", "The oar", "--body", BODY + "[[place]]")
    assert isinstance(made["id"], str)
    return made["id"]


def state(netcore: Command, message: str) -> str:
    return str(netcore.json("outbox", "show", message)["state"])


def editor(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    file = folder / "editor"
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o700)
    monkeypatch.setenv("EDITOR", str(file))


@pytest.mark.parametrize(("keys", "after"), [("aq", "draft"), ("s", "draft"), ("d", "discarded"), ("", "draft")])
def test_a_letter_with_a_gap_cannot_be_approved_but_skipped_or_discarded(
    people: Command, draft: str, keys: str, after: str
) -> None:
    out = people.ok("review", input=keys)
    assert "The oar" in out
    assert state(people, draft) == after
    assert ("It cannot be sent like this" in out) == (keys == "aq")


def test_an_edited_letter_is_shown_again_and_can_be_approved(
    people: Command, draft: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(tmp_path, monkeypatch, """sed -i 's/.*place.*/On the bridge, if you like./; s/oar/oar that swam/' "$1" """)
    out = people.ok("review", draft, input="ea")
    assert "On the bridge, if you like." in out
    assert people.json("outbox", "show", draft)["subject"] == "The oar that swam"
    assert state(people, draft) == "approved"


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("exit 0", "Nothing was changed."),
        ("exit 1", "The editor cannot be used"),
        ("""echo "Dear Ada" > "$1" """, "The first line must begin with"),
    ],
)
def test_an_editor_that_gives_nothing_usable_leaves_the_letter_as_it_was(
    people: Command, draft: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, words: str
) -> None:
    editor(tmp_path, monkeypatch, script)
    before = people.json("outbox", "show", draft)
    result = people("review", input="eq")
    assert result.code == 0
    assert words in result.out + result.err
    assert people.json("outbox", "show", draft) == before


def test_approving_all_ends_with_1_when_one_stays_behind(people: Command, draft: str) -> None:
    result = people("approve", "--all")
    assert (result.code, state(people, draft)) == (1, "draft")
    assert "place" in result.out
    people.ok("draft", "--edit", draft, "--body", BODY)
    people.ok("approve", "--all")
    assert state(people, draft) == "approved"


def test_a_finding_is_overruled_with_a_reason_only(people: Command, draft: str) -> None:
    found = people("check", draft, "--json").json[0]["findings"]
    (block,) = (finding["id"] for finding in found if finding["level"] == "block")
    assert people("check", draft, "--waive", block).code == 2
    assert people("check", "--waive", block, "--reason", "It is a joke.").code == 2
    shown = people.ok("check", draft, "--waive", block, "--reason", "It is a joke.")
    assert "It is a joke." in shown
    people.ok("approve", draft)


# -- recall ----------------------------------------------------------------------------------------------------------


def test_names_that_come_to_mind_join_the_circle_that_was_asked_about(netcore: Command) -> None:
    first = netcore.json("recall")[0]["circle"]
    out = netcore.ok("recall", input="Robin Roe\n\n7\n.\n")
    assert "1 person came to mind" in out
    assert [person["name"] for person in netcore.json("circles", "show", first)] == ["Robin Roe"]
    assert len(netcore.json("people")) == 1


def test_a_letter_is_no_name(people: Command) -> None:
    before = people.json("people")
    assert "q is no name. An empty line goes on to the next part, a dot stops." in people("recall", input="q\n.\n").err
    assert people.json("people") == before


def test_who_is_listed_already_goes_into_the_circle_and_is_nobody_new(people: Command) -> None:
    first = people.json("recall")[0]["circle"]
    result = people("recall", input="ada\n.\n")
    assert "Ada was on your list" in result.err
    assert "no people came to mind" in result.out
    assert [person["name"] for person in people.json("circles", "show", first)] == ["Ada"]
    assert len(people.json("people")) == 3


def test_a_name_that_several_have_is_asked_for_and_one_off_the_list_stays_off(people: Command) -> None:
    people.ok("people", "add", "Ada", "--email", "other@example.org")
    people.ok("eliminate", "Ben")
    first = people.json("recall")[0]["circle"]
    result = people("recall", input="Ada\nBen\n.\n")
    assert "2 people are called Ada" in result.err
    assert "Ben is off your list" in result.err
    assert people.json("circles") == [] or people.json("circles", "show", first) == []


def test_a_whole_circle_that_is_offered_becomes_part_of_another(netcore: Command, tmp_path: Path) -> None:
    card = "BEGIN:VCARD\nVERSION:3.0\nFN:Ida Pym\nCATEGORIES:Sportverein\nEND:VCARD\n"
    (tmp_path / "a.vcf").write_text(card)
    netcore.ok("import", str(tmp_path / "a.vcf"))
    result = netcore("recall", input="\n\n1\n1\n" + "\n" * 20)
    assert "1. Everybody in Sportverein (1 person)?" in result.out
    assert result.out.count("Sportverein") == 1, "it is offered to no other part any more, nor asked about by itself"
    assert "sports has 1 person now; Sportverein is part of it." in result.err
    assert "is part of it already" in result.err
    assert [circle["id"] for circle in netcore.json("circles")] == ["sports"]


def test_a_given_name_may_mean_somebody_who_is_listed_or_somebody_new(netcore: Command) -> None:
    netcore.ok("people", "add", "Mette Holm")
    first = netcore.json("recall")[0]["circle"]
    result = netcore("recall", input="Mette\n1\nMette\n.\n")
    assert "1. Mette Holm, who is on your list?" in result.err
    assert "1 person came to mind" in result.out
    assert [person["name"] for person in netcore.json("circles", "show", first)] == ["Mette", "Mette Holm"]
    assert len(netcore.json("people")) == 2


def test_somebody_is_known_by_the_name_on_another_card(netcore: Command, tmp_path: Path) -> None:
    cards = [
        f"BEGIN:VCARD\nVERSION:3.0\nFN:{name}\nEMAIL:bob@x.example\nEND:VCARD\n"
        for name in ("Bob Stone", "Mr Robert Stone")
    ]
    for number, card in enumerate(cards):
        (tmp_path / f"{number}.vcf").write_text(card)
        netcore.ok("import", str(tmp_path / f"{number}.vcf"))
    assert len(netcore.json("people")) == 1
    result = netcore("recall", input="Bob Stone\nRobert Stone\n.\n")
    assert result.err.count("was on your list") == 2
    assert len(netcore.json("people")) == 1


@pytest.mark.parametrize("typed", ["Zoë <zoe@x.example>", '"Zoë" <zoe@x.example>', "Zoë zoe@x.example"])
def test_a_name_may_come_with_its_address(netcore: Command, typed: str) -> None:
    netcore.ok("recall", input=f"{typed}\n.\n")
    (zoe,) = netcore.json("people")
    assert (zoe["name"], zoe["emails"]) == ("Zoë", ["zoe@x.example"])


def test_recall_ends_with_its_input(netcore: Command) -> None:
    assert "no people came to mind" in netcore.ok("recall")


# -- whole circles ---------------------------------------------------------------------------------------------------


def test_of_a_large_circle_the_first_are_named_and_the_others_counted(netcore: Command, tmp_path: Path) -> None:
    cards = (f"BEGIN:VCARD\nVERSION:3.0\nFN:Person {n:02}x\nCATEGORIES:Choir\nEND:VCARD\n" for n in range(23))
    (tmp_path / "a.vcf").write_text("".join(cards))
    netcore.ok("import", str(tmp_path / "a.vcf"))
    for done in (netcore.ok("keep", "--circle", "choir"), netcore.ok("eliminate", "--circle", "choir", "--yes")):
        assert "Person 19x and 3 more." in done
        assert done.count("Person") == 20


# -- clarity ---------------------------------------------------------------------------------------------------------


def test_what_is_not_said_stays_as_it_was(netcore: Command) -> None:
    assert "not written yet" in netcore.ok("clarify")
    netcore.ok("clarify", "--goal", GOAL, "--keyword", "tools")
    netcore.ok("clarify", "--ask", "Twenty minutes of your time.")
    written = netcore.json("clarify")["clarity"]
    assert (written["version"], written["goal"], written["keywords"]) == (2, GOAL, ["tools"])
    assert [clarity["version"] for clarity in netcore.json("clarify", "--history")] == [2, 1]
    assert netcore("clarify", "--confirm", "--goal", "x").code == 2
    netcore.ok("clarify", "--confirm")


def test_an_empty_goal_is_refused(netcore: Command) -> None:
    result = netcore("clarify", "--goal", "  ")
    assert (result.code, netcore.json("clarify")["clarity"]) == (2, None)


# -- letters as text -------------------------------------------------------------------------------------------------


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=30).map(str.strip),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=80),
)
def test_a_letter_written_for_an_editor_is_read_back_the_same(subject: str, body: str) -> None:
    assert from_text(as_text(subject, body)) == (subject, body)


def test_a_text_without_a_subject_has_none() -> None:
    assert from_text("Dear Ada,\n\nHello") == (None, "Dear Ada,\n\nHello")
    assert from_text("\ufeffsubject: Hi\r\n\r\nHello\r\n") == ("Hi", "Hello\n")


# -- circles ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def choir(people: Command) -> Command:
    people.ok("circles", "add", "Choir", "Ada", "Ben")
    return people


def test_a_whole_circle_is_kept_but_for_those_who_were_taken_off(choir: Command) -> None:
    choir.ok("eliminate", "Ben")
    result = choir("keep", "--circle", "choir", "Cy")
    assert (result.code, standings(choir)) == (0, "kek")
    assert "1 person of the circle stays off your list" in result.err


@pytest.mark.parametrize(("said", "after"), [("y\n", "eeu"), ("n\n", "uuu")])
def test_eliminating_a_circle_asks_first(choir: Command, said: str, after: str) -> None:
    result = choir("eliminate", "--circle", "Choir", input=said)
    assert (result.code, standings(choir)) == (0, after)


def test_where_nobody_can_be_asked_no_circle_is_eliminated_without_yes(choir: Command) -> None:
    result = choir("eliminate", "--circle", "choir")
    assert (result.code, "2 people" in result.err, standings(choir)) == (2, True, "uuu")
    choir.ok("eliminate", "--circle", "choir", "--yes")
    assert standings(choir) == "eeu"
    assert "Nobody was eliminated." in choir.ok("eliminate", "--circle", "choir", "--yes")


@pytest.mark.parametrize("command", ["keep", "eliminate"])
def test_somebody_or_a_circle_has_to_be_named(choir: Command, command: str) -> None:
    assert choir(command).code == 2
    assert choir(command, "--circle", "nowhere").code in {2, 3}
    assert standings(choir) == "uuu"


def test_a_renamed_circle_has_its_people_and_undo_gives_the_old_name_back(choir: Command) -> None:
    choir.ok("circles", "rename", "choir", "Harbour Choir")
    (circle,) = choir.json("circles")
    assert (circle["name"], circle["members"]) == ("Harbour Choir", 2)
    assert len(choir.json("circles", "show", "Harbour Choir")) == 2
    choir.ok("undo")
    assert choir.json("circles")[0]["name"] == "Choir"


def test_a_circle_does_not_take_the_name_of_another(choir: Command) -> None:
    choir.ok("circles", "add", "Club", "Cy")
    result = choir("circles", "rename", "choir", "CLUB")
    assert (result.code, "there is a circle" in result.err.lower()) == (2, True)
    assert choir("circles", "rename", "choir", "  ").code == 2
