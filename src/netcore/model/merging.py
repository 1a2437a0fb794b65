"""One card out of the many that belong to one human.

The best card comes first: not gone from its source, newest, fullest.  A single value is taken from the first card that
has it; values of which there may be many are collected, each once.  The user's corrections come before all.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import NamedTuple, TypeVar

import msgspec

from netcore.model.contact import Contact, ContactKind, Email, Name, Organization, Phone, PostalAddress
from netcore.model.folding import fold
from netcore.model.groups import extras_of
from netcore.model.partial_date import PartialDate

T = TypeVar("T")

_LINE_DIGITS = 9
"""Within one human, two numbers that end in the same nine digits are one number in two spellings."""


class Leaf(NamedTuple):
    """A contact as one of a person's cards; ``anchor`` breaks ties, so that the order of import does not matter."""

    contact: Contact
    gone: bool = False
    anchor: str = ""


def merged(leaves: Iterable[Leaf], corrections: Contact | None = None) -> Contact:
    """The merged card; an empty one when there is nothing to merge."""
    cards = _best_first(leaves)
    kind = _kind(cards)
    if corrections is not None:
        cards.insert(0, corrections)
    if len(cards) < 2:
        return _tidied(cards[0]) if cards else Contact()
    own_name = corrections is not None and bool(str(corrections.name))
    return Contact(
        kind=kind,
        name=cards[0].name if own_name else _best_name(cards),
        nicknames=_all(cards, lambda card: card.nicknames, fold),
        emails=_all(cards, lambda card: _preferred(card.emails), _email_key),
        phones=_phones(cards),
        addresses=_all(cards, lambda card: _preferred(card.addresses), _address_key),
        organizations=_all(cards, lambda card: card.organizations, _organization_key),
        links=_all(cards, lambda card: card.links, lambda link: link.url.rstrip("/")),
        handles=_all(cards, lambda card: card.handles, lambda handle: (fold(handle.service), fold(handle.name))),
        birthday=_birthday(cards),
        occasions=_all(cards, lambda card: card.occasions, lambda occasion: (str(occasion.date), fold(occasion.label))),
        relations=_all(cards, lambda card: card.relations, lambda relation: (fold(relation.name), relation.kind)),
        notes=_all(cards, lambda card: card.notes, str.strip),
        categories=_all(cards, lambda card: card.categories, fold),
        photos=next((card.photos for card in cards if card.photos), ()),
        gender=_first(card.gender for card in cards),
        languages=_all(cards, lambda card: card.languages, str.casefold),
        uid=_first(card.uid for card in cards),
        revised=max((card.revised for card in cards), key=_moment),
        extras=extras_of(cards),
    )


def _best_first(leaves: Iterable[Leaf]) -> list[Contact]:
    """The later sorting is the more important one: sorting keeps the order of equals."""
    order = sorted(leaves, key=lambda leaf: leaf.anchor)
    if len(order) > 1:
        order.sort(key=lambda leaf: _fullness(leaf.contact), reverse=True)
        order.sort(key=lambda leaf: _moment(leaf.contact.revised), reverse=True)
        order.sort(key=lambda leaf: leaf.gone)
    return [leaf.contact for leaf in order]


def _moment(revised: str) -> str:
    """20260102T030405Z and 2026-01-02T03:04:05Z are the same moment; no moment is the oldest."""
    return "".join(character for character in revised if character.isdigit())[:14]


def _fullness(contact: Contact) -> int:
    many = (contact.emails, contact.phones, contact.addresses, contact.organizations, contact.links, contact.handles)
    return 2 * _name_fullness(contact.name) + sum(len(values) for values in many) + (contact.birthday is not None)


def _name_fullness(name: Name) -> int:
    if name.given and name.family:
        spelled_out = len(name.given.rstrip(".")) > 1 and len(name.family.rstrip(".")) > 1
        return 3 + spelled_out + bool(name.prefix) + bool(name.suffix) + bool(name.additional)
    whole = str(name).strip()
    return 1 + (" " in whole) if whole else 0


def _best_name(cards: Sequence[Contact]) -> Name:
    """The fullest name; of equally full ones that of the best card."""
    return max((card.name for card in cards), key=_name_fullness)


def _kind(cards: Sequence[Contact]) -> ContactKind:
    return cards[0].kind if cards and all(card.kind != "person" for card in cards) else "person"


def _first(values: Iterable[str]) -> str:
    return next((value for value in values if value), "")


def _all(
    cards: Iterable[Contact], values: Callable[[Contact], Sequence[T]], key: Callable[[T], Hashable]
) -> tuple[T, ...]:
    """The values of all cards in their order; of those with one key the first."""
    found: dict[Hashable, T] = {}
    for card in cards:
        for value in values(card):
            found.setdefault(key(value), value)
    return tuple(found.values())


P = TypeVar("P", Email, Phone, PostalAddress)


def _preferred(values: tuple[P, ...]) -> tuple[P, ...]:
    """In the order that the card prefers (1 is best, 0 says nothing), else in its own."""
    if len(values) < 2 or not any(value.preference for value in values):
        return values
    return tuple(sorted(values, key=lambda value: value.preference or 101))


def _email_key(email: Email) -> str:
    return email.address.strip().casefold()


def _phones(cards: Sequence[Contact]) -> tuple[Phone, ...]:
    """Each line once, spelled with its country where one of the cards does that, with the kinds that all cards name."""
    found: dict[str, Phone] = {}
    for card in cards:
        for phone in _preferred(card.phones):
            digits = "".join(character for character in phone.number if character.isdigit())
            key = digits[-_LINE_DIGITS:] or phone.number
            known = found.get(key)
            if known is None:
                found[key] = phone
                continue
            whole = known.number if "+" in known.number or "+" not in phone.number else phone.number
            kinds = tuple(dict.fromkeys(known.kinds + phone.kinds))
            if (whole, kinds) != (known.number, known.kinds):
                found[key] = msgspec.structs.replace(known, number=whole, kinds=kinds)
    return tuple(found.values())


def _address_key(address: PostalAddress) -> Hashable:
    parts = (address.po_box, address.extended, address.street, address.locality, address.postcode)
    return tuple(fold(part) for part in parts) if any(parts) else fold(address.formatted)


def _organization_key(organization: Organization) -> Hashable:
    return fold(organization.name), tuple(fold(unit) for unit in organization.units), fold(organization.title)


def _birthday(cards: Sequence[Contact]) -> PartialDate | None:
    """The first one that is whole, else the first one."""
    known = [card.birthday for card in cards if card.birthday is not None]
    return next((birthday for birthday in known if birthday.full()), next(iter(known), None))


def _tidied(card: Contact) -> Contact:
    emails, phones, addresses = _preferred(card.emails), _preferred(card.phones), _preferred(card.addresses)
    if emails is card.emails and phones is card.phones and addresses is card.addresses:
        return card
    return msgspec.structs.replace(card, emails=emails, phones=phones, addresses=addresses)
