"""The evidence in words that a person can read."""

from collections.abc import Collection, Iterator

from netcore.steps.gather.identity.facets import Facets, in_common, phone_key
from netcore.steps.gather.identity.likeness import (
    Likeness,
    middle_names_agree,
    one_firm,
    one_middle_name,
    streets_nearly_agree,
)
from netcore.steps.gather.identity.name_relation import Relation

_NAMES = {
    Relation.CLASH: "different names",
    Relation.SIMILAR: "names that look alike",
    Relation.OTHER_SURNAME: "same given name, other surname",
    Relation.OTHER_SCRIPT: "names in different scripts",
    Relation.INITIAL: "one name is only an initial",
    Relation.HALF: "one has only the given name",
    Relation.PARTIAL: "one surname of two is the same",
    Relation.TYPO: "names differ by a slip of the pen",
    Relation.NICKNAME: "names differ only by nickname",
    Relation.SWAPPED: "same name, the other way round",
    Relation.EXACT: "same name",
}


def reasons(a: Facets, b: Facets, likeness: Likeness) -> tuple[str, ...]:
    """Why the two may be, or may not be, one human; the strongest first."""
    found = [likeness.contradiction] if likeness.contradiction else []
    if likeness.same_card:
        found.append("the same card in two accounts")
    if likeness.identifiers:
        found += _same_identifiers(a, b, likeness)
    if words := _about_names(a, b, likeness.relation):
        found.append(words)
    if likeness.relation.compatible and one_middle_name(a, b):
        found.append("middle names agree")
    if a.birthday and b.birthday and not likeness.contradiction:
        found.append("same birthday")
    if in_common(a.streets, b.streets):
        found.append("same address")
    elif streets_nearly_agree(a, b):
        found.append("nearly the same address")
    if one_firm(a, b):
        found.append("same organisation")
    return tuple(found)


def _about_names(a: Facets, b: Facets, relation: Relation) -> str:
    if relation.whole and not middle_names_agree(a, b):
        return "same name, other middle name"
    if relation is Relation.HALF and not (a.name.given and b.name.given):
        return "one has only the surname"
    return _NAMES.get(relation, "")


def _same_identifiers(a: Facets, b: Facets, likeness: Likeness) -> Iterator[str]:
    for what, values in (
        ("same e-mail", likeness.emails),
        ("same mobile", _spelled(a, b, likeness.mobiles)),
        ("same profile", likeness.profiles),
        ("same phone", _spelled(a, b, likeness.phones - likeness.mobiles)),
        ("same e-mail, which others use too,", likeness.shared_emails),
        ("same phone, which others use too,", _spelled(a, b, likeness.shared_phones)),
    ):
        if values:
            yield f"{what} {min(values)}"


def _spelled(a: Facets, b: Facets, numbers: Collection[str]) -> list[str]:
    """Numbers as people write them, with the country where one of the cards has it."""
    return [min((n for n in (*a.spelled, *b.spelled) if phone_key(n) == number), key=_bare) for number in numbers]


def _bare(number: str) -> tuple[bool, str]:
    return not number.lstrip().startswith("+"), number
