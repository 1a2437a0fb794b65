"""`netcore send` through Postfix or Exim is killed at every moment; Dovecot shows what arrived.

A real server finishes by itself what was handed to it, in its own time: so what arrived is counted when its queue is
empty.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

import pytest
from mail_lab.debian import PASSWORD, Dovecot, Exim, Mta, NotInstalled, Postfix, wait_until

from tests.faults.commands import Run
from tests.faults.laboratory import Prepare
from tests.faults.trial import Trial

pytestmark = pytest.mark.real_servers

ADA, BOB = "ada@example.org", "bob@example.org"
QUEUES = ("queue/maildrop", "queue/incoming", "queue/active", "queue/deferred", "spool/input")


@dataclass(frozen=True)
class Post:
    """A transfer agent with Dovecot behind it."""

    mta: Mta
    dovecot: Dovecot
    ca_file: Path

    def settings(self, **more: str) -> dict[str, str]:
        given = {
            "from_address": ADA,
            "password": PASSWORD,
            "smtp_host": "localhost",
            "smtp_port": str(self.mta.submission),
            "security": "starttls",
            "ca_file": str(self.ca_file),
            **more,
        }
        return {f"NETCORE_MAIL_{name.upper()}": value for name, value in given.items()}

    def copies(self) -> int:
        """How many letters Bob has got, when nothing is on its way any more."""
        wait_until(self._is_idle, "an empty queue")
        return len(self._letters())

    def forget(self) -> None:
        wait_until(self._is_idle, "an empty queue")
        for letter in self._letters():
            letter.unlink()

    def _letters(self) -> list[Path]:
        return [file for folder in ("new", "cur") for file in (self.dovecot.mail / "bob").glob(f"{folder}/*")]

    def _is_idle(self) -> bool:
        return not any(file.is_file() for queue in QUEUES for file in (self.mta.folder / queue).rglob("*"))


@pytest.fixture(scope="module", params=[Postfix, Exim], ids=["Postfix", "Exim"])
def post(request: pytest.FixtureRequest) -> Iterator[Post]:
    place = Path(mkdtemp(prefix="netcore-real-"))  # pytest's own folders are closed to the servers' users
    place.chmod(0o755)
    try:
        dovecot = Dovecot(place / "dovecot")
        try:
            mta: Mta = request.param(place / "mta", dovecot)
        except NotInstalled as error:
            dovecot.close()
            pytest.skip(str(error))
        ca_file = place / "authorities.pem"
        ca_file.write_bytes((dovecot.folder / "ca.pem").read_bytes() + (mta.folder / "ca.pem").read_bytes())
        yield Post(mta, dovecot, ca_file)
        mta.close()
        dovecot.close()
    finally:
        shutil.rmtree(place, ignore_errors=True)


def test_each_letter_arrives_once_or_is_in_doubt(post: Post, prepared: Prepare, run: Run, tmp_path: Path) -> None:
    def begin() -> Trial:
        post.forget()
        return Trial.of(prepared("Bob"), tmp_path, run=run, outbox="mail", environment=post.settings())

    moments = begin().send().moments
    assert post.copies() == 1
    doubts = 0
    for number, moment in enumerate(moments, start=1):
        trial = begin()
        trial.send(die_at=number)
        trial.finish()
        copies, states = post.copies(), trial.states()
        assert copies == 1 if states == {BOB: "sent"} else states == {BOB: "uncertain"}, (moment, states)
        assert copies <= 1, moment
        if states == {BOB: "uncertain"}:
            doubts += 1
            arrived = copies == 1
            trial.resolve(lambda _, arrived=arrived: arrived)
            assert post.copies() == 1, moment
    assert 0 < doubts <= 4, "only around the last dot"
