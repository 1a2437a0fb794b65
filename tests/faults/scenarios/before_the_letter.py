"""Finding the server, trusting it, signing in: whatever goes wrong here, the server has nothing."""

from mail_lab import Drip, HangUp, Reset, Say, Stall

from tests.faults.scenario import Scenario, Stage
from tests.faults.scenarios.acts import ALWAYS, office, smtp

IMPATIENT = (0.3, 0.3, 0.3, 0.1)


def _close(stage: Stage) -> None:
    stage.post.smtp.close()


def _unknown(stage: Stage) -> None:
    stage.post.smtp.certificate = stage.post.certificates.unknown_authority


def _another(stage: Stage) -> None:
    stage.post.smtp.certificate = stage.post.certificates.wrong_name


def _password(stage: Stage) -> None:
    stage.trial.environment = stage.post.settings()


BEFORE_THE_LETTER = (
    Scenario(
        name="Nobody listens at the port",
        act=_close,
        sees="cannot be reached",
        ledger="deferred",
        others="deferred",
        then="deferred",
        then_copies=0,
    ),
    Scenario(
        name="The server greets later than we wait (the setting timeout; 60 s when nothing is set)",
        act=smtp("greeting", Stall(), times=ALWAYS),
        haste=IMPATIENT,
        sees="did not answer in time",
        ledger="deferred",
        others="deferred",
    ),
    Scenario(
        name="The server sends a byte now and then, and never a line",
        act=smtp("greeting", Drip(), times=ALWAYS),
        haste=IMPATIENT,
        sees="did not answer in time",
        ledger="deferred",
        others="deferred",
    ),
    Scenario(
        name="The server hangs up in place of a greeting",
        act=smtp("greeting", HangUp()),
        sees="closed the connection",
        ledger="deferred",
    ),
    Scenario(
        name="The server is overloaded (421) and says so for a greeting",
        act=smtp("greeting", Say("421 4.3.2 Too many connections"), HangUp()),
        sees="421 4.3.2 Too many connections",
        ledger="deferred",
    ),
    Scenario(
        name="What answers is no mail server",
        act=smtp("greeting", Say("HTTP/1.1 400 Bad Request")),
        sees="answered nonsense",
        ledger="deferred",
    ),
    Scenario(
        name="The certificate is of an authority that nobody knows",
        act=_unknown,
        sees="a certificate that is not to be trusted",
        ledger="deferred",
        others="deferred",
    ),
    Scenario(
        name="The certificate is for another host",
        act=_another,
        sees="a certificate that is not to be trusted",
        ledger="deferred",
        others="deferred",
    ),
    Scenario(
        name="The server offers no encryption",
        act=office(lambda post: setattr(post.smtp, "security", "none")),
        sees="offers no encryption",
        ledger="deferred",
        others="deferred",
    ),
    Scenario(
        name="The server offers no sign-in (no AUTH)",
        act=office(lambda post: setattr(post.smtp, "auth", "")),
        sees="offers no sign-in",
        ledger="deferred",
        others="queued",
    ),
    Scenario(
        name="The password is wrong",
        settings={"password": "wrong"},
        mend=_password,
        sees="did not let sam@example.org in: 535",
        ledger="deferred",
        others="queued",
    ),
    Scenario(
        name="There is no password",
        settings={"password": ""},
        mend=_password,
        sees="There is no password",
        ledger="queued",
        others="queued",
    ),
    Scenario(
        name="The server cannot check passwords at present (454)",
        act=smtp("auth", Say("454 4.7.0 Temporary authentication failure")),
        sees="454 4.7.0",
        ledger="deferred",
    ),
    Scenario(
        name="The line breaks while TLS begins",
        act=smtp("handshake", Reset()),
        sees="failed at the TLS handshake",
        ledger="deferred",
    ),
)
