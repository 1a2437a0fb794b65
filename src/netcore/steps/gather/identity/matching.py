"""Who is the same human, over cards that are all at hand: the whole engine.  Pure and deterministic.

The result depends on the cards alone, never on their order: ties are broken by the cards' keys.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from netcore.model.base import Value
from netcore.plugins.judges import Evidence
from netcore.steps.gather.identity.blocks import BlockKey, Pair, block_keys
from netcore.steps.gather.identity.clusters import joined
from netcore.steps.gather.identity.comparing import compare
from netcore.steps.gather.identity.facets import Facets
from netcore.steps.gather.identity.judging import Judgement, clash
from netcore.steps.gather.identity.policy import BITS_TO_JOIN, Policy
from netcore.steps.gather.identity.shelf import Blocks, Inside, Shelf
from netcore.steps.gather.identity.weighing import NEVER_SURE, Scales, Share, counted, nominal

ASK_FROM_BITS = 0.0
"""Below even odds a pair is not worth a question…"""
_EVIDENCE = 5.0
"""…unless it has so much in common besides the name."""


class Suggestion(Value, frozen=True, kw_only=True, gc=False):
    """Two cards that are, or may be, one human."""

    left: str
    right: str
    bits: float
    """How much speaks for it; 10 and more is right 99 times in 100."""
    reasons: tuple[str, ...]


class Matching(Value, frozen=True, kw_only=True):
    """What the engine found.  ``joins`` are the pairs along which clusters were joined without asking.

    ``questions`` has one pair for two clusters, the surest first.
    """

    clusters: tuple[tuple[str, ...], ...]
    joins: tuple[Suggestion, ...]
    questions: tuple[Suggestion, ...]


def match(
    cards: Iterable[Facets],
    *,
    policy: Policy = "strict",
    same: Collection[Pair] = (),
    different: Collection[Pair] = (),
    ask_from: float = ASK_FROM_BITS,
) -> Matching:
    """Join the cards into humans.  ``same`` and ``different`` are the user's verdicts, and hold."""
    return _Run({card.key: card for card in cards}, policy, same, different).result(ask_from)


class _AllAtHand:
    """The cards as `compare` wants them."""

    def __init__(self, cards: Mapping[str, Facets]) -> None:
        self._cards = cards
        self._shelf = Shelf()
        self._shelf.place(cards.values(), block_keys)

    @staticmethod
    def keys(card: Facets) -> Collection[BlockKey]:
        return set(block_keys(card))

    def cards(self, keys: Collection[str]) -> Mapping[str, Facets]:
        return self._cards if len(keys) == len(self._cards) else self._shelf.cards(keys)

    def around(self, fresh: Collection[str]) -> tuple[Collection[BlockKey], Blocks]:
        found = self._shelf.all()
        return (), found  # no card is left whose blocks would have to be looked up

    def blocks(self, keys: Collection[BlockKey]) -> Inside:
        return self._shelf.blocks(keys).inside

    def evidence(self, left: str, right: str) -> Sequence[Evidence]:
        return ()

    def judged_among(self, cards: Sequence[str]) -> Collection[Pair]:
        return ()


class _Worth:
    """What weighs at least so many bits is to be asked about."""

    def __init__(self, scales: Scales, least: float) -> None:
        self._scales = scales
        self._least = least
        self.bits = scales.bits

    def by_evidence(self, bits: float, weight: float) -> bool:
        return worth_asking(bits, weight, self._least)

    def by_name(self, left: str, right: str, *, met_twice: bool = False, same_book: bool = False) -> bool:
        return self._scales.most_by_name(left, right, met_twice=met_twice, same_book=same_book) >= self._least


class _Run:
    def __init__(
        self, cards: Mapping[str, Facets], policy: Policy, same: Collection[Pair], different: Collection[Pair]
    ) -> None:
        self._cards = cards
        self._policy: Policy = policy
        self._same = same
        self._apart: defaultdict[str, set[str]] = defaultdict(set)
        for left, right in different:
            self._apart[left].add(right)
            self._apart[right].add(left)
        self._scales = Scales(counted([card.name.words for card in cards.values()]).items(), len(cards))

    def result(self, ask_from: float) -> Matching:
        enough = BITS_TO_JOIN[self._policy]
        worth = _Worth(self._scales, ask_from if enough is None else min(ask_from, enough))
        found = compare(self._cards, _AllAtHand(self._cards), self._policy, worth)
        weighed = [one for one in found if one.outcome != "none"]
        sure = [one for one in weighed if one.outcome == "same" or self._likely(one)]
        sure.sort(key=lambda one: one.pair)
        sure.sort(key=lambda one: -nominal(one.weight, one.names))
        pairs = [one.pair for one in sure]
        linked = {card for two in (*self._same, *pairs) for card in two if card in self._cards}
        people = joined(linked, sorted(self._same), pairs, self._apart, self._clash)
        eldest = {card: min(members) for card, members in people.items()}  # who is not linked is alone, and not in it
        joins = [_suggestion(one) for one in sure if eldest[one.pair[0]] == eldest[one.pair[1]]]
        clusters = [
            tuple(sorted(people[card])) if card in eldest else (card,)
            for card in sorted(self._cards)
            if eldest.get(card, card) == card
        ]
        return Matching(
            clusters=tuple(clusters),
            joins=tuple(joins),
            questions=tuple(self._questions(weighed, eldest, ask_from)),
        )

    def _likely(self, one: Judgement) -> bool:
        """Whether the policy lets the weight decide."""
        if BITS_TO_JOIN[self._policy] is None:
            return False
        left, right = one.pair
        return likely(one.bits, one.names, self._policy, self._cards[left].name.words, self._cards[right].name.words)

    def _questions(
        self, weighed: Sequence[Judgement], eldest: Mapping[str, str], ask_from: float
    ) -> Iterator[Suggestion]:
        asked: set[Pair] = set()
        for left, others in self._apart.items():
            asked.update(_between(eldest.get(left, left), eldest.get(other, other)) for other in others)
        worth = [one for one in weighed if worth_asking(one.bits, one.weight, ask_from)]
        worth.sort(key=lambda one: one.pair)
        worth.sort(key=lambda one: -one.bits)
        for one in worth:
            left, right = one.pair
            here, there = eldest.get(left, left), eldest.get(right, right)
            if here != there and (between := _between(here, there)) not in asked:
                asked.add(between)
                yield _suggestion(one)

    def _clash(self, left: str, right: str) -> bool:
        return bool(clash(self._cards[left], self._cards[right]))


def _suggestion(one: Judgement) -> Suggestion:
    return Suggestion(left=one.pair[0], right=one.pair[1], bits=round(one.bits, 1), reasons=one.reasons)


def _between(here: str, there: str) -> Pair:
    return (here, there) if here < there else (there, here)


def worth_asking(bits: float, weight: float, ask_from: float = ASK_FROM_BITS) -> bool:
    """Whether a pair is to be asked about at all."""
    return bits >= ask_from or weight >= _EVIDENCE


def likely(bits: float, names: Share, policy: Policy, left: str, right: str) -> bool:
    """Whether the policy takes a question of so many bits for answered with yes; the names as `PersonName.words`."""
    enough = BITS_TO_JOIN[policy]
    if enough is None or bits < enough or names in NEVER_SURE:  # such cards are joined by nobody but the user
        return False
    return policy == "liberal" or (names == "full" and left == right and " " in left)
