"""Step 7: favors and leads."""

from datetime import datetime, timedelta

import pytest

from netcore.errors import Ambiguous, IllegalMove, NotFound, UsageError
from netcore.network import Network
from tests.conftest import Clock
from tests.steps.people import add, store_of
from tests.store.cards import add_card, join


@pytest.fixture
def ada(each_network: Network) -> str:
    return add(each_network, "Ada Park", "ada@example.org")


class TestFavors:
    def test_asked_promised_done(self, each_network: Network, ada: str, clock: Clock) -> None:
        give, due = each_network.give, clock() + timedelta(days=3)
        asked = give.ask("Ada")
        clock.pass_(days=1)
        promised = give.promise("Ada", "  photograph the\nglazes ", due=due)
        assert (promised.id, promised.state, promised.what, promised.due) == (
            asked.id,
            "promised",
            "photograph the glazes",
            due,
        )
        assert give.list() == (promised,)
        done = give.done("Ada")
        assert (done.state, done.done_at) == ("done", clock())
        assert give.list() == ()
        assert give.list(open_only=False) == (done,)

    def test_a_question_that_is_open_is_not_noted_twice(self, each_network: Network, ada: str) -> None:
        assert each_network.give.ask(ada) == each_network.give.ask(ada)

    def test_what_they_said_without_being_asked_can_be_promised(self, each_network: Network, ada: str) -> None:
        assert each_network.give.promise(ada, "Send the score").state == "promised"

    def test_several_promises_are_told_apart_by_id(self, each_network: Network, ada: str, clock: Clock) -> None:
        give = each_network.give
        one = give.promise(ada, "Send the score")
        clock.pass_(seconds=1)
        give.promise(ada, "Fix the gate")
        with pytest.raises(Ambiguous, match=r"Send the score .*; Fix the gate"):
            give.done(ada)
        assert give.done(one.id).what == "Send the score"
        assert give.done(ada).what == "Fix the gate"

    def test_what_is_due_first_comes_first(self, each_network: Network, ada: str, clock: Clock) -> None:
        give = each_network.give
        for what, days in (("never", None), ("late", 9), ("soon", 2)):
            give.promise(ada, what, due=clock() + timedelta(days=days) if days else None)
        assert [favor.what for favor in give.list()] == ["soon", "late", "never"]

    def test_moves_that_make_no_sense_are_told(self, each_network: Network, ada: str) -> None:
        give = each_network.give
        with pytest.raises(IllegalMove, match="Nothing is open with Ada Park"):
            give.done(ada)
        favor = give.ask(ada)
        with pytest.raises(IllegalMove, match="is asked: it cannot be done"):
            give.done(favor.id)
        assert give.decline(ada).state == "declined"
        for again in (give.decline, give.done):
            with pytest.raises(IllegalMove):
                again(favor.id)
        with pytest.raises(IllegalMove):
            give.promise(favor.id, "too late")
        with pytest.raises(UsageError):
            give.promise(ada, "  ")
        with pytest.raises(UsageError):
            give.promise(ada, "x", due=datetime(2026, 3, 9))

    def test_they_belong_to_the_human_also_after_a_merge(self, each_network: Network) -> None:
        with store_of(each_network).write() as tx:
            one, other = add_card(tx, "Ada Park"), add_card(tx, "A. Park")
        favor = each_network.give.promise(max(one, other), "Fix the gate")
        with store_of(each_network).write() as tx:
            whole = join(tx, one, other)
        assert each_network.give.list()[0].person == whole
        assert each_network.give.done(whole).id == favor.id


class TestLeads:
    def test_an_idea_is_kept_until_it_has_arrived(self, each_network: Network, ada: str, clock: Clock) -> None:
        give = each_network.give
        lead = give.lead("Ada", idea="Begin with ten drills", text="She did it so")
        assert (lead.kind, lead.from_person, lead.text) == ("idea", ada, "Begin with ten drills\nShe did it so")
        assert give.leads(open_only=True) == (lead,)
        clock.pass_(days=3)
        assert give.arrived(lead.id).arrived_at == clock()
        clock.pass_(days=3)
        assert give.arrived(lead.id).arrived_at == clock() - timedelta(days=3)
        assert give.leads(open_only=True) == ()
        assert [entry.event for entry in each_network.journal()] == ["lead.arrived", "lead.noted"]

    def test_somebody_introduced_is_on_the_list_with_the_tie(self, each_network: Network, ada: str) -> None:
        lead = each_network.give.lead("Ada", introduces="Amara Nwosu", email="amara@example.org", text="Eastfield")
        detail = each_network.gather.show("amara@example.org")
        assert (lead.kind, lead.person, lead.text) == ("referral", detail.person.id, "Eastfield")
        assert detail.introduced_by == ada
        assert detail.person.standing == "undecided"

    def test_somebody_introduced_who_is_off_the_list_stays_off(self, each_network: Network, ada: str) -> None:
        each_network.gather.add("Amara Nwosu", email="amara@example.org")
        each_network.choose.eliminate(["Amara"])
        lead = each_network.give.lead("Ada", introduces="Amara Nwosu", email="amara@example.org")
        assert each_network.choose.contactable(lead.person) != ()
        assert not [item for item in each_network.agenda() if item.kind == "introduced"]

    @pytest.mark.parametrize("said", [{}, {"introduces": "  "}, {"idea": " "}, {"email": "x@example.org", "idea": "y"}])
    def test_nothing_is_no_lead(self, each_network: Network, ada: str, said: dict[str, str]) -> None:
        with pytest.raises(UsageError):
            each_network.give.lead(ada, **said)
        assert each_network.give.leads() == ()

    def test_a_lead_that_is_not_there_cannot_arrive(self, each_network: Network) -> None:
        with pytest.raises(NotFound):
            each_network.give.arrived("nothing")
