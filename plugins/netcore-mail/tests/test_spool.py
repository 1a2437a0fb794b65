"""Letters and what is known of them, on disk."""

from datetime import UTC, datetime
from os import utime
from pathlib import Path

import pytest

from netcore.errors import StoreNotWritable
from netcore.model.message import Receipt
from netcore_mail.spool import Spool

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
RECEIPT = Receipt(sent_at=NOW, detail="accepted")


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "letters")


def test_nobody_else_can_read_the_letters(spool: Spool, tmp_path: Path) -> None:
    name = spool.keep("k1", b"private")
    spool.hand_over(name, NOW)
    spool.sent(name, RECEIPT)
    assert (tmp_path / "letters").stat().st_mode & 0o077 == 0
    for file in (tmp_path / "letters").iterdir():
        assert file.stat().st_mode & 0o077 == 0, file.name


def test_a_letter_goes_through_its_stages(spool: Spool) -> None:
    assert spool.stage("0" * 32) == "gone"
    name = spool.keep("k1", b"x")
    assert spool.stage(name) == "prepared"
    assert spool.hand_over(name, NOW)
    assert (spool.stage(name), spool.handed_at(name)) == ("handed", NOW)
    spool.take_back(name)
    assert spool.stage(name) == "prepared"
    spool.hand_over(name, NOW)
    spool.sent(name, RECEIPT)
    assert (spool.stage(name), spool.receipt(name)) == ("sent", RECEIPT)
    spool.drop_letter(name)
    assert spool.stage(name) == "sent"


def test_only_one_can_hand_a_letter_over(spool: Spool) -> None:
    name = spool.keep("k1", b"x")
    assert [spool.hand_over(name, NOW) for _ in range(3)] == [True, False, False]


def test_keeping_a_letter_again_replaces_it_and_the_doubt_about_it(spool: Spool, tmp_path: Path) -> None:
    name = spool.keep("k1", b"first")
    spool.hand_over(name, NOW)
    assert spool.keep("k1", b"second") == name
    assert (spool.stage(name), spool.letter(name)) == ("prepared", b"second")
    assert len(list((tmp_path / "letters").iterdir())) == 1


@pytest.mark.parametrize("key", ["../../etc/passwd", "a/b", "", "\ud800", "k" * 5000, "NUL", "k\0"])
def test_any_key_is_a_name(key: str, spool: Spool, tmp_path: Path) -> None:
    name = spool.keep(key, b"x")
    assert (tmp_path / "letters" / f"{name}.eml").read_bytes() == b"x"


def test_keys_that_differ_in_case_are_two_letters(spool: Spool) -> None:
    assert spool.keep("k", b"x").lower() != spool.keep("K", b"x").lower()


@pytest.mark.parametrize("note", [b"", b"{", b'{"at": 1}', b"\xff"])
def test_a_note_that_was_cut_short_still_counts_as_one(note: bytes, spool: Spool, tmp_path: Path) -> None:
    name = spool.keep("k1", b"x")
    (tmp_path / "letters" / f"{name}.handed").write_bytes(note)
    assert (spool.stage(name), spool.handed_at(name)) == ("handed", None)


def test_forgetting_spares_what_was_handed_over(spool: Spool) -> None:
    prepared, handed = spool.keep("k1", b"x"), spool.keep("k2", b"x")
    spool.hand_over(handed, NOW)
    spool.forget(prepared)
    spool.forget(handed)
    spool.forget("0" * 32)
    assert (spool.stage(prepared), spool.stage(handed)) == ("gone", "handed")


def test_tidying_removes_what_is_old_and_nothing_that_is_in_doubt(spool: Spool, tmp_path: Path) -> None:
    old, new, unsent, doubted = (spool.keep(key, b"x") for key in ("k1", "k2", "k3", "k4"))
    for name in (old, new, doubted):
        spool.hand_over(name, NOW)
    for name in (old, new):
        spool.sent(name, RECEIPT)
    (tmp_path / "letters" / "crashed.part").write_bytes(b"")
    for file in (tmp_path / "letters").iterdir():
        if not file.name.startswith(new):
            utime(file, (1, 1))
    spool.tidy(NOW.replace(year=2020))
    assert [spool.stage(name) for name in (old, new, unsent, doubted)] == ["gone", "sent", "gone", "handed"]
    assert spool.letter(doubted) == b"x"
    left = {file.name for file in (tmp_path / "letters").iterdir()}
    assert left == {f"{new}.eml", f"{new}.handed", f"{new}.sent", f"{doubted}.eml", f"{doubted}.handed"}


def test_tidying_a_folder_that_is_not_there_is_no_error(spool: Spool) -> None:
    spool.tidy(NOW)


def test_a_folder_that_cannot_be_made_is_told_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "letters").write_bytes(b"a file, not a folder")
    with pytest.raises(StoreNotWritable, match="letters"):
        Spool(tmp_path / "letters").keep("k1", b"x")
