"""Cards for the tests of identity, written the way address books write them."""

from typing import Any

from netcore.model.contact import Contact, Email, Link, Name, Organization, Phone, PostalAddress
from netcore.model.partial_date import PartialDate
from netcore.steps.gather.identity.facets import Facets
from netcore.steps.gather.identity.matching import Matching, match


def card(
    key: str,
    name: str = "",
    *,
    book: str = "",
    family: str = "",
    given: str = "",
    suffix: str = "",
    nickname: str = "",
    email: str | tuple[str, ...] = (),
    mobile: str = "",
    home: str = "",
    work: str = "",
    firm: str = "",
    street: str = "",
    postcode: str = "",
    born: tuple[int, int, int] | None = None,
    url: str = "",
) -> Facets:
    """A card of the book ``book``; each card comes from a book of its own unless it says otherwise."""
    emails = (email,) if isinstance(email, str) else email
    numbers = (("cell", mobile), ("home", home), ("work", work))
    year, month, day = born or (0, 0, 0)
    contact = Contact(
        name=Name(display=name, given=given, family=family, suffix=suffix),
        nicknames=(nickname,) if nickname else (),
        emails=tuple(Email(address=address) for address in emails if address),
        phones=tuple(Phone(number=number, kinds=(kind,)) for kind, number in numbers if number),
        organizations=(Organization(name=firm),) if firm else (),
        addresses=(PostalAddress(street=street, postcode=postcode),) if street or postcode else (),
        links=(Link(url=url),) if url else (),
        birthday=PartialDate(year=year, month=month, day=day) if born else None,
    )
    return Facets(key, book or key, contact)


def humans(*cards: Facets, **options: Any) -> set[frozenset[str]]:
    """The clusters of more than one card."""
    return {frozenset(cluster) for cluster in match(cards, **options).clusters if len(cluster) > 1}


def asked(matching: Matching) -> set[frozenset[str]]:
    """The pairs that the user would be asked about."""
    return {frozenset((question.left, question.right)) for question in matching.questions}
