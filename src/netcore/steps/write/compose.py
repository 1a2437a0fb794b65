"""Drafts: one round for a frozen list of people, or a single letter."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from netcore.errors import NotContactable, TemplateError, UsageError
from netcore.model.address_key import mailbox_key
from netcore.model.base import Value
from netcore.model.contact import Contact
from netcore.model.folding import fold
from netcore.model.message import Message, Purpose, Sender
from netcore.model.person import Person
from netcore.model.work import Campaign, Clarity
from netcore.steps.address import checked_address
from netcore.steps.clarify import require_clarity
from netcore.steps.write.clarity import NEEDS_NONE
from netcore.steps.write.sender import sender_of
from netcore.steps.write.template import LetterTemplate, gap
from netcore.steps.write.text import one_line, plain_text, text_digest
from netcore.store import Transaction
from netcore.store.ids import new_id

Slots = Mapping[str, Mapping[str, str]]
"""By person (id, e-mail, part of the name; "" for everybody): the marked parts and their texts."""


class Drafted(Value, frozen=True, kw_only=True):
    """What became of a list of people."""

    campaign: Campaign
    messages: tuple[Message, ...]
    skipped: tuple[tuple[str, str], ...] = ()
    """Who gets no letter, by id, and why; the reason for an elimination is never among it."""
    incomplete: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Whose letter still has gaps, by the message's id, and what is missing."""


class _Recipient(NamedTuple):
    person: Person
    card: Contact
    address: str


def draft_campaign(
    tx: Transaction, *, name: str, people: Sequence[str], circle: str, subject: str, template: str, slots: Slots
) -> Drafted:
    """Render a letter for everybody on the list who may be written to, and freeze the list.

    Nothing is kept when anything fails: see `Write.draft`.
    """
    clarity = require_clarity(tx)
    letters = LetterTemplate(subject=subject, body=template)
    sender = sender_of(tx)
    identifier = _campaign_id(tx, one_line(name))
    listed = _listed(tx, people, circle)
    texts = _texts(tx, slots, clarity)
    skipped: list[tuple[str, str]] = []
    recipients = list(_recipients(tx, listed, sender, skipped))
    writer = _Writer(letters=letters, clarity=clarity, sender=sender, texts=texts, campaign=identifier)
    first = tx.messages.moment()  # they are drafted a microsecond apart, so that they keep their order
    found = [
        writer.letter_to(recipient, first + timedelta(microseconds=place)) for place, recipient in enumerate(recipients)
    ]
    campaign = Campaign(
        id=identifier,
        name=one_line(name),
        clarity=clarity.version,
        subject=subject,
        template=template,
        people=tuple(recipient.person.id for recipient in recipients),
        created_at=tx.now,
    )
    tx.campaigns.add(campaign)
    for message, parts in found:
        tx.messages.add(message, slots=parts)
    return Drafted(
        campaign=campaign,
        messages=tuple(message for message, _ in found),
        skipped=tuple(skipped),
        incomplete=tuple((message.id, gaps) for message, _ in found if (gaps := gaps_in(message))),
    )


def draft_one(
    tx: Transaction,
    person: Person,
    *,
    purpose: Purpose,
    subject: str,
    body: str,
    in_reply_to: str,
    address: str = "",
    repeats: Message | None = None,
) -> Message:
    """A single letter, to ``address`` when it may be used; ``repeats``: the one that came back, whose place it takes.

    Raises `NotContactable`, `ClarityMissing`, or `UsageError` without a usable address.
    """
    obstacles = tx.standings.obstacles(person.id)
    if obstacles:
        raise NotContactable(" ".join(obstacle.text for obstacle in obstacles))
    address, why = _address(tx, person, first=address)
    if not address:
        raise UsageError(why)
    clarity = tx.clarities.current()
    if clarity is None and purpose not in NEEDS_NONE:
        require_clarity(tx)
    message = _new(
        person,
        address,
        purpose=purpose,
        subject=one_line(subject),
        body=plain_text(body),
        clarity=clarity.version if clarity is not None and purpose not in NEEDS_NONE else 0,
        campaign=repeats.campaign if repeats else "",
        in_place_of=repeats.id if repeats else "",
        in_reply_to=one_line(in_reply_to),
        created_at=tx.messages.moment(),
    )
    tx.messages.add(message)
    return message


def fill(message: Message, parts: Mapping[str, str], texts: Mapping[str, str]) -> tuple[str, str]:
    """Subject and text with other words in the marked parts: in place of the gap, or of the words put there before.

    Raises `UsageError` when the place of a part cannot be found any more.
    """
    subject, body = message.subject, message.body
    for name, text in texts.items():
        old = parts.get(name) or gap(name)
        if old not in subject and old not in body:
            raise UsageError(
                f"The part {name!r} cannot be found in the letter to {message.to_name or message.to_address} any more: "
                "edit the text instead."
            )
        subject, body = subject.replace(old, one_line(text)), body.replace(old, plain_text(text))
    return subject, body


def gaps_in(message: Message) -> tuple[str, ...]:
    """The parts of a letter that nobody has written yet."""
    return tuple(dict.fromkeys(re.findall(r"\[\[([^\[\]\n]+)\]\]", f"{message.subject}\n{message.body}")))


# -- the list --------------------------------------------------------------------------------------------------------


def _listed(tx: Transaction, people: Sequence[str], circle: str) -> tuple[Person, ...]:
    """Those who were named, else everybody who is kept; with a circle, those of them who are in it."""
    inside = tx.people.ids(circle=_circle_id(tx, circle)) if circle else None
    if people:
        ids = [tx.people.resolve(text) for text in people]
    else:
        standings = tx.standings.standing_of()
        ids = [person for person in inside or tx.people.ids() if standings[person][0] == "kept"]
    if inside is not None:
        ids = [person for person in ids if person in set(inside)]
    if not ids:
        raise UsageError("Nobody is on your list for this. `netcore keep` puts people on it.")
    return tx.people.many(list(dict.fromkeys(ids)))


def _circle_id(tx: Transaction, circle: str) -> str:
    known = {key: one.id for one in tx.circles.all() for key in (fold(one.name), one.id)}
    if fold(circle) not in known:
        raise UsageError(f"There is no circle {circle!r}. `netcore circles` lists them.")
    return known[fold(circle)]


def _recipients(
    tx: Transaction, listed: Sequence[Person], sender: Sender, skipped: list[tuple[str, str]]
) -> Iterator[_Recipient]:
    """Who gets a letter, and where; each human and each mailbox once.  The others are added to ``skipped``."""
    cards = tx.people.cards([person.id for person in listed])
    taken = {mailbox_key(sender.address): "you"} if sender.address else {}
    for person in listed:
        name = person.name or person.id
        obstacles = tx.standings.obstacles(person.id)
        address, why = _address(tx, person)
        if obstacles:
            why = " ".join(obstacle.text for obstacle in obstacles)
        elif person.standing != "kept":
            why = f"{name} is not on your list yet: `netcore keep` puts them on it."
        elif address and (other := taken.get(mailbox_key(address))):
            why = f"{address} reaches {other}, too: one letter a mailbox."
        if why:
            skipped.append((person.id, why))
        else:
            taken[mailbox_key(address)] = name
            yield _Recipient(person, cards[person.id], address)


def _address(tx: Transaction, person: Person, *, first: str = "") -> tuple[str, str]:
    """The best address that may be used, ``first`` before all others; when there is none, why."""
    why = f"{person.name or person.id} has no e-mail address: add one with `netcore people edit`."
    for spelled in (first, *person.emails) if first else person.emails:
        try:
            address = checked_address(spelled)
        except UsageError as error:
            why = str(error)
            continue
        obstacles = tx.standings.obstacles(person.id, address)
        if not obstacles:
            return address, ""
        why = " ".join(obstacle.text for obstacle in obstacles)
    return "", why


# -- the letters -----------------------------------------------------------------------------------------------------


def _texts(tx: Transaction, slots: Slots, clarity: Clarity) -> dict[str, dict[str, str]]:
    """The marked parts by the id of the person, "" for everybody; ``why`` and ``ask`` default to the clarity's."""
    texts = {"": {"why": clarity.why, "ask": clarity.ask}}
    for text, parts in slots.items():
        person = tx.people.resolve(text) if text else ""
        texts.setdefault(person, {}).update({name: plain_text(words) for name, words in parts.items()})
    return texts


@dataclass(frozen=True, kw_only=True)
class _Writer:
    """Writes the letters of one campaign."""

    letters: LetterTemplate
    clarity: Clarity
    sender: Sender
    texts: Mapping[str, Mapping[str, str]]
    campaign: str

    def letter_to(self, recipient: _Recipient, moment: datetime) -> tuple[Message, dict[str, str]]:
        """The letter to one person, and what stands in its marked parts."""
        person, card, address = recipient
        own = self.texts.get(person.id, {})
        unknown = sorted(own.keys() - set(self.letters.slots))
        if unknown:
            raise TemplateError(
                f"The template has no {{{{ slot.{unknown[0]} }}}}, but one was written for {person.name or person.id}."
            )
        parts = {**self.texts[""], **own}
        subject, body = self.letters.render(
            person=person, card=card, clarity=self.clarity, sender=self.sender, slots=parts
        )
        message = _new(
            person,
            address,
            purpose="request",
            subject=subject,
            body=body,
            clarity=self.clarity.version,
            campaign=self.campaign,
            created_at=moment,
        )
        return message, {name: parts.get(name, "") for name in self.letters.slots}


def _new(
    person: Person,
    address: str,
    *,
    purpose: Purpose,
    subject: str,
    body: str,
    clarity: int,
    campaign: str = "",
    in_place_of: str = "",
    in_reply_to: str = "",
    created_at: datetime,
) -> Message:
    to_name = one_line(person.name)
    return Message(
        id=new_id(),
        person=person.id,
        purpose=purpose,
        channel="email",
        state="draft",
        to_address=address,
        to_name=to_name,
        subject=subject,
        body=body,
        campaign=campaign,
        in_place_of=in_place_of,
        clarity=clarity,
        in_reply_to=in_reply_to,
        text_digest=text_digest(to_name=to_name, to_address=address, subject=subject, body=body),
        created_at=created_at,
    )


def _campaign_id(tx: Transaction, name: str) -> str:
    """A short id made from the name; raises `UsageError` for a name that is empty or taken."""
    if not name:
        raise UsageError("A campaign needs a name, such as “Spring letters”.")
    if tx.campaigns.get(name) is not None:
        raise UsageError(f"There is a campaign {name!r} already: its list is frozen. Give the new one another name.")
    base = "-".join(re.findall(r"[a-z0-9]+", fold(name)))[:30].strip("-") or "campaign"
    taken = {campaign.id for campaign in tx.campaigns.all()}
    return next(each for each in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if each not in taken)
