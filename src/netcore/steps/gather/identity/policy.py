"""What a machine may join without asking."""

from typing import Literal

from netcore.steps.gather.identity.facets import Facets, in_common
from netcore.steps.gather.identity.likeness import (
    Likeness,
    address_names,
    address_speaks,
    middle_names_agree,
    one_firm,
    private,
    same_birthday,
)
from netcore.steps.gather.identity.name_relation import INITIAL, OTHER_SURNAME, SIMILAR, UNKNOWN

Policy = Literal["strict", "balanced", "liberal"]
"""strict, the default: an identifier of one's own with a name that fits, or one birthday with one full name.
balanced: also one full name with a shared workplace line, home or firm, or with a name rare enough to be one human's,
where no book has the name for two people.
liberal: whatever weighs enough; for suggestions, not for joining unseen."""

POLICIES: tuple[Policy, ...] = ("strict", "balanced", "liberal")

BITS_TO_JOIN: dict[Policy, float | None] = {"strict": None, "balanced": 8.0, "liberal": 3.3}
"""From how many bits on a question is answered with yes without asking: balanced only under one full name that no book
has for two people.  Bits depend on how many cards there are, so they are weighed again after every import."""


def proven(a: Facets, b: Facets, likeness: Likeness) -> bool:
    """Whether there is proof, which all policies accept.

    Two cards of one account were kept apart by somebody: they are joined under one and the same full name, or when both
    their mailbox and their number are the same.
    """
    relation = likeness.relation
    if likeness.contradiction or relation <= SIMILAR:
        return False
    if a.book == b.book and not relation.whole:
        household = not a.name.given or not b.name.given  # a surname alone, beside somebody of that name
        return relation.compatible and not household and bool(likeness.emails) and bool(likeness.phones)
    if likeness.same_card and (relation.compatible or relation is UNKNOWN):
        return True
    if likeness.own_identifier and _name_fits(a, b, likeness):
        return True
    if not relation.whole:
        return False
    number_of_their_own = not likeness.phones.intersection(a.own_lines).isdisjoint(b.own_lines)
    one_of_the_name = number_of_their_own or bool(likeness.shared_emails)
    return (one_of_the_name and middle_names_agree(a, b)) or same_birthday(a, b)


def placed(a: Facets, b: Facets, likeness: Likeness) -> bool:
    """One full name, in two books, with a place in life in common: enough where the policy is not strict."""
    if not likeness.relation.whole or a.book == b.book or not middle_names_agree(a, b) or likeness.contradiction:
        return False
    at_work = bool(likeness.phones.difference(a.landlines, b.landlines))
    return at_work or in_common(a.streets, b.streets) or one_firm(a, b)


def _name_fits(a: Facets, b: Facets, likeness: Likeness) -> bool:
    relation, beyond_mail = likeness.relation, bool(likeness.mobiles or likeness.profiles)
    if relation is UNKNOWN:
        return a.name.kind == b.name.kind or address_names(a, b)
    if relation is INITIAL:
        return beyond_mail or private(likeness.emails)
    if relation is OTHER_SURNAME:
        return _survived_a_marriage(a, b, likeness)
    if relation.compatible:
        return middle_names_agree(a, b) or (beyond_mail and not relation.whole)
    return False


def _survived_a_marriage(a: Facets, b: Facets, likeness: Likeness) -> bool:
    """Whether cards of other surnames share more than a friend, or a new household, can explain.

    A mobile number, or a mailbox, is enough when one of the cards has a mailbox in the name on the other.
    """
    if likeness.profiles or (likeness.emails and likeness.phones):
        return True
    in_the_others_name = address_speaks(a.emails, b.name) or address_speaks(b.emails, a.name)
    return in_the_others_name and (bool(likeness.mobiles) or middle_names_agree(a, b))
