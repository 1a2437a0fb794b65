"""Step 6: a thank-you note.

A talk stays open until it is thanked for; thanks are due within a day (grade F), and never too late: we underestimate
how welcome they are (S; Kumar and Epley 2018).  Thanks that praise the giver do more than thanks that tell of one's own
gain (M, of couples; Algoe and others 2016), and they ask for nothing (F).
"""

import re

from netcore.errors import IllegalMove
from netcore.model.message import Message, MessageState
from netcore.model.person import Person
from netcore.model.work import Conversation, ConversationState
from netcore.steps.base import Step
from netcore.store import Transaction

_UNTHANKED: tuple[ConversationState, ...] = ("held",)
_IN_VAIN: frozenset[MessageState] = frozenset({"discarded", "refused"})

_KINDS_OF_TALK = {
    "phone": "our talk on the phone",
    "video": "our talk",
    "coffee": "the coffee",
    "meal": "the meal",
    "walk": "the walk",
    "visit": "letting me visit you",
    "writing": "what you wrote to me",
}
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]?")
_ABOUT_THEM = re.compile(r"^(she|he|they|her|his|their)\b", re.IGNORECASE)
_FEWEST_WORDS = 3


class Thank(Step):
    """Thanks owed and given.  A person is named by id, e-mail address, or any unique part of the name."""

    def owed(self) -> tuple[Conversation, ...]:
        """Talks that were held and not thanked for yet, the longest due first (``Conversation.thank_by``).

        Whoever is off the list is left out: nothing may be sent to them.
        """
        with self._store.read() as tx:
            talks = tx.conversations.find(states=_UNTHANKED)
            standings = tx.standings.standing_of({talk.person for talk in talks})
            owed = [talk for talk in talks if standings[talk.person][0] != "eliminated"]
            return tuple(sorted(owed, key=lambda talk: talk.thank_by or talk.offered_at))

    def draft(self, person: str, body: str | None = None, subject: str | None = None) -> Message:
        """A thank-you letter to check, approve and send like any other; when it is sent, the talk is thanked for.

        Without a ``body`` a warm one is drawn from the notes of the talk: read it before you approve it.  Raises
        `IllegalMove` when no thanks are owed, or when they are drafted already.
        """
        from netcore.steps.write import Write

        write = Write(self._desk)
        with self._store.read() as tx:
            found = tx.people.find(person)
            talk = _owed(tx, found)
            for message in tx.conversations.thanks(talk):
                if message.state not in _IN_VAIN:
                    raise IllegalMove(
                        f"Thanks to {_name(found)} are written already: {message.id} is {message.state}. "
                        "`netcore review` shows what waits for you."
                    )
            introduced = [
                tx.people.get(lead.person)
                for lead in tx.leads.find(from_person=found.id)
                if lead.person and talk.held_at is not None and lead.created_at >= talk.held_at
            ]
            given = tx.people.detail(found.id).card.name.given or _name(found)
        text = thanks_text(talk, given=given, introduced=introduced, sender=write.me().name)
        return write.draft_one(
            found.id,
            purpose="thanks",
            subject=thanks_subject(talk) if subject is None else subject,
            body=text if body is None else body,
        )

    def done(self, person: str) -> Conversation:
        """Note that the user thanked by other means; raises `IllegalMove` when no thanks are owed."""
        with self._store.write() as tx:
            found = tx.people.find(person)
            talk = _owed(tx, found)
            if not tx.conversations.move(talk, "thank", thanked_at=tx.now):
                raise IllegalMove(f"The talk with {_name(found)} was thanked for meanwhile.")
            tx.journal.add("conversation.thanked", f"You thanked {_name(found)}.", person=found.id)
            thanked = tx.conversations.get(talk.id)
            assert thanked is not None
            return thanked


def thanks_subject(talk: Conversation) -> str:
    """What to put above the note."""
    return f"Thank you for {_KINDS_OF_TALK.get(talk.mode or '', 'our talk')}"


def thanks_text(talk: Conversation, *, given: str, introduced: list[Person], sender: str) -> str:
    """A thank-you drawn from the notes: what for, what stayed, praise of the giver, an offer, and no request."""
    minutes = f", and for the {talk.minutes} minutes you gave me" if talk.minutes and talk.mode != "writing" else ""
    day = f" on {talk.held_at:%A}" if talk.held_at and talk.mode not in {"writing", "visit"} else ""
    paragraphs = [f"Dear {given},", f"Thank you for {_KINDS_OF_TALK.get(talk.mode or '', 'our talk')}{day}{minutes}."]
    stayed = _what_stayed(talk.notes)
    if stayed:
        paragraphs.append(f"One thing you said has stayed with me: {stayed} It was generous of you to be so open.")
    else:
        paragraphs.append("It was generous of you to share so openly what you know.")
    if introduced:
        names = " and ".join(_name(person) for person in introduced)
        paragraphs.append(f"And thank you for thinking of {names}. I will tell you what comes of it.")
    paragraphs += [
        "And tell me what I can do for you; I would love to.",
        f"Warmly,\n{sender}".strip(),
    ]
    return "\n\n".join(paragraphs)


def _what_stayed(notes: str) -> str:
    """The first sentence of the notes that can be said to the person: not one that speaks about them."""
    for match in _SENTENCE.finditer(notes):
        sentence = match[0].strip()
        if len(sentence.split()) >= _FEWEST_WORDS and not _ABOUT_THEM.match(sentence):
            return sentence if sentence[-1] in ".!?" else f"{sentence}."
    return ""


def _owed(tx: Transaction, person: Person) -> Conversation:
    owed = tx.conversations.find(states=_UNTHANKED, person=person.id)
    if not owed:
        raise IllegalMove(
            f"No talk with {_name(person)} waits for thanks. `netcore meet held {person.id}` notes that you talked."
        )
    return owed[-1]


def _name(person: Person) -> str:
    return person.name or person.id
