"""Inboxes, and how each law is broken."""

import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from typing import Any

import msgspec
import pytest

from netcore.model.message import IncomingMail
from netcore.plugins import Checkpoint, Inbox
from netcore.testing import InboxContract

Item = IncomingMail | Checkpoint


class Mailbox(Inbox):
    def __init__(self, mails: list[bytes]) -> None:
        self.mails = mails

    def messages(self, cursor: str | None) -> Iterator[Item]:
        start = len(self.mails) if cursor is None else int(cursor) if cursor.isdigit() else 0
        for number in range(start, len(self.mails)):
            yield self.mail(number)
            yield Checkpoint(cursor=str(number + 1))
        yield Checkpoint(cursor=str(len(self.mails)))

    def mail(self, number: int) -> IncomingMail:
        message = message_from_bytes(self.mails[number])
        name, address = parseaddr(decoded(message, "From"))
        return IncomingMail(
            key=str(number),
            received_at=date(message),
            from_address=address,
            from_name=name,
            subject=decoded(message, "Subject"),
            message_id=decoded(message, "Message-ID"),
            in_reply_to=decoded(message, "In-Reply-To"),
        )

    def text(self, key: str) -> str:
        payload = message_from_bytes(self.mails[int(key)]).get_payload(decode=True)
        return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""


def decoded(message: Message, name: str) -> str:
    with suppress(LookupError, ValueError):
        return str(make_header(decode_header(message[name] or "")))
    return ""


def date(message: Message) -> datetime:
    with suppress(ValueError, TypeError):
        return parsedate_to_datetime(str(message["Date"]))
    return datetime(2026, 3, 2, tzinfo=UTC)


class TestGood(InboxContract):
    Kind: type = Mailbox

    @pytest.fixture
    def mails(self) -> list[bytes]:
        return []

    @pytest.fixture
    def make_inbox(self, mails: list[bytes]) -> Callable[[], Any]:
        return lambda: self.Kind(mails)

    @pytest.fixture
    def receive(self, mails: list[bytes]) -> Callable[[bytes], None]:
        return mails.append


class TestIsNoInbox(TestGood):
    breaks = ("it_is_an_inbox",)

    class Kind:
        __init__, messages, mail, text = Mailbox.__init__, Mailbox.messages, Mailbox.mail, Mailbox.text


class TestReturnsAList(TestGood):
    breaks = ("mail_is_handed_out_one_by_one",)

    class Kind(Mailbox):
        def messages(self, cursor: str | None) -> Any:
            return [*super().messages(cursor)]


class TestNewestFirst(TestGood):
    breaks = ("new_mail_is_found_oldest_first",)

    class Kind(Mailbox):
        def messages(self, cursor: str | None) -> Iterator[Item]:
            items = [*super().messages(cursor)]
            yield from reversed([item for item in items if isinstance(item, IncomingMail)])
            yield items[-1]


class TestSaysATimeWithoutAZone(TestGood):
    breaks = ("a_mail_says_what_its_headers_say",)

    class Kind(Mailbox):
        def mail(self, number: int) -> IncomingMail:
            mail = super().mail(number)
            return msgspec.structs.replace(mail, received_at=mail.received_at.replace(tzinfo=None))


class TestReadsEveryText(TestGood):
    breaks = ("a_listing_reads_headers_only_and_the_text_on_demand",)

    class Kind(Mailbox):
        def mail(self, number: int) -> IncomingMail:
            return msgspec.structs.replace(super().mail(number), text=self.text(str(number)))


class TestNumbersEachListing(TestGood):
    breaks = ("a_mail_has_one_key_for_ever",)

    class Kind(Mailbox):
        def messages(self, cursor: str | None) -> Iterator[Item]:
            *items, last = super().messages(cursor)
            mails = [item for item in items if isinstance(item, IncomingMail)]
            yield from (msgspec.structs.replace(mail, key=str(number)) for number, mail in enumerate(mails))
            yield last

        def text(self, key: str) -> str:
            return super().text(str(int(key) + 1))


class TestMarksTooEarly(TestGood):
    breaks = ("an_interrupted_reading_goes_on_and_loses_nothing",)

    class Kind(Mailbox):
        def messages(self, cursor: str | None) -> Iterator[Item]:
            items = [*super().messages(cursor)]
            yield from sorted(items[:-1], key=lambda item: isinstance(item, IncomingMail))
            yield items[-1]


class TestGivesTheLastMailAgain(TestGood):
    """As an IMAP server does when it is asked for "n:*"."""

    breaks = ("nothing_new_gives_nothing",)

    class Kind(Mailbox):
        def messages(self, cursor: str | None) -> Iterator[Item]:
            beyond = cursor == str(len(self.mails))
            yield from super().messages(str(len(self.mails) - 1) if beyond else cursor)


class TestFailsOnAnOldCursor(TestGood):
    breaks = ("a_cursor_that_means_nothing_is_no_error",)

    class Kind(Mailbox):
        def messages(self, cursor: str | None) -> Iterator[Item]:
            yield from super().messages(cursor and str(int(cursor)))


class TestStumblesOverBrokenMail(TestGood):
    breaks = ("nasty_mail_is_read",)

    class Kind(Mailbox):
        def mail(self, number: int) -> IncomingMail:
            parsedate_to_datetime(str(message_from_bytes(self.mails[number])["Date"]))
            return super().mail(number)


class TestPhonesHome(TestGood):
    breaks = ("nothing_but_loopback",)

    class Kind(Mailbox):
        def __init__(self, mails: list[bytes]) -> None:
            super().__init__(mails)
            with suppress(OSError):
                socket.create_connection(("imap.example.org", 993))
