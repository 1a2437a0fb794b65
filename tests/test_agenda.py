"""What to do next, and why."""

import shlex
from datetime import UTC, datetime, timedelta
from typing import Any

import click
import pytest
from sqlalchemy import insert

from netcore.cli.root import netcore
from netcore.model.message import ReplyKind
from netcore.model.work import AgendaItem
from netcore.network import Network
from netcore.steps.silence import business_days_before
from netcore.store.ids import new_id
from netcore.store.schema import circles, replies
from tests.conftest import Clock
from tests.steps.people import add, add_message, store_of
from tests.store.cards import add_card, join, judge

GOAL = "Teach boat repair at the harbour workshop from next spring on"


@pytest.fixture
def ada(network: Network) -> str:
    """Somebody kept, in a network whose next chapter is written: nothing is left to do but to write to her."""
    network.clarify.write(GOAL)
    person = add(network, "Ada Park", "ada@example.org")
    network.choose.keep([person])
    return person


def answer(network: Network, person: str, kind: ReplyKind = "reply", *, looked_at: bool = False) -> None:
    with store_of(network).write() as tx:
        values = {"id": new_id(), "person": person, "kind": kind, "received_at": tx.now, "looked_at": looked_at}
        tx.connection.execute(insert(replies).values(**values, subject="Re", text="Yes", how="logged by you"))


def items(network: Network, kind: str = "") -> list[AgendaItem]:
    return [item for item in network.agenda() if not kind or item.kind == kind]


def kinds(network: Network) -> list[str]:
    return [item.kind for item in network.agenda()]


class TestTheBeginning:
    def test_an_empty_network_wants_people_first(self, network: Network) -> None:
        assert kinds(network) == ["gather"]
        assert items(network)[0].do.startswith("netcore import")

    def test_then_the_next_chapter_and_the_choice(self, network: Network) -> None:
        add(network, "Ada Park")
        assert kinds(network) == ["clarify", "choose"]
        network.clarify.write(GOAL)
        assert kinds(network) == ["choose"]
        network.choose.keep(["Ada"])
        assert kinds(network) == ["draft"]

    def test_a_poor_or_an_old_chapter_is_looked_at_again(self, network: Network, clock: Clock, ada: str) -> None:
        assert items(network, "clarify") == []
        clock.pass_(days=200)
        assert len(items(network, "clarify")) == 1
        network.clarify.write("A job")
        assert "too short" in items(network, "clarify")[0].why

    def test_it_counts_people_and_not_cards(self, network: Network) -> None:
        with store_of(network).write() as tx:
            join(tx, add_card(tx, "Ada Park"), add_card(tx, "A. Park"))
            add_card(tx, "Bo Lund")
        assert items(network, "choose")[0].what.startswith("Choose: 2 people")
        network.choose.keep(["Ada Park"])
        assert items(network, "choose")[0].what.startswith("Choose: 1 person ")
        assert "1 person has" in items(network, "draft")[0].what

    def test_empty_parts_of_life_are_named(self, network: Network, ada: str) -> None:
        with store_of(network).write() as tx:
            tx.connection.execute(insert(circles), [{"id": name, "name": name.title()} for name in ("music", "art")])
        assert items(network, "recall")[0].what == "Who do you know from Art, Music?"


class TestLetters:
    def test_an_answer_comes_before_everything(self, network: Network, ada: str) -> None:
        for state in ("draft", "approved", "refused", "uncertain"):
            add_message(network, ada, state, reason="The server hung up." if state == "uncertain" else "")
        answer(network, ada)
        assert kinds(network) == ["reply", "uncertain", "mend", "review", "send"]
        assert items(network, "uncertain")[0].why == "The server hung up."

    @pytest.mark.parametrize("kind", ["reply", "bounce", "automatic", "opt-out"])
    def test_whatever_came_back_is_to_be_looked_at(self, network: Network, ada: str, kind: ReplyKind) -> None:
        answer(network, ada, kind)
        assert [item.person for item in items(network, "reply")] == [ada]

    def test_what_was_looked_at_is_done(self, network: Network, ada: str) -> None:
        answer(network, ada, looked_at=True)
        assert items(network, "reply") == []

    def test_a_question_about_somebody_with_a_letter_is_asked(self, network: Network, ada: str) -> None:
        other = add(network, "Ada Parker")
        with store_of(network).write() as tx:
            judge(tx, ada, other, "ask")
        network.choose.eliminate([other])
        assert items(network, "question") == []
        add_message(network, ada, "approved")
        assert items(network, "question")[0].do == f"netcore different {ada} {other}"


class TestFollowUps:
    @pytest.fixture
    def sent(self, network: Network, clock: Clock, ada: str) -> str:
        add_message(network, ada)  # on a Monday
        return ada

    def test_one_is_due_after_seven_business_days(self, network: Network, clock: Clock, sent: str) -> None:
        clock.pass_(days=8, hours=23)
        assert items(network, "follow-up") == []
        clock.pass_(hours=1)
        assert [item.person for item in items(network, "follow-up")] == [sent]

    def test_only_one(self, network: Network, clock: Clock, sent: str) -> None:
        clock.pass_(days=10)
        add_message(network, sent, purpose="follow-up")
        clock.pass_(days=20)
        assert items(network, "follow-up") == []

    def test_none_after_three_letters_without_an_answer(self, network: Network, clock: Clock, sent: str) -> None:
        for _ in range(2):
            clock.pass_(days=30)
            assert len(items(network, "follow-up")) == 1
            add_message(network, sent)
        clock.pass_(days=30)
        assert items(network, "follow-up") == []

    def test_an_answer_starts_the_count_anew(self, network: Network, clock: Clock, sent: str) -> None:
        for _ in range(2):
            clock.pass_(days=30)
            add_message(network, sent)
        clock.pass_(days=1)
        answer(network, sent, looked_at=True)
        clock.pass_(days=30)
        assert items(network, "follow-up") == []
        add_message(network, sent)
        clock.pass_(days=30)
        assert len(items(network, "follow-up")) == 1

    @pytest.mark.parametrize("kind", ["reply", "bounce", "automatic", "opt-out"])
    def test_none_while_anything_is_unread(self, network: Network, clock: Clock, ada: str, kind: ReplyKind) -> None:
        answer(network, ada, kind)
        clock.pass_(days=1)
        add_message(network, ada)
        clock.pass_(days=30)
        assert items(network, "follow-up") == []

    def test_none_after_ninety_days(self, network: Network, clock: Clock, sent: str) -> None:
        clock.pass_(days=91)
        assert items(network, "follow-up") == []

    def test_none_while_another_letter_is_on_its_way(self, network: Network, clock: Clock, sent: str) -> None:
        clock.pass_(days=30)
        add_message(network, sent, "draft")
        assert items(network, "follow-up") == []

    def test_none_when_a_talk_came_of_it(self, network: Network, clock: Clock, sent: str) -> None:
        clock.pass_(days=2)
        network.meet.agree(sent, mode="phone", minutes=20, at=clock())
        clock.pass_(days=30)
        assert items(network, "follow-up") == []
        network.meet.held(sent)
        network.thank.done(sent)
        assert items(network, "follow-up") == []

    def test_none_for_whoever_is_off_the_list_or_held(self, network: Network, clock: Clock, sent: str) -> None:
        other = add(network, "Ada Parker")
        add_message(network, other)
        with store_of(network).write() as tx:
            judge(tx, sent, other, "ask")
        clock.pass_(days=30)
        assert len(items(network, "follow-up")) == 2
        network.choose.eliminate([sent])
        assert items(network, "follow-up") == []

    def test_an_answer_to_one_card_answers_for_the_human(self, network: Network, clock: Clock, sent: str) -> None:
        other = add(network, "A. Park")
        with store_of(network).write() as tx:
            join(tx, sent, other)
        clock.pass_(days=1)
        answer(network, other, looked_at=True)
        clock.pass_(days=30)
        assert items(network, "follow-up") == []

    @pytest.mark.parametrize(
        ("day", "before"), [(12, 3), (13, 4), (14, 5), (15, 5), (16, 5), (11, 2)]
    )  # March 2026: the 2nd is a Monday, the 14th a Saturday
    def test_weekends_do_not_count(self, day: int, before: int) -> None:
        moment = datetime(2026, 3, day, 9, tzinfo=UTC)
        assert business_days_before(moment, 7) == datetime(2026, 3, before, 9, tzinfo=UTC)


class TestTalks:
    def agree(self, network: Network, person: str, at: datetime) -> None:
        network.meet.agree(person, mode="coffee", minutes=30, at=at, place="Kiln House")

    def test_a_talk_is_prepared_on_the_day_before(self, network: Network, ada: str, clock: Clock) -> None:
        self.agree(network, ada, clock() + timedelta(days=2))
        assert items(network, "meet") == []
        clock.pass_(days=1)
        (item,) = items(network, "meet")
        assert (item.do, item.due) == (f"netcore meet prepare {ada}", clock() + timedelta(days=1))
        assert "coffee, 30 minutes, Kiln House" in item.why

    def test_when_it_is_over_it_is_noted(self, network: Network, ada: str, clock: Clock) -> None:
        self.agree(network, ada, clock())
        clock.pass_(minutes=30)
        assert items(network, "meet")[0].do == f"netcore meet prepare {ada}"
        clock.pass_(minutes=1)
        assert items(network, "meet")[0].do == f"netcore meet held {ada}"

    def test_thanks_are_owed_until_they_are_sent(self, network: Network, ada: str, clock: Clock) -> None:
        self.agree(network, ada, clock())
        network.meet.held(ada)
        (owed,) = items(network, "thank")
        assert (owed.do, owed.due) == (f"netcore thank {ada}", clock() + timedelta(days=1))
        clock.pass_(days=3)
        (late,) = items(network, "thank")
        assert late.urgency > owed.urgency
        assert "never too late" in late.why
        draft = add_message(network, ada, "draft", purpose="thanks")
        assert items(network, "thank")[0].do == "netcore review"
        with store_of(network).write() as tx:
            assert tx.messages.move(draft, "discard")
        assert items(network, "thank")[0].do == f"netcore thank {ada}"
        add_message(network, ada, "approved", purpose="thanks")
        assert items(network, "thank")[0].do == "netcore send"
        add_message(network, ada, "sent", purpose="thanks")
        assert items(network, "thank") == []
        clock.pass_(days=30)
        self.agree(network, ada, clock())
        network.meet.held(ada)
        assert items(network, "thank")[0].do == f"netcore thank {ada}"

    def test_nobody_off_the_list_is_to_be_thanked(self, network: Network, ada: str, clock: Clock) -> None:
        self.agree(network, ada, clock())
        network.meet.held(ada)
        network.choose.eliminate([ada])
        assert items(network, "thank") == []


class TestPromisesAndLeads:
    def test_a_promise_presses_as_it_falls_due(self, network: Network, ada: str, clock: Clock) -> None:
        network.give.promise(ada, "Send the score", due=clock() + timedelta(days=10))
        urgencies = []
        for days in (0, 8, 3):
            clock.pass_(days=days)
            (item,) = items(network, "promise")
            urgencies.append(item.urgency)
        assert urgencies == sorted(set(urgencies))
        assert "overdue" in item.why
        network.give.done(ada)
        assert items(network, "promise") == []

    def test_somebody_introduced_is_written_to(self, network: Network, ada: str) -> None:
        new = add(network, "Amara Nwosu")
        with store_of(network).write() as tx:
            tx.leads.add(kind="referral", from_person=ada, person=new, text="")
        (item,) = items(network, "introduced")
        assert item.person == new
        assert "Ada Park introduced you" in item.why
        network.choose.eliminate([new])
        assert items(network, "introduced") == []
        network.choose.keep([new])
        add_message(network, new, "draft")
        assert items(network, "introduced") == []

    def test_whoever_introduced_hears_what_came_of_it(self, network: Network, ada: str, clock: Clock) -> None:
        new = add(network, "Amara Nwosu")
        with store_of(network).write() as tx:
            lead = tx.leads.add(kind="referral", from_person=ada, person=new, text="")
        assert items(network, "arrived") == []
        network.meet.agree(new, mode="phone", minutes=20, at=clock())
        network.meet.held(new)
        (item,) = items(network, "arrived")
        assert (item.person, item.do) == (ada, f"netcore arrived {lead.id}")
        network.give.arrived(lead.id)
        assert items(network, "arrived") == []

    def test_an_idea_has_time_to_come_to_something(self, network: Network, ada: str, clock: Clock) -> None:
        network.give.lead(ada, idea="Ten drills")
        assert items(network, "arrived") == []
        clock.pass_(days=15)
        assert len(items(network, "arrived")) == 1


def test_it_is_sorted_and_can_be_cut(network: Network, ada: str, clock: Clock) -> None:
    network.give.promise(ada, "later", due=clock() + timedelta(days=2))
    network.give.promise(ada, "sooner", due=clock() + timedelta(days=1))
    add_message(network, ada, "draft")
    answer(network, ada)
    everything = network.agenda()
    assert [item.urgency for item in everything] == sorted((item.urgency for item in everything), reverse=True)
    assert [item.what for item in everything if item.kind == "promise"] == [
        "Do what you promised Ada Park: sooner",
        "Do what you promised Ada Park: later",
    ]
    assert network.agenda(limit=2) == everything[:2]


def test_it_changes_nothing(network: Network, ada: str) -> None:
    def rows() -> list[Any]:
        with store_of(network).read() as tx:
            return [tx.messages.counts(), tx.conversations.find(), tx.favors.find(), tx.journal.latest()]

    add_message(network, ada, "draft")
    before = rows()
    network.agenda()
    assert rows() == before


def test_every_command_that_it_names_can_be_typed(network: Network, ada: str, clock: Clock) -> None:
    seen: dict[str, str] = {}

    def look() -> None:
        seen.update((f"{item.kind} {item.do.split()[1:3]}", item.do) for item in network.agenda())

    bo, cy, new = (add(network, name) for name in ("Bo Lund", "Cy Reed", "Amara Nwosu"))
    with store_of(network).write() as tx:
        judge(tx, bo, cy, "ask")
        tx.leads.add(kind="referral", from_person=ada, person=new, text="")
        tx.connection.execute(insert(circles), [{"id": "art", "name": "Art"}])
        tx.facts.set("scrub.due", "yes")
    look()
    network.choose.eliminate([cy])
    for state in ("draft", "approved", "refused", "uncertain"):
        add_message(network, bo, state)
    add_message(network, ada)
    network.give.promise(ada, "Send the score")
    clock.pass_(days=30)
    look()
    answer(network, bo)
    network.meet.agree(ada, mode="phone", minutes=10, at=clock())
    look()
    clock.pass_(hours=1)
    look()
    network.meet.held(ada)
    network.meet.agree(new, mode="phone", minutes=10, at=clock())
    network.meet.held(new)
    clock.pass_(days=400)
    look()
    kinds_seen = {key.split()[0] for key in seen}
    assert kinds_seen >= {
        "reply",
        "uncertain",
        "mend",
        "review",
        "send",
        "meet",
        "thank",
        "promise",
        "forget",
        "clarify",
    }
    assert kinds_seen >= {"question", "follow-up", "introduced", "arrived", "draft", "choose", "recall"}
    for do in seen.values():
        assert_typable(do)


def assert_typable(do: str) -> None:
    """The command exists, and takes these arguments."""
    program, *words = shlex.split(do)
    command: click.Command = netcore
    context = command.make_context(program, words)
    while isinstance(command, click.Group):
        name, found, words = command.resolve_command(context, [*context._protected_args, *context.args])
        assert found is not None, do
        command, context = found, found.make_context(name, words, parent=context)
