"""What a contact shows for telling who it is, in forms that compare."""

import re
from functools import lru_cache
from unicodedata import normalize
from urllib.parse import unquote

from netcore.model.contact import Contact, Email, Phone
from netcore.model.partial_date import PartialDate
from netcore.steps.gather.identity.person_name import PersonName, person_name
from netcore.steps.gather.identity.vocabulary import (
    FAMILY_WORDS,
    ORGANISATION_WORDS,
    PLACEHOLDER_MAILBOXES,
    ROLE_MAILBOXES,
)
from netcore.steps.gather.identity.words import comparable, comparable_once

_SHORTEST_ABROAD = 10
"""Digits of a number with its calling code: fewer behind 00 are a number at home."""

_DUMMY_YEAR = 1604
"""What some programs write for "year unknown"."""

_MOBILE = frozenset({"cell", "mobile", "iphone"})
_PLACES = frozenset({"home", "work", "fax", "main", "pager", "other"})
_JOINING_WORDS = frozenset({"and", "und", "the", "et"})


class Facets:
    """One card, ready to be compared.  ``key`` names it, ``book`` the account it came from.

    ``emails`` are mailboxes that can be one person's own; role addresses and placeholders prove nothing and are left
    out, unless the card is an organisation's.  ``phones`` are number keys (see `phone_key`); those that a card marks as
    mobile or at home are in ``mobiles`` and ``landlines`` as well, those that it ties to no place at all (as good as
    mobiles) in ``own_lines``.
    """

    __slots__ = (
        "birthday",
        "book",
        "emails",
        "firms",
        "key",
        "landlines",
        "mobiles",
        "name",
        "nicknames",
        "own_lines",
        "phones",
        "plugs",
        "postcodes",
        "profiles",
        "spelled",
        "streets",
        "uid",
    )

    def __init__(self, key: str, book: str, contact: Contact, plugs: tuple[str, ...] = ()) -> None:
        """``plugs`` are the keys that plugins find the contact by."""
        organizations, addresses = contact.organizations, contact.addresses
        self.key = key
        self.book = book
        self.plugs = plugs
        uid = contact.uid.removeprefix("urn:uuid:").lower()
        self.uid = "" if uid.isdigit() else uid  # a number that a program counts up is another card's in another book
        self.firms = tuple([key for o in organizations if (key := firm_key(o.name))]) if organizations else ()
        self.name = _name_of(contact, self.firms)
        self.nicknames = tuple([comparable(nickname) for nickname in contact.nicknames]) if contact.nicknames else ()
        self.birthday = _birthday(contact.birthday)
        self.emails = _mailboxes(contact.emails, self.name) if contact.emails else ()
        self.phones, self.mobiles, self.landlines, self.own_lines = _numbers(contact.phones)
        self.spelled = tuple([phone.number for phone in contact.phones])
        self.profiles = _profiles(contact) if contact.links or contact.handles else ()
        self.streets = _values([street_key(address.street) for address in addresses]) if addresses else ()
        self.postcodes = _values([address.postcode.strip() for address in addresses]) if addresses else ()


Values = tuple[str, ...]
"""What a card has of one kind, each once.  Nearly all have one or none, for which a set takes four times the memory."""


def in_common(one: Values, other: Values) -> bool:
    """Whether two cards have a value in common."""
    return bool(one and other) and not set(one).isdisjoint(other)


def _values(values: list[str]) -> Values:
    found = [value for value in values if value]
    return tuple(found if len(found) < 2 else dict.fromkeys(found))


def _profiles(contact: Contact) -> Values:
    urls = [link.url for link in contact.links] + [handle.url for handle in contact.handles]
    return _values([profile_key(url) for url in urls])


def _mailboxes(emails: tuple[Email, ...], name: PersonName) -> Values:
    """Mailboxes that can be one person's own, and are not by their name several people's; an organisation's all."""
    found: list[str] = []
    for email in emails:
        box, own = mailbox(email.address)
        of_one = own and not (box.startswith("the") and _of_all_of_them(box, name))
        if of_one or (box and name.kind == "organisation"):
            found.append(box)
    return _values(found)


def _of_all_of_them(box: str, name: PersonName) -> bool:
    """Whether a mailbox is "the" surname's: theotts@, for somebody called Ott."""
    surname = "".join(name.family)
    return bool(surname) and box.partition("@")[0] in {f"the{surname}{ending}" for ending in ("", "s", "es")}


def _numbers(phones: tuple[Phone, ...]) -> tuple[Values, Values, Values, Values]:
    """All number keys, those marked as mobile, those marked as being at home, and those of no marked place."""
    if not phones:
        return (), (), (), ()
    everywhere: list[str] = []
    mobiles: list[str] = []
    at_home: list[str] = []
    anywhere: list[str] = []
    for phone in phones:
        number, kinds = phone_key(phone.number), phone.kinds
        if number:
            everywhere.append(number)
            if not _MOBILE.isdisjoint(kinds):
                mobiles.append(number)
            if "home" in kinds:
                at_home.append(number)
            if _PLACES.isdisjoint(kinds):
                anywhere.append(number)
    whole = _values(everywhere)
    if mobiles and at_home:
        at_home = [number for number in at_home if number not in mobiles]
    return whole, _part(whole, mobiles), _part(whole, at_home), _part(whole, anywhere)


def _part(whole: Values, some: list[str]) -> Values:
    """Some of the numbers: the same object where it is all of them, since a card seldom has more than one."""
    if not some or len(whole) == 1:
        return whole if some else ()
    part = _values(some)
    return whole if len(part) == len(whole) else part


def _name_of(contact: Contact, firms: tuple[str, ...]) -> PersonName:
    name = contact.name
    if contact.kind != "person":
        key = firm_key(str(name)) or (firms[0] if firms else "")
        return _organisation(key) if key else PersonName("organisation")
    if firms and not name.given and not name.family and firm_key(name.display) == firms[0]:
        return _organisation(firms[0])  # a firm's own card that does not say so
    return person_name(name)


@lru_cache(maxsize=2_000_000)
def _organisation(_firm: str) -> PersonName:
    """One object for all that are called so: ``is`` tells that they may be one organisation, as `person_name` does."""
    return PersonName("organisation")


def _birthday(date: PartialDate | None) -> tuple[int, int, int] | None:
    if date is None or not date.month or not date.day:
        return None
    return (0 if date.year == _DUMMY_YEAR else date.year, date.month, date.day)


def mailbox(address: str) -> tuple[str, bool]:
    """The mailbox that an address reaches, and whether it can be one person's own; ("", False) for no address.

    Case, +tags, Gmail's dots and googlemail are evidence of one mailbox and are never used to rewrite an address
    (RFC 5233; https://support.google.com/mail/answer/7436150).
    """
    local, _, domain = address.strip().lower().rpartition("@")
    if not local or "." not in domain or " " in local:
        return "", False
    if "+" in local:
        local = local.partition("+")[0] or local
    if domain in {"gmail.com", "googlemail.com"}:
        local, domain = local.replace(".", ""), "gmail.com"
    return f"{local}@{domain}", not _read_by_several(local)


_OF_HOUSEHOLDS = re.compile("fam|the|rod|gezin|csal")
"""What is in every household's word: told fast."""
_HOUSEHOLD = re.compile(
    rf"(?:^|[\d._-])(?:{'|'.join(sorted(FAMILY_WORDS))})|(?:{'|'.join(sorted(FAMILY_WORDS))})(?:$|[\d._-])"
    r"|(?:^|[\d._-])fam(?:$|[\d._-])|^the[._-].*s$"
)


def _read_by_several(local: str) -> bool:
    """Whether a local part names an office or a household: info2, famille.ott, ottfamily, the-otts."""
    word = local if local.isalpha() else local.strip("0123456789._-")
    if word in ROLE_MAILBOXES or word in PLACEHOLDER_MAILBOXES or local in PLACEHOLDER_MAILBOXES:
        return True
    return _OF_HOUSEHOLDS.search(local) is not None and _HOUSEHOLD.search(local) is not None


_DIGITS = {code: chr(code) if chr(code).isdigit() else None for code in range(128)}
"""What becomes of each ASCII character of a number; all are listed, for a look-up that finds nothing is slow."""


def phone_key(number: str) -> str:
    """The last nine digits, by which a number is found with and without its calling code; "" for what is no number.

    Extensions, the trunk zero in brackets and punctuation do not count; too short numbers, and those that somebody
    typed to get past a form (000-000-0000, 123456), prove nothing.
    """
    if ";" in number or "(0)" in number:
        number = number.partition(";")[0].replace("(0)", "")
    digits = number.translate(_DIGITS) if number.isascii() else "".join(filter(str.isdigit, number))
    if len(digits) < 7 or len(set(digits)) < 3 or digits in "01234567890123456789":
        return ""
    return digits[-9:]


def one_number(key: str, left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    """Whether numbers of this key, as two cards spell them, can be one: not when all are of other countries."""
    ways = [{_country_in(number) for number in numbers if phone_key(number) == key} for numbers in (left, right)]
    return any("" in countries for countries in ways) or not ways[0].isdisjoint(ways[1])


@lru_cache(maxsize=50_000)
def _country_in(number: str) -> str:
    """What stands before the last nine digits of an international number, told up to trunk zeros; else ""."""
    text = number.partition(";")[0].strip().removeprefix("tel:").replace("(0)", "").lstrip(" (")
    digits = "".join(c for c in text if c.isdigit())
    if not text.startswith("+"):
        dialled = next((prefix for prefix in ("00", "011") if digits.startswith(prefix)), "")
        if not dialled or len(digits) < len(dialled) + _SHORTEST_ABROAD:
            return ""
        digits = digits[len(dialled) :]
    for code, mobile in (
        ("54", "549"),
        ("52", "521"),
    ):  # Argentina and Mexico: dialled with and without a mobile's mark
        if digits.startswith(mobile):
            digits = code + digits[3:]
    return digits[:-9].replace("0", "")


def profile_key(url: str) -> str:
    """The name of a personal page on a network of professionals; "" for any other page."""
    slug = url.lower().partition("linkedin.com/in/")[2]
    return normalize("NFC", unquote(slug.partition("?")[0].partition("#")[0])).casefold().strip("/ ")


@lru_cache(maxsize=500_000)
def firm_key(name: str) -> str:
    """The words of a firm's name without its legal form; "" when nothing is left."""
    words = [w for w in comparable_once(name).split() if w not in ORGANISATION_WORDS and w not in _JOINING_WORDS]
    return " ".join(words[:4])


def street_key(street: str) -> str:
    """Street and house number as comparable words; "" without a number, since a street alone proves little."""
    words = comparable_once(street)
    return words if any(c.isdigit() for c in words) else ""
