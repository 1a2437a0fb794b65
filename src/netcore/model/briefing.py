"""What to read before a talk."""

from datetime import datetime

from netcore.model.base import Value
from netcore.model.person import Person
from netcore.model.work import Conversation, Favor


class Said(Value, frozen=True, kw_only=True):
    """Something that passed between the user and a person."""

    at: datetime
    by_user: bool
    what: str
    """A word or two: "letter: Choir days", "reply", "talk"."""
    text: str


class Briefing(Value, frozen=True, kw_only=True):
    """One page about a person: who they are, what was said, what is owed, and what to ask."""

    person: Person
    work: str = ""
    """What they do, and where: "Head of Volunteering, City Library"."""
    introduced_by: str = ""
    """The name of whoever introduced them."""
    conversation: Conversation | None = None
    """The talk that is offered or agreed."""
    minutes: int = 0
    """How much time they gave; 0 when nothing is agreed."""
    last_contact: datetime | None = None
    notes: tuple[str, ...] = ()
    said: tuple[Said, ...] = ()
    """The newest first."""
    you_owe: tuple[Favor, ...] = ()
    thanks_owed: bool = False
    """An earlier talk was not thanked for yet: do that first."""
    request: str = ""
    """The one request that the user wrote down (`netcore clarify`)."""
    questions: tuple[str, ...] = ()
    """Two or three to ask; the last one is always what the user can do for them."""
