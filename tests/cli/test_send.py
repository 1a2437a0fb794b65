"""`netcore send`: the options of the outbox, what is shown of each letter, and the exit codes."""

from pathlib import Path

import pytest

from netcore.steps.write.outbox.report import Line, SendReport
from tests.cli.conftest import Command
from tests.cli.test_questions import BODY, GOAL
from tests.plugins import installing
from tests.plugins.installing import Install

install, site = installing.install, installing.site

PICKY = """
    from netcore.model.message import Receipt
    from netcore.plugins import Outbox, OutboxDescriptor, Rejected, Setting, hookimpl

    class Picky(Outbox):
        def __init__(self, context):
            self._refuses = context.settings["refuses"]
            self._now = context.now

        def prepare(self, message):
            if self._refuses in message.to_address:
                raise Rejected("550 no such mailbox")
            return message.key

        def commit(self, handle):
            return Receipt(sent_at=self._now(), detail="It went by pigeon.")

        def lookup(self, handle):
            return "cannot tell"

        def discard(self, handle):
            pass

    @hookimpl
    def netcore_outboxes():
        settings = (Setting(name="refuses", help="Whom it refuses.", required=True),)
        return [OutboxDescriptor(name="{name}", summary="Refuses some.", factory="{module}:Picky", settings=settings)]
"""


@pytest.fixture
def approved(netcore: Command, install: Install) -> Command:
    """Two approved letters."""
    install("picky", PICKY)
    netcore.ok("config", "set", "address", "mara@example.org")
    netcore.ok("clarify", "--goal", GOAL)
    for name in ("Ada", "Ben"):
        netcore.ok("people", "add", name, "--email", f"{name.lower()}@example.org")
        netcore.ok("keep", name)
        body = BODY.replace("Ada", name)
        message = netcore.json("draft", "--person", name, "--subject", f"To {name}", "--body", body)
        netcore.ok("approve", message["id"])
    return netcore


def test_the_settings_of_the_outbox_are_options(approved: Command, tmp_path: Path) -> None:
    assert "--path PATH" in approved.ok("send", "--help")
    assert "--refuses TEXT" in approved.ok("send", "--outbox=picky", "--help")
    assert approved("send", "--refuses", "x").code == 2
    out = approved.ok("send", "--path", str(tmp_path / "elsewhere"), "--limit", "1")
    (letter,) = (tmp_path / "elsewhere").glob("*.eml")
    assert str(letter) in out


def test_a_setting_that_is_missing_is_named_with_its_option(approved: Command) -> None:
    result = approved("send", "--outbox", "picky")
    assert (result.code, "--refuses" in result.err) == (2, True)


def test_what_is_refused_is_listed_and_stops_nobody_else(approved: Command) -> None:
    result = approved("send", "--outbox", "picky", "--refuses", "ada@")
    assert result.code == 1
    shown = " ".join(result.out.split())
    assert "1 message sent Ben: To Ben It went by pigeon." in shown
    assert "1 message refused" in shown
    assert "Ada: To Ada 550 no such mailbox" in shown
    assert approved.json("outbox")["counts"] == {"sent": 1, "refused": 1}


def test_a_dry_run_sends_nothing_and_says_so(approved: Command) -> None:
    result = approved("send", "--dry-run")
    assert (result.code, "2 messages would leave" in result.out) == (0, True)
    assert "this was a dry run" in result.err
    assert not (approved.home / "letters").exists()


def test_an_outbox_that_nobody_offers_is_told(approved: Command) -> None:
    result = approved("send", "--outbox", "pigeon")
    assert (result.code, result.out) == (4, "")
    assert "folder" in result.err


def test_nothing_to_send_is_no_failure(netcore: Command) -> None:
    netcore.ok("config", "set", "address", "mara@example.org")
    assert "Nothing is approved" in netcore.ok("send")


@pytest.mark.parametrize(
    ("report", "code"),
    [
        ({"interrupted": True}, 130),
        ({"stopped": "The outbox is closed."}, 1),
        ({"uncertain": (1,)}, 1),
        ({"deferred": (1,)}, 1),
        ({"blocked": (1,)}, 1),
        ({"left": (1,)}, 1),
        ({"sent": (1,)}, 0),
    ],
)
def test_the_exit_code_says_whether_all_have_left(
    netcore: Command, monkeypatch: pytest.MonkeyPatch, report: dict[str, object], code: int
) -> None:
    line = Line(message="m", person="p", name="Ada", address="ada@example.org", subject="Hello", why="Because.")
    values = {name: (line,) if value == (1,) else value for name, value in report.items()}
    monkeypatch.setattr("netcore.steps.write.Write.send", lambda *_, **__: SendReport(outbox="folder", **values))
    result = netcore("send")
    assert result.code == code
    assert ("Ada: Hello" in result.out) == ((1,) in report.values())
