"""Step 6: thanks owed, and given."""

from datetime import timedelta
from pathlib import Path

import pytest

from netcore.errors import IllegalMove, NotContactable
from netcore.network import Network
from tests.conftest import Clock

NOTES = "She knows Amara. Write the house rules together before the first firing, not after the first quarrel. Keys!"


@pytest.fixture
def ada(network: Network, clock: Clock) -> str:
    """Somebody with whom the user talked for half an hour, at ten past nine on a Monday."""
    network.write.set_me(name="Mara Ellison", address="mara@example.org")
    person = network.gather.add("Ada Park", email="ada@example.org").id
    network.choose.keep([person])
    network.meet.agree(person, mode="coffee", minutes=30, at=clock())
    clock.pass_(minutes=10)
    network.meet.held(person, notes=NOTES)
    return person


def test_thanks_are_owed_within_a_day(network: Network, ada: str, clock: Clock) -> None:
    (owed,) = network.thank.owed()
    assert (owed.person, owed.thank_by) == (ada, clock() + timedelta(days=1))


def test_the_longest_due_come_first(network: Network, ada: str, clock: Clock) -> None:
    bo = network.gather.add("Bo Lund").id
    network.meet.agree(bo, mode="phone", minutes=10, at=clock())
    network.meet.held(bo, at=clock() - timedelta(hours=5))
    assert [talk.person for talk in network.thank.owed()] == [bo, ada]


def test_nobody_off_the_list_is_owed_a_letter(network: Network, ada: str) -> None:
    network.choose.eliminate([ada])
    assert network.thank.owed() == ()
    with pytest.raises(NotContactable):
        network.thank.draft(ada)


class TestTheLetter:
    def test_it_is_drawn_from_the_notes(self, network: Network, ada: str) -> None:
        message = network.thank.draft("Ada")
        assert (message.purpose, message.state, message.to_address) == ("thanks", "draft", "ada@example.org")
        assert message.subject == "Thank you for the coffee"
        assert message.body == (
            "Dear Ada,\n\n"
            "Thank you for the coffee on Monday, and for the 30 minutes you gave me.\n\n"
            "One thing you said has stayed with me: Write the house rules together before the first firing, not after "
            "the first quarrel. It was generous of you to be so open.\n\n"
            "And tell me what I can do for you; I would love to.\n\n"
            "Warmly,\nMara Ellison"
        )

    def test_what_the_notes_say_about_them_stays_in_the_notes(self, network: Network, ada: str) -> None:
        assert "She knows" not in network.thank.draft(ada).body

    def test_an_introduction_is_thanked_for(self, network: Network, ada: str) -> None:
        network.give.lead(ada, introduces="Amara Nwosu", email="amara@example.org")
        assert "thank you for thinking of Amara Nwosu" in network.thank.draft(ada).body

    def test_own_words_are_taken_as_they_are(self, network: Network, ada: str) -> None:
        message = network.thank.draft(ada, body="Dear Ada,\n\nThank you!\n\nMara", subject="The rules")
        assert (message.subject, message.body.strip()) == ("The rules", "Dear Ada,\n\nThank you!\n\nMara")

    def test_the_checks_find_nothing_that_blocks_it(self, network: Network, ada: str) -> None:
        message = network.thank.draft(ada)
        (checked,) = network.write.check([message.id])
        assert [finding for finding in checked.findings if finding.level != "hint"] == []

    def test_it_needs_no_clarity(self, network: Network, ada: str) -> None:
        assert network.clarify.current() is None
        assert network.thank.draft(ada).clarity == 0

    def test_it_is_not_written_twice(self, network: Network, ada: str) -> None:
        first = network.thank.draft(ada)
        with pytest.raises(IllegalMove, match=f"{first.id} is draft"):
            network.thank.draft(ada)
        network.write.discard(first.id)
        assert network.thank.draft(ada).state == "draft"


class TestWhenItIsDone:
    def test_a_letter_that_was_sent_closes_the_talk(self, network: Network, ada: str, clock: Clock) -> None:
        message = network.thank.draft(ada)
        assert network.write.approve([message.id]).blocked == ()
        assert len(network.thank.owed()) == 1
        clock.pass_(minutes=5)
        assert [line.message for line in network.write.send().sent] == [message.id]
        assert network.thank.owed() == ()
        (talk,) = network.meet.conversations(open_only=False)
        assert (talk.state, talk.thanked_at) == ("thanked", network.write.message(message.id).sent_at)
        with pytest.raises(IllegalMove):
            network.thank.done(ada)

    def test_thanks_by_other_means_close_it_too(self, network: Network, ada: str, clock: Clock) -> None:
        clock.pass_(hours=2)
        done = network.thank.done("Ada")
        assert (done.state, done.thanked_at) == ("thanked", clock())
        assert network.thank.owed() == ()

    def test_old_thanks_close_no_new_talk(self, network: Network, ada: str, clock: Clock, tmp_path: Path) -> None:
        network.write.approve([network.thank.draft(ada).id])
        network.write.send()
        clock.pass_(days=30)
        network.meet.agree(ada, mode="phone", minutes=10, at=clock())
        network.meet.held(ada)
        assert [talk.mode for talk in network.thank.owed()] == ["phone"]
        assert network.thank.draft(ada).subject == "Thank you for our talk on the phone"

    def test_one_letter_thanks_for_two_talks(self, network: Network, ada: str, clock: Clock) -> None:
        network.meet.agree(ada, mode="phone", minutes=10, at=clock())
        network.meet.held(ada)
        assert len(network.thank.owed()) == 2
        network.write.approve([network.thank.draft(ada).id])
        network.write.send()
        assert network.thank.owed() == ()

    def test_without_a_talk_nothing_is_owed(self, network: Network) -> None:
        network.gather.add("Bo Lund")
        for move in (network.thank.draft, network.thank.done):
            with pytest.raises(IllegalMove, match="No talk with Bo Lund waits for thanks"):
                move("Bo")
