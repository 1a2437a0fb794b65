"""Reply rules, and how each law is broken."""

import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import count
from typing import Any

import pytest

from netcore.model.message import IncomingMail, Message, ReplyKind
from netcore.plugins import ReplyRule
from netcore.testing import ReplyRuleContract, sample_mail


class Automatic(ReplyRule):
    def classify(self, mail: IncomingMail, candidates: tuple[Message, ...]) -> Any:
        marks = [value for name, value in mail.headers if name.lower() == "auto-submitted"]
        return "automatic" if "auto-replied" in marks else None


class TestGood(ReplyRuleContract):
    Kind: type = Automatic

    @pytest.fixture
    def make_rule(self) -> Callable[[], Any]:
        return self.Kind

    @pytest.fixture
    def examples(self) -> Sequence[tuple[IncomingMail, ReplyKind]]:
        return [(sample_mail(headers=(("Auto-Submitted", "auto-replied"),)), "automatic")]


class TestIsNoReplyRule(TestGood):
    breaks = ("it_is_a_reply_rule",)

    class Kind:
        classify = Automatic.classify


class TestRecognisesNothing(TestGood):
    breaks = ("it_recognises_its_examples",)

    class Kind(Automatic):
        def classify(self, mail: IncomingMail, candidates: tuple[Message, ...]) -> Any:
            return None


class TestTakesWordsForAbsence(TestGood):
    breaks = ("an_ordinary_answer_is_never_taken_for_something_else",)

    class Kind(Automatic):
        def classify(self, mail: IncomingMail, candidates: tuple[Message, ...]) -> Any:
            return "automatic" if "I am out" in mail.text else super().classify(mail, candidates)


class TestInventsAKind(TestGood):
    breaks = ("any_mail_can_be_classified",)

    class Kind(Automatic):
        def classify(self, mail: IncomingMail, candidates: tuple[Message, ...]) -> Any:
            return super().classify(mail, candidates) if mail.subject else "spam"


class TestChangesItsMind(TestGood):
    breaks = ("the_same_mail_is_the_same_kind",)

    class Kind(Automatic):
        numbers = count()

        def classify(self, mail: IncomingMail, candidates: tuple[Message, ...]) -> Any:
            return super().classify(mail, candidates) or ("reply", None)[next(self.numbers) % 2]


class TestAsksAServer(TestGood):
    breaks = ("nothing_but_loopback",)

    class Kind(Automatic):
        def __init__(self) -> None:
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", 9))
