"""Step 5: talks, from the offer to the notes."""

from datetime import datetime, timedelta
from itertools import product
from typing import Any, ClassVar

import pytest

from netcore.errors import IllegalMove, NotContactable, NotFound, UsageError
from netcore.model.contact import Contact, PostalAddress
from netcore.model.work import ConversationState
from netcore.network import Network
from netcore.steps.meet import Meet, fitting_modes
from netcore.store.conversations import MOVES, ConversationMove
from tests.conftest import Clock
from tests.steps.people import add, add_message, store_of
from tests.store.cards import add_card, join, judge


@pytest.fixture
def ada(each_network: Network) -> str:
    return add(each_network, "Ada Park", "ada@example.org")


@pytest.fixture
def meet(each_network: Network) -> Meet:
    return each_network.meet


def agree(meet: Meet, person: str, clock: Clock, **changes: Any) -> Any:
    values: dict[str, Any] = {"mode": "phone", "minutes": 30, "at": clock() + timedelta(hours=3)} | changes
    return meet.agree(person, **values)


class TestTheWay:
    def test_from_the_offer_to_the_talk(self, meet: Meet, ada: str, clock: Clock) -> None:
        offered = meet.offer("Ada", options=("phone", "coffee"))
        assert (offered.state, offered.options, offered.offered_at) == ("offered", ("phone", "coffee"), clock())
        agreed = agree(meet, "Ada", clock, place=" her studio ")
        assert (agreed.id, agreed.state, agreed.minutes, agreed.place) == (offered.id, "agreed", 30, "her studio")
        clock.pass_(hours=3)
        meet.start("Ada")
        clock.pass_(minutes=30)
        held = meet.held("Ada", notes="She knows the harbour master.\n")
        assert (held.state, held.held_at, held.thank_by) == ("held", clock(), clock() + timedelta(days=1))
        assert held.notes == "She knows the harbour master."
        assert meet.conversations() == (held,)

    def test_a_talk_that_they_proposed_needs_no_offer(self, meet: Meet, ada: str, clock: Clock) -> None:
        assert agree(meet, ada, clock).state == "agreed"

    def test_it_can_be_moved_to_another_time(self, meet: Meet, ada: str, clock: Clock) -> None:
        first = agree(meet, ada, clock)
        second = agree(meet, ada, clock, at=clock() + timedelta(days=2), minutes=15)
        assert (second.id, second.minutes, second.at) == (first.id, 15, clock() + timedelta(days=2))

    def test_it_can_be_named_by_its_own_id(self, meet: Meet, ada: str, clock: Clock) -> None:
        offered = meet.offer(ada)
        assert agree(meet, offered.id, clock).id == offered.id
        assert meet.cancel(offered.id).state == "cancelled"
        assert meet.conversations() == ()
        assert [talk.state for talk in meet.conversations(open_only=False)] == ["cancelled"]

    def test_after_one_talk_there_can_be_another(self, meet: Meet, ada: str, clock: Clock) -> None:
        agree(meet, ada, clock)
        meet.held(ada)
        clock.pass_(days=30)
        assert meet.offer(ada).state == "offered"
        assert [talk.state for talk in meet.conversations()] == ["held", "offered"]

    def test_to_offer_again_changes_the_options(self, meet: Meet, ada: str) -> None:
        first = meet.offer(ada, options=("phone",))
        second = meet.offer(ada, options=("walk", "video", "walk"))
        assert (second.id, second.options) == (first.id, ("walk", "video"))
        assert len(meet.conversations()) == 1

    def test_it_belongs_to_the_human_also_after_a_merge(self, each_network: Network, clock: Clock) -> None:
        with store_of(each_network).write() as tx:
            one, other = add_card(tx, "Ada Park"), add_card(tx, "A. Park")
        offered = each_network.meet.offer(max(one, other))
        with store_of(each_network).write() as tx:
            whole = join(tx, one, other)
        assert each_network.meet.conversations()[0].person == whole != offered.person
        assert agree(each_network.meet, whole, clock).id == offered.id


class TestTheMoves:
    LEGAL: ClassVar = {
        ("offered", "offer again"): "offered",
        ("offered", "agree"): "agreed",
        ("agreed", "agree"): "agreed",
        ("agreed", "start"): "agreed",
        ("agreed", "hold"): "held",
        ("held", "thank"): "thanked",
        ("offered", "cancel"): "cancelled",
        ("agreed", "cancel"): "cancelled",
    }

    @pytest.mark.parametrize(
        ("state", "move"), list(product(("offered", "agreed", "held", "thanked", "cancelled"), sorted(MOVES)))
    )
    def test_no_other_move_is_made(self, network: Network, state: ConversationState, move: ConversationMove) -> None:
        person = add(network, "Ada Park")
        way: dict[str, tuple[ConversationMove, ...]] = {
            "offered": (),
            "agreed": ("agree",),
            "held": ("agree", "hold"),
            "thanked": ("agree", "hold", "thank"),
            "cancelled": ("cancel",),
        }
        with store_of(network).write() as tx:
            talk = tx.conversations.add(person, ("phone",))
            for step in way[state]:
                assert tx.conversations.move(talk, step)
            expected = self.LEGAL.get((state, move))
            assert tx.conversations.move(talk, move) is (expected is not None)
            after = tx.conversations.get(talk.id)
            assert after is not None
            assert after.state == (expected or state)

    def test_what_is_not_legal_is_told_in_a_sentence(self, meet: Meet, ada: str, clock: Clock) -> None:
        with pytest.raises(IllegalMove, match="No talk with Ada Park is agreed"):
            meet.held(ada)
        with pytest.raises(IllegalMove, match="No talk with Ada Park is agreed"):
            meet.start(ada)
        with pytest.raises(IllegalMove):
            meet.cancel(ada)
        talk = agree(meet, ada, clock)
        with pytest.raises(IllegalMove, match="agreed already"):
            meet.offer(ada)
        meet.held(ada)
        with pytest.raises(IllegalMove, match="is held, so it cannot be cancelled"):
            meet.cancel(talk.id)
        with pytest.raises(NotFound):
            meet.held("Zoe")

    @pytest.mark.parametrize(
        "changes",
        [{"mode": "telepathy"}, {"minutes": 0}, {"minutes": -5}, {"minutes": 100_000}, {"at": datetime(2026, 3, 4)}],
    )
    def test_what_cannot_be_agreed_is_refused(
        self, meet: Meet, ada: str, clock: Clock, changes: dict[str, Any]
    ) -> None:
        with pytest.raises(UsageError):
            agree(meet, ada, clock, **changes)
        assert meet.conversations() == ()

    def test_a_talk_to_come_cannot_have_been_held(self, meet: Meet, ada: str, clock: Clock) -> None:
        agree(meet, ada, clock)
        with pytest.raises(UsageError, match="still to come"):
            meet.held(ada, at=clock() + timedelta(minutes=1))

    def test_nobody_off_the_list_is_offered_a_talk(self, each_network: Network, meet: Meet, ada: str) -> None:
        maybe = add(each_network, "Ada Parker")
        with store_of(each_network).write() as tx:
            judge(tx, ada, maybe, "ask")
        each_network.choose.eliminate([ada])
        for person in (ada, maybe):
            with pytest.raises(NotContactable):
                meet.offer(person)


class TestTheirMinutes:
    def test_thirty_minutes_are_thirty_minutes(self, meet: Meet, ada: str, clock: Clock) -> None:
        agreed = agree(meet, ada, clock, minutes=30)
        assert (agreed.ends_at(), agreed.time_left(clock())) == (None, timedelta(minutes=30))
        started = meet.start(ada)
        assert started.ends_at() == clock() + timedelta(minutes=30)
        clock.pass_(minutes=10)
        assert started.time_left(clock()) == timedelta(minutes=20)
        clock.pass_(minutes=25)
        assert started.time_left(clock()) == timedelta(minutes=-5)

    def test_to_start_again_does_not_lengthen_them(self, meet: Meet, ada: str, clock: Clock) -> None:
        agree(meet, ada, clock)
        first = meet.start(ada)
        clock.pass_(minutes=10)
        assert meet.start(ada) == first


class TestWaysToTalk:
    @pytest.mark.parametrize(
        ("town", "places", "first", "coffee"),
        [
            ("Bristol", ("BRISTOL",), "phone", True),
            ("Bristol", ("Hamburg",), "phone", False),
            ("", ("Bristol",), "phone", True),
            ("Bristol", (), "phone", True),
            ("Köln", ("Koln", "Berlin"), "phone", True),
        ],
    )
    def test_coffee_is_for_those_who_are_near(
        self, town: str, places: tuple[str, ...], first: str, coffee: bool
    ) -> None:
        card = Contact(addresses=tuple(PostalAddress(locality=place) for place in places))
        modes = fitting_modes(card, town)
        assert modes[0] == first
        assert ("coffee" in modes) is coffee
        assert modes[-1] == "writing"

    def test_they_are_offered_when_none_are_named(self, each_network: Network, ada: str) -> None:
        each_network.meet.live_in(" Bristol ")
        assert each_network.meet.town() == "Bristol"
        assert each_network.meet.offer(ada).options == each_network.meet.fitting(ada)

    def test_an_unknown_way_is_refused(self, meet: Meet, ada: str) -> None:
        with pytest.raises(UsageError, match="telepathy"):
            meet.offer(ada, options=("telepathy",))  # type: ignore[arg-type]  # what a caller without types may do


class TestTheBriefing:
    def test_it_tells_what_was_said_and_what_is_owed(
        self, each_network: Network, meet: Meet, ada: str, clock: Clock
    ) -> None:
        each_network.clarify.write("Teach boat repair at the harbour by spring", ask="Twenty minutes")
        add_message(each_network, ada, subject="Choir days")
        clock.pass_(days=1)
        agree(meet, ada, clock, minutes=20)
        meet.held(ada, notes="She sings alto.")
        each_network.give.promise(ada, "Send the score")
        clock.pass_(days=2)
        agree(meet, ada, clock, minutes=30)
        briefing = meet.prepare("Ada")
        assert briefing.person.name == "Ada Park"
        assert (briefing.minutes, briefing.request, briefing.thanks_owed) == (30, "Twenty minutes", True)
        assert [(line.what, line.text) for line in briefing.said] == [
            ("talk: phone", "She sings alto."),
            ("letter: Choir days", "Do you remember?"),
        ]
        assert briefing.last_contact == clock() - timedelta(days=2)
        assert [favor.what for favor in briefing.you_owe] == ["Send the score"]

    def test_the_last_question_is_what_you_can_do_for_them(self, meet: Meet, ada: str) -> None:
        briefing = meet.prepare(ada)
        assert 2 <= len(briefing.questions) <= 3
        assert briefing.questions[-1] == "What can I do for you?"
        assert (briefing.last_contact, briefing.conversation, briefing.minutes) == (None, None, 0)

    def test_after_a_long_silence_it_begins_with_catching_up(
        self, each_network: Network, meet: Meet, ada: str, clock: Clock
    ) -> None:
        add_message(each_network, ada)
        clock.pass_(days=366)
        assert "changed" in meet.prepare(ada).questions[0]

    def test_it_changes_nothing(self, each_network: Network, meet: Meet, ada: str) -> None:
        before = each_network.journal()
        meet.prepare(ada)
        assert each_network.journal() == before
