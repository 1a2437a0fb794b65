"""What the machine thinks of two cards, from the cards alone (and from who else has what they share)."""

from collections.abc import Collection
from typing import Literal, Protocol

import msgspec

from netcore.model.base import Value
from netcore.plugins.judges import Evidence
from netcore.steps.gather.identity.blocks import Pair
from netcore.steps.gather.identity.facets import Facets, in_common
from netcore.steps.gather.identity.likeness import (
    Identifier,
    Likeness,
    birthdays_nearly_agree,
    contradiction,
    have_more_in_common,
    likeness_of,
    relation_of,
    same_birthday,
    streets_nearly_agree,
)
from netcore.steps.gather.identity.name_relation import CLASH, HALF, OTHER_SCRIPT, SIMILAR, told_apart
from netcore.steps.gather.identity.policy import Policy, placed, proven
from netcore.steps.gather.identity.reasons import reasons
from netcore.steps.gather.identity.weighing import Share, nominal, weigh

Outcome = Literal["same", "ask", "none"]

WORTH_A_QUESTION = 1.0
"""In bits, for a middling name among few cards: what weighs less is never asked, however few cards there are."""


class Judgement(Value, frozen=True, kw_only=True, gc=False):
    """What the machine thinks of one pair; "none" takes back what it may have thought before."""

    pair: Pair
    outcome: Outcome
    weight: float = 0.0
    """In bits, without the rarity of the name."""
    names: Share = ""
    """How much of that rarity counts besides."""
    bits: float = 0.0
    """The weight with the rarity of the name, where it is known when judging (`Worth`)."""
    reasons: tuple[str, ...] = ()


class Others(Protocol):
    """What the other cards have to say about two."""

    def share(self, kind: Identifier, value: str) -> bool:
        """Whether people of other names have this identifier, too: then it proves nothing."""

    def hold_apart(self, a: Facets, b: Facets) -> bool:
        """Whether some book has the name of both twice, for two humans as far as anybody can tell."""


class Worth(Protocol):
    """What is to be asked about."""

    def bits(self, weight: float, share: Share, left: str, right: str) -> float:
        """How much speaks for two cards, the rarity of their names included (see `Scales.bits`)."""

    def by_evidence(self, bits: float, weight: float) -> bool:
        """Whether two cards are, by these bits, and the weight of what they say besides their names."""

    def by_name(self, left: str, right: str, *, met_twice: bool = False, same_book: bool = False) -> bool:
        """Whether two cards may be that have nothing but their names in common; the names as `PersonName.words`.

        ``met_twice``: some book holds the name apart on two cards; ``same_book``: these two are of one book.
        """


def judge(a: Facets, b: Facets, others: Others, policy: Policy, worth: Worth | None = None) -> Judgement:
    """Whether two cards are one human.  ``worth``: what is not proven, and is not worth this, is "none"."""
    two = (a.key, b.key)
    relation = relation_of(a, b)
    if relation is CLASH and not _outweighed(a, b):
        return Judgement(pair=two, outcome="none")
    if worth is not None and not relation.whole and _names_say_too_little(a, b, worth):
        return Judgement(pair=two, outcome="none")
    likeness = likeness_of(a, b, relation, others.share)
    if not _worth_weighing(a, b, likeness):
        return Judgement(pair=two, outcome="none")
    met_twice = relation.whole and others.hold_apart(a, b)
    weight, share = weigh(a, b, likeness, met_twice=met_twice)
    weight = round(weight, 3)
    bits = 0.0 if worth is None else worth.bits(weight, share, a.name.words, b.name.words)
    same = proven(a, b, likeness) or (policy != "strict" and placed(a, b, likeness) and not met_twice)
    if not same:
        likely = likeness.same_card or nominal(weight, share) >= WORTH_A_QUESTION
        if not likely or (worth is not None and not worth.by_evidence(bits, weight)):
            return Judgement(pair=two, outcome="none")
    return Judgement(
        pair=two,
        outcome="same" if same else "ask",
        weight=weight,
        names=share,
        bits=bits,
        reasons=reasons(a, b, likeness),
    )


STRONG = 10.0
"""So many bits from plugins settle a question of names that fit."""


def reconsider(judgement: Judgement, a: Facets, b: Facets, evidence: Collection[Evidence]) -> Judgement:
    """What remains of a judgement when plugins have had their say: they can raise a question, or settle one.

    A contradiction on the cards stays one, and names that clash are joined by nobody but the user.
    """
    said = sum(one.weight for one in evidence)
    if not said or clash(a, b) == contradiction(a, b) != "":
        return judgement
    outcome: Outcome = judgement.outcome
    if said >= STRONG and not clash(a, b):
        outcome = "same"
    elif said > 0 and outcome == "none":
        outcome = "ask"
    elif said <= -STRONG:
        outcome = "ask" if outcome == "same" else "none"
    words = sorted((one for one in evidence if one.weight), key=lambda one: (-abs(one.weight), one.reason))
    return msgspec.structs.replace(
        judgement,
        outcome=outcome,
        weight=round(judgement.weight + said, 3),
        reasons=(*judgement.reasons, *(one.reason for one in words)),
    )


def _names_say_too_little(a: Facets, b: Facets, worth: Worth) -> bool:
    """Whether nothing but the names could be a reason to ask, and is none.  (Whole names are told by their block.)"""
    return not have_more_in_common(a, b) and not worth.by_name(a.name.words, b.name.words)


def _outweighed(a: Facets, b: Facets) -> bool:
    """Whether anything could outweigh names that clash: told fast, since very many pairs have nothing."""
    return (
        (a.birthday is not None and a.birthday == b.birthday)
        or bool(a.uid and a.uid == b.uid)
        or bool(a.plugs and b.plugs)
    )


def _worth_weighing(a: Facets, b: Facets, likeness: Likeness) -> bool:
    relation = likeness.relation
    if likeness.contradiction:
        return _worth_asking_all_the_same(a, b, likeness)
    if relation is OTHER_SCRIPT:
        return likeness.own_identifier or likeness.same_card
    if relation > SIMILAR or likeness.same_card:
        return True
    if likeness.identifiers:
        return relation is SIMILAR
    return same_birthday(a, b) or (relation is SIMILAR and _one_home(a, b))


def _worth_asking_all_the_same(a: Facets, b: Facets, likeness: Likeness) -> bool:
    """Whether what contradicts may be a slip: a birthday badly typed, a title."""
    relation = likeness.relation
    if told_apart(a.name, b.name):
        one_generation = not a.name.generation or not b.name.generation or a.name.generation == b.name.generation
        return one_generation and relation.whole and len(a.name.given) > 1 and likeness.identifiers
    nearly, at_home = birthdays_nearly_agree(a, b), _one_home(a, b)
    return (nearly or at_home) if relation >= HALF else (relation is SIMILAR and nearly and at_home)


def _one_home(a: Facets, b: Facets) -> bool:
    if relation_of(a, b).whole and in_common(a.postcodes, b.postcodes):
        return True
    return in_common(a.streets, b.streets) or streets_nearly_agree(a, b)


def clash(a: Facets, b: Facets) -> str:
    """Why two cards can never be one human, in words; "" when they can."""
    against = contradiction(a, b)
    if against:
        return against
    return "different names" if relation_of(a, b) <= SIMILAR else ""
