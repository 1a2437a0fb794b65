"""What the guests of agreed talks answered in the user's calendar.

An answer holds for the time that it was given for: when another is agreed on, they have not answered yet.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal

import msgspec

from netcore.model.base import Value
from netcore.model.work import Conversation, ConversationState
from netcore.store import Transaction

Answer = Literal["accepted", "declined", "tentative", "none"]

_AGREED: tuple[ConversationState, ...] = ("agreed",)
_FACT = "talks.answers"
_TOLD: Mapping[Answer, str] = {
    "accepted": "{name} accepts the time of your talk.",
    "declined": "{name} declines the time of your talk.",
    "tentative": "{name} may come to your talk.",
}


class GuestAnswer(Value, frozen=True, kw_only=True):
    """What somebody answered to the invitation to a talk."""

    answer: Answer
    """``none`` while they have not answered."""
    at: datetime
    """The time of the talk to which they answered."""


def agreed_talks(tx: Transaction) -> tuple[Conversation, ...]:
    """The talks that are agreed on: whose guests may have answered."""
    return tx.conversations.find(states=_AGREED)


def answers_of(tx: Transaction, talks: Iterable[Conversation]) -> dict[str, GuestAnswer]:
    """What is known of these talks, by their ids; nothing of those whose time was changed since."""
    kept = tx.facts.get(_FACT)
    known = msgspec.json.decode(kept, type=dict[str, GuestAnswer]) if kept else {}
    agreed = {talk.id: talk.at for talk in talks if talk.state == "agreed"}
    return {talk: answer for talk, answer in known.items() if talk in agreed and agreed[talk] == answer.at}


def keep_answers(tx: Transaction, found: Mapping[str, GuestAnswer]) -> tuple[Conversation, ...]:
    """Keep what was found, and note in the journal what is new; returns the talks of which that is true."""
    agreed = agreed_talks(tx)
    known = answers_of(tx, agreed)
    current = {talk.id: answer for talk in agreed if (answer := found.get(talk.id)) and answer.at == talk.at}
    if all(known.get(talk) == answer for talk, answer in current.items()):
        return ()
    tx.facts.set(_FACT, msgspec.json.encode({**known, **current}).decode())
    changed = tuple(talk for talk in agreed if talk.id in current and _said(current, talk) != _said(known, talk))
    names = tx.people.names({talk.person for talk in changed})
    for talk in changed:
        if text := _TOLD.get(_said(current, talk)):
            told = text.format(name=names[talk.person])
            tx.journal.add("conversation.answered", told, person=talk.person)
    return changed


def _said(answers: Mapping[str, GuestAnswer], talk: Conversation) -> Answer:
    return answers[talk.id].answer if talk.id in answers else "none"
