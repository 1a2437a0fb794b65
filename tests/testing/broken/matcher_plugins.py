"""Matchers, and how each law is broken."""

import socket
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from itertools import count
from typing import Any

import pytest

from netcore.model.contact import Contact
from netcore.plugins import Evidence, Matcher
from netcore.testing import MatcherContract, sample_contact


class SameName(Matcher):
    def keys(self, contact: Contact) -> Iterable[str]:
        return [contact.label().lower()] if contact.label() else []

    def compare(self, left: Contact, right: Contact) -> Iterable[Evidence]:
        if left.label().lower() == right.label().lower():
            return [Evidence(weight=self.weight(left, right), reason=self.reason())]
        return []

    def weight(self, left: Contact, right: Contact) -> float:
        return 3.0

    def reason(self) -> str:
        return "the same name"


class TestGood(MatcherContract):
    Kind: type = SameName

    @pytest.fixture
    def make_matcher(self) -> Callable[[], Any]:
        return self.Kind

    @pytest.fixture
    def same(self) -> Sequence[tuple[Contact, Contact]]:
        return [(sample_contact("Ada Lovelace"), sample_contact("ada lovelace"))]


class TestIsNoMatcher(TestGood):
    breaks = ("it_is_a_matcher",)

    class Kind:
        keys, compare, weight, reason = SameName.keys, SameName.compare, SameName.weight, SameName.reason


class TestKeysDependOnSpelling(TestGood):
    breaks = ("the_same_human_shares_a_key_and_speaks_for_it",)

    class Kind(SameName):
        def keys(self, contact: Contact) -> Iterable[str]:
            return [contact.label()] if contact.label() else []


class TestOrderMatters(TestGood):
    breaks = ("it_does_not_matter_who_comes_first",)

    class Kind(SameName):
        def weight(self, left: Contact, right: Contact) -> float:
            return 3.0 if left.label() <= right.label() else 2.0


class TestDoubtsItself(TestGood):
    breaks = ("nothing_speaks_against_a_contact_being_itself",)

    class Kind(SameName):
        def weight(self, left: Contact, right: Contact) -> float:
            return -3.0 if left == right else 3.0


class TestBlocksTheEmptyTogether(TestGood):
    breaks = ("a_contact_that_says_nothing_has_no_key",)

    class Kind(SameName):
        def keys(self, contact: Contact) -> Iterable[str]:
            return [f"name:{contact.label().lower()}"]


class TestGivesNoReason(TestGood):
    breaks = ("keys_are_few_and_evidence_is_explained",)

    class Kind(SameName):
        def reason(self) -> str:
            return ""


class TestOverrulesTheUser(TestGood):
    breaks = ("keys_are_few_and_evidence_is_explained",)

    class Kind(SameName):
        def weight(self, left: Contact, right: Contact) -> float:
            return float("inf")


class TestChangesItsMind(TestGood):
    breaks = ("the_same_question_gets_the_same_answer",)

    class Kind(SameName):
        numbers = count()

        def reason(self) -> str:
            return f"no. {next(self.numbers)}"


class TestAsksAServer(TestGood):
    breaks = ("nothing_but_loopback",)

    class Kind(SameName):
        def __init__(self) -> None:
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", 9))
