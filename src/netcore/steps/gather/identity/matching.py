"""Who is the same human: the whole engine, over cards that are all at hand.  Pure and deterministic.

The result depends on the cards alone, never on their order: ties are broken by the cards' keys.
"""

from collections.abc import Collection, Iterable, Sequence

from netcore.model.base import Value
from netcore.steps.gather.identity.candidates import Blocks, blocks_of, candidates, shared_values
from netcore.steps.gather.identity.clusters import Clusters
from netcore.steps.gather.identity.facets import Facets
from netcore.steps.gather.identity.likeness import Likeness, contradiction, relation_of, same_birthday
from netcore.steps.gather.identity.name_relation import Relation
from netcore.steps.gather.identity.policy import Policy, may_join
from netcore.steps.gather.identity.rarity import Rarity
from netcore.steps.gather.identity.reasons import reasons
from netcore.steps.gather.identity.weighing import Scales

ASK_FROM_BITS = 0.0
"""Below even odds a pair is not worth a question."""

Pair = tuple[str, str]
"""Two cards' keys, the smaller first."""


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
    cards: Sequence[Facets],
    *,
    policy: Policy = "strict",
    same: Collection[Pair] = (),
    different: Collection[Pair] = (),
    ask_from: float = ASK_FROM_BITS,
) -> Matching:
    """Join the cards into humans.  ``same`` and ``different`` are the user's verdicts, and hold."""
    cards = sorted(cards, key=lambda card: card.key)
    return _Run(cards, policy, same, different, ask_from).result()


class _Run:
    def __init__(
        self,
        cards: Sequence[Facets],
        policy: Policy,
        same: Collection[Pair],
        different: Collection[Pair],
        ask_from: float,
    ) -> None:
        self._cards = cards
        self._policy: Policy = policy
        self._ask_from = ask_from
        numbers = {card.key: number for number, card in enumerate(cards)}
        self._same = _numbered(same, numbers)
        self._different = _numbered(different, numbers)
        blocks = blocks_of(cards)
        self._shared = shared_values(cards, blocks)
        self._twice = twice_in_a_book(cards)
        self._scales = Scales(Rarity(card.name for card in cards), len(cards), self._twice)
        self._clusters = Clusters(len(cards), self._clash)
        self._blocks: Blocks = blocks

    def result(self) -> Matching:
        sure, unsure = self._judge(candidates(self._cards, self._blocks))
        for left, right in sorted(self._same):
            self._clusters.join(left, right, even_if_clashing=True)
        made = []
        for bits, left, right, likeness in sorted(sure, key=lambda found: (-found[0], found[1], found[2])):
            if self._clusters.find(left) == self._clusters.find(right):
                continue
            if self._clusters.join(left, right):
                made.append(self._suggestion(bits, left, right, likeness))
            else:
                unsure.append((bits, left, right, likeness))
        groups: dict[int, list[str]] = {}
        for number, card in enumerate(self._cards):
            groups.setdefault(self._clusters.find(number), []).append(card.key)
        clusters = tuple(tuple(group) for group in groups.values())
        return Matching(clusters=clusters, joins=tuple(made), questions=tuple(self._questions(unsure)))

    def _judge(self, pairs: Iterable[tuple[int, int]]) -> "tuple[list[_Found], list[_Found]]":
        sure: list[_Found] = []
        unsure: list[_Found] = []
        for left, right in pairs:
            a, b = self._cards[left], self._cards[right]
            likeness = likeness_of(a, b, self._shared)
            if likeness is None:
                continue
            bits = self._scales.weigh(a, b, likeness)
            twice = a.name.unordered in self._twice
            if may_join(a, b, likeness, policy=self._policy, bits=bits, name_met_twice=twice):
                sure.append((bits, left, right, likeness))
            elif bits >= self._ask_from and not likeness.contradiction:
                unsure.append((bits, left, right, likeness))
        return sure, unsure

    def _questions(self, unsure: "list[_Found]") -> Iterable[Suggestion]:
        forbidden = {self._between(left, right) for left, right in self._different}
        asked = set(forbidden)
        for bits, left, right, likeness in sorted(unsure, key=lambda found: (-found[0], found[1], found[2])):
            between = self._between(left, right)
            if between[0] != between[1] and between not in asked:
                asked.add(between)
                yield self._suggestion(bits, left, right, likeness)

    def _between(self, left: int, right: int) -> tuple[int, int]:
        x, y = self._clusters.find(left), self._clusters.find(right)
        return (x, y) if x < y else (y, x)

    def _clash(self, left: int, right: int) -> bool:
        if ((left, right) if left < right else (right, left)) in self._different:
            return True
        a, b = self._cards[left], self._cards[right]
        return relation_of(a, b) <= Relation.SIMILAR or bool(contradiction(a, b))

    def _suggestion(self, bits: float, left: int, right: int, likeness: Likeness) -> Suggestion:
        a, b = self._cards[left], self._cards[right]
        return Suggestion(left=a.key, right=b.key, bits=round(bits, 1), reasons=reasons(a, b, likeness))


_Found = tuple[float, int, int, Likeness]


def likeness_of(a: Facets, b: Facets, shared: Collection[str]) -> Likeness | None:
    """What two cards have in common, or None when it is not worth weighing."""
    relation = relation_of(a, b)
    emails, phones, profiles = a.emails & b.emails, a.phones & b.phones, a.profiles & b.profiles
    if not emails and not phones and not profiles:
        near_enough = relation > Relation.SIMILAR or same_birthday(a, b) or not a.streets.isdisjoint(b.streets)
        return Likeness(relation=relation, contradiction=contradiction(a, b)) if near_enough else None
    shared_emails, shared_phones = emails.intersection(shared), phones.intersection(shared)
    own_phones = phones - shared_phones
    return Likeness(
        relation=relation,
        emails=emails - shared_emails,
        mobiles=own_phones & (a.mobiles | b.mobiles),
        phones=own_phones,
        profiles=profiles.difference(shared),
        shared_emails=shared_emails,
        shared_phones=shared_phones,
        contradiction=contradiction(a, b),
    )


def twice_in_a_book(cards: Iterable[Facets]) -> frozenset[str]:
    """The unordered names that one book has on several cards: there they prove nothing by themselves."""
    seen: set[tuple[str, str]] = set()
    twice: set[str] = set()
    for card in cards:
        name = card.name.unordered
        if name:
            if (card.book, name) in seen:
                twice.add(name)
            seen.add((card.book, name))
    return frozenset(twice)


def _numbered(pairs: Iterable[Pair], numbers: dict[str, int]) -> frozenset[tuple[int, int]]:
    found = ((numbers[left], numbers[right]) for left, right in pairs if left in numbers and right in numbers)
    return frozenset((left, right) if left < right else (right, left) for left, right in found)
