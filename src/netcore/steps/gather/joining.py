"""From what is known about pairs to people: clusters in which nobody contradicts themselves.

People are the connected parts of all that was called *same*, by the user first, then by the machine, the surest first.
A join is refused where the user said *different*, and where the machine sees that two cards can never be one human;
what was refused becomes a question.  Only the parts that a change touches are computed anew.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Literal

import msgspec

from netcore.steps.base import Desk
from netcore.steps.gather.book import Book
from netcore.steps.gather.identity.clusters import joined
from netcore.steps.gather.identity.comparing import compare
from netcore.steps.gather.identity.judging import Judgement, clash
from netcore.steps.gather.identity.matching import likely
from netcore.steps.gather.identity.policy import POLICIES, Policy
from netcore.steps.gather.identity.weighing import Scales, nominal
from netcore.steps.gather.matchers import Matchers
from netcore.store import Transaction
from netcore.store.verdicts import Pair, Verdict, pair

POLICY = "gather.policy"
"""The fact that says what the machine may join without asking."""


class Joiner:
    """Joins and parts the people of one transaction; its caller holds the gate alone."""

    def __init__(self, tx: Transaction, book: Book, policy: Policy) -> None:
        self._tx = tx
        self._book = book
        self._policy: Policy = policy

    def compare(self, fresh: Collection[str], *, changed: Collection[str] = (), anew: bool = False) -> None:
        """Compare new and changed cards with all others, and join whom they prove to be one.

        ``changed``: those of the fresh ones that were known before.  What the machine found out about them then holds
        on, unless their names now contradict it: then the user is asked.  ``anew``: nothing holds on.
        """
        judged = {judgement.pair: judgement for judgement in compare(fresh, self._book, self._policy)}
        new = set(fresh).difference(changed)
        said = self._known([two for two in judged if new.isdisjoint(two)], changed)
        for two in self._remembered(said, changed):
            held_on = (
                not anew and said[two].judged == "same" and judged[two].outcome != "same" if two in judged else True
            )
            if held_on:
                judged[two] = self._reconsidered(said[two])
        overlay = {two: _verdict(judgement, said.get(two)) for two, judgement in judged.items()}
        overlay = {two: verdict for two, verdict in overlay.items() if verdict != said.get(two)}
        self._spare_the_held(overlay, said)
        self._keep(overlay, said, changed)
        touched = {anchor for two in overlay for anchor in two}
        self._tx.standings.follow([*set(fresh) | touched], self._tx.operations.current)

    def look_up(self, anchors: Collection[str]) -> None:
        """Have these cards at hand, for asking whether they `clash`."""
        self._book.cards(anchors)

    def clash(self, left: str, right: str) -> bool:
        """Whether two cards can be no one human."""
        cards = self._book.cards((left, right))
        return len(cards) == 2 and bool(clash(cards[left], cards[right]))

    def weigh_again(self) -> None:
        """Where the policy lets weights decide: decide anew, now that there are other cards and names."""
        unproven = self._tx.verdicts.unproven(liked=self._policy == "strict")
        if not unproven:
            return
        names = self._tx.records.names({anchor for verdict in unproven for anchor in verdict.pair})
        scales = Scales(self._tx.records.count_names(), self._tx.records.count())
        overlay: dict[Pair, Verdict | None] = {}
        for verdict in unproven:
            left, right = names.get(verdict.left, ""), names.get(verdict.right, "")
            bits = scales.bits(verdict.weight, verdict.names, left, right)
            judged = "like" if likely(bits, verdict.names, self._policy, left, right) else "ask"
            if judged != verdict.judged:
                overlay[verdict.pair] = msgspec.structs.replace(verdict, judged=judged)
        if overlay:
            touched = {anchor for two in overlay for anchor in two}
            self.settle(touched, overlay)
            self._tx.standings.follow(touched, self._tx.operations.current)

    def _keep(
        self, overlay: Mapping[Pair, Verdict | None], said: Mapping[Pair, Verdict], changed: Collection[str]
    ) -> None:
        """Settle what links people, and note the mere questions, which move nobody."""
        if self._tx.verdicts.anybody_told_apart():
            linking = set(overlay)
        else:
            linking = {
                two
                for two, v in overlay.items()
                if (v is not None and _links(v)) or (two in said and _links(said[two]))
            }
        settled = self.settle({anchor for two in linking for anchor in two}.union(changed), overlay, renamed=changed)
        rest = {two: verdict for two, verdict in overlay.items() if two not in settled}
        person = self._tx.people.current({anchor for two in rest for anchor in two})
        rows = [_holding(verdict, person, ()) for verdict in rest.values() if verdict is not None]
        self._tx.verdicts.put((row for row in rows if row.left in person and row.right in person), known=said)
        self._tx.verdicts.remove(two for two, verdict in rest.items() if verdict is None)

    def settle(
        self, anchors: Collection[str], overlay: Mapping[Pair, Verdict | None], *, renamed: Collection[str] = ()
    ) -> Collection[Pair]:
        """Keep what is newly known (None: nothing any more), and compute anew who the people around these anchors are.

        ``renamed``: anchors whose own card changed, so that names have to be computed anew.  Returns the pairs of the
        overlay that are kept now: those around the anchors.
        """
        part = _Part(self._tx, overlay)
        part.grow(anchors)
        self._book.cards(part.current)
        people = part.people(self.clash)
        before = part.current
        moved = {anchor: person for anchor, person in people.items() if before[anchor] != person}
        if moved:
            losing = {before[anchor] for anchor in moved}
            self._tx.standings.follow([a for a, p in before.items() if p in losing], self._tx.operations.current)
            self._tx.people.join(moved)
        part.keep(people)
        mine = self._tx.people.current(renamed)
        self._tx.people.refresh(
            set(mine.values()) | set(moved.values()) | {people[anchor] for anchor in part.left_alone(moved)}
        )
        if moved:
            self._tx.standings.follow(list(moved), self._tx.operations.current)
        return part.taken

    # -- inside ------------------------------------------------------------------------------------------------------

    def _known(self, pairs: Iterable[Pair], changed: Collection[str]) -> dict[Pair, Verdict]:
        """What is known about these pairs, and about the changed cards."""
        anchors = {two[0] for two in pairs}.union(changed)
        return self._tx.verdicts.around(anchors) if anchors else {}

    @staticmethod
    def _remembered(said: Mapping[Pair, Verdict], changed: Collection[str]) -> set[Pair]:
        """The pairs with changed cards about which the machine has an opinion."""
        ours = set(changed)
        return {two for two, verdict in said.items() if verdict.judged and not ours.isdisjoint(two)}

    def _reconsidered(self, old: Verdict) -> Judgement:
        """An old opinion about a changed card, which the card itself gives no reason for any more."""
        two = old.pair
        cards = self._book.cards(two)
        against = clash(cards[two[0]], cards[two[1]]) if len(cards) == 2 else ""
        if not against:
            outcome: Literal["same", "ask", "none"] = "same" if old.judged == "same" else "ask"
            return Judgement(pair=two, outcome=outcome, weight=old.weight, names=old.names, reasons=old.reasons)
        if old.judged == "ask":
            return Judgement(pair=two, outcome="none")
        return Judgement(pair=two, outcome="ask", weight=old.weight, reasons=(f"were one until now: {against}",))

    def _spare_the_held(self, overlay: dict[Pair, Verdict | None], said: Mapping[Pair, Verdict]) -> None:
        """Let no doubt about somebody who is off the list end because the machine thinks otherwise today."""
        fading = {
            two: said[two]
            for two, verdict in overlay.items()
            if verdict is None and two in said and not said[two].by_user
        }
        current = self._tx.people.current({anchor for two in fading for anchor in two})
        standings = self._tx.standings.standing_of(set(current.values())) if fading else {}
        off = {person for person, (standing, held) in standings.items() if standing == "eliminated" or held}
        for two, verdict in fading.items():
            if not off.isdisjoint(current.get(anchor, "") for anchor in two):
                overlay[two] = msgspec.structs.replace(verdict, judged="ask")


def _verdict(judgement: Judgement, old: Verdict | None) -> Verdict | None:
    """The row for a judgement; the user's word on the same pair stays what holds."""
    said = old.verdict if old is not None and old.by_user else None
    if judgement.outcome == "none":
        return msgspec.structs.replace(old, judged="", weight=0.0, reasons=()) if old is not None and said else None
    left, right = judgement.pair
    judged: Literal["same", "like", "ask"] = judgement.outcome
    if old is not None and old.judged == "like" and judged == "ask":
        judged = "like"  # until `weigh_again` decides anew
    holds = said or (old.verdict if old is not None and old.judged == judged else judgement.outcome)
    return Verdict(
        left=left,
        right=right,
        verdict=holds,
        by_user=said is not None,
        judged=judged,
        weight=judgement.weight,
        names=judgement.names,
        reasons=judgement.reasons,
    )


class _Part:
    """The part of the network that a change may touch: some clusters, and all that is known about their anchors."""

    def __init__(self, tx: Transaction, overlay: Mapping[Pair, Verdict | None]) -> None:
        self._tx = tx
        self._overlay = overlay
        self.current: dict[str, str] = {}
        self._ages: dict[str, tuple[int, str]] = {}
        self._rows: dict[Pair, Verdict] = {}
        self._stored: dict[Pair, Verdict] = {}

    def grow(self, anchors: Collection[str]) -> None:
        """Take in the clusters of these anchors, and of all whom anything called *same* links with them."""
        frontier = set(anchors)
        while frontier:
            clusters = set(self._tx.people.current(frontier).values())
            inside = {anchor.id: anchor for found in self._tx.people.anchors(clusters).values() for anchor in found}
            new = inside.keys() - self.current.keys()
            for anchor in new:
                self.current[anchor] = inside[anchor].current
                self._ages[anchor] = inside[anchor].age
            known = self._tx.verdicts.around(new)
            self._stored.update(known)
            for two, verdict in self._overlay.items():
                if not new.isdisjoint(two):
                    known.pop(two, None)
                    if verdict is not None:
                        known[two] = verdict
            self._rows.update(known)
            frontier = {a for two, verdict in known.items() if _links(verdict) for a in two} - self.current.keys()

    def people(self, clash: Callable[[str, str], bool]) -> dict[str, str]:
        """By anchor: the anchor that stands for the human, the oldest of the cluster."""
        apart: defaultdict[str, set[str]] = defaultdict(set)
        for (left, right), verdict in self._rows.items():
            if verdict.by_user and verdict.verdict == "different":
                apart[left].add(right)
                apart[right].add(left)
        rows = self._rows.values()
        said = sorted(verdict.pair for verdict in rows if _said_same(verdict))
        found = sorted((verdict for verdict in rows if _links(verdict) and not verdict.by_user), key=_surest_first)
        cluster = joined(self.current, said, (verdict.pair for verdict in found), apart, clash)
        return {anchor: min(members, key=self._ages.__getitem__) for anchor, members in cluster.items()}

    @property
    def taken(self) -> Collection[Pair]:
        """The pairs that are kept with this part."""
        return self._rows.keys() | (self._overlay.keys() & self._stored.keys())

    def left_alone(self, moved: Mapping[str, str]) -> set[str]:
        """The anchors of the clusters that others left."""
        losing = {self.current[anchor] for anchor in moved}
        return {anchor for anchor, person in self.current.items() if person in losing}

    def keep(self, people: Mapping[str, str]) -> None:
        """Store what is known, with what holds now that the people are settled."""
        outside = {anchor for two in self._rows for anchor in two} - people.keys()
        person = {**self._tx.people.current(outside), **people}
        apart = {
            pair(person[left], person[right])
            for (left, right), verdict in self._rows.items()
            if verdict.by_user and verdict.verdict == "different" and left in person and right in person
        }
        rows = {two: _holding(verdict, person, apart) for two, verdict in self._rows.items()}
        self._tx.verdicts.put(
            (verdict for two, verdict in rows.items() if verdict != self._stored.get(two)), known=self._stored
        )
        self._tx.verdicts.remove(two for two in self._stored if two not in rows)


def _holding(verdict: Verdict, person: Mapping[str, str], apart: Collection[Pair]) -> Verdict:
    """The verdict with what holds in the end: the user's word, else what the clusters make of it."""
    if verdict.by_user or verdict.left not in person or verdict.right not in person:
        return verdict
    left, right = person[verdict.left], person[verdict.right]
    holds = "same" if left == right else "different" if pair(left, right) in apart else "ask"
    return verdict if verdict.verdict == holds else msgspec.structs.replace(verdict, verdict=holds)


def _said_same(verdict: Verdict) -> bool:
    return verdict.by_user and verdict.verdict == "same"


def _links(verdict: Verdict) -> bool:
    """Whether anybody calls the two the same: the user, or the machine where the user did not speak."""
    return _said_same(verdict) or (not verdict.by_user and verdict.judged in {"same", "like"})


def _surest_first(verdict: Verdict) -> tuple[float, Pair]:
    return -nominal(verdict.weight, verdict.names), verdict.pair


def joiner(desk: Desk, tx: Transaction) -> Joiner:
    """For a few cards: one that looks up in the store what it needs."""
    return Joiner(tx, Book(tx, Matchers(desk)), policy_of(tx))


def policy_of(tx: Transaction) -> Policy:
    """What the user lets the machine join; strict when they never said."""
    said = tx.facts.get(POLICY)
    return next((policy for policy in POLICIES if policy == said), "strict")


def parts(anchors: Iterable[str], links: Iterable[Pair]) -> list[list[str]]:
    """The connected parts that links make of anchors, each in the anchors' order."""
    cluster = {anchor: [anchor] for anchor in anchors}
    order = {anchor: number for number, anchor in enumerate(cluster)}
    for one, other in links:
        left, right = cluster.get(one), cluster.get(other)
        if left is not None and right is not None and left is not right:
            left.extend(right)
            for anchor in right:
                cluster[anchor] = left
    distinct = {id(members): members for members in cluster.values()}
    return [sorted(members, key=order.__getitem__) for members in distinct.values()]
