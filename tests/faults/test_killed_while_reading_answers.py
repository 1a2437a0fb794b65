"""`netcore replies --sync` is killed at every moment in turn, and run again: no answer is lost, none counts twice."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from mail_lab import Certificates

from netcore.network import Network
from netcore.plugins.registry import Registry
from tests.faults.commands import Run
from tests.faults.conftest import Prepare
from tests.faults.office import Office, office
from tests.faults.trial import BEGIN, Trial
from tests.steps.people import store_of

EXPECTED = [("Ada", "automatic"), ("Ada", "reply"), ("Ada", "reply"), ("Bo", "bounce")]

REPLY = """From: Ada <ada@example.org>
To: sam@example.org
Subject: Re: Boats, Ada
Date: Mon, 02 Mar 2026 11:0{number}:00 +0000
Message-ID: <answer{number}@example.org>
In-Reply-To: {to}

Yes, number {number}.
"""
AWAY = """From: Ada <ada@example.org>
To: sam@example.org
Subject: Out of office: Boats, Ada
Date: Mon, 02 Mar 2026 10:00:00 +0000
Message-ID: <away@example.org>
In-Reply-To: {to}
Auto-Submitted: auto-replied

I am away.
"""
STRANGER = """From: Bank <bank@example.com>
To: sam@example.org
Subject: Your statement
Date: Mon, 02 Mar 2026 10:30:00 +0000
Message-ID: <statement{number}@example.com>

Private.
"""
BOUNCE = """From: MAILER-DAEMON@example.org
To: sam@example.org
Subject: Undelivered Mail Returned to Sender
Date: Mon, 02 Mar 2026 10:45:00 +0000
Message-ID: <report@example.org>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; bo@example.org
Action: failed
Status: 5.1.1

--b
Content-Type: text/rfc822-headers

Message-ID: {to}

--b--
"""


@pytest.fixture(scope="module")
def post(authority: Certificates) -> Iterator[Office]:
    with office(authority, security="none") as opened:
        yield opened


@pytest.fixture(scope="module")
def written(post: Office, prepared: Prepare, run: Run, tmp_path_factory: pytest.TempPathFactory) -> Trial:
    """Two letters have left, and the mailbox is read from then on."""
    trial = Trial.of(
        prepared("Ada", "Bo"), tmp_path_factory.mktemp("written"), run=run, outbox="mail", environment=post.with_imap()
    )
    with (
        Network(home=trial.home, plugins=Registry.discover(only=["mail"]), now=lambda: BEGIN) as network,
        store_of(network).write() as tx,
    ):
        tx.accounts.add("mail:sam", component="mail", name="sam")
    ended = trial.send()
    assert len(ended.json["sent"]) == 2, ended
    assert trial.do("replies", "--sync", "--json").json == []
    return trial


def begin(post: Office, written: Trial, folder: Path) -> Trial:
    """Answers lie in the mailbox, among other mail."""
    post.forget()
    ids = dict(written.rows("to_name, message_id"))
    mails = [
        STRANGER.format(number=1),
        AWAY.format(to=ids["Ada"]),
        STRANGER.format(number=2),
        BOUNCE.format(to=ids["Bo"]),
        REPLY.format(number=1, to=ids["Ada"]),
        REPLY.format(number=2, to=ids["Ada"]),
        STRANGER.format(number=3),
    ]
    for mail in mails:
        post.mailbox.receive(mail.replace("\n", "\r\n").encode())
    return Trial.of(written.home, folder, run=written.run, outbox="mail", environment=written.environment, page=2)


def answers(trial: Trial) -> list[tuple[str, str]]:
    """Who answered, and how, as the store has it."""
    people = dict(trial.rows("person, to_name"))
    return sorted((people[person], kind) for person, kind in trial.rows("person, kind", table="replies"))


@pytest.mark.parametrize("meanwhile", ["nothing", "the folder is renumbered"])
def test_no_answer_is_lost_and_none_counts_twice(post: Office, written: Trial, tmp_path: Path, meanwhile: str) -> None:
    undisturbed = begin(post, written, tmp_path)
    ended = undisturbed.do("replies", "--sync", "--json")
    moments = ended.moments
    assert answers(undisturbed) == EXPECTED, ended
    assert moments.count("commit") >= 4
    for number in range(1, len(moments) + 1, 1 if meanwhile == "nothing" else 3):
        trial = begin(post, written, tmp_path)
        assert trial.do("replies", "--sync", die_at=number).killed, moments[number - 1]
        post.rest()
        assert not Counter(answers(trial)) - Counter(EXPECTED), moments[number - 1]
        if meanwhile != "nothing":
            post.mailbox.folders["INBOX"].renumber()
        for _ in range(2):
            assert trial.do("replies", "--sync").code == 0
            assert answers(trial) == EXPECTED, moments[number - 1]
