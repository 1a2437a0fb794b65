"""The whole way through the command: an account, letters out, answers in, with servers on the loopback."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from mail_lab import Certificates, HangUp, ImapLab, Mailbox, Say, SmtpLab, Take

from tests.cli.conftest import Command
from tests.conftest import Clock

GOAL = "By next spring I want to run a library of things in Bristol."
BODY = """\
Dear {name},

Do you remember the evening in the boathouse, when the oar went down the river? By next spring I want to run a library
of things in Bristol. Could we talk for twenty minutes, by phone or over a coffee? And what can I do for you?

Thank you, and warmly,
Mara
"""
ACCOUNT = "mail:ada@example.org"


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def smtp(certificates: Certificates) -> Iterator[SmtpLab]:
    with SmtpLab(certificates) as lab:
        yield lab


@pytest.fixture
def mail_clock() -> Clock:
    return Clock()


@pytest.fixture
def post(mail_clock: Clock) -> Mailbox:
    return Mailbox(now=mail_clock)


@pytest.fixture
def imap(certificates: Certificates, post: Mailbox) -> Iterator[ImapLab]:
    with ImapLab(certificates, post) as lab:
        yield lab


@pytest.fixture
def netcore(tmp_path: Path, mail_clock: Clock, certificates: Certificates, smtp: SmtpLab, imap: ImapLab) -> Command:
    """A network with an account, and two people on the list."""
    command = Command(tmp_path / "home", mail_clock, {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"})
    added = command(
        *("accounts", "add", "mail", "--from-address", "ada@example.org", "--password", "--timeout", "5"),
        *("--smtp-host", "localhost", "--smtp-port", str(smtp.port), "--ca-file", str(certificates.ca_file)),
        *("--imap-host", "localhost", "--imap-port", str(imap.port)),
        input="péssword 1\n",
    )
    assert added.code == 0, added
    assert ACCOUNT in added.out
    command.ok("config", "set", "address", "ada@example.org")
    command.ok("clarify", "--goal", GOAL)
    for name in ("Ben", "Cy"):
        command.ok("people", "add", name, "--email", f"{name.lower()}@example.net")
        command.ok("keep", name)
    return command


def write(netcore: Command, name: str) -> None:
    message = netcore.json("draft", "--person", name, "--subject", f"Boats, {name}", "--body", BODY.format(name=name))
    netcore.ok("approve", message["id"])


def message_id(netcore: Command) -> str:
    sent = netcore.json("outbox", "--state", "sent")
    return str(netcore.json("outbox", "show", sent[-1]["id"])["message_id"])


def mail(sender: str, subject: str, *headers: str, body: str = "Yes, with pleasure!") -> bytes:
    lines = [f"From: {sender}", f"Subject: {subject}", *headers, "", *body.splitlines(), ""]
    return "\r\n".join(lines).encode()


def test_a_check_signs_in_at_both_servers_and_sends_nothing(netcore: Command, smtp: SmtpLab, imap: ImapLab) -> None:
    found = netcore.ok("accounts", "check", ACCOUNT)
    assert "letters can leave" in found
    assert "Answers can be read" in found
    assert (smtp.taken, smtp.connections, imap.connections) == ([], 1, 1)
    assert "péssword" not in (netcore.home / "default.db").read_bytes().decode("latin-1")


def test_a_check_names_every_server_that_fails(netcore: Command, smtp: SmtpLab, imap: ImapLab) -> None:
    smtp.on("auth", Say("535 5.7.8 Bad credentials"))
    imap.on("greeting", HangUp())
    result = netcore("accounts", "check", ACCOUNT)
    assert result.code == 3
    assert "535" in result.err
    assert "imap" in result.err.lower() or "localhost" in result.err


def test_an_approval_says_through_which_accounts_letters_can_leave(netcore: Command) -> None:
    message = netcore.json("draft", "--person", "Ben", "--subject", "Boats", "--body", BODY.format(name="Ben"))
    assert f"netcore send --outbox {ACCOUNT}" in netcore("approve", message["id"]).err


def test_a_letter_leaves_through_the_only_account_and_its_answer_is_found_and_shown(
    netcore: Command, smtp: SmtpLab, post: Mailbox
) -> None:
    post.receive(mail("Old <old@example.com>", "Years ago"))
    write(netcore, "Ben")
    assert "1 message sent" in netcore.ok("send", "--outbox", "mail")
    assert [letter.recipients for letter in smtp.taken] == [("ben@example.net",)]
    netcore.clock.pass_(hours=1)
    post.receive(mail("Somebody <else@example.com>", "Buy this"))
    post.receive(mail("Ben <ben@example.net>", "Re: Boats, Ben", f"In-Reply-To: {message_id(netcore)}"))
    shown = netcore.ok("replies", "--sync")
    assert len(shown.splitlines()) == 1, "nothing else of the mailbox is kept"
    assert "Ben  reply  new  Re: Boats, Ben" in shown
    (answer,) = netcore.json("replies", "--unread")
    assert "with pleasure" in netcore.ok("replies", "read", answer["id"])
    assert netcore.json("replies", "--unread") == []
    netcore.ok("replies", "--sync")
    assert len(netcore.json("replies")) == 1


def test_answers_to_letters_that_left_before_the_mailbox_was_known_are_found(netcore: Command, post: Mailbox) -> None:
    write(netcore, "Ben")
    netcore.ok("send")  # as a file, which was sent by hand
    netcore.clock.pass_(days=40)
    post.receive(mail("Ben <ben@example.net>", "Re: Boats, Ben"))
    netcore.clock.pass_(days=40)
    netcore.ok("replies", "--sync")
    assert [answer["subject"] for answer in netcore.json("replies")] == ["Re: Boats, Ben"]


def test_a_letter_that_came_back_without_any_report_structure_is_known_as_a_bounce(
    netcore: Command, post: Mailbox
) -> None:
    write(netcore, "Ben")
    netcore.ok("send", "--outbox", ACCOUNT)
    netcore.ok("replies", "--sync")
    netcore.clock.pass_(hours=1)
    body = f"""\
Hi. This is the qmail-send program at example.net.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<ben@example.net>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Return-Path: <ada@example.org>
Message-ID: {message_id(netcore)}
Subject: Boats, Ben
"""
    post.receive(mail("MAILER-DAEMON@example.net", "failure notice", "Return-Path: <>", body=body))
    netcore.ok("replies", "--sync")
    (answer,) = netcore.json("replies")
    assert (answer["kind"], answer["looked_at"]) == ("bounce", False)


def test_answers_are_looked_for_unless_one_says_otherwise(netcore: Command, post: Mailbox) -> None:
    write(netcore, "Ben")
    netcore.ok("send", "--outbox", "mail")
    post.receive(mail("Ben <ben@example.net>", "Re: Boats, Ben", f"In-Reply-To: {message_id(netcore)}"))
    assert "No answers yet" in netcore.ok("replies", "--no-sync")
    assert "Re: Boats, Ben" in netcore.ok("replies")


def test_a_mailbox_that_cannot_be_read_is_told_and_stops_letters_to_those_who_may_have_answered(
    netcore: Command, imap: ImapLab
) -> None:
    write(netcore, "Ben")
    netcore.ok("send", "--outbox", "mail")
    imap.on("login", Say("NO [AUTHENTICATIONFAILED] no"))
    imap.on("authenticate", Say("NO [AUTHENTICATIONFAILED] no"))
    result = netcore("replies", "--sync")
    assert result.code == 1
    assert f"The answers in '{ACCOUNT}' cannot be read" in result.err
    write(netcore, "Ben")
    write(netcore, "Cy")
    result = netcore("send", "--outbox", "mail")
    assert "1 message sent Cy" in " ".join(result.out.split())
    assert "could not be read" in " ".join(result.out.split())
    imap.clear()
    assert netcore("replies", "--sync").code == 0
    assert "1 message sent" in netcore.ok("send", "--outbox", "mail")


def test_what_could_not_leave_for_want_of_a_way_leaves_as_soon_as_there_is_one(
    netcore: Command, smtp: SmtpLab, certificates: Certificates, tmp_path: Path
) -> None:
    (tmp_path / "others").mkdir()

    def settle(password: str = "péssword 1", port: int = smtp.port, authority: Path = certificates.ca_file) -> None:
        account = "--from-address", "ada@example.org", "--smtp-port", str(port), "--ca-file", str(authority)
        netcore.ok("accounts", "add", "mail", *account, "--password", input=f"{password}\n")

    for name in ("Ben", "Cy"):
        write(netcore, name)
    others = Certificates(tmp_path / "others").ca_file
    for change in (partial(settle, password="wrong"), partial(settle, port=9), partial(settle, authority=others)):
        change()
        result = netcore("send", "--outbox", "mail")
        assert result.code == 1
        assert "the next netcore send tries again" in result.out
        assert "Next try" not in result.out, "nobody has to wait for what they can mend"
    settle()
    netcore.ok("send", "--outbox", "mail")
    assert sorted(letter.recipients for letter in smtp.taken) == [("ben@example.net",), ("cy@example.net",)]


def test_a_server_that_is_overloaded_is_left_alone_for_a_while(netcore: Command, smtp: SmtpLab) -> None:
    smtp.on("greeting", Say("421 4.3.2 Too many connections"), HangUp(), times=1)
    write(netcore, "Ben")
    assert "Next try: Mon 2 Mar 2026" in netcore("send", "--outbox", "mail").out
    netcore("send", "--outbox", "mail")
    assert (smtp.connections, smtp.taken) == (1, [])
    netcore.clock.pass_(minutes=15)
    netcore.ok("send", "--outbox", "mail")
    assert len(smtp.taken) == 1


def test_a_letter_in_doubt_is_settled_when_the_sent_folder_has_it_at_last(
    netcore: Command, smtp: SmtpLab, post: Mailbox
) -> None:
    smtp.on("dot", Take(), HangUp())
    write(netcore, "Ben")
    result = netcore("send", "--outbox", "mail")
    assert "may or may not have left" in result.out
    assert netcore("send", "--outbox", "mail").code == 0
    assert netcore.json("outbox")["counts"] == {"uncertain": 1}
    post.file_sent(smtp.taken[0].data)
    netcore.clock.pass_(minutes=20)
    netcore.ok("send", "--outbox", "mail")
    assert netcore.json("outbox")["counts"] == {"sent": 1}
    assert len(smtp.taken) == 1


def test_a_letter_in_doubt_that_the_user_says_never_left_leaves_once_more(netcore: Command, smtp: SmtpLab) -> None:
    smtp.on("dot", HangUp())
    write(netcore, "Ben")
    assert netcore("send", "--outbox", "mail").code == 1
    (doubted,) = netcore.json("outbox", "--state", "uncertain")
    netcore.ok("outbox", "resolve", doubted["id"], "--not-sent")
    smtp.clear()
    assert "1 message sent" in netcore.ok("send", "--outbox", "mail")
    assert len(smtp.taken) == 1
