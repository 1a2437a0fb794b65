"""What the tests of this plugin share: servers that do as they are told, and an account with them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from mail_lab import Certificates, ImapLab, Mailbox, SmtpLab

from netcore.plugins.settings import SettingValue
from netcore.testing import FixedClock, make_context
from netcore_mail.account import Patience
from netcore_mail.inbox import MailInbox
from netcore_mail.manifest import netcore_inboxes, netcore_outboxes
from netcore_mail.outbox import MailOutbox

ADA = "ada@example.org"
PATIENCE = Patience(connect=5, answer=5, verdict=5, farewell=0.5)
"""Long enough for a slow machine; where a test waits for it to end, it gives a shorter one."""

HASTE = Patience(connect=0.3, answer=0.3, verdict=0.3, farewell=0.2)


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def mailbox(clock: FixedClock) -> Mailbox:
    return Mailbox(now=clock)


@pytest.fixture
def smtp(certificates: Certificates) -> Iterator[SmtpLab]:
    with SmtpLab(certificates) as lab:
        yield lab


@pytest.fixture
def imap(certificates: Certificates, mailbox: Mailbox) -> Iterator[ImapLab]:
    with ImapLab(certificates, mailbox) as lab:
        yield lab


@pytest.fixture
def make_outbox(
    certificates: Certificates, smtp: SmtpLab, clock: FixedClock, tmp_path: Path
) -> Callable[..., MailOutbox]:
    """Makes an outbox on the SMTP server alone; ``imap`` adds the other, and every setting can be given."""

    def make(
        *,
        imap: ImapLab | None = None,
        patience: Patience = PATIENCE,
        secrets: dict[str, str] | None = None,
        home: Path = tmp_path,
        **settings: SettingValue,
    ) -> MailOutbox:
        given: dict[str, SettingValue] = {
            "from_address": ADA,
            "smtp_host": "localhost",
            "smtp_port": smtp.port,
            "security": smtp.security,
            "ca_file": str(certificates.ca_file),
        }
        if imap is not None:
            given |= {"imap_host": "localhost", "imap_port": imap.port, "imap_security": imap.security}
        context = make_context(
            netcore_outboxes()[0],
            secrets={"password": "péssword 1"} if secrets is None else secrets,
            home=home,
            now=clock,
            **given | settings,
        )
        return MailOutbox(context, patience=patience)

    return make


@pytest.fixture
def make_inbox(
    certificates: Certificates, imap: ImapLab, clock: FixedClock, tmp_path: Path
) -> Callable[..., MailInbox]:
    """Makes an inbox on the IMAP server; every setting can be given."""

    def make(
        *, patience: Patience = PATIENCE, secrets: dict[str, str] | None = None, **settings: SettingValue
    ) -> MailInbox:
        given: dict[str, SettingValue] = {
            "from_address": ADA,
            "imap_host": "localhost",
            "imap_port": imap.port,
            "imap_security": imap.security,
            "ca_file": str(certificates.ca_file),
        }
        context = make_context(
            netcore_inboxes()[0],
            secrets={"password": "péssword 1"} if secrets is None else secrets,
            home=tmp_path,
            now=clock,
            **given | settings,
        )
        return MailInbox(context, patience=patience)

    return make
