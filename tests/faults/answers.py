"""Answers of every kind in a mailbox, among mail that is nobody's business."""

from pathlib import Path

from netcore.network import Network
from netcore.plugins.registry import Registry
from tests.faults.laboratory import Laboratory
from tests.faults.office import Office
from tests.faults.trial import BEGIN, Trial
from tests.steps.people import store_of

EXPECTED = [("Ada", "automatic"), ("Ada", "reply"), ("Ada", "reply"), ("Bo", "bounce")]
"""What answers the two letters."""

PAGE = 2
"""Mails between two checkpoints."""


def written(lab: Laboratory, post: Office, folder: Path) -> Trial:
    """Two letters have left, and the mailbox is read from then on."""
    trial = Trial.of(lab.prepared("Ada", "Bo"), folder, run=lab.run, outbox="mail", environment=post.with_imap())
    with (
        Network(home=trial.home, plugins=Registry.discover(only=["mail"]), now=lambda: BEGIN) as network,
        store_of(network).write() as tx,
    ):
        tx.accounts.add("mail:sam", component="mail", name="sam")
    ended = trial.send()
    assert len(ended.json["sent"]) == 2, ended
    assert trial.do("replies", "--sync", "--json").json == []
    trial.page = PAGE
    return trial


def receive(post: Office, trial: Trial) -> None:
    """Put the answers to the letters of the trial into the mailbox."""
    ids = dict(trial.rows("to_name, message_id"))
    for mail in (
        _STRANGER.format(number=1),
        _AWAY.format(to=ids["Ada"]),
        _STRANGER.format(number=2),
        _BOUNCE.format(to=ids["Bo"]),
        _REPLY.format(number=1, to=ids["Ada"]),
        _REPLY.format(number=2, to=ids["Ada"]),
        _STRANGER.format(number=3),
    ):
        post.mailbox.receive(mail.replace("\n", "\r\n").encode())


def kept(trial: Trial) -> list[tuple[str, str]]:
    """Who answered, and how, as the store has it."""
    people = dict(trial.rows("person, to_name"))
    return sorted((people[person], kind) for person, kind in trial.rows("person, kind", table="replies"))


_REPLY = """From: Ada <ada@example.org>
To: sam@example.org
Subject: Re: Boats, Ada
Date: Mon, 02 Mar 2026 11:0{number}:00 +0000
Message-ID: <answer{number}@example.org>
In-Reply-To: {to}

Yes, number {number}.
"""
_AWAY = """From: Ada <ada@example.org>
To: sam@example.org
Subject: Out of office: Boats, Ada
Date: Mon, 02 Mar 2026 10:00:00 +0000
Message-ID: <away@example.org>
In-Reply-To: {to}
Auto-Submitted: auto-replied

I am away.
"""
_STRANGER = """From: Bank <bank@example.com>
To: sam@example.org
Subject: Your statement
Date: Mon, 02 Mar 2026 10:30:00 +0000
Message-ID: <statement{number}@example.com>

Private.
"""
_BOUNCE = """From: MAILER-DAEMON@example.org
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
