"""Real servers for real letters; only when they are asked for: pytest -m real_servers plugins/netcore-mail."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

import pytest
from mail_lab.debian import PASSWORD, Dovecot, Exim, Mta, NotInstalled, Postfix

from netcore.plugins.settings import SettingValue
from netcore.testing import make_context
from netcore_mail.inbox import MailInbox
from netcore_mail.manifest import netcore_inboxes, netcore_outboxes
from netcore_mail.outbox import MailOutbox

MARKER = "real_servers"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if MARKER not in str(config.option.markexpr):
        for item in items:
            if item.get_closest_marker(MARKER):
                item.add_marker(pytest.mark.skip(reason=f"real servers are started only with -m {MARKER}"))


@dataclass
class Servers:
    """A mail transfer agent with Dovecot behind it."""

    mta: Mta
    dovecot: Dovecot
    ca_file: Path

    def settings(self, user: str) -> dict[str, SettingValue]:
        return {
            "from_address": user,
            "ca_file": str(self.ca_file),
            "imap_host": "localhost",
            "imap_port": self.dovecot.imaps,
        }


@pytest.fixture(scope="session")
def place() -> Iterator[Path]:
    """A folder that the servers' users can reach, which pytest's own temporary folders are not."""
    folder = Path(mkdtemp(prefix="netcore-mail-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def dovecot(place: Path) -> Iterator[Dovecot]:
    try:
        server = Dovecot(place / "dovecot")
    except NotInstalled as error:
        pytest.fail(str(error))
    yield server
    server.close()


@pytest.fixture(scope="session", params=[Postfix, Exim], ids=["Postfix", "Exim"])
def servers(request: pytest.FixtureRequest, place: Path, dovecot: Dovecot) -> Iterator[Servers]:
    """Each transfer agent in turn; Debian installs only one of them at a time, and one is enough."""
    folder = place / request.param.__name__.lower()
    try:
        mta: Mta = request.param(folder, dovecot)
    except NotInstalled as error:
        if not (shutil.which("postfix", path="/usr/sbin") or shutil.which("exim4", path="/usr/sbin")):
            pytest.fail(str(error))
        pytest.skip(str(error))
    ca_file = place / f"{folder.name}.pem"
    ca_file.write_bytes((dovecot.folder / "ca.pem").read_bytes() + (mta.folder / "ca.pem").read_bytes())
    yield Servers(mta=mta, dovecot=dovecot, ca_file=ca_file)
    mta.close()


@pytest.fixture
def make_outbox(servers: Servers, tmp_path: Path) -> Callable[..., MailOutbox]:
    def make(user: str = "ada@example.org", password: str = PASSWORD, **settings: SettingValue) -> MailOutbox:
        given = {"smtp_host": "localhost", "smtp_port": servers.mta.submission, "security": "starttls"}
        return MailOutbox(
            make_context(
                netcore_outboxes()[0],
                secrets={"password": password},
                home=tmp_path / user,
                **servers.settings(user) | given | settings,
            )
        )

    return make


@pytest.fixture
def make_inbox(servers: Servers, tmp_path: Path) -> Callable[..., MailInbox]:
    def make(user: str = "ada@example.org", password: str = PASSWORD, **settings: SettingValue) -> MailInbox:
        return MailInbox(
            make_context(
                netcore_inboxes()[0],
                secrets={"password": password},
                home=tmp_path / user,
                **servers.settings(user) | settings,
            )
        )

    return make
