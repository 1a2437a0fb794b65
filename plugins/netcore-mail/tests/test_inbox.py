"""Finding answers: nothing lost, nothing twice, nothing marked as read, and no more read than that takes."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from mail_lab import Action, Drip, Folder, HangUp, ImapLab, Mailbox, Reset, Say, Stall, Usual

from netcore.errors import NotFound, SettingMissing, SignInNeeded, Unreachable, UsageError
from netcore.model.message import IncomingMail
from netcore.plugins import Checkpoint
from netcore.testing import FixedClock
from netcore_mail import inbox as inbox_module
from netcore_mail.account import Patience
from netcore_mail.inbox import MailInbox

Make = Callable[..., MailInbox]
SHORT = Patience(connect=0.25, answer=0.25, verdict=0.25, farewell=0.1)


def mail(subject: str, *headers: str, body: str = "Yes!") -> bytes:
    lines = ["From: Bob <bob@example.net>", f"Subject: {subject}", *headers, "", body, ""]
    return "\r\n".join(lines).encode()


def read(inbox: MailInbox, cursor: str | None) -> tuple[list[IncomingMail], str]:
    items = list(inbox.messages(cursor))
    assert isinstance(items[-1], Checkpoint)
    return [item for item in items if isinstance(item, IncomingMail)], items[-1].cursor


def subjects(inbox: MailInbox, cursor: str | None) -> list[str]:
    return [found.subject for found in read(inbox, cursor)[0]]


def test_it_begins_now(mailbox: Mailbox, make_inbox: Make) -> None:
    mailbox.receive(mail("old"))
    found, cursor = read(make_inbox(), None)
    assert not found
    mailbox.receive(mail("new"))
    assert subjects(make_inbox(), cursor) == ["new"]


def test_nothing_is_marked_as_read(mailbox: Mailbox, make_inbox: Make) -> None:
    _, cursor = read(make_inbox(), None)
    mailbox.receive(mail("new"))
    inbox = make_inbox()
    (found,), _ = read(inbox, cursor)
    inbox.text(found.key)
    assert mailbox.folders["INBOX"].mails[0].flags == set()


def test_a_listing_asks_for_headers_only_and_a_text_for_one_part_only(
    mailbox: Mailbox, imap: ImapLab, make_inbox: Make
) -> None:
    _, cursor = read(make_inbox(), None)
    mailbox.receive(mail("new"))
    inbox = make_inbox()
    (found,), _ = read(inbox, cursor)
    fetched = [line for line in imap.heard if "FETCH" in line]
    assert fetched == ["UID FETCH 1 (INTERNALDATE BODY.PEEK[HEADER]<0.65536>)"]
    inbox.text(found.key)
    assert [line for line in imap.heard if "FETCH" in line][1:] == [
        "UID FETCH 1 (BODYSTRUCTURE)",
        "UID FETCH 1 (BODY.PEEK[1]<0.262144>)",
    ]
    assert not any("SELECT" in line for line in imap.heard), "folders are opened read-only"


def test_it_was_received_when_the_server_got_it_whatever_the_sender_claims(
    mailbox: Mailbox, make_inbox: Make, clock: FixedClock
) -> None:
    _, cursor = read(make_inbox(), None)
    arrived = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    mailbox.receive(mail("new", "Date: Fri, 01 Jan 2100 00:00:00 +0000"), at=arrived)
    assert read(make_inbox(), cursor)[0][0].received_at == arrived


def test_several_folders_are_read(mailbox: Mailbox, make_inbox: Make) -> None:
    mailbox.folders["Junk"] = Folder()
    inbox = make_inbox(folders="INBOX, Junk")
    _, cursor = read(inbox, None)
    mailbox.receive(mail("one"))
    mailbox.receive(mail("two"), "Junk")
    assert subjects(inbox, cursor) == ["one", "two"]


def test_a_folder_that_is_added_later_begins_then(mailbox: Mailbox, make_inbox: Make) -> None:
    mailbox.folders["Junk"] = Folder()
    _, cursor = read(make_inbox(), None)
    mailbox.receive(mail("before"), "Junk")
    both = make_inbox(folders="INBOX,Junk")
    found, cursor = read(both, cursor)
    assert not found
    mailbox.receive(mail("after"), "Junk")
    assert subjects(both, cursor) == ["after"]


def test_a_folder_that_is_not_there_is_named_with_those_that_are(mailbox: Mailbox, make_inbox: Make) -> None:
    with pytest.raises(UsageError, match=r"no folder 'Post'.*INBOX, Sent, Trash"):
        list(make_inbox(folders="Post").messages(None))


def test_a_large_mailbox_is_read_in_pages_with_a_checkpoint_after_each(
    mailbox: Mailbox, make_inbox: Make, imap: ImapLab
) -> None:
    _, cursor = read(make_inbox(), None)
    for number in range(250):
        mailbox.receive(mail(str(number)))
    items = list(make_inbox().messages(cursor))
    assert [type(item).__name__ for item in items].count("Checkpoint") == 4
    assert [item.subject for item in items if isinstance(item, IncomingMail)] == [str(n) for n in range(250)]


def test_numbers_are_asked_for_in_windows(
    mailbox: Mailbox, make_inbox: Make, imap: ImapLab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox_module, "_WINDOW", 10)
    _, cursor = read(make_inbox(), None)
    for number in range(25):
        mailbox.receive(mail(str(number)))
    assert subjects(make_inbox(), cursor) == [str(number) for number in range(25)]
    assert [line for line in imap.heard if "SEARCH" in line] == [
        "UID SEARCH UID 1:10",
        "UID SEARCH UID 11:20",
        "UID SEARCH UID 21:25",
    ]


def test_a_server_that_does_not_say_what_comes_next_is_asked_for_the_last(
    mailbox: Mailbox, make_inbox: Make, imap: ImapLab
) -> None:
    mailbox.receive(mail("old"))
    answer = "* 1 EXISTS\r\n* OK [UIDVALIDITY 1] ok\r\nTAG OK [READ-ONLY] open"
    imap.on("examine", Usual(0), Say(answer), times=1)
    # the laboratory must have the folder open all the same
    _, cursor = read(make_inbox(), None)
    mailbox.receive(mail("new"))
    imap.on("examine", Usual(0), Say("* 2 EXISTS\r\n* OK [UIDVALIDITY 1] ok\r\nTAG OK [READ-ONLY] open"))
    assert subjects(make_inbox(), cursor) == ["new"]


def test_mail_that_vanished_meanwhile_is_passed_over(mailbox: Mailbox, make_inbox: Make, imap: ImapLab) -> None:
    _, cursor = read(make_inbox(), None)
    for subject in ("one", "two", "three"):
        mailbox.receive(mail(subject))
    del mailbox.folders["INBOX"].mails[1]
    found, cursor = read(make_inbox(), cursor)
    assert [item.subject for item in found] == ["one", "three"]
    assert not read(make_inbox(), cursor)[0]


# -- renumbering -----------------------------------------------------------------------------------------------------


def test_a_renumbered_folder_is_read_again_as_far_back_as_the_last_complete_reading(
    mailbox: Mailbox, make_inbox: Make, clock: FixedClock
) -> None:
    mailbox.receive(mail("ancient"), at=clock() - timedelta(days=400))
    mailbox.receive(mail("last week"), at=clock() - timedelta(days=7))
    mailbox.receive(mail("this morning"), at=clock() - timedelta(hours=1))
    _, cursor = read(make_inbox(), None)
    clock.advance(days=3)
    mailbox.receive(mail("new"))
    mailbox.folders["INBOX"].renumber()
    found, cursor = read(make_inbox(), cursor)
    assert [item.subject for item in found] == ["this morning", "new"]
    assert all(item.key.startswith("INBOX/2/") for item in found)
    assert not read(make_inbox(), cursor)[0]


def test_however_long_ago_the_last_reading_was_the_re_read_is_bounded(
    mailbox: Mailbox, make_inbox: Make, clock: FixedClock
) -> None:
    _, cursor = read(make_inbox(), None)
    for days in range(0, 100, 10):
        mailbox.receive(mail(f"day {days}"), at=clock() + timedelta(days=days))
    clock.advance(days=100)
    mailbox.folders["INBOX"].renumber()
    assert subjects(make_inbox(look_back=25), cursor) == ["day 80", "day 90"]


@pytest.mark.parametrize("cursor", ["", "nonsense", "{}", '{"at": "yesterday"}', '{"at": "2026-03-02T09:00:00"}', "[]"])
def test_a_cursor_of_somebody_else_means_a_bounded_re_read(
    cursor: str, mailbox: Mailbox, make_inbox: Make, clock: FixedClock
) -> None:
    mailbox.receive(mail("ancient"), at=clock() - timedelta(days=400))
    mailbox.receive(mail("last week"), at=clock() - timedelta(days=7))
    assert subjects(make_inbox(), cursor) == ["last week"]


def test_a_re_read_that_was_interrupted_goes_on_where_it_was(
    mailbox: Mailbox, make_inbox: Make, imap: ImapLab, clock: FixedClock
) -> None:
    _, cursor = read(make_inbox(), None)
    for number in range(150):
        mailbox.receive(mail(str(number)))
    mailbox.folders["INBOX"].renumber()
    imap.on("fetch", HangUp(), after=1)
    seen, cursor = interrupted(make_inbox(), cursor)
    imap.clear()
    rest, _ = read(make_inbox(), cursor)
    assert [item.subject for item in (*seen, *rest)] == [str(number) for number in range(150)]


# -- faults ----------------------------------------------------------------------------------------------------------


def interrupted(inbox: MailInbox, cursor: str) -> tuple[list[IncomingMail], str]:
    """Reads until it fails; gives what came before the last checkpoint, and that."""
    complete: list[IncomingMail] = []
    page: list[IncomingMail] = []
    items: Iterator[IncomingMail | Checkpoint] = inbox.messages(cursor)
    with pytest.raises(Unreachable):
        for item in items:
            if isinstance(item, Checkpoint):
                complete, page, cursor = [*complete, *page], [], item.cursor
            else:
                page.append(item)
    return complete, cursor


FAULTS: dict[str, tuple[Action, ...]] = {
    "hangs up": (HangUp(),),
    "breaks the connection": (Reset(),),
    "stalls": (Stall(),),
    "drips": (Drip(),),
    "says no": (Say("TAG NO [UNAVAILABLE] not now"),),
    "says bad": (Say("TAG BAD what"),),
    "says goodbye": (Say("* BYE going down"), HangUp()),
    "says nonsense": (Say("* ((((\r\n* 1 FETCH (UID {99999999999}"), HangUp()),
    "promises too much": (Say("* 1 FETCH (UID 1 BODY[HEADER] {999999999999}"),),
    "begins and hangs up": (Usual(lines=1), HangUp()),
}
STEPS = ["greeting", "capability", "authenticate", "examine", "search", "fetch"]


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("step", STEPS)
def test_a_reading_that_fails_says_so_and_the_next_one_loses_nothing(
    step: str, fault: str, mailbox: Mailbox, make_inbox: Make, imap: ImapLab
) -> None:
    _, cursor = read(make_inbox(), None)
    for number in range(3):
        mailbox.receive(mail(str(number)))
    imap.on(step, *FAULTS[fault])
    with pytest.raises((Unreachable, UsageError, SignInNeeded), match=r"localhost|folder") as caught:
        list(make_inbox(patience=SHORT).messages(cursor))
    assert str(caught.value).isprintable()
    imap.clear()
    assert subjects(make_inbox(), cursor) == ["0", "1", "2"]


@pytest.mark.parametrize("fault", ["hangs up", "breaks the connection", "begins and hangs up"])
def test_a_connection_lost_in_the_middle_goes_on_from_the_last_checkpoint(
    fault: str, mailbox: Mailbox, make_inbox: Make, imap: ImapLab
) -> None:
    _, cursor = read(make_inbox(), None)
    for number in range(250):
        mailbox.receive(mail(str(number)))
    imap.on("fetch", *FAULTS[fault], after=2)
    seen, cursor = interrupted(make_inbox(), cursor)
    assert len(seen) == 200
    imap.clear()
    assert [item.subject for item in seen] + subjects(make_inbox(), cursor) == [str(n) for n in range(250)]


# -- signing in ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("capabilities", "secrets", "used"),
    [
        ("AUTH=PLAIN", {"password": "péssword 1"}, "AUTHENTICATE PLAIN"),
        ("AUTH=PLAIN AUTH=XOAUTH2", {"token": "ya29.token"}, "AUTHENTICATE XOAUTH2"),
        ("", {"password": 'sesame "open" \\'}, "LOGIN"),
    ],
)
def test_it_signs_in_as_the_server_allows(
    capabilities: str, secrets: dict[str, str], used: str, imap: ImapLab, make_inbox: Make
) -> None:
    imap.capabilities = capabilities
    if used == "LOGIN":
        imap.passwords = {"ada@example.org": secrets["password"]}
    read(make_inbox(secrets=secrets), None)
    assert any(line.startswith(used) for line in imap.heard)


@pytest.mark.parametrize("secrets", [{"password": "wrong"}, {"token": "stale"}, {}])
def test_whoever_is_not_let_in_is_told_to_give_the_password_anew(
    secrets: dict[str, str], make_inbox: Make, imap: ImapLab
) -> None:
    with pytest.raises(SignInNeeded, match="password"):
        list(make_inbox(secrets=secrets).messages(None))


def test_a_server_that_cannot_check_passwords_now_is_no_reason_for_a_new_one(make_inbox: Make, imap: ImapLab) -> None:
    imap.on("authenticate", Say("TAG NO [UNAVAILABLE] later"))
    with pytest.raises(Unreachable):
        list(make_inbox().messages(None))


def test_a_server_that_forbids_passwords_gets_none(make_inbox: Make, imap: ImapLab) -> None:
    imap.capabilities = "LOGINDISABLED"
    with pytest.raises(SignInNeeded, match="offers no way to sign in"):
        list(make_inbox().messages(None))
    assert not any(line.startswith(("LOGIN", "AUTHENTICATE")) for line in imap.heard)


def test_without_a_server_there_is_no_inbox(make_inbox: Make) -> None:
    with pytest.raises(SettingMissing, match="--imap-host"):
        list(make_inbox(imap_host=None).messages(None))


def test_starttls_comes_before_the_password(imap: ImapLab, mailbox: Mailbox, make_inbox: Make) -> None:
    with ImapLab(imap.certificates, mailbox, security="starttls") as lab:
        read(make_inbox(imap_port=lab.port, imap_security="starttls"), None)
        in_clear = [line for line in lab.heard if line.startswith("(clear)")]
        assert {line.split()[1] for line in in_clear} == {"CAPABILITY", "STARTTLS"}


def test_what_was_slipped_in_before_the_encryption_is_not_believed(
    imap: ImapLab, mailbox: Mailbox, make_inbox: Make
) -> None:
    with ImapLab(imap.certificates, mailbox, security="starttls") as lab:
        lab.on("starttls", Say("TAG OK go\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN"))
        with pytest.raises(Unreachable, match="in clear after it had agreed to TLS"):
            read(make_inbox(imap_port=lab.port, imap_security="starttls"), None)


def test_a_server_that_offers_no_encryption_gets_nothing(imap: ImapLab, mailbox: Mailbox, make_inbox: Make) -> None:
    with ImapLab(imap.certificates, mailbox, security="none") as lab:
        with pytest.raises(Unreachable, match="offers no encryption"):
            read(make_inbox(imap_port=lab.port, imap_security="starttls"), None)
        assert not any("LOGIN" in line or "AUTH" in line for line in lab.heard)


@pytest.mark.parametrize("certificate", ["wrong_name", "unknown_authority"])
@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_bad_certificate_ends_it(
    security: str, certificate: str, imap: ImapLab, mailbox: Mailbox, make_inbox: Make
) -> None:
    bad = getattr(imap.certificates, certificate)
    with ImapLab(imap.certificates, mailbox, security=security, certificate=bad) as lab:  # type: ignore[arg-type]
        with pytest.raises(Unreachable, match="not to be trusted"):
            read(make_inbox(imap_port=lab.port, imap_security=security), None)
        assert not any("LOGIN" in line or "AUTHENTICATE" in line for line in lab.heard)


# -- texts -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["", "nonsense", "INBOX/1", "INBOX/1/9", "INBOX/7/1", "INBOX/x/1", "/1/1"])
def test_a_mail_that_is_not_there_has_no_text(key: str, mailbox: Mailbox, make_inbox: Make) -> None:
    mailbox.receive(mail("old"))
    with pytest.raises(NotFound):
        make_inbox().text(key)


def test_a_folder_with_a_slash_in_its_name_has_keys_too(mailbox: Mailbox, make_inbox: Make) -> None:
    mailbox.folders["Work/Answers"] = Folder()
    inbox = make_inbox(folders="Work/Answers")
    _, cursor = read(inbox, None)
    mailbox.receive(mail("new", body="Gladly."), "Work/Answers")
    (found,), _ = read(inbox, cursor)
    assert inbox.text(found.key) == "Gladly."


def test_a_folder_with_letters_beyond_ascii_is_opened(mailbox: Mailbox, make_inbox: Make) -> None:
    mailbox.folders["Pr&AOk-vert"] = Folder()  # modified UTF-7 (RFC 3501 5.1.3)
    inbox = make_inbox(folders="Prévert")
    _, cursor = read(inbox, None)
    mailbox.receive(mail("new"), "Pr&AOk-vert")
    assert subjects(inbox, cursor) == ["new"]
