"""The contracts that every plugin must keep, as base classes for tests; and what such tests need.

A third party's test is a subclass and a fixture or two:

    class TestMySource(ContactSourceContract):
        @pytest.fixture
        def make_source_of(self, tmp_path):
            def make(names): ...
            return make

Needs pytest (``pip install netcore-outreach[testing]``).
"""

from pkgutil import iter_modules

import pytest

pytest.register_assert_rewrite(*(f"{__name__}.{module.name}" for module in iter_modules(__path__)))

from netcore.testing.calendars import CalendarContract
from netcore.testing.clock import FixedClock
from netcore.testing.context import make_context
from netcore.testing.exporters import ExporterContract
from netcore.testing.file_sources import FileSourceContract
from netcore.testing.inboxes import InboxContract
from netcore.testing.judges import MatcherContract, MessageCheckContract, ReplyRuleContract
from netcore.testing.loopback import LoopbackGuard, OutsideReachedError
from netcore.testing.manifests import ManifestContract
from netcore.testing.nasty import INJECTIONS, NASTY_NAMES, NASTY_TEXTS
from netcore.testing.outboxes import OutboxContract
from netcore.testing.samples import (
    sample_appointment,
    sample_contact,
    sample_draft,
    sample_mail,
    sample_outgoing,
)
from netcore.testing.sinks import ContactSinkContract
from netcore.testing.sources import ContactSourceContract

__all__ = [
    "INJECTIONS",
    "NASTY_NAMES",
    "NASTY_TEXTS",
    "CalendarContract",
    "ContactSinkContract",
    "ContactSourceContract",
    "ExporterContract",
    "FileSourceContract",
    "FixedClock",
    "InboxContract",
    "LoopbackGuard",
    "ManifestContract",
    "MatcherContract",
    "MessageCheckContract",
    "OutboxContract",
    "OutsideReachedError",
    "ReplyRuleContract",
    "make_context",
    "sample_appointment",
    "sample_contact",
    "sample_draft",
    "sample_mail",
    "sample_outgoing",
]
