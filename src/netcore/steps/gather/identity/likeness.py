"""What two cards have in common, and what speaks against them: facts, before any weighing."""

from collections.abc import Callable, Collection
from typing import Literal

from rapidfuzz.distance import OSA, Indel, JaroWinkler

from netcore.model.base import Value
from netcore.steps.gather.identity.facets import Facets, in_common, one_number
from netcore.steps.gather.identity.name_relation import (
    CLASH,
    NICKNAME,
    UNKNOWN,
    Relation,
    given_relation,
    name_relation,
    told_apart,
)
from netcore.steps.gather.identity.person_name import PersonName
from netcore.steps.gather.identity.vocabulary import PUBLIC_MAIL_DOMAINS
from netcore.steps.gather.identity.words import comparable

Identifier = Literal["email", "phone", "profile"]

_NONE: frozenset[str] = frozenset()

_STREETS_ALIKE = 0.85
_HALVES_ALIKE = 0.88


class Likeness(Value, frozen=True, kw_only=True, gc=False):
    """Two cards side by side.

    ``emails``, ``mobiles``, ``phones`` and ``profiles`` are values on both cards that nobody with another name has;
    ``shared`` are values on both that somebody with another name has, too: a family's mailbox, a switchboard.
    """

    relation: Relation
    emails: frozenset[str] = frozenset()
    mobiles: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    profiles: frozenset[str] = frozenset()
    shared_emails: frozenset[str] = frozenset()
    shared_phones: frozenset[str] = frozenset()
    identifiers: bool = False
    """Both have any identifier, shared or not."""
    own_identifier: bool = False
    """Both have an identifier that is one person's own."""
    same_card: bool = False
    """Both are one card, which two accounts hold."""
    contradiction: str = ""


def have_more_in_common(a: Facets, b: Facets) -> bool:
    """Whether two cards may have anything in common besides their names: told fast, since very many have nothing."""
    return bool(
        in_common(a.firms, b.firms)
        or in_common(a.emails, b.emails)
        or in_common(a.phones, b.phones)
        or (a.birthday and b.birthday)
        or (a.streets and b.streets)
        or in_common(a.profiles, b.profiles)
        or in_common(a.postcodes, b.postcodes)
        or (a.uid and a.uid == b.uid)
        or (a.plugs and b.plugs)
        or one_middle_name(a, b)
    )


def relation_of(a: Facets, b: Facets) -> Relation:
    """How the names stand to each other, nicknames on the cards considered."""
    relation = name_relation(a.name, b.name)
    if relation >= UNKNOWN or not (a.nicknames or b.nicknames):
        return relation
    for one, other in ((a, b), (b, a)):
        if one.nicknames and other.name.kind == "person" and other.name.given in one.nicknames:
            surnames_agree = not one.name.family or not other.name.family
            if surnames_agree or not set(one.name.family).isdisjoint(other.name.family):
                return NICKNAME
    return relation


def likeness_of(a: Facets, b: Facets, relation: Relation, shared: Callable[[Identifier, str], bool]) -> Likeness:
    """What two cards have in common, whose names stand to each other as ``relation`` says.

    ``shared`` says of an identifier on both whether people of other names have it, too.
    """
    emails = frozenset(a.emails).intersection(b.emails) if a.emails and b.emails else _NONE
    phones = frozenset(a.phones).intersection(b.phones) if a.phones and b.phones else _NONE
    profiles = frozenset(a.profiles).intersection(b.profiles) if a.profiles and b.profiles else _NONE
    same_card = a.uid == b.uid != "" and a.book != b.book
    if phones:
        phones = frozenset([number for number in phones if one_number(number, a.spelled, b.spelled)])
    if not emails and not phones and not profiles:
        return Likeness(relation=relation, contradiction=contradiction(a, b), same_card=same_card)
    own_emails = frozenset([email for email in emails if not shared("email", email)])
    own_phones = frozenset([number for number in phones if not shared("phone", number)])
    own_profiles = frozenset([profile for profile in profiles if not shared("profile", profile)])
    mobiles = own_phones.intersection((*a.mobiles, *b.mobiles))
    return Likeness(
        relation=relation,
        emails=own_emails,
        mobiles=mobiles,
        phones=own_phones,
        profiles=own_profiles,
        shared_emails=emails - own_emails,
        shared_phones=phones - own_phones,
        identifiers=bool(emails or phones or own_profiles),
        own_identifier=bool(own_emails or mobiles or own_profiles),
        same_card=same_card,
        contradiction=contradiction(a, b),
    )


def contradiction(a: Facets, b: Facets) -> str:
    """What makes it impossible that both are one human, in words; "" when nothing does."""
    if a.birthday and b.birthday:
        (year_a, *day_a), (year_b, *day_b) = a.birthday, b.birthday
        if day_a != day_b or (year_a and year_b and year_a != year_b):
            return "different birthdays"
    return told_apart(a.name, b.name)


def one_firm(a: Facets, b: Facets) -> bool:
    """Whether both have a firm in common."""
    return in_common(a.firms, b.firms)


def at_one_home_alike(a: Facets, b: Facets) -> bool:
    """Whether two cards of one full name are of one home, and nothing but a job tells them apart.

    Somebody with two jobs may be in one register twice; a father and his son seldom have one number, or one mailbox.
    """
    return (
        in_common(a.streets, b.streets)
        and a.name.generation == b.name.generation
        and middle_names_agree(a, b)
        and not contradiction(a, b)
        and not any(
            one and other and not in_common(one, other) for one, other in ((a.emails, b.emails), (a.phones, b.phones))
        )
    )


def same_birthday(a: Facets, b: Facets) -> bool:
    """Whether both have one birthday, the year included."""
    return a.birthday is not None and a.birthday == b.birthday and a.birthday[0] != 0


def birthdays_nearly_agree(a: Facets, b: Facets) -> bool:
    """Whether two birthdays differ as typing does: in one of day, month and year, or day and month changed places."""
    if a.birthday is None or b.birthday is None:
        return False
    (year_a, *day_a), (year_b, *day_b) = a.birthday, b.birthday
    if year_a != year_b:
        return day_a == day_b
    return day_a[0] == day_b[0] or day_a[1] == day_b[1] or day_a == day_b[::-1]


def streets_nearly_agree(a: Facets, b: Facets) -> bool:
    """Whether a street and its number are the same but for slips of the pen."""
    if not a.streets or not b.streets:
        return False
    return any(Indel.normalized_similarity(x, y) >= _STREETS_ALIKE for x in a.streets for y in b.streets)


def postcodes_nearly_agree(a: Facets, b: Facets) -> bool:
    """Whether two post codes are the same but for two neighbours that changed places: 3137 and 3173."""
    return any(
        len(x) == len(y) and sorted(x) == sorted(y) and OSA.distance(x, y, score_cutoff=1) == 1
        for x in a.postcodes
        for y in b.postcodes
    )


def half_agrees(a: Facets, b: Facets) -> bool:
    """Whether two names that clash have one surname, or one given name, in either order, but for slips of the pen."""
    one, other = ({name.given, *name.family} - {""} for name in (a.name, b.name))
    return any(JaroWinkler.similarity(x, y) > _HALVES_ALIKE for x in one for y in other)


def address_names(a: Facets, b: Facets) -> bool:
    """Whether one card has no name, and its address speaks the other's given name (ada.l@… and Ada)."""
    nameless, named = (a, b) if b.name.kind == "person" else (b, a)
    if named.name.kind != "person" or nameless.name.kind not in {"none", "handle"} or len(named.name.given) < 3:
        return False
    return any(named.name.given in _letters(email) for email in nameless.emails)


def address_speaks(emails: Collection[str], name: PersonName) -> bool:
    """Whether one of the mailboxes speaks a name, or its initial and surname: anna.ost@…, aost@…"""
    surname = "".join(name.family)
    if len(name.given) < 2 or len(surname) < 3:
        return False
    for email in emails:
        letters = comparable(_letters(email))
        if surname in letters and (name.given in letters or letters == name.given[0] + surname):
            return True
    return False


def one_middle_name(a: Facets, b: Facets) -> bool:
    """Whether both have a middle name that can be the same: H. and Herbert, but not Maria and Manuel."""
    one, other = a.name.middle, b.name.middle
    return any(x[0] == y[0] and given_relation(x, y) is not CLASH for x in one for y in other)


def middle_names_agree(a: Facets, b: Facets) -> bool:
    """Whether the middle names, where both have some, can be the same, or divide the name otherwise."""
    one, other = a.name, b.name
    if not one.middle or not other.middle or one_middle_name(a, b):
        return True
    return not (
        {one.given, *one.family}.isdisjoint(other.middle) and {other.given, *other.family}.isdisjoint(one.middle)
    )


def two_mailboxes_at_one_firm(a: Facets, b: Facets) -> bool:
    """Whether each has a mailbox of its own at one firm's domain: few employees have two."""
    if not a.emails or not b.emails or in_common(a.emails, b.emails):
        return False
    domains = {email.partition("@")[2] for email in a.emails}.difference(PUBLIC_MAIL_DOMAINS)
    return not domains.isdisjoint([email.partition("@")[2] for email in b.emails])


def private(emails: frozenset[str]) -> bool:
    """Whether one of the mailboxes is at a public provider: a firm's mailbox may have had two owners."""
    return any(email.partition("@")[2] in PUBLIC_MAIL_DOMAINS for email in emails)


def spelling_likeness(a: Facets, b: Facets) -> float:
    """How alike two names are letter by letter, 0 to 1, in either order; 0 when one is no person's name."""
    if a.name.kind != "person" or b.name.kind != "person":
        return 0.0
    surname_a, surname_b = "".join(a.name.family), "".join(b.name.family)
    straight = ((a.name.given, b.name.given), (surname_a, surname_b))
    crossed = ((a.name.given, surname_b), (surname_a, b.name.given))
    return max(_likeness(pairs) for pairs in (straight, crossed))


def _likeness(pairs: tuple[tuple[str, str], tuple[str, str]]) -> float:
    """The mean over the pairs; a half that is equal letter by letter does not excuse another half that is not."""
    values = [JaroWinkler.similarity(x, y) if x and y else 0.7 for x, y in pairs]
    return min(values) if max(values) > 0.95 else sum(values) / 2


def _letters(email: str) -> str:
    return "".join(c for c in email.partition("@")[0] if c.isalpha())
