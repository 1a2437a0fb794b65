"""`netcore import` and `netcore accounts`: files, folders, and the sources of plugins with their own options."""

import os
import re
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from tests.cli.conftest import Command
from tests.plugins import installing
from tests.plugins.installing import Install

install, site = installing.install, installing.site

CARD = "BEGIN:VCARD\nVERSION:3.0\nUID:{0}\nFN:{0} Example\nEMAIL:{0}@example.org\nEND:VCARD\n"
CLOUD = """
    import json
    import signal
    from netcore.errors import SignInNeeded
    from netcore.model.contact import Contact, Name
    from netcore.plugins import (
        Checkpoint, ContactSource, ContactSourceDescriptor, Reading, Record, RefusedRecord, Setting, hookimpl
    )

    class Cloud(ContactSource):
        def __init__(self, context):
            self._context = context

        def pull(self, cursor):
            if self._context.secrets.get("password") != "sesame":
                raise SignInNeeded("The password is wrong. Give it again with --password.")
            for number in range(int(self._context.settings["cards"])):
                yield Record(source_id=str(number), raw=str(number).encode())
                if self._context.settings["breaks"] and number == 1:
                    yield Checkpoint(cursor="1")
                    raise RuntimeError("the cloud went away")
            yield Checkpoint(cursor="", full=True)

        def parse(self, record):
            if record.source_id == "3":
                raise RefusedRecord("it rains")
            if record.source_id == "1":
                for _ in range(self._context.settings["presses"]):
                    signal.raise_signal(signal.SIGINT)
            return Reading(contact=Contact(name=Name(display=f"{self._context.settings['user']} {record.source_id}")))

    @hookimpl
    def netcore_contact_sources():
        settings = (
            Setting(name="user", help="Who you are there.", required=True),
            Setting(name="cards", help="How many.", type="integer", default=2),
            Setting(name="presses", help="How often Ctrl-C is pressed.", type="integer", default=0),
            Setting(name="breaks", help="Whether it breaks.", type="boolean", default=False),
            Setting(name="password", help="Your password there.", secret=True),
        )
        return [ContactSourceDescriptor(name="{name}", summary="People in a cloud.", factory="{module}:Cloud",
                                        settings=settings)]
"""


def test_ctrl_c_waits_until_the_cards_at_hand_are_kept(cloud: Command) -> None:
    result = cloud("import", "cloud", "--user", "me", "--presses", "1")
    assert result.code == 130
    assert "the same command goes on" in result.err
    assert [person["name"] for person in cloud.json("people")] == ["me 0", "me 1"]


@pytest.fixture
def cloud(netcore: Command, install: Install) -> Command:
    install("cloud", CLOUD)
    netcore.environment["NETCORE_CLOUD_PASSWORD"] = "sesame"
    return netcore


def test_the_help_of_import_lists_the_sources_that_are_no_files(cloud: Command) -> None:
    page = cloud.ok("import", "--help")
    assert "PATH..." in page
    assert re.search(r"\bcloud +People in a cloud\.", page)
    assert "vcard" not in page.partition("Sources")[2]


def test_a_source_takes_its_settings_as_options(cloud: Command) -> None:
    help_ = cloud.ok("import", "cloud", "--help")
    assert "Usage: netcore import cloud [OPTIONS]" in help_
    for option in ("--user", "--cards", "--breaks / --no-breaks", "--password", "--preview", "--account", "--json"):
        assert option in help_
    report = cloud.json("import", "cloud", "--user", "ada")
    assert [(line["name"], line["outcome"]) for line in report] == [("ada 0", "new"), ("ada 1", "new")]
    assert [account["id"] for account in cloud.json("accounts")] == ["cloud:ada"]


def test_a_setting_that_nobody_gave_is_asked_for_in_a_sentence(cloud: Command) -> None:
    result = cloud("import", "cloud")
    assert result.code == 2
    assert "--user" in result.err
    assert "NETCORE_CLOUD_USER" in result.err


def test_an_account_is_configured_once_and_brought_in_by_its_name(cloud: Command) -> None:
    added = cloud.json("accounts", "add", "cloud", "--user", "ada", "--name", "mine")
    assert added["id"] == "cloud:mine"
    assert cloud.json("people") == []
    assert len(cloud.json("import", "cloud:mine")) == 2
    assert "can be read" in cloud.ok("accounts", "check", "cloud:mine")
    assert "cloud:mine" in cloud.ok("accounts")


def test_what_is_no_source_cannot_be_an_account(cloud: Command) -> None:
    for name in ("clout", "vcard", "phone.vcf"):
        result = cloud("accounts", "add", name)
        assert result.code == 2
        assert re.search(r"There are: .*\bcloud\b", result.err)


def test_a_preview_of_a_source_keeps_nothing(cloud: Command) -> None:
    assert len(cloud.json("import", "cloud", "--user", "ada", "--preview")) == 2
    assert cloud.json("people") == []
    assert cloud.json("accounts") == []


def test_nothing_is_in_it_at_first_and_nothing_is_new_later(cloud: Command) -> None:
    empty = ("import", "cloud", "--user", "ada", "--cards", "0")
    assert cloud.ok(*empty).strip() == "cloud:ada: nothing in it"
    assert cloud.ok(*empty).strip() == "cloud:ada: nothing new"


def test_a_source_that_breaks_off_keeps_what_came_and_ends_with_1(cloud: Command) -> None:
    result = cloud("import", "cloud", "--user", "ada", "--cards", "5", "--breaks")
    assert result.code == 1
    assert "the cloud went away" in result.err
    assert "import it again to go on" in result.err
    assert len(cloud.json("people")) == 2


def test_a_refused_card_is_listed_and_ends_with_1(cloud: Command) -> None:
    result = cloud("import", "cloud", "--user", "ada", "--cards", "5")
    assert result.code == 1
    assert "refused   3" in result.out.replace("ada 3", "3")
    assert "it rains" in result.out


def test_a_sign_in_that_is_needed_is_said(cloud: Command) -> None:
    cloud.environment["NETCORE_CLOUD_PASSWORD"] = "wrong"
    result = cloud("import", "cloud", "--user", "ada")
    assert (result.code, result.out) == (3, "")
    assert "The password is wrong." in result.err


def test_a_secret_is_read_from_the_standard_input_and_never_shown(cloud: Command) -> None:
    del cloud.environment["NETCORE_CLOUD_PASSWORD"]
    result = cloud("import", "cloud", "--user", "ada", "--password", input="sesame\n")
    assert result.code == 0
    assert "sesame" not in result.out + result.err


# -- files -----------------------------------------------------------------------------------------------------------


def test_a_folder_is_one_command_and_what_no_plugin_reads_is_listed(netcore: Command, tmp_path: Path) -> None:
    folder = tmp_path / "books"
    folder.mkdir()
    (folder / "a.vcf").write_text(CARD.format("ada") + CARD.format("ben"))
    (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0 no card")
    (folder / ".DS_Store").write_bytes(b"\0\0\0\1Bud1")
    (folder / "empty.vcf").write_bytes(b"")
    result = netcore("import", str(folder))
    assert result.code == 1
    assert "vcard:a: 2 new" in result.out
    for name in ("photo.jpg", "empty.vcf"):
        assert name in result.out
    assert ".DS_Store" not in result.out


def test_the_same_again_changes_nothing(netcore: Command, tmp_path: Path) -> None:
    book = tmp_path / "a.vcf"
    book.write_text(CARD.format("ada"))
    netcore.ok("import", str(book))
    before = netcore.ok("people", "--json")
    assert "1 unchanged" in netcore.ok("import", str(book))
    assert netcore.ok("people", "--json") == before


def test_every_card_has_a_line_when_asked_for(netcore: Command, tmp_path: Path) -> None:
    book = tmp_path / "a.vcf"
    book.write_text("".join(CARD.format(f"p{number}") for number in range(30)))
    assert "p7 Example" not in netcore.ok("import", str(book))
    assert netcore.ok("import", str(book), "--all").count("  unchanged ") == 30


def test_a_few_joins_stand_for_thousands(netcore: Command, tmp_path: Path) -> None:
    cards = "".join(CARD.format(f"p{number}") for number in range(30))
    (tmp_path / "a.vcf").write_text(cards)
    (tmp_path / "b.vcf").write_text(cards.replace("UID:", "UID:other-").replace(" Example", " Sample Example"))
    netcore.ok("import", str(tmp_path / "a.vcf"))
    shown = netcore.ok("import", str(tmp_path / "b.vcf"))
    assert "30 known from elsewhere" in shown
    assert shown.count("\n  same ") == 20


def test_a_preview_tells_whom_a_card_would_join(netcore: Command, tmp_path: Path) -> None:
    (tmp_path / "a.vcf").write_text(CARD.format("ada"))
    (tmp_path / "b.vcf").write_text(CARD.format("ada").replace("UID:ada", "UID:other"))
    netcore.ok("import", str(tmp_path / "a.vcf"))
    shown = netcore.ok("import", str(tmp_path / "b.vcf"), "--preview")
    assert "a preview: nothing is kept" in shown
    assert "same ada Example: same e-mail ada@example.org" in " ".join(shown.split())
    assert [account["id"] for account in netcore.json("accounts")] == ["vcard:a"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("missing.vcf",), 2, "There is no file or folder missing.vcf"),
        (("vcard",), 2, "There is no file or folder vcard"),
        ((), 2, "Missing argument"),
        (("--preview",), 2, "Missing argument"),
        (("a.vcf", "--no-such-option"), 2, "No such option"),
    ],
)
def test_wrong_usage_is_told_and_nothing_is_done(
    netcore: Command, arguments: tuple[str, ...], code: int, words: str
) -> None:
    result = netcore("import", *arguments)
    assert (result.code, result.out) == (code, "")
    assert words in result.err


def test_undo_takes_an_import_back_and_says_what_it_was(netcore: Command, tmp_path: Path) -> None:
    (tmp_path / "a.vcf").write_text(CARD.format("ada"))
    netcore.ok("import", str(tmp_path / "a.vcf"))
    assert "1 new" in netcore.ok("undo")
    assert netcore.json("people") == []
    result = netcore("undo")
    assert (result.code, result.out) == (3, "")


def test_an_export_comes_back_in(netcore: Command, tmp_path: Path) -> None:
    netcore.ok("people", "add", "Zoë Åkerström", "--email", "zoe@example.org")
    netcore.ok("people", "add", "Cy Gone", "--email", "cy@example.org")
    netcore.ok("eliminate", "Cy", "--reason", "He gossips.")
    target = tmp_path / "out.vcf"
    netcore.ok("export", str(target))
    text = target.read_bytes().decode()
    assert "Zoë Åkerström" in text
    assert "Cy" not in text
    assert "gossips" not in text
    assert netcore.ok("export", "-") == text
    again = netcore("export", str(target))
    assert (again.code, "--replace" in again.err) == (2, True)
    netcore.ok("export", str(target), "--replace", "--with-eliminated")
    assert "Cy" in target.read_text("utf-8")
    other = Command(tmp_path / "other", netcore.clock)
    other.ok("import", str(target))
    assert [person["name"] for person in other.json("people")] == ["Cy Gone", "Zoë Åkerström"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("-", "--json"), 2),
        (("x.vcf", "--format", "nope"), 4),
        (("missing/x.vcf",), 3),
        (("x.vcf", "--circle", "no"), 2),
    ],
)
def test_an_export_that_cannot_be_is_told(netcore: Command, arguments: tuple[str, ...], code: int) -> None:
    result = netcore("export", *arguments)
    assert (result.code, result.out) == (code, "")
    assert result.err.count("\n") == 1


def test_rows_of_deleted_accounts_are_told_in_one_line_and_are_no_failure(netcore: Command, tmp_path: Path) -> None:
    file = tmp_path / "Connections.csv"
    head = "First Name,Last Name,URL,Email Address,Company,Position,Connected On"
    file.write_text(f"{head}\nAda,Lovelace,,ada@example.org,,,1 Jan 2020\n,,,,,,2 Jan 2020\n,,,,,,3 Jan 2020\n")
    for counts in ("1 new, 1 skipped", "1 unchanged, 1 skipped"):
        shown = netcore("import", str(file))
        assert shown.code == 0
        assert counts in shown.out
        assert " ".join(shown.out.split()).count("of accounts that were deleted there: 2") == 1
    assert [line["outcome"] for line in netcore.json("import", str(file))] == ["unchanged", "skipped"]


def test_a_file_that_cannot_be_read_keeps_no_other_from_coming_in(
    netcore: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, closed = tmp_path / "good.vcf", tmp_path / "closed.vcf"
    for file, name in ((good, "ada"), (closed, "ben")):
        file.write_text(CARD.format(name))
    can_open, may_access = Path.open, os.access

    def open_(path: Path, *how: Any, **more: Any) -> Any:
        if path == closed:
            raise PermissionError(13, "Permission denied", str(path))
        return can_open(path, *how, **more)

    monkeypatch.setattr(Path, "open", open_)
    monkeypatch.setattr(os, "access", lambda path, mode: str(path) != str(closed) and may_access(path, mode))
    answer = netcore("import", str(good), str(closed))
    assert answer.code == 1
    assert "vcard:good: 1 new" in answer.out
    assert "closed.vcf: it cannot be read: Permission denied" in " ".join(answer.out.split())


def _exported(*names: str, by: str) -> str:
    cards = (f"BEGIN:VCARD\nVERSION:3.0\nPRODID:-//Phone//{by}//EN\nFN:{name}\nEND:VCARD\n" for name in names)
    return "".join(cards)


def test_an_export_by_a_newer_program_under_another_name_is_known_by_its_cards(
    netcore: Command, tmp_path: Path
) -> None:
    names = [f"{given} Roe" for given in ("Ann", "Ben", "Cy", "Dot", "Ed", "Flo")]
    (tmp_path / "contacts.vcf").write_text(_exported(*names, by="1.0"))
    (tmp_path / "contacts (1).vcf").write_text(_exported(*names, "Gus Roe", by="2.0"))
    netcore.ok("import", str(tmp_path / "contacts.vcf"))
    out = netcore.ok("import", str(tmp_path / "contacts (1).vcf"))
    assert "vcard:contacts: 1 new, 6 updated" in out
    assert "contacts (1).vcf" in out
    assert "--account" in out
    assert "No open questions" in netcore.ok("duplicates")


def test_cards_that_come_again_are_shown_a_few_times(netcore: Command, tmp_path: Path) -> None:
    names = [f"Person {letter}" for letter in "abcdefghijkl"]
    files = [tmp_path / f"{name}.vcf" for name in ("one", "two")]
    for file in files:
        file.write_text(_exported(*names, by="1.0"))
    out = netcore.ok("import", *map(str, files))
    assert "12 new, 12 repeated" in out
    assert out.count("this id came before") == 5


@pytest.mark.parametrize("preview", [[], ["--preview"]])
def test_a_folder_of_photos_is_told_of_in_a_few_lines(netcore: Command, tmp_path: Path, preview: list[str]) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    for number in range(40):
        (folder / f"{number:02}.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    (folder / "a.vcf").write_bytes(b"")
    result = netcore("import", str(folder), *preview)
    assert (result.code, result.out.count(".jpg")) == (1, 5)
    assert "it is empty" in result.out
    assert "41 refused" in result.out
    assert "35 more files: --all shows them." in result.err
    assert netcore("import", str(folder), "--all").out.count(".jpg") == 40


def test_tables_without_contacts_are_told_of_in_one_line(netcore: Command, tmp_path: Path) -> None:
    pytest.importorskip("netcore_csv")
    tables = {
        "Connections.csv": "First Name,Last Name,URL,Email Address,Company,Position,Connected On\nAnn,Lee,,,,,\n",
        "Registration.csv": "Registered At,Registration Ip,Subscription Types\n1/2/10,192.0.2.1,\n",
        "Reactions.csv": "Date,Type,Link\n2020-01-01,LIKE,https://x.example\n",
    }
    with ZipFile(tmp_path / "linkedin.zip", "w") as archive:
        for name, table in tables.items():
            archive.writestr(name, table)
    out = netcore.ok("import", str(tmp_path / "linkedin.zip"))
    assert "csv:Connections: 1 new" in out
    assert "passed over, since no contacts are in it: Reactions.csv, Registration.csv" in " ".join(out.split())
    assert "csv:Reactions" not in out
    assert "about yourself" in netcore.ok("import", str(tmp_path / "linkedin.zip"), "--all")


def grouped(name: str, *groups: str) -> str:
    return f"BEGIN:VCARD\nVERSION:3.0\nUID:{name}\nFN:{name}\nCATEGORIES:{','.join(groups)}\nEND:VCARD\n"


def test_new_circles_are_told_of_once_with_the_way_to_say_what_they_mean(netcore: Command, tmp_path: Path) -> None:
    book, other = tmp_path / "a.vcf", tmp_path / "b.vcf"
    book.write_text(grouped("Ada", "Choir", "Halden") + grouped("Ben", "Choir"))
    other.write_text(grouped("Cleo", "choir", "Rowing"))
    told = "New circles, as your address books call them: "
    for preview in (("--preview",), ()):
        shown = " ".join(netcore.ok("import", str(book), *preview).split())
        assert f"{told}Choir, Halden. netcore circles map" in shown
    assert told not in netcore.ok("import", str(book))
    assert f"{told}Rowing. netcore" in " ".join(netcore.ok("import", str(other)).split())


def test_circles_that_the_user_made_or_mapped_are_nothing_new(netcore: Command, tmp_path: Path) -> None:
    netcore.ok("people", "add", "Dora", "--circle", "music")
    netcore.ok("circles", "map", "Choir", "music")
    netcore.ok("circles", "map", "Spam")
    (tmp_path / "a.vcf").write_text(grouped("Ada", "Choir", "Music", "Spam", "myContacts"))
    assert "New circles" not in netcore.ok("import", str(tmp_path / "a.vcf"))


def test_of_very_many_new_circles_the_first_are_named(netcore: Command, tmp_path: Path) -> None:
    (tmp_path / "a.vcf").write_text(grouped("Ada", *(f"Group {number:02}" for number in range(30))))
    shown = " ".join(netcore.ok("import", str(tmp_path / "a.vcf")).split())
    assert "Group 11 and 18 more. netcore circles map" in shown
