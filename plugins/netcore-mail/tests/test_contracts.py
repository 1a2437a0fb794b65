"""The laws that netcore asks of every manifest, outbox and inbox."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from mail_lab import Mailbox, SmtpLab

from netcore.plugins import Inbox, Outbox
from netcore.testing import InboxContract, ManifestContract, OutboxContract
from netcore_mail import manifest


class TestManifest(ManifestContract):
    name = "mail"
    manifest = manifest


class TestOutbox(OutboxContract):
    can_tell = False

    @pytest.fixture
    def make_outbox(self, make_outbox: Callable[..., Outbox]) -> Callable[[], Outbox]:
        return make_outbox

    @pytest.fixture
    def make_outbox_elsewhere(self, make_outbox: Callable[..., Outbox], tmp_path: Path) -> Callable[[], Outbox]:
        return lambda: make_outbox(home=tmp_path / "elsewhere")

    @pytest.fixture
    def delivered(self, smtp: SmtpLab) -> Callable[[], Sequence[bytes]]:
        return lambda: [letter.data for letter in smtp.taken]

    @pytest.fixture
    def waiting(self, tmp_path: Path) -> Callable[[], int]:
        return lambda: len(list(tmp_path.rglob("*.eml")))


class TestInbox(InboxContract):
    @pytest.fixture
    def make_inbox(self, make_inbox: Callable[..., Inbox]) -> Callable[[], Inbox]:
        return make_inbox

    @pytest.fixture
    def receive(self, mailbox: Mailbox) -> Callable[[bytes], object]:
        return mailbox.receive
