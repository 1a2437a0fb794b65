"""Letters that did not arrive: listed, mended in a spreadsheet, and sent again, each once."""

import csv
from io import StringIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from netcore.errors import UsageError
from netcore.model.message import Message
from netcore.network import Network
from netcore.plugins.outboxes import Rejected
from netcore.steps.gather import Gather
from netcore.steps.write.failures import Correction, Failure
from netcore.steps.write.failures_csv import HEAD, as_csv, corrections_in
from tests.conftest import Clock
from tests.steps.people import add
from tests.steps.write.post import Post, ScriptedOutbox, queued, raising, send, states


@pytest.fixture
def outbox(clock: Clock) -> ScriptedOutbox:
    return ScriptedOutbox(Post(now=clock))


@pytest.fixture
def failed(each_network: Network, outbox: ScriptedOutbox, clock: Clock) -> tuple[Message, ...]:
    """A letter to Ada that was refused, one to Bo that came back, one to Cy that arrived."""
    letters = queued(each_network, "Ada", "Bo", "Cy")
    outbox.before = raising(Rejected("550 no such mailbox"), on="commit", to="ada@example.org")
    send(each_network, outbox)
    outbox.before = lambda call, letter: None
    clock.pass_(hours=1)
    each_network.write.log_reply("Bo", "550 5.1.1 unknown", kind="bounce")
    clock.pass_(hours=1)
    return letters


def mend(network: Network, message: Message, address: str, *, again: bool = False):  # type: ignore[no-untyped-def]  # Mended
    return network.write.mend([Correction(message=message.id, address=address, again=again)])


def again(network: Network, outbox: ScriptedOutbox) -> list[str]:
    network.write.queue(outbox="post")
    return sorted(line.address for line in send(network, outbox).sent)


def test_what_was_refused_and_what_came_back_is_listed_with_the_reason(
    each_network: Network, failed: tuple[Message, ...]
) -> None:
    assert {(one.name, one.kind, one.why) for one in each_network.write.failures()} == {
        ("Ada", "refused", "550 no such mailbox"),
        ("Bo", "came back", "550 5.1.1 unknown"),
    }


def test_a_mended_address_becomes_the_persons_and_the_letter_leaves_in_the_words_that_were_approved(
    each_network: Network, outbox: ScriptedOutbox, failed: tuple[Message, ...]
) -> None:
    ada, bo, _ = failed
    for message, address in ((ada, "ada@new.example.org"), (bo, "bo@new.example.org")):
        (approved,) = mend(each_network, message, address).approved
        assert (approved.subject, approved.body, approved.state) == (message.subject, message.body, "approved")
        assert each_network.gather.show(message.person).person.emails[0] == address
    assert each_network.write.failures() == ()
    assert each_network.write.replies(unread_only=True) == ()
    assert again(each_network, outbox) == ["ada@new.example.org", "bo@new.example.org"]
    assert outbox.post.copies() == [
        *("ada@new.example.org", "bo@example.org", "bo@new.example.org", "cy@example.org"),
    ]


def test_mending_again_sends_nothing_twice(
    each_network: Network, outbox: ScriptedOutbox, failed: tuple[Message, ...]
) -> None:
    ada, bo, cy = failed
    corrections = [
        Correction(message=ada.id, address="ada@new.example.org"),
        Correction(message=bo.id, address="bo@new.example.org", again=True),
        Correction(message=cy.id, address="cy@new.example.org", again=True),
    ]
    assert len(each_network.write.mend(corrections).approved) == 2
    for _ in range(2):
        assert set(each_network.write.mend(corrections).unchanged) == {ada.id, bo.id, cy.id}
        again(each_network, outbox)
    assert sorted(states(each_network)) == ["Ada", "Bo", "Cy"]
    assert len(outbox.post.sent) == 4


def test_of_two_that_mend_the_same_letter_at_once_one_does(
    each_network: Network, outbox: ScriptedOutbox, failed: tuple[Message, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, bo, _ = failed
    edit = Gather.edit

    def meanwhile(self: Gather, person: str, **what: str) -> object:
        monkeypatch.setattr(Gather, "edit", edit)
        message = ada if person == ada.person else bo
        assert mend(each_network, message, f"first-{message.to_address}").approved
        return edit(self, person, **what)

    for message in (ada, bo):
        monkeypatch.setattr(Gather, "edit", meanwhile)
        assert mend(each_network, message, f"second-{message.to_address}").unchanged == (message.id,)
    assert again(each_network, outbox) == ["first-ada@example.org", "first-bo@example.org"]


def test_what_was_not_changed_stays_as_it_is_and_may_be_tried_again_when_that_is_said(
    each_network: Network, outbox: ScriptedOutbox, failed: tuple[Message, ...]
) -> None:
    ada, bo, _ = failed
    for message in (ada, bo):
        assert mend(each_network, message, message.to_address).unchanged == (message.id,)
    assert len(each_network.write.failures()) == 2
    for message in (ada, bo):
        assert mend(each_network, message, message.to_address, again=True).approved
    assert again(each_network, outbox) == ["ada@example.org", "bo@example.org"]


def test_somebody_who_was_taken_off_the_list_meanwhile_gets_nothing(
    each_network: Network, outbox: ScriptedOutbox, failed: tuple[Message, ...]
) -> None:
    _, bo, _ = failed
    each_network.choose.eliminate(["Bo"])
    mended = mend(each_network, bo, "bo@new.example.org")
    assert mended.approved == ()
    assert "off your list" in mended.blocked[0][1]
    assert again(each_network, outbox) == []


def test_an_address_that_cannot_be_changes_nothing_and_the_table_can_be_mended_once_more(
    each_network: Network, outbox: ScriptedOutbox, failed: tuple[Message, ...]
) -> None:
    for message in failed[:2]:
        other = add(each_network, "Leo", f"leo-{message.to_address}")
        each_network.choose.eliminate([other])
        before = each_network.gather.show(message.person)
        mended = mend(each_network, message, f"LEO-{message.to_address}")
        assert "off your list" in mended.blocked[0][1]
        assert each_network.gather.show(message.person) == before
        assert message.id in [one.message for one in each_network.write.failures()]
        assert mend(each_network, message, f"new-{message.to_address}").approved
        assert again(each_network, outbox) == [f"new-{message.to_address}"]


def test_a_mailbox_that_the_campaign_has_reached_is_no_mended_address(
    each_network: Network, outbox: ScriptedOutbox, failed: tuple[Message, ...]
) -> None:
    ada, _, cy = failed
    assert "same campaign" in mend(each_network, ada, cy.to_address.upper()).blocked[0][1]
    assert each_network.write.message(ada.id).state == "refused"
    assert mend(each_network, ada, "ada@new.example.org").approved


def test_the_second_letter_has_its_place_in_the_campaign_so_that_nobody_gets_two(
    each_network: Network, outbox: ScriptedOutbox, failed: tuple[Message, ...]
) -> None:
    _, bo, cy = failed
    ((_, why),) = mend(each_network, bo, cy.to_address).blocked
    assert "same campaign" in why
    (again_,) = mend(each_network, bo, "bo@new.example.org").approved
    assert (again_.campaign, again_.in_place_of) == (bo.campaign, bo.id)
    each_network.write.queue(outbox="post")
    each_network.gather.same(bo.person, cy.person)
    (blocked,) = send(each_network, outbox).blocked
    assert "same campaign" in blocked.why


def test_of_two_that_came_back_one_is_mended_to_a_mailbox(
    each_network: Network, outbox: ScriptedOutbox, clock: Clock
) -> None:
    letters = queued(each_network, "Ada", "Bo")
    send(each_network, outbox)
    clock.pass_(hours=1)
    for name in ("Ada", "Bo"):
        each_network.write.log_reply(name, "550 5.1.1 unknown", kind="bounce")
    mended = each_network.write.mend([Correction(message=one.id, address="both@new.example.org") for one in letters])
    assert len(mended.approved) == len(mended.blocked) == 1
    assert again(each_network, outbox) == ["both@new.example.org"]


def test_what_came_back_stays_listed_until_it_is_written_again_whatever_else_is_written(
    each_network: Network, failed: tuple[Message, ...]
) -> None:
    each_network.write.look_at(each_network.write.replies()[0].id)
    each_network.write.draft_one("Bo", purpose="thanks", subject="Thanks", body="Dear Bo,\n\nThank you.\n\nSam")
    assert "Bo" in {one.name for one in each_network.write.failures()}


def test_a_letter_to_an_address_from_which_one_came_back_is_warned_of(
    each_network: Network, failed: tuple[Message, ...]
) -> None:
    each_network.write.look_at(each_network.write.replies()[0].id)
    draft = each_network.write.draft_one("Bo", purpose="thanks", subject="Thanks", body="Dear Bo,\n\nThank you.\n\nSam")
    (checked,) = each_network.write.check([draft.id])
    assert "address-came-back" in {finding.id for finding in checked.findings}


def test_a_failure_that_was_made_a_draft_meanwhile_is_told_what_to_do_with(
    each_network: Network, failed: tuple[Message, ...]
) -> None:
    ada = failed[0]
    each_network.write.edit(ada.id, subject="Boats, again")
    ((_, why),) = mend(each_network, ada, "ada@new.example.org").blocked
    assert f"netcore draft --edit {ada.id} --to ada@new.example.org" in why
    assert each_network.write.message(ada.id).to_address == ada.to_address


def test_a_line_that_makes_no_sense_keeps_all_from_being_done(
    each_network: Network, failed: tuple[Message, ...]
) -> None:
    ada = failed[0]
    good = Correction(message=ada.id, address="ada@new.example.org")
    for bad in (Correction(message="nobody", address="a@example.org"), Correction(message=failed[1].id, address="a b")):
        with pytest.raises(UsageError):
            each_network.write.mend([good, bad])
    assert len(each_network.write.failures()) == 2


def test_files_go_with_the_second_letter_too(each_network: Network, outbox: ScriptedOutbox, clock: Clock) -> None:
    from tests.steps.write.post import approved

    (ada,) = approved(each_network, "Ada")
    each_network.write.attach(ada.id, "map.txt", b"Follow the river.")
    each_network.write.approve([ada.id])
    again(each_network, outbox)
    clock.pass_(hours=1)
    each_network.write.log_reply("Ada", "gone", kind="bounce")
    clock.pass_(hours=1)
    assert mend(each_network, ada, "ada@new.example.org").approved
    again(each_network, outbox)
    assert [[file.data for file in letter.attachments] for letter in outbox.post.sent] == [[b"Follow the river."]] * 2


# -- the table -------------------------------------------------------------------------------------------------------


def failure(**values: str) -> Failure:
    fields = {"message": "abc", "person": "p", "name": "Ada", "address": "ada@example.org", "subject": "Hi", "why": "x"}
    return Failure(**{"kind": "refused", **fields, **values})  # type: ignore[arg-type]  # texts, and a kind


TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=12)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(name=TEXT, subject=TEXT, why=TEXT)
def test_no_cell_is_a_formula_and_the_table_is_read_as_it_was_written(name: str, subject: str, why: str) -> None:
    text = as_csv([failure(name=name, subject=subject, why=why), failure(message="def", address="+tag@example.org")])
    for row in csv.reader(StringIO(text, newline="")):
        assert len(row) == len(HEAD)
        assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert [(one.message, one.address) for one in corrections_in(text)] == [
        ("abc", "ada@example.org"),
        ("def", "+tag@example.org"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "message;address;again\r\nabc;ada@example.org;yes\r\n",
        "message\taddress\tagain\nabc\tada@example.org\tX\n",
        "\n\nMessage , ADDRESS,again,more\n abc , ada@example.org ,Yes,\n,,,\n",
    ],
)
def test_the_tables_of_other_spreadsheets_are_read(text: str) -> None:
    (one,) = corrections_in(text)
    assert (one.message, one.address, one.again) == ("abc", "ada@example.org", True)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "Line 1"),
        ("message,again\nabc,\n", "no address"),
        ("message,address,again,again\n", "no again"),
        ("message,address,again\nabc,ada@example.org\n", "Line 2 has 2 cells"),
        ("message,address,again\nabc,ada@example.org,,\n", "Line 2 has 4 cells"),
        ("message,address,again\n,ada@example.org,\n", "Line 2 names no message"),
        ("message,address,again\nabc,ada at example.org,\n", "Line 2: 'ada at example.org' is no e-mail address"),
        ("message,address,again\nabc,,\n", "Line 2: "),
        ("message,address,again\nabc,ada@example.org,perhaps\n", "Line 2: again"),
        ("message,address,again\nabc,a@example.org,\nabc,b@example.org,\n", "Line 3 is about the message abc again"),
        ('message,address,again\nabc,"ada@example.org,\n', "Line 2 is no line"),
        ('message,address,again\n"a\nb",a@example.org,\nabc,x,\n', "Line 4: 'x'"),
    ],
)
def test_a_table_that_was_torn_is_refused_with_the_line(text: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        corrections_in(text)
