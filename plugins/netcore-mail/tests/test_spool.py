"""Letters and what is known of them, on disk."""

from datetime import UTC, datetime
from os import utime
from pathlib import Path

import pytest

from netcore.errors import StoreNotWritable
from netcore.model.message import Receipt
from netcore_mail.spool import Attempt, Spool

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ADA, NEW = "ada@example.org", "ada@new.example"
RECEIPT = Receipt(sent_at=NOW, detail="accepted")
NOBODY_S = Attempt(letter="0" * 32, to="0" * 16, tag="0" * 16)


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "letters")


def hand_over(spool: Spool, attempt: Attempt) -> bool:
    return spool.hand_over(attempt, NOW, "digest")


def test_nobody_else_can_read_the_letters(spool: Spool, tmp_path: Path) -> None:
    attempt = spool.keep("k1", ADA, b"private")
    hand_over(spool, attempt)
    spool.sent(attempt, RECEIPT, "digest")
    assert (tmp_path / "letters").stat().st_mode & 0o077 == 0
    for file in (tmp_path / "letters").iterdir():
        assert file.stat().st_mode & 0o077 == 0, file.name


def test_a_letter_goes_through_its_stages(spool: Spool) -> None:
    assert spool.stage(NOBODY_S) == "gone"
    attempt = spool.keep("k1", ADA, b"x")
    assert (spool.stage(attempt), spool.letter(attempt)) == ("prepared", b"x")
    assert hand_over(spool, attempt)
    assert (spool.stage(attempt), spool.handed_at(attempt)) == ("handed", NOW)
    spool.take_back(attempt)
    assert spool.stage(attempt) == "prepared"
    hand_over(spool, attempt)
    spool.sent(attempt, RECEIPT, "digest")
    accepted = spool.accepted(attempt)
    assert accepted is not None
    assert (spool.stage(attempt), accepted.receipt) == ("sent", RECEIPT)
    spool.drop_letter(attempt)
    assert spool.stage(attempt) == "sent"


def test_only_one_can_hand_a_letter_over(spool: Spool) -> None:
    attempt = spool.keep("k1", ADA, b"x")
    assert [hand_over(spool, attempt) for _ in range(3)] == [True, False, False]


# -- attempts --------------------------------------------------------------------------------------------------------


def test_keeping_a_letter_again_is_another_attempt_and_of_the_first_nothing_is_known_any_more(
    spool: Spool, tmp_path: Path
) -> None:
    first = spool.keep("k1", ADA, b"first")
    second = spool.keep("k1", ADA, b"second")
    assert (spool.stage(first), spool.stage(second), spool.letter(second)) == ("gone", "prepared", b"second")
    with pytest.raises(OSError, match="a later attempt has replaced it"):
        spool.letter(first)
    spool.forget(first)
    spool.drop_letter(first)
    assert spool.stage(second) == "prepared"
    assert len(list((tmp_path / "letters").iterdir())) == 1


def test_an_attempt_that_was_replaced_cannot_hand_the_letter_over(spool: Spool) -> None:
    first = spool.keep("k1", ADA, b"first")
    second = spool.keep("k1", ADA, b"second")
    assert not hand_over(spool, first)
    assert (spool.stage(first), spool.stage(second)) == ("gone", "prepared")
    assert hand_over(spool, second)


def test_a_letter_in_doubt_is_kept_as_the_attempt_that_is_in_doubt(spool: Spool) -> None:
    doubted = spool.keep("k1", ADA, b"first")
    hand_over(spool, doubted)
    assert spool.keep("k1", "Ada@Example.ORG", b"second") == doubted
    assert spool.stage(doubted) == "handed"
    spool.take_back(doubted)
    assert (spool.stage(doubted), spool.letter(doubted)) == ("prepared", b"second")


def test_a_doubt_ends_when_its_own_attempt_is_said_not_to_have_left(spool: Spool) -> None:
    older = spool.keep("k1", ADA, b"first")
    doubted = spool.keep("k1", ADA, b"second")
    hand_over(spool, doubted)
    assert spool.keep("k1", ADA, b"third", unsent=older) == doubted, "an older attempt says nothing of this one"
    assert [spool.stage(attempt) for attempt in (older, doubted)] == ["gone", "handed"]
    new = spool.keep("k1", ADA, b"fourth", unsent=doubted)
    assert (spool.stage(doubted), spool.stage(new), spool.letter(new)) == ("gone", "prepared", b"fourth")
    assert hand_over(spool, new)


def test_a_doubt_that_ended_does_not_come_back_when_the_letter_goes_elsewhere_in_between(spool: Spool) -> None:
    doubted = spool.keep("k1", ADA, b"first")
    hand_over(spool, doubted)
    elsewhere = spool.keep("k1", NEW, b"second", unsent=doubted)
    back = spool.keep("k1", ADA, b"third", unsent=elsewhere)
    assert (spool.stage(back), spool.stage(elsewhere)) == ("prepared", "gone")


def test_a_letter_that_was_accepted_is_not_prepared_again(spool: Spool, tmp_path: Path) -> None:
    first = spool.keep("k1", ADA, b"first")
    hand_over(spool, first)
    spool.sent(first, RECEIPT, "digest")
    spool.drop_letter(first)
    for unsent in (None, first):  # the server's own word is above everybody else's
        again = spool.keep("k1", ADA, b"second", unsent=unsent)
        assert (again, spool.stage(again)) == (first, "sent")
    assert not list((tmp_path / "letters").glob("*.eml"))


def test_what_is_known_of_one_mailbox_says_nothing_of_another(spool: Spool) -> None:
    sent = spool.keep("k1", ADA, b"x")
    hand_over(spool, sent)
    spool.sent(sent, RECEIPT, "digest")
    readdressed = spool.keep("k1", NEW, b"x")
    assert (spool.stage(readdressed), spool.accepted(readdressed)) == ("prepared", None)
    assert hand_over(spool, readdressed)
    assert (spool.stage(sent), spool.stage(readdressed)) == ("sent", "handed")


def test_one_letter_is_prepared_at_a_time_wherever_it_goes(spool: Spool, tmp_path: Path) -> None:
    first = spool.keep("k1", ADA, b"x")
    spool.keep("k1", NEW, b"x")
    assert spool.stage(first) == "gone"
    assert len(list((tmp_path / "letters").iterdir())) == 1


# -- files -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["../../etc/passwd", "a/b", "", "\ud800", "k" * 5000, "NUL", "k\0"])
def test_any_key_is_a_name(key: str, spool: Spool, tmp_path: Path) -> None:
    attempt = spool.keep(key, ADA, b"x")
    assert spool.letter(attempt) == b"x"
    assert [path.name for path in (tmp_path / "letters").iterdir()] == [f"{attempt.letter}.eml"]


def test_keys_that_differ_in_case_are_two_letters(spool: Spool) -> None:
    assert spool.keep("k", ADA, b"x").letter.lower() != spool.keep("K", ADA, b"x").letter.lower()


@pytest.mark.parametrize("note", [b"", b"{", b'{"at": 1}', b"\xff"])
def test_a_note_that_was_cut_short_still_counts_as_one(note: bytes, spool: Spool, tmp_path: Path) -> None:
    attempt = spool.keep("k1", ADA, b"x")
    (tmp_path / "letters" / f"{attempt.letter}-{attempt.to}.handed").write_bytes(note)
    assert (spool.stage(attempt), spool.handed_at(attempt)) == ("handed", None)
    assert spool.keep("k1", ADA, b"x") == attempt
    assert spool.stage(spool.keep("k1", ADA, b"x", unsent=attempt)) == "prepared"


def test_a_receipt_that_cannot_be_read_still_counts_as_one(spool: Spool, tmp_path: Path) -> None:
    attempt = spool.keep("k1", ADA, b"x")
    (tmp_path / "letters" / f"{attempt.letter}-{attempt.to}.sent").write_bytes(b"{")
    again = spool.keep("k1", ADA, b"x")
    assert (spool.stage(again), spool.accepted(again)) == ("sent", None)


def test_forgetting_spares_what_was_handed_over(spool: Spool) -> None:
    prepared, handed = spool.keep("k1", ADA, b"x"), spool.keep("k2", ADA, b"x")
    hand_over(spool, handed)
    spool.forget(prepared)
    spool.forget(handed)
    spool.forget(NOBODY_S)
    assert (spool.stage(prepared), spool.stage(handed)) == ("gone", "handed")


def test_tidying_removes_what_is_old_and_nothing_that_is_in_doubt(spool: Spool, tmp_path: Path) -> None:
    old, new, unsent, doubted = (spool.keep(key, ADA, b"x") for key in ("k1", "k2", "k3", "k4"))
    for attempt in (old, new, doubted):
        hand_over(spool, attempt)
    for attempt in (old, new):
        spool.sent(attempt, RECEIPT, "digest")
    (tmp_path / "letters" / "crashed.part").write_bytes(b"")
    for file in (tmp_path / "letters").iterdir():
        if not file.name.startswith(new.letter):
            utime(file, (1, 1))
    spool.tidy(NOW.replace(year=2020))
    assert [spool.stage(attempt) for attempt in (old, new, unsent, doubted)] == ["gone", "sent", "gone", "handed"]
    assert spool.letter(doubted) == b"x"
    left = {
        file.name.removeprefix(new.letter).removeprefix(doubted.letter) for file in (tmp_path / "letters").iterdir()
    }
    assert left == {".eml", f"-{new.to}.handed", f"-{new.to}.sent"}
    assert len(list((tmp_path / "letters").iterdir())) == 5


def test_tidying_a_folder_that_is_not_there_is_no_error(spool: Spool) -> None:
    spool.tidy(NOW)


def test_a_folder_that_cannot_be_made_is_told_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "letters").write_bytes(b"a file, not a folder")
    with pytest.raises(StoreNotWritable, match="letters"):
        Spool(tmp_path / "letters").keep("k1", ADA, b"x")
