"""A letter is tried from two homes, or by a network that was restored from an older backup: nobody gets it twice.

What an outbox keeps of a letter belongs to one attempt, and to one home.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from shutil import copyfile
from typing import Any
from uuid import uuid4

import pytest
from mail_lab import Certificates, HangUp, Say, Take

from netcore.network import Network
from netcore.plugins.registry import Registry
from tests.faults.commands import Ended, Order, Run
from tests.faults.office import Office, office
from tests.faults.trial import BEGIN
from tests.steps.write.post import approved

ADA, NEW = "ada@example.org", "ada@new.example.org"


@pytest.fixture(scope="module")
def encrypted(authority: Certificates) -> Iterator[Office]:
    with office(authority) as opened:
        yield opened


@pytest.fixture
def post(encrypted: Office) -> Iterator[Office]:
    encrypted.forget()
    yield encrypted
    encrypted.forget()


@dataclass
class Homes:
    """Homes of one user who has a single network."""

    folder: Path
    where: str
    network: str
    environment: Mapping[str, str]
    run: Run
    now: datetime = BEGIN

    def do(self, home: str, *arguments: str) -> Ended:
        """A command line in one of them."""
        named = self.where if self.network == "default" else f"{self.where}#{self.network}"
        environment = {
            **self.environment,
            "NETCORE_HOME": str(self.home(home)),
            "NETCORE_NETWORK": named,
            "NETCORE_PLUGINS": "mail",
        }
        order = Order(arguments=arguments, environment=environment, now=self.now.isoformat(), here=True)
        (ended,) = self.run(order)
        return ended

    def send(self, home: str) -> Any:
        """What `netcore send` reports: the fates that letters had, by their recipients."""
        report = self.do(home, "send", "--really", "--outbox", "mail", "--json").json
        fates = ("sent", "refused", "deferred", "uncertain", "blocked", "left")
        return {line["address"]: fate for fate in fates for line in report[fate]}

    def home(self, name: str) -> Path:
        path = self.folder / name
        path.mkdir(exist_ok=True)
        return path

    def letter(self) -> Any:
        """The letter to Ada, as the store has it."""
        with self.open() as network:
            (message,) = network.write.messages()
            return message

    def open(self) -> Network:
        return Network(
            self.where,
            network=self.network,
            home=self.home("first"),
            plugins=Registry.discover(only=["mail"]),
            now=lambda: self.now,
        )


@pytest.fixture(params=["sqlite", "postgresql"])
def homes(request: pytest.FixtureRequest, post: Office, run: Run, tmp_path: Path) -> Homes:
    on_file = request.param == "sqlite"
    made = Homes(
        folder=tmp_path,
        where=str(tmp_path / "n.db") if on_file else request.getfixturevalue("postgres_url"),
        network="default" if on_file else f"t{uuid4().hex[:12]}",
        environment=post.settings(),
        run=run,
    )
    with made.open() as network:
        approved(network, "Ada")
    return made


@pytest.fixture
def home(tmp_path: Path, post: Office, run: Run) -> Homes:
    """One home, whose network is a file that can be restored."""
    made = Homes(folder=tmp_path, where=str(tmp_path / "n.db"), network="default", environment=post.settings(), run=run)
    with made.open() as network:
        approved(network, "Ada")
        network.backup(tmp_path / "backup")
    return made


def restored(home: Homes) -> None:
    """Forget all that happened since the letter was approved, as somebody does who copies files back by hand.

    `netcore restore` would know better: what left since then has left.
    """
    file = home.folder / "n.db"
    for side in ("-wal", "-shm"):
        file.with_name(file.name + side).unlink(missing_ok=True)
    copyfile(home.folder / "backup", file)
    assert home.letter().state == "approved"


# -- two homes -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("imap", [False, True])
def test_what_is_left_in_one_home_says_nothing_of_an_attempt_from_another(
    imap: bool, homes: Homes, post: Office
) -> None:
    if imap:
        homes.environment = post.with_imap()
    post.smtp.on("rcpt", Say("451 4.7.1 Greylisted, try again in 300 seconds"), times=1)
    assert homes.send("first") == {ADA: "deferred"}
    homes.now += timedelta(minutes=10)
    post.smtp.clear()
    post.smtp.on("dot", Take(), HangUp(), times=1)
    assert homes.send("second") == {ADA: "uncertain"}
    for _ in range(3):
        homes.now += timedelta(minutes=20)
        assert homes.send("first") == {}
    assert (homes.letter().state, post.copies()) == ("uncertain", {ADA: 1})


def test_a_doubt_of_one_home_is_ended_by_the_user_in_another(homes: Homes, post: Office) -> None:
    post.smtp.on("dot", HangUp(), times=1)
    assert homes.send("second") == {ADA: "uncertain"}
    assert homes.do("first", "outbox", "resolve", homes.letter().id, "--not-sent").code == 0
    homes.now += timedelta(minutes=20)
    assert homes.send("first") == {ADA: "sent"}
    assert post.copies() == {ADA: 1}


# -- a restored network ----------------------------------------------------------------------------------------------


def test_a_letter_in_doubt_is_in_doubt_again_when_an_older_backup_is_restored(home: Homes, post: Office) -> None:
    post.smtp.on("dot", Take(), HangUp(), times=1)
    assert home.send("first") == {ADA: "uncertain"}
    restored(home)
    assert home.send("first") == {ADA: "uncertain"}
    home.now += timedelta(hours=1)
    home.send("first")
    assert (home.letter().state, post.copies()) == ("uncertain", {ADA: 1})


def test_what_the_restored_network_tried_in_vain_meanwhile_is_no_word_of_the_user(home: Homes, post: Office) -> None:
    """How often a letter was tried says nothing of whether anybody knows of the attempt in doubt."""
    post.smtp.on("dot", Take(), HangUp(), times=1)
    assert home.send("first") == {ADA: "uncertain"}
    restored(home)
    known = home.environment
    home.environment = {name: value for name, value in known.items() if not name.endswith("PASSWORD")}
    for _ in range(3):
        assert home.send("first") == {ADA: "left"}
    assert home.letter().attempts > 1
    home.environment = known
    assert home.send("first") == {ADA: "uncertain"}
    assert post.copies() == {ADA: 1}


@pytest.mark.parametrize("before_the_restore", [False, True])
def test_the_word_of_the_user_ends_a_doubt_and_the_letter_leaves(
    before_the_restore: bool, home: Homes, post: Office
) -> None:
    post.smtp.on("dot", HangUp(), times=1)
    assert home.send("first") == {ADA: "uncertain"}
    if before_the_restore:
        restored(home)
        assert home.send("first") == {ADA: "uncertain"}
    assert home.do("first", "outbox", "resolve", home.letter().id, "--not-sent").code == 0
    post.smtp.on("rcpt", Say("451 4.7.1 Greylisted"), times=1)
    assert home.send("first") == {ADA: "deferred"}
    home.now += timedelta(hours=1)
    assert home.send("first") == {ADA: "sent"}
    assert post.copies() == {ADA: 1}


@pytest.mark.parametrize("edited", [False, True])
def test_a_letter_that_was_sent_is_sent_when_an_older_backup_is_restored(
    edited: bool, home: Homes, post: Office
) -> None:
    assert home.send("first") == {ADA: "sent"}
    sent_at = home.letter().sent_at
    restored(home)
    home.now += timedelta(days=1)
    if edited:
        letter = home.letter()
        with home.open() as network:
            network.write.edit(letter.id, subject="Boats, once more")
            network.write.approve([letter.id])
    assert home.send("first") == {ADA: "sent"}
    assert (home.letter().sent_at, post.copies()) == (sent_at, {ADA: 1})
    words = "in other words on" if edited else "had left on"
    assert words in home.letter().detail
    assert "not sent a second time" in home.letter().detail


def test_a_letter_that_goes_to_another_address_leaves_whatever_became_of_it_before(home: Homes, post: Office) -> None:
    assert home.send("first") == {ADA: "sent"}
    restored(home)
    letter = home.letter()
    assert home.do("first", "draft", "--edit", letter.id, "--to", NEW).code == 0
    assert home.do("first", "approve", letter.id).code == 0
    assert home.send("first") == {NEW: "sent"}
    assert post.copies() == {ADA: 1, NEW: 1}


@pytest.mark.parametrize("arrived", [False, True])
def test_a_copy_to_the_former_address_proves_nothing_of_the_new_one(arrived: bool, home: Homes, post: Office) -> None:
    home.environment = post.with_imap(sent_copy="server")
    post.file_copies()
    assert home.send("first") == {ADA: "sent"}
    restored(home)
    letter = home.letter()
    home.do("first", "draft", "--edit", letter.id, "--to", NEW)
    home.do("first", "approve", letter.id)
    post.smtp.on("dot", *((Take(), HangUp()) if arrived else (HangUp(),)), times=1)
    home.send("first")
    home.now += timedelta(hours=1)
    home.send("first")
    assert home.letter().state == ("sent" if arrived else "uncertain")
    assert post.copies() == ({ADA: 1, NEW: 1} if arrived else {ADA: 1})
