"""Whatever happens, in whatever order: nobody who is off the list, erased or held can be written to."""

import contextlib
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from netcore.errors import NetcoreError
from netcore.model.person import Person
from netcore.network import Network
from netcore.store.ids import anchor_id
from tests.conftest import Clock
from tests.steps.gather import books
from tests.steps.gather.books import card, write_book
from tests.steps.people import store_of

NAMES = ("Ada Lovelace", "Lovelace, Ada", "A. Lovelace", "Adda Lovelace", "Bob King", "Robert King", "")
ADDRESSES = ("ada@x.org", "A.da@gmail.com", "ada+news@gmail.com", "kings@x.org", "bob@x.org")
BOOKS = ("phone", "web", "old")

some_cards = st.dictionaries(
    st.sampled_from("abc"),
    st.fixed_dictionaries(
        {"name": st.sampled_from(NAMES), "email": st.lists(st.sampled_from(ADDRESSES), max_size=2, unique=True)},
        optional={"cell": st.sampled_from(["+447700900101", "+447700900102"])},
    ),
    max_size=3,
)
number = st.integers(0, 7)


class Books(RuleBasedStateMachine):
    """A network, and beside it what the user said: about which cards, and which addresses went with them."""

    @initialize()
    def open(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.place = Path(self.folder.name)
        self.network = Network(self.place / "n.db", home=self.place / "home", plugins=books.registry(), now=Clock())
        self.off: dict[str, set[str]] = {}
        """By anchor of a card that the user took off the list: the addresses it had then."""
        self.followed: dict[tuple[int, str], set[str]] = {}
        """By operation and anchor: the addresses that such a card got since.  To undo it says that it never did."""
        self.erased: set[str] = set()
        """Anchors of cards whose person was erased, and whom the user did not take back since."""

    def teardown(self) -> None:
        self.network.close()
        self.folder.cleanup()

    # -- what is done ------------------------------------------------------------------------------------------------

    @rule(book=st.sampled_from(BOOKS), cards=some_cards)
    def bring_in(self, book: str, cards: dict[str, Any]) -> None:
        path = write_book(self.place / f"{book}.cards", *(card(key, **facts) for key, facts in cards.items()))
        self.network.gather.import_paths([path])

    @rule(book=st.sampled_from(BOOKS))
    def bring_in_again(self, book: str) -> None:
        if (self.place / f"{book}.cards").exists():
            self.network.gather.import_paths([self.place / f"{book}.cards"])

    @rule(one=number, other=number, what=st.sampled_from(["same", "different"]))
    def answer(self, one: int, other: int, what: str) -> None:
        if (left := self.nth(one)) and (right := self.nth(other)):
            with contextlib.suppress(NetcoreError):
                getattr(self.network.gather, what)(left.id, right.id)

    @rule(one=number, which=number)
    def split(self, one: int, which: int) -> None:
        person = self.nth(one)
        if person and person.records:
            ref = person.records[which % len(person.records)]
            with contextlib.suppress(NetcoreError):
                self.network.gather.split(person.id, account=ref.account, source_id=ref.source_id)

    @rule()
    def accept(self) -> None:
        self.network.gather.accept("possible")

    @rule(name=st.sampled_from(NAMES[:-1]), email=st.sampled_from(["", *ADDRESSES]))
    def add(self, name: str, email: str) -> None:
        self.network.gather.add(name, email=email)

    @rule(policy=st.sampled_from(["strict", "balanced", "liberal"]))
    def state_policy(self, policy: str) -> None:
        self.network.gather.set_policy(policy)

    @rule()
    def undo(self) -> None:
        newest = self.newest_operation()
        with contextlib.suppress(NetcoreError):
            self.network.gather.undo()
            self.followed = {where: got for where, got in self.followed.items() if where[0] != newest}

    @rule(one=number)
    def eliminate(self, one: int) -> None:
        if person := self.nth(one):
            self.network.choose.eliminate([person.id])
            for anchor in self.anchors(person):
                self.off.setdefault(anchor, set()).update(self.cards_addresses(anchor))

    @rule(one=number, although=st.booleans())
    def keep(self, one: int, although: bool) -> None:
        if person := self.nth(one):
            self.network.choose.keep([person.id], although_held=although)
            anchors = self.anchors(person)
            self.back_on_the_list(anchors)
            if although:
                self.erased -= anchors

    @rule(one=number)
    def erase(self, one: int) -> None:
        if person := self.nth(one):
            anchors = self.anchors(person)
            self.network.choose.forget(person.id)
            self.erased |= anchors
            self.back_on_the_list(anchors)

    # -- what must be ------------------------------------------------------------------------------------------------

    @invariant()
    def nobody_off_the_list_can_be_written_to(self) -> None:
        for person in self.people():
            anchors = self.anchors(person)
            for anchor in anchors & self.off.keys():
                known = self.addresses_of(anchor)
                if new := set(self.cards_addresses(anchor)) - known:
                    self.followed.setdefault((self.newest_operation(), anchor), set()).update(new)
            if anchors & (self.off.keys() | self.erased):
                assert self.network.choose.contactable(person.id), "a card of theirs is off the list, or was erased"
            if person.held or person.standing == "eliminated":
                assert self.network.choose.contactable(person.id)

    @invariant()
    def no_address_of_theirs_is_open_through_anybody_else(self) -> None:
        closed = {address for anchor in self.off for address in self.addresses_of(anchor)}
        people = self.people()
        with store_of(self.network).read() as tx:
            for person in people:
                for address in closed:
                    assert tx.standings.obstacles(person.id, address), f"{address} is closed"

    @invariant()
    def whoever_might_be_one_of_them_is_held(self) -> None:
        standing = {person.id: person for person in self.people()}
        for question in self.network.gather.duplicates():
            for one, other in ((question.left, question.right), (question.right, question.left)):
                if standing[one].standing == "eliminated" or standing[one].held:
                    assert standing[other].held or standing[other].standing == "eliminated"
                    assert self.network.choose.contactable(other)
                    assert question.holds

    # -- helpers -----------------------------------------------------------------------------------------------------

    def addresses_of(self, anchor: str) -> set[str]:
        return self.off[anchor].union(*(got for where, got in self.followed.items() if where[1] == anchor))

    def back_on_the_list(self, anchors: set[str]) -> None:
        self.followed = {where: got for where, got in self.followed.items() if where[1] not in anchors}
        for anchor in anchors:
            self.off.pop(anchor, None)

    def newest_operation(self) -> int:
        return next((operation.id for operation in self.network.gather.operations(1)), 0)

    def people(self) -> tuple[Person, ...]:
        return self.network.gather.people() if hasattr(self, "network") else ()

    def nth(self, number: int) -> Person | None:
        people = self.people()
        return people[number % len(people)] if people else None

    @staticmethod
    def anchors(person: Person) -> set[str]:
        return {anchor_id(ref.account, ref.source_id) for ref in person.records}

    def cards_addresses(self, anchor: str) -> list[str]:
        with store_of(self.network).read() as tx:
            return [email.address for email in tx.records.get([anchor])[anchor].contact.emails]


class TestOffTheList(Books.TestCase):
    settings = settings(max_examples=12, stateful_step_count=18, deadline=None)
