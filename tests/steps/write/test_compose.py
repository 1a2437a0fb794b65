"""Drafts: who gets a letter, and what is in it."""

import pytest

from netcore.errors import Ambiguous, ClarityMissing, NotContactable, NotFound, TemplateError, UsageError
from netcore.network import Network
from tests.conftest import Clock
from tests.steps.people import add, store_of
from tests.steps.write.post import GOAL, ready
from tests.store.cards import judge

SUBJECT = "Boats, {{ person.given }}"
TEMPLATE = "Dear {{ person.given }},\n\n{{ slot.memory }}\n\nCould we talk about boats?\n\nThank you,\nSam"


def kept(network: Network, name: str, *emails: str) -> str:
    """Somebody on the list."""
    person = add(network, name, *emails)
    network.choose.keep([person])
    return person


def test_nothing_can_be_drafted_before_the_next_chapter_is_written(network: Network) -> None:
    ada = kept(network, "Ada", "ada@example.org")
    with pytest.raises(ClarityMissing, match="netcore clarify"):
        network.write.draft("Spring", subject=SUBJECT, template=TEMPLATE)
    with pytest.raises(ClarityMissing):
        network.write.draft_one(ada, purpose="request", subject="Hi", body="Hello")
    assert network.write.draft_one(ada, purpose="thanks", subject="Hi", body="Thanks").clarity == 0


def test_everybody_who_is_kept_gets_a_letter_that_carries_the_clarity(each_network: Network, clock: Clock) -> None:
    ready(each_network)
    ada, bo = kept(each_network, "Ada", "ada@example.org"), kept(each_network, "Bo", "bo@example.org")
    add(each_network, "Cy", "cy@example.org")
    drafted = each_network.write.draft("Spring letters", subject=SUBJECT, template=TEMPLATE)
    assert drafted.campaign.id == "spring-letters"
    assert set(drafted.campaign.people) == {ada, bo}
    assert {(m.to_name, m.subject, m.clarity, m.state, m.campaign) for m in drafted.messages} == {
        ("Ada", "Boats, Ada", 1, "draft", "spring-letters"),
        ("Bo", "Boats, Bo", 1, "draft", "spring-letters"),
    }
    assert each_network.write.messages(campaign="Spring letters") == drafted.messages
    assert drafted.skipped == ()


def test_the_list_is_frozen(each_network: Network) -> None:
    ready(each_network)
    ada = kept(each_network, "Ada", "ada@example.org")
    each_network.write.draft("Spring", subject=SUBJECT, template=TEMPLATE)
    kept(each_network, "Bo", "bo@example.org")
    with pytest.raises(UsageError, match="frozen"):
        each_network.write.draft("Spring", subject=SUBJECT, template=TEMPLATE)
    with store_of(each_network).read() as tx:
        campaign = tx.campaigns.get("Spring")
        assert campaign is not None
        assert campaign.people == (ada,)


def test_whoever_may_not_be_written_to_is_skipped_and_the_reason_of_an_elimination_is_not_told(
    each_network: Network,
) -> None:
    ready(each_network)
    ada = kept(each_network, "Ada", "ada@example.org")
    leo = kept(each_network, "Leo", "leo@example.org")
    each_network.choose.eliminate([leo], "He talks behind my back")
    new = add(each_network, "New", "new@example.org")
    nobody = kept(each_network, "Noa")
    typo = kept(each_network, "Ty", "ty@example,org")
    drafted = each_network.write.draft(
        "Spring", people=[ada, leo, new, nobody, typo], subject=SUBJECT, template=TEMPLATE
    )
    assert [message.person for message in drafted.messages] == [ada]
    why = dict(drafted.skipped)
    assert set(why) == {leo, new, nobody, typo}
    assert "off your list" in why[leo]
    assert "netcore keep" in why[new]
    assert "no e-mail address" in why[nobody]
    assert "is no e-mail address" in why[typo]
    assert "behind" not in repr(drafted)


def test_somebody_who_might_be_eliminated_is_skipped(network: Network) -> None:
    ready(network)
    ada, leo = kept(network, "Ada", "ada@example.org"), kept(network, "Leo", "leo@example.org")
    network.choose.eliminate([leo])
    with store_of(network).write() as tx:
        judge(tx, ada, leo, "ask")
    with pytest.raises(NotContactable):
        network.write.draft_one(ada, purpose="request", subject="Hi", body="Hello")
    drafted = network.write.draft("Spring", people=[ada], subject=SUBJECT, template=TEMPLATE)
    assert "open question" in drafted.skipped[0][1]


def test_another_address_is_used_when_the_best_is_none_or_reaches_somebody_eliminated(network: Network) -> None:
    ready(network)
    kept(network, "Ada", "ada@", "shared@example.org", "Ada@Example.ORG")
    leo = kept(network, "Leo", "shared@example.org")
    network.choose.eliminate([leo])
    (message,) = network.write.draft("Spring", subject=SUBJECT, template=TEMPLATE).messages
    assert message.to_address == "Ada@example.org"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("home@example.org", "home@example.org"),
        ("home@example.org", "HOME@EXAMPLE.org"),
        ("ada.lee@gmail.com", "adalee@googlemail.com"),
        ("home@example.org", "home+bo@example.org"),
    ],
)
def test_a_mailbox_gets_one_letter_however_it_is_spelled(each_network: Network, one: str, other: str) -> None:
    ready(each_network)
    kept(each_network, "Ada", one)
    bo = kept(each_network, "Bo", other)
    drafted = each_network.write.draft("Spring", subject=SUBJECT, template=TEMPLATE)
    assert [message.to_name for message in drafted.messages] == ["Ada"]
    ((person, why),) = drafted.skipped
    assert person == bo
    assert "reaches Ada, too" in why


def test_somebody_named_twice_gets_one_letter(network: Network) -> None:
    ready(network)
    ada = kept(network, "Ada Park", "ada@example.org")
    drafted = network.write.draft("Spring", people=[ada, "Ada", "ada@example.org"], subject=SUBJECT, template=TEMPLATE)
    assert len(drafted.messages) == 1


def test_one_does_not_write_to_oneself(network: Network) -> None:
    ready(network)
    kept(network, "Sam Okafor", "SAM@example.org")
    assert "reaches you" in network.write.draft("Spring", subject=SUBJECT, template=TEMPLATE).skipped[0][1]


def test_one_mistake_in_a_template_keeps_everything_from_being_drafted(each_network: Network) -> None:
    ready(each_network)
    for name in ("Ada", "Bo"):
        kept(each_network, name, f"{name}@example.org")
    with pytest.raises(TemplateError, match=r"line 2"):
        each_network.write.draft("Spring", subject=SUBJECT, template="Hi\n{{ person.gvien }}")
    assert each_network.write.messages() == ()
    assert each_network.write.draft("Spring", subject=SUBJECT, template=TEMPLATE).messages


def test_marked_parts_are_written_per_person_and_for_everybody(network: Network) -> None:
    ready(network)
    network.clarify.write(GOAL, why="It is fun", ask="Twenty minutes of your time")
    ada = kept(network, "Ada", "ada@example.org")
    kept(network, "Bo", "bo@example.org")
    drafted = network.write.draft(
        "Spring",
        subject="{{ slot.topic }}",
        template="{{ slot.memory }} {{ slot.why }} {{ slot.ask }} {{ slot.options }}",
        slots={ada: {"memory": "The rain!", "ask": "Ten minutes"}, "": {"topic": "Boats", "options": "Tea?"}},
    )
    assert [(message.subject, message.body) for message in drafted.messages] == [
        ("Boats", "The rain! It is fun Ten minutes Tea?"),
        ("Boats", "[[memory]] It is fun Twenty minutes of your time Tea?"),
    ]
    assert drafted.incomplete == ((drafted.messages[1].id, ("memory",)),)


def test_a_part_that_the_template_has_no_place_for_is_a_mistake(network: Network) -> None:
    ready(network)
    ada = kept(network, "Ada", "ada@example.org")
    with pytest.raises(TemplateError, match=r"slot\.offer"):
        network.write.draft("Spring", subject=SUBJECT, template=TEMPLATE, slots={ada: {"offer": "My van"}})


def test_a_gap_is_filled_later_and_can_be_filled_again(each_network: Network) -> None:
    ready(each_network)
    kept(each_network, "Ada", "ada@example.org")
    (message,) = each_network.write.draft("Spring", subject=SUBJECT, template=TEMPLATE).messages
    (checked,) = each_network.write.check()
    assert [finding.id for finding in checked.findings if finding.level == "block"] == ["unresolved-placeholder"]
    filled = each_network.write.fill(message.id, memory="I remember the rain.")
    assert "\n\nI remember the rain.\n\n" in filled.body
    assert not each_network.write.check()[0].blocked
    again = each_network.write.fill(message.id, memory="I remember the sun.")
    assert "rain" not in again.body
    each_network.write.edit(message.id, body=again.body.replace("the sun", "the wind"))
    with pytest.raises(UsageError, match="cannot be found"):
        each_network.write.fill(message.id, memory="Something else")


def test_a_circle_narrows_the_list(network: Network) -> None:
    ready(network)
    kept(network, "Ada", "ada@example.org")
    with pytest.raises(UsageError, match="netcore circles"):
        network.write.draft("Spring", circle="Choir", subject=SUBJECT, template=TEMPLATE)


def test_a_campaign_without_people_or_name_is_refused(network: Network) -> None:
    ready(network)
    with pytest.raises(UsageError, match="Nobody is on your list"):
        network.write.draft("Spring", subject=SUBJECT, template=TEMPLATE)
    kept(network, "Ada Park", "ada@example.org")
    kept(network, "Bo Park", "bo@example.org")
    with pytest.raises(UsageError, match="needs a name"):
        network.write.draft(" ", subject=SUBJECT, template=TEMPLATE)
    with pytest.raises(Ambiguous):
        network.write.draft("Spring", people=["Park"], subject=SUBJECT, template=TEMPLATE)
    with pytest.raises(NotFound):
        network.write.draft("Spring", people=["Zoe"], subject=SUBJECT, template=TEMPLATE)
    assert network.write.messages() == ()


def test_campaigns_of_like_names_have_different_ids(network: Network) -> None:
    ready(network)
    kept(network, "Ada", "ada@example.org")
    names = ("Spring!", "spring?", "Été 夏", "夏", "春")
    ids = [network.write.draft(name, subject=SUBJECT, template=TEMPLATE).campaign.id for name in names]
    assert ids == ["spring", "spring-2", "ete", "campaign", "campaign-2"]


def test_a_single_letter_is_drafted_in_final_words(network: Network) -> None:
    ready(network)
    ada = kept(network, "Ada\r\nBcc: x@example.org", "ada@example.org")
    message = network.write.draft_one(
        ada, purpose="invitation", subject="Re: boats\nBcc: all", body="Hi {{ there }}\r\nyou", in_reply_to="<1@x>\n"
    )
    assert (message.subject, message.body, message.in_reply_to) == (
        "Re: boats Bcc: all",
        "Hi {{ there }}\nyou",
        "<1@x>",
    )
    assert "\n" not in message.to_name
    assert network.write.message(message.id) == message


def test_a_single_letter_needs_an_address_that_may_be_used(network: Network) -> None:
    ready(network)
    with pytest.raises(UsageError, match="no e-mail address"):
        network.write.draft_one(kept(network, "Ada"), purpose="thanks", subject="Hi", body="Thanks")
    leo = kept(network, "Leo", "leo@example.org")
    network.choose.eliminate([leo])
    with pytest.raises(NotContactable):
        network.write.draft_one(leo, purpose="thanks", subject="Hi", body="Thanks")


def test_who_the_letters_come_from_is_stated_once(network: Network) -> None:
    assert network.write.me() == ("", "")
    network.write.set_me(name="Sam\nOkafor", address="sam@EXAMPLE.org")
    network.write.set_me(name="Sam O")
    assert network.write.me() == ("Sam O", "sam@example.org")
    with pytest.raises(UsageError):
        network.write.set_me(address="sam")
    network.write.set_me(address="")
    assert network.write.me().address == ""


def test_letters_keep_the_order_in_which_they_were_written_though_the_clock_stands_still(each_network: Network) -> None:
    ready(each_network)
    names = [f"N{number}" for number in range(8)]
    people = [kept(each_network, name, f"{name}@example.org") for name in names]
    slots = {person: {"memory": f"I remember {person}."} for person in people}
    writing = each_network.write
    written = [writing.draft_one(people[0], purpose="thanks", subject="Hi", body="Hello").id]
    for name, some in (("Spring", people[:4]), ("Summer", people[2:])):
        drafted = writing.draft(name, people=some, subject=SUBJECT, template=TEMPLATE, slots=slots)
        written += [message.id for message in drafted.messages]
    writing.approve([written[-1]])
    for number, person in enumerate(people):
        written.append(writing.draft_one(person, purpose="thanks", subject=f"No. {number}", body="Thanks").id)
    assert [message.id for message in writing.messages()] == written
