"""The laws of inboxes."""

from collections.abc import Callable

import pytest

from netcore.model.message import IncomingMail
from netcore.plugins import Checkpoint, Inbox
from netcore.testing.contract import Contract
from netcore.testing.nasty import NASTY_NAMES

Item = IncomingMail | Checkpoint


class InboxContract(Contract):
    """Give ``make_inbox`` and ``receive``."""

    @pytest.fixture
    def make_inbox(self) -> Callable[[], Inbox]:
        """Makes an inbox on a mailbox; called again, on the same one, as after a restart."""
        raise NotImplementedError("give the fixture make_inbox")

    @pytest.fixture
    def receive(self) -> Callable[[bytes], None]:
        """Puts a mail (RFC 5322, CRLF line ends) into the mailbox, as if it had just arrived."""
        raise NotImplementedError("give the fixture receive")

    @pytest.fixture
    def cursor(self, make_inbox: Callable[[], Inbox], receive: Callable[[bytes], None]) -> str:
        """From now on, in a mailbox that holds an old mail already."""
        receive(a_mail("Old news"))
        items = list(make_inbox().messages(None))
        assert not _mails(items), "without a cursor the inbox must begin with what arrives from now on"
        return _last_cursor(items)

    def test_it_is_an_inbox(self, make_inbox: Callable[[], Inbox]) -> None:
        assert isinstance(make_inbox(), Inbox)

    def test_mail_is_handed_out_one_by_one(self, cursor: str, make_inbox: Callable[[], Inbox]) -> None:
        items = make_inbox().messages(cursor)
        assert iter(items) is items, "messages must return an iterator, not everything at once"

    def test_new_mail_is_found_oldest_first(
        self, cursor: str, make_inbox: Callable[[], Inbox], receive: Callable[[bytes], None]
    ) -> None:
        subjects = [f"No. {number}" for number in range(5)]
        for subject in subjects:
            receive(a_mail(subject))
        assert [mail.subject for mail in _mails(list(make_inbox().messages(cursor)))] == subjects

    def test_a_mail_says_what_its_headers_say(
        self, cursor: str, make_inbox: Callable[[], Inbox], receive: Callable[[bytes], None]
    ) -> None:
        receive(a_mail("Re: A coffee?", message_id="<a@example.org>", in_reply_to="<k1@netcore.example.org>"))
        (mail,) = _mails(list(make_inbox().messages(cursor)))
        assert mail.received_at.tzinfo is not None, "received_at has no time zone"
        assert (mail.from_address, mail.from_name) == ("ada@example.org", "Ada Lovelace")
        assert mail.message_id == "<a@example.org>"
        assert mail.in_reply_to == "<k1@netcore.example.org>"

    def test_a_listing_reads_headers_only_and_the_text_on_demand(
        self, cursor: str, make_inbox: Callable[[], Inbox], receive: Callable[[bytes], None]
    ) -> None:
        receive(a_mail("Re: A coffee?", body="With pleasure, Tuesday at ten."))
        inbox = make_inbox()
        (mail,) = _mails(list(inbox.messages(cursor)))
        assert not mail.text, "a listing must not read the text of mails that nobody has matched yet"
        assert inbox.text(mail.key).strip() == "With pleasure, Tuesday at ten."

    def test_a_mail_has_one_key_for_ever(
        self, cursor: str, make_inbox: Callable[[], Inbox], receive: Callable[[bytes], None]
    ) -> None:
        for number in range(3):
            receive(a_mail(f"No. {number}"))
        items = list(make_inbox().messages(cursor))
        again = list(make_inbox().messages(cursor))
        receive(a_mail("No. 3"))
        later = list(make_inbox().messages(_last_cursor(items)))
        keys = [mail.key for mail in _mails(items)]
        assert keys == [mail.key for mail in _mails(again)], "keys differ between two readings"
        assert len({*keys, *(mail.key for mail in _mails(later))}) == 4, "two mails share a key"

    def test_an_interrupted_reading_goes_on_and_loses_nothing(
        self, cursor: str, make_inbox: Callable[[], Inbox], receive: Callable[[bytes], None]
    ) -> None:
        for number in range(5):
            receive(a_mail(f"No. {number}"))
        items = list(make_inbox().messages(cursor))
        everything = {mail.key for mail in _mails(items)}
        for position, item in enumerate(items):
            if isinstance(item, Checkpoint):
                later = {mail.key for mail in _mails(list(make_inbox().messages(item.cursor)))}
                found = {mail.key for mail in _mails(items[:position])} | later
                assert everything <= found, f"going on from the checkpoint at item {position} loses mail"

    def test_nothing_new_gives_nothing(
        self, cursor: str, make_inbox: Callable[[], Inbox], receive: Callable[[bytes], None]
    ) -> None:
        assert not _mails(list(make_inbox().messages(cursor))), "what was there before is handed out"
        receive(a_mail("News"))
        items = list(make_inbox().messages(cursor))
        assert not _mails(list(make_inbox().messages(_last_cursor(items)))), "a mail is handed out twice"

    def test_a_cursor_that_means_nothing_is_no_error(self, cursor: str, make_inbox: Callable[[], Inbox]) -> None:
        _last_cursor(list(make_inbox().messages("no cursor of this inbox")))

    def test_nasty_mail_is_read(
        self, cursor: str, make_inbox: Callable[[], Inbox], receive: Callable[[bytes], None]
    ) -> None:
        broken = (
            b"",
            b"no headers at all\r\n",
            b"From: \xff\xfe <\xff>\r\nSubject: =?x-unknown?q?=FF?=\r\nDate: yesterday\r\n\r\n\xff",
            b"From: a@b\r\nMessage-ID: <a b\r\n c>\r\nReferences: <<>\r\nDate: 99 Foo 9999\r\n\r\nx",
            b"From: a@example.org, b@example.org\r\nContent-Type: multipart/mixed\r\n\r\nno boundary",
            b"From: a@example.org\r\nContent-Type: text/plain; charset=no-such-charset\r\n\r\n\xe4",
        )
        for raw in broken:
            receive(raw)
        for name in NASTY_NAMES:
            receive(a_mail(f"Re: {' '.join(name.split())}"))
        inbox = make_inbox()
        mails = _mails(list(inbox.messages(cursor)))
        assert len(mails) >= len(NASTY_NAMES), "mail is lost behind a broken one"
        for mail in mails:
            assert isinstance(inbox.text(mail.key), str)


def a_mail(
    subject: str,
    *,
    message_id: str = "<m@example.org>",
    in_reply_to: str = "",
    body: str = "Hello.",
) -> bytes:
    """The bytes of a mail from Ada."""
    from email.header import Header

    lines = [
        "Date: Mon, 02 Mar 2026 12:00:00 +0000",
        "From: Ada Lovelace <ada@example.org>",
        "To: Grace Hopper <grace@example.org>",
        f"Subject: {Header(subject, 'utf-8').encode(linesep=chr(13) + chr(10)) if subject else ''}",
        f"Message-ID: {message_id}",
        *([f"In-Reply-To: {in_reply_to}", f"References: {in_reply_to}"] if in_reply_to else []),
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
    ]
    return "\r\n".join([*lines, "", body, ""]).encode()


def _mails(items: list[Item]) -> list[IncomingMail]:
    return [item for item in items if isinstance(item, IncomingMail)]


def _last_cursor(items: list[Item]) -> str:
    assert items, "a reading gives nothing, not even a checkpoint"
    last = items[-1]
    assert isinstance(last, Checkpoint), "a reading must end with a checkpoint"
    return last.cursor
