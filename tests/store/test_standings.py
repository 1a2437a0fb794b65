"""May this person be written to?"""

from collections.abc import Callable
from threading import Thread

import pytest

from netcore.store import Store, Transaction
from tests.store.cards import add_card, join, judge, part, set_identifiers


def codes(tx: Transaction, person: str, address: str = "") -> set[str]:
    return {obstacle.code for obstacle in tx.standings.obstacles(person, address)}


def eliminate(tx: Transaction, *people: str, reason: str = "") -> None:
    tx.standings.eliminate(people, reason)


def test_a_new_person_is_undecided_and_may_be_written_to(store: Store) -> None:
    with store.write() as tx:
        ada = add_card(tx, "Ada Park", "ada@example.org")
        assert tx.standings.standing_of([ada]) == {ada: ("undecided", False)}
        assert codes(tx, ada, "ada@example.org") == set()


def test_an_id_that_nobody_has_may_not_be_written_to(store: Store) -> None:
    with store.read() as tx:
        assert tx.standings.standing_of(["nobody"]) == {}
        assert codes(tx, "nobody", "ada@example.org") == {"unknown-person"}


def test_everybody_is_told_in_one_answer(store: Store) -> None:
    with store.write() as tx:
        ada, bo, cy, dee = (add_card(tx, name) for name in ("Ada", "Bo", "Cy", "Dee"))
        tx.standings.keep([ada])
        eliminate(tx, bo)
        judge(tx, bo, cy, "ask")
        everybody = {
            ada: ("kept", False),
            bo: ("eliminated", False),
            cy: ("undecided", True),
            dee: ("undecided", False),
        }
        assert tx.standings.standing_of() == everybody
        assert tx.standings.standing_of([ada, bo, cy, dee]) == everybody


def test_many_people_asked_for_by_name_get_the_same_answer_as_few(store: Store) -> None:
    with store.write() as tx:
        people = [add_card(tx, f"Person {number}") for number in range(1100)]
        eliminate(tx, *people[::7])
        for left, right in zip(people[::14], people[1::14], strict=False):
            judge(tx, left, right, "ask")
        many = tx.standings.standing_of(people)
        assert many == {
            person: answer
            for some in range(0, 1100, 100)
            for person, answer in tx.standings.standing_of(people[some : some + 100]).items()
        }
        assert sum(held for _, held in many.values()) == len(people[1::14])


class TestElimination:
    def test_it_names_no_reason(self, store: Store) -> None:
        with store.write() as tx:
            ada = add_card(tx, "Ada Park", "ada@example.org")
            eliminate(tx, ada, reason="She talks behind my back")
            texts = [obstacle.text for obstacle in tx.standings.obstacles(ada, "ada@example.org")]
            assert texts
            assert not any("behind" in text for text in texts)

    def test_it_covers_every_anchor_and_address(self, store: Store) -> None:
        with store.write() as tx:
            ada, also = add_card(tx, "Ada Park", "ada@example.org"), add_card(tx, "A. Park", "park@example.com")
            join(tx, ada, also)
            eliminate(tx, also)
            for anchor in (ada, also):
                assert "eliminated" in codes(tx, anchor)
            bo = add_card(tx, "Bo Lund", "bo@example.org")
            assert codes(tx, bo, "park@example.com") == {"address-eliminated"}

    def test_merging_with_an_eliminated_person_eliminates_the_whole(self, store: Store) -> None:
        with store.write() as tx:
            ada, also = add_card(tx, "Ada Park", "ada@example.org"), add_card(tx, "Ada P.", "ap@example.org")
            tx.standings.keep([also])
            eliminate(tx, ada)
            whole = join(tx, ada, also)
            assert tx.standings.standing_of([whole])[whole][0] == "eliminated"
            tx.standings.follow([ada, also])
            bo = add_card(tx, "Bo Lund")
            assert codes(tx, bo, "ap@example.org") == {"address-eliminated"}

    def test_both_parts_of_a_split_stay_eliminated(self, store: Store) -> None:
        with store.write() as tx:
            ada, also = add_card(tx, "Ada Park", "ada@example.org"), add_card(tx, "Ada P.", "ap@example.org")
            eliminate(tx, ada)
            join(tx, ada, also)
            tx.standings.follow([also])
            part(tx, also)
            assert codes(tx, ada) == codes(tx, also) == {"eliminated"}

    def test_a_card_that_joins_later_is_covered(self, store: Store) -> None:
        with store.write() as tx:
            ada = add_card(tx, "Ada Park", "ada@example.org")
            eliminate(tx, ada)
            later = add_card(tx, "Ada Park", "ada@new.example", account="google:me")
            join(tx, ada, later)
            tx.standings.follow([later])
            part(tx, later)
            assert codes(tx, later, "ada@new.example") == {"eliminated", "address-eliminated"}

    @pytest.mark.parametrize(
        "spelling",
        ["ADA@Example.ORG", " ada@example.org ", "mailto:ada@example.org", "ada+choir@example.org", "ada@example.org."],
    )
    def test_an_address_is_known_in_every_spelling(self, store: Store, spelling: str) -> None:
        with store.write() as tx:
            ada, bo = add_card(tx, "Ada Park", "ada@example.org"), add_card(tx, "Bo Lund")
            eliminate(tx, ada)
            assert codes(tx, bo, spelling) == {"address-eliminated"}

    def test_an_address_that_is_gone_from_the_card_stays_unreachable(self, store: Store) -> None:
        with store.write() as tx:
            ada, bo = add_card(tx, "Ada Park", "ada@example.org"), add_card(tx, "Bo Lund", "bo@example.org")
            eliminate(tx, ada)
            set_identifiers(tx, ada, "ada@new.example")
            tx.standings.follow([ada])
            assert codes(tx, bo, "ada@example.org") == {"address-eliminated"}
            assert codes(tx, bo, "ada@new.example") == {"address-eliminated"}

    def test_an_address_that_follow_was_not_told_of_is_unreachable_too(self, store: Store) -> None:
        with store.write() as tx:
            ada, bo = add_card(tx, "Ada Park", "ada@example.org"), add_card(tx, "Bo Lund", "bo@example.org")
            eliminate(tx, ada)
            set_identifiers(tx, ada, "ada@new.example")
            assert codes(tx, bo, "ada@new.example") == {"address-eliminated"}

    def test_a_household_is_not_eliminated_with_one_of_them_but_their_address_is_closed(self, store: Store) -> None:
        with store.write() as tx:
            ada = add_card(tx, "Ada Park", "family@example.org")
            tom = add_card(tx, "Tom Park", "tom@example.org", "family@example.org")
            eliminate(tx, ada)
            tx.standings.follow([ada, tom])
            assert tx.standings.standing_of([tom]) == {tom: ("undecided", False)}
            assert codes(tx, tom, "tom@example.org") == set()
            assert codes(tx, tom, "family@example.org") == {"address-eliminated"}

    def test_a_new_card_with_an_address_that_an_eliminated_person_gave_up_is_held(self, store: Store) -> None:
        with store.write() as tx:
            ada = add_card(tx, "Ada Park", "ada@example.org")
            eliminate(tx, ada)
            set_identifiers(tx, ada, "ada@new.example")
            tx.standings.follow([ada])
            card = add_card(tx, "A Lovelace", "ada@example.org", "countess@example.com")
            tx.standings.follow([card])
            assert codes(tx, card, "countess@example.com") == {"held-recognised"}

    @pytest.mark.parametrize(("told", "held"), [(1, {"held-recognised"}), (2, set())])
    def test_whoever_the_user_told_apart_from_all_who_gave_it_up_is_not_held(
        self, store: Store, told: int, held: set[str]
    ) -> None:
        with store.write() as tx:
            had = [add_card(tx, name, "old@example.org") for name in ("Ada Park", "Bo Park")]
            namesake = add_card(tx, "A. Park")
            for person in had:
                eliminate(tx, person)
                set_identifiers(tx, person)
            for person in had[:told]:
                judge(tx, person, namesake, "different", by_user=True)
            set_identifiers(tx, namesake, "old@example.org")
            tx.standings.follow([namesake])
            assert codes(tx, namesake) == held
            assert "address-eliminated" in codes(tx, namesake, "old@example.org")

    def test_it_outlives_the_card(self, store: Store) -> None:
        with store.write() as tx:
            bo = add_card(tx, "Bo Lund")
            tx.standings.eliminate(["gone"])
            assert codes(tx, bo) == set()


class TestKeeping:
    def test_it_is_the_way_back(self, store: Store) -> None:
        with store.write() as tx:
            ada, also = add_card(tx, "Ada Park", "ada@example.org"), add_card(tx, "Ada P.", "ap@example.org")
            join(tx, ada, also)
            eliminate(tx, ada)
            tx.standings.keep([also])
            part(tx, also)
            assert tx.standings.standing_of([ada, also]) == {ada: ("kept", False), also: ("kept", False)}
            assert codes(tx, ada, "ada@example.org") == set()

    def test_it_frees_nobody_else_who_shares_an_address(self, store: Store) -> None:
        with store.write() as tx:
            ada = add_card(tx, "Ada Park", "family@example.org")
            tom = add_card(tx, "Tom Park", "family@example.org", "tom@example.org")
            eliminate(tx, ada, tom)
            tx.standings.keep([tom])
            assert codes(tx, tom, "tom@example.org") == set()
            assert codes(tx, tom, "family@example.org") == {"address-eliminated"}
            assert "eliminated" in codes(tx, ada)

    def test_what_came_to_them_while_they_were_off_the_list_holds_them(self, store: Store) -> None:
        with store.write() as tx:
            ada, bo = add_card(tx, "Ada Park", "ada@example.org"), add_card(tx, "Bo Lund", "bo@example.org")
            eliminate(tx, ada)
            tx.standings.erase(bo)
            set_identifiers(tx, ada, "bo@example.org")
            tx.standings.follow([ada])
            tx.standings.keep([ada])
            assert tx.standings.standing_of([ada]) == {ada: ("kept", True)}
            assert codes(tx, ada) == {"held-recognised"}
            tx.standings.keep([ada], although_held=True)
            assert tx.standings.standing_of([ada]) == {ada: ("kept", False)}
            assert codes(tx, ada) == set()

    def test_it_answers_no_open_question(self, store: Store) -> None:
        with store.write() as tx:
            ada, maybe = add_card(tx, "Ada Park"), add_card(tx, "Ada Parker")
            judge(tx, ada, maybe, "ask")
            eliminate(tx, ada)
            tx.standings.keep([maybe])
            assert tx.standings.standing_of([maybe]) == {maybe: ("kept", True)}


class TestQuestions:
    def test_whoever_might_be_an_eliminated_person_is_held(self, store: Store) -> None:
        with store.write() as tx:
            ada, maybe = add_card(tx, "Ada Park"), add_card(tx, "Ada Parker", "adap@example.org")
            judge(tx, ada, maybe, "ask")
            assert codes(tx, maybe) == set()
            eliminate(tx, ada)
            (obstacle,) = tx.standings.obstacles(maybe, "adap@example.org")
            assert (obstacle.code, obstacle.other) == ("held-question", ada)
            assert f"netcore different {maybe} {ada}" in obstacle.text

    def test_a_question_about_any_card_of_either_holds_the_whole_person(self, store: Store) -> None:
        with store.write() as tx:
            a1, a2, m1, m2 = (add_card(tx, name) for name in ("Ada", "Ada P", "Maybe", "Maybe P"))
            join(tx, a1, a2)
            join(tx, m1, m2)
            judge(tx, a2, m1, "ask")
            eliminate(tx, a1)
            assert codes(tx, m2) == {"held-question"}

    def test_it_reaches_through_a_chain_of_questions(self, store: Store) -> None:
        with store.write() as tx:
            ada, between, far = (add_card(tx, name) for name in ("Ada", "A. Park", "A. P."))
            judge(tx, ada, between, "ask")
            judge(tx, between, far, "ask")
            eliminate(tx, ada)
            (obstacle,) = tx.standings.obstacles(far)
            assert (obstacle.code, obstacle.other) == ("held-question", between)
            assert tx.standings.standing_of()[far] == ("undecided", True)

    @pytest.mark.parametrize("same_pair", [True, False])
    def test_the_user_calling_them_different_lets_go(self, store: Store, same_pair: bool) -> None:
        with store.write() as tx:
            ada, maybe, also = (add_card(tx, name) for name in ("Ada", "Maybe", "Maybe Too"))
            join(tx, maybe, also)
            judge(tx, ada, maybe, "ask")
            eliminate(tx, ada)
            judge(tx, ada, maybe if same_pair else also, "different", by_user=True)
            assert codes(tx, maybe) == codes(tx, also) == set()

    def test_the_machine_calling_two_of_their_cards_different_does_not(self, store: Store) -> None:
        with store.write() as tx:
            ada, maybe, also = (add_card(tx, name) for name in ("Ada", "Maybe", "Maybe Too"))
            join(tx, maybe, also)
            judge(tx, ada, maybe, "ask")
            judge(tx, ada, also, "different")
            eliminate(tx, ada)
            assert codes(tx, also) == {"held-question"}

    def test_a_same_that_could_not_be_carried_out_holds_like_a_question(self, store: Store) -> None:
        with store.write() as tx:
            ada, maybe = add_card(tx, "Ada"), add_card(tx, "Maybe")
            judge(tx, ada, maybe, "same")
            eliminate(tx, ada)
            assert codes(tx, maybe) == {"held-question"}

    @pytest.mark.parametrize("spelled", ["shared+boats@example.org", " Shared+Boats@Example.ORG"])
    def test_an_address_of_somebody_who_is_held_is_closed_to_others_too(self, store: Store, spelled: str) -> None:
        with store.write() as tx:
            ada, maybe = add_card(tx, "Ada"), add_card(tx, "Maybe", "shared+boats@example.org")
            tom = add_card(tx, "Tom", "shared+boats@example.org", "tom@example.org")
            judge(tx, ada, maybe, "ask")
            eliminate(tx, ada)
            assert codes(tx, tom, spelled) == {"address-held"}
            assert codes(tx, tom, "tom@example.org") == set()


def test_no_answer_changes_between_the_question_and_the_claim(open_store: Callable[[], Store]) -> None:
    """A sender that has asked holds the gate: whoever wants to eliminate the person waits until it has claimed."""
    store, other = open_store(), open_store()
    with store.write() as tx:
        ada = add_card(tx, "Ada Park", "ada@example.org")
    done: list[str] = []

    def take_off() -> None:
        with other.write() as tx:
            tx.lock_gate(alone=True)
            tx.standings.eliminate([ada])
        done.append("eliminated")

    with store.write() as tx:
        tx.lock_gate(alone=False)
        assert tx.standings.obstacles(ada, "ada@example.org") == ()
        rival = Thread(target=take_off)
        rival.start()
        rival.join(0.3)
        assert tx.standings.obstacles(ada, "ada@example.org") == ()
        done.append("claimed")
    rival.join()
    assert done == ["claimed", "eliminated"]
    with store.write() as tx:
        tx.lock_gate(alone=False)
        assert codes(tx, ada) == {"eliminated"}


class TestOperations:
    def test_what_followed_an_operation_goes_with_it(self, store: Store) -> None:
        with store.write() as tx:
            ada, also = add_card(tx, "Ada Park", "ada@example.org"), add_card(tx, "Ada P.", "ap@example.org")
            tx.standings.keep([also])
            eliminate(tx, ada)
            join(tx, ada, also)
            tx.standings.follow([ada, also], operation=7)
            part(tx, also)
            tx.standings.unfollow(7)
            assert tx.standings.standing_of([ada, also]) == {ada: ("eliminated", False), also: ("kept", False)}
            assert codes(tx, also, "ap@example.org") == set()

    def test_what_the_user_said_in_between_stays(self, store: Store) -> None:
        with store.write() as tx:
            ada, also = add_card(tx, "Ada Park", "ada@example.org"), add_card(tx, "Ada P.", "ap@example.org")
            eliminate(tx, ada)
            join(tx, ada, also)
            tx.standings.follow([ada, also], operation=7)
            eliminate(tx, also)
            part(tx, also)
            tx.standings.unfollow(7)
            assert codes(tx, also, "ap@example.org") == {"eliminated", "address-eliminated"}
