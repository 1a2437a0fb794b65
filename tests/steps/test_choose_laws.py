"""Whatever is imported, joined, split, undone, asked, kept or erased: nobody who is off the list can be written to.

The same law as in ``tests/store/test_standings_laws.py``, but through the library alone: real cards in real files, real
matching, real undo.
"""

import shutil
import tempfile
from collections import defaultdict
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection

from netcore.errors import NotPossibleNow, UsageError
from netcore.model.person import Person
from netcore.network import Network
from netcore.plugins.registry import Registry
from tests.steps.people import store_of

NAMES = ("Ada Park", "Ada Parker", "Bo Lund")
ADDRESSES = ("ada@example.org", "a.park@example.com", "bo@example.org", "family@example.org")
Ref = tuple[str, str]
"""An account, and a card's id there."""

cards = st.lists(
    st.tuples(
        st.sampled_from("123"), st.sampled_from(NAMES), st.lists(st.sampled_from(ADDRESSES), max_size=2, unique=True)
    ),
    max_size=3,
    unique_by=lambda card: card[0],
)
picks = st.integers(0, 10**6)


def now() -> datetime:
    return datetime(2026, 3, 2, tzinfo=UTC)


def hurry(connection: DBAPIConnection, _: object) -> None:
    connection.cursor().execute("PRAGMA synchronous = OFF")


def vcard(uid: str, name: str, emails: list[str]) -> str:
    given, family = name.split()
    lines = ["BEGIN:VCARD", "VERSION:3.0", f"UID:{uid}", f"FN:{name}", f"N:{family};{given};;;"]
    return "\r\n".join([*lines, *(f"EMAIL:{address}" for address in emails), "END:VCARD", ""])


@dataclass
class Said:
    """What the user said, by card."""

    has: dict[Ref, set[str]] = field(default_factory=dict)
    off: set[Ref] = field(default_factory=set)
    closed: dict[Ref, set[str]] = field(default_factory=lambda: defaultdict(set))
    erased: set[str] = field(default_factory=set)
    excused: set[Ref] = field(default_factory=set)


class Life(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.network = Network(self.folder / "n.db", home=self.folder, plugins=Registry.discover(), now=now)
        event.listen(store_of(self.network)._engine, "connect", hurry)
        self.said = Said()
        self.before: Said | None = None
        """What undo goes back to; None when the user said something since."""

    def teardown(self) -> None:
        self.network.close()
        shutil.rmtree(self.folder)

    # -- helpers -----------------------------------------------------------------------------------------------------

    def people(self) -> tuple[Person, ...]:
        return self.network.gather.people()

    def pick(self, number: int) -> Person | None:
        people = self.people()
        return people[number % len(people)] if people else None

    def refs(self, person: Person) -> set[Ref]:
        return {(record.account, record.source_id) for record in person.records}

    def settle(self) -> None:
        """One eliminated card eliminates the whole person, with all addresses; new cards by hand are known by now."""
        for person in self.people():
            refs = self.refs(person)
            for ref in refs:
                self.said.has.setdefault(ref, {email.casefold() for email in person.emails})
            if refs & self.said.off:
                self.said.off |= refs
                for ref in refs:
                    self.said.closed[ref] |= self.said.has[ref]

    def operation(self, before: Said, newest: int) -> None:
        operations = self.network.gather.operations(limit=1)
        if operations and operations[0].id != newest:
            self.before = before
        self.settle()

    def newest(self) -> int:
        operations = self.network.gather.operations(limit=1)
        return operations[0].id if operations else 0

    # -- step 1 ------------------------------------------------------------------------------------------------------

    @initialize(first=cards)
    def a_first_book(self, first: list[tuple[str, str, list[str]]]) -> None:
        self.a_book_is_imported("phone", [("9", "Ada Park", ["ada@example.org"]), *first])

    @rule(book=st.sampled_from(["phone", "web"]), content=cards)
    def a_book_is_imported(self, book: str, content: list[tuple[str, str, list[str]]]) -> None:
        before, newest = deepcopy(self.said), self.newest()
        file = self.folder / f"{book}.vcf"
        file.write_text("".join(vcard(*card) for card in content))
        for report in self.network.gather.import_paths([file], account=book):
            for uid, _, emails in content:
                self.said.has[(report.account, uid)] = {email.casefold() for email in emails}
        self.operation(before, newest)

    @rule(name=st.sampled_from(NAMES), email=st.sampled_from(["", *ADDRESSES]))
    def somebody_is_added(self, name: str, email: str) -> None:
        if len(self.people()) < 6:
            before, newest = deepcopy(self.said), self.newest()
            self.network.gather.add(name, email=email)
            self.operation(before, newest)

    @rule(one=picks, other=picks, same=st.booleans())
    def a_question_is_answered(self, one: int, other: int, same: bool) -> None:
        left, right = self.pick(one), self.pick(other)
        if left and right and left.id != right.id:
            before, newest = deepcopy(self.said), self.newest()
            (self.network.gather.same if same else self.network.gather.different)(left.id, right.id)
            self.operation(before, newest)

    @rule(number=picks)
    def somebody_is_split(self, number: int) -> None:
        person = self.pick(number)
        if person is not None and len(person.records) > 1:
            before, newest = deepcopy(self.said), self.newest()
            record = person.records[number % len(person.records)]
            try:
                self.network.gather.split(person.id, account=record.account, source_id=record.source_id)
            except UsageError:
                return
            self.operation(before, newest)

    @precondition(lambda self: self.before is not None)
    @rule()
    def the_last_operation_is_undone(self) -> None:
        assert self.before is not None
        try:
            self.network.gather.undo()
        except NotPossibleNow:
            return
        self.said, self.before = self.before, None
        self.settle()

    # -- step 2 ------------------------------------------------------------------------------------------------------

    @rule(number=picks)
    def somebody_is_eliminated(self, number: int) -> None:
        person = self.pick(number)
        if person is not None:
            self.network.choose.eliminate([person.id], "doubt")
            self.said.off |= self.refs(person)
            self.before = None
            self.settle()

    @rule(number=picks, although_held=st.booleans())
    def somebody_is_kept(self, number: int, although_held: bool) -> None:
        person = self.pick(number)
        if person is not None:
            self.network.choose.keep([person.id], although_held=although_held)
            self.said.off -= self.refs(person)
            for ref in self.refs(person):
                self.said.closed.pop(ref, None)
            if although_held:
                self.said.excused |= self.refs(person)
            self.before = None

    @rule(number=picks)
    def somebody_is_erased(self, number: int) -> None:
        person = self.pick(number)
        if person is not None:
            self.network.choose.forget(person.id)
            for ref in self.refs(person):
                self.said.erased |= self.said.has.pop(ref, set()) | self.said.closed.pop(ref, set())
            self.said.off -= self.refs(person)
            self.said.excused -= self.refs(person)
            self.before = None

    # -- laws --------------------------------------------------------------------------------------------------------

    @invariant()
    def nobody_off_the_list_can_be_written_to(self) -> None:
        people = {person.id: person for person in self.people()}
        closed = {address for addresses in self.said.closed.values() for address in addresses}
        with store_of(self.network).read() as tx:
            for person in people.values():
                if self.refs(person) & self.said.off:
                    assert person.standing == "eliminated"
                if person.standing == "eliminated" or person.held:
                    assert tx.standings.obstacles(person.id), person
                for address in closed:
                    assert tx.standings.obstacles(person.id, address.title()), (person, address)
                if not self.refs(person) & self.said.excused:
                    for address in self.said.erased:
                        assert tx.standings.obstacles(person.id, address), (person, address)
        for question in self.network.gather.duplicates():
            if "eliminated" in {people[question.left].standing, people[question.right].standing}:
                assert all(
                    one.standing == "eliminated" or one.held for one in (people[question.left], people[question.right])
                )


Life.TestCase.settings = settings(
    max_examples=15,
    stateful_step_count=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestNobodyOffTheListCanBeWrittenTo = Life.TestCase
