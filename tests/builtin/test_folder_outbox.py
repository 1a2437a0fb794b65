"""The folder outbox: what its files are called and hold, and what happens when disk, folder or power fail."""

import errno
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netcore.builtin.folder_outbox import FolderOutbox
from netcore.model.message import Receipt
from netcore.plugins import Deferred, Uncertain
from netcore.plugins.registry import Registry
from netcore.plugins.surroundings import Surroundings
from netcore.testing import NASTY_NAMES, FixedClock, make_context, sample_outgoing

NOW = datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    return tmp_path / "letters"


@pytest.fixture
def outbox(letters: Path) -> FolderOutbox:
    return FolderOutbox(make_context(path=str(letters), now=FixedClock(NOW)))


def name_in(handle: str) -> str:
    """The name of the file that a handle will have."""
    return handle.partition("#")[0]


def hidden(letters: Path) -> Path:
    """The one letter that is prepared."""
    (path,) = letters.glob(".netcore-*.part")
    return path


# -- what is written -------------------------------------------------------------------------------------------------


def test_a_letter_is_a_file_named_after_its_day_its_reader_and_its_key(outbox: FolderOutbox, letters: Path) -> None:
    handle = outbox.prepare(sample_outgoing("k7q2", to_name="Ada Lovelace"))
    name, attempt = handle.split("#")
    assert name == "2026-03-02-Ada-Lovelace-k7q2.eml"
    assert [path.name for path in letters.iterdir()] == [f".netcore-k7q2-{attempt}.part"]
    receipt = outbox.commit(handle)
    assert [path.name for path in letters.iterdir()] == [name]
    assert receipt == Receipt(sent_at=NOW, detail=f"The letter is in {letters / name}")
    message = message_from_bytes((letters / name).read_bytes())
    assert message["X-Netcore-Attempt"] == attempt
    assert message["X-Netcore-Key"] == "k7q2"
    assert message["X-Unsent"] == "1"


def test_the_receipt_of_a_look_up_is_the_one_of_the_commit(outbox: FolderOutbox) -> None:
    handle = outbox.prepare(sample_outgoing())
    assert outbox.commit(handle) == outbox.lookup(handle)


def test_only_its_owner_can_read_a_letter(outbox: FolderOutbox, letters: Path) -> None:
    handle = outbox.prepare(sample_outgoing())
    outbox.commit(handle)
    assert (letters / name_in(handle)).stat().st_mode & 0o777 == 0o600
    assert letters.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    ("name", "address", "words"),
    [
        ("José Ñandú", "jose@example.org", "Jose-Nandu"),
        ("李小龍", "lee@example.org", "lee"),
        ("李小龍", "李@example.org", "letter"),
        ("", "ada.lovelace+x@example.org", "ada-lovelace-x"),
        ("../../etc/passwd", "ada@example.org", "etc-passwd"),
        ("x" * 300, "ada@example.org", "x" * 40),
        ("CON", "ada@example.org", "CON"),
    ],
)
def test_names_become_words_that_every_file_system_takes(
    outbox: FolderOutbox, name: str, address: str, words: str
) -> None:
    handle = outbox.prepare(sample_outgoing(to_name=name, to_address=address))
    assert name_in(handle) == f"2026-03-02-{words}-k1.eml"


KEYS = st.text(st.characters(codec="ascii", categories=("L", "N", "P", "S")), min_size=1, max_size=120)


@given(st.sampled_from(NASTY_NAMES) | st.text(max_size=60), KEYS)
def test_whatever_the_name_and_key_the_file_name_is_safe(
    tmp_path_factory: pytest.TempPathFactory, name: str, key: str
) -> None:
    outbox = FolderOutbox(make_context(path=str(tmp_path_factory.mktemp("letters"))))
    clean = "".join(character for character in name if character.isprintable())
    handle = outbox.prepare(sample_outgoing(key, message_id="<m@example.org>", to_name=clean))
    assert set(name_in(handle)) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.")
    assert len(name_in(handle)) <= 130
    assert outbox.lookup(handle) == "not sent"
    outbox.commit(handle)
    assert isinstance(outbox.lookup(handle), Receipt)


def test_keys_that_differ_in_case_only_make_two_files(outbox: FolderOutbox) -> None:
    first, second = (outbox.prepare(sample_outgoing(key, message_id="<m@x>")) for key in ("abc", "ABC"))
    assert name_in(first).lower() != name_in(second).lower()


def test_the_core_finds_it_and_gives_it_a_folder_of_its_own(tmp_path: Path) -> None:
    registry = Registry.discover(only=["folder"], raise_errors=True)
    descriptor = registry.outbox("folder")
    assert descriptor.can_tell
    outbox = registry.create(descriptor, Surroundings(home=tmp_path, now=FixedClock(NOW)).context(descriptor))
    handle = outbox.prepare(sample_outgoing())
    assert hidden(tmp_path / "letters").exists()
    outbox.commit(handle)
    assert (tmp_path / "letters" / name_in(handle)).exists()


# -- never a second time, never over another file --------------------------------------------------------------------


def test_another_file_of_that_name_is_never_replaced(outbox: FolderOutbox, letters: Path) -> None:
    handle = outbox.prepare(sample_outgoing())
    (letters / name_in(handle)).write_text("somebody else's")
    with pytest.raises(Uncertain, match="Look in"):
        outbox.commit(handle)
    assert (letters / name_in(handle)).read_text() == "somebody else's"
    assert outbox.lookup(handle) == "cannot tell"


def test_a_prepared_letter_that_somebody_removed_is_uncertain(outbox: FolderOutbox, letters: Path) -> None:
    handle = outbox.prepare(sample_outgoing())
    hidden(letters).unlink()
    assert outbox.lookup(handle) == "cannot tell"
    with pytest.raises(Uncertain, match="is not where it was prepared"):
        outbox.commit(handle)


def test_preparing_on_another_day_leaves_one_letter(outbox: FolderOutbox, letters: Path) -> None:
    message = sample_outgoing()
    first = outbox.prepare(message)
    second = outbox.prepare(sample_outgoing(date=message.date + timedelta(days=1)))
    assert name_in(first) != name_in(second)
    outbox.commit(second)
    assert [path.name for path in letters.iterdir()] == [name_in(second)]


@pytest.mark.parametrize(
    "handle",
    [
        *("", "x", "../secret.eml", "2026-03-02-Ada-Lovelace-k1.eml", "2026-03-02-Ada-k1.eml/../x"),
        *("2026-03-02-Ada-K1.eml#0123456789abcdef", "2026-03-02-Ada-Lovelace-k1.eml#0123456789abcdef"),
        *("2026-03-02-Ada-Lovelace-k1.eml#/../x", "2026-03-02-Ada-Lovelace-k1.eml#0123456789abcdef\n"),
    ],
)
def test_what_is_no_handle_touches_no_file(outbox: FolderOutbox, letters: Path, handle: str) -> None:
    outbox.prepare(sample_outgoing())
    before = {path: path.read_bytes() for path in letters.parent.rglob("*") if path.is_file()}
    assert outbox.lookup(handle) == "cannot tell"
    outbox.discard(handle)
    with pytest.raises((Uncertain, Deferred)):
        outbox.commit(handle)
    assert {path: path.read_bytes() for path in letters.parent.rglob("*") if path.is_file()} == before


def test_a_file_system_without_hard_links_is_served_by_a_rename(
    outbox: FolderOutbox, letters: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*arguments: object, **named: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    handle = outbox.prepare(sample_outgoing())
    outbox.commit(handle)
    assert [path.name for path in letters.iterdir()] == [name_in(handle)]
    other = outbox.prepare(sample_outgoing("k2"))
    (letters / name_in(other)).write_text("somebody else's")
    with pytest.raises(Uncertain):
        outbox.commit(other)
    assert (letters / name_in(other)).read_text() == "somebody else's"


def test_a_power_cut_between_the_two_names_is_a_sent_letter(outbox: FolderOutbox, letters: Path) -> None:
    handle = outbox.prepare(sample_outgoing())
    (letters / name_in(handle)).hardlink_to(hidden(letters))
    assert isinstance(outbox.lookup(handle), Receipt)
    assert [path.name for path in letters.iterdir()] == [name_in(handle)]


# -- attempts --------------------------------------------------------------------------------------------------------


def elsewhere(tmp_path: Path) -> FolderOutbox:
    """The outbox of the same user on another machine, with a folder of its own."""
    return FolderOutbox(make_context(path=str(tmp_path / "elsewhere"), now=FixedClock(NOW)))


def restarted(letters: Path) -> FolderOutbox:
    return FolderOutbox(make_context(path=str(letters), now=FixedClock(NOW + timedelta(days=3))))


def test_what_is_prepared_here_says_nothing_of_an_attempt_elsewhere(
    outbox: FolderOutbox, letters: Path, tmp_path: Path
) -> None:
    outbox.prepare(sample_outgoing())
    there = elsewhere(tmp_path)
    handle = there.prepare(sample_outgoing())
    for _ in range(2):
        assert outbox.lookup(handle) == "cannot tell"
        outbox.discard(handle)
        with pytest.raises(Uncertain):
            outbox.commit(handle)
        there.commit(handle)
    assert [path.suffix for path in letters.iterdir()] == [".part"]


def test_a_letter_that_is_here_says_nothing_of_an_attempt_elsewhere(outbox: FolderOutbox, tmp_path: Path) -> None:
    outbox.commit(outbox.prepare(sample_outgoing()))
    readdressed = elsewhere(tmp_path).prepare(sample_outgoing(to_address="ada@new.example"))
    assert outbox.lookup(readdressed) == "cannot tell"


def test_of_an_attempt_that_was_replaced_nothing_is_known(outbox: FolderOutbox, letters: Path) -> None:
    first = outbox.prepare(sample_outgoing(body="first"))
    second = restarted(letters).prepare(sample_outgoing(body="second"))
    assert name_in(first) == name_in(second)
    assert [outbox.lookup(handle) for handle in (first, second)] == ["cannot tell", "not sent"]
    with pytest.raises(Uncertain):
        outbox.commit(first)
    outbox.commit(second)
    assert outbox.lookup(first) == "cannot tell"
    assert b"second" in (letters / name_in(second)).read_bytes()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "was written before, and not a second time"),
        ({"to_address": "Ada@Example.org"}, "was written before, and not a second time"),
        ({"body": "Dear Ada, once more"}, "in other words"),
        ({"subject": "Tea?"}, "in other words"),
    ],
)
def test_a_letter_that_is_here_is_not_written_again_by_a_network_restored_from_an_old_backup(
    changes: dict[str, str], words: str, outbox: FolderOutbox, letters: Path
) -> None:
    first = outbox.prepare(sample_outgoing())
    receipt = outbox.commit(first)
    later = sample_outgoing(date=NOW + timedelta(days=3), **changes)
    for again in (outbox, restarted(letters)):
        handle = again.prepare(later)
        assert again.lookup(handle) == receipt
        committed = again.commit(handle)
        assert (committed.sent_at, words in committed.detail) == (receipt.sent_at, True), committed
        again.discard(handle)
    assert [path.name for path in letters.iterdir()] == [name_in(first)]


@pytest.mark.parametrize("address", ["李@example.org", "ada@bücher.example"])
def test_a_letter_to_an_address_in_any_script_is_known_again(address: str, outbox: FolderOutbox, letters: Path) -> None:
    for _ in range(2):
        outbox.commit(outbox.prepare(sample_outgoing(to_address=address)))
    assert len(list(letters.iterdir())) == 1


def test_a_letter_that_goes_to_another_address_is_a_file_of_its_own(outbox: FolderOutbox, letters: Path) -> None:
    first, second = (sample_outgoing(to_address=f"ada@{place}.example") for place in ("old", "new"))
    handles = []
    for message in (first, second):
        handles.append(outbox.prepare(message))
        outbox.commit(handles[-1])
    assert [name_in(handle) for handle in handles] == [
        "2026-03-02-Ada-Lovelace-k1.eml",
        "2026-03-02-Ada-Lovelace-2-k1.eml",
    ]
    assert {message_from_bytes(path.read_bytes())["To"] for path in letters.iterdir()} == {
        "Ada Lovelace <ada@old.example>",
        "Ada Lovelace <ada@new.example>",
    }


def test_a_letter_that_its_reader_moved_away_is_written_again(outbox: FolderOutbox, letters: Path) -> None:
    handle = outbox.prepare(sample_outgoing())
    outbox.commit(handle)
    (letters / name_in(handle)).unlink()
    assert outbox.lookup(handle) == "cannot tell"
    outbox.commit(outbox.prepare(sample_outgoing()))
    assert len(list(letters.iterdir())) == 1


# -- faults ----------------------------------------------------------------------------------------------------------


def failing(number: int) -> Callable[..., None]:
    def fail(*arguments: object, **named: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EDQUOT])
def test_a_full_disk_defers_and_leaves_nothing(
    outbox: FolderOutbox, letters: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", failing(number))
        with pytest.raises(Deferred, match="nothing was written") as caught:
            outbox.prepare(sample_outgoing())
    assert os.strerror(number) in str(caught.value)
    assert list(letters.iterdir()) == []
    outbox.commit(outbox.prepare(sample_outgoing()))
    assert len(list(letters.iterdir())) == 1


def test_a_commit_that_cannot_rename_defers_and_can_be_repeated(
    outbox: FolderOutbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    handle = outbox.prepare(sample_outgoing())
    with monkeypatch.context() as patch:
        for name in ("link", "rename"):
            patch.setattr(os, name, failing(errno.ENOSPC))
        with pytest.raises(Deferred, match="nothing was written"):
            outbox.commit(handle)
    assert outbox.lookup(handle) == "not sent"
    assert isinstance(outbox.commit(handle), Receipt)


def test_a_disk_that_may_lose_the_new_name_is_uncertain_and_not_deferred(
    outbox: FolderOutbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    handle = outbox.prepare(sample_outgoing())
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", failing(errno.EIO))
        with pytest.raises(Uncertain, match="the disk may lose it"):
            outbox.commit(handle)
    assert isinstance(outbox.lookup(handle), Receipt)


def test_a_folder_that_vanished_defers(outbox: FolderOutbox, letters: Path) -> None:
    handle = outbox.prepare(sample_outgoing())
    letters.rename(letters.with_name("elsewhere"))
    with pytest.raises(Deferred, match="is not there"):
        outbox.commit(handle)
    assert outbox.lookup(handle) == "cannot tell"
    letters.with_name("elsewhere").rename(letters)
    assert isinstance(outbox.commit(handle), Receipt)


def test_a_folder_on_a_disk_that_is_not_there_is_not_made_up(tmp_path: Path) -> None:
    outbox = FolderOutbox(make_context(path=str(tmp_path / "usb" / "letters")))
    with pytest.raises(Deferred, match="is not there and cannot be made"):
        outbox.prepare(sample_outgoing())
    assert not (tmp_path / "usb").exists()


def test_a_file_where_the_folder_should_be_defers(tmp_path: Path) -> None:
    (tmp_path / "letters").write_text("")
    outbox = FolderOutbox(make_context(path=str(tmp_path / "letters")))
    with pytest.raises(Deferred, match="is not there and cannot be made"):
        outbox.prepare(sample_outgoing())


WITHOUT_PERMISSION = """
import os, sys
from netcore.builtin.folder_outbox import FolderOutbox
from netcore.plugins import Deferred
from netcore.plugins.eml import to_eml
from netcore.testing import make_context, sample_outgoing
to_eml(sample_outgoing())  # brings in what nobody may read afterwards
if os.geteuid() == 0:
    os.setuid(65534)
try:
    FolderOutbox(make_context(path=sys.argv[1])).prepare(sample_outgoing())
except Deferred as error:
    print(error)
"""


@pytest.mark.skipif(os.name != "posix", reason="needs modes")
@pytest.mark.parametrize("mode", [0o555, 0o000])
@pytest.mark.parametrize("below", ["", "letters"])
def test_a_folder_without_permission_defers(mode: int, below: str) -> None:
    with TemporaryDirectory() as folder:
        Path(folder).chmod(mode)
        command = [sys.executable, "-c", WITHOUT_PERMISSION, str(Path(folder, below))]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        Path(folder).chmod(0o700)
    assert "(Permission denied)" in done.stdout
    assert "nothing was written" in done.stdout
    assert done.stdout.count("\n") == 1


LETTERS = 60
SEND = """
import sys
from netcore.builtin.folder_outbox import FolderOutbox
from netcore.testing import make_context, sample_outgoing
outbox = FolderOutbox(make_context(path=sys.argv[1]))
print("ready", flush=True)
for number in range(int(sys.argv[2])):
    handle = outbox.prepare(sample_outgoing(f"k{number}"))
    print("prepared", number, handle, flush=True)
    outbox.commit(handle)
    print("sent", number, handle, flush=True)
"""


@pytest.mark.skipif(os.name != "posix", reason="needs a signal that cannot be caught")
def test_a_kill_at_any_moment_leaves_every_letter_whole_and_its_state_known(letters: Path) -> None:
    moments = random.Random(5)
    for _ in range(8):
        sender = subprocess.Popen(
            [sys.executable, "-c", SEND, str(letters), str(LETTERS)], stdout=subprocess.PIPE, text=True
        )
        assert sender.stdout is not None
        assert sender.stdout.readline() == "ready\n"
        time.sleep(moments.uniform(0, 0.06))
        sender.send_signal(signal.SIGKILL)
        said = [line.split() for line in sender.stdout.read().splitlines()]
        sender.stdout.close()
        sender.wait()
        outbox = FolderOutbox(make_context(path=str(letters)))
        sent = {number: handle for word, number, handle in said if word == "sent"}
        prepared = {number: handle for word, number, handle in said if word == "prepared"}
        for number, handle in prepared.items():
            found = outbox.lookup(handle)
            assert isinstance(found, Receipt) or (number not in sent and found == "not sent")
        for number in range(LETTERS):  # what was not heard of is done anew, as the core does it
            message = sample_outgoing(f"k{number}")
            handle = prepared.get(str(number)) or outbox.prepare(message)
            if outbox.lookup(handle) == "not sent":
                outbox.commit(handle)
        keys = [message_from_bytes(file.read_bytes())["X-Netcore-Key"] for file in letters.glob("*.eml")]
        assert sorted(keys) == sorted(f"k{number}" for number in range(LETTERS))
        assert not list(letters.glob(".*"))
        for file in letters.iterdir():
            file.unlink()
