"""People whom the user adds by name, and what the user corrects on anybody's card."""

import re
from collections.abc import Collection
from hashlib import blake2b

import msgspec

from netcore.model.contact import Contact, Email, Name, Phone, encode_contact
from netcore.model.merging import Leaf, merged
from netcore.steps.address import checked_address
from netcore.steps.base import Desk
from netcore.steps.gather.book import BY_HAND, Book
from netcore.steps.gather.identifiers import Identifiers, Key
from netcore.steps.gather.identity.shelf import Shelf
from netcore.steps.gather.joining import Joiner, policy_of
from netcore.steps.gather.matchers import Matchers
from netcore.steps.gather.run import REGION
from netcore.store import Transaction
from netcore.store.ids import anchor_id, new_id
from netcore.store.records import NewRecord

_BEHIND = re.compile(
    r"(, ?| (?=(?:jr|sr|ii|iii|iv|ph\.?d)\b))"
    r"(?:(?:jr|sr|ii|iii|iv|esq|ph\.?d|m\.?d|dds|mba|m\.?a|b\.?a|m\.?sc|b\.?sc|obe|mbe|cbe)\.?(?:,? |,|$))+$",
    re.IGNORECASE,
)
"""What stands behind a name.  Ma and Ba are surnames: most of it counts only after a comma."""


def name_from(text: str) -> Name:
    """A name as people write it, taken apart: "Ada Lovelace", "Lovelace, Ada"; one word is a given name.

    What is behind the name ("Jr.", ", PhD") belongs to neither half.
    """
    whole = " ".join(text.replace("\0", "").split())
    if (behind := _BEHIND.search(whole)) and (before := whole[: behind.start()].strip()):
        name = name_from(before)
        suffix = behind[0].strip(" ,")
        return msgspec.structs.replace(name, display=f"{name.display}{behind[1]}{suffix}", suffix=suffix)
    family, comma, given = (part.strip() for part in whole.partition(","))
    if comma and family and given:
        return Name(display=f"{given} {family}", given=given, family=family)
    given, _, family = whole.rpartition(" ")
    return Name(display=whole, given=given, family=family) if given else Name(display=whole, given=whole)


def add_by_hand(desk: Desk, tx: Transaction, contact: Contact) -> str:
    """Keep a card in the user's own account, and compare it with all others; returns its anchor."""
    if tx.accounts.get(BY_HAND) is None:
        tx.accounts.add(BY_HAND, component="hand", name="me")
    source_id = new_id()
    anchor = anchor_id(BY_HAND, source_id)
    raw = encode_contact(contact)
    record = NewRecord(
        anchor=anchor,
        account=BY_HAND,
        source_id=source_id,
        revision="",
        digest=blake2b(raw, digest_size=16).digest(),
        raw=raw,
        contact=contact,
        notes=(),
    )
    tx.people.add({anchor: contact})
    tx.records.add([record])
    tx.records.add_identifiers({anchor: Identifiers(tx.facts.get(REGION)).of(contact)})
    book = Book(tx, Matchers(desk))
    tx.records.add_blocks(book.add(BY_HAND, {anchor: contact}))
    Joiner(tx, book, policy_of(tx)).compare([anchor])
    return anchor


def emails_from(text: str) -> tuple[Email, ...]:
    """The address that was typed, as it was; none for the empty text.  Raises `UsageError` for what is none."""
    if not text.strip():
        return ()
    checked_address(text)
    return (Email(address=text.strip()),)


def correct(
    desk: Desk, tx: Transaction, person: str, *, name: str | None, email: str | None, phone: str | None
) -> None:
    """Let the user's words win over every card of a person (by current id), and compare anew."""
    card = tx.people.corrections([person]).get(person, Contact())
    if name is not None:
        card = msgspec.structs.replace(card, name=name_from(name))
    if email is not None:
        card = msgspec.structs.replace(card, emails=emails_from(email))
    if phone is not None:
        card = msgspec.structs.replace(card, phones=(Phone(number=phone.strip()),) if phone.strip() else ())
    tx.people.correct(person, card)
    reindex(desk, tx, [person])


def reindex(desk: Desk, tx: Transaction, anchors: Collection[str]) -> None:
    """Work out anew by what these anchors are found, and compare those for which it changed."""
    identifiers = Identifiers(tx.facts.get(REGION))
    corrections = tx.people.corrections(anchors)
    current = tx.people.current(anchors)
    book = Book(tx, Matchers(desk))
    wanted: dict[str, Collection[Key]] = {}
    blocks: dict[str, Collection[int]] = {}
    for anchor, record in tx.records.get(anchors).items():
        if anchor in current:
            said = corrections.get(anchor)
            contact = merged([Leaf(record.contact)], said) if said else record.contact
            wanted[anchor] = identifiers.of(contact)
            blocks |= book.add(record.account, {anchor: contact})
    other = tx.records.replace_identifiers(wanted) | tx.records.replace_blocks(blocks)
    changed = other | corrections.keys() & current.keys()
    if changed:
        Joiner(tx, book, policy_of(tx)).compare(changed, changed=changed)


def compare_all(desk: Desk, tx: Transaction) -> None:
    """Compare all cards anew, as a policy that was just stated wants it; what the user said stays said."""
    book = Book(tx, Matchers(desk))
    book.fill(Shelf())
    anchors = tx.people.current(tx.records.all_anchors())
    joiner = Joiner(tx, book, policy_of(tx))
    joiner.compare(anchors, changed=anchors, anew=True)
    joiner.weigh_again()
