"""Checks and approval: what is approved is this text, and what blocks is not approved."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

import pytest

from netcore.errors import IllegalMove, NotFound, NotPossibleNow, UsageError
from netcore.model.message import Finding
from netcore.network import Network
from netcore.plugins import Context, Draft, MessageCheck, MessageCheckDescriptor, hookimpl
from netcore.plugins.registry import Registry
from netcore.steps.write import Checked
from tests.conftest import Clock
from tests.steps.people import add
from tests.steps.write.post import approved, ready

BODY = "Dear Ada,\n\nI remember the rain. Could we talk for twenty minutes about boat repair?\n\nThank you,\nSam"


def drafted(network: Network, body: str = BODY, *, name: str = "Ada") -> str:
    """A letter to Ada, as a draft."""
    ready(network)
    person = add(network, name, f"{name.lower()}@example.org")
    network.choose.keep([person])
    return network.write.draft_one(person, purpose="request", subject="Boats and rain", body=body).id


def blocks(checked: Checked) -> list[str]:
    return [finding.id for finding in checked.findings if finding.level == "block"]


def test_an_approved_letter_carries_the_digest_of_its_text(each_network: Network) -> None:
    message = drafted(each_network)
    (done,) = each_network.write.approve([message]).approved
    assert (done.state, done.approved_digest) == ("approved", done.text_digest)
    assert each_network.write.approve([message]).approved == (done,)


@pytest.mark.parametrize("state", ["draft", "approved", "queued"])
def test_any_edit_makes_a_letter_a_draft_again(each_network: Network, state: str) -> None:
    message = drafted(each_network)
    if state != "draft":
        each_network.write.approve([message])
    if state == "queued":
        each_network.write.queue([message])
    changed = each_network.write.edit(message, subject="Boats, rain and you")
    assert (changed.state, changed.approved_digest, changed.body) == ("draft", "", BODY)
    assert changed.text_digest != ""


def test_a_file_takes_the_approval_away(each_network: Network) -> None:
    message = drafted(each_network)
    (before,) = each_network.write.approve([message]).approved
    with_file = each_network.write.attach(message, "plan.pdf", b"%PDF")
    assert (with_file.state, with_file.attachments) == ("draft", ("plan.pdf",))
    each_network.write.approve([message])
    without = each_network.write.detach(message, "plan.pdf")
    assert (without.state, without.attachments, without.text_digest) == ("draft", (), before.text_digest)
    with pytest.raises(NotFound):
        each_network.write.detach(message, "plan.pdf")
    with pytest.raises(UsageError):
        each_network.write.attach(message, "../plan.pdf", b"")


def test_withdrawing_takes_the_approval_and_leaves_the_text(network: Network) -> None:
    message = drafted(network)
    network.write.approve([message])
    back = network.write.withdraw(message)
    assert (back.state, back.approved_digest, back.body) == ("draft", "", BODY)


def test_a_letter_that_was_thrown_away_cannot_be_changed_or_approved(network: Network) -> None:
    message = drafted(network)
    assert network.write.discard(message).state == "discarded"
    for move in (
        lambda: network.write.edit(message, body="x"),
        lambda: network.write.withdraw(message),
        lambda: network.write.discard(message),
        lambda: network.write.approve([message]),
        lambda: network.write.queue([message]),
        lambda: network.write.resolve(message, sent=True),
        lambda: network.write.attach(message, "a.txt", b""),
    ):
        with pytest.raises(IllegalMove, match="is discarded"):
            move()


def test_blocked_letters_stay_drafts_and_are_listed_and_the_others_are_approved(network: Network) -> None:
    good, bad = drafted(network), drafted(network, "Dear Bo,\n\n[[memory]]", name="Bo")
    approval = network.write.approve([good, bad])
    assert [message.id for message in approval.approved] == [good]
    (blocked,) = approval.blocked
    assert blocked.message.id == bad
    assert blocked.message.state == "draft"
    assert blocks(blocked) == ["unresolved-placeholder"]
    assert "[[memory]]" in blocked.why_not()


def test_a_greeting_of_somebody_else_one_knows_blocks(network: Network) -> None:
    add(network, "Leo Voss", "leo@example.org")
    message = drafted(network, BODY.replace("Ada", "Leo"))
    assert blocks(network.write.check([message])[0]) == ["wrong-name"]


def test_somebody_who_was_eliminated_meanwhile_blocks_and_nobody_can_overrule_it(network: Network) -> None:
    message = drafted(network)
    person = network.write.message(message).person
    with network._desk.store.write() as tx:
        tx.standings.eliminate([person], "He talks behind my back")
    (checked,) = network.write.check()
    assert set(blocks(checked)) == {"recipient-excluded"}
    assert "behind" not in repr(checked)
    with pytest.raises(NotPossibleNow):
        network.write.waive(message, "recipient-excluded", "I want to")


def test_a_finding_can_be_overruled_with_a_reason_for_this_text_only(each_network: Network) -> None:
    message = drafted(each_network, BODY.replace("the rain", "[your] rain"))
    with pytest.raises(UsageError, match="Say why"):
        each_network.write.waive(message, "unresolved-placeholder", " ")
    with pytest.raises(UsageError, match=r"No check says 'bogus' of this letter\. There is .*unresolved-placeholder"):
        each_network.write.waive(message, "bogus", "Because")
    each_network.write.waive(message, "unresolved-placeholder", "It is a quote")
    (checked,) = each_network.write.check()
    assert (checked.blocked, checked.waived) == (False, (("unresolved-placeholder", "It is a quote"),))
    assert each_network.write.approve([message]).approved
    each_network.write.edit(message, body=BODY.replace("the rain", "[your name]"))
    assert each_network.write.check()[0].blocked


def test_an_edit_that_changes_nothing_keeps_what_was_overruled(network: Network) -> None:
    message = drafted(network, BODY.replace("the rain", "[your] rain"))
    network.write.waive(message, "unresolved-placeholder", "It is a quote")
    network.write.edit(message)
    assert not network.write.check()[0].blocked


def test_letters_to_others_of_the_campaign_are_compared(each_network: Network) -> None:
    ready(each_network)
    for name in ("Ada", "Bo"):
        each_network.choose.keep([add(each_network, name, f"{name}@example.org")])
    same = (
        "Hello!\n\nDo you remember the choir, and the summer when the coach broke down, and we sang in the rain? "
        "Could we talk for twenty minutes about boat repair, on the phone or over coffee?\n\nThank you,\nSam"
    )
    each_network.write.draft("One", subject="Choir and boats", template=same)
    assert {one.message.to_name: blocks(one) for one in each_network.write.check()} == {
        "Ada": ["duplicate-text"],
        "Bo": ["duplicate-text"],
    }
    each_network.write.draft("Two", subject="Choir and boats", template=f"Dear {{{{ person.given }}}},\n\n{same}")
    findings = [one for one in each_network.write.check() if one.message.campaign == "two"]
    assert [blocks(one) for one in findings] == [[], []]
    assert all("duplicate-text" in [finding.id for finding in one.findings] for one in findings)


def test_findings_come_with_what_blocks_first(network: Network) -> None:
    message = drafted(network, "Dear Ada,\n\nany leads?? [[memory]]\n\nSam")
    levels = [finding.level for finding in network.write.check([message])[0].findings]
    assert levels == sorted(levels, key=["block", "warn", "hint"].index)
    assert set(levels) == {"block", "warn", "hint"}


def test_review_shows_each_draft_as_it_is_when_its_turn_comes(network: Network, clock: Clock) -> None:
    one = drafted(network)
    clock.pass_(minutes=1)
    two = drafted(network, name="Bo")
    clock.pass_(minutes=1)
    three = drafted(network, name="Cy")
    review = network.write.review()
    first = next(review)
    network.write.discard(two)
    network.write.edit(three, subject="Another subject")
    rest = list(review)
    assert first.message.id == one
    assert [(checked.message.id, checked.message.subject) for checked in rest] == [(three, "Another subject")]


def test_a_letter_that_fails_a_check_by_the_day_it_is_sent_stays_behind(network: Network, clock: Clock) -> None:
    message = drafted(network, BODY.replace("Could we talk", "On 9 March, could we talk"))
    assert network.write.approve([message]).approved
    clock.pass_(days=8)
    report = network.write.send()
    assert report.sent == ()
    assert "is over" in report.blocked[0].why
    assert network.write.message(message).state == "approved"


# -- plugins ---------------------------------------------------------------------------------------------------------


class Plugin:
    """A manifest that offers one check."""

    factory: ClassVar[str]

    def __init__(self, factory: str) -> None:
        self.check = factory

    @hookimpl
    def netcore_message_checks(self) -> Sequence[MessageCheckDescriptor]:
        return [MessageCheckDescriptor(name="strict", summary="Strict.", factory=f"{__name__}:{self.check}")]


class NoBoats(MessageCheck):
    def __init__(self, context: Context) -> None:
        self.now = context.now

    def run(self, draft: Draft) -> Iterable[Finding]:
        if "boat" in draft.body:
            yield Finding(id="no-boats", level="block", text="Not another boat.")


class Raises(NoBoats):
    def run(self, draft: Draft) -> Iterable[Finding]:
        raise ZeroDivisionError("oops")


class RaisesLate(NoBoats):
    def run(self, draft: Draft) -> Iterable[Finding]:
        yield Finding(id="fine", level="hint", text="Fine.")
        raise ZeroDivisionError("oops")


class Nonsense(NoBoats):
    def run(self, draft: Draft) -> Iterable[Finding]:
        return ["bad"]  # type: ignore[list-item]  # a broken plugin


class CannotBeMade(NoBoats):
    def __init__(self, context: Context) -> None:
        raise ZeroDivisionError("oops")


@pytest.fixture
def registry(request: pytest.FixtureRequest) -> Registry:
    """The folder outbox, and a plugin with the check that the test names."""
    from netcore.builtin import folder

    check = getattr(request, "param", None)
    return Registry.of({"folder": folder, **({"strict": Plugin(check)} if check else {})})


@pytest.mark.parametrize("registry", ["NoBoats"], indirect=True)
def test_a_plugin_can_add_a_veto(network: Network) -> None:
    message = drafted(network)
    assert [one.why_not() for one in network.write.approve([message]).blocked] == ["Not another boat."]
    network.write.waive(message, "no-boats", "But I love them")
    assert network.write.approve([message]).approved


@pytest.mark.parametrize("registry", ["Raises", "RaisesLate", "Nonsense", "CannotBeMade", "Missing"], indirect=True)
def test_a_check_that_fails_is_a_no_and_names_its_plugin(network: Network) -> None:
    message = drafted(network)
    (blocked,) = network.write.approve([message]).blocked
    assert blocks(blocked) == ["check-failed"]
    assert "'strict' failed" in blocked.why_not()


def test_a_plugin_that_cannot_describe_its_checks_is_a_no_and_nothing_leaves(tmp_path: object, clock: Clock) -> None:
    from pathlib import Path

    from netcore.builtin import folder

    class Broken:
        @hookimpl
        def netcore_message_checks(self) -> Sequence[MessageCheckDescriptor]:
            raise ZeroDivisionError("oops")

    assert isinstance(tmp_path, Path)
    registry = Registry.of({"folder": folder, "broken": Broken()})
    with Network(tmp_path / "n.db", home=tmp_path, plugins=registry, now=clock) as network:
        message = drafted(network)
        assert blocks(network.write.approve([message]).blocked[0]) == ["plugin-broken"]
        with pytest.raises(NotPossibleNow, match="'broken'"):
            network.write.send()


def test_a_network_with_an_approved_campaign_is_ready_to_send(network: Network) -> None:
    assert [message.state for message in approved(network, "Ada", "Bo")] == ["approved", "approved"]


def test_two_who_may_be_one_human_do_not_both_get_a_letter_of_a_round(network: Network) -> None:
    ready(network)
    network.gather.add("Sarah Jones", email="sarah@example.org")
    network.gather.add("Sarah Jones", email="sarah.jones@example.com")
    both = [person.id for person in network.gather.people()]
    network.choose.keep(both)
    assert network.gather.duplicates(both), "the case needs a question that is open"
    template = (
        "Dear {{ person.given }},\n\n{{ slot.memory }} Could we talk for twenty minutes about boats?\n\nThanks,\nSam"
    )
    slots = {person: {"memory": f"I remember {thing}."} for person, thing in zip(both, ("rain", "snow"), strict=True)}
    drafts = [
        one.id
        for one in network.write.draft("Boats", people=both, subject="Boats", template=template, slots=slots).messages
    ]
    for checked in network.write.check(drafts):
        assert "maybe-the-same" in blocks(checked)
    assert network.write.approve(drafts).approved == ()
    network.gather.different(*both)
    assert len(network.write.approve(drafts).approved) == 2
