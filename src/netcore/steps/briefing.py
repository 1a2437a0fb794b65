"""What to read before a talk: who they are, what was said, what is owed, and what to ask."""

from datetime import timedelta

from netcore.model.briefing import Briefing, Said
from netcore.model.contact import Contact
from netcore.model.message import MessageState
from netcore.model.person import PersonDetail
from netcore.model.work import Clarity, Conversation, ConversationState
from netcore.store import Transaction

DORMANT = timedelta(days=365)
"""After so long a silence catch up first (grade M; reconnecting fails without it: orsc.2023.1685)."""

_UNTHANKED: tuple[ConversationState, ...] = ("held",)
_TALKED: tuple[ConversationState, ...] = ("held", "thanked")
_SENT: tuple[MessageState, ...] = ("sent",)
_LINES = 12


def briefing(tx: Transaction, detail: PersonDetail, talk: Conversation | None) -> Briefing:
    """What to read before a talk with this person; ``talk`` is the one that is offered or agreed."""
    person = detail.person
    said = _said(tx, person.id)
    last = max((line.at for line in said), default=None)
    clarity = tx.clarities.current()
    return Briefing(
        person=person,
        work=_work(detail.card),
        introduced_by=tx.people.get(detail.introduced_by).name if detail.introduced_by else "",
        conversation=talk,
        minutes=talk.minutes if talk else 0,
        last_contact=last,
        notes=detail.notes,
        said=said[:_LINES],
        you_owe=tx.favors.find(states=("asked", "promised"), person=person.id),
        thanks_owed=bool(tx.conversations.find(states=_UNTHANKED, person=person.id)),
        request=clarity.ask if clarity else "",
        questions=_questions(detail, clarity, last is None or tx.now - last > DORMANT),
    )


def _said(tx: Transaction, person: str) -> tuple[Said, ...]:
    lines = [
        Said(at=message.sent_at, by_user=True, what=f"letter: {message.subject}", text=message.body)
        for message in tx.messages.find(states=_SENT, person=person)
        if message.sent_at is not None
    ]
    lines += [
        Said(at=reply.received_at, by_user=False, what="reply", text=reply.text)
        for reply in tx.replies.find(person=person)
        if reply.kind == "reply"
    ]
    lines += [
        Said(at=talk.held_at, by_user=False, what=f"talk: {talk.mode}", text=talk.notes)
        for talk in tx.conversations.find(states=_TALKED, person=person)
        if talk.held_at is not None
    ]
    return tuple(sorted(lines, key=lambda line: line.at, reverse=True))


def _work(card: Contact) -> str:
    for place in card.organizations:
        parts = (place.title or place.role, place.name)
        if any(parts):
            return ", ".join(part for part in parts if part)
    return ""


def _questions(detail: PersonDetail, clarity: Clarity | None, dormant: bool) -> tuple[str, ...]:
    """Catch up, then ask about what they know, then ask what they need.

    To ask what they need is the workflow's own last step; a question about *their* way costs them nothing to answer.
    """
    circles = detail.person.circles
    if dormant or not circles:
        first = "What has changed for you since we last talked?"
    else:
        first = f"How are things in {circles[0]} these days?"
    place = next((place for place in detail.card.organizations if place.name), None)
    if place is not None:
        second = f"How did you come to work at {place.name}, and what would you do the same way again?"
    elif clarity is not None:
        second = "Who else should I listen to, if I want to do what I wrote to you about?"
    else:
        second = "What do you wish somebody had told you when you began?"
    return first, second, "What can I do for you?"
