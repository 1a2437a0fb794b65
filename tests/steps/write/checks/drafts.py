"""Drafts for the tests of the checks."""

from datetime import UTC, datetime
from typing import Any

from netcore.model.contact import Contact, Name
from netcore.model.message import Finding
from netcore.model.person import Person, PersonDetail
from netcore.model.work import Clarity
from netcore.plugins.judges import Draft
from netcore.steps.write.checks import own_findings

NOW = datetime(2026, 5, 14, 9, 0, tzinfo=UTC)

MAYA = PersonDetail(
    person=Person(id="maya", name="Maya Lindqvist", circles=("Choir",)),
    card=Contact(name=Name(display="Maya Lindqvist", given="Maya", family="Lindqvist"), nicknames=("May",)),
)

CLARITY = Clarity(
    version=1,
    goal="Teach boat repair to teenagers at the harbour by next spring",
    keywords=("boat repair", "harbour"),
    written_at=NOW,
    confirmed_at=NOW,
)

GOOD = """Dear Maya,

I still hum our Dvořák on the way to work, and I thought of you when the ferry was late again. How is your sister?

I have happy news: from next spring I want to teach boat repair to teenagers at the harbour. You have run the youth \
choir for ten years. Could we talk for twenty minutes about how you keep them coming? A phone call, or coffee near \
your school, whenever it suits you. No rush at all.

And tell me what I could do for you; I would love to.

Thank you, and warm wishes,
Sam
"""


def draft(body: str = GOOD, **changes: Any) -> Draft:
    """A sound first letter from Sam to Maya, but for what the test changes."""
    values: dict[str, Any] = {
        "purpose": "request",
        "to_name": "Maya Lindqvist",
        "to_address": "maya@example.org",
        "subject": "Choir days, boat plans",
        "body": body,
        "person": MAYA,
        "clarity": CLARITY,
        "other_names": ("Leo", "Grace", "Hamish"),
        "sender_name": "Sam Okafor",
        "now": NOW,
    }
    return Draft(**values | changes)


def found(body: str = GOOD, **changes: Any) -> dict[str, Finding]:
    """What the core's checks say of it, by id."""
    return {finding.id: finding for finding in own_findings(draft(body, **changes))}


def good_with(sentence: str) -> str:
    """The sound letter with one more sentence in it."""
    return GOOD.replace("No rush at all.", f"No rush at all. {sentence}")
