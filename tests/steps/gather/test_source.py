"""Address books that are no files: pulled, resumed, configured, removed."""

from collections.abc import Iterator

import pytest

from netcore.errors import NotFound, NotPossibleNow, PluginError, PluginUnavailable, SignInNeeded, StoreBusy, UsageError
from netcore.model.importing import ImportReport
from netcore.network import Network
from netcore.plugins import Checkpoint, Removed, Unreadable
from netcore.steps.gather import intake
from netcore.store.records import RecordRows
from netcore.store.schema import sightings
from tests.steps.gather.books import Scripted, card
from tests.steps.gather.conftest import everything
from tests.steps.people import add, add_message, store_of

ADA, BOB, CARL = card("1", "Ada"), card("2", "Bob"), card("3", "Carl")


@pytest.fixture(autouse=True)
def script(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(Scripted, "cursors", [])
    yield
    Scripted.script = ()


def pull(network: Network, *script: object, **how: object) -> ImportReport:
    Scripted.script = script
    return network.gather.import_source("cloud", {"user": "me@x.org"}, **how)  # type: ignore[arg-type]


def outcomes(report: ImportReport) -> list[tuple[str, str]]:
    return [(line.outcome, line.name) for line in report.records]


def test_a_pull_brings_people_in_and_remembers_how_far_it_came(each_network: Network) -> None:
    report = pull(each_network, ADA, BOB, Checkpoint(cursor="c1", full=True))
    assert (report.account, outcomes(report)) == ("cloud:me@x.org", [("new", "Ada"), ("new", "Bob")])
    report = pull(each_network, card("2", "Robert"), Removed(source_id="1"), Checkpoint(cursor="c2"))
    assert outcomes(report) == [("updated", "Robert"), ("gone", "Ada")]
    assert Scripted.cursors == [None, "c1"]
    assert each_network.gather.find("Ada").records[0].gone


def test_a_full_listing_marks_what_it_did_not_show(each_network: Network) -> None:
    pull(each_network, ADA, BOB, Checkpoint(cursor="c1", full=True))
    report = pull(each_network, BOB, Checkpoint(cursor="c2", full=True))
    assert outcomes(report) == [("unchanged", "Bob"), ("gone", "Ada")]


def test_changes_alone_mark_nothing_as_gone(network: Network) -> None:
    pull(network, ADA, BOB, Checkpoint(cursor="c1", full=True))
    pull(network, CARL, Checkpoint(cursor="c2"))
    assert not any(ref.gone for person in network.gather.people() for ref in person.records)


def test_a_source_that_dies_keeps_what_came_and_goes_on_from_the_checkpoint(each_network: Network) -> None:
    report = pull(each_network, ADA, Checkpoint(cursor="page2"), BOB, ConnectionError("the line went dead"))
    assert (report.interrupted, report.stopped) == (
        True,
        "its plugin failed (ConnectionError: the line went dead).",
    )
    assert outcomes(report) == [("new", "Ada"), ("new", "Bob")]
    report = pull(each_network, BOB, CARL, Checkpoint(cursor="done", full=True))
    assert outcomes(report) == [("unchanged", "Bob"), ("new", "Carl")]
    assert Scripted.cursors == [None, "page2"]
    assert not each_network.gather.find("Ada").records[0].gone, "the first half of the listing had shown her"
    with store_of(each_network).read() as tx:
        assert tx.connection.execute(sightings.select()).all() == []


def test_what_vanished_is_noticed_also_when_the_listing_was_resumed(network: Network) -> None:
    pull(network, ADA, BOB, CARL, Checkpoint(cursor="c1", full=True))
    with store_of(network).write() as tx:
        tx.accounts.set("cloud:me@x.org", cursor=None)
    pull(network, ADA, Checkpoint(cursor="page2"), ConnectionError("dead"))
    report = pull(network, CARL, Checkpoint(cursor="done", full=True))
    assert outcomes(report) == [("unchanged", "Carl"), ("gone", "Bob")]


def test_how_far_it_came_is_never_kept_without_what_came(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(intake, "_WORTH_STORING", 1)
        patch.setattr(RecordRows, "add", _fail)
        report = pull(network, ADA, Checkpoint(cursor="page2"))
        assert (report.stopped, network.gather.people()) == ("the store is in use", ())
    pull(network, ADA, Checkpoint(cursor="c1", full=True))
    assert Scripted.cursors == [None, None]
    assert [person.name for person in network.gather.people()] == ["Ada"]


def _fail(*_: object) -> None:
    raise StoreBusy("the store is in use")


def test_small_pages_are_kept_together(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "_WORTH_STORING", 2)
    pieces: list[int] = []
    pages = (ADA, Checkpoint(cursor="p2"), BOB, Checkpoint(cursor="p3"), CARL, Checkpoint(cursor="c1"))
    pull(network, *pages, progress=lambda done, *_: pieces.append(done))
    assert pieces == [2, 3]


def test_an_interrupted_pull_says_so(network: Network) -> None:
    report = pull(network, ADA, Checkpoint(cursor="page2"), BOB, KeyboardInterrupt())
    assert (report.interrupted, report.stopped) == (True, "")
    assert outcomes(report) == [("new", "Ada"), ("new", "Bob")]


def test_a_source_that_cannot_be_reached_at_all_says_why(network: Network) -> None:
    before = everything(network)
    with pytest.raises(SignInNeeded, match="sign in"):
        pull(network, SignInNeeded("Please sign in."))
    with pytest.raises(PluginError, match="cloud failed"):
        pull(network, ValueError("oops"))
    assert network.gather.people() == ()
    assert [line for line in everything(network) if "accounts" not in line] == before


def test_a_new_version_of_an_unchanged_record_is_remembered_for_writing_back(network: Network) -> None:
    pull(network, {**ADA, "etag": "v1"}, Checkpoint(cursor="c1"))
    report = pull(network, {**ADA, "etag": "v2"}, Checkpoint(cursor="c2"))
    assert outcomes(report) == [("unchanged", "Ada")]
    assert '"revision":"v2"' in "".join(everything(network))


def test_what_cannot_be_read_is_a_line(network: Network) -> None:
    report = pull(network, Unreadable(reason="no card", place="item 1"), ADA)
    assert [(line.outcome, line.place) for line in report.records] == [("refused", "item 1"), ("new", "")]


def test_a_preview_of_a_pull_writes_nothing_and_moves_no_cursor(each_network: Network) -> None:
    pull(each_network, ADA, Checkpoint(cursor="c1", full=True))
    before = everything(each_network)
    report = pull(each_network, ADA, BOB, Checkpoint(cursor="c2", full=True), preview=True)
    assert outcomes(report) == [("unchanged", "Ada"), ("new", "Bob")]
    assert everything(each_network) == before


def test_undoing_a_pull_takes_the_cursor_back(network: Network) -> None:
    pull(network, ADA, Checkpoint(cursor="c1", full=True))
    before = everything(network)
    pull(network, BOB, Checkpoint(cursor="c2"))
    network.gather.undo()
    assert everything(network) == before
    pull(network, BOB, Checkpoint(cursor="c2"))
    assert Scripted.cursors == [None, "c1", "c1"]


def test_an_account_is_named_after_its_settings_or_as_one_likes(network: Network) -> None:
    pull(network, ADA)
    Scripted.script = (BOB,)
    assert network.gather.import_source("cloud", {"user": "you@x.org"}).account == "cloud:you@x.org"
    assert network.gather.import_source("cloud", {"user": "she@x.org"}, account="hers").account == "cloud:hers"
    assert network.gather.import_source("cloud:hers").account == "cloud:hers"
    assert [account.id for account in network.gather.accounts()] == ["cloud:hers", "cloud:me@x.org", "cloud:you@x.org"]


def test_the_only_account_of_a_source_needs_no_name(network: Network) -> None:
    pull(network, ADA)
    assert network.gather.import_source("cloud").account == "cloud:me@x.org"


def test_the_same_user_elsewhere_is_another_account_and_changes_none(network: Network) -> None:
    network.gather.add_account("cloud", {"user": "me@x.org", "server": "one.example"})
    with pytest.raises(UsageError, match=r"cloud:me@x\.org already, with other settings.*--name NAME"):
        network.gather.add_account("cloud", {"user": "me@x.org", "server": "two.example"})
    network.gather.add_account("cloud", {"user": "me@x.org", "server": "two.example"}, name="second")
    network.gather.add_account("cloud:me@x.org", {"server": "three.example"})
    with store_of(network).read() as tx:
        servers = {account.id: account.settings["server"] for account in tx.accounts.all() if account.settings}
    assert servers == {"cloud:me@x.org": "three.example", "cloud:second": "two.example"}


def test_secrets_are_kept_apart_from_the_account(network: Network) -> None:
    network.gather.add_account("cloud", {"user": "me@x.org", "password": "hush"})
    assert "hush" not in "".join(everything(network))
    assert network._desk.surroundings.safe.read("cloud:me@x.org") == {"password": "hush"}
    network.gather.remove_account("cloud:me@x.org")
    assert network._desk.surroundings.safe.read("cloud:me@x.org") == {}


@pytest.mark.parametrize("state", ["queued", "deferred", "uncertain"])
def test_an_account_stays_while_letters_wait_for_it_or_are_in_doubt(network: Network, state: str) -> None:
    network.gather.add_account("cloud", {"user": "me@x.org"})
    ada = add(network, "Ada", "ada@example.org")
    letter = add_message(network, ada, state, outbox="cloud:me@x.org")
    with pytest.raises(NotPossibleNow, match="1 letter waits to leave through 'cloud:me@x"):
        network.gather.remove_account("cloud:me@x.org")
    add_message(network, ada, "queued", outbox="cloud:another")
    if state == "uncertain":
        network.write.resolve(letter.id, sent=True)
    else:
        network.write.discard(letter.id)
    network.gather.remove_account("cloud:me@x.org")


def test_an_import_that_fails_before_anything_came_is_nothing_to_take_back(network: Network) -> None:
    network.gather.add_account("cloud", {"user": "me@x.org"})
    before = network.gather.operations()
    for error in (SignInNeeded("who are you?"), ConnectionError("the line is dead")):
        Scripted.script = (error,)
        with pytest.raises((SignInNeeded, PluginError)):
            network.gather.import_source("cloud:me@x.org")
    assert network.gather.operations() == before


def test_a_secret_is_kept_once_it_has_let_something_in(network: Network) -> None:
    given = {"user": "me@x.org", "password": "hush"}
    safe = network._desk.surroundings.safe
    Scripted.script = (SignInNeeded("who are you?"),)
    with pytest.raises(SignInNeeded):
        network.gather.import_source("cloud", given)
    assert safe.read("cloud:me@x.org") == {}
    Scripted.script = (ADA, ConnectionError("the line went dead"))
    assert network.gather.import_source("cloud", given, preview=True).stopped
    assert safe.read("cloud:me@x.org") == {}
    assert network.gather.import_source("cloud", given).stopped
    assert safe.read("cloud:me@x.org") == {"password": "hush"}


def test_an_account_can_be_added_checked_and_removed_and_its_people_stay(each_network: Network) -> None:
    account = each_network.gather.add_account("cloud", {"user": "me@x.org"})
    assert (account.id, account.plugin, account.location) == ("cloud:me@x.org", "cloud", "me@x.org")
    Scripted.script = (ADA,)
    assert each_network.gather.check_account(account.id) == "cloud:me@x.org can be read."
    each_network.gather.import_source(account.id)
    each_network.gather.remove_account(account.id)
    assert each_network.gather.accounts() == ()
    assert [person.name for person in each_network.gather.people()] == ["Ada"]
    with pytest.raises(NotFound, match="no account"):
        each_network.gather.check_account(account.id)
    each_network.gather.undo()
    assert [one.id for one in each_network.gather.accounts()] == [account.id]


def test_mistakes_with_settings_and_names_are_told(network: Network) -> None:
    with pytest.raises(UsageError, match="no setting 'usr'"):
        network.gather.add_account("cloud", {"usr": "me"})
    with pytest.raises(PluginUnavailable, match="no contact source 'clod'"):
        network.gather.import_source("clod")
    with pytest.raises(UsageError, match="reads files"):
        network.gather.import_source("cards")


def test_a_listing_that_begins_anew_forgets_what_an_interrupted_one_has_shown(each_network: Network) -> None:
    pull(each_network, ADA, BOB, CARL, Checkpoint(cursor="c1", full=True))
    pull(each_network, ADA, Checkpoint(cursor="c2"), ConnectionError("the line went dead"))
    report = pull(each_network, Checkpoint(cursor="c3", begins=True), BOB, CARL, Checkpoint(cursor="c4", full=True))
    assert outcomes(report) == [("unchanged", "Bob"), ("unchanged", "Carl"), ("gone", "Ada")]


def test_a_source_that_ends_the_process_ends_its_own_import(each_network: Network) -> None:
    report = pull(each_network, ADA, SystemExit(5))
    assert (outcomes(report), report.stopped) == ([("new", "Ada")], "its plugin failed (SystemExit: 5).")
    with pytest.raises(PluginError, match="SystemExit"):
        pull(each_network, SystemExit(5))


def test_what_is_removed_right_after_it_came_is_gone(each_network: Network) -> None:
    report = pull(each_network, ADA, BOB, Removed(source_id="1"), Checkpoint(cursor="c1"))
    assert outcomes(report) == [("new", "Ada"), ("new", "Bob"), ("gone", "Ada")]
    assert each_network.gather.find("Ada").records[0].gone
    assert not each_network.gather.find("Bob").records[0].gone
    assert outcomes(pull(each_network, ADA, Checkpoint(cursor="c2"))) == [("updated", "Ada")]
    assert not each_network.gather.find("Ada").records[0].gone


def test_what_is_removed_and_comes_again_at_once_is_there(each_network: Network) -> None:
    pull(each_network, ADA, Checkpoint(cursor="c1", full=True))
    pull(each_network, Removed(source_id="1"), ADA, Checkpoint(cursor="c2"))
    assert not each_network.gather.find("Ada").records[0].gone
    pull(each_network, Removed(source_id="1"), card("1", "Ada King"), Checkpoint(cursor="c3"))
    assert not each_network.gather.find("Ada King").records[0].gone


def test_of_what_never_came_it_is_not_told_that_it_is_gone(each_network: Network) -> None:
    pull(each_network, ADA, Checkpoint(cursor="c1", full=True))
    report = pull(each_network, Removed(source_id="never"), Removed(source_id="1"), Removed(source_id="1"))
    assert outcomes(report) == [("gone", "Ada")]
