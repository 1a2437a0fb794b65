"""Whatever happens to cards, clusters and questions, nobody who is off the list can be written to.

A machine plays address books against the store: cards come, change and go; people are joined, parted, kept, taken off,
erased, and asked about.  Beside it stands a model that knows nothing of the store's tables: sets of anchors and
addresses, and the rules as the design states them.
"""

import shutil
import tempfile
from collections import defaultdict
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import event, update
from sqlalchemy.engine.interfaces import DBAPIConnection

from netcore.store import Store, Transaction
from netcore.store.schema import persons
from tests.store.cards import add_card, judge, set_identifiers

ADDRESSES = tuple(f"{name}@example.org" for name in ("ada", "bo", "cy", "family"))
MOST = 5
"""Cards at a time: enough for two people of two cards and a stranger."""

SPELLINGS = (str, str.upper, lambda address: address.replace("@", "+x@"), lambda address: f" {address} ")
addresses = st.lists(st.sampled_from(ADDRESSES), max_size=2, unique=True).map(frozenset)
picks = st.integers(0, 10**6)


def hurry(connection: DBAPIConnection, _: object) -> None:
    """A game needs to survive no power cut."""
    connection.cursor().execute("PRAGMA synchronous = OFF")


def now() -> datetime:
    return datetime(2026, 3, 2, tzinfo=UTC)


@lru_cache(maxsize=1)
def empty_store() -> Path:
    """An empty network, made once and copied for every game."""
    place = Path(tempfile.mkdtemp()) / "empty.db"
    store = Store(place, now=now)
    store.scrub()
    store.close()
    return place


@dataclass
class Model:
    """The rules as the design states them."""

    has: dict[str, frozenset[str]] = field(default_factory=dict)
    """By anchor: the addresses on its card now."""
    cluster: dict[str, str] = field(default_factory=dict)
    off: set[str] = field(default_factory=set)
    """Anchors that are eliminated."""
    closed: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """By eliminated anchor: every address it has or ever had."""
    asked: set[frozenset[str]] = field(default_factory=set)
    apart: set[frozenset[str]] = field(default_factory=set)
    erased: set[str] = field(default_factory=set)
    """Addresses, and anchors."""
    suspects: set[str] = field(default_factory=set)
    """Anchors that came with something that an erased person had, or that an eliminated one gave up."""
    household: set[tuple[str, str]] = field(default_factory=set)
    """Anchors that had an address already when somebody who is off the list gave it up, or went; and the address."""
    excused: set[str] = field(default_factory=set)
    """Anchors that the user keeps all the same, or that were there when the erased person went."""

    def people(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for anchor, cluster in self.cluster.items():
            found[cluster].add(anchor)
        return found

    def spread(self) -> None:
        """One eliminated anchor eliminates the whole person, with all addresses."""
        for anchors in self.people().values():
            if anchors & self.off:
                self.off |= anchors
                for anchor in anchors:
                    self.closed[anchor] |= self.has[anchor]

    def links(self) -> dict[str, set[str]]:
        """Open questions between people."""

        def between(pairs: set[frozenset[str]]) -> set[frozenset[str]]:
            return {frozenset(self.cluster[anchor] for anchor in pair) for pair in pairs}

        found: dict[str, set[str]] = defaultdict(set)
        for pair in between(self.asked) - between(self.apart):
            if len(pair) == 2:
                one, other = pair
                found[one].add(other)
                found[other].add(one)
        return found

    def unreachable(self) -> set[str]:
        """People who must not be written to, at any address."""
        reached = {self.cluster[anchor] for anchor in self.off | self.suspects if anchor in self.cluster}
        links, frontier = self.links(), set(reached)
        while frontier:
            frontier = {there for here in frontier for there in links[here]} - reached
            reached |= frontier
        return reached

    def given_up(self) -> dict[str, set[str]]:
        """By address that eliminated people had and have no more: those people."""
        found: dict[str, set[str]] = defaultdict(set)
        for anchor, closed in self.closed.items():
            person = self.cluster[anchor]
            for address in closed - {a for mate in self.people()[person] for a in self.has[mate]}:
                found[address].add(person)
        return found

    def told_apart(self, one: str, other: str) -> bool:
        """Whether the user said that these two are different people."""
        return frozenset({one, other}) in {frozenset(self.cluster[a] for a in pair) for pair in self.apart}


class Books(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        shutil.copy(empty_store(), self.folder / "n.db")
        self.store = Store(self.folder / "n.db", now=now)
        event.listen(self.store._engine, "connect", hurry)
        self.model = Model()
        self.cards = 0
        self.operations: list[tuple[int, Model]] = []
        self.said_since: list[set[str]] = []

    def teardown(self) -> None:
        self.store.close()
        shutil.rmtree(self.folder)

    # -- helpers -----------------------------------------------------------------------------------------------------

    def anchor(self, pick: int) -> str:
        anchors = sorted(self.model.cluster)
        return anchors[pick % len(anchors)]

    def person(self, pick: int) -> set[str]:
        return self.model.people()[self.model.cluster[self.anchor(pick)]]

    def regroup(self, tx: Transaction, *groups: set[str]) -> None:
        for group in groups:
            if group:
                current = min(group)
                tx.connection.execute(update(persons).where(persons.c.id.in_(group)).values(current=current))
                self.model.cluster.update(dict.fromkeys(group, current))

    def suspect(self, anchor: str, new: frozenset[str]) -> None:
        """A card comes to have something that an erased person had, or that an eliminated one gave up."""
        person = self.model.cluster[anchor]
        given_up = {
            address
            for address, others in self.model.given_up().items()
            if not all(self.model.told_apart(person, other) for other in others)
        }
        known = self.model.erased | given_up
        mates = self.model.people()[person]
        household = {address for mate, address in self.model.household if mate in mates}
        if not mates & self.model.off and ((new - household) | {anchor}) & known:
            self.model.suspects.add(anchor)

    def change(self, tx: Transaction, anchor: str, emails: frozenset[str]) -> None:
        """A card changes; whoever else has what an eliminated person gives up is of one household with them."""
        before = self.model.given_up()
        set_identifiers(tx, anchor, *sorted(emails))
        new, self.model.has[anchor] = emails - self.model.has[anchor], emails
        self.model.spread()
        mates = self.model.people()[self.model.cluster[anchor]]
        for address in self.model.given_up().keys() - before.keys():
            others = set(self.model.cluster) - mates
            self.model.household |= {(other, address) for other in others if address in self.model.has[other]}
        if new:
            self.suspect(anchor, new)
        tx.standings.follow([anchor])

    # -- address books -----------------------------------------------------------------------------------------------

    @initialize(first=addresses, second=addresses)
    def two_cards(self, first: frozenset[str], second: frozenset[str]) -> None:
        self.a_card_comes(first)
        self.a_card_comes(second)

    @precondition(lambda self: len(self.model.cluster) < MOST)
    @rule(emails=addresses)
    def a_card_comes(self, emails: frozenset[str]) -> None:
        self.cards += 1
        with self.store.write() as tx:
            anchor = add_card(tx, f"Card {self.cards}", *sorted(emails))
            self.model.has[anchor], self.model.cluster[anchor] = emails, anchor
            self.suspect(anchor, emails)
            tx.standings.follow([anchor])

    @precondition(lambda self: self.model.cluster)
    @rule(pick=picks, emails=addresses)
    def a_card_changes(self, pick: int, emails: frozenset[str]) -> None:
        with self.store.write() as tx:
            self.change(tx, self.anchor(pick), emails)

    @precondition(lambda self: self.model.off and len(self.model.cluster) < MOST)
    @rule(pick=picks, emails=addresses)
    def somebody_comes_with_an_address_that_an_eliminated_person_just_gave_up(
        self, pick: int, emails: frozenset[str]
    ) -> None:
        off = sorted(self.model.off)
        anchor = off[pick % len(off)]
        old = self.model.has[anchor]
        with self.store.write() as tx:
            self.change(tx, anchor, emails)
        self.a_card_comes(old)

    # -- identity ----------------------------------------------------------------------------------------------------

    @precondition(lambda self: self.model.cluster)
    @rule(one=picks, other=picks)
    def people_are_joined(self, one: int, other: int) -> None:
        group = self.person(one) | self.person(other)
        with self.store.write() as tx:
            self.regroup(tx, group)
            self.model.spread()
            tx.standings.follow(group)

    @precondition(lambda self: self.model.cluster)
    @rule(one=picks, other=picks)
    def people_are_joined_and_that_is_undone(self, one: int, other: int) -> None:
        """What the user says in between stays: here, that the whole is off the list, sometimes."""
        before, groups = deepcopy(self.model), [self.person(one), self.person(other)]
        with self.store.write() as tx:
            self.regroup(tx, groups[0] | groups[1])
            tx.standings.follow(groups[0] | groups[1], operation=1)
        says_so = (one + other) % 3 == 0
        if says_so:
            with self.store.write() as tx:
                tx.standings.eliminate([min(groups[0])])
        with self.store.write() as tx:
            self.regroup(tx, *groups)
            tx.standings.unfollow(1)
        self.model = before
        if says_so:
            self.take_off(groups[0] | groups[1])

    @precondition(lambda self: self.model.cluster)
    @rule(pick=picks)
    def a_person_is_parted(self, pick: int) -> None:
        anchor = self.anchor(pick)
        rest = self.person(pick) - {anchor}
        with self.store.write() as tx:
            tx.standings.follow([anchor])
            self.regroup(tx, {anchor}, rest)
            tx.standings.follow(rest | {anchor})

    @precondition(lambda self: len(self.model.cluster) > 1)
    @rule(one=picks, other=picks, verdict=st.sampled_from(["ask", "ask", "different"]))
    def a_question_is_asked_or_answered(self, one: int, other: int, verdict: str) -> None:
        pair = frozenset({self.anchor(one), self.anchor(other)})
        if len(pair) < 2:
            return
        with self.store.write() as tx:
            left, right = sorted(pair)
            judge(tx, left, right, verdict, by_user=verdict == "different")
        self.model.asked.discard(pair)
        self.model.apart.discard(pair)
        (self.model.asked if verdict == "ask" else self.model.apart).add(pair)

    # -- choosing ----------------------------------------------------------------------------------------------------

    def take_off(self, anchors: set[str]) -> None:
        self.model.off |= anchors
        self.model.spread()

    @precondition(lambda self: self.model.cluster)
    @rule(pick=picks)
    def a_person_is_eliminated(self, pick: int) -> None:
        with self.store.write() as tx:
            tx.standings.eliminate([self.anchor(pick)])
        self.take_off(self.person(pick))

    @precondition(lambda self: self.model.cluster)
    @rule(pick=picks, although_held=st.booleans())
    def a_person_is_kept(self, pick: int, although_held: bool) -> None:
        group = self.person(pick)
        with self.store.write() as tx:
            tx.standings.keep([self.anchor(pick)], although_held=although_held)
        self.model.off -= group
        for anchor in group:
            self.model.closed.pop(anchor, None)
        if although_held:
            self.model.suspects -= group
            self.model.excused |= group
        else:  # what came to them while they were off the list counts from now on
            for anchor in group - self.model.excused:
                self.suspect(anchor, self.model.has[anchor])

    @precondition(lambda self: self.model.cluster)
    @rule(pick=picks)
    def a_person_is_erased(self, pick: int) -> None:
        group, cluster = self.person(pick), self.model.cluster[self.anchor(pick)]
        might_be = self.model.links()[cluster]
        with self.store.write() as tx:
            tx.standings.erase(self.anchor(pick))
        had = {address for anchor in group for address in self.model.has[anchor]}
        for anchor in group:
            self.model.erased |= self.model.has.pop(anchor) | self.model.closed.pop(anchor, set()) | {anchor}
            del self.model.cluster[anchor]
        for anchor, other in self.model.cluster.items():
            if other not in might_be:
                self.model.household |= {(anchor, address) for address in self.model.has[anchor] & had}
        self.model.off -= group
        self.model.suspects -= group
        self.model.suspects |= might_be
        for pairs in (self.model.asked, self.model.apart):
            for pair in [pair for pair in pairs if pair & group]:
                pairs.discard(pair)

    # -- laws --------------------------------------------------------------------------------------------------------

    @invariant()
    def nobody_off_the_list_can_be_written_to(self) -> None:
        unreachable = self.model.unreachable()
        with self.store.read() as tx:
            for anchor, cluster in self.model.cluster.items():
                if cluster in unreachable:
                    assert tx.standings.obstacles(anchor), anchor
                    standing, held = tx.standings.standing_of([anchor])[anchor]
                    assert held or standing == "eliminated", anchor

    @invariant()
    def no_address_of_theirs_can_be_written_to(self) -> None:
        unreachable = self.model.unreachable()
        closed = {address for closed in self.model.closed.values() for address in closed}
        for anchor, cluster in self.model.cluster.items():
            if cluster in unreachable:
                closed |= self.model.has[anchor]
        with self.store.read() as tx:
            for number, address in enumerate(sorted(closed)):
                spelled = SPELLINGS[number % len(SPELLINGS)](address)
                for anchor in self.model.cluster:
                    assert tx.standings.obstacles(anchor, spelled), (anchor, spelled)
            for address in sorted(address for address in self.model.erased if "@" in address):
                for anchor in set(self.model.cluster) - self.model.excused:
                    mates = self.model.people()[self.model.cluster[anchor]]
                    if not mates & self.model.excused:
                        assert tx.standings.obstacles(anchor, address), (anchor, address)

    @invariant()
    def nobody_else_is_kept_from_being_written_to(self) -> None:
        """People with whom nothing of all this has to do; whoever it brushed may be held for safety's sake."""
        brushed = self.model.erased | {a for closed in self.model.closed.values() for a in closed}
        unreachable = self.model.unreachable()
        for anchor, cluster in self.model.cluster.items():
            if cluster in unreachable:
                brushed |= self.model.has[anchor]
        with self.store.read() as tx:
            for cluster, anchors in self.model.people().items():
                theirs = {address for anchor in anchors for address in self.model.has[anchor]}
                if cluster not in unreachable and not (theirs & brushed):
                    for address in sorted(theirs) or [""]:
                        assert tx.standings.obstacles(cluster, address) == (), (cluster, address)

    @invariant()
    def one_answer_and_many_answers_agree(self) -> None:
        with self.store.read() as tx:
            everybody = tx.standings.standing_of()
            for person, (standing, held) in everybody.items():
                assert tx.standings.standing_of([person]) == {person: (standing, held)}
                assert (standing == "eliminated" or held) is bool(tx.standings.obstacles(person))


Books.TestCase.settings = settings(
    max_examples=25,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestNobodyOffTheListCanBeWrittenTo = Books.TestCase
