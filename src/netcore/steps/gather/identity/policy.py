"""What a machine may join without asking."""

from typing import Literal

from netcore.steps.gather.identity.facets import Facets
from netcore.steps.gather.identity.likeness import (
    Likeness,
    address_names,
    middle_names_agree,
    private,
    same_birthday,
)
from netcore.steps.gather.identity.name_relation import Relation

Policy = Literal["strict", "balanced", "liberal"]
"""strict, the default: an identifier of one's own with a name that fits, or one birthday with one full name.
balanced: also one full name with a shared workplace line, home or firm, or with a name rare enough to be one human's,
where no book has the name twice.
liberal: whatever weighs enough; for suggestions, not for joining unseen."""

LIBERAL_BITS = 3.3
BALANCED_BITS = 11.0
"""Where more than 99 of 100 pairs of one full name are one human."""


def may_join(a: Facets, b: Facets, likeness: Likeness, *, policy: Policy, bits: float, name_met_twice: bool) -> bool:
    """Whether two cards may be joined without asking the user; a contradiction always forbids it."""
    if likeness.contradiction:
        return False
    if _proven(a, b, likeness):
        return True
    if policy == "strict":
        return False
    if policy == "liberal" and bits >= LIBERAL_BITS:
        return True
    rare = likeness.relation.whole and bits >= BALANCED_BITS
    return (rare or _placed(a, b, likeness)) and not name_met_twice


def _proven(a: Facets, b: Facets, likeness: Likeness) -> bool:
    relation = likeness.relation
    if likeness.own_identifier and _name_fits(a, b, likeness):
        return True
    return relation.whole and (same_birthday(a, b) or bool(likeness.shared_emails))


def _name_fits(a: Facets, b: Facets, likeness: Likeness) -> bool:
    relation, beyond_mail = likeness.relation, bool(likeness.mobiles or likeness.profiles)
    if relation is Relation.UNKNOWN:
        return a.name.kind == b.name.kind or address_names(a, b)
    if relation is Relation.INITIAL:
        return beyond_mail or private(likeness.emails)
    if relation.compatible or relation is Relation.OTHER_SURNAME:
        return beyond_mail or middle_names_agree(a, b)
    return False


def _placed(a: Facets, b: Facets, likeness: Likeness) -> bool:
    """One full name, in two books, with a place in life in common."""
    if not likeness.relation.whole or a.book == b.book or not middle_names_agree(a, b):
        return False
    at_work = bool(likeness.phones - a.landlines - b.landlines)
    return at_work or not a.streets.isdisjoint(b.streets) or not set(a.firms).isdisjoint(b.firms)
