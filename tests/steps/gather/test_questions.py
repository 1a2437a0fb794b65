"""Questions of identity: few, the most useful first, many answered at once, and none that an answer settled."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from netcore.errors import NetcoreError, UsageError
from netcore.model.contact import Contact
from netcore.network import Network
from netcore.plugins import Context, Evidence, Matcher, MatcherDescriptor, hookimpl
from netcore.plugins.registry import Registry
from tests.conftest import Clock
from tests.steps.gather import books
from tests.steps.gather.books import card, write_book
from tests.steps.gather.conftest import everything

WriteBook = Callable[..., Path]


def pairs(network: Network) -> set[frozenset[str]]:
    """Who is asked about, by names."""
    names = {person.id: person.name for person in network.gather.people()}
    return {frozenset((names[q.left], names[q.right])) for q in network.gather.duplicates()}


@pytest.fixture
def namesakes(each_network: Network, book: WriteBook) -> Network:
    """Three pairs of namesakes, of whom one is likelier than the others, and a pair that only looks alike."""
    phone = [
        card("1", "Ada Lovelace"),
        card("2", "Bob King", firm="Firm"),
        card("3", "Carl Jensen"),
        card("4", "Dora Lund"),
    ]
    web = [
        card("1", "Ada Lovelace"),
        card("2", "Bob King", firm="Firm"),
        card("3", "Carl Jensen"),
        card("4", "Doora Lund"),
    ]
    each_network.gather.import_paths([book("phone", *phone), book("web", *web)])
    return each_network


class TestTiers:
    def test_each_tells_how_many_questions_and_mistakes_there_are(self, namesakes: Network) -> None:
        tiers = {tier.tier: tier for tier in namesakes.gather.tiers()}
        assert sum(tier.questions for tier in tiers.values()) == len(namesakes.gather.duplicates()) == 4
        assert tiers["almost-certain"].mistakes < 1

    def test_the_surest_come_first_and_those_about_people_who_are_kept(self, namesakes: Network) -> None:
        namesakes.choose.keep([namesakes.gather.people(search="Carl")[0].id])
        tiers = [question.tier for question in namesakes.gather.duplicates()]
        order = ["almost-certain", "likely", "probable", "possible"]
        assert tiers == sorted(tiers, key=order.index)
        named = {person.id: person.name for person in namesakes.gather.people()}
        first = {named[q.left] for q in namesakes.gather.duplicates() if q.tier == tiers[0]}
        assert named[namesakes.gather.duplicates()[0].left] == "Carl Jensen" or "Carl Jensen" not in first

    def test_those_that_hold_somebody_come_before_all(self, namesakes: Network) -> None:
        namesakes.choose.eliminate([namesakes.gather.people(search="Doora")[0].id])
        question = namesakes.gather.duplicates()[0]
        assert question.holds
        assert namesakes.gather.find("Dora").held

    def test_a_preview_of_accepting_changes_nothing(self, namesakes: Network) -> None:
        before = everything(namesakes)
        assert namesakes.gather.accept("possible", preview=True)
        assert everything(namesakes) == before

    def test_accepting_joins_them_as_one_operation_that_undo_takes_back(self, namesakes: Network) -> None:
        before = everything(namesakes)
        accepted = namesakes.gather.accept("possible")
        assert len(accepted) == 4
        assert len(namesakes.gather.people()) == 4
        assert namesakes.gather.duplicates() == ()
        namesakes.gather.undo()
        assert everything(namesakes) == before

    def test_accepting_leaves_what_is_less_sure(self, namesakes: Network) -> None:
        less_sure = [q for q in namesakes.gather.duplicates() if q.tier != "almost-certain"]
        namesakes.gather.accept("almost-certain")
        assert len(namesakes.gather.duplicates()) == len(less_sure)

    def test_accepting_makes_nobody_who_contradicts_themselves(self, network: Network, book: WriteBook) -> None:
        network.gather.import_paths(
            [
                book("a", card("1", "Ada Lovelace", born=(1950, 1, 2))),
                book("b", card("1", "Ada Lovelace")),
                book("c", card("1", "Ada Lovelace", born=(1980, 3, 4))),
            ]
        )
        network.gather.accept("possible")
        assert sorted(len(person.records) for person in network.gather.people()) == [1, 2]

    def test_a_tier_promises_what_accepting_it_joins_and_no_more(self, network: Network, book: WriteBook) -> None:
        cards = (card("1", "Ada Lovelace", born=(1950, 1, 2)), card("1", "Ada Lovelace"))
        other = card("1", "Ada Lovelace", born=(1980, 3, 4))
        network.gather.import_paths([book("a", cards[0]), book("b", cards[1]), book("c", other)])
        promised = {tier.tier: tier for tier in network.gather.tiers()}
        joined = {tier: len(network.gather.accept(tier, preview=True)) for tier in promised}
        assert joined["possible"] == sum(one.questions - one.one_by_one for one in promised.values()) == 1
        network.gather.accept("possible")
        left = network.gather.tiers()
        assert [one.questions for one in left] == [0, 0, 0, 1], "what cannot be accepted is no sure thing"
        assert (left[-1].one_by_one, left[-1].mistakes) == (1, 0.0)

    def test_each_question_tells_the_tier_in_which_it_is_counted(self, network: Network, book: WriteBook) -> None:
        known = {"firm": "Analytical Engines", "email": "office@engines.example"}
        cards = (card("1", "Ada Lovelace", born=(1950, 1, 2), **known), card("1", "Ada Lovelace", **known))
        other = card("1", "Ada Lovelace", born=(1980, 3, 4), **known)
        network.gather.import_paths([book("a", cards[0]), book("b", cards[1]), book("c", other)])
        counted = {tier.tier: tier.questions for tier in network.gather.tiers()}
        told = [question.tier for question in network.gather.duplicates()]
        assert {tier: told.count(tier) for tier in counted} == counted
        assert network.gather.tiers()[-1].one_by_one == 1

    def test_accepting_joins_nobody_whom_the_user_told_apart(self, namesakes: Network) -> None:
        one, other = namesakes.gather.people(search="Ada")
        namesakes.gather.different(one.id, other.id)
        namesakes.gather.accept("possible")
        assert len(namesakes.gather.people(search="Ada")) == 2


class TestAnswers:
    def test_one_answer_settles_what_follows_from_it(self, network: Network, book: WriteBook) -> None:
        network.gather.import_paths([book(name, card("1", "Ada Lovelace")) for name in ("a", "b", "c")])
        assert len(network.gather.duplicates()) == 3
        one, other, third = network.gather.people()
        network.gather.same(one.id, other.id)
        assert len(network.gather.duplicates()) == 1
        network.gather.different(one.id, third.id)
        assert network.gather.duplicates() == ()

    def test_only_those_about_some_people_can_be_asked_for(self, namesakes: Network) -> None:
        bob = namesakes.gather.people(search="Bob")[0]
        assert len(namesakes.gather.duplicates([bob.id])) == 1
        assert len(namesakes.gather.duplicates([bob.id, "Doora"])) == 2

    def test_an_open_question_alone_holds_nobody(self, namesakes: Network) -> None:
        assert not any(person.held for person in namesakes.gather.people())


class TestPolicies:
    def test_balanced_joins_a_full_name_at_one_firm(self, each_network: Network, book: WriteBook) -> None:
        files = [book("a", card("1", "Bob King", firm="Firm")), book("b", card("1", "Bob King", firm="Firm Ltd"))]
        each_network.gather.import_paths(files)
        assert len(each_network.gather.people()) == 2
        each_network.gather.set_policy("balanced")
        assert len(each_network.gather.people()) == 1
        assert each_network.gather.policy() == "balanced"
        each_network.gather.undo()
        assert len(each_network.gather.people()) == 2
        assert each_network.gather.policy() == "strict"

    def test_another_word_is_refused(self, network: Network) -> None:
        with pytest.raises(UsageError, match="strict, balanced, liberal"):
            network.gather.set_policy("bold")

    def test_what_a_policy_joined_the_user_can_part_for_ever(self, network: Network, book: WriteBook) -> None:
        network.gather.set_policy("liberal")
        network.gather.import_paths([book("a", card("1", "Bob King")), book("b", card("1", "Bob King"))])
        (bob,) = network.gather.people()
        network.gather.split(bob.id)
        network.gather.import_paths([book("c", card("1", "Ada Lovelace"))])
        assert len(network.gather.people(search="Bob")) == 2


class ByClub(Matcher):
    """Knows more: who has one club number is one human, who has one that ends in "x" is not."""

    def __init__(self, context: Context) -> None:
        pass

    def keys(self, contact: Contact) -> list[str]:
        if "crash" in contact.notes:
            raise ZeroDivisionError
        return [note for note in contact.notes if note.startswith("club ")]

    def compare(self, left: Contact, right: Contact) -> list[Evidence]:
        club = {*self.keys(left)} & {*self.keys(right)}
        weight = -20.0 if any(one.endswith("x") for one in club) else 4.0 if any("?" in one for one in club) else 12.0
        return [Evidence(weight=weight, reason=f"same {one}") for one in sorted(club)]


@hookimpl
def _matchers() -> list[MatcherDescriptor]:
    return [MatcherDescriptor(name="club", summary="Club numbers.", factory=f"{__name__}:ByClub")]


class TestMatchers:
    @pytest.fixture
    def registry(self) -> Registry:
        plugins: dict[str, Any] = {
            "cards": SimpleNamespace(netcore_contact_sources=books._sources),
            "club": SimpleNamespace(netcore_matchers=_matchers),
        }
        return Registry.of(plugins)

    @pytest.fixture
    def after(self, network: Network, book: WriteBook) -> Callable[..., Network]:
        def after(one: dict[str, Any], other: dict[str, Any]) -> Network:
            network.gather.import_paths([book("a", card("1", **one))])
            network.gather.import_paths([book("b", card("1", **other))])
            return network

        return after

    def test_strong_evidence_joins_names_that_fit(self, after: Callable[..., Network]) -> None:
        network = after({"name": "Ada King", "note": "club 7"}, {"name": "Ada Lovelace", "note": "club 7"})
        assert len(network.gather.people()) == 1

    def test_strong_evidence_about_names_that_clash_is_a_question(self, after: Callable[..., Network]) -> None:
        network = after({"name": "Ada King", "note": "club 7"}, {"name": "Bob Stone", "note": "club 7"})
        assert [question.reasons for question in network.gather.duplicates()] == [("same club 7",)]

    def test_evidence_against_turns_a_join_into_a_question(self, after: Callable[..., Network]) -> None:
        ada = {"name": "Ada King", "email": "ada@x.org", "note": "club 7x"}
        network = after(ada, ada)
        assert len(network.gather.people()) == 2
        assert network.gather.duplicates()[0].reasons == ("same e-mail ada@x.org", "same name", "same club 7x")

    def test_a_contradiction_on_the_cards_stays_one(self, after: Callable[..., Network]) -> None:
        network = after(
            {"name": "Ada King", "born": (1950, 1, 2), "note": "club 7"},
            {"name": "Ada King", "born": (1980, 3, 4), "note": "club 7"},
        )
        assert len(network.gather.people()) == 2

    def test_one_that_fails_is_left_out_and_told_about(self, after: Callable[..., Network]) -> None:
        ada = {"name": "Ada King", "email": "ada@x.org", "note": "crash"}
        network = after(ada, ada)
        assert len(network.gather.people()) == 1
        assert any("ZeroDivisionError" in entry.text for entry in network.journal())


def test_others_can_write_while_a_preview_runs(network: Network, book: WriteBook) -> None:
    network.gather.import_paths([book("a", card("1", "Ada King"))])
    added: list[str] = []

    def meanwhile(_: Any) -> None:
        if not added:
            added.append(network.gather.add("Bob Stone").name)

    path = book("b", card("1", "Ada King"), card("2", "Carl Jensen"))
    (report,) = network.gather.import_paths([path], preview=True, on_record=meanwhile)
    assert [line.outcome for line in report.records] == ["question", "new"]
    assert [person.name for person in network.gather.people()] == ["Ada King", "Bob Stone"]


def test_whoever_was_erased_does_not_come_back_with_a_backup(tmp_path: Path, clock: Clock) -> None:
    from netcore.network import restore

    def opened() -> Network:
        return Network(tmp_path / "n.db", home=tmp_path, plugins=books.registry(), now=clock)

    path = write_book(
        tmp_path / "a.cards",
        card("1", "Ada Lovelace", email="ada@x.org"),
        card("2", "Bob King", email="bob@x.org"),
        card("3", "Carl Jensen", email="ada@x.org"),
    )
    with opened() as network:
        network.gather.import_paths([path])
        network.backup(tmp_path / "n.backup")
        network.choose.forget("Ada")
    restore(tmp_path / "n.backup", tmp_path / "n.db", now=clock)
    assert b"Lovelace" not in (tmp_path / "n.db").read_bytes()
    with opened() as network:
        assert [person.name for person in network.gather.people()] == ["Bob King", "Carl Jensen"]
        assert not network.choose.contactable("Bob")
        network.gather.import_paths([path])
        assert network.choose.contactable("Lovelace"), "a re-import is recognised"
        with pytest.raises(NetcoreError):
            network.gather.show("nobody")


class TestSideBySide:
    def test_each_question_comes_with_the_two_whom_it_is_about(self, namesakes: Network) -> None:
        found = list(namesakes.gather.side_by_side())
        assert [one.question for one in found] == list(namesakes.gather.duplicates())
        assert all(one.left == namesakes.gather.show(one.question.left) for one in found)
        assert all(one.right == namesakes.gather.show(one.question.right) for one in found)

    def test_at_most_so_many_are_told_and_only_about_those_who_are_named(self, namesakes: Network) -> None:
        assert [one.question for one in namesakes.gather.side_by_side(limit=2)] == [*namesakes.gather.duplicates()[:2]]
        (about_ada,) = namesakes.gather.side_by_side([namesakes.gather.people(search="Ada")[0].id])
        assert {about_ada.left.person.name, about_ada.right.person.name} == {"Ada Lovelace"}

    def test_all_are_of_one_moment_whatever_others_answer_meanwhile(
        self, namesakes: Network, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("netcore.steps.gather.questions._AT_ONCE", 1)
        before = list(namesakes.gather.side_by_side())
        told = namesakes.gather.side_by_side()
        first = next(told)
        for question in namesakes.gather.duplicates():
            namesakes.gather.same(question.left, question.right)
        assert [first, *told] == before
        assert namesakes.gather.duplicates() == ()
