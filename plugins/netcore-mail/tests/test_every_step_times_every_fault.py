"""What the outbox says, what the server has, and what is found out later: for every fault at every step.

The law: never *sent* when the server has no copy, never *safe to repeat* when it has one.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from mail_lab import Action, Drip, HangUp, Reset, Say, SmtpLab, Stall, Take, Usual

from netcore.errors import SignInNeeded
from netcore.model.message import Attachment, Receipt
from netcore.plugins import Deferred, Outbox, Rejected, Uncertain
from netcore.testing.samples import sample_outgoing
from netcore_mail.account import Patience
from netcore_mail.outbox import MailOutbox

SHUTDOWN = (Say("421 4.3.2 Shutting down"), HangUp())
NONSENSE = (Say("¿Qué?"),)
SHORT = Patience(connect=0.25, answer=0.25, verdict=0.25, farewell=0.1)
SHORT_VERDICT = Patience(connect=5, answer=5, verdict=0.2, farewell=0.1)
SHORT_FAREWELL = Patience(connect=5, answer=5, verdict=5, farewell=0.1)


@dataclass(frozen=True)
class Case:
    step: str
    fault: str
    actions: tuple[Action, ...]
    outcome: str
    copies: int
    later: str
    patience: Patience | None = None

    def __str__(self) -> str:
        return f"{self.step}: {self.fault}"


def before_the_letter(step: str, refused: str = "deferred") -> list[Case]:
    """Everything up to RCPT: whatever happens, the server has nothing."""
    faults: list[tuple[str, tuple[Action, ...], str]] = [
        ("hangs up", (HangUp(),), "deferred"),
        ("breaks the connection", (Reset(),), "deferred"),
        ("stalls", (Stall(),), "deferred"),
        ("drips", (Drip(),), "deferred"),
        ("answers nonsense", NONSENSE, "deferred"),
        ("answers without end", (Say(b"250-more\r\n" * 10_000),), "deferred"),
        ("answers with two codes", (Say("250-yes\r\n550 no"),), "deferred"),
        ("says the wrong thing", (Say("214 Read the manual"),), "deferred" if step not in ("mail", "rcpt") else ""),
        ("answers 421 and hangs up", SHUTDOWN, "deferred"),
        ("answers 451", (Say("451 4.3.0 Not now"),), "deferred"),
        ("answers 550", (Say("550 5.7.1 No"),), refused),
    ]
    return [
        Case(step, fault, actions, outcome, 0, "not sent", SHORT if fault in ("stalls", "drips") else None)
        for fault, actions, outcome in faults
        if outcome
    ]


def at_the_verdict() -> list[Case]:
    """Between the last dot and its answer: only an answer makes it certain."""
    silent: list[tuple[str, tuple[Action, ...]]] = [
        ("hangs up", (HangUp(),)),
        ("breaks the connection", (Reset(),)),
        ("stalls", (Stall(),)),
        ("drips", (Drip(),)),
        ("answers nonsense", NONSENSE),
        ("asks for more", (Say("354 Go on"),)),
        ("answers yes and no", (Say("250 2.0.0 Ok\r\n550 5.0.0 No"),)),
    ]
    cases = []
    for fault, actions in silent:
        patience = SHORT_VERDICT if fault in ("stalls", "drips") else None
        cases.append(Case("dot", fault, actions, "uncertain", 0, "cannot tell", patience))
        cases.append(Case("dot", f"takes it, {fault}", (Take(), *actions), "uncertain", 1, "cannot tell", patience))
    refusals: list[tuple[str, tuple[Action, ...], str]] = [
        ("answers 421 and hangs up", SHUTDOWN, "deferred"),
        ("answers 451", (Say("451 4.7.1 Greylisted"),), "deferred"),
        ("answers 452", (Say("452 4.3.1 Disk full"),), "deferred"),
        ("answers 550", (Say("550 5.7.1 Looks like spam"),), "rejected"),
        ("answers 552", (Say("552 5.3.4 Too large"),), "rejected"),
        ("answers 550 and hangs up", (Say("550 5.7.1 No"), HangUp()), "rejected"),
    ]
    return cases + [Case("dot", fault, actions, outcome, 0, "not sent") for fault, actions, outcome in refusals]


def after_the_verdict() -> list[Case]:
    """Once it was accepted, nothing makes it unsent."""
    faults: list[tuple[str, tuple[Action, ...]]] = [
        ("hangs up", (HangUp(),)),
        ("breaks the connection", (Reset(),)),
        ("stalls", (Stall(),)),
        ("drips", (Drip(),)),
        ("says nonsense", NONSENSE),
        ("says 421 and hangs up", SHUTDOWN),
        ("says 550", (Say("550 5.0.0 No"),)),
    ]
    return [
        Case("quit", fault, actions, "sent", 1, "sent", SHORT_FAREWELL if fault in ("stalls", "drips") else None)
        for fault, actions in faults
    ] + [
        Case("accepted", "hangs up", (HangUp(),), "sent", 1, "sent"),
        Case("accepted", "says 421 and hangs up", SHUTDOWN, "sent", 1, "sent"),
    ]


CASES = [
    *before_the_letter("greeting"),
    *before_the_letter("ehlo"),
    *before_the_letter("starttls"),
    *[case for case in before_the_letter("handshake") if case.fault != "says the wrong thing"],
    *before_the_letter("auth", refused="sign in"),
    *before_the_letter("mail", refused="rejected"),
    *before_the_letter("rcpt", refused="rejected"),
    *before_the_letter("data", refused="rejected"),
    *at_the_verdict(),
    *after_the_verdict(),
]


def outcome_of(outbox: Outbox, handle: str) -> tuple[str, str]:
    """What commit says, and its words."""
    try:
        receipt = outbox.commit(handle)
    except SignInNeeded as error:
        return "sign in", str(error)
    except Rejected as error:
        return "rejected", str(error)
    except Deferred as error:
        return "deferred", str(error)
    except Uncertain as error:
        return "uncertain", str(error)
    return "sent", receipt.detail


def found_by(outbox: Outbox, handle: str) -> str:
    found = outbox.lookup(handle)
    return "sent" if isinstance(found, Receipt) else found


@pytest.mark.parametrize("case", CASES, ids=str)
def test_each_fault_at_each_step_is_told_as_what_it_is(
    case: Case, smtp: SmtpLab, make_outbox: Callable[..., MailOutbox]
) -> None:
    smtp.on(case.step, *case.actions)
    outbox = make_outbox(patience=case.patience) if case.patience else make_outbox()
    handle = outbox.prepare(sample_outgoing())

    outcome, words = outcome_of(outbox, handle)

    assert (outcome, len(smtp.taken)) == (case.outcome, case.copies), words
    assert found_by(make_outbox(), handle) == case.later
    assert "localhost" in words, "it says which server"
    assert outcome == "sent" or words.count("Nothing was sent") == (outcome != "uncertain"), words


@pytest.mark.parametrize("case", [case for case in CASES if case.outcome == "deferred"], ids=str)
def test_what_is_safe_to_repeat_is_sent_once_when_it_is_repeated(
    case: Case, smtp: SmtpLab, make_outbox: Callable[..., MailOutbox]
) -> None:
    smtp.on(case.step, *case.actions)
    outbox = make_outbox(patience=case.patience) if case.patience else make_outbox()
    handle = outbox.prepare(sample_outgoing())
    assert outcome_of(outbox, handle)[0] == "deferred"
    smtp.clear()
    assert outcome_of(make_outbox(), handle)[0] == "sent"
    assert len(smtp.taken) == 1


LARGE = sample_outgoing(
    attachments=(Attachment(name="x.bin", media_type="application/octet-stream", data=bytes(4_000_000)),)
)
IN_THE_BODY = [
    Case("body", "hangs up", (HangUp(),), "deferred", 0, "not sent"),
    Case("body", "breaks the connection", (Reset(),), "deferred", 0, "not sent"),
    Case("body", "says nonsense", NONSENSE, "deferred", 0, "not sent"),
    Case("body", "says 250 before its turn", (Say("250 2.0.0 Ok"),), "deferred", 0, "not sent"),
    Case("body", "says 421 and hangs up", SHUTDOWN, "deferred", 0, "not sent"),
    Case("body", "says 552 and hangs up", (Say("552 5.3.4 Too large"), HangUp()), "rejected", 0, "not sent"),
]


@pytest.mark.parametrize("case", IN_THE_BODY, ids=str)
def test_before_the_last_dot_nothing_was_sent(
    case: Case, smtp: SmtpLab, make_outbox: Callable[..., MailOutbox]
) -> None:
    smtp.extensions = ("SIZE 50000000",)
    smtp.on("body", *case.actions)
    outbox = make_outbox(patience=case.patience) if case.patience else make_outbox()
    handle = outbox.prepare(LARGE)

    outcome, words = outcome_of(outbox, handle)

    assert (outcome, len(smtp.taken)) == (case.outcome, case.copies), words
    assert found_by(make_outbox(), handle) == case.later


def test_an_answer_given_before_its_question_is_never_taken_for_the_acceptance(
    smtp: SmtpLab, make_outbox: Callable[..., MailOutbox]
) -> None:
    """One answer too many would make every later answer belong to the question before."""
    for step in ("ehlo", "mail", "rcpt", "data"):
        smtp.clear()
        at_once = step == "data"  # what came after the whole letter could be the verdict for all that anybody knows
        smtp.on(step, *((Say("354 Go ahead\r\n250 2.1.5 Ok"),) if at_once else (Usual(), Say("250 2.1.5 Ok"))))
        smtp.on("dot", Say("550 5.7.1 No"))
        outbox = make_outbox()
        handle = outbox.prepare(sample_outgoing())
        outcome, words = outcome_of(outbox, handle)
        assert outcome in {"deferred", "rejected"}, words
        assert found_by(outbox, handle) == "not sent"


def test_a_server_that_answers_what_was_not_asked_is_left_at_once(
    smtp: SmtpLab, make_outbox: Callable[..., MailOutbox]
) -> None:
    smtp.on("rcpt", Say("250 2.1.5 Ok\r\n250 2.1.5 Ok"))
    outbox = make_outbox()
    outcome, words = outcome_of(outbox, outbox.prepare(sample_outgoing()))
    assert (outcome, "spoke out of turn" in words) == ("deferred", True)
    assert "DATA" not in smtp.heard


def test_a_server_that_greets_late_is_waited_for(smtp: SmtpLab, make_outbox: Callable[..., MailOutbox]) -> None:
    smtp.on("greeting", Say(b"220-wait\r\n"), Say(b"220-a little\r\n"), Usual())
    outbox = make_outbox()
    assert outcome_of(outbox, outbox.prepare(sample_outgoing()))[0] == "sent"
