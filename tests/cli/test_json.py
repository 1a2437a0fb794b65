"""With --json every command prints one JSON value on stdout and nothing else, in the shapes that are promised."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.cli.conftest import Command
from tests.cli.test_frame import ALL, SHOWS_NOTHING

Do = Callable[..., Any]

CARDS = """\
BEGIN:VCARD
VERSION:3.0
UID:{uid}
FN:{name}
EMAIL:{email}
TEL;TYPE={kind}:{phone}
END:VCARD
"""
BODY = """\
Dear {{ person.given }},

Do you remember the evening in the boathouse, when the oar went down the river? By next spring I want to run a library
of things in Bristol. Could we talk for twenty minutes, by phone or over a coffee? And what can I do for you?

Thank you, and warmly,
Mara
"""


def cards(*people: tuple[str, str, str, str]) -> str:
    return "".join(
        CARDS.format(uid=f"{name}{email}", name=name, email=email, kind=kind, phone=phone)
        for name, email, kind, phone in people
    )


def test_every_command_speaks_json(netcore: Command, tmp_path: Path) -> None:
    spoken: set[str] = set()

    def do(path: str, *arguments: str, code: int = 0) -> Any:
        result = netcore(*path.split(), *arguments, "--json")
        assert result.code == code, result
        value = json.loads(result.out)
        assert isinstance(value, dict | list), path
        spoken.add(path)
        return value

    book = tmp_path / "book.vcf"
    book.write_text(
        cards(
            ("Ada Lovelace", "ada@example.org", "CELL", "+44 7700 900201"),
            ("Ben Okri", "ben@example.org", "CELL", "+44 7700 900202"),
            ("Cy Twombly", "cy@example.org", "CELL", "+44 7700 900203"),
        )
    )
    (tmp_path / "letter.txt").write_text("Subject: Hello {{ person.given }}\n\n" + BODY)
    gather(do, book, tmp_path)
    choose_and_write(do, tmp_path)
    meet_thank_give(do)
    see_and_keep(do, tmp_path)
    do("plugins new", "club", "--into", str(tmp_path))
    assert ALL.keys() - SHOWS_NOTHING - spoken == {"accounts add"}, "an account needs a plugin: see test_bring.py"


def gather(do: Do, book: Path, folder: Path) -> None:
    report = do("import", str(book))
    assert [list(line) for line in report] == [
        ["source_id", "name", "outcome", "person", "notes", "place", "account"] for _ in range(3)
    ]
    people = do("people list")
    assert list(people[0]) == ["id", "name", "standing", "held", "circles", "emails", "phones", "records"]
    assert list(people[0]["records"][0])[:2] == ["account", "source_id"]
    do("people add", "Ada Lovelace", "--phone", "+44 7700 900299")
    questions = do("duplicates")
    assert [list(question) for question in questions] == [["left", "right", "reasons"]]
    do("different", questions[0]["left"], questions[0]["right"])
    do("undo")
    do("same", questions[0]["left"], questions[0]["right"])
    do("split", questions[0]["left"], "--account", "hand:me")
    do("undo")
    do("people show", "Ada")
    do("people edit", "Ada", "--note", "Writes programs.")
    do("circles add", "music", "Ada", "Ben")
    do("circles remove", "music", "Ben")
    do("circles show", "music")
    do("circles map", "Choir", "music")
    do("circles describe", "music", "Tuesdays in the hall.")
    do("circles rename", "music", "choir")
    do("circles rename", "choir", "music")
    do("circles list")
    do("recall")
    do("accounts list")
    do("accounts check", "vcard:book")
    do("accounts remove", "vcard:book")
    do("undo")
    do("export", str(folder / "out.vcf"))


def choose_and_write(do: Do, folder: Path) -> None:
    do("choose")
    do("keep", "Ada", "Ben")
    do("eliminate", "Cy")
    do("clarify", "--goal", "By next spring I want to run a library of things in Bristol.")
    do("config set", "name", "Mara")
    do("config set", "address", "mara@example.org")
    do("config list")
    drafted = do("draft", "Round one", "--template", str(folder / "letter.txt"))
    ids = [message["id"] for message in drafted["messages"]]
    do("check")
    do("review")
    do("approve", *ids)
    do("outbox show", ids[0])
    do("outbox withdraw", ids[0])
    do("outbox discard", ids[0])
    do("outbox list")
    with sqlite3.connect(folder / "home" / "default.db") as store:  # nothing but a crash makes one uncertain
        store.execute("UPDATE messages SET state = 'uncertain', outbox = 'folder' WHERE id = ?", ids[1:])
    do("outbox resolve", ids[1], "--not-sent")
    assert do("send")["dry_run"], "a campaign is shown once before it leaves"
    assert len(do("send")["sent"]) == 1
    do("outbox failures")
    (folder / "failures.csv").write_text("message,address,again\n")
    do("outbox mend", str(folder / "failures.csv"))
    do("replies log", "Ben", "Gladly!")
    (reply,) = do("replies list")
    do("replies read", reply["id"])


def meet_thank_give(do: Do) -> None:
    do("meet offer", "Ben")
    do("meet cancel", "Ben")
    do("meet agree", "Ben", "--mode", "phone", "--minutes", "20", "--at", "in 2 hours")
    do("meet list")
    do("meet prepare", "Ben")
    do("meet start", "Ben")
    do("meet held", "Ben", "--notes", "Bring two spades.")
    do("thank")
    do("thank", "Ben", "--done")
    do("give ask", "Ben")
    do("give decline", "Ben")
    do("give promise", "Ben", "a list of choirs", "--due", "Friday")
    do("give list")
    do("give done", "Ben")
    lead = do("lead", "Ben", "--idea", "Read about the Totnes share shed.")
    do("arrived", lead["id"])


def see_and_keep(do: Do, folder: Path) -> None:
    do("next")
    do("journal")
    do("plugins list")
    do("plugins check")
    do("doctor")
    do("backup", str(folder / "all.backup"))
    do("restore", str(folder / "all.backup"), "--yes")
    do("forget", "Ben", "--yes")
    do("demo", "--into", str(folder / "demo"))
