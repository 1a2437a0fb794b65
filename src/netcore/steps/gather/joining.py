"""From what is known about pairs to people: clusters in which nobody contradicts themselves.

People are the connected parts of all that was called *same*, by the user first, then by the machine, the surest first.
A join is refused where the user said *different*, and where the machine sees that two cards can never be one human;
what was refused becomes a question.  Only the parts that a change touches are computed anew.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping

import msgspec

from netcore.steps.gather.book import Book
from netcore.steps.gather.rule import Judgement, Rule
from netcore.store import Transaction
from netcore.store.verdicts import Pair, Verdict, pair


class Joiner:
    """Joins and parts the people of one transaction; its caller holds the gate alone."""

    def __init__(self, tx: Transaction, book: Book, rule: Rule) -> None:
        self._tx = tx
        self._book = book
        self._rule = rule

    def compare(self, fresh: Collection[str], *, changed: Collection[str] = ()) -> None:
        """Compare new and changed cards with all others, and join whom they prove to be one.

        ``changed``: those of the fresh ones that were known before.  What the machine found out about them then holds
        on, unless their names now contradict it: then the user is asked.
        """
        judged = {judgement.pair: judgement for judgement in self._rule.judge(fresh, self._book)}
        for two in self._remembered(changed) - judged.keys():
            judged[two] = self._reconsidered(two)
        said = self._book.known({anchor for two in judged for anchor in two})
        overlay = {two: _verdict(judgement, said.get(two)) for two, judgement in judged.items()}
        overlay = {two: verdict for two, verdict in overlay.items() if verdict != said.get(two)}
        self._spare_the_held(overlay, said)
        touched = {anchor for two in overlay for anchor in two}
        self.settle(touched.union(changed), overlay, renamed=changed)
        self._tx.standings.follow([*set(fresh) | touched], self._tx.operations.current)

    def settle(
        self, anchors: Collection[str], overlay: Mapping[Pair, Verdict | None], *, renamed: Collection[str] = ()
    ) -> None:
        """Keep what is newly known (None: nothing any more), and compute anew who the people around these anchors are.

        ``renamed``: anchors whose own card changed, so that names have to be computed anew.
        """
        part = _Part(self._tx, overlay)
        part.grow(anchors)
        self._book.cards(part.current)
        people = part.people(self._clash)
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

    # -- inside ------------------------------------------------------------------------------------------------------

    def _remembered(self, changed: Collection[str]) -> set[Pair]:
        """The pairs with changed cards about which the machine has an opinion."""
        ours = set(changed)
        return {two for two, verdict in self._book.known(ours).items() if verdict.judged and not ours.isdisjoint(two)}

    def _reconsidered(self, two: Pair) -> Judgement:
        """An old opinion about a changed card, which the card itself gives no reason for any more."""
        old = self._book.known(two)[two]
        cards = self._book.cards(two)
        clash = self._rule.clash(cards[two[0]], cards[two[1]]) if len(cards) == 2 else ""
        if not clash:
            return Judgement(pair=two, outcome=old.judged or "none", weight=old.weight, reasons=old.reasons)
        if old.judged == "ask":
            return Judgement(pair=two, outcome="none")
        return Judgement(pair=two, outcome="ask", weight=old.weight, reasons=(f"were one until now: {clash}",))

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

    def _clash(self, left: str, right: str) -> bool:
        cards = self._book.cards((left, right))
        return len(cards) == 2 and bool(self._rule.clash(cards[left], cards[right]))


def _verdict(judgement: Judgement, old: Verdict | None) -> Verdict | None:
    """The row for a judgement; the user's word on the same pair stays what holds."""
    said = old.verdict if old is not None and old.by_user else None
    if judgement.outcome == "none":
        return msgspec.structs.replace(old, judged="", weight=0.0, reasons=()) if old is not None and said else None
    left, right = judgement.pair
    holds = said or (old.verdict if old is not None and old.judged == judgement.outcome else judgement.outcome)
    return Verdict(
        left=left,
        right=right,
        verdict=holds,
        by_user=said is not None,
        judged=judgement.outcome,
        weight=judgement.weight,
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
        cluster = {anchor: [anchor] for anchor in self.current}
        for verdict in sorted(filter(_links, self._rows.values()), key=_surest_first):
            here, there = cluster.get(verdict.left), cluster.get(verdict.right)
            if here is None or there is None or here is there:
                continue
            if any(not apart[anchor].isdisjoint(there) for anchor in here):
                continue
            if not _said_same(verdict) and len(here) + len(there) > 2 and any(clash(a, b) for a in here for b in there):
                continue
            here.extend(there)
            for anchor in there:
                cluster[anchor] = here
        return {anchor: min(members, key=self._ages.__getitem__) for anchor, members in cluster.items()}

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
        self._tx.verdicts.put(verdict for two, verdict in rows.items() if verdict != self._stored.get(two))
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
    return _said_same(verdict) or (not verdict.by_user and verdict.judged == "same")


def _surest_first(verdict: Verdict) -> tuple[bool, float, Pair]:
    return not verdict.by_user, -verdict.weight, verdict.pair


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
