"""All seven steps through the command, as a user types them."""

import email
from email import policy
from pathlib import Path

import pytest

from tests.cli.conftest import Command

PHONE = """\
BEGIN:VCARD
VERSION:3.0
UID:1
FN:Tomás Rey
N:Rey;Tomás;;;
EMAIL:tomas@example.org
TEL;TYPE=CELL:+44 7700 900101
CATEGORIES:Choir
END:VCARD
BEGIN:VCARD
VERSION:3.0
UID:2
FN:Una Falk
N:Falk;Una;;;
EMAIL:una@example.org
END:VCARD
BEGIN:VCARD
VERSION:3.0
UID:3
FN:Viktor Brandt
N:Brandt;Viktor;;;
EMAIL:viktor@example.org
END:VCARD
"""
MAIL = """\
BEGIN:VCARD
VERSION:3.0
UID:x9
FN:Tomás Rey
N:Rey;Tomás;;;
EMAIL:tomas@example.org
TEL:+44 7700 900101
END:VCARD
"""
LETTER = """\
Subject: Do you remember the rain in Ludlow?

Dear {{ person.given }},

{{ slot.memory }}

{{ clarity.goal }}

{{ clarity.ask }} On the phone or over a coffee, whenever it suits you.

Warmly,
{{ me.name }}
"""


@pytest.fixture
def books(tmp_path: Path) -> Path:
    folder = tmp_path / "books"
    folder.mkdir()
    (folder / "phone.vcf").write_text(PHONE, "utf-8")
    (folder / "mail.vcf").write_text(MAIL, "utf-8")
    (folder / "letter.txt").write_text(LETTER, "utf-8")
    return folder


def test_the_seven_steps_lead_from_an_address_book_to_a_kept_promise(netcore: Command, books: Path) -> None:
    gather(netcore, books)
    choose_and_clarify(netcore)
    write(netcore, books)
    meet_and_thank(netcore)
    give(netcore)
    look_back(netcore, books)


def gather(netcore: Command, books: Path) -> None:
    assert netcore.json("next")[0]["kind"] == "gather"
    preview = netcore.json("import", str(books / "phone.vcf"), "--preview")
    assert {line["outcome"] for line in preview} == {"new"}
    assert netcore.json("people") == []
    report = netcore.json("import", str(books / "phone.vcf"), str(books / "mail.vcf"))
    assert [line["outcome"] for line in report] == ["new", "new", "new", "same"]
    people = netcore.json("people")
    assert sorted(person["name"] for person in people) == ["Tomás Rey", "Una Falk", "Viktor Brandt"]
    assert len(next(person for person in people if person["name"] == "Tomás Rey")["records"]) == 2
    netcore.ok("circles", "map", "Choir", "music")
    assert [person["name"] for person in netcore.json("circles", "show", "music")] == ["Tomás Rey"]
    netcore.ok("people", "add", "The baker", "--circle", "neighbours")
    netcore.ok("people", "edit", "Una", "--note", "plays the cello")
    assert "plays the cello" in netcore.ok("people", "show", "Una")


def choose_and_clarify(netcore: Command) -> None:
    netcore.ok("eliminate", "Viktor", "--reason", "He gossips.")
    undecided = netcore.json("choose")
    assert sorted(person["name"] for person in undecided) == ["The baker", "Tomás Rey", "Una Falk"]
    answer = netcore.ok("choose", input="skk")
    assert "Kept 2, eliminated 0, 1 still undecided." in answer
    assert netcore("draft", "Early", "--template", "-", input=LETTER).code == 3
    netcore.ok("clarify", "--goal", "By spring I want to run a library of things in Bristol.", "--ask", "Tell me how?")
    assert netcore.json("clarify")["clarity"]["version"] == 1


def write(netcore: Command, books: Path) -> None:
    netcore.ok("config", "set", "name", "Mara Ellison")
    netcore.ok("config", "set", "address", "mara@example.org")
    drafted = netcore.json("draft", "First letters", "--template", str(books / "letter.txt"))
    assert sorted(message["to_name"] for message in drafted["messages"]) == ["Tomás Rey", "Una Falk"]
    first, second = (message["id"] for message in drafted["messages"])
    assert netcore("check").code == 1
    assert netcore("approve", "--all").code == 1
    memory = "The night the coach broke down you sang through the Dvořák with thirty of us in the rain."
    netcore.ok("draft", "--fill", first, "--part", f"memory={memory}")
    other = "I still have the tea towel that you printed for the fair, and it still makes me laugh."
    netcore.ok("draft", "--fill", second, "--part", f"memory={other}")
    assert "1 letter approved, 1 skipped" in netcore.ok("review", input="as")
    assert netcore.ok("approve", second).startswith("approved")
    dry = netcore.json("send", "--dry-run")
    assert (len(dry["left"]), len(dry["sent"])) == (2, 0)
    sent = netcore.json("send")
    assert len(sent["sent"]) == 2
    letters = sorted((netcore.home / "letters").glob("*.eml"))
    read = [email.message_from_bytes(letter.read_bytes(), policy=policy.default) for letter in letters]
    assert {str(letter["To"]) for letter in read} == {"Tomás Rey <tomas@example.org>", "Una Falk <una@example.org>"}
    assert netcore.json("send")["sent"] == []
    assert netcore.json("outbox")["counts"] == {"sent": 2}


def meet_and_thank(netcore: Command) -> None:
    netcore.clock.pass_(days=1)
    netcore.ok("replies", "log", "Tomás", "With pleasure! Ring me on Thursday.")
    reply = netcore.json("replies", "--unread")[0]
    assert netcore.json("next")[0]["kind"] == "reply"
    assert "Ring me on Thursday" in netcore.ok("replies", "read", reply["id"])
    netcore.ok("meet", "offer", "Tomás", "--option", "phone", "--option", "coffee")
    netcore.ok("meet", "agree", "Tomás", "--mode", "phone", "--minutes", "30", "--at", "2026-03-05 16:00")
    assert "What can I do for you?" in netcore.ok("meet", "prepare", "Tomás")
    netcore.clock.pass_(days=2, hours=7)
    assert "30 minutes" in netcore.ok("meet", "start", "Tomás")
    netcore.clock.pass_(minutes=30)
    netcore.ok("meet", "held", "Tomás", "--notes", "People bring back what has a number on it.")
    assert netcore.json("next")[0]["kind"] == "thank"
    assert "Tomás Rey" in netcore.ok("thank")
    note = netcore.json("thank", "Tomás")
    assert note["purpose"] == "thanks"
    netcore.ok("approve", note["id"])
    assert len(netcore.json("send")["sent"]) == 1
    assert netcore.json("thank") == []
    assert netcore.json("meet", "list", "--all")[0]["state"] == "thanked"


def give(netcore: Command) -> None:
    netcore.ok("give", "ask", "Tomás")
    netcore.ok("give", "promise", "Tomás", "a list of choirs in Leeds", "--due", "in 3 days")
    assert "a list of choirs in Leeds" in netcore.ok("give")
    netcore.ok("give", "done", "Tomás")
    assert "Nothing is open" in netcore.ok("give", "list")
    lead = netcore.json("lead", "Tomás", "--introduces", "Wendel Okafor", "--email", "wendel@example.org")
    shown = netcore.json("people", "show", "Wendel")
    assert shown["introduced_by"] == netcore.json("people", "show", "Tomás")["person"]["id"]
    netcore.ok("arrived", lead["id"])
    assert netcore.json("lead")[0]["arrived_at"]


def look_back(netcore: Command, books: Path) -> None:
    events = [entry["event"] for entry in netcore.json("journal", "--limit", "100")]
    assert "person.eliminated" in events
    assert "gossips" not in netcore.ok("journal", "--limit", "100") + netcore.ok("people", "show", "Viktor")
    assert {checkup["state"] for checkup in netcore.json("doctor")} == {"good"}
    backup = books / "all.backup"
    netcore.ok("backup", str(backup))
    netcore.ok("people", "add", "Somebody Later")
    netcore.ok("restore", str(backup), "--yes")
    assert "Somebody Later" not in netcore.ok("people")
    assert "Una Falk" in netcore.ok("people")
    netcore.ok("forget", "Una", "--yes")
    assert netcore("people", "show", "Una").code == 2
