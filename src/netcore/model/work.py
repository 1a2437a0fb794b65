"""The work of reaching out: clarity, campaigns, conversations, favors, leads, agenda and journal."""

from datetime import datetime, timedelta
from typing import Literal

from netcore.model.base import Value

Mode = Literal["phone", "video", "coffee", "meal", "walk", "visit", "writing"]
ConversationState = Literal["offered", "agreed", "held", "thanked", "cancelled"]
FavorState = Literal["asked", "promised", "done", "declined"]
LeadKind = Literal["referral", "idea"]


class Clarity(Value, frozen=True, kw_only=True):
    """One version of the written statement of the next chapter of career and life."""

    version: int
    goal: str
    """What the user wants from the next chapter, in their own words."""
    why: str = ""
    """What excites them about it."""
    ask: str = ""
    """The request that would help most."""
    keywords: tuple[str, ...] = ()
    written_at: datetime
    confirmed_at: datetime
    """When the user last said that it still holds; at first, when it was written."""


class Campaign(Value, frozen=True, kw_only=True):
    """One round: a clarity version, a template, and a frozen list of people."""

    id: str
    name: str
    clarity: int
    subject: str
    template: str
    people: tuple[str, ...] = ()
    created_at: datetime


class Conversation(Value, frozen=True, kw_only=True):
    """A talk with one person, from the offer to the thanks."""

    id: str
    person: str
    state: ConversationState
    options: tuple[Mode, ...] = ()
    mode: Mode | None = None
    minutes: int = 0
    """The time they gave: a limit, which the user keeps.  0 until agreed."""
    at: datetime | None = None
    place: str = ""
    notes: str = ""
    offered_at: datetime
    started_at: datetime | None = None
    held_at: datetime | None = None
    thank_by: datetime | None = None
    """Thanks are due one day after the talk."""
    thanked_at: datetime | None = None

    def ends_at(self) -> datetime | None:
        """When the minutes that they gave are over, once the talk has begun."""
        return None if self.started_at is None else self.started_at + timedelta(minutes=self.minutes)

    def time_left(self, now: datetime) -> timedelta:
        """What is left of the minutes that they gave; negative when the user stays too long."""
        whole = timedelta(minutes=self.minutes)
        return whole if self.started_at is None else self.started_at + whole - now


class Favor(Value, frozen=True, kw_only=True):
    """Something that the user offered to do for a person."""

    id: str
    person: str
    state: FavorState
    what: str = ""
    """What they need; unknown until they were asked."""
    due: datetime | None = None
    asked_at: datetime
    promised_at: datetime | None = None
    done_at: datetime | None = None


class Lead(Value, frozen=True, kw_only=True):
    """What came of a talk: a new person, introduced by someone, or an idea."""

    id: str
    kind: LeadKind
    from_person: str
    person: str = ""
    """The introduced person, for a referral."""
    text: str = ""
    created_at: datetime
    arrived_at: datetime | None = None
    """When the user told the introducer what came of it."""


class AgendaItem(Value, frozen=True, kw_only=True):
    """One thing to do next, why, and the command that does it."""

    kind: str
    """A stable word: see `netcore.agenda`."""
    what: str
    why: str
    do: str
    person: str = ""
    due: datetime | None = None
    urgency: int = 0
    """Greater is more urgent; items come sorted by it."""


class Entry(Value, frozen=True, kw_only=True):
    """One line of the journal: what happened, to whom."""

    at: datetime
    event: str
    """A stable word such as "message.sent"; `netcore_observe` is called with the same."""
    text: str
    person: str = ""
