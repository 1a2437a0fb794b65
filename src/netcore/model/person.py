"""One human, as the sum of their records and of what the user said about them."""

from typing import Literal

from netcore.model.base import Value
from netcore.model.contact import Contact

Standing = Literal["undecided", "kept", "eliminated"]


class RecordRef(Value, frozen=True, kw_only=True, gc=False):
    """Where a person's record lives: the account and the source's own id."""

    account: str
    source_id: str
    gone: bool = False
    """The source no longer has it."""


class Person(Value, frozen=True, kw_only=True, gc=False):
    """A person as lists and JSON show them.  ``emails`` and ``phones`` are the best first."""

    id: str
    name: str
    standing: Standing = "undecided"
    held: bool = False
    """Might be somebody who was eliminated or erased: not contactable until the question is answered."""
    circles: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    records: tuple[RecordRef, ...] = ()


class PersonDetail(Value, frozen=True, kw_only=True):
    """A person with everything that is known: the merged card and what the user said."""

    person: Person
    card: Contact
    """The merged card; the user's corrections win."""
    notes: tuple[str, ...] = ()
    introduced_by: str = ""
    """The id of the person who introduced them."""


Tier = Literal["almost-certain", "likely", "probable", "possible"]
"""How sure a question of identity is: in each hundred, about 1, 3, 14, 42 are two humans after all."""


class Question(Value, frozen=True, kw_only=True, gc=False):
    """An open question of identity: are these two one human?"""

    left: str
    right: str
    reasons: tuple[str, ...]
    tier: Tier = "possible"
    holds: bool = False
    """One of the two is off the list, or held: the other one is not written to until this is answered."""


class SideBySide(Value, frozen=True, kw_only=True):
    """An open question with everything that is known about the two, as it was at one moment."""

    question: Question
    left: PersonDetail
    right: PersonDetail


class TierCount(Value, frozen=True, kw_only=True, gc=False):
    """How many open questions there are in a tier, and how many of them are about two humans, by experience."""

    tier: Tier
    questions: int
    mistakes: float
    """What accepting all of them as the same would be expected to join wrongly."""
    one_by_one: int = 0
    """So many of them cannot be accepted together, whatever their evidence: the people would contradict themselves."""


class Circle(Value, frozen=True, kw_only=True):
    """A part of life through which the user knows people."""

    id: str
    name: str
    notes: str = ""
    members: int = 0


class Account(Value, frozen=True, kw_only=True):
    """A configured source, outbox, inbox or calendar: "vcard:phone", "google:ada@example.org"."""

    id: str
    plugin: str
    name: str
    location: str = ""
    """What it reads: a file, a folder, a server; for the eye.  Whose it is, when its owner had to sign in."""
    uses: tuple[str, ...] = ()
    """What its owner allowed when they signed in: contacts, send…; empty when nobody has to sign in."""
