"""Secrets: in the keyring or a private file, never seen, never lost."""

import json
import os
import stat
import subprocess
import sys
import traceback
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError

from netcore.errors import StoreBusy, StoreError, StoreNotWritable
from netcore.plugins import secrets as secrets_module
from netcore.plugins.secrets import Safe

VALUE = "hunter2-correct-horse"


class Keychain(KeyringBackend):
    """A keyring as the systems have it; its entries hold as much as those of Windows."""

    priority = 5
    limit = 1280

    def __init__(self) -> None:
        super().__init__()
        self.entries: dict[tuple[str, str], str] = {}
        self.locked = False
        self.writes_left = 10**9

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise KeyringLocked(f"locked, by the way {VALUE}")
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.writes_left -= 1
        if self.locked or self.writes_left < 0 or len(password) > self.limit:
            raise OSError(f"CredWrite refused {password}")
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.entries:
            raise PasswordDeleteError(username)
        del self.entries[service, username]


@pytest.fixture
def keychain() -> Keychain:
    return Keychain()


@pytest.fixture(params=["keyring", "file"])
def safe(request: pytest.FixtureRequest, tmp_path: Path, keychain: Keychain) -> Safe:
    if request.param == "file":
        return Safe(tmp_path / "home", prefer="file")
    return Safe(tmp_path / "home", keyring=keychain)


# -- the same in both places -----------------------------------------------------------------------------------------


def test_a_secret_is_kept_and_found_again(safe: Safe) -> None:
    safe.of("mail:ada").set("password", VALUE)
    assert safe.of("mail:ada").get("password") == VALUE


def test_what_was_never_kept_is_none_and_deleting_it_is_no_error(safe: Safe) -> None:
    secrets = safe.of("mail:ada")
    assert secrets.get("password") is None
    secrets.delete("password")
    secrets.set("password", VALUE)
    secrets.delete("password")
    secrets.delete("password")
    assert secrets.get("password") is None


def test_accounts_do_not_see_each_others_secrets(safe: Safe) -> None:
    safe.of("mail:ada").set("password", "one")
    safe.of("mail:grace").set("password", "two")
    safe.forget("mail:ada")
    assert safe.of("mail:ada").get("password") is None
    assert safe.of("mail:grace").get("password") == "two"


@pytest.mark.parametrize("length", [1, 900, 1001, 5000, 100_000])
def test_a_long_secret_is_kept_whole_and_can_shrink_again(safe: Safe, length: int) -> None:
    secrets = safe.of("mail:ada")
    for value in ("ü" * length, "short", "é" * length, ""):
        secrets.set("token", value)
        secrets.set("other", "x")
        assert (secrets.get("token") or "") == value


def test_nothing_is_left_of_a_forgotten_account(tmp_path: Path, keychain: Keychain) -> None:
    safe = Safe(tmp_path, keyring=keychain)
    safe.of("mail:ada").set("token", "x" * 10_000)
    safe.of("mail:ada").set("token", "y" * 20_000)
    safe.forget("mail:ada")
    assert keychain.entries == {}


def test_a_given_secret_wins_and_is_not_kept(safe: Safe) -> None:
    safe.of("mail:ada").set("password", "kept")
    secrets = safe.of("mail:ada", {"password": "given"})
    assert secrets.get("password") == "given"
    assert safe.of("mail:ada").get("password") == "kept"
    secrets.set("password", "new")
    assert secrets.get("password") == "new"


def test_nothing_shows_a_value(safe: Safe) -> None:
    secrets = safe.of("mail:ada", {"password": VALUE})
    secrets.set("token", VALUE)
    assert VALUE not in f"{secrets!r} {secrets} {safe!r} {safe._vaults()!r}"


# -- keyring ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("action", ["get", "set"])
def test_a_locked_keyring_is_one_sentence_without_the_value(tmp_path: Path, keychain: Keychain, action: str) -> None:
    keychain.locked = True
    secrets = Safe(tmp_path, keyring=keychain).of("mail:ada")
    with pytest.raises(StoreError, match="keyring") as caught:
        secrets.get("token") if action == "get" else secrets.set("token", VALUE)
    assert VALUE not in "".join(traceback.format_exception(caught.value))


def test_a_write_that_fails_half_way_leaves_the_old_secret(tmp_path: Path, keychain: Keychain) -> None:
    secrets = Safe(tmp_path, keyring=keychain).of("mail:ada")
    old, new = "a" * 5000, "b" * 6000
    secrets.set("token", old)
    for writes in range(8):
        keychain.writes_left = writes
        with pytest.raises(StoreNotWritable):
            secrets.set("token", new)
        assert secrets.get("token") == old
    keychain.writes_left = 10**9
    secrets.set("token", new)
    assert secrets.get("token") == new


def test_networks_in_different_folders_do_not_share_secrets(tmp_path: Path, keychain: Keychain) -> None:
    Safe(tmp_path / "one", keyring=keychain).of("mail:ada").set("token", "one")
    assert Safe(tmp_path / "two", keyring=keychain).of("mail:ada").get("token") is None


def test_secrets_from_the_time_before_the_keyring_are_found_and_move_there(tmp_path: Path, keychain: Keychain) -> None:
    Safe(tmp_path, prefer="file").of("mail:ada").set("old", "1")
    secrets = Safe(tmp_path, keyring=keychain).of("mail:ada")
    assert secrets.get("old") == "1"
    secrets.set("new", "2")
    assert (secrets.get("old"), secrets.get("new")) == ("1", "2")
    assert Safe(tmp_path, prefer="file").of("mail:ada").get("old") is None


def test_a_machine_without_a_keyring_uses_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets_module, "system_keyring", lambda: None)
    Safe(tmp_path).of("mail:ada").set("token", VALUE)
    assert (tmp_path / "secrets.json").exists()
    with pytest.raises(StoreNotWritable, match="this machine has no keyring"):
        Safe(tmp_path, prefer="keyring").of("mail:ada").set("token", VALUE)


def test_a_keyring_that_keeps_nothing_safe_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    import keyring
    from keyring.backends import fail, null

    from netcore.plugins.keyring_vault import system_keyring

    for backend in (fail.Keyring(), null.Keyring()):
        monkeypatch.setattr(keyring, "get_keyring", lambda backend=backend: backend)
        assert system_keyring() is None
    monkeypatch.setattr(keyring, "get_keyring", Keychain)
    assert system_keyring() is not None


# -- file ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "secrets.json"


@pytest.fixture
def filed(tmp_path: Path) -> Safe:
    return Safe(tmp_path, prefer="file")


def test_only_the_owner_can_read_the_file_whatever_the_umask(filed: Safe, file: Path) -> None:
    before = os.umask(0)
    try:
        filed.of("mail:ada").set("token", VALUE)
    finally:
        os.umask(before)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert json.loads(file.read_text())["accounts"] == {"mail:ada": {"token": VALUE}}


@pytest.mark.skipif(os.name != "posix", reason="elsewhere modes say nothing")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660, 0o610])
def test_a_file_that_others_can_read_is_neither_read_nor_written(filed: Safe, file: Path, mode: int) -> None:
    filed.of("mail:ada").set("token", VALUE)
    file.chmod(mode)
    before = file.read_bytes()
    for action in (lambda: filed.of("mail:ada").get("token"), lambda: filed.of("mail:ada").set("x", "y")):
        with pytest.raises(StoreError, match="chmod 600"):
            action()
    assert file.read_bytes() == before


@pytest.mark.skipif(os.name != "posix", reason="needs links")
def test_a_link_is_not_followed(filed: Safe, file: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.json"
    elsewhere.write_text('{"accounts": {"mail:ada": {"token": "planted"}}}')
    elsewhere.chmod(0o600)
    file.symlink_to(elsewhere)
    with pytest.raises(StoreError):
        filed.of("mail:ada").get("token")


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"accounts": 5}', b"\xff", f'{{"accounts": "{VALUE}'.encode()])
def test_a_damaged_file_is_one_sentence_and_is_not_overwritten(filed: Safe, file: Path, data: bytes) -> None:
    file.write_bytes(data)
    file.chmod(0o600)
    for action in (lambda: filed.of("mail:ada").get("token"), lambda: filed.of("mail:ada").set("x", "y")):
        with pytest.raises(StoreError, match="damaged") as caught:
            action()
        assert VALUE not in "".join(traceback.format_exception(caught.value))
    assert file.read_bytes() == data


def test_a_write_that_fails_leaves_the_old_file_and_no_other(
    filed: Safe, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filed.of("mail:ada").set("token", VALUE)

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    new = VALUE[::-1]
    with pytest.raises(StoreNotWritable, match="No space left on device") as caught:
        filed.of("mail:ada").set("token", new)
    assert new not in "".join(traceback.format_exception(caught.value))
    assert filed.of("mail:ada").get("token") == VALUE
    assert {path.name for path in file.parent.iterdir()} == {"secrets.json", "secrets.json.lock"}


def test_a_place_that_cannot_be_a_folder_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreNotWritable, match="cannot be written"):
        Safe(tmp_path / "file" / "home", prefer="file").of("mail:ada").set("token", VALUE)


_SETS_TWENTY = """
import sys
from pathlib import Path
from netcore.plugins.secrets import Safe

secrets = Safe(Path(sys.argv[1]), prefer="file").of("mail:ada")
for number in range(20):
    secrets.set(f"{sys.argv[2]}-{number}", "x")
"""


def test_processes_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    writers = [subprocess.Popen([sys.executable, "-c", _SETS_TWENTY, tmp_path, name]) for name in ("left", "right")]
    assert [process.wait(60) for process in writers] == [0, 0]
    assert len(Safe(tmp_path, prefer="file").read("mail:ada")) == 40


def test_a_process_that_waits_too_long_says_what_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from filelock import FileLock

    monkeypatch.setattr(secrets_module, "_PATIENCE", 0.05)
    with FileLock(tmp_path / "secrets.json.lock"), pytest.raises(StoreBusy, match=r"secrets\.json\.lock"):
        Safe(tmp_path, prefer="file").of("mail:ada").set("token", VALUE)
