"""Address books in zip archives: read where they are, or refused in one sentence."""

import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path

import pytest

from netcore.network import Network
from tests.steps.gather.books import card, write_book

WriteZip = Callable[[str, Mapping[str, bytes]], Path]


def packed(files: Mapping[str, bytes]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


@pytest.fixture
def write_zip(tmp_path: Path) -> WriteZip:
    def write(name: str, files: Mapping[str, bytes]) -> Path:
        (tmp_path / name).write_bytes(packed(files))
        return tmp_path / name

    return write


@pytest.fixture
def cards(tmp_path: Path) -> Callable[..., bytes]:
    def make(*names: str) -> bytes:
        return write_book(
            tmp_path / "made.cards", *(card(name, name, email=f"{name}@x.org") for name in names)
        ).read_bytes()

    return make


def refused(network: Network, path: Path) -> dict[str, str]:
    return {
        Path(line.name).name: line.notes[0]
        for report in network.gather.import_paths([path])
        for line in report.records
        if line.outcome == "refused"
    }


def names(network: Network) -> list[str]:
    return [person.name for person in network.gather.people()]


def test_the_books_in_an_archive_come_in_and_what_systems_leave_there_is_passed_over(
    network: Network, write_zip: WriteZip, cards: Callable[..., bytes]
) -> None:
    archive = write_zip(
        "contacts.zip",
        {
            "phone.cards": cards("Ada"),
            "old/laptop.cards": cards("Bob", "Carl"),
            "photo.jpg": b"\xff\xd8\xff\xe0",
            ".DS_Store": b"x",
            "__MACOSX/._phone.cards": b"x",
        },
    )
    assert refused(network, archive) == {"photo.jpg": "no plugin reads this"}
    assert names(network) == ["Ada", "Bob", "Carl"]
    assert [account.id for account in network.gather.accounts()] == ["cards:laptop", "cards:phone"]


@pytest.mark.parametrize("member", ["../cards/b.cards", "..\\cards\\b.cards", "/cards/../../cards/b.cards"])
def test_a_file_in_an_archive_is_never_taken_for_one_of_a_folder_beside_it(
    network: Network, tmp_path: Path, write_zip: WriteZip, cards: Callable[..., bytes], member: str
) -> None:
    (tmp_path / "cards").mkdir()
    for name, people in (("a", ("Ada",)), ("b", ("Bob", "Bea"))):
        (tmp_path / "cards" / f"{name}.cards").write_bytes(cards(*people))
    network.gather.import_paths([tmp_path / "cards"])
    reports = network.gather.import_paths([write_zip("x.zip", {member: cards("Carl")})])
    assert [line.outcome for report in reports for line in report.records] == ["new"]
    assert names(network) == ["Ada", "Bea", "Bob", "Carl"]


def test_an_archive_that_is_imported_again_changes_nothing(
    network: Network, write_zip: WriteZip, cards: Callable[..., bytes]
) -> None:
    archive = write_zip("contacts.zip", {"phone.cards": cards("Ada", "Bob")})
    network.gather.import_paths([archive])
    (report,) = network.gather.import_paths([archive])
    assert (report.account, report.count("unchanged")) == ("cards:phone", 2)
    write_zip("contacts.zip", {"phone.cards": cards("Ada")})
    (report,) = network.gather.import_paths([archive])
    assert (report.count("unchanged"), report.count("gone")) == (1, 1)
    assert network.gather.check_account("cards:phone").endswith("which is there.")


def test_an_archive_in_a_folder_is_looked_into(
    network: Network, write_zip: WriteZip, cards: Callable[..., bytes]
) -> None:
    archive = write_zip("contacts.zip", {"phone.cards": cards("Ada")})
    (archive.parent / "made.cards").unlink()
    network.gather.import_paths([archive.parent])
    assert names(network) == ["Ada"]


def test_what_cannot_be_read_safely_is_refused_in_one_sentence(
    network: Network, write_zip: WriteZip, tmp_path: Path, cards: Callable[..., bytes]
) -> None:
    book = {"phone.cards": cards("Ada")}
    locked = bytearray(packed(book))
    locked[locked.index(b"PK\1\2") + 8] |= 1
    (tmp_path / "locked.zip").write_bytes(locked)
    (tmp_path / "cut.zip").write_bytes(packed(book)[:60])
    write_zip("nested.zip", {"inner.zip": packed(book)})
    write_zip("bomb.zip", {"phone.cards": b"0" * (120 << 20)})
    write_zip("office.zip", {"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"})
    reasons = {
        name: refused(network, tmp_path / f"{name}.zip") for name in ("locked", "cut", "nested", "bomb", "office")
    }
    assert {name: [*reason.values()] for name, reason in reasons.items()} == {
        "locked": ["the archive is locked with a password: unpack it, and import the folder"],
        "cut": ["the archive is damaged: fetch or make it again"],
        "nested": ["it is an archive within an archive: unpack it first"],
        "bomb": ["unpacked, the archive would have 0.1 GB: no address book is packed so densely"],
        "office": ["it is a file of an office program: open it there, save it as CSV, and import that"],
    }
    assert names(network) == []


def test_a_damaged_file_in_an_archive_costs_that_file_only(
    network: Network, tmp_path: Path, cards: Callable[..., bytes]
) -> None:
    data = bytearray(packed({"a.cards": cards("Ada") + b" " * 200_000, "b.cards": cards("Bob")}))
    for place in range(60, 160):
        data[place] ^= 0x55
    (tmp_path / "damaged.zip").write_bytes(data)
    (reason,) = refused(network, tmp_path / "damaged.zip").values()
    assert "the archive is damaged there" in reason
    assert names(network) == ["Bob"]


def test_an_archive_of_many_files_is_opened_a_few_times_in_all(
    network: Network, write_zip: WriteZip, cards: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = write_zip("first.zip", {f"{name}.cards": cards(name, f"{name} II") for name in "abcdefghijklm"})
    second = write_zip("second.zip", {f"{name}.cards": cards(name, f"{name} II") for name in "nopqrstuvwxyz"})
    opened: list[str] = []
    usual = zipfile.ZipFile

    def counted(path: Path) -> zipfile.ZipFile:
        opened.append(path.name)
        return usual(path)

    monkeypatch.setattr("netcore.steps.gather.archives.zipfile.ZipFile", counted)
    network.gather.import_paths([first, second])
    assert len(names(network)) == 52
    assert len(opened) <= 6, "to open one is to read the list of all that is in it"


def test_two_files_of_one_name_in_an_archive_both_come_in(
    network: Network, tmp_path: Path, cards: Callable[..., bytes]
) -> None:
    with zipfile.ZipFile(tmp_path / "twice.zip", "w") as archive:
        archive.writestr("book.cards", cards("Ada", "Bob"))
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("book.cards", cards("Cleo", "Dan"))
    network.gather.import_paths([tmp_path / "twice.zip"])
    assert names(network) == ["Ada", "Bob", "Cleo", "Dan"]


@pytest.mark.parametrize("inside", ["[Content_Types].xml", "META-INF/manifest.xml", "Index/Document.iwa"])
def test_a_file_of_an_office_program_is_told_how_to_be_saved(
    network: Network, write_zip: WriteZip, inside: str
) -> None:
    (reason,) = refused(network, write_zip("list.office", {inside: b"<x/>", "content.xml": b"<x/>"})).values()
    assert "save it as CSV" in reason


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("list.xls", "save it as CSV"),
        ("backup.PST", "export vCards"),
        ("contacts.vcf.gz", "unpack it"),
        ("letter.pdf", "no plugin reads this"),
    ],
)
def test_a_file_that_nobody_reads_tells_what_to_do_with_it(
    network: Network, tmp_path: Path, name: str, said: str
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / name).write_bytes(b"\x1f\x8b\x00")
    assert said in refused(network, tmp_path / "in")[name]


def test_the_folder_of_a_macs_address_book_is_one_thing_that_nobody_reads(network: Network, tmp_path: Path) -> None:
    inside = tmp_path / "in" / "Contacts.abbu"
    inside.mkdir(parents=True)
    for number in range(3):
        (inside / f"{number}.abcdp").write_bytes(b"bplist00")
    for path in (tmp_path / "in", inside):
        assert list(refused(network, path)) == ["Contacts.abbu"]
        assert "export vCards" in refused(network, path)["Contacts.abbu"]
