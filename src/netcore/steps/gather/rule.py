"""What the machine thinks of two cards: the rule that joins only on proof.

Joined are cards that share an identifier of one's own (a mailbox, a mobile, a profile page, the card's own id in
another account) under names that fit.  What people of different names share (a family's line, a desk) proves nothing.
Two cards of one account were kept apart by somebody, so they are joined under one and the same full name only.  What
is likely, and not proven, becomes a question.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from itertools import combinations
from typing import Literal

import msgspec

from netcore.model.base import Value
from netcore.steps.gather.book import BY_HAND, Book, Card
from netcore.steps.gather.identifiers import Key
from netcore.steps.gather.identity.facets import Facets
from netcore.steps.gather.identity.likeness import Likeness, contradiction, relation_of
from netcore.steps.gather.identity.matching import likeness_of
from netcore.steps.gather.identity.name_relation import Relation
from netcore.steps.gather.identity.policy import may_join
from netcore.steps.gather.identity.reasons import reasons
from netcore.store.verdicts import Pair, pair

_UID, _MAIL, _MOBILE, _PROFILE, _PHONE, _SHARED = 20.0, 18.0, 17.0, 18.0, 9.0, 6.0
_WHOLE_NAME, _PART_OF_A_NAME, _SAME_BOOK = 12.0, 6.0, -4.5


class Judgement(Value, frozen=True, kw_only=True, gc=False):
    """What the machine thinks of one pair; "none" takes back what it may have thought before."""

    pair: Pair
    outcome: Literal["same", "ask", "none"]
    weight: float = 0.0
    """In bits."""
    reasons: tuple[str, ...] = ()


class Rule:
    """Judges new and changed cards against all others.

    An engine that takes this one's place keeps to the same: it answers for *every* pair in the blocks that a fresh card
    falls into, also for pairs of old cards, since a new card may show that a value is shared.  So the result depends
    on the cards alone, and not on the order in which they came.
    """

    def judge(self, fresh: Collection[str], book: Book) -> Iterator[Judgement]:
        """The pairs that the fresh cards give a reason to think about."""
        cards = book.cards(fresh)
        touched = book.sharing({key for card in cards.values() for key in card.keys})
        namesakes = _namesakes(cards, book)
        members = book.cards({anchor for block in (*touched.values(), *namesakes) for anchor in block})
        cards.update(members)
        rest = {key for card in members.values() for key in card.keys} - touched.keys()
        blocks = touched | book.sharing(rest)
        everybody = book.cards({anchor for block in blocks.values() for anchor in block})
        own = {
            k
            for k, block in blocks.items()
            if not _names_differ([everybody[a].facets for a in block if a in everybody])
        }
        for left, right in sorted({*_pairs(touched), *namesakes}):
            if left in cards and right in cards:
                yield _judged((left, right), cards[left], cards[right], own)

    def clash(self, left: Card, right: Card) -> str:
        """Why two cards can never be one human, in words; "" when they can."""
        against = contradiction(left.facets, right.facets)
        if against:
            return against
        return "different names" if relation_of(left.facets, right.facets) <= Relation.SIMILAR else ""


def _pairs(blocks: Mapping[Key, tuple[str, ...]]) -> Iterator[Pair]:
    for block in blocks.values():
        yield from combinations(block, 2)


def _namesakes(fresh: Mapping[str, Card], book: Book) -> set[Pair]:
    """Fresh cards and their namesakes, where one of the two was added by hand: mostly a name and nothing else."""
    found: set[Pair] = set()
    for account in ("", BY_HAND):
        named: defaultdict[str, list[str]] = defaultdict(list)
        for anchor, card in fresh.items():
            if account or card.facets.book == BY_HAND:
                named[card.facets.name.unordered].append(anchor)
        for (_, name), others in book.namesakes(named, account=account).items():
            found.update(pair(one, other) for one in named[name] for other in others if one != other)
    return found


def _names_differ(block: list[Facets]) -> bool:
    return any(relation_of(a, b) <= Relation.SIMILAR for a, b in combinations(block, 2))


def _judged(two: Pair, left: Card, right: Card, own: Collection[Key]) -> Judgement:
    a, b = left.facets, right.facets
    shared = [value for kind, value in {*left.keys} & {*right.keys} if (kind, value) not in own]
    likeness = likeness_of(a, b, shared) or Likeness(relation=relation_of(a, b), contradiction=contradiction(a, b))
    same_card = bool(a.uid) and a.uid == b.uid and a.book != b.book
    outcome = _outcome(left, right, likeness, same_card=same_card)
    if outcome == "none":
        return Judgement(pair=two, outcome=outcome)
    words = reasons(a, b, _spelled(left, right, likeness))
    return Judgement(
        pair=two,
        outcome=outcome,
        weight=_weight(left, right, likeness, same_card=same_card),
        reasons=("the same card in two accounts", *words) if same_card else words,
    )


def _spelled(left: Card, right: Card, likeness: Likeness) -> Likeness:
    """The numbers as people write them, with the country where one of the cards has it."""

    def spelled(keys: frozenset[str]) -> frozenset[str]:
        return frozenset(min((card.spelled[key] for card in (left, right)), key=_with_country) for key in keys)

    if not likeness.phones and not likeness.shared_phones:
        return likeness
    return msgspec.structs.replace(
        likeness,
        mobiles=spelled(likeness.mobiles),
        phones=spelled(likeness.phones),
        shared_phones=spelled(likeness.shared_phones),
    )


def _with_country(number: str) -> tuple[bool, str]:
    return not number.lstrip().startswith("+"), number


def _outcome(left: Card, right: Card, likeness: Likeness, *, same_card: bool) -> Literal["same", "ask", "none"]:
    a, b, relation = left.facets, right.facets, likeness.relation
    if likeness.contradiction:
        return "none"
    if relation <= Relation.SIMILAR:
        return "ask" if same_card else "none"
    number_of_their_own = not likeness.phones.isdisjoint(left.own_lines & right.own_lines)
    proven = (
        (same_card and (relation.compatible or relation is Relation.UNKNOWN))
        or may_join(a, b, likeness, policy="strict", bits=0.0, name_met_twice=False)
        or (relation.whole and number_of_their_own)
    )
    if proven and (a.book != b.book or relation.whole):
        return "same"
    if same_card or likeness.own_identifier or (likeness.phones and relation is not Relation.UNKNOWN):
        return "ask"
    if relation.whole and (likeness.shared_phones or BY_HAND in {a.book, b.book}):
        return "ask"
    return "none"


def _weight(left: Card, right: Card, likeness: Likeness, *, same_card: bool) -> float:
    weight = _UID * same_card + _MAIL * bool(likeness.emails) + _PROFILE * bool(likeness.profiles)
    weight += _MOBILE if likeness.mobiles else _PHONE * bool(likeness.phones)
    weight += _SHARED * bool(likeness.shared_emails or likeness.shared_phones)
    if likeness.relation.compatible:
        weight += _WHOLE_NAME if likeness.relation.whole else _PART_OF_A_NAME
    return weight + _SAME_BOOK * (left.facets.book == right.facets.book)
