"""Copies in the Sent folder, and what that folder can settle."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from mail_lab import Action, Drip, Folder, HangUp, ImapLab, Mailbox, Reset, Say, SmtpLab, Stall, Take

from netcore.model.message import Receipt
from netcore.plugins import Uncertain
from netcore.testing import FixedClock
from netcore.testing.samples import sample_outgoing
from netcore_mail.account import Patience
from netcore_mail.outbox import MailOutbox
from netcore_mail.spool import Spool

OURS = "<k1@netcore.example.org>"
SHORT = Patience(connect=0.25, answer=0.25, verdict=0.25, farewell=0.1)


def impatient_with_the_folder(outbox: MailOutbox) -> MailOutbox:
    """Waits for the SMTP server as long as it takes, and for the other hardly at all."""
    outbox._sent_mail._account = msgspec.structs.replace(outbox._account, patience=SHORT)
    return outbox


def send(outbox: MailOutbox) -> Receipt:
    return outbox.commit(outbox.prepare(sample_outgoing()))


# -- copies ----------------------------------------------------------------------------------------------------------


def test_a_copy_is_kept_in_the_folder_for_sent_mail(
    imap: ImapLab, mailbox: Mailbox, make_outbox: Callable[..., MailOutbox], clock: FixedClock
) -> None:
    receipt = send(make_outbox(imap=imap))
    (copy,) = mailbox.folders["Sent"].mails
    assert OURS.encode() in copy.raw
    assert copy.flags == {"\\Seen"}
    assert receipt.detail.endswith("A copy is in Sent")


@pytest.mark.parametrize("name", ["Gesendete Objekte", "Sent Items", "INBOX/Sent", "sent-mail"])
def test_a_server_that_does_not_say_what_its_folders_are_for_is_understood(
    name: str, imap: ImapLab, mailbox: Mailbox, make_outbox: Callable[..., MailOutbox]
) -> None:
    del mailbox.folders["Sent"]
    mailbox.folders |= {"Sentences": Folder(), name: Folder()}
    send(make_outbox(imap=imap))
    assert mailbox.copies(OURS, name) == 1


def test_the_user_can_name_the_folder(imap: ImapLab, mailbox: Mailbox, make_outbox: Callable[..., MailOutbox]) -> None:
    mailbox.folders["Letters"] = Folder()
    send(make_outbox(imap=imap, sent_folder="Letters"))
    assert (mailbox.copies(OURS, "Letters"), mailbox.copies(OURS)) == (1, 0)


def test_a_copy_that_the_server_has_made_itself_is_not_doubled(
    smtp: SmtpLab, imap: ImapLab, mailbox: Mailbox, make_outbox: Callable[..., MailOutbox]
) -> None:
    smtp.on_letter = lambda letter: mailbox.file_sent(letter.data)
    send(make_outbox(imap=imap))
    assert mailbox.copies(OURS) == 1


@pytest.mark.parametrize("who", ["server", "nobody"])
def test_a_copy_is_left_to_whoever_makes_it(
    who: str, imap: ImapLab, mailbox: Mailbox, make_outbox: Callable[..., MailOutbox]
) -> None:
    send(make_outbox(imap=imap, sent_copy=who))
    assert mailbox.copies(OURS) == 0
    assert imap.connections == 0


STEPS = ["greeting", "capability", "authenticate", "list", "examine", "search", "append"]
FAULTS: dict[str, tuple[Action, ...]] = {
    "hangs up": (HangUp(),),
    "breaks the connection": (Reset(),),
    "stalls": (Stall(),),
    "drips": (Drip(),),
    "says no": (Say("TAG NO [OVERQUOTA] no"),),
    "says bad": (Say("TAG BAD what"),),
    "says nonsense": (Say("* ((((\r\n* 1 FETCH (UID {99999999999}"), HangUp()),
    "says goodbye": (Say("* BYE going down"), HangUp()),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("step", STEPS)
def test_a_copy_that_fails_never_changes_that_it_was_sent(
    step: str, fault: str, smtp: SmtpLab, imap: ImapLab, mailbox: Mailbox, make_outbox: Callable[..., MailOutbox]
) -> None:
    imap.on(step, *FAULTS[fault])
    outbox = impatient_with_the_folder(make_outbox(imap=imap))
    handle = outbox.prepare(sample_outgoing())

    receipt = outbox.commit(handle)

    assert receipt.detail.startswith("localhost accepted it")
    assert "There is no copy in the Sent folder" in receipt.detail
    assert isinstance(make_outbox().lookup(handle), Receipt)
    assert len(smtp.taken) == 1


def test_a_sent_folder_that_does_not_exist_is_said_to_be_missing(
    mailbox: Mailbox, imap: ImapLab, make_outbox: Callable[..., MailOutbox]
) -> None:
    del mailbox.folders["Sent"]
    assert "name it in the setting sent-folder" in send(make_outbox(imap=imap)).detail


# -- what it can settle ----------------------------------------------------------------------------------------------


@pytest.fixture
def lost(smtp: SmtpLab, make_outbox: Callable[..., MailOutbox]) -> Callable[..., str]:
    """Loses the verdict on a letter that the server took, or did not; gives the handle."""

    def lose(*, taken: bool, **settings: str) -> str:
        smtp.on("dot", *((Take(), HangUp()) if taken else (HangUp(),)), times=1)
        outbox = make_outbox(**settings)
        handle = outbox.prepare(sample_outgoing())
        with pytest.raises(Uncertain):
            outbox.commit(handle)
        smtp.rest()
        return handle

    return lose


def test_a_lost_verdict_is_settled_by_the_copy_that_the_server_made(
    lost: Callable[..., str],
    smtp: SmtpLab,
    imap: ImapLab,
    mailbox: Mailbox,
    clock: FixedClock,
    make_outbox: Callable[..., MailOutbox],
) -> None:
    smtp.on_letter = lambda letter: mailbox.file_sent(letter.data)
    handle = lost(taken=True)
    found = make_outbox(imap=imap, sent_copy="server").lookup(handle)
    assert isinstance(found, Receipt)
    assert found.sent_at == clock()
    assert isinstance(make_outbox().lookup(handle), Receipt), "once found, it is known without the server"


def test_a_letter_that_the_server_would_have_filed_was_not_sent_when_it_is_nowhere(
    lost: Callable[..., str],
    smtp: SmtpLab,
    imap: ImapLab,
    clock: FixedClock,
    make_outbox: Callable[..., MailOutbox],
) -> None:
    handle = lost(taken=False)
    outbox = make_outbox(imap=imap, sent_copy="server")
    assert outbox.lookup(handle) == "cannot tell", "it may still come"
    clock.advance(minutes=11)
    assert outbox.lookup(handle) == "not sent"
    outbox.commit(handle)
    assert len(smtp.taken) == 1


def test_a_clock_that_jumped_back_settles_nothing(
    lost: Callable[..., str], imap: ImapLab, clock: FixedClock, make_outbox: Callable[..., MailOutbox]
) -> None:
    handle = lost(taken=False)
    clock.advance(days=-300)
    assert make_outbox(imap=imap, sent_copy="server").lookup(handle) == "cannot tell"


def test_the_absence_of_a_copy_that_we_should_have_made_says_nothing(
    lost: Callable[..., str], imap: ImapLab, clock: FixedClock, make_outbox: Callable[..., MailOutbox]
) -> None:
    handle = lost(taken=True)
    clock.advance(days=2)
    assert make_outbox(imap=imap).lookup(handle) == "cannot tell"


@pytest.mark.parametrize("folder", ["Trash", "Everything"])
def test_a_copy_that_the_user_moved_is_found(
    folder: str,
    lost: Callable[..., str],
    smtp: SmtpLab,
    imap: ImapLab,
    mailbox: Mailbox,
    clock: FixedClock,
    make_outbox: Callable[..., MailOutbox],
) -> None:
    mailbox.folders["Everything"] = Folder(use="\\All")
    smtp.on_letter = lambda letter: mailbox.receive(letter.data, folder)
    handle = lost(taken=True)
    clock.advance(days=2)
    found = make_outbox(imap=imap, sent_copy="server").lookup(handle)
    assert isinstance(found, Receipt)
    assert found.detail == f"It was found in {folder}"


def test_what_a_server_takes_for_our_letter_is_looked_at(
    lost: Callable[..., str], imap: ImapLab, mailbox: Mailbox, make_outbox: Callable[..., MailOutbox]
) -> None:
    """A search matches parts of headers, and some servers match what is only similar."""
    handle = lost(taken=False)
    mailbox.file_sent(b"Message-ID: <x" + OURS.encode()[1:] + b"\r\nSubject: x\r\n\r\nx")
    mailbox.file_sent(b"Message-ID: <a@b>\r\nReferences: " + OURS.encode() + b"\r\n\r\nx")
    imap.on("search", Say("* SEARCH 1 2\r\nTAG OK done"))
    assert make_outbox(imap=imap, sent_copy="server").lookup(handle) == "cannot tell"


def test_a_letter_that_the_server_renamed_is_found_under_its_old_name(
    lost: Callable[..., str], imap: ImapLab, mailbox: Mailbox, make_outbox: Callable[..., MailOutbox]
) -> None:
    handle = lost(taken=False)
    mailbox.file_sent(
        b"Message-ID: <AM0@prod.outlook.com>\r\nX-Microsoft-Original-Message-ID: " + OURS.encode() + b"\r\n\r\nx"
    )
    found = make_outbox(imap=imap, sent_copy="server").lookup(handle)
    assert isinstance(found, Receipt)
    assert found.message_id == "<AM0@prod.outlook.com>"


def test_a_new_name_that_the_server_tells_is_kept(
    smtp: SmtpLab, make_outbox: Callable[..., MailOutbox], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("netcore_mail.outbox.renames_mail", lambda _: True)
    smtp.on("dot", Take(), Say("250 2.0.0 OK <AM0@prod.outlook.com> [Hostname=x.prod.outlook.com]"))
    assert send(make_outbox()).message_id == "<AM0@prod.outlook.com>"


def test_a_name_that_the_server_repeats_is_no_new_one(
    smtp: SmtpLab, make_outbox: Callable[..., MailOutbox], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("netcore_mail.outbox.renames_mail", lambda _: True)
    smtp.on("dot", Take(), Say(f"250 2.0.0 OK {OURS} [Hostname=x.prod.outlook.com]"))
    assert send(make_outbox()).message_id == ""


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("step", ["greeting", "authenticate", "list", "examine", "search"])
def test_a_folder_that_cannot_be_read_settles_nothing(
    step: str,
    fault: str,
    lost: Callable[..., str],
    imap: ImapLab,
    clock: FixedClock,
    make_outbox: Callable[..., MailOutbox],
) -> None:
    handle = lost(taken=False)
    clock.advance(days=2)
    imap.on(step, *FAULTS[fault])
    found = make_outbox(imap=imap, sent_copy="server", patience=SHORT).lookup(handle)
    assert found == "cannot tell"


def test_a_letter_that_is_gone_from_the_spool_is_never_said_to_be_unsent(
    imap: ImapLab, clock: FixedClock, make_outbox: Callable[..., MailOutbox], tmp_path: Path
) -> None:
    """Another machine, or a cache that was emptied: nobody knows whether it was handed over."""
    handle = make_outbox().prepare(sample_outgoing())
    elsewhere = make_outbox(imap=imap, sent_copy="server")
    elsewhere._spool = Spool(tmp_path / "another machine")
    clock.advance(days=2)
    assert elsewhere.lookup(handle) == "cannot tell"
    with pytest.raises(Uncertain, match="no longer where it was prepared"):
        elsewhere.commit(handle)


def test_of_two_processes_that_commit_the_same_letter_one_sends_it(
    smtp: SmtpLab, make_outbox: Callable[..., MailOutbox], monkeypatch: pytest.MonkeyPatch
) -> None:
    handle = make_outbox().prepare(sample_outgoing())
    other = make_outbox()
    real = Spool.hand_over
    beaten: list[Receipt] = []

    def late(self: Spool, *arguments: Any) -> bool:
        monkeypatch.setattr(Spool, "hand_over", real)
        beaten.append(other.commit(handle))  # the other process is quicker
        return real(self, *arguments)

    monkeypatch.setattr(Spool, "hand_over", late)
    with pytest.raises(Uncertain, match="Another process"):
        make_outbox().commit(handle)
    assert len(beaten) == len(smtp.taken) == 1
    assert isinstance(make_outbox().lookup(handle), Receipt)


def test_a_letter_that_was_sent_is_not_sent_again_by_a_network_restored_from_an_old_backup(
    smtp: SmtpLab, make_outbox: Callable[..., MailOutbox], clock: FixedClock
) -> None:
    first = send(make_outbox())
    clock.advance(days=3)
    again = send(make_outbox())
    assert len(smtp.taken) == 1
    assert again.sent_at == first.sent_at == clock() - timedelta(days=3)
