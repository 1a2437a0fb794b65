"""Whatever an honest server does, in whatever order: what the outbox says is true."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from mail_lab import STEPS, Action, Certificates, HangUp, Reset, Say, SmtpLab, Take, Usual

from netcore.model.message import Receipt
from netcore.plugins import Deferred, Rejected, Uncertain
from netcore.testing import make_context
from netcore.testing.samples import sample_outgoing
from netcore_mail.account import Patience
from netcore_mail.manifest import netcore_outboxes
from netcore_mail.outbox import MailOutbox

WORDS = st.sampled_from(
    [
        "250 Ok",
        "250-Ok\r\n250 Ok",
        "354 Go on",
        "220 Hello",
        "235 In",
        "334 ",
        "421 Bye",
        "451 Later",
        "550 No",
        "?",
        "",
    ]
)
LEAVING: list[tuple[Action, ...]] = [(), (HangUp(),), (Reset(),)]

NO = st.tuples(st.sampled_from(["421 Bye", "451 Later", "550 No", "552 Large"]).map(Say)).flatmap(
    lambda said: st.sampled_from([(*said, *leaving) for leaving in LEAVING])
)
"""A server that says no did not take the letter."""
YES = st.sampled_from([(Usual(),), (Usual(), HangUp()), (Usual(), Say("421 Bye"), HangUp())])
"""One that says yes did."""
SILENT = st.sampled_from([(HangUp(),), (Reset(),), (Take(), HangUp()), (Take(), Reset()), (Take(), Say("?"), HangUp())])
ANYTHING = st.tuples(st.lists(WORDS.map(Say), max_size=2), st.sampled_from(LEAVING)).map(lambda t: (*t[0], *t[1]))


@st.composite
def scripts(draw: st.DrawFn) -> dict[str, tuple[Action, ...]]:
    steps = draw(st.sets(st.sampled_from([step for step in STEPS if step not in ("dot", "body")]), max_size=2))
    script = {step: draw(ANYTHING) for step in steps}
    if draw(st.booleans()):
        script["dot"] = draw(st.one_of(NO, YES, SILENT))
    return script


@settings(max_examples=80, deadline=None)
@given(script=scripts())
def test_what_is_said_to_be_sent_is_there_and_what_is_safe_to_repeat_is_not(
    script: dict[str, tuple[Action, ...]], certificates: Certificates
) -> None:
    with SmtpLab(certificates) as smtp, TemporaryDirectory() as home:
        for step, actions in script.items():
            smtp.on(step, *actions)
        context = make_context(
            netcore_outboxes()[0],
            secrets={"password": "péssword 1"},
            home=Path(home),
            from_address="ada@example.org",
            smtp_host="localhost",
            smtp_port=smtp.port,
            ca_file=str(certificates.ca_file),
        )
        outbox = MailOutbox(context, patience=Patience(connect=0.15, answer=0.15, verdict=0.15, farewell=0.05))
        handle = outbox.prepare(sample_outgoing())
        try:
            outbox.commit(handle)
        except (Rejected, Deferred):
            assert not smtp.taken, "safe to repeat, it said, and the server has it"
        except Uncertain:
            pass
        else:
            assert len(smtp.taken) == 1, "sent, it said, and the server does not have it"
        found = outbox.lookup(handle)
        if isinstance(found, Receipt):
            assert len(smtp.taken) == 1
        elif found == "not sent":
            assert not smtp.taken
