"""Step 2: who is on the list, and who is never written to."""

from pathlib import Path

import pytest

from netcore.errors import Ambiguous, NotFound, NotPossibleNow, StoreBusy
from netcore.network import Network
from tests.conftest import Clock
from tests.steps.people import add, add_message, store_of
from tests.store.cards import add_card, join, judge


def test_everybody_is_undecided_at_first(each_network: Network) -> None:
    for name in ("Cy", "Ada", "Bo"):
        add(each_network, name)
    assert [person.name for person in each_network.choose.undecided()] == ["Ada", "Bo", "Cy"]
    assert [person.name for person in each_network.choose.undecided(limit=2)] == ["Ada", "Bo"]


def test_what_is_decided_is_not_asked_again(each_network: Network) -> None:
    ada, bo, _ = add(each_network, "Ada"), add(each_network, "Bo"), add(each_network, "Cy")
    (kept,) = each_network.choose.keep([ada])
    (gone,) = each_network.choose.eliminate([bo])
    assert (kept.standing, gone.standing) == ("kept", "eliminated")
    assert [person.name for person in each_network.choose.undecided()] == ["Cy"]


def test_people_are_named_by_any_part_of_the_name_that_is_unique(network: Network) -> None:
    add(network, "Ada Park", "ada@example.org")
    add(network, "Bo Park")
    assert network.choose.keep(["ada@example.org", "Ada"])[0].name == "Ada Park"
    with pytest.raises(Ambiguous):
        network.choose.eliminate(["Park"])
    with pytest.raises(NotFound):
        network.choose.eliminate(["Zoe"])


def test_of_several_people_all_or_none_are_decided(network: Network) -> None:
    add(network, "Ada Park")
    with pytest.raises(NotFound):
        network.choose.eliminate(["Ada", "Zoe"])
    assert [person.standing for person in network.choose.undecided()] == ["undecided"]


def test_the_reason_is_nowhere_to_be_seen(network: Network) -> None:
    ada = add(network, "Ada Park", "ada@example.org")
    people = network.choose.eliminate([ada], reason="She talks behind my back")
    seen = [*map(repr, people), *network.choose.contactable(ada), *map(repr, network.journal()), repr(network.agenda())]
    assert "eliminated" in seen[0]
    assert not any("behind" in text for text in seen)


def test_letters_that_have_not_left_are_thrown_away_and_the_others_are_named(each_network: Network) -> None:
    ada = add(each_network, "Ada Park", "ada@example.org")
    states = ("draft", "approved", "queued", "deferred", "refused", "sending", "uncertain", "sent", "discarded")
    before = {state: add_message(each_network, ada, state).id for state in states}
    each_network.choose.eliminate([ada])
    with store_of(each_network).read() as tx:
        after = {state: tx.messages.get(message).state for state, message in before.items()}  # type: ignore[union-attr]  # they are there
    stopped = dict.fromkeys(("draft", "approved", "queued", "deferred", "refused", "discarded"), "discarded")
    assert after == stopped | {state: state for state in ("sending", "uncertain", "sent")}
    assert {message.id for message in each_network.choose.on_their_way([ada])} == {
        before["sending"],
        before["uncertain"],
    }


def test_keeping_brings_back_and_is_told_once(each_network: Network) -> None:
    ada = add(each_network, "Ada Park", "ada@example.org")
    each_network.choose.eliminate([ada])
    assert each_network.choose.contactable(ada) != ()
    each_network.choose.keep([ada])
    each_network.choose.keep([ada])
    assert each_network.choose.contactable(ada) == ()
    assert [entry.event for entry in each_network.journal(person=ada)] == ["person.kept", "person.eliminated"]


def test_whoever_might_be_eliminated_is_told_how_to_be_freed(each_network: Network) -> None:
    ada, maybe = add(each_network, "Ada Park"), add(each_network, "Ada Parker")
    with store_of(each_network).write() as tx:
        judge(tx, ada, maybe, "ask")
    each_network.choose.eliminate([ada])
    (person,) = each_network.choose.keep([maybe])
    assert (person.standing, person.held) == ("kept", True)
    (reason,) = each_network.choose.contactable(maybe)
    assert f"netcore different {maybe} {ada}" in reason


def test_somebody_with_one_good_address_may_be_written_to(each_network: Network) -> None:
    ada = add(each_network, "Ada Park", "family@example.org")
    tom = add(each_network, "Tom Park", "family@example.org", "tom@example.org")
    child = add(each_network, "Kim Park", "family@example.org")
    each_network.choose.eliminate([ada])
    assert each_network.choose.contactable(tom) == ()
    (reason,) = each_network.choose.contactable(child)
    assert "family@example.org" in reason


class TestForgetting:
    def test_nobody_is_there_any_more(self, each_network: Network) -> None:
        ada = add(each_network, "Ada Park", "ada@example.org")
        add(each_network, "Bo Lund")
        each_network.choose.forget("Ada")
        assert [person.name for person in each_network.choose.undecided()] == ["Bo Lund"]
        with pytest.raises(NotFound):
            each_network.choose.contactable(ada)
        assert [entry.text for entry in each_network.journal()] == ["Somebody was erased."]

    def test_the_bytes_are_gone(self, network: Network, tmp_path: Path) -> None:
        add(network, "Zerlina Quack", "zerlina@example.org")
        network.choose.eliminate(["Zerlina"], "whispers")
        network.choose.forget("Zerlina")
        content = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
        for secret in (b"Zerlina", b"zerlina", b"quack", b"whispers"):
            assert secret not in content

    def test_a_whole_person_goes_however_many_cards_they_have(self, each_network: Network) -> None:
        with store_of(each_network).write() as tx:
            join(tx, add_card(tx, "Ada Park", "ada@example.org"), add_card(tx, "A. Park", "ap@example.org"))
        each_network.choose.forget("Ada Park")
        again = add(each_network, "Park", "ap@example.org")
        assert "something in common" in each_network.choose.contactable(again)[0]
        assert each_network.choose.keep([again])[0].standing == "kept"
        assert "--although-held" in each_network.choose.contactable(again)[0]
        each_network.choose.keep([again], although_held=True)
        assert each_network.choose.contactable(again) == ()

    def test_not_while_a_letter_is_leaving(self, each_network: Network) -> None:
        ada = add(each_network, "Ada Park")
        add_message(each_network, ada, "sending")
        with pytest.raises(NotPossibleNow):
            each_network.choose.forget(ada)
        assert each_network.choose.undecided()[0].name == "Ada Park"

    def test_what_a_reader_kept_from_finishing_is_finished_later(
        self, network: Network, clock: Clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("netcore.store.place.BUSY_SECONDS", 0.05)
        add(network, "Ada Park")
        with store_of(network).read() as reader:
            reader.standings.standing_of()
            with pytest.raises(StoreBusy, match="forget --finish"):
                network.choose.forget("Ada Park")
        assert [item.do for item in network.agenda() if item.kind == "forget"] == ["netcore forget --finish"]
        assert network.choose.finish_forgetting()
        assert not network.choose.finish_forgetting()
        assert not [item for item in network.agenda() if item.kind == "forget"]
