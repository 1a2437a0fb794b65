"""Into which circles imported contacts go: by their categories, and by the group cards that list them."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from netcore.errors import UsageError
from netcore.model.contact import Contact
from netcore.model.folding import fold
from netcore.steps.gather.identifiers import Key, uid_key
from netcore.store import Transaction

_EVERYBODY = frozenset(
    {"mycontacts", "* mycontacts", "my contacts", "contacts", "all contacts", "system group: my contacts", "starred"}
    | {"starred in android"}
)
"""Labels that programs put on everybody by themselves: no part of anybody's life."""

_IMPORTED = "imported on "
"""Google labels whatever was brought in on one day with the day."""

_BRACKETED = re.compile(r".*<([^<>]*)>\s*")
"""An address behind a name: "Ada <ada@example.org>"."""

_LONGEST = 200


class Sorter:
    """Puts records into circles.  Kept for a whole import; each call is told the transaction it works in.

    Only what a card says *newly* counts: whom the user took out of a circle is not put back by an import.
    """

    def __init__(self, account: str) -> None:
        self._account = account
        self._groups: dict[Key, set[str]] | None = None
        self.made: list[str] = []
        """The names of the circles that were made, since nobody had said what these categories mean."""

    def sort(
        self, tx: Transaction, new: Mapping[str, Contact], changed: Mapping[str, tuple[Contact, Contact]]
    ) -> dict[str, str]:
        """Enroll new records, and changed ones (before, after); returns the circle's name for each group card."""
        groups = self._known_groups(tx)
        fresh: dict[str, Collection[str]] = {a: c.categories for a, c in new.items() if c.kind != "group"}
        for anchor, (before, after) in changed.items():
            known = {fold(category) for category in before.categories}
            fresh[anchor] = [category for category in after.categories if fold(category) not in known]
        wanted = [(anchor, category) for anchor, categories in fresh.items() for category in categories]
        cards = {anchor: (Contact(), contact) for anchor, contact in new.items() if contact.kind == "group"}
        cards.update({anchor: both for anchor, both in changed.items() if both[1].kind == "group"})
        if not wanted and not cards and not groups:
            return {}
        circles = self._meant(tx, [*(category for _, category in wanted), *(c.label() for _, c in cards.values())])
        members = [(circle, a) for a, category in wanted if (circle := circles.get(fold(category)))]
        members += self._listed(tx, new, groups)
        for before, after in cards.values():
            circle = circles.get(fold(after.label()))
            if circle:
                keys = set(_member_keys(after)) - set(_member_keys(before))
                members += [(circle, anchor) for found in tx.records.having(keys).values() for anchor in found]
                for key in _member_keys(after):
                    groups[key].add(circle)
        tx.circles.enroll(members)
        return {anchor: after.label() for anchor, (_, after) in cards.items()}

    def _meant(self, tx: Transaction, categories: Iterable[str]) -> dict[str, str]:
        """By folded category: the circle that it means; a category that nobody mapped gets a circle of its name."""
        names: dict[str, str] = {}
        for category in categories:
            if fold(category) and len(category) <= _LONGEST:
                names.setdefault(fold(category), category)
        if not names:
            return {}
        known = tx.circles.meanings()
        existing = {key: circle.id for circle in tx.circles.all() for key in (fold(circle.name), circle.id)}
        fresh: dict[str, str | None] = {}
        for folded in sorted(names.keys() - known.keys() - _EVERYBODY):
            if not folded.startswith(_IMPORTED):
                fresh[folded] = existing.get(folded) or self._made(tx, names[folded])
        tx.circles.mean(fresh)
        return {folded: circle for folded in names if (circle := {**known, **fresh}.get(folded))}

    def _made(self, tx: Transaction, name: str) -> str:
        self.made.append(name)
        return tx.circles.add(name)

    def _known_groups(self, tx: Transaction) -> dict[Key, set[str]]:
        """By identifier: the circles of the group cards that list it, also when nobody had it until now."""
        if self._groups is None:
            self._groups = defaultdict(set)
            meanings = tx.circles.meanings()
            for record in tx.records.groups(self._account):
                circle = meanings.get(fold(record.contact.label()))
                if circle and not record.gone:
                    for key in _member_keys(record.contact):
                        self._groups[key].add(circle)
        return self._groups

    def _listed(
        self, tx: Transaction, new: Mapping[str, Contact], groups: Mapping[Key, set[str]]
    ) -> Iterable[tuple[str, str]]:
        if groups:
            for anchor, keys in tx.records.identifiers(new).items():
                yield from ((circle, anchor) for key in keys if key in groups for circle in groups[key])


def _member_keys(group: Contact) -> list[Key]:
    """By what a group card's members are found (RFC 6350 section 6.6.5: uids, ``mailto:``, ``tel:``).

    Where it names none, they are those whose addresses are on it: so Evolution writes its lists.
    """
    if not group.members:
        addresses = (_BRACKETED.sub(r"\1", email.address) for email in group.emails)
        return [("email", address.strip().casefold()) for address in addresses]
    found = []
    for member in group.members:
        scheme, _, rest = member.partition(":")
        if scheme.casefold() == "mailto":
            found.append(("email", rest.strip().casefold()))
        elif scheme.casefold() == "tel":
            found.append(("phone", rest.strip()))
        else:
            found.append(("uid", uid_key(member)))
    return found


def mean(tx: Transaction, category: str, circle: str | None) -> None:
    """Let a category mean a circle (None: nothing), for those who have it already, too.

    They leave the circle that it meant before, and whom the user took out of that stays out; it is dropped when it was
    made for the category, nobody else is in it, and nothing is noted about it.
    """
    folded = fold(category)
    if not folded:
        raise UsageError("Say which category.")
    before = tx.circles.meanings().get(folded)
    anchors = sorted({*tx.circles.with_category(folded), *_listed_under(tx, folded)})
    tx.circles.mean({folded: circle})
    if before is not None and before != circle:
        inside = set(tx.circles.members(before))
        tx.circles.dismiss(before, anchors)
        anchors = [anchor for anchor in anchors if anchor in inside]
        old = next(one for one in tx.circles.all() if one.id == before)
        if not old.members and not old.notes and before not in tx.circles.meanings().values():
            tx.circles.drop(before)
    if circle is not None:
        tx.circles.enroll((circle, anchor) for anchor in anchors)


def join(tx: Transaction, circle: str, into: str) -> None:
    """Put everybody in a circle into another one, where its categories lead from now on.

    The circle stays only for whom the user put there by hand, or for what is noted about it.
    """
    members = tx.circles.members(circle)
    for category, meant in sorted(tx.circles.meanings().items()):
        if meant == circle:
            mean(tx, category, into)
    tx.circles.enroll((into, anchor) for anchor in members)


def _listed_under(tx: Transaction, folded: str) -> set[str]:
    """Those whom a group card of this (folded) name lists."""
    keys = {
        key
        for account in tx.accounts.all()
        for card in tx.records.groups(account.id)
        if not card.gone and fold(card.contact.label()) == folded
        for key in _member_keys(card.contact)
    }
    return {anchor for anchors in tx.records.having(keys).values() for anchor in anchors}
