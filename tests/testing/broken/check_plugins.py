"""Message checks, and how each law is broken."""

import socket
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from itertools import count
from typing import Any

import pytest

from netcore.model.message import Finding
from netcore.plugins import Draft, MessageCheck
from netcore.testing import MessageCheckContract, sample_draft


class NoShouting(MessageCheck):
    def run(self, draft: Draft) -> Iterable[Finding]:
        start = draft.body.find("!!!")
        return [self.finding(start, start + 3)] if start >= 0 else []

    def finding(self, start: int, end: int) -> Finding:
        return Finding(id="shout.marks", level="hint", text="One mark is enough.", start=start, end=end)


class TestGood(MessageCheckContract):
    Kind: type = NoShouting

    @pytest.fixture
    def make_check(self) -> Callable[[], Any]:
        return self.Kind

    @pytest.fixture
    def bad(self) -> Sequence[Draft]:
        return [sample_draft(body="Dear Ada!!!")]


class TestIsNoMessageCheck(TestGood):
    breaks = ("it_is_a_message_check",)

    class Kind:
        run, finding = NoShouting.run, NoShouting.finding


class TestFindsNothing(TestGood):
    breaks = ("it_finds_what_is_wrong",)

    class Kind(NoShouting):
        def run(self, draft: Draft) -> Iterable[Finding]:
            return []


class TestAlwaysFindsSomething(TestGood):
    breaks = ("it_finds_nothing_where_nothing_is_wrong",)

    class Kind(NoShouting):
        def run(self, draft: Draft) -> Iterable[Finding]:
            return [self.finding(0, 0)]


class TestPointsOutside(TestGood):
    breaks = ("a_finding_says_what_and_where",)

    class Kind(NoShouting):
        def finding(self, start: int, end: int) -> Finding:
            return super().finding(start, end + 1)


class TestFailsOnAnEmptyBody(TestGood):
    breaks = ("any_text_can_be_checked",)

    class Kind(NoShouting):
        def run(self, draft: Draft) -> Iterable[Finding]:
            draft.body.split()[0]
            return super().run(draft)


class TestChangesItsMind(TestGood):
    breaks = ("the_same_draft_gets_the_same_findings",)

    class Kind(NoShouting):
        numbers = count()

        def finding(self, start: int, end: int) -> Finding:
            return Finding(id=f"shout.{next(self.numbers)}", level="hint", text="One mark is enough.")


class TestAsksAServer(TestGood):
    breaks = ("nothing_but_loopback",)

    class Kind(NoShouting):
        def __init__(self) -> None:
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", 9))
