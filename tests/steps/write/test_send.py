"""`network.write.send` through the folder outbox, as a user calls it."""

from pathlib import Path

import pytest

from netcore.errors import Ambiguous, NotPossibleNow, PluginUnavailable, UsageError
from netcore.network import Network
from tests.conftest import Clock
from tests.steps.people import add, store_of
from tests.steps.write.post import approved, ready, states


def letters(folder: Path) -> list[Path]:
    return sorted(folder.glob("*"))


def test_approved_letters_are_in_the_folder_after_one_call(each_network: Network, tmp_path: Path) -> None:
    approved(each_network, "Ada", "Bo")
    report = each_network.write.send()
    assert report.complete
    assert [line.name for line in report.sent] == ["Ada", "Bo"]
    files = letters(tmp_path / "home" / "letters")
    assert [file.suffix for file in files] == [".eml", ".eml"]
    assert all(str(file) in {line.why.removeprefix("The letter is in ") for line in report.sent} for file in files)
    assert each_network.write.send().complete
    assert letters(tmp_path / "home" / "letters") == files


def test_drafts_stay_where_they_are(network: Network) -> None:
    one, _ = approved(network, "Ada", "Bo")
    network.write.withdraw(one.id)
    assert [line.name for line in network.write.send().sent] == ["Bo"]
    assert states(network) == {"Ada": "draft", "Bo": "sent"}


def test_a_dry_run_shows_what_would_leave_and_changes_nothing(each_network: Network, tmp_path: Path) -> None:
    _, bo, _ = approved(each_network, "Ada", "Bo", "Cy")
    each_network.write.log_reply(bo.person, "Yes!")
    before = each_network.write.messages(), each_network.journal()
    report = each_network.write.send(dry_run=True)
    assert report.dry_run
    assert [line.name for line in report.left] == ["Ada", "Cy"]
    assert [line.name for line in report.blocked] == ["Bo"]
    assert (each_network.write.messages(), each_network.journal()) == before
    assert letters(tmp_path / "home" / "letters") == []


def test_another_folder_is_a_setting_of_the_outbox(network: Network, tmp_path: Path) -> None:
    approved(network, "Ada")
    network.write.send(settings={"path": str(tmp_path / "elsewhere")})
    assert len(letters(tmp_path / "elsewhere")) == 1
    with pytest.raises(UsageError, match="no setting"):
        network.write.send(settings={"paht": "x"})


def test_nobody_can_send_without_saying_who_they_are(network: Network) -> None:
    approved(network, "Ada")
    network.write.set_me(address="")
    for dry_run in (True, False):
        with pytest.raises(NotPossibleNow, match="netcore config"):
            network.write.send(dry_run=dry_run)
    assert states(network) == {"Ada": "approved"}


def test_an_outbox_that_nobody_offers_is_refused_and_nothing_is_queued(network: Network) -> None:
    approved(network, "Ada")
    with pytest.raises(PluginUnavailable, match="folder"):
        network.write.send(outbox="foldre")
    assert states(network) == {"Ada": "approved"}


def test_a_folder_that_cannot_be_written_defers_and_the_next_run_finishes(
    network: Network, tmp_path: Path, clock: Clock
) -> None:
    approved(network, "Ada", "Bo")
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    (home / "letters").write_text("in the way")
    report = network.write.send()
    assert len(report.deferred) == 2
    (home / "letters").unlink()
    clock.pass_(days=1)
    assert network.write.send().complete
    assert len(letters(home / "letters")) == 2


def test_the_overview_lists_all_that_was_not_thrown_away_what_needs_the_user_first(
    each_network: Network,
) -> None:
    one, _, three = approved(each_network, "Ada", "Bo", "Cy")
    each_network.write.discard(one.id)
    each_network.write.withdraw(three.id)
    each_network.write.send()
    overview = each_network.write.outbox()
    assert overview.counts == {"discarded": 1, "sent": 1, "draft": 1}
    assert [(one.name, one.state) for one in overview.messages] == [("Cy", "draft"), ("Bo", "sent")]


def test_letters_that_were_sent_are_the_last_contact(network: Network, clock: Clock) -> None:
    (message,) = approved(network, "Ada")
    network.write.send()
    with store_of(network).read() as tx:
        assert tx.messages.last_contact(message.person) == clock()
    clock.pass_(days=2)
    again = network.write.draft_one(message.person, purpose="request", subject="More boats", body=message.body)
    assert "recontact-too-soon" in [finding.id for finding in network.write.check([again.id])[0].findings]


def test_observers_hear_of_what_was_stored(tmp_path: Path, clock: Clock) -> None:
    from netcore.builtin import folder
    from netcore.plugins import Event, hookimpl
    from netcore.plugins.registry import Registry

    heard: list[str] = []

    class Listener:
        @hookimpl
        def netcore_observe(self, event: Event) -> None:
            heard.append(event.event)
            raise RuntimeError("it changes nothing")

    registry = Registry.of({"folder": folder, "listener": Listener()})
    with Network(tmp_path / "n.db", home=tmp_path, plugins=registry, now=clock) as network:
        approved(network, "Ada")
        assert network.write.send().complete
    assert [event for event in heard if event.startswith("message.")] == [
        "message.drafted",
        "message.approved",
        "message.queued",
        "message.sent",
    ]


def test_a_campaign_is_shown_before_it_leaves_only_when_that_is_asked_for(each_network: Network) -> None:
    approved(each_network, "Ada", "Bo")
    report = each_network.write.send(dry_run=None)
    assert (report.dry_run, report.first, len(report.left), report.sent) == (True, ("Spring",), 2, ())
    assert report.sender.address == "sam@example.org"
    assert report.left[0].begins.startswith("Dear Ada,\nI remember Ada in the rain.")
    assert each_network.write.send(dry_run=None).complete


def test_a_campaign_of_which_a_letter_left_is_not_shown_any_more(each_network: Network) -> None:
    approved(each_network, "Ada", "Bo")
    each_network.write.send(limit=1)
    assert [line.name for line in each_network.write.send(dry_run=None).sent] == ["Bo"]


def test_a_single_letter_leaves_without_being_shown(network: Network) -> None:
    ready(network)
    ada = add(network, "Ada", "ada@example.org")
    body = "Dear Ada,\n\nthank you for Thursday.\n\nSam"
    letter = network.write.draft_one(ada, purpose="thanks", subject="Thursday", body=body)
    network.write.approve([letter.id])
    assert network.write.send(dry_run=None).complete


def test_an_outbox_is_meant_by_its_only_account_and_asked_for_by_name_when_it_has_two(network: Network) -> None:
    approved(network, "Ada")
    with store_of(network).write() as tx:
        tx.accounts.add("folder:mine", component="folder", name="mine")
    assert network.write.send(dry_run=True).outbox == "folder:mine"
    with store_of(network).write() as tx:
        tx.accounts.add("folder:other", component="folder", name="other")
    with pytest.raises(Ambiguous, match="folder:mine, folder:other"):
        network.write.send()
    assert network.write.send(outbox="folder:other").outbox == "folder:other"
