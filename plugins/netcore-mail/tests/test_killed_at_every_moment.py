"""The process dies at any moment: what is found afterwards is true, and each letter arrives once or is uncertain.

The moments are counted, not guessed: before and after every change of a file, and before and after every byte that is
sent or heard.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from mail_lab import HangUp, ImapLab, Mailbox, Say, SmtpLab, Take

from netcore.model.message import Receipt
from netcore.plugins import Deferred, Outbox, Rejected, Uncertain
from netcore.testing.samples import sample_outgoing
from netcore_mail import spool
from netcore_mail.outbox import MailOutbox
from netcore_mail.smtp import Conversation


class Killed(BaseException):
    """The process is gone."""


class Killer:
    """Kills at the given moment; from then on nothing has any effect, as in a process that is gone."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, moment: int) -> None:
        self.moment = moment
        self.met = 0
        for owner, name in (
            (spool, "write_new"),
            (spool, "sync_folder"),
            (Path, "replace"),
            (Path, "unlink"),
            (Conversation, "_say"),
            (Conversation, "_hear"),
        ):
            monkeypatch.setattr(owner, name, self._watched(getattr(owner, name)))

    def _watched(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            self._moment()
            result = real(*arguments, **named)
            self._moment()
            return result

        return call

    def _moment(self) -> None:
        self.met += 1
        if self.met >= self.moment:
            raise Killed


def kills(run: Callable[[Killer], None]) -> Iterator[Killer]:
    """Runs again and again, killed one moment later each time, until a run survives."""
    moment = 0
    while True:
        moment += 1
        with pytest.MonkeyPatch.context() as monkeypatch:
            killer = Killer(monkeypatch, moment)
            with suppress(Killed):
                run(killer)
        yield killer
        if killer.met < moment:
            return


def rerun(make_outbox: Callable[..., Outbox], handle: str, key: str) -> str:
    """What the engine does after a crash."""
    outbox = make_outbox()
    found = outbox.lookup(handle) if handle else "not sent"
    if isinstance(found, Receipt):
        return "sent"
    if found == "cannot tell":
        return "uncertain"
    outbox.commit(outbox.prepare(sample_outgoing(key)))
    return "sent"


@pytest.mark.parametrize("verdict", ["accepts", "refuses", "accepts silently"])
def test_each_letter_arrives_once_or_is_uncertain_wherever_the_process_dies(
    verdict: str, smtp: SmtpLab, make_outbox: Callable[..., MailOutbox]
) -> None:
    before_the_dot = after_the_answer = uncertain = 0
    key, handle = "", ""

    def run(killer: Killer) -> None:
        nonlocal key, handle
        key, handle = f"k{killer.moment}", ""
        smtp.taken.clear()
        smtp.clear()
        if verdict == "refuses":
            smtp.on("dot", Say("451 4.7.1 Greylisted"))
        elif verdict == "accepts silently":
            smtp.on("dot", Take(), HangUp())
        outbox = make_outbox()
        handle = outbox.prepare(sample_outgoing(key))
        with suppress(Deferred, Rejected, Uncertain):
            outbox.commit(handle)

    for _ in kills(run):
        smtp.rest()
        smtp.clear()
        had = len(smtp.taken)
        end = rerun(make_outbox, handle, key)
        assert len(smtp.taken) <= 1, "it went out twice"
        assert end == "uncertain" or len(smtp.taken) == 1, "it is said to be sent, and did not arrive"
        uncertain += end == "uncertain"
        before_the_dot += end == "sent" and had == 0
        after_the_answer += end == "sent" and had == 1
    assert before_the_dot > 20, "most moments are before the last dot, and those are all repeated by themselves"
    if verdict == "accepts":
        assert after_the_answer > 3, "once the acceptance is noted, all is known"
        assert uncertain < 12, "only between the last dot and its answer nobody can know"


def test_where_the_server_files_copies_nothing_stays_uncertain(
    smtp: SmtpLab, imap: ImapLab, mailbox: Mailbox, clock: Any, make_outbox: Callable[..., MailOutbox]
) -> None:
    smtp.on_letter = lambda letter: mailbox.file_sent(letter.data)

    def make() -> MailOutbox:
        return make_outbox(imap=imap, sent_copy="server")

    key, handle = "", ""

    def run(killer: Killer) -> None:
        nonlocal key, handle
        key, handle = f"k{killer.moment}", ""
        smtp.taken.clear()
        outbox = make()
        handle = outbox.prepare(sample_outgoing(key))
        outbox.commit(handle)

    for _ in kills(run):
        smtp.rest()
        clock.advance(minutes=15)
        assert rerun(make, handle, key) == "sent"
        assert len(smtp.taken) == 1
        assert mailbox.copies(f"<{key}@netcore.example.org>") == 1
