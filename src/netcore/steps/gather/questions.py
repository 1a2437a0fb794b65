"""The open questions of identity: which are worth asking, how sure each is, and many answered at once."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import get_args

import msgspec

from netcore.model.person import Question, SideBySide, Tier, TierCount
from netcore.steps.gather.identity.clusters import joined
from netcore.steps.gather.identity.matching import worth_asking
from netcore.steps.gather.identity.weighing import NEVER_SURE, Scales
from netcore.steps.gather.joining import Joiner
from netcore.store import Transaction
from netcore.store.verdicts import Open, Pair, Verdict, pair

TIERS: tuple[Tier, ...] = get_args(Tier)
"""The surest first."""

_FROM_BITS: dict[Tier, float] = {"almost-certain": 10.0, "likely": 6.0, "probable": 3.0}
_MISTAKEN: dict[Tier, float] = {"almost-certain": 0.006, "likely": 0.03, "probable": 0.13, "possible": 0.44}
"""The share of two humans among the pairs of each tier, as counted in address books whose truth is known."""

_AT_ONCE = 200
"""The people of so many questions are looked up together: a card may have a picture."""

_DOUBTED = _FROM_BITS["probable"]
"""No surer than this: what suits a namesake in the family or at the firm as well, and another surname."""


def questions(tx: Transaction, people: Collection[str] | None = None) -> tuple[Question, ...]:
    """One a pair of people, the most useful first; ``people`` (current ids): only those about one of them."""
    found: defaultdict[Pair, list[tuple[float, Verdict]]] = defaultdict(list)
    rows = tx.verdicts.open(people)
    for (left, right, verdict), bits in zip(rows, _bits(tx, rows), strict=True):
        found[left, right].append((bits, verdict))
    standings = tx.standings.standing_of({person for two in found for person in two})
    off = {person for person, (standing, held) in standings.items() if standing == "eliminated" or held}
    kept = {person for person, (standing, _) in standings.items() if standing == "kept"}
    ranked = []
    for two, evidence in found.items():
        evidence.sort(key=lambda one: (-one[0], one[1].pair))
        holds = not off.isdisjoint(two)
        if holds or any(_worth_asking(bits, verdict) for bits, verdict in evidence):
            tier = _tier(evidence)
            rank = (not holds, TIERS.index(tier), kept.isdisjoint(two), -evidence[0][0], two)
            reasons = dict.fromkeys(reason for _, verdict in evidence for reason in verdict.reasons)
            question = Question(left=two[0], right=two[1], reasons=tuple(reasons), tier=tier, holds=holds)
            ranked.append((rank, question))
    return tuple(question for _, question in sorted(ranked, key=lambda one: one[0]))


def together(tx: Transaction, joiner: Joiner, asked: Collection[Question]) -> tuple[Question, ...]:
    """The same questions, in the tiers in which `tiers` counts them.

    What cannot be accepted with the rest of its tier, since the people together would contradict themselves, is no
    surer than what is in the last one.
    """
    sure = [one for one in asked if one.tier != TIERS[-1]]
    fine = {(one.left, one.right) for one in acceptable(tx, joiner, sure, TIERS[-2])} if sure else set()
    told = (one if (one.left, one.right) in fine else msgspec.structs.replace(one, tier=TIERS[-1]) for one in asked)
    return tuple(sorted(told, key=lambda one: (not one.holds, TIERS.index(one.tier))))


def side_by_side(tx: Transaction, asked: Sequence[Question]) -> Iterator[SideBySide]:
    """The same questions, in this order, each with the two whom it is about."""
    for first in range(0, len(asked), _AT_ONCE):
        some = asked[first : first + _AT_ONCE]
        people = dict.fromkeys(person for question in some for person in (question.left, question.right))
        known = {detail.person.id: detail for detail in tx.people.details(list(people))}
        for question in some:
            yield SideBySide(question=question, left=known[question.left], right=known[question.right])


def tiers(tx: Transaction, joiner: Joiner, asked: Collection[Question]) -> tuple[TierCount, ...]:
    """How many of these questions are in each tier, the surest first, and can be accepted together.

    What cannot be accepted with the rest of its tier, since the people together would contradict themselves, is counted
    in the last tier, as to be answered one by one.
    """
    fine = Counter(question.tier for question in acceptable(tx, joiner, asked, TIERS[-1])) if asked else Counter[Tier]()
    one_by_one = len(asked) - fine.total()
    return tuple(
        TierCount(
            tier=tier,
            questions=fine[tier] + (one_by_one if tier == TIERS[-1] else 0),
            mistakes=round(fine[tier] * _MISTAKEN[tier], 1),
            one_by_one=one_by_one if tier == TIERS[-1] else 0,
        )
        for tier in TIERS
    )


def acceptable(tx: Transaction, joiner: Joiner, asked: Collection[Question], tier: Tier) -> tuple[Question, ...]:
    """Those of the questions that are as sure as the tier, and can all be answered with yes together."""
    wanted = [question for question in asked if TIERS.index(question.tier) <= TIERS.index(tier)]
    wanted.sort(key=lambda question: TIERS.index(question.tier))
    people = {person for question in wanted for person in (question.left, question.right)}
    cards = {person: [anchor.id for anchor in anchors] for person, anchors in tx.people.anchors(people).items()}
    apart: defaultdict[str, set[str]] = defaultdict(set)
    everybody = [card for own in cards.values() for card in own]
    if tx.verdicts.anybody_told_apart():
        for (left, right), verdict in tx.verdicts.around(everybody).items():
            if verdict.by_user and verdict.verdict == "different":
                apart[left].add(right)
                apart[right].add(left)
    joiner.look_up(everybody)
    as_they_are = [(own[0], other) for own in cards.values() for other in own[1:]]
    found = joined(everybody, as_they_are, ((cards[q.left][0], cards[q.right][0]) for q in wanted), apart, joiner.clash)
    return tuple(q for q in wanted if found[cards[q.left][0]] is found[cards[q.right][0]])


def accept(tx: Transaction, joiner: Joiner, accepted: Sequence[Question]) -> None:
    """Answer these questions with yes, as if the user had answered each."""
    two_of_each = [pair(question.left, question.right) for question in accepted]
    anchors = {person for two in two_of_each for person in two}
    known = tx.verdicts.around(anchors)
    overlay = {
        two: Verdict(
            left=two[0],
            right=two[1],
            verdict="same",
            by_user=True,
            judged=old.judged if (old := known.get(two)) else "",
            weight=old.weight if old else 0.0,
            names=old.names if old else "",
            reasons=old.reasons if old else (),
        )
        for two in two_of_each
    }
    joiner.settle(anchors, overlay)
    tx.standings.follow(anchors, tx.operations.current)


def _bits(tx: Transaction, rows: Sequence[Open]) -> list[float]:
    if not rows:
        return []
    names = tx.records.names({anchor for row in rows for anchor in row.verdict.pair})
    scales = Scales(tx.records.count_names(), tx.records.count())
    return [
        scales.bits(v.weight, v.names, names.get(v.left, ""), names.get(v.right, "")) for v in (row[2] for row in rows)
    ]


def _worth_asking(bits: float, verdict: Verdict) -> bool:
    return worth_asking(bits, verdict.weight) or verdict.judged in {"same", "like", ""}


def _tier(evidence: Sequence[tuple[float, Verdict]]) -> Tier:
    """By the strongest evidence; what was refused, since the cards contradict each other, is nowhere near sure."""
    bits, verdict = evidence[0]
    if any(one.judged != "ask" for _, one in evidence) or verdict.names in NEVER_SURE:
        return "possible"
    doubted = all(one.names in {"doubt", "other"} for _, one in evidence)
    return next(
        (tier for tier, least in _FROM_BITS.items() if bits >= least and not (doubted and least > _DOUBTED)), "possible"
    )
