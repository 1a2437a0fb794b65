"""`netcore send`: the options of the outbox, what is shown of each letter, and the exit codes."""

import shlex
import signal
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


@pytest.fixture
def campaign(netcore: Command, tmp_path: Path) -> Command:
    """A campaign of two approved letters."""
    netcore.ok("config", "set", "address", "mara@example.org")
    netcore.ok("config", "set", "name", "Mara Ellison")
    netcore.ok("clarify", "--goal", GOAL)
    for name in ("Ada", "Ben"):
        netcore.ok("people", "add", name, "--email", f"{name.lower()}@example.org")
        netcore.ok("keep", name)
    letter = tmp_path / "letter.txt"
    letter.write_text("Subject: To {{ person.given }}\n\n" + BODY.replace("Ada", "{{ person.given }}"))
    netcore.ok("draft", "First letters", "--template", str(letter))
    netcore.ok("approve", "--all")
    return netcore


def test_a_campaign_is_shown_once_before_it_leaves(campaign: Command) -> None:
    first = campaign("send")
    assert first.code == 0
    shown = " ".join(first.out.split())
    assert "2 messages would leave from Mara Ellison <mara@example.org>, through folder." in shown
    assert "To Ada <ada@example.org>: To Ada Dear Ada, Do you remember the evening in the boathouse" in shown
    assert "you see “First letters” once before it leaves. To send: netcore send --really" in " ".join(
        first.err.split()
    )
    assert campaign.json("outbox")["counts"] == {"approved": 2}
    assert "2 messages sent" in campaign.ok("send")


def test_the_command_that_is_named_sends_what_was_shown_as_it_was_asked_for(campaign: Command, tmp_path: Path) -> None:
    place = tmp_path / "some where"
    campaign.environment["NETCORE_NETWORK"] = "default"
    shown = campaign("--network", "default", "send", "--path", str(place), "--limit", "1", "--json")
    assert shown.json["first"] == ["First letters"]
    _, _, command = shown.err.partition("To send: ")
    assert shlex.split(command) == [
        *("netcore", "--network", "default", "send", "--path", str(place), "--limit", "1", "--really")
    ]
    campaign(*shlex.split(command)[1:])
    assert len([*place.glob("*.eml")]) == 1


def test_a_campaign_may_leave_at_once_when_that_is_said(campaign: Command) -> None:
    assert "2 messages sent" in campaign.ok("send", "--really")


def test_a_dry_run_that_was_asked_for_is_the_first_look(campaign: Command) -> None:
    for _ in range(2):
        assert "2 messages would leave" in campaign.ok("send", "--dry-run")
    assert "2 messages sent" in campaign.ok("send")


def test_a_campaign_that_was_shown_for_one_outbox_is_shown_again_for_another(
    campaign: Command, install: Install
) -> None:
    install("picky", PICKY)
    campaign.ok("send")
    assert "through picky" in campaign.ok("send", "--outbox", "picky", "--refuses", "nobody@")
    assert "2 messages sent" in campaign.ok("send", "--outbox", "picky", "--refuses", "nobody@")


def test_a_campaign_of_which_nothing_can_leave_yet_is_shown_again_when_it_can(campaign: Command) -> None:
    campaign.ok("config", "set", "time-zone", "UTC")
    campaign.ok("config", "set", "quiet-hours", "8-10")
    for _ in range(2):
        shown = " ".join(campaign.ok("send").split())
        assert "2 messages may not leave at present" in shown
        assert "your quiet hours. Next try: Mon 2 Mar 2026, 10:00." in shown
    campaign.clock.pass_(hours=1)
    assert "2 messages would leave" in campaign.ok("send")
    assert "2 messages sent" in campaign.ok("send")


def test_what_is_approved_after_the_first_letters_of_a_campaign_leaves_without_being_shown(campaign: Command) -> None:
    ben = campaign.json("outbox", "--state", "approved")[1]["id"]
    campaign.ok("outbox", "withdraw", ben)
    campaign.ok("send", "--really")
    campaign.ok("approve", ben)
    assert "1 message sent" in campaign.ok("send")


def test_what_is_over_the_cap_says_when_it_leaves(campaign: Command) -> None:
    campaign.ok("config", "set", "time-zone", "UTC")
    campaign.ok("config", "set", "daily-cap", "1")
    shown = " ".join(campaign.ok("send").split())
    assert "1 message would leave from" in shown
    assert "1 message would leave later To Ben" in shown
    assert shown.count("Do you remember the evening") == 2
    sent = campaign("send")
    assert (
        sent.code,
        "1 letter a day may leave through 'folder', and today's have left. Next try: Tue 3"
        in " ".join(sent.out.split()),
    ) == (1, True)
    campaign.clock.pass_(days=1)
    assert "1 message sent" in campaign.ok("send")


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


def test_what_many_letters_wait_for_is_said_once(netcore: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def told(number: int, subject: str, why: str) -> str:
        lines = tuple(
            Line(message="m", person="p", name=f"Ada{n}", address="a@example.org", subject=subject.format(n), why=why)
            for n in range(number)
        )
        other = Line(message="m", person="p", name="Bo", address="b@example.org", subject="Hello", why="Bo is away.")
        report = SendReport(outbox="folder", left=(*lines, other), interrupted=True)
        monkeypatch.setattr("netcore.steps.write.Write.send", lambda *_, **__: report)
        result = netcore("send")
        assert result.code == 130
        assert "the same command goes on" in result.err
        assert result.out.count(why) + result.out.count("Bo is away.") == (2 if number > 5 else number + 1)
        return " ".join(result.out.split())

    assert "Ada0: Hello It waits. Ada1: Hello It waits." in told(5, "Hello", "It waits.")
    assert "Ada4, Ada5, Ada6: Hello It waits. Bo: Hello Bo is away." in told(7, "Hello", "It waits.")
    assert "Ada4, Ada5, Ada6: It waits. Bo: Hello Bo is away." in told(7, "Hello {}", "It waits.")


PRESSED = """
    import signal

    from netcore.model.message import Receipt
    from netcore.plugins import Outbox, OutboxDescriptor, Setting, hookimpl

    class Pressed(Outbox):
        def __init__(self, context):
            self._times, self._now = context.settings["times"], context.now

        def prepare(self, message):
            return message.key

        def commit(self, handle):
            for _ in range(self._times):
                signal.raise_signal(signal.SIGINT)
            return Receipt(sent_at=self._now(), detail="It went by pigeon.")

        def lookup(self, handle):
            return "cannot tell"

        def discard(self, handle):
            pass

    @hookimpl
    def netcore_outboxes():
        settings = (Setting(name="times", help="How often Ctrl-C is pressed.", type="integer", required=True),)
        return [OutboxDescriptor(name="{name}", summary="Is at it.", factory="{module}:Pressed", settings=settings)]
"""


@pytest.mark.parametrize(("times", "states"), [(1, {"sent": 1, "queued": 1}), (2, {"uncertain": 1, "queued": 1})])
def test_ctrl_c_waits_for_the_letter_at_hand_and_pressed_again_does_not(
    approved: Command, install: Install, times: int, states: dict[str, int]
) -> None:
    install("pressed", PRESSED)
    before = signal.getsignal(signal.SIGINT)
    result = approved("send", "--outbox", "pressed", "--times", str(times))
    assert result.code == 130
    assert "the same command goes on" in result.err
    assert approved.json("outbox")["counts"] == states
    assert signal.getsignal(signal.SIGINT) is before


def test_where_ctrl_c_is_ignored_it_stays_so(approved: Command, install: Install) -> None:
    install("pressed", PRESSED)
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        approved.ok("send", "--outbox", "pressed", "--times", "1")
    finally:
        signal.signal(signal.SIGINT, before)


def test_letters_that_could_not_leave_are_told_of_until_they_are_sent(approved: Command) -> None:
    letters = approved.home / "letters"
    letters.write_text("a file where the folder should be")
    first = approved("send", "--really")
    assert first.code == 1
    assert "2 messages could not be taken now; netcore send tries again once their time has come" in first.out
    assert "To try at once: netcore send --really --now" in first.err
    letters.unlink()
    second = approved("send")
    assert second.code == 1
    assert "Nothing is approved" not in second.out
    assert "2 messages could not be taken now" in second.out
    assert "Next try: Mon 2 Mar 2026, 09:15" in " ".join(second.out.split())
    assert len(approved("send", "--json").json["deferred"]) == 2
    assert len(approved("send", "--dry-run", "--json").json["deferred"]) == 2
    agenda = next(one for one in approved.json("next") if one["kind"] == "wait")
    assert (agenda["what"], agenda["do"]) == ("2 letters wait for another try", "netcore send --now")
    assert "(from Mon 2 Mar 2026, 09:15)" in approved.ok("next")
    assert "2 messages wait until 2026-03-02 09:15 UTC for another try" in " ".join(approved("doctor").out.split())
    third = approved("send", "--now")
    assert (third.code, len(list(letters.glob("*.eml")))) == (0, 2)
    assert "Nothing is approved" in approved.ok("send")


def test_letters_whose_time_has_come_are_ready_again(approved: Command) -> None:
    letters = approved.home / "letters"
    letters.write_text("a file where the folder should be")
    approved("send", "--really")
    letters.unlink()
    approved.clock.pass_(minutes=31)
    assert "Send 2 letters" in approved.ok("next")
    assert approved("send").code == 0
    assert len(list(letters.glob("*.eml"))) == 2
