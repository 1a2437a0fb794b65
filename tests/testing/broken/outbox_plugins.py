"""Outboxes, and how each law is broken."""

import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from netcore.model.message import Outgoing, Receipt
from netcore.plugins import Outbox, Rejected, Whereabouts
from netcore.plugins.eml import to_eml
from netcore.testing import OutboxContract

SENT_AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


@dataclass
class World:
    drafts: dict[str, bytes] = field(default_factory=dict)
    sent: dict[str, list[bytes]] = field(default_factory=dict)

    def delivered(self) -> Sequence[bytes]:
        return [raw for raws in self.sent.values() for raw in raws]


class Post(Outbox):
    def __init__(self, world: World) -> None:
        self.world = world

    def prepare(self, message: Outgoing) -> str:
        handle = self.handle(message)
        raw = self.raw(message)
        if handle not in self.world.sent:
            self.world.drafts[handle] = raw
        return handle

    def handle(self, message: Outgoing) -> str:
        return f"{message.key} {message.to_address}"

    def raw(self, message: Outgoing) -> bytes:
        return to_eml(message)

    def commit(self, handle: str) -> Receipt:
        if handle not in self.world.sent:
            self.world.sent[handle] = [self.world.drafts.pop(handle)]
        return self.receipt()

    def receipt(self) -> Receipt:
        return Receipt(sent_at=SENT_AT)

    def lookup(self, handle: str) -> Receipt | Whereabouts:
        if handle in self.world.sent:
            return self.receipt()
        return "not sent" if handle in self.world.drafts else "cannot tell"

    def discard(self, handle: str) -> None:
        self.world.drafts.pop(handle, None)


class TestGood(OutboxContract):
    Kind: type = Post

    @pytest.fixture
    def world(self) -> World:
        return World()

    @pytest.fixture
    def make_outbox(self, world: World) -> Callable[[], Any]:
        return lambda: self.Kind(world)

    @pytest.fixture
    def delivered(self, world: World) -> Callable[[], Sequence[bytes]]:
        return world.delivered

    @pytest.fixture
    def waiting(self, world: World) -> Callable[[], int]:
        return lambda: len(world.drafts)


class TestIsNoOutbox(TestGood):
    breaks = ("it_is_an_outbox",)

    class Kind:
        __init__, prepare, handle, raw = Post.__init__, Post.prepare, Post.handle, Post.raw
        commit, receipt, lookup, discard = Post.commit, Post.receipt, Post.lookup, Post.discard
        check = Post.check


class TestHandsOutLinesAsHandles(TestGood):
    breaks = ("a_handle_is_short_text",)

    class Kind(Post):
        def handle(self, message: Outgoing) -> str:
            return f"{super().handle(message)}\n"


class TestShowsTheLetterBeforeItIsSent(TestGood):
    breaks = ("preparing_sends_nothing",)

    class Kind(Post):
        def prepare(self, message: Outgoing) -> str:
            handle = super().prepare(message)
            if handle in self.world.drafts:
                self.world.sent[f"prepared {handle}"] = [self.world.drafts[handle]]
            return handle

        def commit(self, handle: str) -> Receipt:
            self.world.sent.pop(f"prepared {handle}", None)
            return super().commit(handle)

        def discard(self, handle: str) -> None:
            self.world.sent.pop(f"prepared {handle}", None)
            super().discard(handle)


class TestSaysATimeWithoutAZone(TestGood):
    breaks = ("committing_sends_exactly_the_message",)

    class Kind(Post):
        def receipt(self) -> Receipt:
            return Receipt(sent_at=SENT_AT.replace(tzinfo=None))


class TestKeepsTheTextInMemory(TestGood):
    breaks = ("a_handle_outlives_the_process",)

    class Kind(Post):
        def __init__(self, world: World) -> None:
            super().__init__(world)
            self.texts: dict[str, bytes] = {}

        def prepare(self, message: Outgoing) -> str:
            handle = super().prepare(message)
            if handle in self.world.drafts:
                self.texts[handle] = self.world.drafts[handle]
                self.world.drafts[handle] = b""
            return handle

        def commit(self, handle: str) -> Receipt:
            if handle in self.world.drafts:
                self.world.drafts[handle] = self.texts[handle]
            receipt = super().commit(handle)
            self.world.drafts.pop(handle, None)
            return receipt


class TestCannotTellThoughItSaysSo(TestGood):
    breaks = ("before_the_commit_nothing_is_said_to_be_sent",)

    class Kind(Post):
        def lookup(self, handle: str) -> Receipt | Whereabouts:
            found = super().lookup(handle)
            return found if isinstance(found, Receipt) else "cannot tell"


class TestSaysSentBeforeItIs(TestGood):
    breaks = ("before_the_commit_nothing_is_said_to_be_sent",)
    can_tell = False

    class Kind(Post):
        def lookup(self, handle: str) -> Receipt | Whereabouts:
            return self.receipt()


class TestLooksBeforeTheSentMailIsThere(TestGood):
    breaks = ("after_the_commit_nothing_is_said_to_be_unsent",)

    class Kind(Post):
        def __init__(self, world: World) -> None:
            super().__init__(world)
            self.done: set[str] = set()

        def commit(self, handle: str) -> Receipt:
            self.done.add(handle)
            return super().commit(handle)

        def lookup(self, handle: str) -> Receipt | Whereabouts:
            return "not sent" if handle in self.done else super().lookup(handle)


class TestPreparesANewDraftEachTime(TestGood):
    breaks = ("preparing_twice_leaves_one",)

    class Kind(Post):
        def handle(self, message: Outgoing) -> str:
            return f"{message.key}-{len(self.world.drafts)} {message.to_address}"


class TestDiscardsNothing(TestGood):
    breaks = ("discarding_takes_back_what_was_prepared",)

    class Kind(Post):
        def discard(self, handle: str) -> None:
            return


class TestDiscardsOnlyOnce(TestGood):
    breaks = ("discarding_again_is_no_error",)

    class Kind(Post):
        def discard(self, handle: str) -> None:
            if handle not in self.world.sent:
                del self.world.drafts[handle]


class TestTakesBackWhatWasSent(TestGood):
    breaks = ("discarding_leaves_what_was_sent",)

    class Kind(Post):
        def discard(self, handle: str) -> None:
            super().discard(handle)
            self.world.sent.pop(handle, None)


class TestDiscardsEverything(TestGood):
    breaks = ("messages_do_not_touch_each_other",)

    class Kind(Post):
        def discard(self, handle: str) -> None:
            if len(self.world.drafts) != 2:
                self.world.drafts.clear()
            super().discard(handle)


class TestSendsAgain(TestGood):
    breaks = ("a_second_commit_sends_nothing_more",)

    class Kind(Post):
        def __init__(self, world: World) -> None:
            super().__init__(world)
            self.done: set[str] = set()

        def commit(self, handle: str) -> Receipt:
            if handle in self.done:
                self.world.sent[handle] *= 2
            self.done.add(handle)
            return super().commit(handle)


class TestKnowsALetterByItsKeyAlone(TestGood):
    breaks = ("what_was_prepared_here_says_nothing_of_an_attempt_elsewhere",)

    @pytest.fixture
    def make_outbox_elsewhere(self, world: World) -> Callable[[], Any]:
        return lambda: self.Kind(World(sent=world.sent))

    class Kind(Post):
        def lookup(self, handle: str) -> Receipt | Whereabouts:
            return "not sent" if handle in self.world.drafts else super().lookup(handle)


class TestForgetsWhatItSent(TestGood):
    breaks = ("what_has_left_does_not_leave_again_when_it_is_prepared_anew",)

    class Kind(Post):
        def handle(self, message: Outgoing) -> str:
            return f"{message.key} {message.date:%Y-%m-%d} {message.to_address}"


class TestTakesAnOldReceiptForANewAddress(TestGood):
    breaks = ("a_message_that_was_readdressed_leaves_for_its_new_address_or_is_not_said_to_be_sent",)

    class Kind(Post):
        def handle(self, message: Outgoing) -> str:
            return message.key


class TestChecksWithoutAWord(TestGood):
    breaks = ("checking_says_a_sentence_or_nothing",)

    class Kind(Post):
        def check(self) -> Any:
            return None


class TestQuotesTheServerWhenItChecks(TestGood):
    breaks = ("checking_says_a_sentence_or_nothing",)

    class Kind(Post):
        def check(self) -> str:
            return "250-mail.example.org\r\n250 AUTH PLAIN"


class TestChecksByALetterToItself(TestGood):
    breaks = ("checking_touches_no_letter",)

    class Kind(Post):
        def check(self) -> str:
            self.world.sent.setdefault("check", []).append(b"Subject: A test\r\n\r\nDoes it work?\r\n")
            return "A letter could leave."


class TestChecksByADraftThatStays(TestGood):
    breaks = ("checking_touches_no_letter",)

    class Kind(Post):
        def check(self) -> str:
            self.world.drafts["check"] = b""
            return "A draft could be made."


class TestTidiesUpWhenItChecks(TestGood):
    breaks = ("checking_touches_no_letter",)

    class Kind(Post):
        def check(self) -> str:
            self.world.drafts.clear()
            return "All is clean."


class TestCopiesTheSubjectRaw(TestGood):
    breaks = ("no_field_smuggles_in_a_header",)

    class Kind(Post):
        def raw(self, message: Outgoing) -> bytes:
            try:
                return super().raw(message)
            except Rejected:
                letter = super().raw(msgspec.structs.replace(message, subject="(none)"))
                return f"X-Note: {message.subject}\r\n".encode() + letter


class TestLeavesARejectedLetterBehind(TestGood):
    breaks = ("no_field_smuggles_in_a_header",)

    class Kind(Post):
        def prepare(self, message: Outgoing) -> str:
            self.world.drafts[self.handle(message)] = b""
            return super().prepare(message)


class TestBreaksLinesAnew(TestGood):
    breaks = ("nasty_texts_survive",)

    class Kind(Post):
        def raw(self, message: Outgoing) -> bytes:
            return super().raw(msgspec.structs.replace(message, body="\n".join(message.body.splitlines())))


class TestCutsSubjects(TestGood):
    breaks = ("nasty_names_survive_or_are_rejected",)

    class Kind(Post):
        def raw(self, message: Outgoing) -> bytes:
            return super().raw(msgspec.structs.replace(message, subject=message.subject[:78]))


class TestRejectsForeignNames(TestGood):
    breaks = ("nasty_names_survive_or_are_rejected",)

    class Kind(Post):
        def raw(self, message: Outgoing) -> bytes:
            if not message.to_name.isascii():
                raise Rejected("The name is not in ASCII.")
            return super().raw(message)


class TestLosesAttachments(TestGood):
    breaks = ("attachments_arrive",)

    class Kind(Post):
        def raw(self, message: Outgoing) -> bytes:
            return super().raw(msgspec.structs.replace(message, attachments=()))


class TestPhonesHome(TestGood):
    breaks = ("nothing_but_loopback",)

    class Kind(Post):
        def __init__(self, world: World) -> None:
            super().__init__(world)
            with suppress(OSError), socket.socket(socket.AF_INET6) as sock:
                sock.connect(("2001:db8::1", 25))
