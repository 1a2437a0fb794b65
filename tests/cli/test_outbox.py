"""`netcore outbox`: everything about every message, and the table of failures that can be mended."""

from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.cli.test_questions import BODY, GOAL
from tests.plugins import installing
from tests.plugins.installing import Install

install, site = installing.install, installing.site

MOODY = """
    from datetime import timedelta
    from netcore.model.message import Receipt
    from netcore.plugins import Deferred, Outbox, OutboxDescriptor, Rejected, hookimpl

    class Moody(Outbox):
        def __init__(self, context):
            self._now = context.now

        def prepare(self, message):
            if "bad" in message.to_address:
                raise Rejected("550 no such mailbox")
            if "busy" in message.to_address:
                raise Deferred("451 too many letters", until=self._now() + timedelta(hours=2))
            return message.to_address

        def commit(self, handle):
            if "lost" in handle:
                raise OSError("the line went dead")
            return Receipt(sent_at=self._now())

        def lookup(self, handle):
            return "cannot tell"

        def discard(self, handle):
            pass

    @hookimpl
    def netcore_outboxes():
        return [OutboxDescriptor(name="{name}", summary="Has moods.", factory="{module}:Moody")]
"""


@pytest.fixture
def netcore(netcore: Command, install: Install) -> Command:
    """Five letters: one left and came back, one was refused, one put off, one is in doubt, one is a draft."""
    install("moody", MOODY)
    netcore.ok("config", "set", "address", "mara@example.org")
    netcore.ok("clarify", "--goal", GOAL)
    for name, address in (("Ada", "ada"), ("Ben", "bad"), ("Cy", "busy"), ("Dee", "lost"), ("Eve", "eve")):
        netcore.ok("people", "add", name, "--email", f"{address}@example.org")
        netcore.ok("keep", name)
        body = BODY.replace("Ada", name)
        message = netcore.json("draft", "--person", name, "--subject", f"To {name}", "--body", body)
        if name != "Eve":
            netcore.ok("approve", message["id"])
    assert netcore("send", "--outbox", "moody").code == 1
    netcore.clock.pass_(hours=1)
    netcore.ok("replies", "log", "Ada", "550 unknown", "--kind", "bounce")
    return netcore


def test_everything_about_every_message_is_shown(netcore: Command) -> None:
    out = netcore.ok("outbox")
    assert "1 draft, 1 sent, 1 refused, 1 deferred, 1 uncertain." in out
    shown = " ".join(out.split())
    for words in (
        "550 no such mailbox. It was tried 1 time. netcore outbox failures tells how to mend it.",
        "451 too many letters. It was tried 1 time. Next try: Mon 2 Mar 2026, 11:00",
        "It may have left (the line went dead), and the outbox cannot tell.",
        "It came back.",
        "sent, came back Ada To Ada",
    ):
        assert words in shown, words
    rows = [line.split()[1] for line in out.splitlines()[2:7]]
    assert rows == ["uncertain", "refused", "deferred", "draft", "sent,"], "what needs the user comes first"


def test_programs_learn_the_same(netcore: Command) -> None:
    overview = netcore.json("outbox")
    by_name = {one["name"]: one for one in overview["messages"]}
    assert overview["counts"] == {"draft": 1, "sent": 1, "refused": 1, "deferred": 1, "uncertain": 1}
    assert by_name["Ada"]["came_back"]
    assert (by_name["Ada"]["answers"], by_name["Ada"]["unread"]) == (["bounce"], 1)
    assert by_name["Ben"]["why"] == "550 no such mailbox"
    assert by_name["Cy"]["next_try"] == "2026-03-02T11:00:00+00:00"
    assert (by_name["Cy"]["since"], by_name["Cy"]["attempts"]) == ("2026-03-02T09:00:00+00:00", 1)
    assert [one["name"] for one in netcore.json("outbox", "--state", "uncertain")] == ["Dee"]


def test_an_answer_is_shown_beside_the_letter(netcore: Command) -> None:
    netcore.ok("outbox", "resolve", netcore.json("outbox", "--state", "uncertain")[0]["id"], "--sent")
    netcore.ok("replies", "log", "Dee", "Gladly!")
    assert "sent, answered (1 new)" in netcore.ok("outbox")


def test_failures_are_mended_in_a_table_and_sent_again_once(netcore: Command, tmp_path: Path) -> None:
    table = tmp_path / "failures.csv"
    netcore.ok("outbox", "failures", "--csv", str(table))
    assert netcore("outbox", "failures", "--csv", str(table)).code == 2, "it may hold corrections"
    text = table.read_text("utf-8-sig")
    table.write_text(text.replace("bad@", "ben@").replace("ada@example.org", "ada@new.example.org"))
    for _ in range(2):
        mended = netcore("outbox", "mend", str(table))
        assert mended.code == 0
        assert "netcore send --outbox moody" in mended.err or "nothing new was said" in mended.err
        netcore("send", "--outbox", "moody")
    counts = netcore.json("outbox")["counts"]
    assert (counts["sent"], counts.get("refused")) == (3, None)
    assert netcore.json("people", "show", "Ada")["person"]["emails"][0] == "ada@new.example.org"
    assert netcore.json("outbox", "failures") == []


def test_a_table_on_standard_output_and_input(netcore: Command) -> None:
    text = netcore.ok("outbox", "failures", "--csv", "-")
    mended = netcore.json("outbox", "mend", "-", input=text.replace("bad@", "ben@"))
    assert [one["to_address"] for one in mended["approved"]] == ["ben@example.org"]


@pytest.mark.parametrize(
    "data", [b"message,address,again\nx,y@example.org,\n", b"message,address\n", b"\xff\xfe\0m", b"\0"]
)
def test_a_table_that_makes_no_sense_is_refused_in_a_sentence(netcore: Command, tmp_path: Path, data: bytes) -> None:
    table = tmp_path / "torn.csv"
    table.write_bytes(data)
    result = netcore("outbox", "mend", str(table))
    assert (result.code, result.out, len(result.err.strip().splitlines())) == (2, "", 1)


def test_a_table_that_is_not_there_or_cannot_be_written_is_told(netcore: Command, tmp_path: Path) -> None:
    assert netcore("outbox", "mend", str(tmp_path / "nothing.csv")).code == 2
    assert netcore("outbox", "failures", "--csv", str(tmp_path / "no" / "folder.csv")).code == 2
