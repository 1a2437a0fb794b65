"""The whole way with one account: sign in, bring in, correct, write back, write, hear, agree, take back."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from graph_lab import GraphLab
from graph_lab.authority import CLIENT, Authority, Person

from netcore.network import Network
from netcore.plugins import USES
from netcore.plugins.registry import Registry
from netcore.testing import FixedClock
from netcore.testing.http_lab import Asked, Told
from netcore.testing.inboxes import a_mail
from netcore_microsoft import manifest

ACCOUNT = "microsoft:ada@example.org"
TEMPLATE = """Dear {{ person.given }},

How was the concert in May? I want to learn about boat repair. Could we talk for twenty minutes, by phone or over
coffee? No rush.

What could I do for you? Thank you,
Ada
"""


@pytest.fixture
def network(authority: Authority, graph: GraphLab, clock: FixedClock, tmp_path: Path) -> Iterator[Network]:
    (tmp_path / "config.toml").write_text('[netcore]\nsecrets = "file"\n', encoding="utf-8")
    environment = {
        "NETCORE_MICROSOFT_CLIENT_ID": CLIENT,
        "NETCORE_MICROSOFT_AUTHORITY": authority.url,
        "NETCORE_MICROSOFT_GRAPH_URL": graph.url,
        "NETCORE_MICROSOFT_CA_FILE": str(authority.certificates.ca_file),
    }
    registry = Registry.of({"microsoft": manifest}, raise_errors=True)
    with Network(home=tmp_path, plugins=registry, now=clock, environment=environment) as opened:
        yield opened


def test_the_whole_walk(network: Network, graph: GraphLab, authority: Authority, clock: FixedClock) -> None:
    bo = graph.mailbox.contact(
        displayName="Bo Diddley",
        givenName="Bo",
        surname="Diddley",
        emailAddresses=[{"name": "Bo", "address": "bo@example.org"}],
        categories=["Choir"],
    )
    person = Person(authority)
    uses = USES
    account = network.gather.add_account("microsoft", uses=uses, ui=person)
    assert (account.id, account.uses) == (ACCOUNT, uses)
    assert len(person.told) == 1, "one sign-in for all five"

    report = network.gather.import_source(ACCOUNT, {})
    assert [line.outcome for line in report.records] == ["new"]
    assert "Choir" in network.gather.find("Bo").circles

    network.gather.edit("Bo", email="bo@new.example")
    written = network.gather.write_back(ACCOUNT)
    assert written.count("changed") == 1
    assert [one["address"] for one in bo.data["emailAddresses"]] == ["bo@example.org", "bo@new.example"]

    network.write.set_me(name="Ada King", address="ada@example.org")
    network.clarify.write("Teach boat repair to teenagers at the harbour by next spring")
    network.choose.keep(["Bo"])
    graph.mailbox.address = "ada@example.org"
    drafted = network.write.draft("spring", subject="Boats, {{ person.given }}", template=TEMPLATE)
    network.write.approve([message.id for message in drafted.messages])
    sent = network.write.send(outbox=ACCOUNT, dry_run=False)
    assert len(sent.sent) == len(graph.mail.left) == 1

    network.write.sync_replies()
    clock.advance(hours=1)
    letter = next(iter(graph.mailbox.messages.values()))
    answer = a_mail("Re: Boats", body="With pleasure.").replace(b"ada@example.org", b"bo@new.example")
    graph.mail.receive(answer, conversationId=letter.data["conversationId"])
    (reply,) = network.write.sync_replies().replies
    assert (reply.kind, reply.text.strip()) == ("reply", "With pleasure.")

    told: list[str] = []
    tomorrow = clock() + timedelta(days=1)
    talk = network.meet.agree("Bo", mode="phone", minutes=20, at=tomorrow, tell=told.append)
    assert told == []
    (event,) = graph.mailbox.events.values()
    assert "Bo Diddley" in event.data["subject"]
    assert all(time != tomorrow for time in network.meet.free().times), "that time is taken now"
    network.meet.cancel(talk.id, tell=told.append)
    assert not graph.mailbox.events
    assert told == []

    assert "account.live.com" in network.gather.remove_account(ACCOUNT)


HTML = {"Content-Type": "text/html"}


@pytest.fixture
def approved(network: Network, graph: GraphLab, authority: Authority) -> Network:
    """Signed in, with two letters that may leave."""
    network.gather.add_account("microsoft", uses=("send",), ui=Person(authority))
    graph.mailbox.address = "ada@example.org"
    network.write.set_me(name="Ada King", address="ada@example.org")
    network.clarify.write("Teach boat repair to teenagers at the harbour by next spring")
    for name in ("Bo Diddley", "Cleo Patra"):
        network.gather.add(name, email=f"{name.split()[0].lower()}@example.org")
    network.choose.keep(["Bo", "Cleo"])
    drafted = network.write.draft("spring", subject="Boats, {{ person.given }}", template=TEMPLATE)
    network.write.approve([message.id for message in drafted.messages])
    return network


@pytest.mark.parametrize(
    ("done", "hidden", "after_each_run"),
    [(False, 0, (0, 0, 2)), (True, 0, (2, 2, 2)), (True, 3, (0, 2, 2))],
    ids=["not sent", "sent all the same", "sent, and not to be found for a while"],
)
def test_a_server_that_fails_while_it_sends_costs_nobody_a_question(
    approved: Network,
    graph: GraphLab,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
    done: bool,
    hidden: int,
    after_each_run: tuple[int, int, int],
) -> None:
    """Down, behind a web page, at the moment of sending: a later run knows whether the letters left."""
    monkeypatch.setattr("netcore_microsoft.outbox._LOOKS", (0.0,))
    graph.mail.late_readings = 1 if done else 0
    graph.mail.lost_readings = hidden

    def fail(asked: Asked) -> Told:
        if done:
            graph._told(asked)
        return Told(503, b"<html>down for maintenance</html>", HTML)

    graph.http.on("POST", r"/v1\.0/me/messages/[^/]+/send", fail, fail)
    for expected, pause in zip(after_each_run, (0, 1, 120), strict=True):
        clock.advance(seconds=pause)
        report = approved.write.send(outbox=ACCOUNT, dry_run=False)
        assert not report.uncertain
        assert all("asks the outbox again" in line.why for line in report.left)
        assert sum(message.state == "sent" for message in approved.write.messages()) == expected
    assert len(graph.mail.left) == 2
