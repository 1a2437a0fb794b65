"""The laws of what helps to decide: matchers, message checks, reply rules."""

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from math import isfinite
from typing import get_args

import pytest

from netcore.model.contact import Contact
from netcore.model.message import IncomingMail, ReplyKind
from netcore.plugins import Draft, Evidence, Matcher, MessageCheck, ReplyRule
from netcore.testing.contract import Contract
from netcore.testing.loopback import LoopbackGuard
from netcore.testing.nasty import INJECTIONS, NASTY_NAMES, NASTY_TEXTS
from netcore.testing.samples import sample_contact, sample_draft, sample_mail

_MOST_KEYS = 100


class Judges(Contract):
    """All judges are pure: no socket opens, not even to this machine."""

    @pytest.fixture(autouse=True)
    def nothing_at_all(self, nothing_but_loopback: LoopbackGuard) -> None:
        """Law: a judge reaches nothing, not even loopback."""
        nothing_but_loopback.closed = True


class MatcherContract(Judges):
    """Give ``make_matcher``, and ``same``."""

    @pytest.fixture
    def make_matcher(self) -> Callable[[], Matcher]:
        """Makes a matcher."""
        raise NotImplementedError("give the fixture make_matcher")

    @pytest.fixture
    def same(self) -> Sequence[tuple[Contact, Contact]]:
        """Pairs of contacts of one human, which this matcher recognises."""
        raise NotImplementedError("give the fixture same")

    def test_it_is_a_matcher(self, make_matcher: Callable[[], Matcher]) -> None:
        assert isinstance(make_matcher(), Matcher)

    def test_the_same_human_shares_a_key_and_speaks_for_it(
        self, make_matcher: Callable[[], Matcher], same: Sequence[tuple[Contact, Contact]]
    ) -> None:
        matcher = make_matcher()
        for left, right in same:
            assert {*matcher.keys(left)} & {*matcher.keys(right)}, f"{left.label()} and {right.label()} share no key"
            assert _weight(matcher.compare(left, right)) > 0, f"nothing speaks for {left.label()}"

    def test_it_does_not_matter_who_comes_first(
        self, make_matcher: Callable[[], Matcher], same: Sequence[tuple[Contact, Contact]]
    ) -> None:
        matcher = make_matcher()
        for left, right in _pairs(same):
            there, back = _weight(matcher.compare(left, right)), _weight(matcher.compare(right, left))
            assert there == pytest.approx(back), f"{left.label()} and {right.label()}: {there} and {back}"

    def test_nothing_speaks_against_a_contact_being_itself(
        self, make_matcher: Callable[[], Matcher], same: Sequence[tuple[Contact, Contact]]
    ) -> None:
        matcher = make_matcher()
        for contact in _contacts(same):
            assert _weight(matcher.compare(contact, contact)) >= 0, f"{contact.label()} is said not to be itself"

    def test_a_contact_that_says_nothing_has_no_key(self, make_matcher: Callable[[], Matcher]) -> None:
        assert not [*make_matcher().keys(Contact())], "all empty contacts would be compared with each other"

    def test_keys_are_few_and_evidence_is_explained(
        self, make_matcher: Callable[[], Matcher], same: Sequence[tuple[Contact, Contact]]
    ) -> None:
        matcher = make_matcher()
        for contact in _contacts(same):
            keys = [*matcher.keys(contact)]
            assert all(isinstance(key, str) and key for key in keys), f"a key of {contact.label()[:40]} is no text"
            assert len(keys) <= _MOST_KEYS, f"{contact.label()[:40]} has {len(keys)} keys"
        for left, right in _pairs(same):
            for evidence in matcher.compare(left, right):
                assert isinstance(evidence, Evidence)
                assert isfinite(evidence.weight), "a weight is not finite: it would overrule the user"
                assert evidence.reason.strip(), "evidence without a reason"

    def test_the_same_question_gets_the_same_answer(
        self, make_matcher: Callable[[], Matcher], same: Sequence[tuple[Contact, Contact]]
    ) -> None:
        one, other = make_matcher(), make_matcher()
        for left, right in _pairs(same):
            assert [*one.keys(left)] == [*one.keys(left)] == [*other.keys(left)]
            assert [*one.compare(left, right)] == [*one.compare(left, right)] == [*other.compare(left, right)]


class MessageCheckContract(Judges):
    """Give ``make_check``, ``bad`` and, when a sample letter without fault is not good enough, ``good``."""

    @pytest.fixture
    def make_check(self) -> Callable[[], MessageCheck]:
        """Makes a check."""
        raise NotImplementedError("give the fixture make_check")

    @pytest.fixture
    def bad(self) -> Sequence[Draft]:
        """Drafts in which the check finds something."""
        raise NotImplementedError("give the fixture bad")

    @pytest.fixture
    def good(self) -> Sequence[Draft]:
        """Drafts in which it finds nothing."""
        return [sample_draft()]

    def test_it_is_a_message_check(self, make_check: Callable[[], MessageCheck]) -> None:
        assert isinstance(make_check(), MessageCheck)

    def test_it_finds_what_is_wrong(self, make_check: Callable[[], MessageCheck], bad: Sequence[Draft]) -> None:
        for draft in bad:
            assert [*make_check().run(draft)], f"nothing is found in {draft.body[:60]!r}"

    def test_it_finds_nothing_where_nothing_is_wrong(
        self, make_check: Callable[[], MessageCheck], good: Sequence[Draft]
    ) -> None:
        for draft in good:
            assert not [*make_check().run(draft)], f"something is found in {draft.body[:60]!r}"

    def test_a_finding_says_what_and_where(self, make_check: Callable[[], MessageCheck], bad: Sequence[Draft]) -> None:
        check = make_check()
        for draft in bad:
            for finding in check.run(draft):
                assert finding.id, "a finding has no id"
                assert finding.level in {"block", "warn", "hint"}, f"{finding.level!r} is no level"
                assert finding.text.strip(), "a finding says nothing"
                assert 0 <= finding.start <= finding.end <= len(draft.body), f"{finding.id} points outside of the body"

    def test_any_text_can_be_checked(self, make_check: Callable[[], MessageCheck]) -> None:
        check = make_check()
        for draft in _nasty_drafts():
            try:
                [*check.run(draft)]
            except Exception as error:
                raise AssertionError(f"fails on {draft.body[:60]!r}: {error!r}") from error

    def test_the_same_draft_gets_the_same_findings(
        self, make_check: Callable[[], MessageCheck], bad: Sequence[Draft]
    ) -> None:
        one, other = make_check(), make_check()
        for draft in (*bad, sample_draft()):
            assert [*one.run(draft)] == [*one.run(draft)] == [*other.run(draft)]


class ReplyRuleContract(Judges):
    """Give ``make_rule`` and ``examples``."""

    @pytest.fixture
    def make_rule(self) -> Callable[[], ReplyRule]:
        """Makes a rule."""
        raise NotImplementedError("give the fixture make_rule")

    @pytest.fixture
    def examples(self) -> Sequence[tuple[IncomingMail, ReplyKind]]:
        """Mails that the rule recognises, and as what."""
        raise NotImplementedError("give the fixture examples")

    def test_it_is_a_reply_rule(self, make_rule: Callable[[], ReplyRule]) -> None:
        assert isinstance(make_rule(), ReplyRule)

    def test_it_recognises_its_examples(
        self, make_rule: Callable[[], ReplyRule], examples: Sequence[tuple[IncomingMail, ReplyKind]]
    ) -> None:
        for mail, kind in examples:
            assert make_rule().classify(mail, ()) == kind, f"{mail.subject!r} is not recognised as {kind}"

    def test_an_ordinary_answer_is_never_taken_for_something_else(self, make_rule: Callable[[], ReplyRule]) -> None:
        for text in ("With pleasure. Tuesday at ten?", "I am out on Monday, Tuesday is fine.", "No, thank you."):
            kind = make_rule().classify(sample_mail(text=text), ())
            assert kind in {None, "reply"}, f"an ordinary answer ({text!r}) is taken for {kind!r}"

    def test_any_mail_can_be_classified(self, make_rule: Callable[[], ReplyRule]) -> None:
        rule = make_rule()
        for text in (*NASTY_TEXTS, *INJECTIONS, ""):
            mail = sample_mail(
                subject=text, text=text, from_name=text, headers=(("Subject", text), ("Auto-Submitted", text))
            )
            kind = rule.classify(mail, ())
            assert kind is None or kind in get_args(ReplyKind), f"{kind!r} is no kind of reply"

    def test_the_same_mail_is_the_same_kind(
        self, make_rule: Callable[[], ReplyRule], examples: Sequence[tuple[IncomingMail, ReplyKind]]
    ) -> None:
        one, other = make_rule(), make_rule()
        for mail, _ in (*examples, (sample_mail(), "reply")):
            assert one.classify(mail, ()) == one.classify(mail, ()) == other.classify(mail, ())


def _weight(evidence: Iterable[Evidence]) -> float:
    return sum(part.weight for part in evidence)


def _contacts(same: Sequence[tuple[Contact, Contact]]) -> list[Contact]:
    return [*(contact for pair in same for contact in pair), *(sample_contact(name) for name in NASTY_NAMES)]


def _pairs(same: Sequence[tuple[Contact, Contact]]) -> list[tuple[Contact, Contact]]:
    contacts = _contacts(same)
    return [*same, *pairwise(contacts)]


def _nasty_drafts() -> list[Draft]:
    drafts = [sample_draft(body=text, subject=text, to_name=text) for text in (*NASTY_TEXTS, *INJECTIONS)]
    return [*drafts, sample_draft(body="", subject="", to_name="", to_address="", sender_name="", now=None)]
